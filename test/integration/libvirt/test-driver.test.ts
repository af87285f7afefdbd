/** Breadth, on libvirt's own test driver: it needs no daemon and no hypervisor. */
import { setTimeout as sleep } from 'node:timers/promises'
import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ClosedError, LibvirtError } from '../../../src/core/errors.ts'
import {
  type Connection,
  connect,
  Domain,
  type DomainLifecycleEvent,
  supports,
  version,
} from '../../../src/libvirt/index.ts'
import { domain as describeDomain } from '../../../src/xml/index.ts'

const xml = (name: string, rest = ''): string =>
  `<domain type='test'><name>${name}</name><memory unit='MiB'>64</memory><os><type>hvm</type></os>${rest}</domain>`

let conn: Connection

beforeEach(async () => {
  conn = await connect('test:///default')
})

afterEach(async () => {
  await conn.close()
})

describe('the library', () => {
  test('says its version and what it has', () => {
    expect(version().text).toMatch(/^\d+\.\d+\.\d+$/)
    expect(version().major).toBeGreaterThanOrEqual(6)
    expect(supports('virDomainCreateXML')).toBe(true)
    expect(supports('virNoSuchFunction')).toBe(false)
  })
})

describe('connect', () => {
  test("no daemon: libvirt's own account, typed, and what to look at", async () => {
    const refused = await connect('qemu:///system?socket=/nowhere/libvirt-sock').catch((error) => error)
    expect(refused).toBeInstanceOf(LibvirtError)
    expect(refused).toMatchObject({
      name: 'LibvirtError',
      code: 'VIR_ERR_SYSTEM_ERROR',
      errno: 38,
      domain: 'VIR_FROM_RPC',
      level: 'error',
      syscall: 'virConnectOpenAuth',
      str1: '%s',
      int1: 2,
      subject: { connection: 'qemu:///system?socket=/nowhere/libvirt-sock' },
    })
    expect(refused.message).toContain('/nowhere/libvirt-sock')
    expect(refused.hint).toMatch(/libvirtd/)
    expect(refused.stack).toContain('test-driver.test.ts')
  })

  test('without a URI: LIBVIRT_DEFAULT_URI', async () => {
    process.env.LIBVIRT_DEFAULT_URI = 'test:///default'
    try {
      await using other = await connect()
      expect(other.uri).toBe('test:///default')
    } finally {
      delete process.env.LIBVIRT_DEFAULT_URI
    }
  })

  test('read-only: looking is allowed, changing is refused', async () => {
    await using other = await connect('test:///default', { readOnly: true })
    const domain = await other.domains.get('test')
    expect(await domain.isActive()).toBe(true)
    await expect(domain.destroy()).rejects.toMatchObject({ code: 'VIR_ERR_OPERATION_DENIED' })
  })

  test.each([
    ['', {}, 'ERR_OUT_OF_RANGE'],
    [5, {}, 'ERR_INVALID_ARG_TYPE'],
    ['test:///default', { readOnly: 'yes' }, 'ERR_INVALID_ARG_TYPE'],
    ['test:///default', { keepAlive: { interval: 0, count: 3 } }, 'ERR_OUT_OF_RANGE'],
    ['test:///default', { timeout: -1 }, 'ERR_OUT_OF_RANGE'],
    ['test:///default', { auth: { password: 5 } }, 'ERR_INVALID_ARG_TYPE'],
  ])('bad input: %o %o', async (uri, options, code) => {
    await expect(connect(uri as string, options as object)).rejects.toMatchObject({ code })
  })

  test('aborted beforehand', async () => {
    await expect(connect('test:///default', { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'ABORT_ERR',
    })
  })
})

describe('a connection', () => {
  test('tells of itself and its host', async () => {
    expect(conn.uri).toBe('test:///default')
    expect(await conn.isAlive()).toBe(true)
    expect(await conn.isEncrypted()).toBe(false)
    expect(await conn.isSecure()).toBe(true)
    expect(await conn.hostname()).not.toBe('')
    expect(await conn.hypervisor()).toBe('TEST')
    expect((await conn.hypervisorVersion()).text).toMatch(/^\d+\.\d+\.\d+$/)
    expect((await conn.libVersion()).text).toBe(version().text)
    expect(await conn.nodeInfo()).toMatchObject({ cpus: 16, memory: 3 * 1024 ** 3, mhz: 1400, nodes: 2 })
    expect(await conn.capabilities()).toContain('<capabilities>')
    // This driver has them in newer releases of libvirt only.
    await expect(
      conn.domainCapabilities({ arch: 'i686' }).catch((error: { code?: unknown }) => error.code),
    ).resolves.toMatch(/^VIR_ERR_NO_SUPPORT$|<arch>i686<\/arch>/)
    await expect(conn.domainCapabilities({ arch: '' })).rejects.toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
    await expect(conn.storagePoolCapabilities()).rejects.toMatchObject({ code: 'VIR_ERR_NO_SUPPORT' })
  })

  test('closed: refuses everything, again and again', async () => {
    const domain = await conn.domains.get('test')
    const closing = conn.close()
    expect(conn.close()).toBe(closing)
    await expect(conn.nodeInfo()).rejects.toBeInstanceOf(ClosedError)
    await expect(domain.xml()).rejects.toMatchObject({ code: 'ERR_CEPHVIRT_CLOSED' })
    await closing
    expect(domain.closed).toBe(true)
    await expect(domain.close()).resolves.toBeUndefined()
    await expect(conn.lost).resolves.toEqual({ reason: 'client' })
    expect(() => conn.events('domain.lifecycle')).not.toThrow()
    await expect(conn.events('domain.lifecycle').next()).rejects.toBeInstanceOf(ClosedError)
  })

  test('closed with calls in flight: they end as they should', async () => {
    const calls = Array.from({ length: 64 }, () => conn.capabilities())
    await conn.close()
    expect(new Set(await Promise.all(calls)).size).toBe(1)
  })
})

describe('domains', () => {
  test('are listed, all and some', async () => {
    await conn.domains.define(xml('idle'))
    const names = async (options?: Parameters<typeof conn.domains.list>[0]): Promise<string[]> =>
      (await conn.domains.list(options).toArray()).map(({ name }) => name).sort()
    expect(await names()).toEqual(['idle', 'test'])
    expect(await names({ active: true })).toEqual(['test'])
    expect(await names({ active: false })).toEqual(['idle'])
    expect(await names({ persistent: false })).toEqual([])
    const seen: string[] = []
    for await (const domain of conn.domains.list()) {
      seen.push(domain.uuid)
      break
    }
    expect(seen).toHaveLength(1)
    expect(() => conn.domains.list({ active: 'yes' } as never)).toThrow(TypeError)
  })

  test('are found by name, UUID and number', async () => {
    const domain = await conn.domains.get('test')
    expect(domain).toBeInstanceOf(Domain)
    expect((await conn.domains.get(domain.uuid)).name).toBe('test')
    const id = await domain.id()
    expect(id).toBe(1)
    expect((await conn.domains.get(1)).uuid).toBe(domain.uuid)
  })

  test.each(['nobody', '11111111-2222-3333-4444-555555555555', 4711])('are not found: %s', async (key) => {
    await expect(conn.domains.get(key)).rejects.toMatchObject({
      name: 'LibvirtError',
      code: 'VIR_ERR_NO_DOMAIN',
      domain: 'VIR_FROM_TEST',
      subject: { connection: 'test:///default', domain: key },
    })
  })

  test.each([[''], ['a\0b'], [-1], [1.5], [{}], [undefined]])('bad key %o', async (key) => {
    await expect(conn.domains.get(key as string)).rejects.toMatchObject({ code: expect.stringMatching(/^ERR_/) })
  })

  test('a whole life', async () => {
    const domain = await conn.domains.define(xml('life'))
    expect(await domain.isActive()).toBe(false)
    expect(await domain.isPersistent()).toBe(true)
    expect(await domain.id()).toBeUndefined()
    expect(await domain.state()).toEqual({ state: 'shutoff', reason: 'unknown' })
    await domain.start()
    expect(await domain.state()).toEqual({ state: 'running', reason: 'booted' })
    await domain.suspend()
    expect(await domain.state()).toEqual({ state: 'paused', reason: 'user' })
    await domain.resume()
    await expect(domain.start()).rejects.toMatchObject({
      code: 'VIR_ERR_INTERNAL_ERROR',
      subject: { domain: 'life' },
    })
    expect(await domain.id()).toBeGreaterThan(1)
    expect(await domain.info()).toMatchObject({
      state: 'running',
      memory: 64 * 2 ** 20,
      maxMemory: 64 * 2 ** 20,
      vcpus: 1,
    })
    expect(typeof (await domain.info()).cpuTime).toBe('bigint')
    await domain.shutdown()
    expect(await domain.state()).toEqual({ state: 'shutoff', reason: 'shutdown' })
    await domain.start()
    await domain.destroy()
    expect(await domain.state()).toEqual({ state: 'shutoff', reason: 'destroyed' })
    await domain.setAutostart(true)
    expect(await domain.autostart()).toBe(true)
    await domain.undefine({ flags: ['managed-save', 'snapshots-metadata'] })
    await expect(domain.xml()).rejects.toMatchObject({ code: 'VIR_ERR_NO_DOMAIN' })
  })

  test('a transient one is gone when it stops', async () => {
    const domain = await conn.domains.create(xml('transient'))
    expect(await domain.isPersistent()).toBe(false)
    await domain.destroy()
    await expect(conn.domains.get('transient')).rejects.toMatchObject({ code: 'VIR_ERR_NO_DOMAIN' })
  })

  test('are defined from options and from a description, described, changed and defined again', async () => {
    const options = { name: 'typed', virtType: 'test', memory: '64MiB' } as const
    await conn.domains.define(xml('typed', '<title>first</title>'))
    const domain = await conn.domains.get('typed')
    const description = await domain.describe({ flags: ['inactive'] })
    expect(description).toMatchObject({ kind: 'domain', name: 'typed', memory: 64 * 2 ** 20 })
    await conn.domains.define({ ...description, memory: '128MiB' } as never)
    expect((await domain.describe()).memory).toBe(128 * 2 ** 20)
    expect(await domain.xml()).toContain('<title>first</title>')
    // The test driver knows no machine of a real architecture; that it is libvirt who says so is enough here.
    await expect(conn.domains.define(options as never)).rejects.toBeInstanceOf(LibvirtError)
    await expect(conn.domains.define(describeDomain(options as never))).rejects.toBeInstanceOf(LibvirtError)
  })

  test('XML that is not a domain: refused by libvirt; descriptions of others, beforehand', async () => {
    await expect(conn.domains.define('<domain/>')).rejects.toMatchObject({ domain: 'VIR_FROM_DOMAIN' })
    await expect(conn.domains.define('not xml')).rejects.toMatchObject({ code: 'VIR_ERR_XML_DETAIL' })
    await expect(conn.domains.define({ kind: 'secret' } as never)).rejects.toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
    await expect(conn.domains.define(undefined as never)).rejects.toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' })
    await expect(conn.domains.define(xml('checked', '<nonsense/>'), { validate: true })).rejects.toMatchObject({
      code: 'VIR_ERR_XML_INVALID_SCHEMA',
    })
    await (await conn.domains.define(xml('checked', '<nonsense/>'))).undefine()
  })

  test('flags that are none', async () => {
    const domain = await conn.domains.get('test')
    await expect(domain.xml({ flags: ['sekure'] as never })).rejects.toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
    await expect(domain.xml({ flags: 'secure' as never })).rejects.toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' })
    await expect(domain.shutdown({ mode: 'kindly' as never })).rejects.toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
    await expect(domain.start({ paused: 1 as never })).rejects.toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' })
  })
})

describe('events', () => {
  const cycle = async (domain: Domain, times = 1): Promise<void> => {
    for (let count = 0; count < times; count += 1) {
      await domain.destroy()
      await domain.start()
    }
  }
  const collect = async (
    events: AsyncIterable<DomainLifecycleEvent>,
    count: number,
  ): Promise<readonly DomainLifecycleEvent[]> => {
    const seen: DomainLifecycleEvent[] = []
    for await (const event of events) if (seen.push(event) === count) break
    return seen
  }

  test('of what happened since the call, in order, to each of two iterations', async () => {
    const events = [conn.events('domain.lifecycle'), conn.events('domain.lifecycle')] as const
    await Promise.all(events.map(({ ready }) => ready))
    const domain = await conn.domains.get('test')
    await cycle(domain)
    for (const seen of await Promise.all(events.map((one) => collect(one, 2)))) {
      expect(seen.map(({ event, detail, lost }) => [event, detail, lost])).toEqual([
        ['stopped', 'destroyed', 0],
        ['started', 'booted', 0],
      ])
      expect(seen[0]?.domain).toBeInstanceOf(Domain)
      expect(seen[0]?.domain.uuid).toBe(domain.uuid)
      expect(await seen[0]?.domain.isActive()).toBe(true)
    }
  })

  test('of one domain only', async () => {
    const other = await conn.domains.define(xml('other'))
    const events = conn.events('domain.lifecycle', { domain: other })
    await events.ready
    await cycle(await conn.domains.get('test'))
    await other.start()
    const [event] = await collect(events, 1)
    expect(event?.domain.name).toBe('other')
  })

  test('too many: the oldest are dropped, and it is said how many', async () => {
    const events = conn.events('domain.lifecycle', { limit: 4 })
    await events.ready
    await cycle(await conn.domains.get('test'), 10)
    await sleep(200)
    expect(events.lost).toBe(16)
    const seen = await collect(events, 4)
    expect(seen.map(({ lost }) => lost)).toEqual([16, 0, 0, 0])
    expect(seen.at(-1)?.event).toBe('started')
  })

  test('2,000 of them: all, in order', async () => {
    const events = conn.events('domain.lifecycle')
    await events.ready
    const domain = await conn.domains.get('test')
    const [seen] = await Promise.all([collect(events, 2_000), cycle(domain, 1_000)])
    expect(seen.every(({ event }, index) => event === (index % 2 === 0 ? 'stopped' : 'started'))).toBe(true)
  })

  test('the connection closes: the iteration ends', async () => {
    const events = conn.events('domain.lifecycle')
    const ended = collect(events, 1)
    await events.ready
    await conn.close()
    await expect(ended).resolves.toEqual([])
    await expect(events.next()).resolves.toEqual({ done: true, value: undefined })
  })

  test('abort: the iteration throws', async () => {
    const controller = new AbortController()
    const events = conn.events('domain.lifecycle', { signal: controller.signal })
    const ended = collect(events, 1)
    setTimeout(() => controller.abort('enough'), 20)
    await expect(ended).rejects.toMatchObject({ code: 'ABORT_ERR', cause: 'enough' })
    expect(() => conn.events('domain.lifecycle', { signal: AbortSignal.abort() })).toThrow()
  })

  test('return() ends it, also for who waits', async () => {
    const events = conn.events('domain.lifecycle')
    const waiting = events.next()
    await events.return()
    await expect(waiting).resolves.toEqual({ done: true, value: undefined })
  })

  test.each(['domain.nonsense', 'lifecycle', 'toString', 5])('no such event: %s', (name) => {
    expect(() => conn.events(name as 'domain.lifecycle')).toThrow(expect.objectContaining({ code: expect.any(String) }))
  })

  test('of storage pools', async () => {
    const lifecycle = conn.events('storage-pool.lifecycle')
    const refresh = conn.events('storage-pool.refresh')
    await Promise.all([lifecycle.ready, refresh.ready])
    const pool = await conn.storagePools.get('default-pool')
    await pool.stop()
    await pool.start()
    await pool.refresh()
    expect((await lifecycle.next()).value).toMatchObject({ event: 'stopped', storagePool: { name: 'default-pool' } })
    expect((await lifecycle.next()).value).toMatchObject({ event: 'started', lost: 0 })
    expect((await refresh.next()).value).toMatchObject({ storagePool: { uuid: pool.uuid } })
    await Promise.all([lifecycle.return(), refresh.return()])
  })

  test('reboot', async () => {
    const events = conn.events('domain.reboot')
    await events.ready
    await (await conn.domains.get('test')).reboot()
    // The test driver shuts down at a reboot, and says nothing: the subscription stands, that is what can be seen.
    await events.return()
  })
})

describe('storage pools and volumes', () => {
  test('a whole life', async () => {
    const pool = await conn.storagePools.define(
      `<pool type='dir'><name>life</name><target><path>/life</path></target></pool>`,
    )
    expect(await pool.isActive()).toBe(false)
    expect(await pool.isPersistent()).toBe(true)
    await expect(pool.volumes.list().toArray()).rejects.toMatchObject({ code: 'VIR_ERR_OPERATION_INVALID' })
    await pool.build()
    await pool.start()
    expect((await pool.info()).state).toBe('running')
    expect((await pool.info()).capacity).toBeGreaterThan(0)
    await pool.refresh()
    await pool.setAutostart(true)
    expect(await pool.autostart()).toBe(true)
    expect(await pool.describe()).toMatchObject({ kind: 'pool', type: 'dir', name: 'life' })
    const volume = await pool.volumes.create({ name: 'one.img', capacity: '1GiB' })
    expect(volume.name).toBe('one.img')
    expect(await volume.path()).toBe('/life/one.img')
    expect(volume.key).toBe('/life/one.img')
    expect(await volume.info()).toMatchObject({ type: 'file', capacity: 2 ** 30 })
    expect(await volume.describe()).toMatchObject({ kind: 'volume', name: 'one.img', capacity: 2 ** 30 })
    expect((await pool.volumes.list().toArray()).map(({ name }) => name)).toEqual(['one.img'])
    expect((await pool.volumes.get('one.img')).key).toBe(volume.key)
    await volume.delete()
    await expect(pool.volumes.get('one.img')).rejects.toMatchObject({
      code: 'VIR_ERR_NO_STORAGE_VOL',
      subject: { storagePool: 'life', volume: 'one.img' },
    })
    await pool.stop()
    await pool.delete()
    await pool.undefine()
    await expect(conn.storagePools.get('life')).rejects.toMatchObject({ code: 'VIR_ERR_NO_STORAGE_POOL' })
  })

  test('are listed, and found by name and UUID', async () => {
    const found = await conn.storagePools.list({ active: true }).toArray()
    expect(found.map(({ name }) => name)).toEqual(['default-pool'])
    const [pool] = found
    expect((await conn.storagePools.get(pool?.uuid ?? '')).name).toBe('default-pool')
    expect(await conn.storagePools.list({ autostart: true, persistent: false }).toArray()).toEqual([])
  })

  test('a transient one', async () => {
    const pool = await conn.storagePools.create(
      `<pool type='dir'><name>passing</name><target><path>/passing</path></target></pool>`,
    )
    expect(await pool.isPersistent()).toBe(false)
    await pool.stop()
    await expect(conn.storagePools.get('passing')).rejects.toBeInstanceOf(LibvirtError)
  })
})

describe('what libvirt cannot do here', () => {
  test('is typed too', async () => {
    await expect(conn.secrets.list().toArray()).rejects.toMatchObject({ code: 'VIR_ERR_NO_SUPPORT' })
    await expect((await conn.domains.get('test')).openConsole()).rejects.toMatchObject({ code: 'VIR_ERR_NO_SUPPORT' })
  })

  test('a reference shows its name, and whether it is open', async () => {
    expect(inspect(await conn.domains.get('test'))).toBe("Domain { 'test', open }")
  })
})
