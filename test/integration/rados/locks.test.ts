import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import {
  AbortError,
  NotFoundError,
  ObjectBusyError,
  ObjectExistsError,
  ObjectNotFoundError,
} from '../../../src/core/errors.ts'
import { type Cluster, connect, type Pool, type RadosObject } from '../../../src/rados/index.ts'

const lab = inject('lab')
const name = `locks-${process.pid}`
let cluster: Cluster
let other: Cluster
let pool: Pool
let otherPool: Pool

beforeAll(async () => {
  cluster = await connect({ conf: lab.conf, keyring: lab.keyring })
  other = await connect({ conf: lab.conf, keyring: lab.keyring })
  await cluster.pools.create(name, { pgNum: 8 })
  pool = await cluster.openPool(name)
  otherPool = await other.openPool(name)
})
afterAll(async () => {
  await pool.close()
  await other.close()
  await cluster.pools.delete(name)
  await cluster.close()
})

const elsewhere = (object: RadosObject): RadosObject => otherPool.object(object.name)

describe('a lock', () => {
  test('is held by one, until that gives it back', async () => {
    const object = pool.object('exclusive')
    const theirs = elsewhere(object)
    const lock = await object.locks.acquire('it', { description: 'a test', cookie: 'mine' })
    expect(lock).toMatchObject({ name: 'it', cookie: 'mine', mode: 'exclusive' })
    const { mode, tag, lockers } = await theirs.locks.lockers('it')
    expect({ mode, tag }).toEqual({ mode: 'exclusive', tag: '' })
    expect(lockers).toEqual([
      { client: `client.${await cluster.instanceId()}`, cookie: 'mine', address: expect.stringMatching(/:\d+\/\d+/) },
    ])
    const error = await theirs.locks.acquire('it').catch((thrown) => thrown)
    expect(error).toBeInstanceOf(ObjectBusyError)
    expect(error).toMatchObject({
      code: 'EBUSY',
      syscall: 'rados_lock_exclusive',
      subject: { pool: name, object: 'exclusive' },
      hint: expect.stringContaining('lockers'),
    })
    await expect(object.locks.acquire('it')).rejects.toBeInstanceOf(ObjectBusyError)
    await expect(object.locks.acquire('it', { cookie: 'mine' })).rejects.toBeInstanceOf(ObjectExistsError)
    await lock.release()
    await (await theirs.locks.acquire('it')).release()
    expect(await object.locks.lockers('it')).toEqual({ mode: undefined, tag: '', lockers: [] })
  })

  test('is shared by those with the same tag', async () => {
    const object = pool.object('shared')
    const theirs = elsewhere(object)
    const shared = { mode: 'shared', tag: 'readers' } as const
    const locks = [
      await object.locks.acquire('it', shared),
      await object.locks.acquire('it', shared),
      await theirs.locks.acquire('it', shared),
    ]
    const { mode, tag, lockers } = await object.locks.lockers('it')
    expect([mode, tag, lockers.length]).toEqual(['shared', 'readers', 3])
    expect(lockers.map(({ cookie }) => cookie).sort()).toEqual(locks.map(({ cookie }) => cookie).sort())
    await expect(object.locks.acquire('it', { mode: 'shared', tag: 'others' })).rejects.toBeInstanceOf(ObjectBusyError)
    await expect(object.locks.acquire('it')).rejects.toBeInstanceOf(ObjectBusyError)
    await Promise.all(locks.map((lock) => lock.release()))
    await using lock = await object.locks.acquire('it')
    expect(lock.mode).toBe('exclusive')
  })

  test('is told of with all that hold it, however many', async () => {
    const object = pool.object('many')
    const cookies = Array.from({ length: 60 }, (_, index) => `${index}`.padEnd(200, '.'))
    await Promise.all(cookies.map((cookie) => object.locks.acquire('it', { mode: 'shared', cookie })))
    const { lockers } = await object.locks.lockers('it')
    expect(lockers.map(({ cookie }) => cookie).sort()).toEqual([...cookies].sort())
  })

  test('ends by itself, and is taken anew', async () => {
    const object = pool.object('timed')
    const theirs = elsewhere(object)
    const lock = await object.locks.acquire('it', { duration: 60_000 })
    await lock.renew({ duration: 700 })
    await expect(theirs.locks.acquire('it')).rejects.toBeInstanceOf(ObjectBusyError)
    const taken = await expect
      .poll(() => theirs.locks.acquire('it').catch(() => undefined), { timeout: 10_000 })
      .toBeDefined()
      .then(() => theirs.locks.lockers('it'))
    expect(taken.lockers).toHaveLength(1)
    for (const result of await Promise.allSettled([lock.renew(), lock.release()])) {
      expect(result).toMatchObject({ status: 'rejected', reason: { subject: { object: 'timed' } } })
    }
    expect((await object.locks.lockers('it')).lockers).toEqual(taken.lockers)
  })

  test('may or must be renewed', async () => {
    const object = pool.object('renewed')
    await expect(object.locks.acquire('it', { cookie: 'c', renew: 'must' })).rejects.toBeInstanceOf(NotFoundError)
    await object.locks.acquire('it', { cookie: 'c', renew: 'may' })
    const lock = await object.locks.acquire('it', { cookie: 'c', renew: 'may' })
    await lock.renew()
    expect((await object.locks.lockers('it')).lockers).toHaveLength(1)
    await object.locks.release('it', 'c')
    const error = await object.locks.release('it', 'c').catch((thrown) => thrown)
    expect(error).toBeInstanceOf(NotFoundError)
    expect(error).toMatchObject({ code: 'ENOENT', syscall: 'rados_aio_unlock', subject: { object: 'renewed' } })
    expect(error.message).toContain("the lock 'it' is not held")
  })

  test('is given back at the end of its block, once', async () => {
    const object = pool.object('block')
    {
      await using lock = await object.locks.acquire('it')
      await lock.release()
      await object.locks.acquire('it')
    }
    expect((await object.locks.lockers('it')).lockers).toHaveLength(1)
  })

  test('can be taken away', async () => {
    const object = pool.object('broken')
    const theirs = elsewhere(object)
    const lock = await theirs.locks.acquire('it')
    const { lockers } = await object.locks.lockers('it')
    for (const locker of lockers) await object.locks.break('it', locker)
    expect((await object.locks.lockers('it')).mode).toBeUndefined()
    await expect(lock.release()).rejects.toBeInstanceOf(NotFoundError)
    const [locker = { client: 'client.1', cookie: '' }] = lockers
    await expect(object.locks.break('it', locker)).rejects.toBeInstanceOf(NotFoundError)
    await expect(object.locks.break('it', { client: 'nobody', cookie: '' })).rejects.toMatchObject({ code: 'EINVAL' })
  })

  test('of a missing object is none', async () => {
    const { locks } = pool.object('missing')
    await expect(locks.lockers('it')).rejects.toBeInstanceOf(ObjectNotFoundError)
    await expect(locks.release('it', 'c')).rejects.toBeInstanceOf(NotFoundError)
  })

  test('that is taken after all is given back if nobody waits for it', async () => {
    const object = pool.object('given-up')
    const stop = new AbortController()
    const running = object.locks.acquire('it', { signal: stop.signal })
    stop.abort()
    await expect(running).rejects.toBeInstanceOf(AbortError)
    await expect.poll(() => object.locks.acquire('it').then((lock) => lock.mode), { timeout: 10_000 }).toBe('exclusive')
  })

  test('checks what it is given', async () => {
    const { locks } = pool.object('checked')
    const outOfRange = [
      locks.acquire(''),
      locks.acquire('it', { tag: 'x' }),
      locks.acquire('it', { mode: 'both' as never }),
      locks.acquire('it', { duration: 0 }),
      locks.acquire('it', { duration: 1.5 }),
      locks.acquire('it', { renew: 'now' as never }),
      locks.acquire('it', { cookie: 'a\0b' }),
      locks.lockers(''),
      locks.break('it', { client: '', cookie: 'c' }),
    ]
    for (const result of await Promise.allSettled(outOfRange)) {
      expect(result).toMatchObject({ status: 'rejected', reason: expect.any(RangeError) })
    }
    const wrongTypes = [
      locks.acquire(1 as never),
      locks.acquire('it', { cooky: 'x' } as never),
      locks.acquire('it', { cookie: 1 as never }),
      locks.release('it', undefined as never),
      locks.break('it', 'client.1' as never),
    ]
    for (const result of await Promise.allSettled(wrongTypes)) {
      expect(result).toMatchObject({ status: 'rejected', reason: expect.any(TypeError) })
    }
  })
})
