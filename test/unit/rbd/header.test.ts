import { describe, expect, test } from 'vitest'
import { CephError } from '../../../src/core/errors.ts'
import { Decoder, encodeStruct, encodeText, encodeU64 } from '../../../src/rados/encoding.ts'
import { decodePage, imageOf, removedImageOf } from '../../../src/rbd/directory.ts'
import { decodeLock, decodeSize } from '../../../src/rbd/header.ts'

const subject = { pool: 'p', image: 'vm' }

const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
const lockOf = (holders: number, type: number): Buffer =>
  encodeStruct(
    u32(holders),
    ...Array.from({ length: holders }, (_, index) =>
      Buffer.concat([encodeStruct(Buffer.alloc(9), encodeText(`auto ${index}`)), encodeStruct(Buffer.alloc(40))]),
    ),
    Buffer.from([type]),
    encodeText('internal'),
  )
const pageOf = (...entries: readonly (readonly [string, Uint8Array])[]): Buffer =>
  Buffer.concat([u32(entries.length), ...entries.flatMap(([key, value]) => [encodeText(key), value])])
const removedOf = (source: number, name: string): Buffer =>
  encodeStruct(Buffer.from([source]), encodeText(name), Buffer.alloc(16), Buffer.from([0]))

const none = Buffer.alloc(0)
const decodings: readonly (readonly [string, (bytes: Buffer) => unknown, Buffer])[] = [
  ['size', (bytes) => decodeSize(bytes, subject), Buffer.concat([Buffer.from([22]), encodeU64(2n ** 40n)])],
  ['features', (bytes) => new Decoder(bytes, 'rbd.get_features', subject).u64(), encodeU64(61n)],
  ['lock', (bytes) => decodeLock(bytes, subject), lockOf(2, 1)],
  [
    'directory',
    (bytes) => decodePage(new Decoder(bytes, 'rbd.dir_list', subject), none, imageOf).entries,
    pageOf(['a', encodeText('1')], ['b', encodeText('2')]),
  ],
  [
    'trash',
    (bytes) => decodePage(new Decoder(bytes, 'rbd.trash_list', subject), none, removedImageOf).entries,
    pageOf(['1', removedOf(3, 'a')], ['2', removedOf(0, 'b')]),
  ],
]

test('answers of class methods', () => {
  expect(decodings.map(([, decode, bytes]) => decode(bytes))).toEqual([
    2 ** 40,
    61,
    'exclusive',
    [
      { name: 'a', id: '1' },
      { name: 'b', id: '2' },
    ],
    [{ name: 'a', id: '1' }, undefined],
  ])
  expect(decodeLock(lockOf(0, 0), subject)).toBeUndefined()
  expect(decodeLock(lockOf(0, 1), subject)).toBeUndefined()
  expect(decodeLock(lockOf(1, 2), subject)).toBe('shared')
})

test('what a later release adds to a structure is passed over', () => {
  const lock = lockOf(1, 1)
  const grown = Buffer.concat([lock, Buffer.from('more')])
  grown.writeUInt8(7, 0)
  grown.writeUInt32LE(lock.length - 6 + 4, 2)
  expect(decodeLock(grown, subject)).toBe('exclusive')
  const unreadable = Buffer.from(lock)
  unreadable.writeUInt8(2, 1)
  expect(() => decodeLock(unreadable, subject)).toThrow(/needs version 2/)
})

describe('hostile bytes', () => {
  const malformed = (method: RegExp) =>
    expect.objectContaining({ code: 'EBADMSG', syscall: expect.stringMatching(method), subject })
  const thrownBy = (decode: () => unknown): unknown => {
    try {
      decode()
    } catch (error) {
      return error
    }
    throw new Error('It was expected to fail')
  }

  test.each(decodings)('%s: cut anywhere', (_, decode, bytes) => {
    for (let length = 0; length < bytes.length; length += 1) {
      expect(thrownBy(() => decode(bytes.subarray(0, length)))).toEqual(malformed(/^(rbd|lock)\.\w+$/))
    }
  })

  test.each(decodings)('%s: any bytes are an answer or a clear error, at once', (_, decode, bytes) => {
    let seed = 1
    const random = (below: number): number => {
      seed = (seed * 48_271) % 2_147_483_647
      return seed % below
    }
    for (let round = 0; round < 3000; round += 1) {
      const hostile = Buffer.from(bytes)
      for (let count = 0; count <= random(4); count += 1) hostile[random(hostile.length)] = random(256)
      try {
        decode(hostile)
      } catch (error) {
        expect(error).toBeInstanceOf(CephError)
        expect(error).toEqual(malformed(/./))
      }
    }
  })

  test('counts and lengths beyond all bytes', () => {
    const huge = u32(0xff_ff_ff_ff)
    for (const [, decode] of decodings.slice(3)) {
      expect(thrownBy(() => decode(huge))).toEqual(malformed(/_list$/))
      expect(thrownBy(() => decode(Buffer.concat([u32(1), huge])))).toEqual(malformed(/_list$/))
    }
    expect(thrownBy(() => decodeLock(encodeStruct(huge), subject))).toEqual(malformed(/get_info/))
    expect(thrownBy(() => new Decoder(encodeU64(2n ** 60n), 'rbd.get_size', subject).u64())).toMatchObject({
      message: expect.stringContaining('the answer of the class method rbd.get_size is malformed'),
    })
  })

  test('a page that does not go on after the last one', () => {
    const list = (bytes: Buffer, after: string) => () =>
      decodePage(new Decoder(bytes, 'rbd.dir_list', subject), Buffer.from(after), imageOf)
    const page = pageOf(['b', encodeText('1')], ['c', encodeText('2')])
    expect(list(page, 'a')().last.toString()).toBe('c')
    expect(list(page, 'b')).toThrow(/out of order/)
    expect(list(page, 'z')).toThrow(/out of order/)
    expect(list(pageOf(['b', encodeText('1')], ['b', encodeText('2')]), '')).toThrow(/out of order/)
  })
})
