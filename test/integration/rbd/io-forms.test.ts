import { randomBytes } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  counters,
  ExtentMismatchError,
  ImageBusyError,
  NotSupportedError,
  ReadOnlyError,
} from '../../../src/core/index.ts'
import { type Image, type Images, supports } from '../../../src/rbd/index.ts'
import { failure, MiB, newImages } from './fixture.ts'

const SIZE = 16 * MiB

let images: Images
let image: Image

beforeAll(async () => {
  images = await newImages()
  await images.create('forms', { size: SIZE })
  image = await images.open('forms')
  return () => image.close()
})

async function read(position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length)
  await image.read(buffer, position)
  return buffer
}

describe('advice', () => {
  test.each(['random', 'sequential', 'willneed', 'dontneed', 'nocache'] as const)('%s', async (advice) => {
    const data = randomBytes(4096)
    expect(await image.write(data, 8192, { advice })).toBe(4096)
    const buffer = Buffer.alloc(4096)
    expect(await image.read(buffer, 8192, { advice })).toBe(4096)
    expect(buffer.equals(data)).toBe(true)
  })

  test('several, gathered with what has none, in one native call', async () => {
    const before = counters()
    const buffers = [Buffer.alloc(512), Buffer.alloc(512), Buffer.alloc(512)] as const
    await Promise.all([
      image.read(buffers[0], 0),
      image.read(buffers[1], 512, { advice: ['random', 'dontneed'] }),
      image.read(buffers[2], 1024, { advice: [] }),
    ])
    expect(counters().nativeCalls - before.nativeCalls).toBeLessThanOrEqual(2)
  })

  test.each([['never'], [5], [['random', 'x']], [['toString']]])('%j is refused', async (advice) => {
    const options = { advice: advice as never }
    expect(await failure(image.read(Buffer.alloc(1), 0, options))).toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
    expect(await failure(image.write(Buffer.alloc(1), 0, options))).toBeInstanceOf(RangeError)
    expect(await failure(image.writeSame(Buffer.alloc(1), 0, 1, options))).toBeInstanceOf(RangeError)
    expect(await failure(image.compareAndWrite(Buffer.alloc(1), Buffer.alloc(1), 0, options))).toBeInstanceOf(
      RangeError,
    )
  })
})

describe('a pattern', () => {
  test('is written over and over', async () => {
    const pattern = randomBytes(512)
    await image.write(Buffer.alloc(4096, 'x'), 4 * MiB)
    await image.writeSame(pattern, 4 * MiB + 512, 2048, { advice: 'nocache' })
    const found = await read(4 * MiB, 4096)
    expect(found.subarray(0, 512).equals(Buffer.alloc(512, 'x'))).toBe(true)
    for (let at = 512; at < 2560; at += 512) expect(found.subarray(at, at + 512).equals(pattern)).toBe(true)
    expect(found.subarray(2560).equals(Buffer.alloc(1536, 'x'))).toBe(true)
  })

  test('spans objects', async () => {
    await image.writeSame(Buffer.from('ab'), 4 * MiB - 1024, 2048)
    expect((await read(4 * MiB - 1024, 2048)).equals(Buffer.alloc(2048, 'ab'))).toBe(true)
  })

  test('must fit', async () => {
    expect(await failure(image.writeSame(Buffer.alloc(3), 0, 10))).toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
    expect(await failure(image.writeSame(Buffer.alloc(0), 0, 10))).toBeInstanceOf(RangeError)
    expect(await failure(image.writeSame('ab' as never, 0, 10))).toBeInstanceOf(TypeError)
    expect(await failure(image.writeSame(Buffer.alloc(512), SIZE - 512, 1024))).toBeInstanceOf(RangeError)
    await image.writeSame(Buffer.alloc(512), 0, 0)
    await using readOnly = await images.open('forms', { readOnly: true })
    expect(await failure(readOnly.writeSame(Buffer.alloc(512), 0, 512))).toBeInstanceOf(ReadOnlyError)
  })
})

describe('compare and write', () => {
  const at = 8 * MiB + 512

  test('writes where the image is as expected', async () => {
    await image.write(Buffer.alloc(512, 'a'), at)
    expect(await image.compareAndWrite(Buffer.alloc(512, 'a'), Buffer.alloc(512, 'b'), at)).toBe(512)
    expect((await read(at, 512)).equals(Buffer.alloc(512, 'b'))).toBe(true)
    expect(await image.compareAndWrite(Buffer.from('bbb'), Buffer.from('ccc'), at + 7)).toBe(3)
    expect((await read(at + 6, 5)).toString()).toBe('bcccb')
  })

  test('tells where it is not', async () => {
    await image.write(Buffer.alloc(512, 'a'), at)
    const expected = Buffer.alloc(512, 'a')
    expected[100] = 1
    const error = await failure(image.compareAndWrite(expected, Buffer.alloc(512, 'z'), at))
    expect(error).toBeInstanceOf(ExtentMismatchError)
    expect(error).toMatchObject({ code: 'ERR_CEPHVIRT_EXTENT_MISMATCH', offset: 100, subject: { image: 'forms' } })
    expect(error.hint).toBeDefined()
    const within = await failure(image.compareAndWrite(Buffer.from('aab'), Buffer.from('zzz'), at + 20))
    expect(within).toMatchObject({ offset: 2, syscall: 'rbd_aio_compare_and_write' })
    expect((await read(at, 512)).equals(Buffer.alloc(512, 'a'))).toBe(true)
  })

  test('of many buffers', async () => {
    await image.write(Buffer.from('abcdef'), at)
    const data = [Buffer.from('UVW'), Buffer.alloc(0), Buffer.from('XYZ')]
    expect(await image.compareAndWritev([Buffer.from('ab'), Buffer.from('cdef')], data, at)).toBe(6)
    expect((await read(at, 6)).toString()).toBe('UVWXYZ')
    const error = await failure(image.compareAndWritev([Buffer.from('UVW'), Buffer.from('Xyz')], data, at))
    expect(error).toMatchObject({ code: 'ERR_CEPHVIRT_EXTENT_MISMATCH', offset: 4 })
    expect(await image.compareAndWritev([], [], at)).toBe(0)
  })

  test('is of one sector, and of as much as is written', async () => {
    const [one, two] = [Buffer.alloc(512), Buffer.alloc(513)]
    expect(await failure(image.compareAndWrite(one, two, at))).toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
    expect(await failure(image.compareAndWrite(two, two, at))).toBeInstanceOf(RangeError)
    expect(await failure(image.compareAndWrite(one, one, at + 1))).toBeInstanceOf(RangeError)
    expect(await failure(image.compareAndWrite('a' as never, one, at))).toBeInstanceOf(TypeError)
    expect(await failure(image.compareAndWritev([one], 'a' as never, at))).toBeInstanceOf(TypeError)
    expect(await failure(image.compareAndWritev([one], [two], at))).toBeInstanceOf(RangeError)
    await using readOnly = await images.open('forms', { readOnly: true })
    expect(await failure(readOnly.compareAndWrite(one, one, at))).toBeInstanceOf(ReadOnlyError)
  })

  test('of many at once, one wins', async () => {
    await image.write(Buffer.from('free'), at)
    const tries = Array.from({ length: 8 }, (_, index) =>
      image.compareAndWrite(Buffer.from('free'), Buffer.from(`own${index}`), at).then(
        () => index,
        (error) => {
          expect(error).toBeInstanceOf(ExtentMismatchError)
          return -1
        },
      ),
    )
    const winners = (await Promise.all(tries)).filter((index) => index >= 0)
    expect(winners).toHaveLength(1)
    expect((await read(at, 4)).toString()).toBe(`own${winners[0]}`)
    expect(image.io.window.state).toEqual({ operations: 0, bytes: 0, waiting: 0 })
  })
})

test('a checksum of the data is taken where librbd can', async () => {
  // CRC-32C with the initial value -1, not inverted.
  const crc32c = (data: Uint8Array): number => {
    let crc = 0xffffffff
    for (const byte of data) {
      crc ^= byte
      for (let bit = 0; bit < 8; bit += 1) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1
    }
    return crc >>> 0
  }
  const data = randomBytes(4096)
  const writing = image.write(data, 12 * MiB, { crc32c: crc32c(data) })
  if (supports('rbd_aio_write_with_crc32c') === true) {
    expect(await writing).toBe(4096)
    expect((await read(12 * MiB, 4096)).equals(data)).toBe(true)
  } else {
    expect(await failure(writing)).toBeInstanceOf(NotSupportedError)
  }
  for (const wrong of [-1, 2 ** 32, 0.5, '5']) {
    const error = await failure(image.write(data, 0, { crc32c: wrong as never }))
    expect(error instanceof RangeError || error instanceof TypeError).toBe(true)
  }
})

test('the cache is forgotten', async () => {
  await image.write(Buffer.from('kept'), 0)
  await image.invalidateCache()
  expect((await read(0, 4)).toString()).toBe('kept')
})

test('writing zeros with and without room', async () => {
  await image.write(Buffer.alloc(8192, 'x'), 0)
  await image.writeZeroes(0, 4096, { allocate: true })
  await image.writeZeroes(4096, 4096)
  expect((await read(0, 8192)).equals(Buffer.alloc(8192))).toBe(true)
})

describe('the exclusive lock', () => {
  test('modes', async () => {
    await image.lock.acquire({ mode: 'exclusive' })
    expect(await image.lock.isOwner()).toBe(true)
    expect(await image.lock.owners()).toMatchObject([{ mode: 'exclusive' }])
    await using other = await images.open('forms')
    expect(await failure(other.lock.acquire())).toBeInstanceOf(ImageBusyError)
    await image.lock.release()
    expect(await image.lock.isOwner()).toBe(false)
    // Who has asked for the lock, even in vain, does not take it for a write any more.
    expect(await failure(other.write(Buffer.from('mine'), 0))).toBeInstanceOf(ImageBusyError)
    expect(await failure(image.lock.acquire({ mode: 'shared' }))).toMatchObject({ code: 'EOPNOTSUPP' })
    expect(await failure(image.lock.acquire({ mode: 'x' as never }))).toBeInstanceOf(RangeError)
    const transient = image.lock.acquire({ mode: 'exclusive-transient' })
    // Came with the same release.
    if (supports('rbd_group_snap_get_info') !== true) {
      expect(await failure(transient)).toMatchObject({ code: 'EOPNOTSUPP' })
      return
    }
    await transient
    expect(await image.lock.isOwner()).toBe(true)
    await using third = await images.open('forms')
    let written = false
    const writing = third.write(Buffer.from('mine'), 0).then(() => {
      written = true
    })
    await image.write(Buffer.from('ours'), 0)
    await image.lock.acquire({ mode: 'exclusive' })
    await image.lock.acquire({ mode: 'exclusive-transient' })
    expect(written).toBe(false)
    await image.lock.release()
    await writing
    expect(await third.lock.isOwner()).toBe(true)
    const buffer = Buffer.alloc(4)
    await third.read(buffer, 0)
    expect(buffer.toString()).toBe('mine')
  })

  test('of one that lives is not broken', async () => {
    await image.lock.acquire()
    const [owner] = await image.lock.owners()
    await using other = await images.open('forms')
    if (owner === undefined) throw new Error('No owner')
    expect(await failure(other.lock.break('10.0.0.1:0/1'))).toBeInstanceOf(ImageBusyError)
    await image.lock.release()
    expect(await failure(other.lock.break(''))).toBeInstanceOf(RangeError)
  })
})
