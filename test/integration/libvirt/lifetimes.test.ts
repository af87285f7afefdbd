/** What becomes of connections and references that are closed, dropped, or in use meanwhile. */
import { readdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, inject, test } from 'vitest'
import { type Connection, connect, type Domain } from '../../../src/libvirt/index.ts'
import { native } from '../../../src/native/load.ts'
import { Relay } from './relay.ts'

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

async function openHandles(): Promise<number> {
  await sleep(0)
  collect()
  await sleep(10)
  return native.runtime.counters().openHandles
}

const threads = (): number => readdirSync('/proc/self/task').length

test('a connection that is dropped is freed, with one warning; references without', async () => {
  const before = await openHandles()
  const warnings: string[] = []
  const warned = (warning: Error): void => void warnings.push(warning.message)
  process.on('warning', warned)
  const drop = async (): Promise<void> => {
    for (let round = 0; round < 3; round += 1) {
      const conn = await connect(round === 0 ? inject('lab').libvirtUri : 'test:///default')
      await conn.domains.list().toArray()
      await conn.storagePools.list().toArray()
      const events = conn.events('domain.lifecycle')
      await events.ready
      await events.return()
    }
  }
  await drop()
  await expect.poll(openHandles, { timeout: 10_000 }).toBeLessThanOrEqual(before)
  process.off('warning', warned)
  expect(warnings).toEqual([expect.stringContaining('connection was dropped')])
})

test('who waits for what becomes of a connection keeps it', async () => {
  await using relay = await Relay.to(inject('lab').libvirtUri)
  const told: string[] = []
  // Nothing but these refers to them.
  const wait = async (): Promise<void> => {
    const conn = await connect(relay.uri, { reconnect: { minDelay: 10 } })
    for await (const { state } of conn.states()) {
      told.push(state)
      if (state === 'back') break
    }
    await conn.close()
  }
  const waitForLoss = async (): Promise<void> => {
    const conn = await connect(relay.uri)
    const { reason } = await conn.lost
    told.push(reason)
    await conn.close()
  }
  const waitForEvent = async (): Promise<void> => {
    const conn = await connect(relay.uri)
    const error = await conn
      .events('domain.lifecycle')
      .next()
      .catch(({ code }) => code)
    told.push(error)
    await conn.close()
  }
  const before = await openHandles()
  void wait()
  void waitForLoss()
  void waitForEvent()
  await expect.poll(openHandles, { timeout: 10_000 }).toBeGreaterThanOrEqual(before + 4)
  for (let round = 0; round < 5; round += 1) await openHandles()
  relay.break()
  const all = ['away', 'back', 'eof', 'ERR_CEPHVIRT_CONNECTION_LOST']
  await expect.poll(() => told.toSorted(), { timeout: 10_000 }).toEqual(all.toSorted())
  await expect.poll(openHandles, { timeout: 10_000 }).toBeLessThanOrEqual(before)
})

test('references are freed while their connection goes on', async () => {
  await using conn = await connect('test:///default')
  const before = await openHandles()
  for (let round = 0; round < 200; round += 1) await conn.domains.list().toArray()
  await expect.poll(openHandles, { timeout: 10_000 }).toBeLessThanOrEqual(before)
})

test('a reference keeps its connection, and what is in flight both', async () => {
  const only = async (): Promise<Domain> => (await connect('test:///default')).domains.get('test')
  let domain: Domain | undefined = await only()
  for (let round = 0; round < 5; round += 1) {
    await openHandles()
    expect(await domain.isActive()).toBe(true)
  }
  const calls = Array.from({ length: 100 }, () => domain?.xml())
  const { connection } = domain
  domain = undefined
  const collecting = setInterval(collect, 1)
  expect(new Set(await Promise.all(calls)).size).toBe(1)
  clearInterval(collecting)
  await connection.close()
})

test('everything closes in every order', async () => {
  const uri = inject('lab').libvirtUri
  const open = async (conn: Connection) => {
    const domain = await conn.domains.create(
      { name: `order-${Math.random()}`, virtType: 'qemu', memory: '64MiB' },
      { paused: true, autodestroy: true },
    )
    const events = conn.events('domain.lifecycle', { domain })
    await events.ready
    return { domain, events, tty: await domain.openConsole() }
  }
  const orders = [
    ['tty', 'events', 'domain', 'conn'],
    ['conn', 'domain', 'events', 'tty'],
    ['domain', 'conn', 'tty', 'events'],
  ] as const
  for (const order of orders) {
    const conn = await connect(uri)
    const { domain, events, tty } = await open(conn)
    const close = {
      tty: () => void tty.destroy(),
      events: () => events.return(),
      domain: () => domain.close(),
      conn: () => conn.close(),
    }
    await Promise.all(order.map((one) => close[one]()))
    expect(domain.closed && tty.destroyed).toBe(true)
    await expect(events.next()).resolves.toEqual({ done: true, value: undefined })
  }
})

test('subscriptions come and go, and the next one of the same events stands', async () => {
  await using conn = await connect('test:///default')
  const domain = await conn.domains.get('test')
  for (let round = 0; round < 50; round += 1) {
    const events = conn.events('domain.lifecycle')
    const other = conn.events('domain.lifecycle', { domain })
    if (round % 3 !== 0) await events.ready
    if (round % 3 === 2) await domain.destroy()
    if (round % 3 === 2) await domain.start()
    await Promise.all([events.return(), other.return()])
  }
  const events = conn.events('domain.lifecycle')
  await events.ready
  await domain.destroy()
  expect((await events.next()).value).toMatchObject({ event: 'stopped', domain: { name: 'test' } })
})

test('connections leave no thread behind', async () => {
  await (await connect('test:///default')).close()
  await openHandles()
  const before = threads()
  const comeAndGo = async (): Promise<void> => {
    const connections = await Promise.all(Array.from({ length: 4 }, () => connect('test:///default')))
    await Promise.all(connections.flatMap((conn) => [conn.hostname(), conn.nodeInfo(), conn.capabilities()]))
    await Promise.all(connections.map((conn) => conn.close()))
  }
  for (let round = 0; round < 10; round += 1) await comeAndGo()
  const left = async (): Promise<number> => {
    await openHandles()
    return threads()
  }
  await expect.poll(left, { timeout: 10_000 }).toBeLessThanOrEqual(before)
})
