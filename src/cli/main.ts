#!/usr/bin/env node
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { CephvirtError } from '../core/errors.ts'
import { clusterDown, clusterEnv, clusterUp, defaultClusterFolder } from './cluster.ts'

const usage = `Usage: cephvirt <command>

  cephvirt cluster up [--osds N] [--dir DIR] [--json]   start a throwaway Ceph cluster and a private libvirtd
  cephvirt cluster env [--dir DIR]                      print what a shell needs to use them: eval "$(cephvirt cluster env)"
  cephvirt cluster down [--dir DIR]                     stop them and remove their folder

  --osds N     how many OSDs, 3 if not said
  --dir DIR    the folder to keep everything in: ${defaultClusterFolder()} if not said
  --json       print what the cluster is reached by as JSON
  --version    print the version
  --help       print this
`

/** A command line that makes no sense: answered with the usage. */
class UsageError extends Error {}

async function main(args: string[]): Promise<void> {
  const { values, positionals } = parse(args)
  if (values.help) return print(usage)
  if (values.version) return print(`${version()}\n`)
  const [group, command, ...rest] = positionals
  if (group === undefined) throw new UsageError('no command given')
  if (group !== 'cluster') throw new UsageError(`unknown command: ${group}`)
  if (rest.length > 0) throw new UsageError(`unexpected argument: ${rest.join(' ')}`)
  const dir = values.dir ?? defaultClusterFolder()
  switch (command) {
    case 'up':
      return clusterUp({ dir, osds: wholeNumber(values.osds ?? '3'), json: values.json === true }, print)
    case 'env':
      return clusterEnv(dir, print)
    case 'down':
      return clusterDown(dir, print)
    default:
      throw new UsageError(command === undefined ? 'cluster: up, env or down?' : `unknown command: cluster ${command}`)
  }
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        osds: { type: 'string' },
        dir: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'v' },
      },
    })
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

function wholeNumber(text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1 || number > 16)
    throw new UsageError(`--osds must be a number from 1 to 16, not ${text}`)
  return number
}

/** The command lies in `dist/`, or in `src/cli/` of a checkout: the nearest package.json above it is ours. */
function version(): string {
  const here = process.argv[1] === undefined ? undefined : realpathSync(process.argv[1])
  for (let folder = path.dirname(here ?? '.'); ; folder = path.dirname(folder)) {
    const file = path.join(folder, 'package.json')
    if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
    if (folder === path.dirname(folder)) throw new Error('cannot find package.json')
  }
}

function print(text: string): void {
  process.stdout.write(text)
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error)
  const hint = error instanceof CephvirtError && error.hint !== undefined ? `\n  ${error.hint}` : ''
  process.stderr.write(`cephvirt: ${message}${hint}\n`)
  if (error instanceof UsageError) process.stderr.write(`\n${usage}`)
  process.exitCode = error instanceof UsageError ? 2 : 1
})
