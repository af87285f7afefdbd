/** Element types: tables of rows, from which both reading and writing follow. */
import { outOfRange, wrongType } from '../core/arguments.ts'
import { notOneOf } from './codec.ts'
import type { XmlElement } from './document.ts'
import { emptyElement, parsePath, readAt, writeAt } from './element.ts'
import type { ElementType, Field, Table } from './field.ts'
import { originOf, withOrigin } from './origin.ts'

export interface ObjectType<T> extends ElementType<T> {
  readonly fields: Table<T>
  readonly foundOnly: boolean
  /** The first required field that cannot be read. */
  missing(element: XmlElement): string | undefined
}

export interface ObjectOptions<T> {
  /** What a new element has besides its fields: path → text. */
  readonly fixed?: Readonly<Record<string, string>>
  /** What is wrong with the fields together; asked of what is new or changed. */
  readonly check?: (value: T, path: string) => Error | undefined
  /** For the variant that stands for what is not described here: it can be read and changed, but not made. */
  readonly foundOnly?: boolean
}

/** An element as an object with the fields of a table. */
export function object<T extends object>(fields: Table<T>, options: ObjectOptions<T> = {}): ObjectType<T> {
  const rows = Object.entries(fields) as [string, Field<unknown>][]
  const missing = (element: XmlElement) =>
    rows.find(([, field]) => field.required && field.read(element) === undefined)?.[0]
  const read = (element: XmlElement): T | undefined => {
    if (missing(element) !== undefined) return undefined
    const found = rows.map(([name, field]) => [name, field.read(element)] as const)
    return withOrigin(Object.fromEntries(found.filter(([, given]) => given !== undefined)), element) as T
  }
  const problemOf = (element: XmlElement, path: string): Error | undefined => {
    const found = read(element)
    return found && options.check?.(found, path)
  }
  return {
    fields,
    foundOnly: options.foundOnly ?? false,
    missing,
    read,
    write(name, given, path, base) {
      const record = asRecord(given, path)
      const source = originOf(record).source
      if (options.foundOnly && source === undefined) throw wrongType(path, 'read from a document, not made', given)
      let element = base ?? source ?? emptyElement(name)
      for (const [fieldName, field] of rows) {
        const at = join(path, fieldName)
        if (field.required && record[fieldName] === undefined) throw wrongType(at, 'given', undefined)
        element = field.write(element, record[fieldName], at)
        if (field.required && field.read(element) === undefined) throw outOfRange(at, 'not empty', record[fieldName])
      }
      refuseUnknown(record, fields, path)
      if (element === source) return element
      if (source === undefined || base !== undefined) {
        for (const [fixedPath, text] of Object.entries(options.fixed ?? {})) {
          const place = parsePath(fixedPath)(element)
          if (!readAt(element, place)) element = writeAt(element, place, text)
        }
      }
      const problem = problemOf(element, path)
      // What was amiss in the document already is not for its reader to put right.
      if (problem !== undefined && !(source && problemOf(source, path))) throw problem
      return element
    },
  }
}

/** The type of each member of the union T. */
type Variants<T> = T extends unknown ? ObjectType<T> : never

/**
 * One of several objects. An element is read as the first whose required fields can be read; an object is written as
 * the first whose literals it has and whose required fields are given.
 */
export function union<T extends object>(...variants: Variants<T>[]): ElementType<T> {
  const rowsOf = (variant: Variants<T>) => Object.entries(variant.fields) as [string, Field<unknown>][]
  const variantOf = (element: XmlElement) => variants.find((variant) => variant.missing(element) === undefined)
  return {
    // What a variant of T reads is a T; the distribution over the union hides that from the compiler.
    read: (element) => variantOf(element)?.read(element) as T | undefined,
    write(name, given, path) {
      const record = asRecord(given, path)
      const literals = (variant: Variants<T>) => rowsOf(variant).filter(([, row]) => row.literal !== undefined)
      const matching = variants.filter((one) => literals(one).every(([key, row]) => record[key] === row.literal))
      const closest = Math.max(...matching.map((one) => literals(one).length))
      const fitting = matching.filter((one) => literals(one).length === closest)
      const variant =
        fitting.find((one) => rowsOf(one).every(([key, row]) => !row.required || record[key] !== undefined)) ??
        fitting[0]
      if (variant === undefined) throw noVariant(variants.filter((one) => !one.foundOnly).map(rowsOf), record, path)
      const { source } = originOf(record)
      const was = source && variantOf(source)
      if (source === undefined || was === undefined || was === variant) return variant.write(name, record, path)
      const gone = rowsOf(was).filter(([key]) => !(key in variant.fields))
      const base = gone.reduce((element, [key, row]) => row.write(element, undefined, join(path, key)), source)
      return variant.write(name, record, path, base)
    },
  }
}

function noVariant(variants: [string, Field<unknown>][][], record: Record<string, unknown>, path: string): Error {
  const literals = variants.flatMap((rows) => rows.filter(([, row]) => row.literal !== undefined))
  const wrong = literals.find(([key]) => !literals.some(([k, row]) => k === key && row.literal === record[key]))
  const key = (wrong ?? literals[0])?.[0] ?? ''
  const accepted = new Set(
    literals.flatMap(([k, row]) => (k === key && row.literal !== undefined ? [row.literal] : [])),
  )
  return notOneOf(join(path, key), [...accepted], record[key])
}

/** Several rows of this same element, as one object. */
export function group<T extends object>(fields: Table<T>): Field<T> {
  const rows = Object.entries(fields) as [string, Field<unknown>][]
  return {
    read(element) {
      const found = rows.map(([name, field]) => [name, field.read(element)] as const)
      if (rows.some(([, field], i) => field.required && found[i]?.[1] === undefined)) return undefined
      return Object.fromEntries(found.filter(([, given]) => given !== undefined)) as T
    },
    write(element, given, at) {
      const record = given === undefined ? {} : asRecord(given, at)
      refuseUnknown(record, fields, at)
      return rows.reduce((changed, [name, field]) => {
        if (given !== undefined && field.required && record[name] === undefined) {
          throw wrongType(join(at, name), 'given', undefined)
        }
        return field.write(changed, record[name], join(at, name))
      }, element)
    },
  }
}

function asRecord(given: unknown, path: string): Record<string, unknown> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw wrongType(path, 'an object', given)
  return given as Record<string, unknown>
}

function refuseUnknown(record: Record<string, unknown>, fields: object, path: string): void {
  for (const key of Object.keys(record)) {
    if (record[key] !== undefined && !Object.hasOwn(fields, key)) {
      throw wrongType(join(path, key), `absent (the fields here are ${Object.keys(fields).join(', ')})`, record[key])
    }
  }
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`
}
