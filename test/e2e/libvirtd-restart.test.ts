/** A real libvirtd that is stopped in its tracks, killed, and started again. */
import { readFile, stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect } from '../../src/libvirt/index.ts'
import { type Lab, startCluster } from '../../src/testing/index.ts'

let lab: Lab
let uri: string

beforeAll(async () => {
  lab = await startCluster({ osds: 1 })
  uri = String(lab.libvirtUri)
}, 120_000)

afterAll(async () => {
  await lab?.close()
})

const guest = (name: string): string =>
  `<domain type='qemu'><name>${name}</name><memory unit='MiB'>64</memory><os><type arch='x86_64'>hvm</type></os></domain>`

test('64 calls to a libvirtd that is stopped delay nobody, and are answered when it goes on', async () => {
  await using conn = await connect(uri, { keepAlive: false })
  await conn.hostname()
  await lab.pause('libvirtd')
  try {
    const calls = Array.from({ length: 64 }, () => conn.hostname())
    const timed = expect(conn.hostname({ timeout: 100 })).rejects.toMatchObject({ code: 'ETIMEDOUT' })
    const signal = AbortSignal.timeout(100)
    const aborted = expect(conn.nodeInfo({ signal })).rejects.toMatchObject({ code: 'ABORT_ERR' })
    let late = 0
    for (let count = 0; count < 20; count += 1) {
      const began = performance.now()
      await Promise.all([sleep(5), readFile(fileURLToPath(import.meta.url)), stat('/')])
      late = Math.max(late, performance.now() - began - 5)
    }
    expect(late).toBeLessThan(150)
    await timed
    await aborted
    await lab.resume('libvirtd')
    expect(new Set(await Promise.all(calls)).size).toBe(1)
  } finally {
    await lab.resume('libvirtd')
  }
})

test('after it was killed and started again all goes on: domains, events, calls that waited', async () => {
  await using conn = await connect(uri, { reconnect: { minDelay: 50, maxDelay: 500 } })
  const domain = await conn.domains.define(guest('survivor'))
  const events = conn.events('domain.lifecycle', { domain })
  await events.ready
  const states = conn.states()
  await lab.kill('libvirtd')
  expect((await states.next()).value).toMatchObject({ state: 'away', reason: 'eof' })
  expect(await conn.isAlive()).toBe(false)
  const waiting = conn.hostname()
  await expect(domain.isActive({ timeout: 100 })).rejects.toMatchObject({ code: 'ETIMEDOUT' })
  await lab.start('libvirtd')
  expect((await states.next()).value).toMatchObject({ state: 'back', away: expect.any(Number) })
  expect(await waiting).not.toBe('')
  expect(await domain.isPersistent()).toBe(true)
  await conn.events('domain.lifecycle', { domain }).ready
  await domain.start({ paused: true })
  const gaps: unknown[] = []
  for await (const { event, gap } of events) {
    gaps.push(gap)
    if (event === 'started') break
  }
  expect(gaps.filter((gap) => gap === true)).toHaveLength(1)
  await domain.destroy()
  await domain.undefine()
})

test('one that hangs too long is left, and come back to when it goes on', async () => {
  const keepAlive = { interval: 1, count: 1 }
  await using conn = await connect(uri, { keepAlive, reconnect: { minDelay: 50, attemptTimeout: 300 } })
  const states = conn.states()
  await lab.pause('libvirtd')
  try {
    expect((await states.next()).value).toMatchObject({ state: 'away', reason: 'keepalive' })
    // Some attempts hang, and are given up.
    await sleep(1_500)
  } finally {
    await lab.resume('libvirtd')
  }
  expect((await states.next()).value).toMatchObject({ state: 'back' })
  expect(await conn.hostname()).not.toBe('')
})
