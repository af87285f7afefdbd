import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import {
  AbortError,
  CephError,
  NotFoundError,
  PermissionError,
  PoolExistsError,
  PoolNotFoundError,
} from '../../../src/core/errors.ts'
import { type Cluster, connect } from '../../../src/rados/index.ts'

const lab = inject('lab')
let cluster: Cluster

beforeAll(async () => {
  cluster = await connect({ conf: lab.conf })
})
afterAll(() => cluster.close())

const names = async (): Promise<string[]> => (await cluster.pools.list().toArray()).map(({ name }) => name)

describe('create', () => {
  test('makes a pool as asked, ready for use', async () => {
    const made = await cluster.pools.create('pools-made', {
      pgNum: 16,
      application: 'rbd',
      size: 3,
      minSize: 2,
      autoscale: 'off',
    })
    expect(made).toMatchObject({
      name: 'pools-made',
      type: 'replicated',
      pgNum: 16,
      size: 3,
      minSize: 2,
      applications: ['rbd'],
      autoscale: 'off',
      quota: { maxBytes: 0, maxObjects: 0 },
      erasureCodeProfile: undefined,
    })
    expect(Math.abs(Date.now() - made.createdAt.getTime())).toBeLessThan(60_000)
    await using pool = await cluster.openPool('pools-made')
    expect(pool.id).toBe(made.id)
    await pool.object('x').writeFull('y')
    await cluster.pools.delete('pools-made')
  })

  test('with nothing said takes the defaults of the cluster', async () => {
    expect(await cluster.pools.create('pools-plain')).toMatchObject({ pgNum: 8, size: 2, applications: [] })
    await cluster.pools.delete('pools-plain')
  })

  test('an erasure-coded one', async () => {
    const made = await cluster.pools.create('pools-ec', { type: 'erasure', pgNum: 4 })
    expect(made).toMatchObject({ type: 'erasure', erasureCodeProfile: 'default' })
    await cluster.pools.delete('pools-ec')
  })

  test('refuses a name that is taken, and leaves that pool alone', async () => {
    await cluster.pools.create('pools-taken', { pgNum: 1 })
    const again = cluster.pools.create('pools-taken', { pgNum: 1, application: 'rbd' })
    await expect(again).rejects.toBeInstanceOf(PoolExistsError)
    await expect(again).rejects.toMatchObject({ code: 'EEXIST', subject: { pool: 'pools-taken' } })
    expect((await cluster.pools.get('pools-taken')).applications).toEqual([])
    await cluster.pools.delete('pools-taken')
  })

  test('more placement groups than the monitors allow: ERANGE and their own sentence', async () => {
    const refused = cluster.pools.create('pools-too-big', { pgNum: 100_000 })
    await expect(refused).rejects.toBeInstanceOf(CephError)
    await expect(refused).rejects.toMatchObject({
      code: 'ERANGE',
      errno: -34,
      syscall: 'osd pool create',
      message: expect.stringContaining("'pg_num' must be greater than 0 and less than or equal to 65536"),
    })
    expect(await names()).not.toContain('pools-too-big')
  })

  test('says what is missing when it is not the pool', async () => {
    const lost = await cluster.pools
      .create('pools-lost', { pgNum: 1, crushRule: 'no-such-rule' })
      .catch((error) => error)
    expect(lost).toBeInstanceOf(NotFoundError)
    expect(lost).not.toBeInstanceOf(PoolNotFoundError)
    expect(lost).toMatchObject({ code: 'ENOENT', message: expect.stringContaining('no-such-rule') })
    expect(await names()).not.toContain('pools-lost')
  })

  test('undoes it if a later step is refused', async () => {
    const refused = cluster.pools.create('pools-half', { pgNum: 1, size: 2, minSize: 9 })
    await expect(refused).rejects.toMatchObject({ code: 'EINVAL', syscall: 'osd pool set' })
    expect(await names()).not.toContain('pools-half')
    const long = cluster.pools.create('pools-half', { pgNum: 1, application: 'a'.repeat(200) })
    await expect(long).rejects.toMatchObject({ syscall: 'osd pool application enable' })
    expect(await names()).not.toContain('pools-half')
  })

  test('undoes it if the caller gives up', async () => {
    const stop = new AbortController()
    const options = { pgNum: 1, minSize: 1, application: 'rbd', signal: stop.signal }
    const creation = cluster.pools.create('pools-abandoned', options)
    stop.abort()
    await expect(creation).rejects.toBeInstanceOf(AbortError)
    await expect.poll(names, { timeout: 10_000, interval: 5 }).toContain('pools-abandoned')
    await expect.poll(names, { timeout: 10_000, interval: 5 }).not.toContain('pools-abandoned')
  })

  test('checks what it is given', async () => {
    await expect(cluster.pools.create('')).rejects.toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
    await expect(cluster.pools.create('x', { pgNum: 0 })).rejects.toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
    await expect(cluster.pools.create('x', { pgNum: 1.5 })).rejects.toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
    // @ts-expect-error: not a number
    await expect(cluster.pools.create('x', { size: '2' })).rejects.toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' })
  })
})

describe('a pool', () => {
  const name = 'pools-one'
  beforeAll(async () => {
    await cluster.pools.create(name, { pgNum: 8, application: 'rbd' })
  })
  afterAll(() => cluster.pools.delete(name))

  test('is listed, with its id', async () => {
    const listed = []
    for await (const pool of cluster.pools.list()) listed.push(pool)
    const found = listed.find((pool) => pool.name === name)
    expect(found?.id).toBeGreaterThan(0)
    expect(found).toEqual(await cluster.pools.get(name))
    expect(listed.map(({ id }) => id)).toEqual(listed.map(({ id }) => id).sort((a, b) => a - b))
  })

  test('has variables', async () => {
    expect(await cluster.pools.getVariable(name, 'pg_num')).toBe(8)
    await cluster.pools.setVariable(name, 'noscrub', true)
    expect(await cluster.pools.getVariable(name, 'noscrub')).toBe(true)
    await cluster.pools.setVariable(name, 'noscrub', false)
    expect(await cluster.pools.getVariables(name)).toMatchObject({ pg_num: 8, size: 2, noscrub: false })
    const unset = await cluster.pools.getVariable(name, 'compression_mode').catch((error) => error)
    expect(unset).toBeInstanceOf(NotFoundError)
    expect(unset).not.toBeInstanceOf(PoolNotFoundError)
    expect(unset.message).toContain('is not set on pool')
    await cluster.pools.setVariable(name, 'compression_mode', 'force')
    expect(await cluster.pools.getVariable(name, 'compression_mode')).toBe('force')
    await expect(cluster.pools.getVariable(name, 'all')).rejects.toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
    await expect(cluster.pools.getVariable(name, 'no_such')).rejects.toMatchObject({ code: 'EINVAL' })
    await expect(cluster.pools.setVariable(name, 'size', 99)).rejects.toMatchObject({ code: 'EINVAL' })
  })

  test('has quotas', async () => {
    expect(await cluster.pools.getQuota(name)).toEqual({ maxBytes: 0, maxObjects: 0 })
    await cluster.pools.setQuota(name, { maxBytes: '1GiB', maxObjects: 1000 })
    expect(await cluster.pools.getQuota(name)).toEqual({ maxBytes: 2 ** 30, maxObjects: 1000 })
    await cluster.pools.setQuota(name, { maxBytes: 0 })
    expect((await cluster.pools.get(name)).quota).toEqual({ maxBytes: 0, maxObjects: 1000 })
    await cluster.pools.setQuota(name, { maxObjects: 0 })
    await expect(cluster.pools.setQuota(name, { maxBytes: 'much' })).rejects.toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
  })

  test('has applications', async () => {
    expect(await cluster.pools.applications(name)).toEqual(['rbd'])
    const second = cluster.pools.enableApplication(name, 'backup')
    await expect(second).rejects.toBeInstanceOf(PermissionError)
    await cluster.pools.enableApplication(name, 'backup', { force: true })
    expect([...(await cluster.pools.applications(name))].sort()).toEqual(['backup', 'rbd'])
  })

  test('tells how full it is', async () => {
    await cluster.pools.create('pools-new', { pgNum: 1 })
    expect(await cluster.pools.stats('pools-new')).toMatchObject({ objects: 0, usedBytes: 0 })
    await cluster.pools.delete('pools-new')
    await using pool = await cluster.openPool(name)
    await pool.object('some').writeFull(Buffer.alloc(100_000, 1))
    // Each OSD tells the manager of its copy: until both have, half of it is stored.
    const told = { timeout: 20_000, interval: 200 }
    const full = { objects: 1, storedBytes: 100_000, usedRatio: expect.any(Number) }
    await expect.poll(async () => await cluster.pools.stats(name), told).toMatchObject(full)
    expect((await cluster.pools.stats(name)).availableBytes).toBeGreaterThan(2 ** 30)
    const seen = { objects: 1, copies: 2, unfound: 0, userBytes: 200_000 }
    await expect.poll(async () => await pool.stats(), told).toMatchObject(seen)
  })

  test('is renamed, what is open goes on', async () => {
    await using pool = await cluster.openPool(name)
    await cluster.pools.rename(name, 'pools-renamed')
    expect(await names()).toContain('pools-renamed')
    await pool.object('after').writeFull('x')
    await expect(cluster.openPool(name)).rejects.toBeInstanceOf(PoolNotFoundError)
    await cluster.pools.create('pools-other', { pgNum: 1 })
    await expect(cluster.pools.rename('pools-renamed', 'pools-other')).rejects.toBeInstanceOf(PoolExistsError)
    await cluster.pools.delete('pools-other')
    await cluster.pools.rename('pools-renamed', name)
  })
})

test('one that is missing is missing everywhere', async () => {
  const calls = [
    cluster.openPool('no-such-pool'),
    cluster.pools.get('no-such-pool'),
    cluster.pools.stats('no-such-pool'),
    cluster.pools.delete('no-such-pool'),
    cluster.pools.rename('no-such-pool', 'x'),
    cluster.pools.getVariable('no-such-pool', 'size'),
    cluster.pools.setVariable('no-such-pool', 'size', 2),
    cluster.pools.getQuota('no-such-pool'),
    cluster.pools.setQuota('no-such-pool', { maxObjects: 1 }),
    cluster.pools.applications('no-such-pool'),
    cluster.pools.enableApplication('no-such-pool', 'rbd'),
  ]
  for (const result of await Promise.allSettled(calls)) {
    expect(result).toMatchObject({ status: 'rejected', reason: expect.any(PoolNotFoundError) })
    if (result.status === 'rejected') expect(result.reason.subject).toMatchObject({ pool: 'no-such-pool' })
  }
})

test('one that is guarded is not deleted, and the hint says why', async () => {
  await cluster.pools.create('pools-guarded', { pgNum: 1 })
  await cluster.pools.setVariable('pools-guarded', 'nodelete', true)
  const refused = cluster.pools.delete('pools-guarded')
  await expect(refused).rejects.toBeInstanceOf(PermissionError)
  await expect(refused).rejects.toMatchObject({ code: 'EPERM', hint: expect.stringContaining('nodelete') })
  await cluster.pools.setVariable('pools-guarded', 'nodelete', false)
  await cluster.pools.delete('pools-guarded')
  expect(await names()).not.toContain('pools-guarded')
})
