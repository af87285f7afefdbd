import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { checkBuffer, checkId, checkInteger, checkName, checkOptions } from '../../../src/core/arguments.ts'
import { revealed, Secret } from '../../../src/core/secret.ts'
import { formatSize, parseSize } from '../../../src/core/sizes.ts'

const type = expect.objectContaining({ name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' })
const range = expect.objectContaining({ name: 'RangeError', code: 'ERR_OUT_OF_RANGE' })

describe('sizes', () => {
  test.each([
    [0, 0],
    [4096, 4096],
    ['4096', 4096],
    ['6GiB', 6 * 1024 ** 3],
    ['6 GiB', 6 * 1024 ** 3],
    ['6g', 6 * 1024 ** 3],
    ['1.5M', 1.5 * 1024 ** 2],
    ['2TB', 2 * 1024 ** 4],
    ['10B', 10],
  ])('%s is %i bytes', (size, bytes) => expect(parseSize(size)).toBe(bytes))

  test.each(['', '-1', '1.3B', '6 XiB', 'GiB', '1e3', '9999999P', -1, 1.5, Number.NaN, 2 ** 53])(
    '%s is refused',
    (size) => {
      expect(() => parseSize(size)).toThrow(range)
    },
  )
  test.each([null, undefined, {}, true, 1n])('%s is of the wrong type', (size) => {
    expect(() => parseSize(size as never)).toThrow(type)
  })
  test.each([
    [0, '0 B'],
    [1536, '1.5 KiB'],
    [6 * 1024 ** 3, '6 GiB'],
    [123 * 1024 ** 2, '123 MiB'],
  ])('%i bytes read %s', (bytes, text) => expect(formatSize(bytes)).toBe(text))
})

describe('buffers', () => {
  test('plain bytes pass as they are', () => {
    const buffer = Buffer.alloc(8)
    expect(checkBuffer(buffer)).toBe(buffer)
    expect(checkBuffer(new Uint8Array(0))).toHaveLength(0)
  })
  test.each([
    ['text', 'text'],
    ['an ArrayBuffer', new ArrayBuffer(8)],
    ['another typed array', new Uint16Array(8)],
    ['shared memory', new Uint8Array(new SharedArrayBuffer(8))],
    ['nothing', undefined],
  ])('%s is refused', (_, value) => expect(() => checkBuffer(value)).toThrow(type))
  test('a detached one is refused', () => {
    const bytes = new Uint8Array(8)
    structuredClone(bytes, { transfer: [bytes.buffer] })
    expect(() => checkBuffer(bytes)).toThrow(type)
  })
  test('a resizable one is refused', () => {
    const Resizable = ArrayBuffer as unknown as new (size: number, options: { maxByteLength: number }) => ArrayBuffer
    expect(() => checkBuffer(new Uint8Array(new Resizable(8, { maxByteLength: 16 })))).toThrow(type)
  })
})

describe('names, numbers, ids', () => {
  test.each([
    ['', range],
    ['a\0b', range],
    [1, type],
    [undefined, type],
  ])('the name %j is refused', (value, error) => expect(() => checkName(value, 'name')).toThrow(error))
  test.each([
    [1.5, range],
    [-1, range],
    [2 ** 53, range],
    [Number.POSITIVE_INFINITY, range],
    ['1', type],
    [1n, type],
  ])('the position %s is refused', (value, error) => expect(() => checkInteger(value, 'position')).toThrow(error))
  test.each([
    [-1n, range],
    [2n ** 64n, range],
    [1, type],
  ])('the id %s is refused', (value, error) => expect(() => checkId(value, 'id')).toThrow(error))
})

describe('a secret', () => {
  const secret = new Secret('AQBhunter2==')
  test('shows itself only when asked', () => {
    for (const text of [`${secret}`, JSON.stringify({ secret }), inspect({ secret }, { depth: 9, showHidden: true })]) {
      expect(text).not.toContain('hunter2')
      expect(text).toContain('[redacted]')
    }
    expect(secret.reveal()).toBe('AQBhunter2==')
    expect(revealed(secret)).toBe(revealed('AQBhunter2=='))
  })
  test('is text', () => expect(() => new Secret(5 as never)).toThrow(type))
})

describe('options', () => {
  const known = { readOnly: true, pgNum: true } as const
  test('known ones pass', () => {
    const options = { readOnly: true, pgNum: 8 }
    expect(checkOptions(options, known)).toBe(options)
    expect(checkOptions({}, known)).toEqual({})
  })
  test.each([
    ['readonly', "options.readonly is unknown: 'readOnly' is meant"],
    ['pg_num', "options.pg_num is unknown: 'pgNum' is meant"],
    ['size', 'options.size is unknown: the options here are readOnly, pgNum'],
  ])('a misspelt one is refused: %s', (name, message) => {
    expect(() => checkOptions<object>({ [name]: 1 }, known)).toThrow(type)
    expect(() => checkOptions<object>({ [name]: 1 }, known)).toThrow(message)
  })
  test.each([null, 5, 'text'])('%j is no object of options', (options) => {
    expect(() => checkOptions<object>(options as never, known)).toThrow(type)
  })
  test('a promise is recognised', () => {
    expect(() => checkName(Promise.resolve('x'), 'name')).toThrow(
      'name must be a string; received a Promise: is an `await` missing?',
    )
  })
})
