import { spawn } from 'node:child_process'
import { beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { AbortError, CephError, NotFoundError, ObjectNotFoundError } from '../../../src/core/errors.ts'
import { native } from '../../../src/native/load.ts'
import { ALL_NAMESPACES, type Cluster, connect, type Pool } from '../../../src/rados/index.ts'
import { withPool } from './fixture.ts'

const lab = inject('lab')
const name = 'objects-test'
let cluster: Cluster
let pool: Pool

withPool(name, (opened) => {
  pool = opened
  cluster = opened.cluster
})

const noise = (size: number): Buffer => Buffer.from(Array.from({ length: size }, (_, index) => (index * 7919) % 251))

describe('an object', () => {
  test('is written and read whole', async () => {
    const object = pool.object('whole')
    const data = noise(10_000)
    expect(await object.writeFull(data)).toBe(10_000)
    expect(await object.read()).toEqual(data)
    expect(await object.writeFull('shorter')).toBe(7)
    expect(String(await object.read())).toBe('shorter')
    await object.writeFull('')
    expect(await object.read()).toHaveLength(0)
  })

  test('is written and read in parts', async () => {
    const object = pool.object('parts')
    expect(await object.write('abcdef')).toBe(6)
    expect(await object.write(Buffer.from('XY'), 2)).toBe(2)
    expect(await object.write('end', 10)).toBe(3)
    expect(await object.append('!')).toBe(1)
    const expected = 'abXYef\0\0\0\0end!'
    expect(String(await object.read())).toBe(expected)
    expect(String(await object.read({ position: 2, length: 2 }))).toBe('XY')
    expect(String(await object.read({ position: 10 }))).toBe('end!')
    expect(await object.read({ position: 100 })).toHaveLength(0)
    expect(await object.read({ position: 100, length: 10 })).toHaveLength(0)
    expect(String(await object.read({ length: 1000 }))).toBe(expected)
  })

  test('is read into the memory that is given, and nothing around it', async () => {
    const object = pool.object('in place')
    await object.writeFull('0123456789')
    const memory = Buffer.alloc(30, '.')
    expect(await object.read(memory.subarray(10, 15), 3)).toBe(5)
    expect(String(memory)).toBe(`${'.'.repeat(10)}34567${'.'.repeat(15)}`)
    const beyond = new Uint8Array(20).fill(1)
    expect(await object.read(beyond, 6)).toBe(4)
    expect(Buffer.from(beyond.subarray(0, 5))).toEqual(Buffer.from([54, 55, 56, 57, 1]))
    expect(await object.read(new Uint8Array(0), 3)).toBe(0)
  })

  test('is cut, extended, looked at and removed', async () => {
    const object = pool.object('stat')
    const before = Date.now()
    await object.writeFull(noise(5000))
    const { size, mtime } = await object.stat()
    expect(size).toBe(5000)
    expect(mtime).toBeInstanceOf(Date)
    expect(Math.abs(mtime.getTime() - before)).toBeLessThan(5_000)
    await object.truncate(100)
    expect((await object.stat()).size).toBe(100)
    await object.truncate('1KiB')
    expect(await object.read()).toEqual(Buffer.concat([noise(100), Buffer.alloc(924)]))
    await object.remove()
    await expect(object.stat()).rejects.toBeInstanceOf(ObjectNotFoundError)
  })

  test('that is missing says which', async () => {
    const object = pool.inNamespace('ns').object('missing')
    const calls = [
      object.read(),
      object.read({ length: 3 }),
      object.read(Buffer.alloc(3)),
      object.stat(),
      object.remove(),
      object.watchers(),
    ]
    for (const result of await Promise.allSettled(calls)) {
      expect(result).toMatchObject({
        status: 'rejected',
        reason: {
          code: 'ENOENT',
          errno: -2,
          subject: { pool: name, namespace: 'ns', object: 'missing' },
          message: expect.stringContaining(`object '${name}/ns/missing' does not exist`),
        },
      })
      if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(ObjectNotFoundError)
    }
  })

  test('of more than an object may hold is refused, and the stack is the caller’s', async () => {
    async function writesTooMuch(): Promise<void> {
      await pool.object('large').write('x', 2 ** 40)
    }
    const error = await writesTooMuch().catch((thrown) => thrown)
    expect(error).toBeInstanceOf(CephError)
    expect(error).toMatchObject({ code: 'EFBIG', syscall: 'rados_aio_write' })
    expect(error.stack).toContain('writesTooMuch')
  })

  test('checks what it is given', async () => {
    const object = pool.object('checked')
    const wrong: [Promise<unknown>, string][] = [
      [object.write('x', -1), 'ERR_OUT_OF_RANGE'],
      [object.write('x', 1.5), 'ERR_OUT_OF_RANGE'],
      [object.read(Buffer.alloc(1), Number.NaN), 'ERR_OUT_OF_RANGE'],
      [object.read({ length: -1 }), 'ERR_OUT_OF_RANGE'],
      [object.truncate('a lot'), 'ERR_OUT_OF_RANGE'],
      // @ts-expect-error: a number is no data
      [object.write(1), 'ERR_INVALID_ARG_TYPE'],
      [object.read('x'), 'ERR_INVALID_ARG_TYPE'],
      [object.read(new Uint16Array(4)), 'ERR_INVALID_ARG_TYPE'],
      [object.read(new Uint8Array(new SharedArrayBuffer(4))), 'ERR_INVALID_ARG_TYPE'],
    ]
    const results = await Promise.allSettled(wrong.map(([call]) => call))
    expect(results).toMatchObject(wrong.map(([, code]) => ({ status: 'rejected', reason: { code } })))
    const detached = new Uint8Array(8)
    structuredClone(detached.buffer, { transfer: [detached.buffer] })
    for (const bad of [detached, new Uint8Array(new SharedArrayBuffer(8))]) {
      for (const call of [object.write(bad), object.writeFull(bad), object.append(bad)]) {
        await expect(call).rejects.toMatchObject({ name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' })
      }
    }
    await expect(object.read(detached)).rejects.toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' })
    expect(() => pool.object('')).toThrow(RangeError)
    expect(() => pool.object('a\0b')).toThrow(RangeError)
    await expect(object.stat()).rejects.toBeInstanceOf(NotFoundError)
  })
})

describe('many operations', () => {
  test('run at once, each with its own bytes', async () => {
    const count = 3000
    const objects = Array.from({ length: count }, (_, index) => pool.object(`many-${index % 100}`))
    await Promise.all(objects.map((object, index) => object.write(`<${index}>`.padEnd(16), index * 16)))
    const read = await Promise.all(objects.map((object, index) => object.read({ position: index * 16, length: 16 })))
    expect(read.map(String)).toEqual(objects.map((_, index) => `<${index}>`.padEnd(16)))
    expect(cluster.window.state).toEqual({ operations: 0, bytes: 0, waiting: 0 })
  })

  test('on one object happen in the order of the calls', async () => {
    const object = pool.inNamespace('order').object('log')
    await Promise.all(Array.from({ length: 500 }, (_, index) => object.append(`${index},`)))
    const expected = Array.from({ length: 500 }, (_, index) => `${index},`).join('')
    expect(String(await object.read())).toBe(expected)
  })

  test('wake JavaScript once for each burst', async () => {
    const object = pool.object('whole')
    await object.writeFull(noise(4096))
    const before = native.runtime.counters()
    await Promise.all(Array.from({ length: 1000 }, () => object.read(Buffer.alloc(4096))))
    const after = native.runtime.counters()
    expect(after.operations - before.operations).toBe(1000)
    expect(after.wakeUps - before.wakeUps).toBeLessThan(1000)
  })
})

describe('namespaces', () => {
  test('keep objects of one name apart', async () => {
    const a = pool.inNamespace('tenant-a')
    const b = pool.inNamespace('tenant-b')
    expect([a.namespace, b.namespace, pool.namespace]).toEqual(['tenant-a', 'tenant-b', ''])
    expect(a.id).toBe(pool.id)
    await Promise.all([a.object('same').writeFull('a'), b.object('same').writeFull('b')])
    await pool.object('same').writeFull('default')
    expect(String(await a.object('same').read())).toBe('a')
    expect(String(await b.object('same').read())).toBe('b')
    expect(String(await a.inNamespace('').object('same').read())).toBe('default')
    await using opened = await cluster.openPool(name, { namespace: 'tenant-b' })
    expect(String(await opened.object('same').read())).toBe('b')
  })

  test('are listed by themselves, or all at once', async () => {
    await pool.inNamespace('list').object('one').writeFull('1')
    await pool.inNamespace('list').object('two').writeFull('2')
    const listed = await pool.inNamespace('list').objects().toArray()
    expect(listed.sort((x, y) => x.name.localeCompare(y.name))).toEqual([
      { name: 'one', namespace: 'list', locator: '' },
      { name: 'two', namespace: 'list', locator: '' },
    ])
    await pool.object('in the default one').writeFull('x')
    const found = new Set<string>()
    for await (const o of pool.inNamespace(ALL_NAMESPACES).objects()) found.add(`${o.namespace}/${o.name}`)
    expect([...found]).toEqual(expect.arrayContaining(['list/one', 'list/two', '/in the default one']))
    const own = await pool.objects().toArray()
    expect(own.map((o) => o.name)).not.toContain('one')
    expect(() => pool.inNamespace(ALL_NAMESPACES).object('x')).toThrow(RangeError)
    // @ts-expect-error: not text
    expect(() => pool.inNamespace(1)).toThrow(TypeError)
  })

  test('a view outlives the handle it was made from, and ends with the cluster', async () => {
    await using other = await connect({ conf: lab.conf })
    const first = await other.openPool(name)
    const view = first.inNamespace('outlives')
    await first.close()
    await view.object('x').writeFull('still')
    expect(String(await view.object('x').read())).toBe('still')
    await other.close()
    await expect(view.object('x').read()).rejects.toMatchObject({ code: 'ERR_CEPHVIRT_CLOSED' })
  })

  test('a view of a pool that was deleted says so', async () => {
    await cluster.pools.create('objects-gone', { pgNum: 1 })
    const gone = await cluster.openPool('objects-gone')
    const view = gone.inNamespace('x')
    await cluster.pools.delete('objects-gone')
    await expect(view.object('x').read()).rejects.toBeInstanceOf(NotFoundError)
    await expect(view.objects().toArray()).rejects.toBeInstanceOf(NotFoundError)
    await expect(gone.object('x').read()).rejects.toBeInstanceOf(NotFoundError)
    await gone.close()
  })
})

describe('listing', () => {
  const many = 2500
  let listed: Pool

  beforeAll(async () => {
    listed = pool.inNamespace('listing')
    await Promise.all(Array.from({ length: many }, (_, index) => listed.object(`o${index}`).writeFull('')))
  })

  test('goes through all pages', async () => {
    for (const pageSize of [1000, 7, 2500]) {
      const names = new Set<string>()
      for await (const o of listed.objects({ pageSize })) names.add(o.name)
      expect(names.size).toBe(many)
    }
  })

  test('can be left, which frees its cursor', async () => {
    for (let index = 0; index < 20; index += 1) {
      for await (const o of listed.objects({ pageSize: 10 })) {
        expect(o.name).toMatch(/^o\d+$/)
        break
      }
    }
    await using other = await connect({ conf: lab.conf })
    const viewed = (await other.openPool(name)).inNamespace('listing')
    const iterator = viewed.objects({ pageSize: 10 })[Symbol.asyncIterator]()
    await iterator.next()
    await other.close()
    const rest = (async () => {
      while ((await iterator.next()).done !== true);
    })()
    await expect(rest).rejects.toMatchObject({ code: 'ERR_CEPHVIRT_CLOSED' })
  })

  test('can be aborted', async () => {
    const stop = new AbortController()
    const all = (async () => {
      for await (const _ of listed.objects({ pageSize: 10, signal: stop.signal })) stop.abort()
    })()
    await expect(all).rejects.toBeInstanceOf(AbortError)
    expect(() => listed.objects({ pageSize: 0 })).toThrow(RangeError)
  })
})

describe('watchers', () => {
  test('none of an object that nobody watches', async () => {
    await pool.object('unwatched').writeFull('x')
    expect(await pool.object('unwatched').watchers()).toEqual([])
  })

  test('those that another client set', async () => {
    await pool.object('watched').writeFull('x')
    const args = ['-c', lab.conf, '-p', name, 'watch', 'watched']
    const children = [0, 1].map(() => spawn('rados', args, { stdio: ['pipe', 'ignore', 'ignore'] }))
    try {
      const count = async () => (await pool.object('watched').watchers()).length
      await expect.poll(count, { timeout: 15_000 }).toBe(2)
      const [first, second] = await pool.object('watched').watchers()
      expect(first).toMatchObject({
        address: expect.stringMatching(/^127\.0\.0\.1:\d+\/\d+$/),
        clientId: expect.any(BigInt),
        cookie: expect.any(BigInt),
        timeout: 30_000,
      })
      expect(first?.clientId).not.toBe(second?.clientId)
    } finally {
      for (const child of children) child.kill('SIGKILL')
    }
  })
})

describe('lifetimes', () => {
  test('closing waits for what is in flight', async () => {
    const other = await connect({ conf: lab.conf })
    const otherPool = await other.openPool(name)
    const writes = Array.from({ length: 200 }, (_, index) => otherPool.object(`close-${index}`).writeFull(noise(1000)))
    const read = otherPool.inNamespace('fresh').object('x').stat()
    const missing = expect(read).rejects.toBeInstanceOf(ObjectNotFoundError)
    const closed = other.close()
    await expect(otherPool.object('late').writeFull('x')).rejects.toMatchObject({ code: 'ERR_CEPHVIRT_CLOSED' })
    await Promise.all(writes)
    await missing
    await closed
    expect((await pool.object('close-199').stat()).size).toBe(1000)
  })

  test('closing waits for what has no room to begin yet, too', async () => {
    for (const closeWhat of ['pool', 'cluster'] as const) {
      const other = await connect({ conf: lab.conf, config: { objecter_inflight_ops: 2 } })
      const otherPool = await other.openPool(name)
      const writes = Array.from({ length: 40 }, (_, index) => otherPool.object(`queued-${index}`).writeFull('x'))
      const settled = Promise.allSettled(writes)
      const closed = { pool: otherPool, cluster: other }[closeWhat].close()
      await expect(otherPool.object('late').writeFull('x')).rejects.toMatchObject({ code: 'ERR_CEPHVIRT_CLOSED' })
      expect((await settled).filter(({ status }) => status === 'rejected')).toEqual([])
      await closed
      await other.close()
    }
  })

  test('in any order', async () => {
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 2, 0],
    ]) {
      const other = await connect({ conf: lab.conf })
      const otherPool = await other.openPool(name)
      const view = otherPool.inNamespace('order-of-closing')
      await view.object('x').writeFull('y')
      const handles = [other, otherPool, view]
      await Promise.all(order.map((index) => handles[index]?.close()))
      expect(handles.every((handle) => handle.closed)).toBe(true)
    }
  })

  test('an openPool that was given up closes what it opened', async () => {
    const closing = vi.spyOn(native.runtime, 'close')
    const stop = new AbortController()
    const opening = cluster.openPool(name, { signal: stop.signal })
    stop.abort()
    await expect(opening).rejects.toBeInstanceOf(AbortError)
    await expect.poll(() => closing.mock.results.length).toBe(1)
    await closing.mock.results[0]?.value
    closing.mockRestore()
    await pool.object('whole').stat()
  })

  test('an aborted operation rejects at once', async () => {
    const reason = new Error('enough')
    const stop = new AbortController()
    const reads = Array.from({ length: 50 }, () =>
      pool.object('whole').read(Buffer.alloc(4096), 0, { signal: stop.signal }),
    )
    stop.abort(reason)
    for (const result of await Promise.allSettled(reads)) {
      expect(result).toMatchObject({ status: 'rejected', reason: expect.any(AbortError) })
      if (result.status === 'rejected') expect(result.reason.cause).toBe(reason)
    }
    await expect.poll(() => cluster.window.state.operations).toBe(0)
  })
})
