import { checkInteger, outOfRange, wrongType } from '../core/arguments.ts'
import type { ParameterRow, ParameterValues } from '../native/contract/libvirt.ts'
import { TypedParameterType } from './generated/enumerations.ts'

interface Types {
  readonly int: number
  readonly uint: number
  readonly llong: bigint
  readonly ullong: bigint
  readonly double: number
  readonly boolean: boolean
  readonly string: string
}

/** A table of generated/parameters.ts: a property → libvirt's name of it and its type. */
export type ParameterTable = Readonly<Record<string, readonly [name: string, type: keyof Types]>>

/** The parameters of a table as properties, each of which may be missing; 64-bit numbers are bigint. */
export type ParametersOf<T extends ParameterTable> = {
  readonly [K in keyof T]?: Types[T[K][1]]
}

/** The same as libvirt gives them: `extra` has those that no table knows, by libvirt's names. */
export type KnownParameters<T extends ParameterTable> = ParametersOf<T> & { readonly extra: ParameterValues }

/** What libvirt gave, by the properties of a table. */
export function fromParameters<T extends ParameterTable>(table: T, values: ParameterValues): KnownParameters<T> {
  const known: Record<string, ParameterValues[string]> = {}
  const extra: Record<string, ParameterValues[string]> = { ...values }
  for (const [property, [name]] of Object.entries(table)) {
    const value = values[name]
    if (value === undefined) continue
    known[property] = value
    delete extra[name]
  }
  return { ...known, extra } as KnownParameters<T>
}

/**
 * What libvirt takes, of the properties of a table. Of a 64-bit number also a safe integer is taken.
 * @throws TypeError, RangeError for what is of another type, or in no table
 */
export function toParameters<T extends ParameterTable>(
  table: T,
  given: { readonly [K in keyof T]?: Types[T[K][1]] | undefined },
  what: string,
): readonly ParameterRow[] {
  if (typeof given !== 'object' || given === null) throw wrongType(what, 'an object', given)
  return Object.entries(given).flatMap(([property, value]): ParameterRow[] => {
    if (value === undefined) return []
    const entry = Object.hasOwn(table, property) ? table[property] : undefined
    if (entry === undefined) throw outOfRange(`${what}.${property}`, `one of ${Object.keys(table).join(', ')}`, value)
    const [name, type] = entry
    return [[name, TypedParameterType[type], checked(type, value, `${what}.${property}`)]]
  })
}

function checked(type: keyof Types, value: unknown, what: string): ParameterValues[string] {
  switch (type) {
    case 'int':
      return checkInteger(value as number, what, -(2 ** 31), 2 ** 31 - 1)
    case 'uint':
      return checkInteger(value as number, what, 0, 2 ** 32 - 1)
    case 'llong':
    case 'ullong': {
      const number = typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value
      if (typeof number !== 'bigint') throw wrongType(what, 'a bigint', value)
      const [lowest, highest] = type === 'llong' ? [-(2n ** 63n), 2n ** 63n - 1n] : [0n, 2n ** 64n - 1n]
      if (number < lowest || number > highest) throw outOfRange(what, `between ${lowest} and ${highest}`, value)
      return number
    }
    case 'double':
      if (typeof value !== 'number' || Number.isNaN(value)) throw wrongType(what, 'a number', value)
      return value
    case 'boolean':
      if (typeof value !== 'boolean') throw wrongType(what, 'a boolean', value)
      return value
    case 'string':
      if (typeof value !== 'string') throw wrongType(what, 'a string', value)
      return value
  }
}
