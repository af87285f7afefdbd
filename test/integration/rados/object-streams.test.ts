import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { finished, pipeline } from 'node:stream/promises'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { AbortError, ClosedError, ObjectNotFoundError } from '../../../src/core/errors.ts'
import { type Cluster, connect, type Pool } from '../../../src/rados/index.ts'

const MiB = 1024 ** 2
const lab = inject('lab')
const name = 'object-streams-test'
let cluster: Cluster
let pool: Pool

beforeAll(async () => {
  cluster = await connect({ conf: lab.conf })
  await cluster.pools.create(name, { pgNum: 8 })
  pool = await cluster.openPool(name)
})
afterAll(async () => {
  await cluster.pools.delete(name)
  await cluster.close()
})

function* cut(data: Buffer, size: number): Generator<Buffer> {
  for (let at = 0; at < data.length; at += size) yield data.subarray(at, at + size)
}

async function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

describe('the stream of an object', () => {
  test.each([
    ['empty', 0, 1],
    ['small', 3, 1],
    ['odd', 9 * MiB + 17, 77_777],
    ['large chunks', 20 * MiB, 7 * MiB],
  ] as const)('there and back: %s', async (title, size, chunk) => {
    const data = randomBytes(size)
    const object = pool.object(title)
    await object.writeFull('what was there before')
    const stream = object.createWriteStream()
    await pipeline(Readable.from(cut(data, chunk)), stream)
    expect(stream.bytesWritten).toBe(size)
    expect((await object.stat()).size).toBe(size)
    expect((await bytesOf(object.createReadStream())).equals(data)).toBe(true)
    if (size < 10) return
    const part = await bytesOf(object.createReadStream({ start: 5, end: size - 5, highWaterMark: 99_999 }))
    expect(part.equals(data.subarray(5, size - 4))).toBe(true)
    expect(await bytesOf(object.createReadStream({ start: size }))).toHaveLength(0)
  })

  test('replaces, writes into, or writes after what is there', async () => {
    const object = pool.object('flags')
    const write = async (text: string, options: object): Promise<string> => {
      const stream = object.createWriteStream(options)
      stream.end(text)
      await finished(stream)
      return String(await object.read())
    }
    expect(await write('abcdef', { flags: 'a' })).toBe('abcdef')
    expect(await write('XY', { flags: 'r+', start: 2 })).toBe('abXYef')
    expect(await write('gh', { flags: 'a' })).toBe('abXYefgh')
    expect(await write('new', {})).toBe('new')
    expect(await write('x', { start: 2 })).toBe('\0\0x')
    expect(() => object.createWriteStream({ flags: 'wx' } as never)).toThrow(RangeError)
    expect(() => object.createWriteStream({ flags: 'a', start: 1 })).toThrow(RangeError)
    expect(() => object.createWriteStream({ flag: 'a' } as never)).toThrow('options.flag is unknown')
  })

  test('reads ahead by its window', async () => {
    const object = pool.object('window')
    await object.writeFull(randomBytes(12 * MiB))
    const read = vi.spyOn(object, 'read')
    const iterator = object.createReadStream({ window: 2 * MiB, highWaterMark: MiB })[Symbol.asyncIterator]()
    await iterator.next()
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(read.mock.calls.length).toBeLessThanOrEqual(6)
    await iterator.return?.()
  })

  test('fails with what the cluster says', async () => {
    const missing = bytesOf(pool.object('missing').createReadStream())
    await expect(missing).rejects.toBeInstanceOf(ObjectNotFoundError)
    const large = pool.object('large').createWriteStream({ flags: 'r+', start: 127 * MiB })
    const error = await pipeline(Readable.from(cut(randomBytes(2 * MiB), MiB)), large).catch((failed) => failed)
    expect(error).toMatchObject({ code: 'EFBIG', subject: { object: 'large' } })
    expect(error.hint).toContain('osd_max_object_size')
    const other = await cluster.openPool(name)
    const stream = other.object('closed').createWriteStream()
    await other.close()
    stream.end('x')
    await expect(finished(stream)).rejects.toBeInstanceOf(ClosedError)
  })

  test('heeds a signal', async () => {
    const object = pool.object('aborted')
    await object.writeFull(randomBytes(8 * MiB))
    const abort = new AbortController()
    const reading = (async () => {
      for await (const _ of object.createReadStream({ signal: abort.signal, highWaterMark: 65_536 })) abort.abort()
    })()
    await expect(reading).rejects.toBeInstanceOf(AbortError)
    const writing = object.createWriteStream({ signal: abort.signal })
    await expect(finished(writing)).rejects.toBeInstanceOf(AbortError)
  })
})
