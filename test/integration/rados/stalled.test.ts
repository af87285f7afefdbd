import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { AbortError, OperationTimeoutError, PermissionError, TimeoutError } from '../../../src/core/errors.ts'
import { type Cluster, type ConnectOptions, connect, type Pool, ReadOp, WriteOp } from '../../../src/rados/index.ts'
import { type Lab, startCluster } from '../../../src/testing/index.ts'

// A cluster of our own, since its daemons are stopped in their tracks.
let lab: Lab
let admin: Cluster
const name = 'stalled'

beforeAll(async () => {
  lab = await startCluster({
    osds: 1,
    libvirt: false,
    cephConfig: { mon_allow_pool_delete: 'false', osd_pool_default_size: '1' },
  })
  admin = await connect({ conf: lab.conf })
  await admin.pools.create(name, { pgNum: 1 })
  await using pool = await admin.openPool(name)
  await pool.object('x').writeFull(Buffer.alloc(4096, 'x'))
})
afterAll(async () => {
  await admin?.close()
  await lab?.close()
})

/** While the daemon is stopped. */
async function paused<T>(daemon: string, work: () => Promise<T>): Promise<T> {
  await lab.pause(daemon)
  try {
    return await work()
  } finally {
    await lab.resume(daemon)
  }
}

async function withPool(options: ConnectOptions, work: (pool: Pool, cluster: Cluster) => Promise<void>): Promise<void> {
  await using cluster = await connect({ conf: lab.conf, ...options })
  await using pool = await cluster.openPool(name)
  await pool.object('x').stat()
  await work(pool, cluster)
}

test('more operations than librados takes do not block JavaScript: they wait', async () => {
  await withPool({}, async (pool, cluster) => {
    let reads: Promise<Buffer>[] = []
    await paused('osd.0', async () => {
      const before = performance.now()
      reads = Array.from({ length: 3000 }, () => pool.object('x').read({ length: 16 }))
      expect(performance.now() - before).toBeLessThan(1_000)
      await sleep(50)
      expect(cluster.window.state).toEqual({ operations: 1024, bytes: 1024 * 16, waiting: 3000 - 1024 })
    })
    expect((await Promise.all(reads)).every((read) => read.length === 16)).toBe(true)
    expect(cluster.window.state).toEqual({ operations: 0, bytes: 0, waiting: 0 })
  })
})

test('the limits are those of the configuration', async () => {
  const config = { objecter_inflight_ops: 3, objecter_inflight_op_bytes: 10_000 }
  await withPool({ config }, async (pool, cluster) => {
    let writes: Promise<number>[] = []
    await paused('osd.0', async () => {
      writes = Array.from({ length: 10 }, (_, index) => pool.object(`o${index}`).writeFull('x'))
      expect(cluster.window.state).toEqual({ operations: 3, bytes: 3, waiting: 7 })
    })
    await Promise.all(writes)
    await paused('osd.0', async () => {
      // Larger than the window: passes when it is alone.
      writes = [20_000, 4_000, 6_000, 1].map((size) => pool.object('bytes').writeFull(Buffer.alloc(size)))
      expect(cluster.window.state).toEqual({ operations: 1, bytes: 20_000, waiting: 3 })
    })
    await Promise.all(writes)
    expect((await pool.object('bytes').stat()).size).toBe(1)
  })
})

test('a signal recalls what is in flight, and what waits never starts', async () => {
  await withPool({ config: { objecter_inflight_ops: 2 } }, async (pool, cluster) => {
    await paused('osd.0', async () => {
      const stop = new AbortController()
      const { signal } = stop
      const into = Buffer.alloc(10, '.')
      const calls = [
        pool.object('x').read(into, 0, { signal }),
        pool.object('never').writeFull('y', { signal }),
        pool.object('waits').writeFull('y', { signal }),
      ]
      const settled = Promise.allSettled(calls)
      expect(cluster.window.state).toMatchObject({ operations: 2, waiting: 1 })
      stop.abort()
      for (const result of await settled) {
        expect(result).toMatchObject({ status: 'rejected', reason: expect.any(AbortError) })
      }
      // The OSD is still stopped: it is librados that gave them back.
      await expect.poll(() => cluster.window.state, { timeout: 2_000 }).toMatchObject({ operations: 0, waiting: 0 })
      expect(String(into)).toBe('..........')
    })
    await expect(pool.object('waits').stat()).rejects.toMatchObject({ code: 'ENOENT' })
  })
})

test('operations of many steps are recalled too, and a lock that is to be given back', async () => {
  await withPool({}, async (pool, cluster) => {
    const object = pool.object('steps')
    await object.omap.set({ a: '1' })
    const { cookie } = await object.locks.acquire('it')
    await paused('osd.0', async () => {
      const stop = new AbortController()
      const { signal } = stop
      const calls = [
        object.operate(new ReadOp().version().getXattrs().omapGetValues().checksum('crc32c'), { signal }),
        object.operate(new WriteOp().compareOmap('a', '==', '1').omapSet({ a: '2' }).append('x'), { signal }),
        object.omap.entries({ signal }).toArray(),
        object.locks.release('it', cookie, { signal }),
      ]
      const settled = Promise.allSettled(calls)
      await expect.poll(() => cluster.window.state.operations).toBe(4)
      stop.abort()
      for (const result of await settled) {
        expect(result).toMatchObject({ status: 'rejected', reason: expect.any(AbortError) })
      }
      await expect.poll(() => cluster.window.state, { timeout: 2_000 }).toMatchObject({ operations: 0, waiting: 0 })
    })
    expect(['1', '2']).toContain(String(await object.omap.get('a')))
  })
})

test('a timeout does the same, also while the pool closes', async () => {
  await using cluster = await connect({ conf: lab.conf })
  const pool = await cluster.openPool(name)
  await pool.object('x').stat()
  await paused('osd.0', async () => {
    const refused = expect(pool.object('x').read({ length: 1, timeout: 300 })).rejects.toBeInstanceOf(
      OperationTimeoutError,
    )
    // Closing waits for the operation; that it ends at all shows that it was recalled.
    const closed = pool.close()
    await refused
    await closed
  })
})

test('a list of objects is given up at once', async () => {
  await withPool({}, async (pool) => {
    const stop = new AbortController()
    const listing = pool.objects({ pageSize: 1, signal: stop.signal })[Symbol.asyncIterator]()
    await paused('osd.0', async () => {
      const next = listing.next()
      next.catch(() => {})
      await sleep(100) // until it is the OSD that owes the answer
      const before = performance.now()
      stop.abort()
      await expect(next).rejects.toBeInstanceOf(AbortError)
      expect(performance.now() - before).toBeLessThan(1_000)
    })
  })
})

test('a thread of JavaScript can be ended while OSDs owe it answers', async () => {
  // Plain JavaScript, on the native module itself: a worker knows no TypeScript.
  const code = `
    const { parentPort, workerData } = require('node:worker_threads')
    const { rados, runtime } = require('node-gyp-build')(process.cwd())
    const { conf, pool: name } = workerData
    const options = { cluster: 'ceph', name: 'client.admin', conf, confRequired: true, environment: [], args: [], config: [] }
    rados.connect(options).then(async (cluster) => {
      const plain = { namespace: '', snapshots: [], fullTry: false }
      const pool = await rados.poolOpen(cluster, name, plain)
      await new Promise((answered, failed) => {
        runtime.board({
          slots: new Uint32Array(8),
          numbers: new Float64Array(8),
          finished() {},
          answered,
          failed: (slot, error) => failed(error),
        })
        rados.objectStat(1, pool, 'x')
      })
      parentPort.postMessage('open')
      parentPort.once('message', () => {
        const view = rados.poolView(cluster, rados.poolId(pool), { ...plain, namespace: 'view' })
        globalThis.buffers = Array.from({ length: 100 }, () => Buffer.alloc(4096))
        for (let slot = 2; slot < 100; slot += 1) {
          rados.objectRead(slot, slot % 2 === 0 ? pool : view, 'x', buffers[slot], 0)
        }
        parentPort.postMessage('reading')
      })
    })`
  const worker = new Worker(code, { eval: true, workerData: { conf: lab.conf, pool: name } })
  expect(await once(worker, 'message')).toEqual(['open'])
  await paused('osd.0', async () => {
    worker.postMessage('read')
    expect(await once(worker, 'message')).toEqual(['reading'])
    const before = performance.now()
    await worker.terminate()
    expect(performance.now() - before).toBeLessThan(5_000)
  })
})

test('opTimeout ends what the OSDs or the monitors do not answer', async () => {
  await withPool({ opTimeout: 1_000 }, async (pool, cluster) => {
    await paused('osd.0', async () => {
      const late = pool.object('x').read({ length: 1 })
      await expect(late).rejects.toBeInstanceOf(TimeoutError)
      await expect(late).rejects.toMatchObject({ code: 'ETIMEDOUT', syscall: 'rados_aio_read' })
    })
    await paused('mon.a', async () => {
      await expect(cluster.command('status')).rejects.toMatchObject({ code: 'ETIMEDOUT', syscall: 'status' })
      const connecting = connect({ conf: lab.conf, connectTimeout: 500 })
      await expect(connecting).rejects.toBeInstanceOf(TimeoutError)
    })
  })
})

test('where pools cannot be deleted the hint says why, and what was left', async () => {
  const refused = admin.pools.delete(name)
  await expect(refused).rejects.toBeInstanceOf(PermissionError)
  await expect(refused).rejects.toMatchObject({
    code: 'EPERM',
    syscall: 'osd pool delete',
    message: expect.stringContaining('mon_allow_pool_delete'),
    hint: expect.stringContaining('ceph config set mon mon_allow_pool_delete true'),
  })
  const half = admin.pools.create('half', { pgNum: 1, minSize: 9 })
  await expect(half).rejects.toMatchObject({
    code: 'EINVAL',
    hint: expect.stringContaining("'half' was made and could not be deleted again"),
  })
})
