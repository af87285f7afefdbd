import { randomBytes } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { AbortError, ClosedError, counters, IoBufferPool, pageSize, ReadOnlyError } from '../../../src/core/index.ts'
import { type Image, type Images, images as imagesOf } from '../../../src/rbd/index.ts'
import { failure, MiB, newCluster, newImages, newPool } from './fixture.ts'

const SIZE = 32 * MiB
const BLOCK = 4096

let images: Images
let image: Image

beforeAll(async () => {
  images = await newImages()
  for (const name of ['data', 'other', 'third']) await images.create(name, { size: SIZE })
  image = await images.open('data', { exclusive: true })
  return () => image.close()
})

const blockAt = (position: number, length = BLOCK) => ({ buffer: randomBytes(length), position })

describe('many at once', () => {
  test('are written and read, each at its place', async () => {
    const written = Array.from({ length: 300 }, (_, index) => blockAt(index * 3 * BLOCK))
    expect(await image.writeMany(written)).toBe(300 * BLOCK)
    const read = written.map(({ position }) => ({ buffer: Buffer.alloc(BLOCK), position }))
    expect(await image.readMany(read)).toBe(300 * BLOCK)
    for (const [index, { buffer }] of read.entries()) expect(buffer.equals(written[index]?.buffer ?? buffer)).toBe(true)
    const one = Buffer.alloc(BLOCK)
    await image.read(one, 3 * BLOCK)
    expect(one.equals(written[1]?.buffer ?? Buffer.alloc(0))).toBe(true)
  })

  test('take one native call and few wake-ups', async () => {
    const operations = Array.from({ length: 500 }, (_, index) => blockAt(index * BLOCK))
    const before = counters()
    await image.readMany(operations)
    const after = counters()
    expect(after.nativeCalls - before.nativeCalls).toBeLessThanOrEqual(2)
    expect(after.operations - before.operations).toBe(500)
    expect(after.wakeUps - before.wakeUps).toBeLessThan(500)
  })

  test('more than the window holds are done in turns', async () => {
    const operations = Array.from({ length: 3000 }, (_, index) => ({
      buffer: Buffer.alloc(512),
      position: index * 512,
    }))
    expect(await image.readMany(operations)).toBe(3000 * 512)
    expect(image.io.window.state).toEqual({ operations: 0, bytes: 0, waiting: 0 })
  })

  test('none, and empty ones, are nothing', async () => {
    expect(await image.readMany([])).toBe(0)
    expect(await image.writeMany([{ buffer: Buffer.alloc(0), position: 5 }])).toBe(0)
  })

  test.each([
    ['what is no array', 'x', TypeError, /operations must be an array/],
    ['what has no buffer', [{ position: 0 }], TypeError, /operations\[0\]\.buffer must be/],
    ['a place beyond the end', [blockAt(0), blockAt(SIZE)], RangeError, /operations\[1\]\.position must be such that/],
    ['no place', [{ buffer: Buffer.alloc(1), position: -1 }], RangeError, /operations\[0\]\.position must be/],
  ])('%s is refused before anything is written', async (_, operations, type, message) => {
    const before = counters().operations
    const error = await failure(image.writeMany(operations as never))
    expect(error).toBeInstanceOf(type)
    expect(error.message).toMatch(message)
    // Whether the image has grown is asked; nothing else.
    expect(counters().operations - before).toBeLessThanOrEqual(1)
  })

  test('fail with the first failure, as one read or write does', async () => {
    await using readOnly = await images.open('data', { readOnly: true })
    expect(await failure(readOnly.writeMany([blockAt(0), blockAt(BLOCK)]))).toBeInstanceOf(ReadOnlyError)
    const closed = await images.open('data', { readOnly: true })
    await closed.close()
    expect(await failure(closed.readMany([blockAt(0)]))).toBeInstanceOf(ClosedError)
  })

  test('can be aborted', async () => {
    const aborted = failure(image.readMany([blockAt(0)], { signal: AbortSignal.abort() }))
    expect(await aborted).toBeInstanceOf(AbortError)
  })
})

describe('a queue', () => {
  test('writes and reads through its slots', async () => {
    await using queue = image.queue({ depth: 16, bufferSize: 8192 })
    const contents = Array.from({ length: 16 }, () => randomBytes(8192))
    contents.forEach((content, slot) => {
      content.copy(queue.buffers[slot] ?? Buffer.alloc(0))
      queue.write(slot, slot * 16384)
    })
    const written = new Set<number>()
    while (queue.busy > 0) for (const slot of await queue.next()) written.add(slot)
    expect(written.size).toBe(16)
    for (let slot = 0; slot < 16; slot += 1) {
      queue.buffers[slot]?.fill(0)
      queue.read(slot, slot * 16384)
    }
    const read = new Set<number>()
    while (queue.busy > 0) for (const slot of await queue.next()) read.add(slot)
    expect(read.size).toBe(16)
    for (const [slot, content] of contents.entries()) expect(queue.buffers[slot]?.equals(content)).toBe(true)
  })

  test('costs far less than a call and a wake-up for each operation', async () => {
    await using queue = image.queue({ depth: 64 })
    const before = counters()
    let done = 0
    for (let slot = 0; slot < queue.depth; slot += 1) queue.read(slot, slot * BLOCK)
    while (done < 20_000) {
      for (const slot of await queue.next()) {
        done += 1
        queue.read(slot, (done % (SIZE / BLOCK)) * BLOCK)
      }
    }
    while (queue.busy > 0) done += (await queue.next()).length
    const after = counters()
    expect(after.nativeCalls - before.nativeCalls).toBeLessThan(done / 2)
    expect(after.wakeUps - before.wakeUps).toBeLessThan(done / 2)
  })

  test('a part of a buffer can be moved', async () => {
    await using queue = image.queue({ depth: 1, bufferSize: BLOCK })
    const buffer = queue.buffers[0] ?? Buffer.alloc(0)
    buffer.fill('a')
    queue.write(0, 0)
    await queue.next()
    buffer.fill('b')
    queue.write(0, 100, 5)
    await queue.next()
    queue.read(0, 98, 10)
    expect([...(await queue.next())]).toEqual([0])
    expect(buffer.toString('latin1', 0, 12)).toBe('aabbbbbaaabb')
  })

  test('has buffers that begin at a page', () => {
    const queue = image.queue({ depth: 2, bufferSize: pageSize })
    expect(queue.buffers).toHaveLength(2)
    expect(queue.buffers.every((buffer) => buffer.length === pageSize)).toBe(true)
  })

  test('answers nothing where nothing is busy', async () => {
    await using queue = image.queue({ depth: 4 })
    expect(await queue.next()).toHaveLength(0)
  })

  test('says what cannot be', async () => {
    await using queue = image.queue({ depth: 2 })
    expect(() => image.queue({ depth: 0 })).toThrow(RangeError)
    expect(() => image.queue({ depth: 2, buffers: 2 } as never)).toThrow(TypeError)
    expect(() => queue.read(2, 0)).toThrow(/slot must be a whole number from 0 to 1/)
    expect(() => queue.read(0, SIZE)).toThrow(RangeError)
    expect(() => queue.read(0, Number.NaN)).toThrow(RangeError)
    expect(() => queue.read(0, 0, 5000)).toThrow(/length must be a whole number from 1 to 4096/)
    queue.read(0, 0)
    expect(() => queue.write(0, 0)).toThrow(/slot must be one that is not busy/)
    const first = queue.next()
    expect(await failure(queue.next())).toMatchObject({ code: 'ERR_CEPHVIRT_QUEUE_AWAITED' })
    expect([...(await first)]).toEqual([0])
  })

  test('tells a failure once, and goes on', async () => {
    await using readOnly = await images.open('data', { readOnly: true })
    await using queue = readOnly.queue({ depth: 2 })
    queue.write(0, 0)
    queue.read(1, 0)
    const outcomes: unknown[] = []
    while (queue.busy > 0) {
      await queue.next().then(
        (slots) => outcomes.push(...slots),
        (error) => outcomes.push(error),
      )
    }
    expect(outcomes).toContain(1)
    expect(outcomes.filter((outcome) => outcome instanceof ReadOnlyError)).toHaveLength(1)
    queue.read(0, 0)
    expect([...(await queue.next())]).toEqual([0])
  })

  test('takes nothing when its image is closed, and can be closed then', async () => {
    const opened = await images.open('data', { readOnly: true })
    const queue = opened.queue({ depth: 2 })
    await opened.close()
    expect(() => queue.read(0, 0)).toThrow(ClosedError)
    await queue.close()
    expect(() => queue.read(0, 0)).toThrow(ClosedError)
  })

  test('is awaited by one at a time, and tells on closing what nobody was told', async () => {
    await using readOnly = await images.open('data', { readOnly: true })
    const queue = readOnly.queue({ depth: 2 })
    queue.read(1, 0)
    const [first, second] = await Promise.allSettled([queue.next(), queue.next()])
    expect(first.status).toBe('fulfilled')
    expect(second.status).toBe('rejected')
    queue.write(0, 0)
    const error = await failure(queue.close())
    expect(error).toBeInstanceOf(ReadOnlyError)
    expect(error).toMatchObject({ slot: 0, subject: { image: 'data' } })
    await queue.close()
  })

  test('waits on closing for what is under way', async () => {
    const queue = image.queue({ depth: 32 })
    for (let slot = 0; slot < 32; slot += 1) queue.write(slot, slot * BLOCK)
    await queue.close()
    expect(image.io.window.state.operations).toBe(0)
  })
})

test('the binding copies nothing', async () => {
  const object = image.pool.object('not-copied')
  const buffer = randomBytes(1 * MiB)
  await object.writeFull(buffer)
  const before = counters().copiedBytes
  await image.write(buffer, 0)
  await image.read(buffer, 0)
  await image.writev([buffer.subarray(0, 100), buffer.subarray(100)], 0)
  await image.readv([buffer.subarray(0, 100), buffer.subarray(100)], 0)
  await image.writeMany([{ buffer, position: 0 }])
  await image.readMany([{ buffer, position: 0 }])
  await using queue = image.queue({ depth: 1, bufferSize: MiB })
  queue.write(0, 0)
  await queue.next()
  await object.write(buffer)
  await object.read(buffer)
  expect(counters().copiedBytes - before).toBe(0)
  // It counts: what a monitor answers is copied.
  await image.pool.cluster.monCommand({ prefix: 'osd lspools' })
  expect(counters().copiedBytes).toBeGreaterThan(before)
})

test('images share their cluster, each in its turn', async () => {
  const cluster = await newCluster({ objecter_inflight_ops: '32' })
  const all = imagesOf(await newPool(cluster))
  await all.init()
  for (const name of ['greedy', 'modest']) await all.create(name, { size: SIZE })
  await using greedy = await all.open('greedy')
  await using modest = await all.open('modest')
  const order: string[] = []
  const note = (name: string) => () => void order.push(name)
  const many = Array.from({ length: 2000 }, (_, index) =>
    greedy.write(Buffer.alloc(BLOCK), index * BLOCK).then(note('g')),
  )
  const few = Array.from({ length: 20 }, (_, index) => modest.write(Buffer.alloc(BLOCK), index * BLOCK).then(note('m')))
  expect(cluster.window.state).toMatchObject({ operations: 32, waiting: 1988 })
  await Promise.all([...many, ...few])
  // It came last, and was not left to the end.
  expect(order.lastIndexOf('m')).toBeLessThan(1000)
  expect(cluster.window.state).toEqual({ operations: 0, bytes: 0, waiting: 0 })
})

test('an image is closed when what waits for its window has been done', async () => {
  const opened = await images.open('other')
  const writes = Array.from({ length: 1500 }, (_, index) => opened.write(Buffer.alloc(512, 'w'), index * 512))
  expect(opened.io.window.state.waiting).toBeGreaterThan(0)
  await opened.close()
  expect(await Promise.all(writes)).toHaveLength(1500)
})

describe('what is not awaited stays in order', () => {
  test('a snapshot has what was written before it', async () => {
    await using opened = await images.open('other')
    const before = randomBytes(BLOCK)
    const writes = [opened.write(before, 0), opened.write(before, BLOCK), opened.write(before, 2 * BLOCK)]
    await opened.snapshots.create('after-writes')
    await Promise.all(writes)
    await opened.writeMany([0, 1, 2].map((block) => blockAt(block * BLOCK)))
    const snapshot = await images.open('other', { snapshot: 'after-writes' })
    for (let block = 0; block < 3; block += 1) {
      const buffer = Buffer.alloc(BLOCK)
      await snapshot.read(buffer, block * BLOCK)
      expect(buffer.equals(before)).toBe(true)
    }
    await snapshot.close()
    await opened.snapshots.remove('after-writes')
  })

  test('a flush comes after all of many writes, those that waited among them', async () => {
    let left = 3000
    const buffer = Buffer.alloc(512, 'f')
    const operations = Array.from({ length: left }, (_, index) => ({ buffer, position: index * 512 }))
    const writing = image.writeMany(operations).then(() => {
      left = 0
    })
    await image.flush()
    await new Promise((resolve) => setImmediate(resolve))
    expect(left).toBe(0)
    await writing
  })
})

test('many that wait for a window and are aborted are never begun', async () => {
  await image.write(Buffer.alloc(MiB), SIZE - MiB)
  const signal = new AbortController()
  const operations = Array.from({ length: 2000 }, (_, index) => ({
    buffer: Buffer.alloc(512, 'never'),
    position: SIZE - MiB + index * 512,
  }))
  const late = failure(image.writeMany(operations, { signal: signal.signal }))
  signal.abort()
  expect(await late).toBeInstanceOf(AbortError)
  await image.flush()
  const buffer = Buffer.alloc(512)
  await image.read(buffer, SIZE - 512 * 49)
  expect(buffer.includes('never')).toBe(false)
  expect(image.io.window.state.waiting).toBe(0)
})

test('what waits for a window and is aborted is never begun', async () => {
  const signal = new AbortController()
  const filling = Array.from({ length: 1024 }, () => image.read(Buffer.alloc(512), 0))
  const late = failure(image.write(Buffer.alloc(512, 'never'), SIZE - 512, { signal: signal.signal }))
  expect(image.io.window.state.waiting).toBe(1)
  signal.abort()
  expect(await late).toBeInstanceOf(AbortError)
  await Promise.all(filling)
  const buffer = Buffer.alloc(512)
  await image.read(buffer, SIZE - 512)
  expect(buffer.includes('never')).toBe(false)
})

test('without a copy in librbd either, a buffer that is changed in flight does no harm but to itself', async () => {
  await using opened = await images.open('other', { zeroCopyWrites: true })
  const buffer = randomBytes(4 * MiB)
  for (let round = 0; round < 8; round += 1) {
    const writes = Array.from({ length: 4 }, (_, index) => opened.write(buffer, index * 4 * MiB))
    for (let change = 0; change < 50; change += 1) {
      buffer.writeUInt32LE(change, (change * 65_521) % (buffer.length - 4))
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(await Promise.all(writes)).toEqual([4 * MiB, 4 * MiB, 4 * MiB, 4 * MiB])
  }
  await opened.flush()
  // What is left alone from its write to its end is what is read.
  await opened.write(buffer, 0)
  const read = Buffer.alloc(buffer.length)
  await opened.read(read, 0)
  expect(read.equals(buffer)).toBe(true)
})

test('other images of that cluster go on writing copies: their buffers are free once they are submitted', async () => {
  await using zeroCopy = await images.open('other', { zeroCopyWrites: true })
  await using opened = await images.open('third')
  const content = randomBytes(4 * MiB)
  for (let round = 0; round < 4; round += 1) {
    const buffer = Buffer.from(content)
    // Submitted before it returns.
    const written = opened.writeMany([{ buffer, position: round * 4 * MiB }])
    buffer.fill(0)
    await written
    const read = Buffer.alloc(buffer.length)
    await opened.read(read, round * 4 * MiB)
    expect(read.equals(content)).toBe(true)
  }
  await zeroCopy.write(content, 0)
})

test('an image can be given a window of its own', async () => {
  await using narrow = await images.open('third', { window: { operations: 2, bytes: '8KiB' } })
  const reads = Array.from({ length: 5 }, (_, index) => narrow.read(Buffer.alloc(BLOCK), index * BLOCK))
  expect(narrow.io.window.state).toEqual({ operations: 2, bytes: 2 * BLOCK, waiting: 3 })
  await Promise.all(reads)
  const wrong = images.open('third', { window: { operations: 0 } })
  expect(await failure(wrong)).toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
  expect(await failure(images.open('third', { window: { ops: 1 } as never }))).toBeInstanceOf(TypeError)
})

describe('a pool of buffers', () => {
  test('lends page-aligned buffers, and waits when all are lent', async () => {
    const pool = new IoBufferPool({ size: '1MiB', count: 2 })
    const first = await pool.take()
    const second = await pool.take()
    expect(first.bytes).toHaveLength(MiB)
    let lent = false
    const third = pool.take().then((buffer) => {
      lent = true
      return buffer
    })
    await new Promise((resolve) => setImmediate(resolve))
    expect(lent).toBe(false)
    await image.write(first.bytes.fill('x'), 0)
    first.release()
    first.release()
    expect((await third).bytes).toBe(first.bytes)
    expect(pool.available).toBe(0)
    second.release()
    expect(pool.available).toBe(1)
  })

  test('refuses sizes that cannot be', () => {
    expect(() => new IoBufferPool({ size: 0, count: 1 })).toThrow(RangeError)
    expect(() => new IoBufferPool({ size: 1, count: 0 })).toThrow(RangeError)
  })
})
