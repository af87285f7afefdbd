import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { AbortError, CephError, ClosedError, ExistsError, NotFoundError } from '../../../src/core/errors.ts'
import { type Cluster, type ClusterLog, connect, type LogEntry } from '../../../src/rados/index.ts'

const { conf } = inject('lab')
let cluster: Cluster

beforeAll(async () => {
  cluster = await connect({ conf })
})
afterAll(() => cluster.close())

const outOfRange = { code: 'ERR_OUT_OF_RANGE' }
const wrongType = { code: 'ERR_INVALID_ARG_TYPE' }

test('its addresses', async () => {
  const [address, ...others] = await cluster.addresses()
  expect(address).toMatch(/^(v[12]:)?127\.0\.0\.1:0\/\d+$/)
  expect(others).toEqual([])
})

test('how old clients and OSDs may be', async () => {
  const { inUse, required } = await cluster.minCompatibleClient()
  expect(inUse?.name).toMatch(/^[a-z]+$/)
  const { require_min_compat_client: demanded, require_osd_release: osds } = Object(
    await cluster.command('osd dump'),
  ) as Record<string, string>
  expect(required?.name ?? 'unknown').toBe(demanded)
  const oldest = await cluster.minCompatibleOsd()
  expect(oldest?.name).toBe(osds)
  expect(oldest?.number).toBeGreaterThanOrEqual(16)
})

test('a monitor is pinged', async () => {
  expect(await cluster.pingMonitor('a')).toMatchObject({
    name: 'a',
    rank: 0,
    state: 'leader',
    quorum: [0],
    health: expect.stringMatching(/^HEALTH_/),
    reply: { mon_status: { name: 'a' } },
  })
  const absent = cluster.pingMonitor('no-such-monitor')
  await expect(absent).rejects.toBeInstanceOf(NotFoundError)
  await expect(absent).rejects.toMatchObject({ syscall: 'rados_ping_monitor', subject: { monitor: 'no-such-monitor' } })
  await expect(cluster.pingMonitor('')).rejects.toMatchObject(outOfRange)
})

describe('the blocklist', () => {
  const listed = async (): Promise<readonly string[]> =>
    (await cluster.blocklist.list().toArray()).map(({ address }) => address)

  test('takes clients, for a time, and lets them go', async () => {
    const before = Date.now()
    await cluster.blocklist.add('127.0.0.1:0/1234567', { expire: 600 })
    await cluster.blocklist.add('127.0.0.1:0/7654321')
    const entry = (await cluster.blocklist.list().toArray()).find(({ address }) => address === '127.0.0.1:0/1234567')
    expect(entry?.until.getTime()).toBeGreaterThan(before + 590_000)
    expect(entry?.until.getTime()).toBeLessThan(Date.now() + 610_000)
    await cluster.blocklist.remove('127.0.0.1:0/1234567')
    // Others may be on it: who broke a lock of theirs.
    expect(await listed()).toContain('127.0.0.1:0/7654321')
    expect(await listed()).not.toContain('127.0.0.1:0/1234567')
    await cluster.blocklist.remove('127.0.0.1:0/1234567')
    await cluster.blocklist.clear()
    expect(await listed()).not.toContain('127.0.0.1:0/7654321')
  })

  test('takes networks', async () => {
    await cluster.blocklist.addNetwork('192.0.2.0/24', { expire: 600 })
    await cluster.blocklist.addNetwork('198.51.100.0/24')
    expect(await listed()).toEqual([expect.stringMatching(/192\.0\.2\.0.*\/24/), expect.stringMatching(/198\.51\.100/)])
    await cluster.blocklist.removeNetwork('192.0.2.0/24')
    expect(await listed()).toEqual([expect.stringMatching(/198\.51\.100\.0.*\/24/)])
    await cluster.blocklist.clear()
    expect(await listed()).toEqual([])
    await expect(cluster.blocklist.addNetwork('no network')).rejects.toMatchObject({ code: 'EINVAL' })
    await expect(cluster.blocklist.removeNetwork('no network')).rejects.toMatchObject({ code: 'EINVAL' })
    await expect(cluster.blocklist.addNetwork('')).rejects.toMatchObject(outOfRange)
    await expect(cluster.blocklist.addNetwork('192.0.2.0/24', { expire: 0.5 })).rejects.toMatchObject(outOfRange)
  })

  test('keeps a client from its pools', async () => {
    await cluster.pools.create('cluster-state-fenced')
    const other = await connect({ conf })
    try {
      const pool = await other.openPool('cluster-state-fenced')
      await pool.object('one').writeFull('before')
      const [address = ''] = await other.addresses()
      await cluster.blocklist.add(address, { expire: 600 })
      await other.waitForLatestOsdMap()
      await expect(pool.object('one').writeFull('after')).rejects.toMatchObject({ code: 'ESHUTDOWN' })
      await cluster.blocklist.remove(address)
    } finally {
      await other.close()
    }
    const pool = await cluster.openPool('cluster-state-fenced')
    expect(String(await pool.object('one').read())).toBe('before')
    await pool.close()
    await cluster.pools.delete('cluster-state-fenced')
  })

  test('refuses what is no address', async () => {
    const refused = cluster.blocklist.add('nobody')
    await expect(refused).rejects.toBeInstanceOf(CephError)
    await expect(refused).rejects.toMatchObject({ code: 'EINVAL', subject: { client: 'nobody' } })
    await expect(cluster.blocklist.remove('nobody')).rejects.toBeInstanceOf(CephError)
    await expect(cluster.blocklist.add('')).rejects.toMatchObject(outOfRange)
    await expect(cluster.blocklist.add('127.0.0.1:0/1', { expire: 0 })).rejects.toMatchObject(outOfRange)
    // @ts-expect-error: misspelt
    await expect(cluster.blocklist.add('127.0.0.1:0/1', { expires: 1 })).rejects.toMatchObject(wrongType)
  })
})

describe('a service', () => {
  interface ServiceDump {
    readonly services: Readonly<
      Record<string, { readonly daemons: Readonly<Record<string, { readonly metadata: object }>> }>
    >
  }

  test('is shown by the cluster, with its status', async () => {
    await using other = await connect({ conf })
    const service = await other.registerService({
      service: 'cephvirt-test',
      daemon: 'one',
      metadata: { version: '1.0', jobs: 3, empty: '' },
    })
    expect(service).toMatchObject({ service: 'cephvirt-test', daemon: 'one', metadata: { jobs: '3' } })
    await service.updateStatus({ state: 'idle' })
    await expect
      .poll(
        async () =>
          ((await other.command('service dump')) as ServiceDump).services['cephvirt-test']?.daemons.one?.metadata,
        { timeout: 30_000 },
      )
      .toMatchObject({ version: '1.0', jobs: '3', empty: '' })
    await expect
      .poll(async () => JSON.stringify(await other.command('service status')), { timeout: 30_000 })
      .toMatch(/cephvirt-test.*idle/)
    const again = other.registerService({ service: 'cephvirt-test', daemon: 'two' })
    await expect(again).rejects.toBeInstanceOf(ExistsError)
    await expect(again).rejects.toMatchObject({ hint: expect.stringContaining('one service') })
  })

  test('is refused a name of Ceph’s, and what is no text', async () => {
    await expect(cluster.registerService({ service: 'osd', daemon: 'x' })).rejects.toMatchObject({ code: 'EINVAL' })
    await expect(cluster.registerService({ service: '', daemon: 'x' })).rejects.toMatchObject(outOfRange)
    // @ts-expect-error: no daemon
    await expect(cluster.registerService({ service: 'x' })).rejects.toMatchObject(wrongType)
    const nothing = { service: 'x', daemon: 'x', metadata: { '': 'x' } }
    await expect(cluster.registerService(nothing)).rejects.toMatchObject(outOfRange)
    // @ts-expect-error: an object is no text
    const object = cluster.registerService({ service: 'x', daemon: 'x', metadata: { x: {} } })
    await expect(object).rejects.toMatchObject(wrongType)
  })
})

describe('the log', () => {
  /** The first entry of that text. */
  async function find(log: ClusterLog, text: string): Promise<LogEntry | undefined> {
    for (;;) {
      const { value } = await log.next()
      if (value === undefined || value.text.includes(text)) return value
    }
  }
  const write = (text: string, level?: 'debug' | 'info' | 'sec' | 'warn' | 'error'): Promise<unknown> =>
    cluster.command('log', { logtext: [text], ...(level === undefined ? {} : { level }) })

  test('tells what is written to it', async () => {
    await using log = cluster.log()
    await log.ready
    const before = Date.now()
    await write('a first entry')
    const entry = await find(log, 'a first entry')
    expect(entry).toMatchObject({ channel: 'cluster', level: 'info', lost: 0, seq: expect.any(Number) })
    expect(entry?.name).toMatch(/^client\.admin$|^mon\./)
    expect(entry?.line).toContain('a first entry')
    expect(Math.abs((entry?.time.getTime() ?? 0) - before)).toBeLessThan(60_000)
    expect(log.lost).toBe(0)
  })

  test('is shared, each iteration by its level', async () => {
    await using warnings = cluster.log({ level: 'warn' })
    await warnings.ready
    await using all = cluster.log({ level: 'debug' })
    await all.ready
    await write('only for debug', 'debug')
    await write('a warning', 'warn')
    expect(await find(all, 'only for debug')).toMatchObject({ level: 'debug' })
    expect(await find(all, 'a warning')).toMatchObject({ level: 'warn' })
    for (;;) {
      const { value } = await warnings.next()
      expect(value?.level).not.toMatch(/debug|info/)
      if (value?.text.includes('a warning')) break
    }
    await all.return()
    await write('a second warning', 'warn')
    expect(await find(warnings, 'a second warning')).toMatchObject({ level: 'warn' })
    expect(await all.next()).toEqual({ value: undefined, done: true })
  })

  test('tells each entry once, though it is followed anew', async () => {
    const first = cluster.log()
    await first.ready
    await write('told once')
    await find(first, 'told once')
    await first.return()
    await using second = cluster.log({ level: 'debug' })
    await second.ready
    await write('and then this')
    const texts: string[] = []
    for (;;) {
      const { value } = await second.next()
      if (value === undefined) break
      texts.push(value.text)
      if (value.text.includes('and then this')) break
    }
    expect(texts.filter((text) => text === 'told once')).toEqual([])
  })

  test('counts what is dropped', async () => {
    await using log = cluster.log({ limit: 1 })
    await log.ready
    for (const text of ['dropped', 'dropped too', 'kept']) await write(text)
    await using witness = cluster.log()
    await witness.ready
    await write('the last')
    await find(witness, 'the last')
    const { value } = await log.next()
    expect(value?.lost).toBeGreaterThan(0)
    expect(log.lost).toBe(value?.lost)
  })

  test('ends by signal, by return and with the cluster', async () => {
    const abort = new AbortController()
    const aborted = cluster.log({ level: 'error', signal: abort.signal })
    const waiting = aborted.next()
    abort.abort()
    await expect(waiting).rejects.toBeInstanceOf(AbortError)
    expect(await aborted.next()).toEqual({ value: undefined, done: true })

    const other = await connect({ conf })
    const log = other.log({ level: 'error' })
    await log.ready
    const last = log.next()
    await other.close()
    expect(await last).toEqual({ value: undefined, done: true })
    await expect(other.log().ready).rejects.toBeInstanceOf(ClosedError)
    await expect(other.log().next()).rejects.toBeInstanceOf(ClosedError)
  })

  test('checks what it is given', () => {
    // @ts-expect-error: no such level
    expect(() => cluster.log({ level: 'loud' })).toThrow(RangeError)
    // @ts-expect-error: misspelt
    expect(() => cluster.log({ levels: 'info' })).toThrow(TypeError)
    expect(() => cluster.log({ limit: 0 })).toThrow(RangeError)
    expect(() => cluster.log({ signal: AbortSignal.abort() })).toThrow(AbortError)
  })

  test('takes all levels', async () => {
    await using security = cluster.log({ level: 'security' })
    await security.ready
    await write('a matter of security', 'sec')
    expect(await find(security, 'a matter of security')).toMatchObject({ level: 'security' })
    await using errors = cluster.log({ level: 'error' })
    await errors.ready
    await write('an error', 'error')
    expect(await find(errors, 'an error')).toMatchObject({ level: 'error' })
  })
})
