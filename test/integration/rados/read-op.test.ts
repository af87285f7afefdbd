import { describe, expect, expectTypeOf, inject, test } from 'vitest'
import { AbortError, ObjectNotFoundError, PermissionError } from '../../../src/core/errors.ts'
import { Decoder, encodeStruct, encodeText } from '../../../src/rados/encoding.ts'
import { type Cluster, connect, type ObjectStat, type Pool, ReadOp } from '../../../src/rados/index.ts'
import { withPool } from './fixture.ts'

const lab = inject('lab')
const name = 'read-op-test'
let cluster: Cluster
let pool: Pool

withPool(name, (opened) => {
  pool = opened
  cluster = opened.cluster
})

const lockInput = (lock: string, cookie: string): Buffer =>
  encodeStruct(
    encodeText(lock),
    Buffer.from([2]), // shared
    encodeText(cookie),
    encodeText('tag'),
    encodeText('why'),
    Buffer.alloc(8), // for ever
    Buffer.alloc(1),
  )
const lockInfo = (lock: string): Buffer => encodeStruct(encodeText(lock))

describe('a read operation', () => {
  test('brings what each step brings', async () => {
    await pool.object('steps').writeFull('0123456789')
    const memory = Buffer.alloc(8, '.')
    const op = new ReadOp()
      .stat()
      .read({ position: 2, length: 3 })
      .read(memory.subarray(2, 6), 8)
      .exec('lock', 'get_info', lockInfo('none'))
    const answers = await pool.operate('steps', op)
    expectTypeOf(answers).toEqualTypeOf<[ObjectStat, Buffer, number, Buffer]>()
    const [stat, part, count, info] = answers
    expect(stat).toEqual(await pool.object('steps').stat())
    expect(stat.size).toBe(10)
    expect(part.toString()).toBe('234')
    expect([count, memory.toString()]).toEqual([2, '..89....'])
    expect(new Decoder(info, 'lock.get_info', {}).struct(1).u32()).toBe(0)
  })

  test('serves many objects, at once and again', async () => {
    const objects = Array.from({ length: 300 }, (_, index) => pool.object(`many-${index}`))
    await Promise.all(objects.map((object, index) => object.writeFull('x'.repeat(index))))
    const look = new ReadOp().stat().read({ length: 1000 })
    for (let round = 0; round < 2; round += 1) {
      const answers = await Promise.all(objects.map((object) => object.operate(look)))
      expect(answers.map(([{ size }, bytes]) => [size, bytes.length])).toEqual(
        objects.map((_, index) => [index, index]),
      )
    }
    expect(cluster.window.state).toEqual({ operations: 0, bytes: 0, waiting: 0 })
  })

  test('of no bytes reads none', async () => {
    await pool.object('steps').writeFull('0123456789')
    const op = new ReadOp().read({ length: 0 }).read(new Uint8Array(0), 3).read({ position: 100, length: 5 })
    expect(await pool.operate('steps', op)).toEqual([Buffer.alloc(0), 0, Buffer.alloc(0)])
    await expect(pool.operate('missing', new ReadOp().read({ length: 0 }))).rejects.toBeInstanceOf(ObjectNotFoundError)
  })

  test('fails as a whole, and says what it was about', async () => {
    await pool.object('steps').writeFull('0123456789')
    const wrongInput = new ReadOp().stat().exec('lock', 'get_info', 'nonsense').read({ length: 4 })
    await expect(pool.operate('steps', wrongInput)).rejects.toMatchObject({
      code: 'EINVAL',
      syscall: 'rados_aio_read_op_operate',
      subject: { pool: name, object: 'steps' },
    })
    await expect(pool.inNamespace('other').operate('steps', new ReadOp().stat())).rejects.toMatchObject({
      code: 'ENOENT',
      subject: { namespace: 'other' },
    })
  })

  test('checks what it is given', async () => {
    const wrong: (() => unknown)[] = [
      () => new ReadOp().exec('', 'x'),
      () => new ReadOp().exec('a\0', 'x'),
      () => new ReadOp().read({ length: -1 }),
      () => new ReadOp().read({ position: 0.5, length: 1 }),
      () => new ReadOp().read(Buffer.alloc(1), Number.NaN),
    ]
    for (const make of wrong) expect(make).toThrow(RangeError)
    const wrongTypes: (() => unknown)[] = [
      // @ts-expect-error: no name
      () => new ReadOp().exec(1, 'x'),
      // @ts-expect-error: no bytes
      () => new ReadOp().exec('lock', 'x', 1),
      // @ts-expect-error: misspelt
      () => new ReadOp().read({ lenght: 1 }),
      // @ts-expect-error: how much is not said
      () => new ReadOp().read({}),
      () => new ReadOp().read(new Uint8Array(new SharedArrayBuffer(4))),
    ]
    for (const make of wrongTypes) expect(make).toThrow(TypeError)
    await expect(pool.operate('steps', new ReadOp())).rejects.toThrow(RangeError)
    // @ts-expect-error: not an operation
    await expect(pool.operate('steps', {})).rejects.toThrow(TypeError)
    const into = new Uint8Array(8)
    const op = new ReadOp().read(into)
    structuredClone(into.buffer, { transfer: [into.buffer] })
    await expect(pool.operate('steps', op)).rejects.toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' })
  })

  test('can be given up', async () => {
    await pool.object('steps').writeFull('0123456789')
    const stop = new AbortController()
    const op = new ReadOp().stat().read({ length: 4096 })
    const running = Array.from({ length: 50 }, () => pool.operate('steps', op, { signal: stop.signal }))
    stop.abort()
    for (const result of await Promise.allSettled(running)) {
      expect(result).toMatchObject({ status: 'rejected', reason: expect.any(AbortError) })
    }
    await expect.poll(() => cluster.window.state.operations).toBe(0)
    await expect(pool.operate('steps', op, { signal: stop.signal })).rejects.toBeInstanceOf(AbortError)
  })

  test('is waited for when its pool is closed', async () => {
    const other = await connect({ conf: lab.conf })
    const view = (await other.openPool(name)).inNamespace('closing')
    await view.object('x').writeFull('still here')
    const running = Array.from({ length: 100 }, () => view.operate('x', new ReadOp().read({ length: 5 })))
    await other.close()
    expect((await Promise.all(running)).map(([bytes]) => String(bytes))).toEqual(Array(100).fill('still'))
    await expect(view.operate('x', new ReadOp().stat())).rejects.toMatchObject({ code: 'ERR_CEPHVIRT_CLOSED' })
  })
})

describe('exec', () => {
  test('calls methods that read and methods that write', async () => {
    const object = pool.object('locked')
    expect(await object.exec('lock', 'lock', lockInput('mine', 'one'))).toEqual(Buffer.alloc(0))
    await object.exec('lock', 'lock', lockInput('mine', 'two'))
    const info = new Decoder(await object.exec('lock', 'get_info', lockInfo('mine')), 'lock.get_info', {}).struct(1)
    expect(info.u32()).toBe(2)
    await expect(object.exec('lock', 'lock', lockInput('mine', 'two'))).rejects.toMatchObject({ code: 'EEXIST' })
  })

  test('takes answers of any length', async () => {
    const object = pool.object('long')
    for (let index = 0; index < 100; index += 1) {
      await object.exec('lock', 'lock', lockInput('mine', `${index}`.padEnd(2000, '.')))
    }
    const answer = await object.exec('lock', 'get_info', lockInfo('mine'))
    expect(answer.length).toBeGreaterThan(200_000)
    expect(new Decoder(answer, 'lock.get_info', {}).struct(1).u32()).toBe(100)
  })

  test('says what is missing: the class, the method, the object', async () => {
    const object = pool.object('locked')
    await object.append('x')
    await expect(object.exec('no-such-class', 'get_info')).rejects.toBeInstanceOf(PermissionError)
    await expect(object.exec('lock', 'no_such_method')).rejects.toMatchObject({ code: 'EOPNOTSUPP' })
    await expect(pool.object('missing').exec('lock', 'get_info', lockInfo('x'))).rejects.toBeInstanceOf(
      ObjectNotFoundError,
    )
  })
})
