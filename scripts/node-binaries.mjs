#!/usr/bin/env node
// Node of another release or another architecture than the one that runs: from npm, which carries Node's own binaries
// as packages. Downloaded once, into `.cache/node`; npm checks what it downloads.
//
//   import { nodeBinary } from './node-binaries.mjs'
//   const node = nodeBinary({ major: 22, arch: 'arm64' })
//
//   node scripts/node-binaries.mjs 22 arm64    prints its path
import { mkdirSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { madeOnce } from './made-once.mjs'
import { run } from './program.mjs'

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
  return join(
    madeOnce(folder, (partial) => download(`${name}@${version}`, partial)),
    'bin',
    'node',
  )
}

/** Unpacks a package of npm's into a new folder, and answers where in there it is. */
function download(what, into) {
  mkdirSync(into)
  run('npm', ['pack', what, '--silent', '--pack-destination', into], { cwd: project })
  const archive = readdirSync(into).find((file) => file.endsWith('.tgz'))
  if (archive === undefined) throw new Error(`npm left no archive of ${what}`)
  run('tar', ['-xzf', join(into, archive), '-C', into, '--no-same-owner'])
  return join(into, 'package')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [major, arch = process.arch] = process.argv.slice(2)
  console.log(nodeBinary({ major, arch }))
}
