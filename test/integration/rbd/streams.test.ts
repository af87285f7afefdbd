import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable, Writable } from 'node:stream'
import { finished, pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { AbortError, ClosedError, ReadOnlyError, TimeoutError } from '../../../src/core/errors.ts'
import type { Image, Images } from '../../../src/rbd/index.ts'
import { failure, MiB, newImages } from './fixture.ts'

let images: Images
const folder = mkdtempSync(join(tmpdir(), 'cephvirt-streams-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

beforeAll(async () => {
  images = await newImages()
})

let count = 0

/** A new, open image. */
async function newImage(size: number, options: object = {}): Promise<Image> {
  count += 1
  await images.create(`image-${count}`, { size, ...options })
  const image = await images.open(`image-${count}`)
  afterAll(() => image.close())
  return image
}

async function contents(image: Image): Promise<Buffer> {
  const buffer = Buffer.alloc(await image.size())
  if (buffer.length > 0) await image.read(buffer, 0)
  return buffer
}

async function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

async function allocated(image: Image): Promise<number> {
  const extents = await image.extents({ wholeObject: true }).toArray()
  return extents.reduce((sum, { length, exists }) => sum + (exists ? length : 0), 0)
}

/** How many bytes are being read or written at a time, at most. */
function mostInFlight(image: Image): () => number {
  let now = 0
  let most = 0
  const watched = async <T>(bytes: number, running: Promise<T>): Promise<T> => {
    now += bytes
    most = Math.max(most, now)
    try {
      return await running
    } finally {
      now -= bytes
    }
  }
  const { read, write, writev } = image
  image.read = (buffer, ...rest) => watched(buffer.byteLength, read.call(image, buffer, ...rest))
  image.write = (buffer, ...rest) => watched(buffer.byteLength, write.call(image, buffer, ...rest))
  image.writev = (buffers, ...rest) =>
    watched(
      buffers.reduce((sum, { byteLength }) => sum + byteLength, 0),
      writev.call(image, buffers, ...rest),
    )
  return () => most
}

/** How long the image takes to close, in milliseconds. */
async function closing(image: Image): Promise<number> {
  const from = performance.now()
  await image.close()
  return performance.now() - from
}

describe('a read stream', () => {
  const SIZE = 21 * MiB + 4321
  const data = randomBytes(SIZE)
  let image: Image

  beforeAll(async () => {
    image = await newImage(SIZE)
    await image.write(data, 0)
  })

  test.each([
    ['all of it', {}, 0, SIZE],
    ['one byte', { start: 5, end: 5 }, 5, 6],
    ['the end is read too', { start: 4096, end: 8191 }, 4096, 8192],
    ['odd places', { start: 4 * MiB - 7, end: 9 * MiB + 12 }, 4 * MiB - 7, 9 * MiB + 13],
    ['no further than the image', { start: SIZE - 10, end: SIZE + MiB }, SIZE - 10, SIZE],
    ['nothing beyond it', { start: SIZE }, SIZE, SIZE],
    ['an end that is infinite', { start: SIZE - 1, end: Number.POSITIVE_INFINITY }, SIZE - 1, SIZE],
    ['odd chunks', { highWaterMark: 99_991, window: MiB }, 0, SIZE],
    ['a window smaller than a chunk', { highWaterMark: 4 * MiB, window: 1 }, 0, SIZE],
  ] as const)('reads %s', async (_title, options, from, to) => {
    const stream = image.createReadStream(options)
    const bytes = await bytesOf(stream)
    expect(bytes.equals(data.subarray(from, to))).toBe(true)
    expect(stream.bytesRead).toBe(to - from)
  })

  test('refuses what makes no sense before it begins', () => {
    expect(() => image.createReadStream({ start: 2, end: 1 })).toThrow(RangeError)
    expect(() => image.createReadStream({ start: -1 })).toThrow(RangeError)
    expect(() => image.createReadStream({ end: '7' as never })).toThrow(TypeError)
    expect(() => image.createReadStream({ highWaterMark: 0 })).toThrow(RangeError)
    expect(() => image.createReadStream({ begin: 1 } as never)).toThrow('options.begin is unknown')
    expect(() => image.createReadStream({ signal: 'no' as never })).toThrow(TypeError)
  })

  test('gives chunks that end at multiples of their size', async () => {
    const lengths: number[] = []
    for await (const chunk of image.createReadStream({ start: MiB, highWaterMark: 4 * MiB })) lengths.push(chunk.length)
    expect(lengths).toEqual([3 * MiB, 4 * MiB, 4 * MiB, 4 * MiB, 4 * MiB, MiB + 4321])
  })

  test('goes into a file, and through a stream of the Web', async () => {
    const path = join(folder, 'copy')
    await pipeline(image.createReadStream(), createWriteStream(path))
    expect((await readFile(path)).equals(data)).toBe(true)
    const web = Readable.toWeb(image.createReadStream())
    expect((await bytesOf(Readable.fromWeb(web))).equals(data)).toBe(true)
  })

  test('does not read more than its window ahead of a slow consumer', async () => {
    const slow = await images.open(image.name, { readOnly: true })
    const read = vi.spyOn(slow, 'read')
    const most = mostInFlight(slow)
    const stream = slow.createReadStream({ window: 4 * MiB, highWaterMark: MiB })
    const iterator = stream[Symbol.asyncIterator]()
    await iterator.next()
    await sleep(300)
    // What is in the stream itself, what it asked for, and the window.
    expect(read.mock.calls.length).toBeLessThanOrEqual(8)
    expect(most()).toBeLessThanOrEqual(4 * MiB)
    await iterator.return?.()
    expect(stream.destroyed).toBe(true)
    await slow.close()
  })

  test('destroyed with reads under way, it closes when they are over, and the image at once', async () => {
    const other = await images.open(image.name, { readOnly: true })
    let running = 0
    let begun = 0
    const { read } = other
    other.read = async (...args) => {
      running += 1
      begun += 1
      try {
        return await read.apply(other, args)
      } finally {
        running -= 1
      }
    }
    const stream = other.createReadStream()
    stream.read(0)
    while (begun === 0) await sleep(1)
    expect(running).toBeGreaterThan(0)
    stream.destroy()
    await finished(stream).catch(() => {})
    expect(running).toBe(0)
    const asked = begun
    expect(await closing(other)).toBeLessThan(5000)
    expect(begun).toBe(asked)
  })

  test('that is aborted, before or midway, ends with an AbortError', async () => {
    const reason = new Error('enough')
    const error = await failure(bytesOf(image.createReadStream({ signal: AbortSignal.abort(reason) })))
    expect(error).toBeInstanceOf(AbortError)
    const abort = new AbortController()
    const stream = image.createReadStream({ signal: abort.signal, highWaterMark: MiB })
    const midway = await failure(
      (async () => {
        for await (const _ of stream) abort.abort(reason)
      })(),
    )
    expect(midway).toBeInstanceOf(AbortError)
    expect(midway).toMatchObject({ code: 'ABORT_ERR', cause: reason })
    expect(stream.closed).toBe(true)
  })

  test('fails when the image is closed under it, and its pipeline with it', async () => {
    const other = await images.open(image.name, { readOnly: true })
    const target = new PassThrough({ highWaterMark: 1 })
    const running = failure(pipeline(other.createReadStream({ window: 4 * MiB }), target))
    await new Promise((resolve) => target.once('readable', resolve))
    await other.close()
    target.resume()
    const error = await running
    expect(error).toBeInstanceOf(ClosedError)
    expect(error).toMatchObject({ subject: { image: image.name } })
    expect(target.destroyed).toBe(true)
  })

  test('is destroyed when what it goes into fails', async () => {
    const stream = image.createReadStream()
    const torn = new Writable({ write: (_chunk, _encoding, done) => done(new Error('torn')) })
    expect((await failure(pipeline(stream, torn))).message).toBe('torn')
    expect(stream.destroyed).toBe(true)
  })
})

describe('holes', () => {
  const pieces = [
    [3, 5],
    [40 * MiB - 10, 20],
    [101 * MiB, 1],
  ] as const

  async function sparse(size: number, options: object = {}): Promise<[Image, Buffer]> {
    const image = await newImage(size, options)
    const expected = Buffer.alloc(size)
    for (const [position, length] of pieces) {
      const bytes = randomBytes(length)
      bytes.copy(expected, position)
      await image.write(bytes, position)
    }
    return [image, expected]
  }

  test('are not read, but given as zeros that are the consumer’s own', async () => {
    const [image, expected] = await sparse(160 * MiB + 3)
    const read = vi.spyOn(image, 'read')
    const chunks: Buffer[] = []
    for await (const chunk of image.createReadStream({ highWaterMark: 4 * MiB })) {
      chunks.push(Buffer.from(chunk))
      chunk.fill(0xff) // what comes later must not show it
    }
    expect(Buffer.concat(chunks).equals(expected)).toBe(true)
    expect(read.mock.calls.length).toBe(4)
  })

  test('from a place within one to a place within another', async () => {
    const [image, expected] = await sparse(160 * MiB)
    for (const [start, end] of [
      [20 * MiB + 1, 99 * MiB - 1],
      [39 * MiB, 41 * MiB],
      [120 * MiB, 130 * MiB],
    ] as const) {
      const bytes = await bytesOf(image.createReadStream({ start, end }))
      expect(bytes.equals(expected.subarray(start, end + 1))).toBe(true)
    }
  })

  test('of images without fast-diff, with small objects or with stripes', async () => {
    for (const options of [
      { features: ['layering'] },
      { objectSize: '64KiB' },
      { objectSize: '8MiB', stripeUnit: '64KiB', stripeCount: 3, features: undefined },
    ]) {
      const [image, expected] = await sparse(110 * MiB, options)
      expect((await bytesOf(image.createReadStream())).equals(expected)).toBe(true)
    }
  })

  test('of a clone are its parent’s data', async () => {
    const [parent, expected] = await sparse(110 * MiB)
    await parent.snapshots.create('base')
    await parent.snapshots.protect('base')
    const { conf, keyring } = inject('lab')
    const pool = images.pool.name
    execFileSync('rbd', ['-c', conf, '-k', keyring, 'clone', `${pool}/${parent.name}@base`, `${pool}/clone`])
    await using clone = await images.open('clone')
    const bytes = randomBytes(5000)
    await clone.write(bytes, 60 * MiB)
    bytes.copy(expected, 60 * MiB)
    expect((await bytesOf(clone.createReadStream())).equals(expected)).toBe(true)
  })

  test('of an empty image: nothing, or nothing but zeros', async () => {
    expect(await bytesOf((await newImage(0)).createReadStream())).toHaveLength(0)
    const image = await newImage(9 * MiB)
    expect((await bytesOf(image.createReadStream())).equals(Buffer.alloc(9 * MiB))).toBe(true)
  })

  test('a snapshot is read as it was', async () => {
    const [image, expected] = await sparse(110 * MiB)
    await image.snapshots.create('then')
    await image.write(randomBytes(MiB), 70 * MiB)
    await using then = await images.open(image.name, { snapshot: 'then' })
    expect((await bytesOf(then.createReadStream())).equals(expected)).toBe(true)
  })
})

describe('a write stream', () => {
  function* cut(data: Buffer, sizes: readonly number[]): Generator<Buffer> {
    for (let at = 0, turn = 0; at < data.length; turn += 1) {
      const size = sizes[turn % sizes.length] ?? 1
      yield data.subarray(at, at + size)
      at += size
    }
  }

  test.each([
    ['chunks of a block', 0, [4 * MiB]],
    ['small chunks', 0, [65_536]],
    ['odd chunks, from an odd place', 12_345, [1, 100_001, 7]],
    ['chunks larger than a block, from an odd place', 4 * MiB - 3, [9 * MiB + 5]],
    ['all in one chunk', MiB, [30 * MiB]],
  ] as const)('writes %s', async (_title, start, sizes) => {
    const data = randomBytes(18 * MiB + 77)
    const image = await newImage(data.length + start + MiB)
    const stream = image.createWriteStream({ start })
    await pipeline(Readable.from(cut(data, sizes)), stream)
    expect(stream.bytesWritten).toBe(data.length)
    const expected = Buffer.alloc(data.length + start + MiB)
    data.copy(expected, start)
    expect((await contents(image)).equals(expected)).toBe(true)
  })

  test('writes many small chunks in few operations', async () => {
    const image = await newImage(16 * MiB)
    const [write, writev, flush] = [vi.spyOn(image, 'write'), vi.spyOn(image, 'writev'), vi.spyOn(image, 'flush')]
    await pipeline(Readable.from(cut(randomBytes(16 * MiB), [4096])), image.createWriteStream())
    expect(write.mock.calls.length + writev.mock.calls.length).toBe(4)
    expect(flush).toHaveBeenCalledTimes(1)
  })

  test('writes what is as large as a block from where it is', async () => {
    const image = await newImage(16 * MiB)
    const write = vi.spyOn(image, 'write')
    const data = randomBytes(12 * MiB)
    const stream = image.createWriteStream()
    stream.end(data)
    await finished(stream)
    expect(write.mock.calls.map(([buffer]) => buffer.buffer === data.buffer)).toEqual([true, true, true])
  })

  test('takes nothing, text, and what ends it', async () => {
    const image = await newImage(MiB)
    const nothing = image.createWriteStream()
    nothing.end()
    await finished(nothing)
    const text = image.createWriteStream({ start: 10 })
    text.write('six', 'utf8')
    text.end('and end')
    await finished(text)
    expect((await contents(image)).subarray(10, 20).toString()).toBe('sixand end')
  })

  test('keeps to its window, whatever the producer does', async () => {
    const image = await newImage(64 * MiB)
    const most = mostInFlight(image)
    const stream = image.createWriteStream({ window: 8 * MiB })
    const data = randomBytes(64 * MiB)
    expect(stream.write(data.subarray(0, 50 * MiB))).toBe(false)
    for (const chunk of cut(data.subarray(50 * MiB), [300_000])) stream.write(chunk) // no heed to what it answers
    stream.end()
    await finished(stream)
    expect(most()).toBeLessThanOrEqual(8 * MiB)
    expect((await contents(image)).equals(data)).toBe(true)
  })

  test('calls back when the memory is free: it may be used for the next chunk', async () => {
    const data = randomBytes(40 * MiB)
    for (const size of [65_536, 4 * MiB, 5 * MiB + 1]) {
      const image = await newImage(data.length)
      const stream = image.createWriteStream()
      const memory = Buffer.alloc(size)
      for (const chunk of cut(data, [size])) {
        chunk.copy(memory)
        await new Promise<void>((resolve, reject) =>
          stream.write(memory.subarray(0, chunk.length), (error) => (error ? reject(error) : resolve())),
        )
        memory.fill(0xee)
      }
      stream.end()
      await finished(stream)
      expect((await contents(image)).equals(data)).toBe(true)
    }
  })

  test('beyond the end of the image is a RangeError', async () => {
    const image = await newImage(5 * MiB)
    const stream = image.createWriteStream()
    const error = await failure(pipeline(Readable.from(cut(randomBytes(6 * MiB), [65_536])), stream))
    expect(error).toBeInstanceOf(RangeError)
    expect(error).toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
    expect(error.message).toContain(String(5 * MiB))
    expect(stream.destroyed).toBe(true)
    const after = image.createWriteStream({ start: 5 * MiB + 1 })
    after.end()
    expect(await failure(finished(after))).toBeInstanceOf(RangeError)
    expect(() => image.createWriteStream({ start: -1 })).toThrow(RangeError)
    expect(() => image.createWriteStream({ window: 1 })).toThrow(RangeError)
    expect(() => image.createWriteStream({ flags: 'a' } as never)).toThrow('options.flags is unknown')
  })

  test('heeds that the image has grown', async () => {
    const image = await newImage(MiB)
    const stream = image.createWriteStream()
    stream.write(randomBytes(MiB))
    await image.resize(8 * MiB)
    stream.end(randomBytes(6 * MiB))
    await finished(stream)
    expect(stream.bytesWritten).toBe(7 * MiB)
  })

  test('gives zeros back as holes, if it is told to', async () => {
    const image = await newImage(40 * MiB)
    await image.write(randomBytes(40 * MiB), 0)
    const data = Buffer.concat([randomBytes(100), Buffer.alloc(30 * MiB), randomBytes(77_777), Buffer.alloc(8 * MiB)])
    await pipeline(Readable.from(cut(data, [1_000_001])), image.createWriteStream({ sparse: true }))
    expect((await contents(image)).subarray(0, data.length).equals(data)).toBe(true)
    expect(await allocated(image)).toBeLessThanOrEqual(16 * MiB)
  })

  test('that is aborted midway ends with an AbortError, and nothing is under way', async () => {
    const image = await newImage(200 * MiB)
    const abort = new AbortController()
    const producer = async function* (): AsyncGenerator<Buffer> {
      for (let n = 0; n < 50; n += 1) {
        if (n === 12) abort.abort(new Error('enough'))
        yield randomBytes(4 * MiB)
      }
    }
    const stream = image.createWriteStream({ signal: abort.signal })
    const error = await failure(pipeline(Readable.from(producer()), stream))
    expect(error).toMatchObject({ name: 'AbortError', code: 'ABORT_ERR' })
    expect(stream.bytesWritten).toBeLessThan(60 * MiB)
    expect(await closing(image)).toBeLessThan(5000)
    const aborted = image.createWriteStream({ signal: AbortSignal.abort() })
    expect(await failure(finished(aborted))).toBeInstanceOf(AbortError)
  })

  test('destroyed with writes under way, it closes when they are over', async () => {
    const image = await newImage(64 * MiB)
    let running = 0
    const { write } = image
    image.write = async (...args) => {
      running += 1
      try {
        return await write.apply(image, args)
      } finally {
        running -= 1
      }
    }
    const stream = image.createWriteStream()
    stream.write(randomBytes(32 * MiB))
    while (running === 0) await sleep(1)
    stream.destroy()
    await new Promise((resolve) => stream.once('close', resolve))
    expect(running).toBe(0)
    expect(await closing(image)).toBeLessThan(5000)
  })

  test('fails with the image’s own errors', async () => {
    const image = await newImage(64 * MiB)
    await using readOnly = await images.open(image.name, { readOnly: true })
    const refused = await failure(pipeline(Readable.from([randomBytes(MiB)]), readOnly.createWriteStream()))
    expect(refused).toBeInstanceOf(ReadOnlyError)
    const stream = image.createWriteStream()
    const source = new PassThrough()
    const running = failure(pipeline(source, stream))
    source.write(randomBytes(5 * MiB))
    while (stream.bytesWritten === 0) await sleep(1)
    await image.close()
    source.end(randomBytes(9 * MiB))
    const closed = await running
    expect(closed).toBeInstanceOf(ClosedError)
    expect(closed).toMatchObject({ subject: { image: image.name } })
    expect(source.destroyed).toBe(true)
  })

  test('takes what comes slowly, and another image', async () => {
    const data = randomBytes(9 * MiB + 5)
    const slowly = async function* (): AsyncGenerator<Buffer> {
      for (const chunk of cut(data, [MiB])) {
        await sleep(5)
        yield chunk
      }
    }
    const [from, to] = [await newImage(data.length), await newImage(data.length)]
    await pipeline(slowly, from.createWriteStream())
    await pipeline(from.createReadStream(), to.createWriteStream())
    expect((await contents(to)).equals(data)).toBe(true)
    const path = join(folder, 'source')
    await writeFile(path, data)
    await pipeline(createReadStream(path), to.createWriteStream({ sparse: true }))
    expect((await contents(to)).equals(data)).toBe(true)
  })

  test('into an image that keeps what it is given in place: the same', async () => {
    const data = randomBytes(30 * MiB)
    const { name } = await newImage(data.length)
    await using image = await images.open(name, { zeroCopyWrites: true })
    await pipeline(Readable.from(cut(data, [65_536, 5 * MiB])), image.createWriteStream())
    expect((await contents(image)).equals(data)).toBe(true)
  })
})

describe('streams of the Web', () => {
  const data = randomBytes(13 * MiB + 99)
  let image: Image

  beforeAll(async () => {
    image = await newImage(40 * MiB)
    await image.write(data, MiB)
  })

  test('read the same', async () => {
    const digest = createHash('sha256')
    for await (const chunk of image.readableWebStream({ start: MiB, end: MiB + data.length - 1 })) digest.update(chunk)
    expect(digest.digest('hex')).toBe(createHash('sha256').update(data).digest('hex'))
    const empty = image.readableWebStream({ start: 40 * MiB }).getReader()
    expect(await empty.read()).toMatchObject({ done: true })
  })

  test('read into memory that the reader brings', async () => {
    const reader = image.readableWebStream({ start: MiB, end: MiB + data.length - 1 }).getReader({ mode: 'byob' })
    const whole = Buffer.alloc(data.length)
    let memory = new Uint8Array(100_000)
    let length = 0
    for (;;) {
      const { value, done } = await reader.read(memory)
      if (done) break
      whole.set(value, length)
      length += value.byteLength
      memory = new Uint8Array(value.buffer)
      expect(memory.byteLength).toBe(100_000)
    }
    expect(length).toBe(data.length)
    expect(whole.equals(data)).toBe(true)
  })

  test('write the same, also from memory that is used again', async () => {
    const target = await newImage(40 * MiB)
    const writer = target.writableWebStream({ start: MiB }).getWriter()
    const memory = Buffer.alloc(4 * MiB)
    for (let at = 0; at < data.length; at += memory.length) {
      const length = data.copy(memory, 0, at)
      await writer.write(memory.subarray(0, length))
      memory.fill(0xee)
    }
    await writer.close()
    expect((await contents(target)).equals(await contents(image))).toBe(true)
    await image.readableWebStream({ highWaterMark: 999_999 }).pipeTo(target.writableWebStream())
    expect((await contents(target)).equals(await contents(image))).toBe(true)
  })

  test('that are cancelled or aborted let go of the image', async () => {
    const other = await images.open(image.name)
    const reader = other.readableWebStream().getReader()
    await reader.read()
    await reader.cancel()
    const writer = other.writableWebStream().getWriter()
    await writer.write(data)
    await writer.abort(new Error('enough'))
    await expect(writer.closed).rejects.toThrow('enough')
    expect(await closing(other)).toBeLessThan(5000)
  })

  test('heed a signal, and fail with the image’s own errors', async () => {
    const other = await images.open(image.name)
    const abort = new AbortController()
    const reader = other.readableWebStream({ signal: abort.signal, highWaterMark: MiB }).getReader()
    await reader.read()
    const writer = other.writableWebStream({ signal: abort.signal }).getWriter()
    await writer.write(data)
    abort.abort()
    expect(await failure(reader.read())).toBeInstanceOf(AbortError)
    expect(await failure(writer.write(data))).toBeInstanceOf(AbortError)
    const beyond = other.writableWebStream({ start: 40 * MiB - 5 }).getWriter()
    await expect(beyond.write(data)).rejects.toBeInstanceOf(RangeError)
    const text = other.writableWebStream().getWriter()
    await expect(text.write('text' as never)).rejects.toBeInstanceOf(TypeError)
    const last = other.readableWebStream({ highWaterMark: MiB, window: MiB }).getReader()
    await last.read()
    await other.close()
    const closed = await failure(
      (async () => {
        while (!(await last.read()).done);
      })(),
    )
    expect(closed).toBeInstanceOf(ClosedError)
  })
})

test('what the OSDs refuse ends the stream: a pool beyond its quota, after `opTimeout`', async () => {
  const all = await newImages({ rados_osd_op_timeout: '4' })
  const { pool } = all
  await all.create('full', { size: 64 * MiB })
  await using image = await all.open('full')
  const running = image.createWriteStream()
  running.end(randomBytes(8 * MiB))
  await finished(running)
  await pool.cluster.pools.setQuota(pool.name, { maxBytes: MiB })
  const isFull = async (): Promise<boolean> => {
    const { pools } = await pool.cluster.command('osd dump')
    return String(pools.find(({ pool_name }) => pool_name === pool.name)?.flags_names).includes('full_quota')
  }
  while (!(await isFull())) await sleep(250)
  const stream = image.createWriteStream({ start: 8 * MiB })
  const error = await failure(pipeline(Readable.from([randomBytes(20 * MiB)]), stream))
  expect(error).toBeInstanceOf(TimeoutError)
  expect(error).toMatchObject({ subject: { image: 'full' } })
  expect(stream.closed).toBe(true)
  await pool.cluster.pools.setQuota(pool.name, { maxBytes: 0 })
})
