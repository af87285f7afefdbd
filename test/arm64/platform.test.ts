import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { expect, inject, it } from 'vitest'
import { connect as connectLibvirt } from '../../src/libvirt/index.ts'
import { connect } from '../../src/rados/index.ts'

const { machine, controls } = inject('arm64')
const project = join(import.meta.dirname, '..', '..')

/** The kernel tells each program its page size: AT_PAGESZ (6). */
const pageSizeHere = `
const auxv = require('node:fs').readFileSync('/proc/self/auxv')
for (let at = 0; at < auxv.length; at += 16) {
  if (auxv.readBigUInt64LE(at) === 6n) console.log(String(auxv.readBigUInt64LE(at + 8)))
}`

it('runs on arm64, with the Node that was asked for', () => {
  expect(process.arch).toBe('arm64')
  expect(process.versions.node).toBe(machine.versions.node)
  // Not trusted: an emulator that does not know -p says nothing.
  expect(Number(execFileSync(process.execPath, ['-e', pageSizeHere], { encoding: 'utf8' }))).toBe(machine.pageSize)
  const auxv = readFileSync('/proc/self/auxv')
  const entries = Array.from({ length: auxv.length / 16 }, (_, index) => index * 16)
  const pageSize = entries.find((at) => auxv.readBigUInt64LE(at) === 6n)
  expect(auxv.readBigUInt64LE((pageSize ?? 0) + 8)).toBe(BigInt(machine.pageSize))
})

it('has loaded the shipped binary, and no other', () => {
  const maps = readFileSync('/proc/self/maps', 'utf8')
  const loaded = new Set(maps.split('\n').flatMap((line) => /\S+cephvirt\S*\.node$/.exec(line) ?? []))
  expect([...loaded]).toEqual([join(project, 'prebuilds/linux-arm64/cephvirt.glibc.node')])
})

it('refuses what is linked for smaller pages than the kernel has', () => {
  const load = (path: string) => createRequire(import.meta.url)(path) as unknown
  expect(load(controls.wide)).toEqual({})
  if (machine.pageSize > 4096) expect(() => load(controls.narrow)).toThrow(/not (page-aligned|properly aligned)/)
  else expect(load(controls.narrow)).toEqual({})
})

it('reaches the libraries that the machine has', async () => {
  const { conf, keyring } = inject('lab')
  await using cluster = await connect({ conf, keyring })
  expect((await cluster.stats()).totalBytes).toBeGreaterThan(0)
  await using connection = await connectLibvirt('test:///default')
  expect((await connection.domains.get('test')).name).toBe('test')
})

it('starts children and threads that are arm64 too', async () => {
  const said = execFileSync(process.execPath, ['-p', 'process.arch'], { encoding: 'utf8' })
  expect(said.trim()).toBe('arm64')
  const worker = new Worker(
    `const { parentPort } = require('node:worker_threads')
     const module = require('node-gyp-build')(${JSON.stringify(project)})
     parentPort.postMessage(Object.keys(module))`,
    { eval: true },
  )
  const names = await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject))
  expect(names).toEqual(['runtime', 'rados', 'rbd', 'libvirt'])
  await worker.terminate()
})
