import { describe, expect, expectTypeOf, test } from 'vitest'
import { AbortError, ComparisonFailedError, NotSupportedError, ObjectNotFoundError } from '../../../src/core/errors.ts'
import { type Cluster, type OmapPage, type Pool, type RadosObject, ReadOp, WriteOp } from '../../../src/rados/index.ts'
import { withPool } from './fixture.ts'

const name = `omap-${process.pid}`
let cluster: Cluster
let pool: Pool

withPool(name, (opened) => {
  pool = opened
  cluster = opened.cluster
})

async function contents(object: RadosObject): Promise<Record<string, string>> {
  const all = await object.omap.entries().toArray()
  return Object.fromEntries(all.map(({ key, value }) => [key, String(value)]))
}

describe('an omap', () => {
  test('is set, read and emptied', async () => {
    const object = pool.object('basic')
    await object.omap.set({ b: '2', a: '1' })
    await object.omap.set(new Map([['c', Buffer.from([0, 255])]]))
    await object.omap.set([['d', '']])
    expect(await object.omap.keys().toArray()).toEqual(['a', 'b', 'c', 'd'])
    expect(String(await object.omap.get('a'))).toBe('1')
    expect(await object.omap.get('none')).toBeUndefined()
    expect(await object.omap.getMany(['c', 'none', 'd', 'c'])).toEqual([
      Buffer.from([0, 255]),
      undefined,
      Buffer.alloc(0),
      Buffer.from([0, 255]),
    ])
    await object.omap.remove(['a', 'none'])
    expect(await object.omap.keys().toArray()).toEqual(['b', 'c', 'd'])
    await object.omap.clear()
    expect(await contents(object)).toEqual({})
    expect(await object.omap.getMany([])).toEqual([])
  })

  test('loses a range of keys', async () => {
    const object = pool.object('range')
    await object.omap.set(Object.fromEntries(['a', 'b', 'b1', 'c', 'd'].map((key) => [key, key])))
    await object.omap.removeRange('b', 'c')
    expect(await object.omap.keys().toArray()).toEqual(['a', 'c', 'd'])
    await expect(object.omap.removeRange('c', 'b')).rejects.toThrow(RangeError)
  })

  test('is listed page by page, in order, from a key on, and by a prefix', async () => {
    const object = pool.object('pages')
    const keys = Array.from({ length: 2500 }, (_, index) => `key.${String(index).padStart(4, '0')}`)
    await object.omap.set([...keys.map((key) => [key, `value of ${key}`] as const), ['zebra', 'z'], ['aa', 'a']])
    const pageSizes = [7, 1000, 5000]
    for (const pageSize of pageSizes) {
      const entries = await object.omap.entries({ prefix: 'key.', pageSize }).toArray()
      expect(entries.map(({ key }) => key)).toEqual(keys)
      expect(entries.every(({ key, value }) => String(value) === `value of ${key}`)).toBe(true)
    }
    expect(await object.omap.keys({ pageSize: 400 }).toArray()).toEqual(['aa', ...keys, 'zebra'])
    expect(await object.omap.keys({ after: 'key.2497' }).toArray()).toEqual(['key.2498', 'key.2499', 'zebra'])
    expect(await object.omap.keys({ after: 'key.2497', prefix: 'key.' }).toArray()).toEqual(['key.2498', 'key.2499'])
    const first: string[] = []
    for await (const { key } of object.omap.entries({ pageSize: 2 })) {
      first.push(key)
      if (first.length === 3) break
    }
    expect(first).toEqual(['aa', 'key.0000', 'key.0001'])
  })

  test('takes any bytes as a key', async () => {
    const object = pool.object('binary')
    const keys = [[0], [0, 0], [0, 1], [1, 0, 255], [97], [97, 0], [97, 0, 98], [97, 98], [255, 254]].map((bytes) =>
      Buffer.from(bytes),
    )
    await object.omap.set(keys.map((key) => [key, key] as const))
    for (const pageSize of [1, 2, 3, 100]) {
      expect(await object.omap.keys({ encoding: 'buffer', pageSize }).toArray()).toEqual(keys)
      const entries = await object.omap.entries({ encoding: 'buffer', pageSize }).toArray()
      expect(entries.map(({ value }) => value)).toEqual(keys)
      const after = Buffer.from([97, 0])
      expect(await object.omap.keys({ after, encoding: 'buffer', pageSize }).toArray()).toEqual(keys.slice(6))
      const prefix = Buffer.from([97, 0])
      expect(await object.omap.keys({ prefix, encoding: 'buffer', pageSize }).toArray()).toEqual(keys.slice(5, 7))
    }
    expect(await object.omap.get(Buffer.from([0, 1]))).toEqual(Buffer.from([0, 1]))
    await expect(object.omap.keys().toArray()).rejects.toMatchObject({
      code: 'ERR_CEPHVIRT_KEY_NOT_TEXT',
      hint: expect.stringContaining('buffer'),
    })
    await object.operate(new WriteOp().omapRemoveRange(Buffer.from([0, 0]), Buffer.from([97, 0])))
    await object.omap.remove([Buffer.from([255, 254])])
    expect(await object.omap.keys({ encoding: 'buffer' }).toArray()).toEqual([keys[0], ...keys.slice(5, 8)])
    expect(await object.omap.keys().toArray()).toEqual(['\0', 'a\0', 'a\0b', 'ab'])
  })

  test('says so when librados cannot tell all of it', async () => {
    const object = pool.object('alike')
    await object.omap.set(Array.from({ length: 1100 }, (_, index) => [`same\0${index}`, ''] as const))
    const error = await object.omap
      .keys({ pageSize: 500 })
      .toArray()
      .catch((thrown) => thrown)
    expect(error).toBeInstanceOf(NotSupportedError)
    expect(error).toMatchObject({ subject: { object: 'alike' }, hint: expect.stringContaining('osd_max_omap') })
  })

  test('is not there in a pool with erasure coding, where attributes are', async () => {
    const [coded, profile] = [`${name}-coded`, `${name}-profile`]
    const ask = async (command: Record<string, unknown> & { readonly prefix: string }): Promise<void> => {
      const { code, status } = await cluster.monCommand(command)
      expect(code, status).toBe(0)
    }
    const shape = ['k=2', 'm=1', 'crush-failure-domain=osd']
    await ask({ prefix: 'osd erasure-code-profile set', name: profile, profile: shape })
    await ask({
      prefix: 'osd pool create',
      pool: coded,
      pg_num: 4,
      pool_type: 'erasure',
      erasure_code_profile: profile,
    })
    try {
      await using view = await cluster.openPool(coded)
      const object = view.object('x')
      await object.writeFull('there')
      await object.setXattr('a', '1')
      expect(String(await object.getXattr('a'))).toBe('1')
      await expect(object.omap.set({ a: '1' })).rejects.toMatchObject({ code: 'EOPNOTSUPP', subject: { pool: coded } })
      expect(String(await object.read())).toBe('there')
    } finally {
      await cluster.pools.delete(coded)
      await ask({ prefix: 'osd crush rule rm', name: coded })
      await ask({ prefix: 'osd erasure-code-profile rm', name: profile })
    }
  })

  test('of a missing object is none', async () => {
    const { omap } = pool.object('missing')
    const calls = [
      omap.get('a'),
      omap.getMany(['a']),
      omap.remove(['a']),
      omap.removeRange('a', 'b'),
      omap.clear(),
      omap.keys().toArray(),
      omap.entries({ prefix: 'a' }).toArray(),
    ]
    for (const result of await Promise.allSettled(calls)) {
      expect(result).toMatchObject({ status: 'rejected', reason: expect.any(ObjectNotFoundError) })
    }
  })

  test('can be given up', async () => {
    const object = pool.object('basic')
    await object.omap.set({ a: '1' })
    const signal = AbortSignal.abort()
    await expect(object.omap.get('a', { signal })).rejects.toBeInstanceOf(AbortError)
    await expect(object.omap.keys({ signal }).toArray()).rejects.toBeInstanceOf(AbortError)
  })

  test('checks what it is given', async () => {
    const { omap } = pool.object('checked')
    await expect(omap.get(5 as never)).rejects.toThrow(TypeError)
    await expect(omap.getMany('a' as never)).rejects.toThrow(TypeError)
    await expect(omap.set({ a: 5 as never })).rejects.toThrow(TypeError)
    await expect(omap.set([['a']] as never)).rejects.toThrow(TypeError)
    await expect(omap.set(null as never)).rejects.toThrow(TypeError)
    await expect(omap.remove('a' as never)).rejects.toThrow(TypeError)
    expect(() => omap.keys({ pageSize: 0 })).toThrow(RangeError)
    expect(() => omap.keys({ prefx: 'a' } as never)).toThrow(TypeError)
    expect(() => omap.entries({ encoding: 'hex' as never })).toThrow(RangeError)
  })
})

describe('an operation on the omap', () => {
  test('brings pages, keys and values', async () => {
    const object = pool.object('operated')
    await object.operate(
      new WriteOp().omapSet({ gone: '' }).omapClear().omapSet({ 'u.1': 'a', 'u.2': 'b', v: 'c' }).append('x'),
    )
    const answers = await object.operate(
      new ReadOp()
        .omapGetValues({ prefix: 'u.', limit: 1 })
        .omapGetKeys({ after: 'u.1', limit: 10, encoding: 'buffer' })
        .omapGetValuesByKeys(['v', 'w'])
        .stat(),
    )
    expectTypeOf(answers[0]).toEqualTypeOf<OmapPage>()
    expectTypeOf(answers[1].keys).toEqualTypeOf<readonly Buffer[]>()
    expect(answers[0]).toEqual({ entries: [{ key: 'u.1', value: Buffer.from('a') }], more: true })
    expect(answers[1]).toEqual({ keys: [Buffer.from('u.2'), Buffer.from('v')], more: false })
    expect(answers[2]).toEqual([Buffer.from('c'), undefined])
    expect(answers[3].size).toBe(1)
    await object.operate(new WriteOp().omapRemoveKeys(['v']).omapRemoveRange('u.1', 'u.2'))
    expect(await contents(object)).toEqual({ 'u.2': 'b' })
  })

  test('goes on only if a value is what it has to be: that in the omap on the left', async () => {
    const object = pool.object('compared')
    await object.omap.set({ level: 'm' })
    const holds = async (comparison: '==' | '>' | '<', value: string): Promise<boolean> =>
      await object.operate(new ReadOp().compareOmap('level', comparison, value).omapGetKeys()).then(
        () => true,
        (error) => {
          expect(error).toBeInstanceOf(ComparisonFailedError)
          return false
        },
      )
    const table: boolean[][] = []
    for (const comparison of ['==', '>', '<'] as const) {
      const row: boolean[] = []
      for (const value of ['a', 'm', 'z']) row.push(await holds(comparison, value))
      table.push(row)
    }
    expect(table).toEqual([
      [false, true, false],
      [true, false, false],
      [false, false, true],
    ])
    // What is not there counts as empty.
    await object.operate(new ReadOp().compareOmap('none', '==', '').compareOmap('none', '<', 'a').stat())
    const take = new WriteOp().compareOmap('level', '==', 'm').omapSet({ level: 'n' })
    await object.operate(take)
    await expect(object.operate(take)).rejects.toBeInstanceOf(ComparisonFailedError)
    expect(await contents(object)).toEqual({ level: 'n' })
  })

  test('checks what it is given', () => {
    expect(() => new ReadOp().omapGetValues({ after: 'a\0' })).toThrow(RangeError)
    expect(() => new ReadOp().omapGetValues({ prefix: Buffer.from([0]) })).toThrow(RangeError)
    expect(() => new ReadOp().omapGetKeys({ limit: 0 })).toThrow(RangeError)
    expect(() => new ReadOp().omapGetKeys({ prefix: 'a' } as never)).toThrow(TypeError)
    expect(() => new ReadOp().omapGetValuesByKeys('a' as never)).toThrow(TypeError)
    expect(() => new WriteOp().omapRemoveKeys('a' as never)).toThrow(TypeError)
    expect(() => new WriteOp().omapRemoveRange('b', 'a')).toThrow(RangeError)
    expect(() => new WriteOp().omapSet('a' as never)).toThrow(TypeError)
  })
})
