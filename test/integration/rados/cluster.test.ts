import { afterAll, beforeAll, describe, expect, expectTypeOf, inject, test } from 'vitest'
import {
  AbortError,
  CephError,
  ClosedError,
  OperationTimeoutError,
  PoolNotFoundError,
} from '../../../src/core/errors.ts'
import { type Cluster, connect, supports, version } from '../../../src/rados/index.ts'

const lab = inject('lab')
// A pool of one's own: when the manager makes its pool, and of what name, differs between releases.
const POOL = 'cluster-test'
let cluster: Cluster

beforeAll(async () => {
  cluster = await connect({ conf: lab.conf })
  await cluster.pools.create(POOL, { pgNum: 1 })
})
afterAll(async () => {
  await cluster.pools.delete(POOL)
  await cluster.close()
})

test('the library tells its version and what it has', () => {
  expect(version()).toMatchObject({ major: 3, text: expect.stringMatching(/^3\.\d+\.\d+$/) })
  expect(supports('rados_aio_cancel')).toBe(true)
  expect(supports('rados_no_such_function')).toBe(false)
})

test('fsid, stats and instance id', async () => {
  expect(await cluster.fsid()).toBe((await cluster.command('fsid')).fsid)
  const { totalBytes, usedBytes, availableBytes, objects } = await cluster.stats()
  expect(totalBytes).toBe(3 * 10 * 2 ** 30)
  expect(usedBytes + availableBytes).toBe(totalBytes)
  expect(objects).toBeGreaterThanOrEqual(0)
  const id = await cluster.instanceId()
  expect(typeof id).toBe('bigint')
  await using other = await connect({ conf: lab.conf })
  expect(await other.instanceId()).not.toBe(id)
})

test("the monitors of the cluster's own map, by both protocols", async () => {
  const [monitor, ...others] = await cluster.monitors()
  expect(others).toEqual([])
  expect(monitor).toMatchObject({ name: 'a', rank: 0, inQuorum: true })
  const [, v2, v1] = /v2:127\.0\.0\.1:(\d+),v1:127\.0\.0\.1:(\d+)/.exec(lab.monHost) ?? []
  expect(monitor?.addresses).toEqual([
    { type: 'v2', host: '127.0.0.1', port: Number(v2) },
    { type: 'v1', host: '127.0.0.1', port: Number(v1) },
  ])
})

describe('commands', () => {
  test('answer typed, parsed JSON', async () => {
    const { nodes } = await cluster.command('osd df')
    expect(nodes.map(({ name }) => name)).toEqual(['osd.0', 'osd.1', 'osd.2'])
    expectTypeOf(nodes[0]).toEqualTypeOf<(typeof nodes)[number] | undefined>()
    expect(await cluster.command('osd stat')).toMatchObject({ num_osds: 3, num_up_osds: 3 })
    expect((await cluster.command('status')).quorum_names).toEqual(['a'])
    expect((await cluster.command('health', { detail: 'detail' })).status).toMatch(/^HEALTH_/)
    expect((await cluster.command('osd dump')).osds).toHaveLength(3)
    expect((await cluster.command('osd tree')).nodes[0]?.type).toBe('root')
    const pools = await cluster.command('osd pool ls', { detail: 'detail' })
    expect((await cluster.command('osd lspools')).map(({ poolnum }) => poolnum)).toEqual(pools.map((p) => p.pool_id))
  })

  test('that are not described answer unknown', async () => {
    const reply = await cluster.command('mon stat')
    expectTypeOf(reply).toEqualTypeOf<unknown>()
    expect(reply).toMatchObject({ num_mons: 1, leader: 'a' })
    const text = await cluster.command('config generate-minimal-conf')
    expect(text).toContain('fsid')
  })

  test('that are refused throw with the daemon’s own sentence', async () => {
    const asked = cluster.command('osd pool get', { pool: 'no-such-pool', var: 'pg_num' })
    await expect(asked).rejects.toBeInstanceOf(PoolNotFoundError)
    await expect(asked).rejects.toMatchObject({
      code: 'ENOENT',
      errno: -2,
      syscall: 'osd pool get',
      subject: { pool: 'no-such-pool' },
      message: "ENOENT: unrecognized pool 'no-such-pool' (osd pool get)",
    })
    const unknown = cluster.command('no such command')
    await expect(unknown).rejects.toBeInstanceOf(CephError)
    await expect(unknown).rejects.toMatchObject({ code: 'EINVAL', syscall: 'no such command' })
  })

  test('go to the daemon that is meant', async () => {
    expect(await cluster.command('version', {}, { target: 'osd.1' })).toMatchObject({ version: expect.any(String) })
    expect(await cluster.command('pg stat', {}, { target: 'mgr' })).toMatchObject({ pg_ready: true })
    expect(await cluster.command('version', {}, { target: 'mgr.x' })).toMatchObject({ version: expect.any(String) })
    await expect(cluster.command('pg stat', {}, { target: 'mgr.x' })).rejects.toMatchObject({ code: 'EINVAL' })
    await expect(cluster.command('version', {}, { target: 'mon.' })).rejects.toMatchObject({
      code: 'ERR_OUT_OF_RANGE',
    })
    await expect(cluster.command('version', {}, { target: 'mon.no-such-monitor' })).rejects.toMatchObject({
      code: 'ENOENT',
    })
    expect(await cluster.command('mon_status', {}, { target: 'mon.a' })).toMatchObject({ name: 'a', state: 'leader' })
    // @ts-expect-error: no such daemon
    await expect(cluster.command('version', {}, { target: 'mds.a' })).rejects.toMatchObject({
      code: 'ERR_OUT_OF_RANGE',
    })
  })

  test('raw, to monitors, manager, OSDs and placement groups', async () => {
    const lspools = await cluster.monCommand({ prefix: 'osd lspools', format: 'json' })
    expect(lspools.code).toBe(0)
    expect(Buffer.isBuffer(lspools.output)).toBe(true)
    expect(JSON.parse(String(lspools.output))).toBeInstanceOf(Array)
    const refused = await cluster.monCommand({ prefix: 'osd pool get', pool: 'no-such-pool', var: 'size' })
    expect(refused).toMatchObject({ code: -2, status: "unrecognized pool 'no-such-pool'" })
    expect((await cluster.monCommand({ prefix: 'mon_status' }, { target: 'a' })).code).toBe(0)
    expect((await cluster.mgrCommand({ prefix: 'pg stat' })).code).toBe(0)
    expect((await cluster.mgrCommand({ prefix: 'version' }, { target: 'x' })).code).toBe(0)
    expect((await cluster.osdCommand(0, { prefix: 'version' })).code).toBe(0)
    const { id } = await cluster.pools.get(POOL)
    const state = async (): Promise<string> => {
      const { code, status, output } = await cluster.pgCommand(`${id}.0`, { prefix: 'query' })
      return code === 0 ? JSON.parse(String(output)).state : status
    }
    await expect.poll(state, { timeout: 20_000 }).toContain('active')
  })

  test('take input', async () => {
    const input = Buffer.from('kept by the monitors')
    const { code } = await cluster.monCommand({ prefix: 'config-key set', key: 'cephvirt/test' }, { input })
    expect(code).toBe(0)
    const { output } = await cluster.monCommand({ prefix: 'config-key get', key: 'cephvirt/test' })
    expect(String(output)).toBe(String(input))
    await cluster.command('config-key rm', { key: 'cephvirt/test' })
  })

  test('check what they are given', async () => {
    // @ts-expect-error: a variable is missing
    await expect(cluster.command('osd pool get', { pool: 'x' })).rejects.toBeInstanceOf(CephError)
    await expect(cluster.command('')).rejects.toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
    await expect(cluster.osdCommand(-1, { prefix: 'version' })).rejects.toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
    await expect(cluster.pgCommand('one', { prefix: 'query' })).rejects.toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
    // @ts-expect-error: no prefix
    await expect(cluster.monCommand({})).rejects.toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' })
  })

  test('can be given up', async () => {
    const aborted = cluster.command('status', {}, { signal: AbortSignal.abort() })
    await expect(aborted).rejects.toBeInstanceOf(AbortError)
    // Takes an OSD far longer than this.
    const late = cluster.osdCommand(2, { prefix: 'bench', count: 12_288_000, size: 4096 }, { timeout: 20 })
    await expect(late).rejects.toBeInstanceOf(OperationTimeoutError)
  })
})

describe("this client's configuration", () => {
  test('is read and set', async () => {
    await cluster.config.set('rbd_cache', false)
    expect(await cluster.config.get('rbd_cache')).toBe('false')
    await cluster.config.set('rbd_cache', 'true')
    expect(await cluster.config.get('rbd_cache')).toBe('true')
  })

  test('refuses what Ceph does not know', async () => {
    await expect(cluster.config.get('no_such_option')).rejects.toMatchObject({ code: 'ERR_CEPHVIRT_OPTION' })
    await expect(cluster.config.set('no_such_option', '1')).rejects.toMatchObject({ code: 'ERR_CEPHVIRT_OPTION' })
    await expect(cluster.config.set('rbd_cache_size', 'many')).rejects.toMatchObject({
      code: 'ERR_CEPHVIRT_OPTION',
      message: expect.not.stringContaining('many'),
    })
  })
})

test('waits for the newest map', async () => {
  await cluster.waitForLatestOsdMap()
})

test('is of no use after it was closed', async () => {
  const other = await connect({ conf: lab.conf })
  const pool = await other.openPool(POOL)
  await other.close()
  await other.close()
  expect(other.closed).toBe(true)
  expect(pool.closed).toBe(true)
  await expect(other.fsid()).rejects.toBeInstanceOf(ClosedError)
  await expect(other.pools.list().toArray()).rejects.toMatchObject({ code: 'ERR_CEPHVIRT_CLOSED' })
  await expect(pool.stats()).rejects.toBeInstanceOf(ClosedError)
  await expect(pool.object('x').read()).rejects.toBeInstanceOf(ClosedError)
  expect(() => pool.inNamespace('x')).toThrow(ClosedError)
})
