import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, inject, test } from 'vitest'
import { ObjectNotFoundError } from '../../../src/core/errors.ts'
import { type Pool, ReadOp, WriteOp } from '../../../src/rados/index.ts'
import { withPool } from './fixture.ts'

const lab = inject('lab')
const name = `write-op-${process.pid}`
let pool: Pool

withPool(name, (opened) => {
  pool = opened
})

const text = async (object: string): Promise<string> => String(await pool.object(object).read())

/** An extended attribute, as Ceph's own tool sees it. */
async function xattr(object: string, attribute: string): Promise<string> {
  const args = ['-c', lab.conf, '-k', lab.keyring, '-p', name, 'getxattr', object, attribute]
  return (await promisify(execFile)('rados', args)).stdout
}

test('does all of its steps, in order', async () => {
  const op = new WriteOp()
    .create({ exclusive: true })
    .writeFull('hello world')
    .write('W', 6)
    .append('!')
    .setXattr('lang', 'en')
  await pool.operate('greeting', op)
  expect(await text('greeting')).toBe('hello World!')
  expect(await xattr('greeting', 'lang')).toBe('en')
  await pool.object('greeting').operate(new WriteOp().zero(0, 5).truncate(8).removeXattr('lang'))
  expect(await text('greeting')).toBe('\0\0\0\0\0 Wo')
  await expect(xattr('greeting', 'lang')).rejects.toThrow(/No data|ENODATA|61/)
  await pool.operate('greeting', new WriteOp().remove())
  expect(await pool.operate('greeting', new ReadOp().stat()).catch((error) => error)).toBeInstanceOf(
    ObjectNotFoundError,
  )
})

test('does none of its steps if one fails', async () => {
  await pool.object('kept').writeFull('as it was')
  const error = await pool
    .operate('kept', new WriteOp().writeFull('gone').create({ exclusive: true }))
    .catch((thrown) => thrown)
  expect(error).toMatchObject({ code: 'EEXIST', syscall: 'rados_aio_write_op_operate', subject: { object: 'kept' } })
  expect(await text('kept')).toBe('as it was')
  const missing = await pool.operate('missing', new WriteOp().assertExists().append('x')).catch((thrown) => thrown)
  expect(missing).toBeInstanceOf(ObjectNotFoundError)
})

test('never changes, and serves many objects in a namespace that is opened by its first use', async () => {
  const view = pool.inNamespace('many')
  const base = new WriteOp().writeFull('base')
  const longer = base.append(' and more')
  await Promise.all(
    Array.from({ length: 100 }, (_, index) => view.operate(`object-${index}`, index % 2 === 0 ? base : longer)),
  )
  expect(String(await view.object('object-98').read())).toBe('base')
  expect(String(await view.object('object-99').read())).toBe('base and more')
})

test('bad steps are refused before anything is asked', async () => {
  await expect(pool.operate('x', new WriteOp())).rejects.toThrow(RangeError)
  expect(() => new WriteOp().create({ exclusiv: true } as never)).toThrow(TypeError)
  expect(() => new WriteOp().write('x', -1)).toThrow(RangeError)
  expect(() => new WriteOp().write(5 as never)).toThrow(TypeError)
  expect(() => new WriteOp().setXattr('', 'x')).toThrow(RangeError)
  await expect(pool.operate('x', {} as never)).rejects.toThrow(TypeError)
})
