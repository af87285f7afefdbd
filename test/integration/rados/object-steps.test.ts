import { describe, expect, expectTypeOf, test } from 'vitest'
import {
  CephError,
  ComparisonFailedError,
  ExtentMismatchError,
  ObjectExistsError,
  ObjectNotFoundError,
} from '../../../src/core/errors.ts'
import {
  type Cluster,
  type ObjectStat,
  type Pool,
  type RadosObject,
  ReadOp,
  supports,
  WriteOp,
} from '../../../src/rados/index.ts'
import { withPool } from './fixture.ts'

const name = `object-steps-${process.pid}`
let cluster: Cluster
let pool: Pool

withPool(name, (opened) => {
  pool = opened
  cluster = opened.cluster
})

async function written(object: string, data = '0123456789'): Promise<RadosObject> {
  const made = pool.object(object)
  await made.writeFull(data)
  return made
}

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => {
      throw new Error('it should have failed')
    },
    (error) => error,
  )

describe('comparing an extent', () => {
  test('says where it differs, counted from its beginning', async () => {
    const object = await written('extent')
    await object.compareExtent('0123456789')
    await object.compareExtent(Buffer.from('345'), 3)
    for (const [data, position, offset] of [
      ['x', 0, 0],
      ['34X', 3, 2],
      ['89ab', 8, 2],
    ] as const) {
      const error = await failure(object.compareExtent(data, position))
      expect(error).toBeInstanceOf(ExtentMismatchError)
      expect(error).toBeInstanceOf(ComparisonFailedError)
      expect(error).toMatchObject({
        offset,
        errno: -4095 - offset,
        code: 'ERR_CEPHVIRT_EXTENT_MISMATCH',
        subject: { object: 'extent' },
        hint: expect.stringContaining('changed the object'),
      })
    }
    expect(await failure(pool.object('missing').compareExtent('x'))).toBeInstanceOf(ObjectNotFoundError)
  })

  test('keeps an operation from writing', async () => {
    const object = await written('guarded')
    await object.operate(new WriteOp().compareExtent('234', 2).write('###', 2))
    const error = await failure(object.operate(new WriteOp().compareExtent('234', 2).write('???', 2)))
    expect(error).toBeInstanceOf(ExtentMismatchError)
    expect(error).toMatchObject({ offset: 0 })
    expect(String(await object.read())).toBe('01###56789')
    const [size] = await object.operate(new ReadOp().compareExtent('###', 2).stat())
    expect(size.size).toBe(10)
  })
})

describe('comparing an attribute', () => {
  test('has the attribute on the left and the given value on the right', async () => {
    const object = await written('compared')
    await object.setXattr('level', 'm')
    const holds = async (comparison: '==' | '!=' | '>' | '>=' | '<' | '<=', value: string): Promise<boolean> => {
      const results = await Promise.all(
        [new ReadOp().compareXattr('level', comparison, value).stat(), new ReadOp().stat()].map((op) =>
          object.operate(op).then(
            () => true,
            (error) => {
              expect(error).toBeInstanceOf(ComparisonFailedError)
              expect(error).toMatchObject({ code: 'ECANCELED' })
              return false
            },
          ),
        ),
      )
      expect(results[1]).toBe(true)
      return results[0] === true
    }
    const table: Record<string, boolean> = {}
    for (const comparison of ['==', '!=', '>', '>=', '<', '<='] as const) {
      for (const value of ['a', 'm', 'z']) table[`m ${comparison} ${value}`] = await holds(comparison, value)
    }
    expect(table).toEqual({
      'm == a': false,
      'm == m': true,
      'm == z': false,
      'm != a': true,
      'm != m': false,
      'm != z': true,
      'm > a': true,
      'm > m': false,
      'm > z': false,
      'm >= a': true,
      'm >= m': true,
      'm >= z': false,
      'm < a': false,
      'm < m': false,
      'm < z': true,
      'm <= a': false,
      'm <= m': true,
      'm <= z': true,
    })
  })

  test('keeps an operation from writing', async () => {
    const object = await written('taken')
    await object.setXattr('state', 'open')
    const take = new WriteOp().compareXattr('state', '==', 'open').setXattr('state', 'taken').append('!')
    await object.operate(take)
    expect(await failure(object.operate(take))).toBeInstanceOf(ComparisonFailedError)
    expect(String(await object.getXattr('state'))).toBe('taken')
    expect((await object.stat()).size).toBe(11)
    await object.operate(new WriteOp().compareXattr('none', '==', '').setXattr('none', 'now'))
  })
})

describe('a version', () => {
  test('grows with each change, and guards what was read', async () => {
    const object = await written('versioned')
    const [text, version] = await object.operate(new ReadOp().read({ length: 100 }).version())
    expectTypeOf(version).toEqualTypeOf<bigint>()
    expect(await object.version()).toBe(version)
    const change = new WriteOp().assertVersion(version).writeFull(`${text}!`)
    const result = await object.operate(change)
    expect(result.version).toBeGreaterThan(version)
    expect(await object.version()).toBe(result.version)
    const newer = await failure(object.operate(change))
    expect(newer).toBeInstanceOf(ComparisonFailedError)
    expect(newer).toMatchObject({ code: 'ERANGE', hint: expect.stringContaining('with its version') })
    const older = await failure(object.operate(new ReadOp().assertVersion(result.version + 1n).stat()))
    expect(older).toBeInstanceOf(ComparisonFailedError)
    expect(older).toMatchObject({ code: 'EOVERFLOW', subject: { object: 'versioned' } })
    expect((await object.operate(new ReadOp().assertVersion(result.version).assertExists().stat())).length).toBe(1)
    expect(String(await object.read())).toBe('0123456789!')
    expect(await failure(pool.object('missing').version())).toBeInstanceOf(ObjectNotFoundError)
  })
})

describe('writing', () => {
  test('the same again and again', async () => {
    const object = pool.object('pattern')
    await object.writeSame('ab', 8)
    await object.operate(new WriteOp().writeSame(Buffer.from('-'), 3, 10))
    expect(String(await object.read())).toBe('abababab\0\0---')
    for (const [data, length] of [
      ['abc', 8],
      ['', 8],
      ['ab', 0],
    ] as const) {
      await expect(object.writeSame(data, length)).rejects.toThrow(RangeError)
    }
  })

  test('with a time of its own', async () => {
    const object = pool.object('dated')
    const mtime = new Date('2020-02-03T04:05:06.789Z')
    const { version } = await object.operate(new WriteOp().writeFull('old'), { mtime })
    expect(await object.version()).toBe(version)
    const stat = await object.stat()
    const exact = supports('rados_aio_stat2')
    expect(stat.mtime).toEqual(exact ? mtime : new Date('2020-02-03T04:05:06Z'))
    const ns = 1_600_000_000_123_456_789n
    await object.operate(new WriteOp().append('er'), { mtime: ns })
    const [{ mtimeNs }] = await object.operate(new ReadOp().stat())
    expect(mtimeNs).toBe(exact ? ns : 1_600_000_000_000_000_000n)
    const view = pool.inNamespace('dated')
    await view.operate('first use', new WriteOp().create(), { mtime })
    expect((await view.object('first use').stat()).mtime.getFullYear()).toBe(2020)
    const exists = await failure(object.operate(new WriteOp().create({ exclusive: true }), { mtime }))
    expect(exists).toBeInstanceOf(ObjectExistsError)
    expect(exists).toMatchObject({ subject: { object: 'dated' } })
    for (const wrong of [new Date(Number.NaN), -1n, 1n << 64n]) {
      await expect(object.operate(new WriteOp().create(), { mtime: wrong })).rejects.toThrow(RangeError)
    }
    await expect(object.operate(new WriteOp().create(), { mtime: 5 as never })).rejects.toThrow(TypeError)
    await expect(object.operate(new ReadOp().stat(), { mtime } as never)).rejects.toThrow(RangeError)
  })

  test('after a hint of what to expect', async () => {
    const object = pool.object('hinted')
    await object.setAllocationHint({ objectSize: '4MiB', writeSize: 65536, flags: ['append-only', 'log'] })
    expect((await object.stat()).size).toBe(0)
    await object.operate(new WriteOp().setAllocationHint({}).append('x'))
    expect(() => new WriteOp().setAllocationHint({ flags: ['fast' as never] })).toThrow(RangeError)
    expect(() => new WriteOp().setAllocationHint({ flags: 'log' as never })).toThrow(TypeError)
    expect(() => new WriteOp().setAllocationHint({ size: 5 } as never)).toThrow(TypeError)
    await expect(object.setAllocationHint({ objectSize: 'much' })).rejects.toThrow(RangeError)
  })
})

describe('checksums', () => {
  /** As Ceph computes it: begins with `crc`, and is not inverted at the end. */
  function crc32c(data: Uint8Array, crc = 0xffffffff): number {
    let sum = crc
    for (const byte of data) {
      sum ^= byte
      for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0x82f63b78 : sum >>> 1
    }
    return sum >>> 0
  }

  test('of all, of a part, and of pieces', async () => {
    const object = await written('summed', 'abcdefghijklmnop')
    const bytes = await object.read()
    expect(await object.checksum('crc32c')).toEqual([crc32c(bytes)])
    expect(await object.checksum('crc32c', { initial: 7 })).toEqual([crc32c(bytes, 7)])
    expect(await object.checksum('crc32c', { position: 2, length: 5 })).toEqual([crc32c(bytes.subarray(2, 7))])
    const pieces = await object.checksum('crc32c', { length: 16, chunkSize: 4 })
    expect(pieces).toEqual([0, 4, 8, 12].map((at) => crc32c(bytes.subarray(at, at + 4))))
    const [[sum], { size }] = await object.operate(new ReadOp().checksum('crc32c').stat())
    expect([sum, size]).toEqual([crc32c(bytes), 16])
  })

  test('of each algorithm, as published', async () => {
    const object = await written('abc', 'abc')
    expect(await object.checksum('xxhash32')).toEqual([0x32d153ff])
    const wide = await object.checksum('xxhash64')
    expectTypeOf(wide).toEqualTypeOf<readonly bigint[]>()
    expect(wide).toEqual([0x44bc2cf5ad770999n])
    expect(await object.checksum('xxhash64', { initial: 1n })).not.toEqual(wide)
  })

  test('fail with what is missing or makes no sense', async () => {
    const object = await written('abc', 'abc')
    expect(await failure(pool.object('missing').checksum('crc32c'))).toBeInstanceOf(ObjectNotFoundError)
    const wrong: (() => unknown)[] = [
      () => new ReadOp().checksum('md5' as never),
      () => new ReadOp().checksum('crc32c', { length: 10, chunkSize: 4 }),
      () => new ReadOp().checksum('crc32c', { chunkSize: 4 }),
      () => new ReadOp().checksum('crc32c', { initial: 2 ** 32 }),
      () => new ReadOp().checksum('xxhash64', { initial: -1n }),
    ]
    for (const make of wrong) expect(make).toThrow(RangeError)
    expect(() => new ReadOp().checksum('xxhash64', { initial: 1 as never })).toThrow(TypeError)
    expect(() => new ReadOp().checksum('crc32c', { initial: 1n as never })).toThrow(TypeError)
    await expect(object.checksum('crc32c', { chunksize: 1 } as never)).rejects.toThrow(TypeError)
  })
})

describe('extended attributes', () => {
  test('are set, read and taken away', async () => {
    const object = pool.object('attributes')
    const binary = Buffer.from([0, 255, 0, 1])
    await object.setXattr('text', 'wert ü')
    await object.setXattr('binary', binary)
    await object.setXattr('empty', '')
    expect(String(await object.getXattr('text'))).toBe('wert ü')
    expect(await object.getXattr('binary')).toEqual(binary)
    expect(await object.getXattr('empty')).toHaveLength(0)
    expect([...(await object.xattrs())].map(([key]) => key).sort()).toEqual(['binary', 'empty', 'text'])
    const [all, { size }] = await object.operate(new ReadOp().getXattrs().stat())
    expect([all.get('binary'), size]).toEqual([binary, 0])
    await object.removeXattr('text')
    const gone = await failure(object.getXattr('text'))
    expect(gone).toBeInstanceOf(CephError)
    expect(gone).toMatchObject({ code: 'ENODATA', message: expect.stringContaining("no extended attribute 'text'") })
    expect((await (await written('plain')).xattrs()).size).toBe(0)
  })

  test('of a missing object, and of no name', async () => {
    const missing = pool.object('missing')
    const calls = [missing.xattrs(), missing.getXattr('a'), missing.removeXattr('a')]
    for (const error of await Promise.all(calls.map(failure))) {
      expect(error).toBeInstanceOf(ObjectNotFoundError)
    }
    await expect(missing.setXattr('', 'x')).rejects.toThrow(RangeError)
    await expect(missing.getXattr(5 as never)).rejects.toThrow(TypeError)
  })
})

describe('flags', () => {
  test('let the other steps of a read go on', async () => {
    const object = await written('flagged')
    const op = new ReadOp().exec('lock', 'get_info', 'nonsense').setFlags('fail-ok').stat()
    const answers = await object.operate(op)
    expectTypeOf(answers).toEqualTypeOf<[Buffer | CephError, ObjectStat]>()
    expect(answers[0]).toBeInstanceOf(CephError)
    expect(answers[0]).toMatchObject({ code: 'EINVAL', subject: { object: 'flagged' } })
    expect(answers[1].size).toBe(10)
    expect(await failure(object.operate(new ReadOp().exec('lock', 'get_info', 'nonsense').stat()))).toMatchObject({
      code: 'EINVAL',
    })
    const [bytes] = await object.operate(
      new ReadOp().read({ length: 4 }).setFlags('fadvise-random', 'fadvise-no-cache'),
    )
    expect(String(bytes)).toBe('0123')
  })

  test('let the other steps of a write go on', async () => {
    const object = await written('flagged')
    await object.operate(new WriteOp().create().setFlags('excl', 'fail-ok').append('!'))
    expect((await object.stat()).size).toBe(11)
    expect(await failure(object.operate(new WriteOp().create().setFlags('excl').append('!')))).toBeInstanceOf(
      ObjectExistsError,
    )
    await object.operate(new WriteOp().writeFull('x').setFlags('fadvise-dont-need', 'fadvise-fua'))
    expect(String(await object.read())).toBe('x')
  })

  test('of a whole operation', async () => {
    const object = await written('flagged')
    const [text] = await object.operate(new ReadOp().read({ length: 3 }), {
      flags: ['balance-reads', 'localize-reads'],
    })
    expect(String(text)).toBe('012')
    const { results } = await object.operate(new WriteOp().append('!').remove(), { flags: ['full-try', 'return-vec'] })
    expect(results).toEqual([0, 0])
    await pool.operate('flagged', new WriteOp().create(), { flags: [] })
    await expect(object.operate(new ReadOp().stat(), { flags: ['fast' as never] })).rejects.toThrow(RangeError)
    await expect(object.operate(new ReadOp().stat(), { flag: [] } as never)).rejects.toThrow(TypeError)
  })

  test('must be known, and follow a step that they can be of', () => {
    expect(() => new ReadOp().setFlags('excl')).toThrow(RangeError)
    expect(() => new WriteOp().setFlags('excl')).toThrow(RangeError)
    expect(() => new WriteOp().create().setFlags('fast' as never)).toThrow(RangeError)
    expect(() => new ReadOp().stat().setFlags(1 as never)).toThrow(TypeError)
    expect(() => new ReadOp().assertExists().setFlags('fail-ok')).toThrow(RangeError)
  })
})

describe('a class method', () => {
  test('changes an object among other steps, or nothing is changed', async () => {
    const object = pool.object('classes')
    // Of the class that keeps a version of its own: set to 5 of 'tag', as its structures are encoded.
    const tag = Buffer.from('tag')
    const inner = Buffer.alloc(6 + 8 + 4 + 3)
    inner.writeUInt8(1, 0)
    inner.writeUInt8(1, 1)
    inner.writeUInt32LE(15, 2)
    inner.writeBigUInt64LE(5n, 6)
    inner.writeUInt32LE(3, 14)
    tag.copy(inner, 18)
    const input = Buffer.concat([Buffer.from([1, 1, inner.length, 0, 0, 0]), inner])
    await object.operate(new WriteOp().create().exec('version', 'set', input).append('x'))
    const answer = await object.exec('version', 'read')
    expect(answer.includes(tag)).toBe(true)
    const error = await failure(object.operate(new WriteOp().append('y').exec('version', 'set', 'nonsense')))
    expect(error).toMatchObject({ code: 'EINVAL' })
    expect(String(await object.read())).toBe('x')
  })

  test('tells what it returned', async () => {
    const op = new WriteOp().create().exec('hello', 'write_return_data')
    const { results } = await pool.operate('returned', op, { flags: ['return-vec'] })
    expect(results).toEqual([0, 42])
  })
})

describe('a cache tier', () => {
  test('keeps what is pinned there; other pools have no such thing', async () => {
    const object = await written('pinned')
    for (const error of await Promise.all([failure(object.cachePin()), failure(object.cacheUnpin())])) {
      expect(error).toMatchObject({ code: 'EINVAL', subject: { object: 'pinned' } })
    }
    expect(await failure(object.cachePin())).toMatchObject({
      hint: expect.stringContaining('the pool that is the tier'),
    })
    const [base, cache] = [`${name}-base`, `${name}-cache`]
    for (const made of [base, cache]) await cluster.pools.create(made, { pgNum: 4 })
    const tier = async (prefix: string, more: object): Promise<void> => {
      const { code, status } = await cluster.monCommand({ prefix, ...more })
      expect(code, status).toBe(0)
    }
    await tier('osd tier add', { pool: base, tierpool: cache })
    await tier('osd tier cache-mode', { pool: cache, mode: 'writeback', yes_i_really_mean_it: true })
    try {
      await using tierPool = await cluster.openPool(cache)
      const kept = tierPool.object('kept')
      await kept.writeFull('x')
      // Until the OSDs have heard of the tier.
      const pinned = (): Promise<string> => kept.cachePin().then(() => 'pinned', String)
      await expect.poll(pinned, { timeout: 20_000 }).toBe('pinned')
      await kept.cacheUnpin()
      await kept.remove()
    } finally {
      await tier('osd tier remove', { pool: base, tierpool: cache })
      for (const made of [base, cache]) await cluster.pools.delete(made)
    }
  })
})

test('memory that was transferred meanwhile is not taken for empty', async () => {
  const object = await written('transferred')
  const data = new Uint8Array([1, 2, 3])
  const ops = [
    new WriteOp().writeFull(data),
    new WriteOp().omapSet([['key', data]]),
    new WriteOp().setXattr('name', data),
    new WriteOp().omapRemoveKeys([data]),
  ]
  const compare = new ReadOp().compareExtent(data)
  structuredClone(data.buffer, { transfer: [data.buffer] })
  for (const op of ops) await expect(object.operate(op)).rejects.toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' })
  await expect(object.operate(compare)).rejects.toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' })
  expect(String(await object.read())).toBe('0123456789')
})

test('more than librados can count is refused, not cut', async () => {
  const object = await written('enormous')
  const data = new Uint8Array(2 ** 31)
  const half = data.subarray(0, 2 ** 30)
  const ops = [
    new WriteOp().writeFull(data),
    new WriteOp().omapSet([['key', data]]),
    new WriteOp().write(half).append(half),
  ]
  for (const op of ops) await expect(object.operate(op)).rejects.toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
  expect(String(await object.read())).toBe('0123456789')
})

test('steps are checked before anything is asked', () => {
  const outOfRange: (() => unknown)[] = [
    () => new ReadOp().assertVersion(-1n),
    () => new WriteOp().assertVersion(1n << 64n),
    () => new WriteOp().compareExtent(''),
    () => new ReadOp().compareExtent('x', -1),
    () => new ReadOp().compareXattr('', '==', 'x'),
    () => new ReadOp().compareXattr('a', '=' as never, 'x'),
    () => new WriteOp().compareOmap('a', '>=' as never, 'x'),
    () => new WriteOp().exec('', 'x'),
    () => new WriteOp().exec('lock', 'a\0'),
  ]
  for (const make of outOfRange) expect(make).toThrow(RangeError)
  const wrongTypes: (() => unknown)[] = [
    () => new ReadOp().assertVersion(1 as never),
    () => new WriteOp().compareExtent(1 as never),
    () => new WriteOp().compareXattr('a', 1 as never, 'x'),
    () => new WriteOp().compareXattr('a', '==', 1 as never),
    () => new ReadOp().compareOmap(1 as never, '==', 'x'),
  ]
  for (const make of wrongTypes) expect(make).toThrow(TypeError)
})
