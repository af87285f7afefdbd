import { outOfRange, wrongType } from '../core/arguments.ts'

/** A table of libvirt's: a name for each number. */
export type Table = Readonly<Record<string, number>>

/** The names of a table. */
export type NameOf<T extends Table> = keyof T & string

/** The bits of a list of flags. */
export function bits<T extends Table>(table: T, flags: readonly NameOf<T>[] | undefined, name: string): number {
  if (flags === undefined) return 0
  if (!Array.isArray(flags)) throw wrongType(name, 'an array of strings', flags)
  // Unsigned: one of them may be the highest of 32 bits.
  return flags.reduce((sum, flag) => sum | numberOf(table, flag, name), 0) >>> 0
}

/** The number of one name. */
export function numberOf<T extends Table>(table: T, value: NameOf<T>, name: string): number {
  if (typeof value !== 'string') throw wrongType(name, 'a string', value)
  const number = Object.hasOwn(table, value) ? table[value] : undefined
  if (number === undefined) {
    throw outOfRange(
      name,
      `one of ${Object.keys(table)
        .map((known) => `'${known}'`)
        .join(', ')}`,
      value,
    )
  }
  return number
}

/** The name of a number; `'unknown'` for one that a newer libvirt made up. */
export function nameOf<T extends Table>(table: T, number: number | string | undefined): NameOf<T> | 'unknown' {
  return Object.keys(table).find((name) => table[name] === number) ?? 'unknown'
}

/** The names of the bits that are set; `'unknown'` for what only a newer libvirt has. */
export function flagsOf<T extends Table>(table: T, bits: number): readonly (NameOf<T> | 'unknown')[] {
  const names = Object.keys(table).filter((name) => ((table[name] ?? 0) & bits) !== 0)
  const known = names.reduce((sum, name) => sum | (table[name] ?? 0), 0)
  return (bits & ~known) === 0 ? names : [...names, 'unknown']
}

/** The bits of a filter of yes and no: `{ active: true }` with `{ active: [1, 2] }` is 1; not saying means both. */
export function filterBits<K extends string>(
  filter: { readonly [P in NoInfer<K>]?: boolean | undefined },
  table: Readonly<Record<K, readonly [yes: number, no: number]>>,
): number {
  let sum = 0
  for (const [name, [yes, no]] of Object.entries<readonly [number, number]>(table)) {
    const wanted = filter[name as K]
    if (wanted === undefined) continue
    if (typeof wanted !== 'boolean') throw wrongType(`options.${name}`, 'a boolean', wanted)
    sum = (sum | (wanted ? yes : no)) >>> 0
  }
  return sum
}

/** A yes or no of the options; not saying means no. */
export function checkFlag(value: unknown, name: string): boolean {
  if (value !== undefined && typeof value !== 'boolean') throw wrongType(`options.${name}`, 'a boolean', value)
  return value === true
}

/** The bits of those options of yes or no that are set: `{ paused: true }` with `{ paused: 32 }` is 32. */
export function flagBits<K extends string>(
  options: { readonly [P in NoInfer<K>]?: boolean | undefined },
  table: Readonly<Record<K, number>>,
): number {
  let sum = 0
  for (const [name, bit] of Object.entries<number>(table)) if (checkFlag(options[name as K], name)) sum |= bit
  return sum
}
