/** A libvirtd that hangs, or goes away: nothing else suffers, and it is known soon. */
import { once } from 'node:events'
import { readFile, stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { LibvirtError } from '../../../src/core/errors.ts'
import { connect } from '../../../src/libvirt/index.ts'
import { Relay } from './relay.ts'

let relay: Relay

beforeEach(async () => {
  relay = await Relay.to(inject('lab').libvirtUri)
})

afterEach(async () => {
  await relay[Symbol.asyncDispose]()
})

describe('a daemon that hangs', () => {
  test('delays neither files nor timers, whatever waits for it', async () => {
    const conn = await connect(relay.uri, { keepAlive: false })
    await conn.nodeInfo()
    relay.hang()
    const calls = Array.from({ length: 64 }, () => conn.nodeInfo().catch((error) => error))
    await sleep(20)
    let late = 0
    for (let count = 0; count < 20; count += 1) {
      const began = performance.now()
      await Promise.all([sleep(5), readFile(fileURLToPath(import.meta.url)), stat('/')])
      late = Math.max(late, performance.now() - began - 5)
    }
    expect(late).toBeLessThan(150)
    relay.break()
    for (const outcome of await Promise.all(calls)) expect(outcome).toBeInstanceOf(LibvirtError)
    await conn.close()
  })

  test('timeout and signal give up on it; others go on', async () => {
    const conn = await connect(relay.uri, { keepAlive: false })
    relay.hang()
    await expect(conn.nodeInfo({ timeout: 100 })).rejects.toMatchObject({
      name: 'OperationTimeoutError',
      code: 'ETIMEDOUT',
      timeout: 100,
      subject: { connection: expect.stringContaining('qemu:///system') },
    })
    const controller = new AbortController()
    const given = conn.domains.list({ signal: controller.signal }).toArray()
    controller.abort('enough')
    await expect(given).rejects.toMatchObject({ code: 'ABORT_ERR', cause: 'enough' })
    await expect(connect(relay.uri, { timeout: 5_000 })).resolves.toSatisfy((other) => void other.close() === undefined)
    relay.break()
    await conn.close()
  })

  test('what ends a domain is sent though all other calls hang', async () => {
    await using direct = await connect(inject('lab').libvirtUri)
    const guest = await direct.domains.create(
      { name: 'urgent', virtType: 'qemu', memory: '64MiB' },
      { paused: true, autodestroy: true },
    )
    const conn = await connect(relay.uri, { keepAlive: false })
    const domain = await conn.domains.get('urgent')
    relay.hang()
    const calls: Promise<unknown>[] = []
    const begin = (call: Promise<unknown>): void => void calls.push(call.catch((error) => error))
    for (let count = 0; count < 8; count += 1) begin(conn.nodeInfo())
    await expect.poll(() => relay.unanswered).toBe(5)
    begin(conn.nodeInfo())
    await sleep(50)
    expect(relay.unanswered).toBe(5)
    begin(domain.destroy())
    await expect.poll(() => relay.unanswered).toBe(6)
    relay.break()
    for (const error of await Promise.all(calls)) expect(error).toMatchObject({ code: 'ERR_CEPHVIRT_CONNECTION_LOST' })
    await conn.close()
    await guest.destroy()
  })

  test('keep-alive finds out: calls fail, events throw, `lost` says why', async () => {
    const conn = await connect(relay.uri, { keepAlive: { interval: 1, count: 1 } })
    const events = conn.events('domain.lifecycle')
    const iteration = (async () => {
      for await (const _ of events);
    })().catch((error) => error)
    await events.ready
    expect(await conn.isAlive()).toBe(true)
    relay.hang()
    const hanging = conn.nodeInfo().catch((error) => error)
    const began = performance.now()
    expect(await conn.lost).toEqual({ reason: 'keepalive' })
    expect(performance.now() - began).toBeLessThan(8_000)
    expect(await iteration).toMatchObject({ code: 'ERR_CEPHVIRT_CONNECTION_LOST', subject: { connection: conn.uri } })
    expect(await hanging).toBeInstanceOf(LibvirtError)
    expect(await conn.isAlive()).toBe(false)
    await conn.close()
    expect(await conn.lost).toEqual({ reason: 'keepalive' })
  })
})

test('a daemon that goes away is noticed at once', async () => {
  const conn = await connect(relay.uri)
  const domain = (await conn.domains.list().toArray())[0]
  relay.break()
  expect(await conn.lost).toEqual({ reason: 'eof' })
  await expect(conn.nodeInfo()).rejects.toBeInstanceOf(LibvirtError)
  if (domain !== undefined) await expect(domain.xml()).rejects.toBeInstanceOf(LibvirtError)
  const events = conn.events('domain.lifecycle')
  await expect(events.ready).rejects.toBeInstanceOf(LibvirtError)
  await conn.close()
})

test('a console over a connection that breaks is destroyed, with the reason', async () => {
  await using direct = await connect(inject('lab').libvirtUri)
  const conn = await connect(relay.uri)
  const domain = await direct.domains.create(
    { name: 'console-loss', virtType: 'qemu', memory: '64MiB' },
    { paused: true },
  )
  try {
    const tty = await (await conn.domains.get('console-loss')).openConsole()
    const failed = once(tty, 'error')
    tty.resume()
    relay.break()
    const [error] = await failed
    expect(error.code).toMatch(/ERR_CEPHVIRT_CONNECTION_LOST|^VIR_ERR_/)
    if (!tty.closed) await once(tty, 'close')
  } finally {
    await domain.destroy()
    await conn.close()
  }
})
