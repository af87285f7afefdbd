function kindOf(actual: unknown): string {
  if (actual === null || actual === undefined) return String(actual)
  if (actual instanceof Promise) return 'a Promise: is an `await` missing?'
  if (typeof actual !== 'object') return `a value of type ${typeof actual}`
  return `an instance of ${actual.constructor?.name ?? 'Object'}`
}

/** An argument of the wrong type, said as Node says it. */
export function wrongType(name: string, expected: string, actual: unknown): TypeError {
  return Object.assign(new TypeError(`${name} must be ${expected}; received ${kindOf(actual)}`), {
    code: 'ERR_INVALID_ARG_TYPE',
  })
}

/** An argument of the right type whose value cannot be. */
export function outOfRange(name: string, expected: string, actual: unknown): RangeError {
  const received = typeof actual === 'string' ? `'${actual}'` : String(actual)
  return Object.assign(new RangeError(`${name} must be ${expected}; received ${received}`), {
    code: 'ERR_OUT_OF_RANGE',
  })
}

/** An object, and not null. */
export function checkObject<T>(value: T, name = 'options'): T & object {
  if (typeof value !== 'object' || value === null) throw wrongType(name, 'an object', value)
  return value
}

/** What a word stands for, of those that there are. */
export function checkWord<Word extends string, Value>(
  word: Word,
  values: Readonly<Record<Word, Value>>,
  name: string,
): Value {
  if (!Object.hasOwn(values, word)) throw outOfRange(name, `one of ${Object.keys(values).join(', ')}`, word)
  return values[word]
}

/**
 * The options of a call: an object with none but known fields, so that a misspelt one is not overlooked.
 * `known` is a record with a `true` for each field: the compiler sees to it that none is forgotten.
 */
export function checkOptions<T extends object>(options: T, known: Known<T>, name = 'options'): T {
  checkObject(options, name)
  for (const key of Object.keys(options)) {
    if (Object.hasOwn(known, key)) continue
    const fields = Object.keys(known)
    const meant = fields.find((field) => plain(field) === plain(key))
    const advice = meant === undefined ? `the options here are ${fields.join(', ')}` : `'${meant}' is meant`
    throw Object.assign(new TypeError(`${name}.${key} is unknown: ${advice}`), { code: 'ERR_INVALID_ARG_TYPE' })
  }
  return options
}

/** The names of the fields of options. */
export type Known<T> = { readonly [K in keyof T]-?: true }

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}

/** A name that goes to a C library: a string, not empty, without NUL. */
export function checkName(value: unknown, name: string): string {
  if (typeof value !== 'string') throw wrongType(name, 'a string', value)
  if (value === '') throw outOfRange(name, 'not empty', value)
  if (value.includes('\0')) throw outOfRange(name, 'without NUL characters', value.replaceAll('\0', '\\0'))
  return value
}

/** A whole number between two bounds. */
export function checkInteger(value: unknown, name: string, least = 0, most = Number.MAX_SAFE_INTEGER): number {
  if (typeof value !== 'number') throw wrongType(name, 'a number', value)
  if (!Number.isSafeInteger(value) || value < least || value > most) {
    throw outOfRange(name, `a whole number from ${least} to ${most}`, value)
  }
  return value
}

/** A 64-bit id. */
export function checkId(value: unknown, name: string): bigint {
  if (typeof value !== 'bigint') throw wrongType(name, 'a bigint', value)
  if (value < 0n || value >= 1n << 64n) throw outOfRange(name, 'between 0n and 2n ** 64n', value)
  return value
}

/**
 * Memory that a library may read or write in place: bytes of an ordinary `ArrayBuffer`, of fixed size and not shared. It
 * must not be transferred (`structuredClone`, `postMessage`) until the call has settled: nothing can stop that.
 */
export function checkBuffer(value: unknown, name = 'buffer'): Uint8Array {
  if (!(value instanceof Uint8Array)) throw wrongType(name, 'a Uint8Array or Buffer', value)
  const memory: ArrayBufferLike & { readonly resizable?: boolean; readonly detached?: boolean } = value.buffer
  if (!(memory instanceof ArrayBuffer)) throw wrongType(name, 'bytes that are not shared (SharedArrayBuffer)', value)
  if (memory.resizable === true) throw wrongType(name, 'bytes of a buffer of fixed size (not resizable)', value)
  // An empty view of an empty buffer is what a detached one looks like, where `detached` is not there to tell.
  if (memory.detached === true || (memory.byteLength === 0 && isDetached(memory))) {
    throw wrongType(name, 'bytes that are not detached (transferred)', value)
  }
  return value
}

function isDetached(memory: ArrayBuffer): boolean {
  try {
    new Uint8Array(memory)
    return false
  } catch {
    return true
  }
}

/** Bytes, or text that stands for its UTF-8 bytes. */
export function toBytes(value: unknown, name = 'data'): Uint8Array {
  return typeof value === 'string' ? Buffer.from(value) : checkBuffer(value, name)
}
