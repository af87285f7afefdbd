import { outOfRange, wrongType } from '../core/arguments.ts'
import { forbiddenCharacter } from './document.ts'

/** How a value is read from text and written to it. */
export interface Codec<T> {
  /** undefined if the text is not of this kind. */
  read(text: string): T | undefined
  /** @throws TypeError or RangeError naming the field at `path`. */
  write(value: unknown, path: string): string
}

function asText(value: unknown, path: string): string {
  if (typeof value !== 'string') throw wrongType(path, 'a string', value)
  if (forbiddenCharacter.test(value)) throw wrongType(path, 'a string without characters that XML cannot carry', value)
  return value
}

export const text: Codec<string> = { read: (found) => found, write: asText }

/** Text that is checked when written; what a document holds is taken as it is, if it is anything. */
export function matching(pattern: RegExp, expected: string): Codec<string> {
  return {
    read: (found) => (found === '' ? undefined : found),
    write(value, path) {
      const given = asText(value, path)
      if (!pattern.test(given)) throw outOfRange(path, expected, value)
      return given
    },
  }
}

/** A string that is none of the accepted ones, or no string at all. */
export function notOneOf(path: string, options: readonly string[], value: unknown): Error {
  const expected = `one of ${options.map((one) => `'${one}'`).join(', ')}`
  return typeof value === 'string' ? outOfRange(path, expected, value) : wrongType(path, expected, value)
}

export function oneOf<const T extends string>(...options: readonly T[]): Codec<T> {
  return {
    read: (found) => options.find((option) => option === found),
    write(value, path) {
      const option = options.find((one) => one === value)
      if (option === undefined) throw notOneOf(path, options, value)
      return option
    },
  }
}

export function integer(minimum = 0, maximum = Number.MAX_SAFE_INTEGER): Codec<number> {
  const expected = maximum === Number.MAX_SAFE_INTEGER ? `at least ${minimum}` : `between ${minimum} and ${maximum}`
  return {
    read: (found) => (/^-?[0-9]+$/.test(found) && Number.isSafeInteger(Number(found)) ? Number(found) : undefined),
    write(value, path) {
      if (typeof value !== 'number') throw wrongType(path, 'a number', value)
      if (!Number.isSafeInteger(value) || value < minimum || value > maximum) {
        throw outOfRange(path, `an integer, ${expected}`, value)
      }
      return String(value)
    },
  }
}

function boolean(yes: string, no: string): Codec<boolean> {
  return {
    read: (found) => (found === yes ? true : found === no ? false : undefined),
    write(value, path) {
      if (typeof value !== 'boolean') throw wrongType(path, 'a boolean', value)
      return value ? yes : no
    },
  }
}

export const yesNo = boolean('yes', 'no')
export const onOff = boolean('on', 'off')

export const uuid = matching(
  /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i,
  'a UUID, as 6695eb01-f6a4-8304-79aa-97f2502e193f',
)
export const path = matching(/^\/[^\n]*$/, 'an absolute path')
export const macAddress = matching(
  /^[0-9a-f][02468ace](?::[0-9a-f]{2}){5}$/i,
  'a unicast MAC address, as 52:54:00:12:34:56',
)
/** The name of a domain, pool or volume: becomes a file name. */
export const objectName = matching(/^(?!\.\.?$)(?=.*\S)[^/\n]+$/, 'a name: not blank, without "/" and line feed')
export const oneLine = matching(/^[^\n]+$/, 'one line of text')
export const port = integer(1, 65535)
