#!/usr/bin/env node
// Node of another release or another architecture than the one that runs: from npm, which carries Node's own binaries
// as packages.
//
//   import { nodeBinary } from './node-binaries.mjs'
//   const node = nodeBinary({ major: 22, arch: 'arm64' })
//
//   node scripts/node-binaries.mjs 22 arm64    prints its path
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { npmPackage } from './npm-package.mjs'

/** By release line, those that are supported and the newest: what npm has for both architectures. */
export const nodeVersions = { 20: '20.20.2', 22: '22.23.3', 24: '24.21.0', 26: '26.10.0' }

/** The path of a Node program: `major` one of `nodeVersions`, `arch` `x64` or `arm64`. Beside it lies `include/node`. */
export function nodeBinary({ major, arch = process.arch }) {
  const version = nodeVersions[major]
  if (version === undefined) {
    throw new RangeError(`which Node? ${Object.keys(nodeVersions).join(', ')}, not ${major}`)
  }
  if (!['x64', 'arm64'].includes(arch)) throw new RangeError(`which architecture? x64 or arm64, not ${arch}`)
  return join(npmPackage(`node-linux-${arch}`, version), 'bin', 'node')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [major, arch = process.arch] = process.argv.slice(2)
  console.log(nodeBinary({ major, arch }))
}
