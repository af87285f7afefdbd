import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import {
  CephError,
  ExistsError,
  NotFoundError,
  ObjectNotFoundError,
  PermissionError,
  PoolNotFoundError,
  SnapshotExistsError,
  SnapshotNotFoundError,
} from '../../../src/core/errors.ts'
import { type Cluster, connect, type Pool } from '../../../src/rados/index.ts'

const lab = inject('lab')
const name = 'pool-snapshots-test'
const managed = 'pool-self-managed-test'
let cluster: Cluster
let pool: Pool
let other: Pool

beforeAll(async () => {
  cluster = await connect({ conf: lab.conf })
  await cluster.pools.create(name, { pgNum: 4, application: 'first' })
  await cluster.pools.create(managed, { pgNum: 4 })
  pool = await cluster.openPool(name)
  other = await cluster.openPool(managed)
})
afterAll(async () => {
  await cluster.pools.delete(name)
  await cluster.pools.delete(managed)
  await cluster.close()
})

const text = async (from: Pool, object: string): Promise<string> => String(await from.object(object).read())

describe('snapshots of a pool', () => {
  test('are taken, listed, read, rolled back to and removed', async () => {
    await pool.object('kept').writeFull('before')
    const made = await pool.snapshots.create('one')
    expect(made).toMatchObject({ id: expect.any(BigInt), name: 'one' })
    expect(Math.abs(Date.now() - made.createdAt.getTime())).toBeLessThan(60_000)
    await pool.object('kept').writeFull('after')
    await pool.object('new').writeFull('new')
    expect(await pool.snapshots.get('one')).toEqual(made)
    expect(await pool.snapshots.get(made.id)).toEqual(made)
    expect(await pool.snapshots.exists('one')).toBe(true)

    const then = await pool.snapshots.open('one')
    expect(then.snapshot).toBe(made.id)
    expect(await text(then, 'kept')).toBe('before')
    await expect(then.object('new').read()).rejects.toBeInstanceOf(ObjectNotFoundError)
    expect(await text(then.atSnapshot(undefined), 'kept')).toBe('after')
    await expect(then.object('kept').writeFull('x')).rejects.toMatchObject({ code: 'EROFS' })

    await pool.snapshots.rollback('kept', 'one')
    await pool.snapshots.rollback('new', 'one')
    expect(await text(pool, 'kept')).toBe('before')
    await expect(pool.object('new').stat()).rejects.toBeInstanceOf(ObjectNotFoundError)

    const second = await pool.snapshots.create('two')
    expect(await pool.snapshots.list().toArray()).toEqual([made, second])
    await pool.snapshots.remove('one')
    await pool.snapshots.remove('two')
    expect(await pool.snapshots.list().toArray()).toEqual([])
    expect(await pool.snapshots.exists('one')).toBe(false)
  })

  test('in the namespace of the view', async () => {
    const tenant = pool.inNamespace('tenant')
    await tenant.object('x').writeFull('before')
    await pool.snapshots.create('spaces')
    await tenant.object('x').writeFull('after')
    expect(await text(await tenant.snapshots.open('spaces'), 'x')).toBe('before')
    expect(await text((await pool.snapshots.open('spaces')).inNamespace('tenant'), 'x')).toBe('before')
    await tenant.snapshots.rollback('x', 'spaces')
    expect(await text(tenant, 'x')).toBe('before')
    await pool.snapshots.remove('spaces')
  })

  test('more than one page of them', async () => {
    const names = Array.from({ length: 66 }, (_, index) => `many-${index}`)
    for (const each of names) await cluster.command('osd pool mksnap', { pool: name, snap: each })
    await cluster.waitForLatestOsdMap()
    expect((await pool.snapshots.list().toArray()).map((snapshot) => snapshot.name)).toEqual(names)
  })

  test('come and go while they are listed', async () => {
    let going = true
    const changing = (async () => {
      for (let count = 0; count < 10; count += 1) {
        await pool.snapshots.create('brief')
        await pool.snapshots.remove('brief')
      }
      going = false
    })()
    while (going) expect((await pool.snapshots.list().toArray()).length).toBeGreaterThanOrEqual(66)
    await changing
  })

  test('fail with their own errors', async () => {
    await pool.snapshots.create('taken')
    const again = pool.snapshots.create('taken')
    await expect(again).rejects.toBeInstanceOf(SnapshotExistsError)
    await expect(again).rejects.toBeInstanceOf(ExistsError)
    await pool.snapshots.remove('taken')
    for (const call of [
      () => pool.snapshots.remove('missing'),
      () => pool.snapshots.get('missing'),
      () => pool.snapshots.get(99_999n),
      () => pool.snapshots.open('missing'),
      () => pool.snapshots.rollback('kept', 'missing'),
    ]) {
      await expect(call()).rejects.toBeInstanceOf(SnapshotNotFoundError)
    }
    await expect(pool.snapshots.create('')).rejects.toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
    // @ts-expect-error: not text
    await expect(pool.snapshots.remove(1)).rejects.toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' })
    await expect(pool.snapshots.get(-1n)).rejects.toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
    // @ts-expect-error: a number is not an id
    expect(() => pool.atSnapshot(1)).toThrow(TypeError)
  })
})

describe('self-managed snapshots', () => {
  test('keep what is written through the view that names them', async () => {
    await other.object('state').writeFull('one')
    await other.object('free').writeFull('one')
    const first = await other.selfManagedSnapshots.create()
    const second = await other.selfManagedSnapshots.create()
    expect(second).toBeGreaterThan(first)
    const keeping = other.withSnapshots([first, second])
    await keeping.object('state').writeFull('two')
    await other.object('free').writeFull('two')
    expect(await text(other.atSnapshot(first), 'state')).toBe('one')
    expect(await text(other, 'state')).toBe('two')
    expect(await text(other.inNamespace('').atSnapshot(second), 'state')).toBe('one')

    await keeping.selfManagedSnapshots.rollback('state', first)
    expect(await text(other, 'state')).toBe('one')
    await other.selfManagedSnapshots.remove(first)
    await other.selfManagedSnapshots.remove(second)
  })

  test('with the newest snapshot named apart', async () => {
    await other.object('seq').writeFull('one')
    const ids = [await other.selfManagedSnapshots.create(), await other.selfManagedSnapshots.create()] as const
    await other.withSnapshots([ids[0]], ids[1]).object('seq').writeFull('two')
    expect(await text(other.atSnapshot(ids[0]), 'seq')).toBe('one')
    for (const id of ids) await other.selfManagedSnapshots.remove(id)
  })

  test('a pool has one kind or the other', async () => {
    const refused = pool.selfManagedSnapshots.create()
    await expect(refused).rejects.toBeInstanceOf(CephError)
    await expect(refused).rejects.toMatchObject({
      code: 'EINVAL',
      message: expect.stringContaining('has snapshots of its own'),
      hint: expect.stringContaining('pool.snapshots'),
    })
    await expect(other.snapshots.create('own')).rejects.toMatchObject({
      code: 'EINVAL',
      message: expect.stringContaining('manage themselves'),
      hint: expect.stringContaining('selfManagedSnapshots'),
    })
  })

  test('check what they are given', async () => {
    expect(() => other.withSnapshots([2n], 1n)).toThrow(RangeError)
    expect(() => other.withSnapshots([0n])).toThrow(RangeError)
    // @ts-expect-error: a number is not an id
    expect(() => other.withSnapshots([1])).toThrow(TypeError)
    // @ts-expect-error: not a list
    expect(() => other.withSnapshots(1n)).toThrow(TypeError)
    await expect(other.selfManagedSnapshots.rollback('', 1n)).rejects.toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
    // @ts-expect-error: a number is not an id
    await expect(other.selfManagedSnapshots.remove(1)).rejects.toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' })
    await expect(other.selfManagedSnapshots.create({ signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'ABORT_ERR',
    })
  })
})

describe('views', () => {
  test('combine, and never change', async () => {
    const view = other.inNamespace('space').withLocator('key')
    expect(view).toMatchObject({ namespace: 'space', locator: 'key', snapshot: undefined, id: other.id })
    expect(view.atSnapshot(7n)).toMatchObject({ namespace: 'space', locator: 'key', snapshot: 7n })
    expect(other).toMatchObject({ namespace: '', locator: undefined, snapshot: undefined })
    await view.object('placed').writeFull('x')
    expect(await other.inNamespace('space').objects().toArray()).toEqual([
      { name: 'placed', namespace: 'space', locator: 'key' },
    ])
    expect(await text(view.inNamespace('space'), 'placed')).toBe('x')
    await view.object('placed').remove()
    expect(() => other.withLocator('')).toThrow(RangeError)
    // @ts-expect-error: not text
    expect(() => other.withLocator(1)).toThrow(TypeError)
  })

  test('are of pools opened by id, too', async () => {
    await using same = await cluster.openPool(other.id, { namespace: 'by-id', fullTry: true })
    expect(same).toMatchObject({ name: managed, id: other.id, namespace: 'by-id' })
    await same.object('x').writeFull('y')
    expect(await text(other.inNamespace('by-id'), 'x')).toBe('y')
    await expect(cluster.openPool(2 ** 40)).rejects.toBeInstanceOf(PoolNotFoundError)
    await expect(cluster.openPool(-1)).rejects.toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
    // @ts-expect-error: not a boolean
    await expect(cluster.openPool(name, { fullTry: 1 })).rejects.toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' })
  })
})

describe('what a pool is', () => {
  test('by its name and by its id', async () => {
    expect(await cluster.pools.lookup(name)).toBe(pool.id)
    expect(await cluster.pools.nameOf(pool.id)).toBe(name)
    expect(await cluster.pools.baseTier(name)).toBe(pool.id)
    expect(await cluster.pools.inconsistentGroups(name)).toEqual([])
    await expect(cluster.pools.lookup('missing')).rejects.toBeInstanceOf(PoolNotFoundError)
    await expect(cluster.pools.nameOf(2 ** 40)).rejects.toBeInstanceOf(PoolNotFoundError)
    await expect(cluster.pools.baseTier('missing')).rejects.toBeInstanceOf(PoolNotFoundError)
    await expect(cluster.pools.inconsistentGroups('missing')).rejects.toBeInstanceOf(PoolNotFoundError)
    await expect(cluster.pools.nameOf(-1)).rejects.toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
    await expect(cluster.pools.lookup('')).rejects.toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
  })

  test('a tier knows its base', async () => {
    const tier = 'pool-tier-test'
    await cluster.pools.create(tier, { pgNum: 1 })
    await cluster.command('osd tier add', { pool: managed, tierpool: tier } as never)
    await cluster.waitForLatestOsdMap()
    expect(await cluster.pools.baseTier(tier)).toBe(other.id)
    await cluster.command('osd tier remove', { pool: managed, tierpool: tier } as never)
    await cluster.pools.delete(tier)
  })

  test('an erasure-coded one is written in whole stripes', async () => {
    expect(await pool.alignment()).toBeUndefined()
    await cluster.pools.create('pool-aligned-test', { type: 'erasure', pgNum: 1 })
    await using coded = await cluster.openPool('pool-aligned-test')
    expect(await coded.alignment()).toBeGreaterThanOrEqual(4096)
    await cluster.pools.delete('pool-aligned-test')
  })
})

describe('applications', () => {
  test('are enabled and listed', async () => {
    expect(await pool.applications.list()).toEqual(['first'])
    await pool.applications.enable('first')
    await expect(pool.applications.enable('second')).rejects.toBeInstanceOf(PermissionError)
    await pool.applications.enable('second', { force: true })
    expect([...(await pool.applications.list())].sort()).toEqual(['first', 'second'])
    const { applications } = pool
    await expect(applications.enable('')).rejects.toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
    // @ts-expect-error: not a boolean
    await expect(applications.enable('x', { force: 1 })).rejects.toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' })
  })

  test('keep things about the pool', async () => {
    const { applications } = pool
    expect(await applications.metadata('first')).toEqual({})
    const kept = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`key-${index}`, 'v'.repeat(index * 9)]))
    for (const [key, value] of Object.entries(kept)) await applications.setMetadata('first', key, value)
    expect(await applications.metadata('first')).toEqual(kept)
    expect(await applications.getMetadata('first', 'key-11')).toBe('v'.repeat(99))
    expect(await applications.getMetadata('first', 'key-0')).toBe('')
    await applications.removeMetadata('first', 'key-11')
    await applications.removeMetadata('first', 'key-11')
    const gone = applications.getMetadata('first', 'key-11')
    await expect(gone).rejects.toBeInstanceOf(NotFoundError)
    await expect(gone).rejects.not.toBeInstanceOf(PoolNotFoundError)
    for (const call of [
      () => applications.metadata('missing'),
      () => applications.getMetadata('missing', 'x'),
      () => applications.setMetadata('missing', 'x', 'y'),
      () => applications.removeMetadata('missing', 'x'),
    ]) {
      await expect(call()).rejects.toMatchObject({ code: 'ENOENT' })
    }
    await expect(applications.setMetadata('first', 'x'.repeat(200), 'y')).rejects.toMatchObject({ code: 'EINVAL' })
    await expect(applications.getMetadata('first', '')).rejects.toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
  })
})
