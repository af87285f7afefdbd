#!/usr/bin/env node
// Node of another release or another architecture than the one that runs: from npm, which carries Node's own binaries
// as packages. Downloaded once, into `.cache/node`; npm checks what it downloads.
//
//   import { nodeBinary } from './node-binaries.mjs'
//   const node = nodeBinary({ major: 22, arch: 'arm64' })
//
//   node scripts/node-binaries.mjs 22 arm64    prints its path
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const project = dirname(dirname(fileURLToPath(import.meta.url)))

/** By release line, those that are supported and the newest. */
export const nodeVersions = { 20: '20.20.2', 22: '22.23.3', 24: '24.22.0', 26: '26.12.0' }

/** The path of a Node program: `major` one of `nodeVersions`, `arch` `x64` or `arm64`. Beside it lies `include/node`. */
export function nodeBinary({ major, arch = process.arch }) {
  const version = nodeVersions[major]
  if (version === undefined) {
    throw new RangeError(`which Node? ${Object.keys(nodeVersions).join(', ')}, not ${major}`)
  }
  if (!['x64', 'arm64'].includes(arch)) throw new RangeError(`which architecture? x64 or arm64, not ${arch}`)
  const name = `node-linux-${arch}`
  const folder = join(project, '.cache', 'node', `${name}-${version}`)
  const program = join(folder, 'bin', 'node')
  // The folder gets its name when all is there: whoever finds it finds it whole.
  if (!existsSync(folder)) download(`${name}@${version}`, folder)
  return program
}

function download(what, folder) {
  mkdirSync(dirname(folder), { recursive: true })
  const partial = mkdtempSync(`${folder}.`)
  try {
    run('npm', ['pack', what, '--silent', '--pack-destination', partial])
    const archive = readdirSync(partial).find((file) => file.endsWith('.tgz'))
    if (archive === undefined) throw new Error(`npm left no archive of ${what}`)
    run('tar', ['-xzf', join(partial, archive), '-C', partial, '--no-same-owner'])
    try {
      renameSync(join(partial, 'package'), folder)
    } catch (error) {
      // Another was faster.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    }
  } finally {
    rmSync(partial, { recursive: true, force: true })
  }
}

function run(command, args) {
  const { status, error, stdout, stderr } = spawnSync(command, args, { cwd: project, encoding: 'utf8' })
  if (error === undefined && status === 0) return
  throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? `exit code ${status}`}\n${stdout}${stderr}`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [major, arch = process.arch] = process.argv.slice(2)
  console.log(nodeBinary({ major, arch }))
}
