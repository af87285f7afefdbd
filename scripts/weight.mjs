#!/usr/bin/env node
// What the package weighs for who installs it: bytes, the time to install and to import it, memory. Part of
// `npm run release:check`; fails where a limit is passed. Measured on an installed tarball, in fresh processes, against
// the same processes without it: the median of many, so that it can be judged on a busy machine too.
//
//   node scripts/weight.mjs [--runs 31]
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { median } from '../bench/figures.mjs'
import { installPackage, packPackage } from './packed.mjs'
import { run } from './program.mjs'

const { values } = parseArgs({ options: { runs: { type: 'string', default: '31' } } })
const runs = Number(values.runs)
const limits = { importMilliseconds: 30, binaryBytes: 2 << 20, packedBytes: 6 << 20 }
const MiB = 2 ** 20

const folder = mkdtempSync(join(tmpdir(), 'cephvirt-weight-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

const env = { ...process.env, PREBUILDS_ONLY: '1' }
const packed = packPackage(folder, env)
const began = performance.now()
const user = installPackage(folder, packed, env)
const installed = performance.now() - began

const faults = []
const lines = [
  ['packed', `${(packed.size / MiB).toFixed(2)} MiB, unpacked ${(packed.unpackedSize / MiB).toFixed(2)} MiB`],
  ['installed, with its dependencies', `${(sizeOf(join(user, 'node_modules')) / MiB).toFixed(2)} MiB`],
  ['time to install, from npm’s cache', `${(installed / 1000).toFixed(1)} s`],
]
if (packed.size > limits.packedBytes) faults.push(`packed it has ${packed.size} bytes`)
for (const { path, size } of packed.files.filter((file) => file.path.endsWith('.node'))) {
  lines.push([path, `${(size / MiB).toFixed(2)} MiB`])
  if (size >= limits.binaryBytes) faults.push(`${path} has ${size} bytes`)
}

// Entries and bare processes in turns: what else the machine does meets all of them.
const entries = ['cephvirt', 'cephvirt/rados', 'cephvirt/rbd', 'cephvirt/libvirt', 'cephvirt/xml', 'cephvirt/bridge']
const samples = new Map(['', ...entries].map((name) => [name, []]))
for (let at = -1; at < runs; at += 1) {
  for (const [name, taken] of samples) {
    const sample = measure(name)
    // The first fills the cache of files.
    if (at >= 0) taken.push(sample)
  }
}
const bare = samples.get('')
for (const name of entries) {
  const of = (field) =>
    median(samples.get(name).map((sample) => sample[field])) - median(bare.map((sample) => sample[field]))
  const [wall, cpu, memory] = [of('wall'), of('cpu'), of('memory')]
  lines.push([
    name,
    `${wall.toFixed(1)} ms to import (${cpu.toFixed(1)} ms of processor), ${(memory / MiB).toFixed(1)} MiB of memory`,
  ])
  if (wall >= limits.importMilliseconds) faults.push(`importing ${name} takes ${wall.toFixed(1)} ms`)
}

const width = Math.max(...lines.map(([what]) => what.length))
for (const [what, value] of lines) console.log(`${what.padEnd(width)}  ${value}`)
for (const fault of faults) console.error(`too heavy: ${fault}`)
if (faults.length > 0) process.exitCode = 1

/** One fresh process that imports an entry, or nothing: how long it ran in all, as it was seen from outside. */
function measure(name) {
  const script = `${name === '' ? '' : `await import('${name}')\n`}const { user, system } = process.cpuUsage()
console.log(JSON.stringify({ cpu: (user + system) / 1000, memory: process.memoryUsage.rss() }))
process.exit()`
  const from = performance.now()
  const printed = run(process.execPath, ['--input-type=module', '--eval', script], { cwd: user, env })
  return { wall: performance.now() - from, ...JSON.parse(printed) }
}

function sizeOf(path) {
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)
}
