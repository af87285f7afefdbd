import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { AbortError, CephError, ClosedError, ObjectNotFoundError, WatchLostError } from '../../../src/core/errors.ts'
import { type Cluster, connect, type Pool, type RadosObject, type Watch } from '../../../src/rados/index.ts'
import { startCluster } from '../../../src/testing/index.ts'

const lab = inject('lab')
const name = 'watch-test'
let cluster: Cluster
let pool: Pool
let object: RadosObject

beforeAll(async () => {
  cluster = await connect({ conf: lab.conf })
  await cluster.pools.create(name, { pgNum: 4 })
  pool = await cluster.openPool(name)
  object = pool.object('watched')
  await object.writeFull('x')
})
afterAll(async () => {
  await cluster.pools.delete(name)
  await cluster.close()
})

async function watching(of = object, options: Parameters<RadosObject['watch']>[0] = {}): Promise<Watch> {
  const watch = of.watch(options)
  await watch.ready
  return watch
}

describe('a notification', () => {
  test('is received, answered, and the answer told', async () => {
    await using watch = await watching()
    const asked = object.notify('how far?')
    const { value } = await watch.next()
    expect(value).toMatchObject({ id: expect.any(BigInt), lost: 0 })
    expect(value?.notifierId).toBe(await cluster.instanceId())
    expect(String(value?.payload)).toBe('how far?')
    await value?.acknowledge('halfway')
    await value?.acknowledge('only the first counts')
    const { replies, missed } = await asked
    expect(missed).toEqual([])
    const payload = Buffer.from('halfway')
    expect(replies).toEqual([{ clientId: await cluster.instanceId(), cookie: await watch.cookie(), payload }])
    expect((await object.watchers()).map(({ cookie }) => cookie)).toEqual([await watch.cookie()])
  })

  test('goes to all who watch, from other clients too, in order', async () => {
    await using other = await connect({ conf: lab.conf })
    const far = (await other.openPool(name)).object('watched')
    await using first = await watching()
    await using second = await watching(far)
    const collect = async (watch: Watch, answer: string): Promise<string[]> => {
      const seen: string[] = []
      for await (const notification of watch) {
        seen.push(String(notification.payload))
        await notification.acknowledge(answer)
        if (seen.length === 5) return seen
      }
      return seen
    }
    const seen = [collect(first, 'here'), collect(second, 'there')]
    for (const index of [1, 2, 3, 4, 5]) {
      const { replies } = await far.notify(Buffer.from(`n${index}`))
      expect(replies.map(({ payload }) => String(payload)).sort()).toEqual(['here', 'there'])
    }
    const expected = ['n1', 'n2', 'n3', 'n4', 'n5']
    expect(await Promise.all(seen)).toEqual([expected, expected])
  })

  test('nobody hears is answered by nobody', async () => {
    expect(await object.notify('hello?')).toEqual({ replies: [], missed: [] })
    expect(await object.notify()).toEqual({ replies: [], missed: [] })
  })

  test('that is not answered is answered with nothing when the next one is asked for, or the watch ends', async () => {
    const watch = await watching()
    const empty = { replies: [{ payload: Buffer.alloc(0) }], missed: [] }
    const asked = [object.notify('1'), object.notify('2'), object.notify('3')]
    await watch.next()
    await watch.next()
    expect(await asked[0]).toMatchObject(empty)
    await watch.return()
    for (const answer of asked) expect(await answer).toMatchObject(empty)
    expect(await watch.next()).toEqual({ value: undefined, done: true })
    expect(await object.watchers()).toEqual([])
  })

  test('that is not answered in time is missed', async () => {
    await using other = await connect({ conf: lab.conf })
    await using silent = await watching((await other.openPool(name)).object('watched'))
    await using quick = await watching()
    const asked = object.notify('anybody?', { timeout: 1 })
    const { value } = await quick.next()
    await value?.acknowledge('me')
    await silent.next() // and no answer
    const { replies, missed } = await asked
    expect(replies.map(({ payload }) => String(payload))).toEqual(['me'])
    expect(missed).toEqual([{ clientId: await other.instanceId(), cookie: await silent.cookie() }])
  })

  test('too many that wait: the oldest are dropped, counted and answered', async () => {
    await using watch = await watching(object, { limit: 3 })
    const asked = Array.from({ length: 10 }, (_, index) => object.notify(`${index}`))
    for (const answer of asked.slice(0, 7)) expect((await answer).replies).toHaveLength(1)
    const { value } = await watch.next()
    expect(value).toMatchObject({ lost: 7 })
    expect(watch.lost).toBe(7)
    expect(String(value?.payload)).toBe('7')
    await watch.return()
    await Promise.all(asked)
  })

  test('is answered with the reply as it was when it was given', async () => {
    await using watch = await watching()
    const asked = object.notify('ready?')
    const { value } = await watch.next()
    const reply = Buffer.from('yes')
    const acknowledged = value?.acknowledge(reply)
    reply.fill('x')
    await acknowledged
    expect(String((await asked).replies[0]?.payload)).toBe('yes')
  })

  test('of any size', async () => {
    await using watch = await watching()
    const payload = Buffer.alloc(300_000, 'n')
    const asked = object.notify(payload)
    const { value } = await watch.next()
    expect(value?.payload.equals(payload)).toBe(true)
    await value?.acknowledge(payload)
    expect((await asked).replies[0]?.payload.equals(payload)).toBe(true)
  })
})

describe('a watch', () => {
  test('says when it was last confirmed', async () => {
    const watch = await watching()
    expect(await watch.check()).toBeGreaterThanOrEqual(0)
    expect(await watch.check()).toBeLessThan(30_000)
    await watch.return()
    await expect(watch.check()).rejects.toBeInstanceOf(ClosedError)
  })

  test('is kept by the OSD for as long as asked', async () => {
    await using watch = await watching(object, { timeout: 7_500 })
    expect(await object.watchers()).toMatchObject([{ cookie: await watch.cookie(), timeout: 8_000 }])
  })

  test('ends with an error of its own when the object is removed', async () => {
    const gone = pool.object('gone')
    await gone.writeFull('x')
    const watch = await watching(gone)
    const rest = watch.next()
    await gone.remove()
    await expect(rest).rejects.toBeInstanceOf(WatchLostError)
    await expect(rest).rejects.toBeInstanceOf(CephError)
    await expect(rest).rejects.toMatchObject({
      code: 'ENOTCONN',
      subject: { object: 'gone' },
      hint: expect.any(String),
    })
    expect(await watch.next()).toEqual({ value: undefined, done: true })
    await expect(watch.check()).rejects.toBeInstanceOf(WatchLostError)
  })

  test('ends when its client is shut out of the cluster', async () => {
    await using other = await connect({ conf: lab.conf })
    await using watch = await watching((await other.openPool(name)).object('watched'))
    const addresses = await other.addresses()
    for (const address of addresses) await cluster.blocklist.add(address, { expire: 60 })
    await expect(watch.next()).rejects.toBeInstanceOf(WatchLostError)
    await expect(watch.check()).rejects.toMatchObject({ code: 'ENOTCONN', subject: { object: 'watched' } })
    for (const address of addresses) await cluster.blocklist.remove(address)
  })

  test('of what is not there: from ready, and from the iteration', async () => {
    const missing = pool.object('missing').watch()
    await expect(missing.ready).rejects.toBeInstanceOf(ObjectNotFoundError)
    await expect(missing.next()).rejects.toMatchObject({ code: 'ENOENT', subject: { object: 'missing' } })
    await missing.return()
    await expect(pool.object('missing').notify('x')).rejects.toBeInstanceOf(ObjectNotFoundError)
  })

  test('ends with its signal', async () => {
    const stop = new AbortController()
    const watch = await watching(object, { signal: stop.signal })
    const next = watch.next()
    stop.abort(new Error('enough'))
    await expect(next).rejects.toBeInstanceOf(AbortError)
    await watch.return()
    expect(await object.watchers()).toEqual([])
    expect(() => object.watch({ signal: stop.signal })).toThrow(AbortError)
    const notifying = object.notify('x', { signal: stop.signal })
    await expect(notifying).rejects.toBeInstanceOf(AbortError)
  })

  test('ends with its pool, or its cluster', async () => {
    for (const what of ['pool', 'cluster'] as const) {
      const other = await connect({ conf: lab.conf })
      const otherPool = await other.openPool(name)
      const watch = await watching(otherPool.object('watched'))
      const next = watch.next()
      await { pool: otherPool, cluster: other }[what].close()
      expect(await next).toEqual({ value: undefined, done: true })
      await other.close()
    }
    expect(await object.watchers()).toEqual([])
    const other = await connect({ conf: lab.conf })
    const far = (await other.openPool(name)).object('watched')
    const beginning = far.watch()
    await other.close()
    await beginning.ready.catch((error) => expect(error).toBeInstanceOf(ClosedError))
    await beginning.next().catch((error) => expect(error).toBeInstanceOf(ClosedError))
    expect(() => far.watch()).toThrow(ClosedError)
  })

  test('ends with its thread', async () => {
    const code = `
      const { parentPort, workerData } = require('node:worker_threads')
      const { rados } = require('node-gyp-build')(process.cwd())
      const { conf, pool: name } = workerData
      const options = { cluster: 'ceph', name: 'client.admin', conf, confRequired: true, environment: [], args: [], config: [] }
      rados.connect(options).then(async (cluster) => {
        const pool = await rados.poolOpen(cluster, name, { namespace: '', snapshots: [], fullTry: false })
        globalThis.watch = await rados.objectWatch(pool, 'watched', 0, () => {}, 10)
        parentPort.postMessage('watching')
      })`
    const worker = new Worker(code, { eval: true, workerData: { conf: lab.conf, pool: name } })
    expect(await once(worker, 'message')).toEqual(['watching'])
    expect(await object.watchers()).toHaveLength(1)
    await worker.terminate()
    await expect.poll(() => object.watchers(), { timeout: 10_000 }).toEqual([])
  })

  test('checks what it is given', async () => {
    expect(() => object.watch({ limit: 0 })).toThrow(RangeError)
    expect(() => object.watch({ timeout: -1 })).toThrow(RangeError)
    // @ts-expect-error: misspelt
    expect(() => object.watch({ timeOut: 1 })).toThrow(TypeError)
    await expect(object.notify('x', { timeout: 0 })).rejects.toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
    // @ts-expect-error: not bytes
    await expect(object.notify(1)).rejects.toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' })
    await using watch = await watching()
    const asked = object.notify('x')
    const { value } = await watch.next()
    // @ts-expect-error: not bytes
    await expect(value?.acknowledge(1)).rejects.toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' })
    await watch.return()
    await asked
  })

  test('survives the restart of its OSD', async () => {
    await using own = await startCluster({ osds: 1, libvirt: false, cephConfig: { osd_pool_default_size: '1' } })
    await using client = await connect({ conf: own.conf })
    await client.pools.create('restart', { pgNum: 1 })
    await using opened = await client.openPool('restart')
    const watched = opened.object('x')
    await watched.writeFull('x')
    await using watch = await watching(watched)
    await own.kill('osd.0')
    await own.start('osd.0')
    await watched.stat()
    const answering = (async () => {
      for await (const { payload, acknowledge } of watch) await acknowledge(`${payload} yes`)
    })()
    // Until the OSD knows of the watch again, nobody answers.
    const answers = async (): Promise<string[]> => {
      const { replies } = await watched.notify('still there?', { timeout: 2_000 })
      return replies.map(({ payload }) => String(payload))
    }
    await expect.poll(answers, { timeout: 60_000 }).toEqual(['still there? yes'])
    await watch.return()
    await answering
  }, 90_000)
})
