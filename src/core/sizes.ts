import { outOfRange, wrongType } from './arguments.ts'

/** A size in bytes, or with a unit of 1024: `'6GiB'`, `'512 MiB'`, `'4K'`. */
export type Size = number | string

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  B: 1,
  K: 1024,
  M: 1024 ** 2,
  G: 1024 ** 3,
  T: 1024 ** 4,
  P: 1024 ** 5,
}

/**
 * The bytes of a size.
 *
 * @example
 * ```ts
 * parseSize('6GiB') // 6442450944
 * ```
 * @throws TypeError, RangeError if it is not a size, or not a whole number of bytes that a number can hold exactly
 */
export function parseSize(size: Size, name = 'size'): number {
  if (typeof size === 'number') {
    if (!Number.isSafeInteger(size) || size < 0) throw outOfRange(name, 'a whole number of bytes, not negative', size)
    return size
  }
  if (typeof size !== 'string') throw wrongType(name, "a number of bytes or a string such as '6GiB'", size)
  const match = /^(\d+(?:\.\d+)?)\s*([KMGTP]?)(?:iB|B)?$/i.exec(size.trim())
  const unit = UNITS[match?.[2]?.toUpperCase() ?? '-']
  if (match?.[1] === undefined || unit === undefined) throw outOfRange(name, "a size such as 1048576 or '6GiB'", size)
  const bytes = Number(match[1]) * unit
  if (!Number.isSafeInteger(bytes)) throw outOfRange(name, 'a whole number of bytes below 2^53', size)
  return bytes
}

/** A size for people: `'1.5 GiB'`. */
export function formatSize(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']
  let value = bytes
  let unit = 0
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit += 1
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : Number(value.toFixed(1))} ${units[unit]}`
}
