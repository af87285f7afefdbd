import { randomBytes } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  AbortError,
  CephError,
  ClosedError,
  ImageBusyError,
  ReadOnlyError,
  SnapshotNotFoundError,
} from '../../../src/core/errors.ts'
import { type Image, type Images, images as imagesOf } from '../../../src/rbd/index.ts'
import { asAnotherClient, collect, failure, MiB, newCluster, newImages } from './fixture.ts'

let images: Images

beforeAll(async () => {
  images = await newImages()
})

let count = 0
async function newImage(size: number = 16 * MiB): Promise<Image> {
  count += 1
  await images.create(`image-${count}`, { size })
  return await images.open(`image-${count}`)
}

describe('read and write', () => {
  test('move bytes in place, anywhere', async () => {
    await using image = await newImage()
    for (const [position, length] of [
      [0, 1],
      [4096, 4096],
      [4 * MiB - 3, 7],
      [5 * MiB + 123, 3 * MiB + 77],
      [16 * MiB - 1, 1],
    ] as const) {
      const data = randomBytes(length)
      expect(await image.write(data, position)).toBe(length)
      // A view in the middle of its memory: what lies around it stays.
      const memory = new Uint8Array(length + 20).fill(7)
      expect(await image.read(memory.subarray(10, 10 + length), position)).toBe(length)
      expect(Buffer.from(memory.subarray(10, 10 + length)).equals(data)).toBe(true)
      expect([...memory.subarray(0, 10), ...memory.subarray(10 + length)].every((byte) => byte === 7)).toBe(true)
    }
    const hole = Buffer.alloc(1000, 1)
    expect(await image.read(hole, 12 * MiB)).toBe(1000)
    expect(hole.every((byte) => byte === 0)).toBe(true)
  })

  test('many at once, each to its place', async () => {
    await using image = await newImage()
    const blocks = Array.from({ length: 512 }, (_, index) => ({ data: randomBytes(4096), position: index * 20_000 }))
    await Promise.all(blocks.map(({ data, position }) => image.write(data, position)))
    await Promise.all(
      blocks.map(async ({ data, position }) => {
        const buffer = Buffer.alloc(4096)
        await image.read(buffer, position)
        expect(buffer.equals(data)).toBe(true)
      }),
    )
  })

  test('nothing is read or written beyond the end', async () => {
    await using image = await newImage(MiB)
    const buffer = Buffer.alloc(16, 1)
    for (const position of [MiB - 15, MiB, MiB + 1, Number.MAX_SAFE_INTEGER]) {
      for (const call of [
        () => image.read(buffer, position),
        () => image.write(buffer, position),
        () => image.discard(position, 16),
      ]) {
        const error = await failure(call())
        expect(error).toBeInstanceOf(RangeError)
        expect(error.code).toBe('ERR_OUT_OF_RANGE')
      }
    }
    const end = Buffer.alloc(16, 9)
    expect(await image.read(end, MiB - 16)).toBe(16)
    expect(end.every((byte) => byte === 0)).toBe(true)
    expect(await image.read(Buffer.alloc(0), MiB)).toBe(0)
    expect(await image.write(Buffer.alloc(0), 0)).toBe(0)
    expect(await failure(image.read(Buffer.alloc(0), MiB + 1))).toBeInstanceOf(RangeError)
  })

  test('bad positions and buffers are refused', async () => {
    await using image = await newImage(MiB)
    const buffer = Buffer.alloc(16)
    for (const position of [-1, 0.5, 2 ** 53, Number.NaN]) {
      expect(await failure(image.read(buffer, position))).toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
    }
    expect(await failure(image.read(buffer, '0' as never))).toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' })
    const detached = new Uint8Array(16)
    structuredClone(detached.buffer, { transfer: [detached.buffer] })
    const resizable = Reflect.construct(ArrayBuffer, [16, { maxByteLength: 32 }]) as ArrayBuffer
    for (const bad of [
      detached,
      new Uint8Array(new SharedArrayBuffer(16)),
      new Uint8Array(resizable),
      'text',
      new Uint16Array(8),
      undefined,
    ]) {
      for (const call of [
        () => image.read(bad as never, 0),
        () => image.write(bad as never, 0),
        () => image.readv([bad as never], 0),
      ]) {
        const error = await failure(call())
        expect(error).toBeInstanceOf(TypeError)
        expect(error.code).toBe('ERR_INVALID_ARG_TYPE')
      }
    }
  })

  test('vectors: one operation over many buffers', async () => {
    await using image = await newImage()
    const parts = [randomBytes(1), Buffer.alloc(0), randomBytes(5000), randomBytes(3 * MiB), randomBytes(17)]
    const whole = Buffer.concat(parts)
    expect(await image.writev(parts, 3 * MiB + 1)).toBe(whole.length)
    const into = parts.map((part) => Buffer.alloc(part.length))
    expect(await image.readv(into, 3 * MiB + 1)).toBe(whole.length)
    expect(Buffer.concat(into).equals(whole)).toBe(true)
    expect(await image.readv([], 0)).toBe(0)
    expect(await failure(image.writev(parts, 14 * MiB))).toBeInstanceOf(RangeError)
  })

  test('discard and writeZeroes make holes', async () => {
    await using image = await newImage()
    await image.lock.acquire()
    await image.write(randomBytes(12 * MiB), 0)
    await image.discard(4 * MiB, 4 * MiB)
    await image.writeZeroes(8 * MiB + 4096, 4096)
    await image.writeZeroes(12 * MiB, MiB, { allocate: true })
    await image.flush()
    const buffer = Buffer.alloc(4 * MiB)
    await image.read(buffer, 4 * MiB)
    expect(buffer.every((byte) => byte === 0)).toBe(true)
    await image.read(buffer, 8 * MiB)
    expect(buffer.subarray(4096, 8192).every((byte) => byte === 0)).toBe(true)
    expect(buffer.subarray(0, 4096).some((byte) => byte !== 0)).toBe(true)
    const extents = await collect(image.extents({ wholeObject: true }))
    expect(extents).toEqual([
      { offset: 0, length: 4 * MiB, exists: true },
      { offset: 8 * MiB, length: 8 * MiB, exists: true },
    ])
  })

  test('an image opened for reading only, or at a snapshot, is not written', async () => {
    const image = await newImage()
    await image.snapshots.create('one')
    await using reader = await images.open(image.name, { readOnly: true })
    await using past = await images.open(image.name, { snapshot: 'one' })
    const error = await failure(reader.write(Buffer.from('x'), 0))
    expect(error).toBeInstanceOf(ReadOnlyError)
    expect(error).toMatchObject({ code: 'EROFS', syscall: 'rbd_aio_write', subject: { image: image.name } })
    expect(await failure(past.write(Buffer.from('x'), 0))).toBeInstanceOf(ReadOnlyError)
    expect(await failure(reader.resize('1GiB'))).toBeInstanceOf(ReadOnlyError)
    await image.close()
  })

  test('an abort rejects at once; the memory stays good', async () => {
    await using image = await newImage()
    const abort = new AbortController()
    const buffer = Buffer.alloc(4 * MiB)
    const reading = image.read(buffer, 0, { signal: abort.signal })
    abort.abort()
    expect(await failure(reading)).toBeInstanceOf(AbortError)
    expect(await failure(image.write(buffer, 0, { signal: abort.signal }))).toBeInstanceOf(AbortError)
    expect(await image.read(buffer, 0, { signal: new AbortController().signal, timeout: 30_000 })).toBe(buffer.length)
  })
})

describe('resize', () => {
  test('grows, and shrinks only if that is said', async () => {
    await using image = await newImage(8 * MiB)
    await image.resize('64MiB')
    expect(await image.size()).toBe(64 * MiB)
    await image.write(Buffer.from('end'), 64 * MiB - 3)
    const refused = await failure(image.resize(8 * MiB))
    expect(refused).toBeInstanceOf(RangeError)
    expect(refused.code).toBe('ERR_OUT_OF_RANGE')
    expect(await image.size()).toBe(64 * MiB)
    const told: number[] = []
    await image.resize(8 * MiB, { allowShrink: true, onProgress: (done) => told.push(done) })
    expect(await image.size()).toBe(8 * MiB)
    expect(told.length).toBeGreaterThan(0)
    expect(await failure(image.read(Buffer.alloc(1), 8 * MiB))).toBeInstanceOf(RangeError)
  })

  test('by another client is noticed', async () => {
    await using image = await newImage(8 * MiB)
    const other = await asAnotherClient(images)
    await using same = await other.open(image.name)
    await same.resize('16MiB')
    const buffer = Buffer.alloc(16)
    expect(await image.read(buffer, 12 * MiB)).toBe(16)
    expect(await image.write(buffer, 16 * MiB - 16)).toBe(16)
  })
})

test('watchers: this client, and others', async () => {
  await using image = await newImage()
  await using other = await (await asAnotherClient(images)).open(image.name)
  const watchers = await other.watchers()
  expect(watchers).toHaveLength(2)
  for (const { address, clientId, cookie } of watchers) {
    expect(address).toMatch(/^127\.0\.0\.1:0\/\d+$/)
    expect(typeof clientId).toBe('bigint')
    expect(typeof cookie).toBe('bigint')
  }
  expect(new Set(watchers.map(({ clientId }) => clientId)).size).toBe(2)
})

describe('lock', () => {
  test('is acquired, seen by others, released', async () => {
    await using image = await newImage()
    expect(await image.lock.isOwner()).toBe(false)
    expect(await image.lock.owners()).toEqual([])
    await image.lock.acquire()
    expect(await image.lock.isOwner()).toBe(true)
    await using other = await (await asAnotherClient(images)).open(image.name)
    const owners = await other.lock.owners()
    expect(owners).toHaveLength(1)
    expect(owners[0]).toMatchObject({ mode: 'exclusive' })
    expect((await other.watchers()).map(({ address }) => address)).toContain(owners[0]?.address)
    const refused = await failure(other.lock.acquire())
    expect(refused).toBeInstanceOf(ImageBusyError)
    const write = await failure(other.write(Buffer.from('x'), 0))
    expect(write).toBeInstanceOf(ImageBusyError)
    expect(write.message).toContain('exclusive lock')
    await image.lock.release()
    await other.lock.acquire()
    expect(await other.lock.isOwner()).toBe(true)
  })

  test('of a living client cannot be broken by mistake', async () => {
    await using image = await newImage()
    await image.lock.acquire()
    await using other = await (await asAnotherClient(images)).open(image.name)
    expect(await failure(other.lock.break('127.0.0.1:0/1'))).toBeInstanceOf(CephError)
    expect(await image.lock.isOwner()).toBe(true)
  })
})

describe('extents', () => {
  test('tell where data is, and what changed since a snapshot', async () => {
    await using image = await newImage(64 * MiB)
    await image.write(randomBytes(100), 0)
    await image.write(randomBytes(8192), 20 * MiB)
    await image.flush()
    expect(await collect(image.extents({ wholeObject: true }))).toEqual([
      { offset: 0, length: 4 * MiB, exists: true },
      { offset: 20 * MiB, length: 4 * MiB, exists: true },
    ])
    const exact = await collect(image.extents())
    expect(exact.map(({ offset }) => offset)).toEqual([0, 20 * MiB])
    expect(exact[1]?.length).toBe(8192)
    await image.snapshots.create('base')
    await image.write(randomBytes(100), 40 * MiB)
    await image.discard(20 * MiB, 4 * MiB)
    expect(await collect(image.extents({ fromSnapshot: 'base', wholeObject: true }))).toEqual([
      { offset: 20 * MiB, length: 4 * MiB, exists: false },
      { offset: 40 * MiB, length: 4 * MiB, exists: true },
    ])
    expect(await collect(image.extents({ offset: 40 * MiB, length: 4 * MiB, wholeObject: true }))).toHaveLength(1)
    const missing = await failure(collect(image.extents({ fromSnapshot: 'missing' })))
    expect(missing).toBeInstanceOf(SnapshotNotFoundError)
  })

  test('are in order where data is striped', async () => {
    await images.create('striped', { size: 32 * MiB, stripeUnit: '64KiB', stripeCount: 4 })
    await using image = await images.open('striped')
    await image.write(randomBytes(3 * MiB), 5 * MiB)
    await image.flush()
    const extents = await collect(image.extents())
    // What an object holds counts from its beginning; four of them take turns here.
    expect(extents).toEqual([{ offset: 0, length: 8 * MiB, exists: true }])
  })
})

describe('close', () => {
  test('waits for what is in flight, and then refuses', async () => {
    const image = await newImage()
    const settled: string[] = []
    const data = randomBytes(4 * MiB)
    const writes = [0, 4, 8, 12].map((at) => image.write(data, at * MiB).then(() => settled.push('write')))
    await image.close()
    settled.push('close')
    await Promise.all(writes)
    expect(settled).toEqual(['write', 'write', 'write', 'write', 'close'])
    expect(image.closed).toBe(true)
    for (const call of [
      () => image.read(Buffer.alloc(1), 0),
      () => image.info(),
      () => image.lock.acquire(),
      () => image.flush(),
    ]) {
      expect(await failure(call())).toBeInstanceOf(ClosedError)
    }
    await image.close()
    await using again = await images.open(image.name)
    const buffer = Buffer.alloc(4 * MiB)
    await again.read(buffer, 12 * MiB)
    expect(buffer.equals(data)).toBe(true)
  })

  test('of a pool or a cluster closes its images first', async () => {
    const cluster = await newCluster()
    const pool = await cluster.openPool(images.pool.name)
    await using mine = await newImage()
    const image = await imagesOf(pool).open(mine.name)
    const writing = image.write(randomBytes(4 * MiB), 0)
    await cluster.close()
    expect(await writing).toBe(4 * MiB)
    expect(image.closed).toBe(true)
    expect(pool.closed).toBe(true)
    expect(await failure(image.size())).toBeInstanceOf(ClosedError)
    expect(await mine.watchers()).toHaveLength(1)
  })
})
