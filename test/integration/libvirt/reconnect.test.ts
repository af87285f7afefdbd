/** A connection that is lost and made anew, over a relay that breaks it. The daemon itself is restarted in test/e2e. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { type Connection, type ConnectOptions, connect, type Domain } from '../../../src/libvirt/index.ts'
import { native } from '../../../src/native/load.ts'
import { Relay } from './relay.ts'

const LOST = { code: 'ERR_CEPHVIRT_CONNECTION_LOST' }
const QUICK = { minDelay: 10, maxDelay: 50 }

let relay: Relay
const opened: Connection[] = []

async function open(options: ConnectOptions = {}): Promise<Connection> {
  const conn = await connect(relay.uri, { reconnect: QUICK, ...options })
  opened.push(conn)
  return conn
}

beforeEach(async () => {
  relay = await Relay.to(inject('lab').libvirtUri)
})

afterEach(async () => {
  relay.break()
  await Promise.all(opened.splice(0).map((conn) => conn.close()))
  await relay[Symbol.asyncDispose]()
})

/** Breaks the connection, and waits until it is back. */
async function interrupt(conn: Connection): Promise<void> {
  const states = conn.states()
  relay.break()
  expect((await states.next()).value).toEqual({ state: 'away', reason: 'eof', lost: 0 })
  expect((await states.next()).value).toMatchObject({ state: 'back', attempts: expect.any(Number), lost: 0 })
  await states.return?.()
}

const guest = (name: string): string =>
  `<domain type='qemu'><name>${name}</name><memory unit='MiB'>64</memory><os><type arch='x86_64'>hvm</type></os></domain>`

async function withGuest(name: string, use: (conn: Connection, domain: Domain) => Promise<void>): Promise<void> {
  const conn = await open()
  const domain = await conn.domains.define(guest(name))
  try {
    await use(conn, domain)
  } finally {
    await using direct = await connect(inject('lab').libvirtUri)
    await (await direct.domains.get(name)).undefine()
  }
}

test('what was got before goes on working', async () => {
  await withGuest('reconnect-objects', async (conn, domain) => {
    const pool = await conn.storagePools.create(
      "<pool type='dir'><name>reconnect</name><target><path>/tmp</path></target></pool>",
    )
    const secret = await conn.secrets.define('<secret ephemeral="yes"><description>x</description></secret>')
    await secret.setValue(Buffer.from('geheim'))
    const volume = await pool.volumes.create({ name: `reconnect-${process.pid}`, capacity: '1MiB' })
    try {
      for (let round = 0; round < 2; round += 1) {
        await interrupt(conn)
        expect(await conn.isAlive()).toBe(true)
        // Many at once look for theirs once.
        expect(new Set(await Promise.all(Array.from({ length: 20 }, () => domain.xml()))).size).toBe(1)
        expect(await domain.isActive()).toBe(false)
        expect((await volume.info()).capacity).toBe(2 ** 20)
        expect(await pool.isActive()).toBe(true)
        expect(await secret.xml()).toContain('<description>x</description>')
        expect(await (await conn.domains.get('reconnect-objects')).xml()).toBe(await domain.xml())
      }
    } finally {
      await volume.delete()
      await pool.stop()
      await secret.undefine()
    }
  })
})

test('what is gone meanwhile is told as that', async () => {
  const conn = await open()
  const domain = await conn.domains.define(guest('reconnect-gone'))
  relay.refuses = true
  relay.break()
  await using direct = await connect(inject('lab').libvirtUri)
  await (await direct.domains.get('reconnect-gone')).undefine()
  relay.refuses = false
  await expect(domain.isActive()).rejects.toMatchObject({ code: 'VIR_ERR_NO_DOMAIN' })
  await expect(domain.isActive()).rejects.toMatchObject({
    code: 'VIR_ERR_NO_DOMAIN',
    subject: { connection: conn.uri, domain: 'reconnect-gone' },
  })
})

describe('calls', () => {
  test('in flight fail typed; those made meanwhile wait, and keep no more than they need', async () => {
    const conn = await open({ reconnect: { minDelay: 200 }, keepAlive: false })
    relay.hang()
    const hanging = Array.from({ length: 8 }, () => conn.nodeInfo().catch((error) => error))
    await sleep(20)
    relay.break()
    for (const error of await Promise.all(hanging)) expect(error).toMatchObject({ name: 'LibvirtError', ...LOST })
    // It is known to be away as soon as one call has found out.
    const began = performance.now()
    expect(await conn.isAlive()).toBe(false)
    expect(await conn.hostname()).not.toBe('')
    expect(performance.now() - began).toBeGreaterThan(100)
  })

  test('give up by their own timeout and signal', async () => {
    const conn = await open()
    relay.refuses = true
    const states = conn.states()
    relay.break()
    await states.next()
    await expect(conn.hostname({ timeout: 60 })).rejects.toMatchObject({ code: 'ETIMEDOUT', timeout: 60 })
    const controller = new AbortController()
    const waiting = conn.hostname({ signal: controller.signal })
    controller.abort('enough')
    await expect(waiting).rejects.toMatchObject({ code: 'ABORT_ERR', cause: 'enough' })
    const patient = conn.hostname({ timeout: 30_000 })
    relay.refuses = false
    expect(await patient).not.toBe('')
  })

  test('fail at once where that is wanted', async () => {
    const conn = await open({ reconnect: { ...QUICK, wait: false } })
    relay.refuses = true
    const states = conn.states()
    relay.break()
    await states.next()
    await expect(conn.hostname()).rejects.toMatchObject({ ...LOST, hint: expect.stringContaining('conn.states()') })
    relay.refuses = false
    expect((await states.next()).value).toMatchObject({ state: 'back' })
    expect(await conn.hostname()).not.toBe('')
  })
})

describe('events', () => {
  test('go on, and tell of the gap', async () => {
    await withGuest('reconnect-events', async (conn, domain) => {
      const all = conn.events('domain.lifecycle')
      const own = conn.events('domain.lifecycle', { domain })
      await Promise.all([all.ready, own.ready])
      await domain.start({ paused: true })
      // Those of all domains tell of other tests, too.
      const until = async (wanted: string, events: typeof all): Promise<number> => {
        let gaps = 0
        for (;;) {
          const { value } = await events.next()
          if (value?.gap === true) gaps += 1
          if (value?.domain.name === domain.name && value.event === wanted) return gaps
        }
      }
      expect([await until('started', all), await until('started', own)]).toEqual([0, 0])
      await interrupt(conn)
      // Who comes now joins the registrations that were made anew.
      const late = conn.events('domain.lifecycle', { domain })
      await Promise.all([late.ready, conn.events('domain.lifecycle').ready])
      await domain.destroy()
      expect([await until('stopped', all), await until('stopped', own), await until('stopped', late)]).toEqual([
        1, 1, 0,
      ])
      await Promise.all([all.return(), own.return(), late.return()])
    })
  })

  test('end where what they are about is gone', async () => {
    const conn = await open()
    const domain = await conn.domains.define(guest('reconnect-ended'))
    const events = conn.events('domain.lifecycle', { domain })
    await events.ready
    relay.refuses = true
    relay.break()
    await using direct = await connect(inject('lab').libvirtUri)
    await (await direct.domains.get('reconnect-ended')).undefine()
    relay.refuses = false
    await expect(
      (async () => {
        for await (const _ of events);
      })(),
    ).rejects.toMatchObject({ code: 'VIR_ERR_NO_DOMAIN' })
  })

  test('may be begun and left while it is away', async () => {
    const conn = await open()
    const before = conn.events('storage-pool.refresh')
    await before.ready
    relay.refuses = true
    const states = conn.states()
    relay.break()
    await states.next()
    const during = conn.events('domain.reboot')
    await before.return()
    relay.refuses = false
    await during.ready
    await during.return()
  })
})

test('states end with their signal, with the iteration and with the connection', async () => {
  const conn = await open()
  const controller = new AbortController()
  const aborted = conn.states({ signal: controller.signal })
  controller.abort()
  await expect(aborted.next()).rejects.toMatchObject({ code: 'ABORT_ERR' })
  const left = conn.states()
  await left.return?.()
  expect(await left.next()).toEqual({ value: undefined, done: true })
  const closed = conn.states()
  await conn.close()
  expect(await closed.next()).toEqual({ value: undefined, done: true })
  expect(() => conn.states({ signal: AbortSignal.abort() })).toThrow(expect.objectContaining({ code: 'ABORT_ERR' }))
  expect(() => conn.states({ from: 1 } as object)).toThrow(TypeError)
})

test('after so many attempts it is lost for good', async () => {
  const conn = await open({ reconnect: { ...QUICK, attempts: 2 } })
  const domain = await conn.domains.list().toArray()
  const events = conn.events('domain.lifecycle')
  await events.ready
  const states = conn.states()
  relay.refuses = true
  relay.break()
  const waiting = conn.hostname().catch((error) => error)
  expect(await conn.lost).toEqual({ reason: 'eof' })
  expect(await waiting).toMatchObject(LOST)
  await expect(events.next()).rejects.toMatchObject({ ...LOST, cause: expect.any(Error) })
  expect((await states.next()).value).toMatchObject({ state: 'away' })
  await expect(states.next()).rejects.toMatchObject(LOST)
  relay.refuses = false
  await expect(conn.hostname()).rejects.toMatchObject(LOST)
  for (const one of domain) await expect(one.xml()).rejects.toMatchObject(LOST)
  expect(await conn.isAlive()).toBe(false)
})

test('closing ends it, whoever waits', async () => {
  const before = native.runtime.counters().openHandles
  const conn = await open()
  relay.refuses = true
  const states = conn.states()
  relay.break()
  await states.next()
  const events = conn.events('domain.lifecycle')
  const waiting = conn.hostname().catch((error) => error)
  await conn.close()
  expect(await waiting).toMatchObject({ code: 'ERR_CEPHVIRT_CLOSED' })
  expect(await conn.lost).toEqual({ reason: 'client' })
  expect(await events.next()).toEqual({ value: undefined, done: true })
  await expect(conn.hostname()).rejects.toMatchObject({ code: 'ERR_CEPHVIRT_CLOSED' })
  relay.refuses = false
  await expect.poll(() => native.runtime.counters().openHandles).toBe(before)
})

test('who it is taken for is said again', async () => {
  const conn = await open()
  await conn.setIdentity({ userName: 'alice' })
  await interrupt(conn)
  expect(await conn.hostname()).not.toBe('')
})

test('a console ends, with the reason', async () => {
  await withGuest('reconnect-console', async (conn, domain) => {
    const xml = (await domain.xml()).replace('</devices>', "<serial type='pty'/></devices>")
    await conn.domains.define(xml)
    await domain.start({ paused: true })
    const tty = await domain.openConsole()
    const failed = new Promise<Error>((resolve) => void tty.once('error', resolve))
    tty.resume()
    await interrupt(conn)
    expect(await failed).toMatchObject(LOST)
    await domain.destroy()
  })
})
