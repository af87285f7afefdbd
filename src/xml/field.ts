/** Rows of a table: where in an element a value is (a path below it, `driver/@cache`, `os/kernel`) and what it is. */
import { outOfRange, wrongType } from '../core/arguments.ts'
import { parseSize } from '../core/sizes.ts'
import { type Codec, notOneOf } from './codec.ts'
import type { XmlElement, XmlNode } from './document.ts'
import {
  attributeOf,
  childrenNamed,
  emptyElement,
  find,
  parsePath,
  readAt,
  textOf,
  updated,
  withAttribute,
  withText,
  writeAt,
} from './element.ts'
import { originOf } from './origin.ts'

/** One row: a value's place in the element, with both directions. */
export interface Field<T> {
  /** The value; undefined if it is absent or is not of this type (it then stays in the source as it is). */
  read(element: XmlElement): T | undefined
  /** The element with the value set, or removed if undefined: the same object where nothing changed. */
  write(element: XmlElement, value: unknown, path: string): XmlElement
  readonly required?: boolean
  /** For the field that tells the variants of a union apart: its only value. */
  readonly literal?: string
}

export interface RequiredField<T> extends Field<T> {
  readonly required: true
}

// biome-ignore lint/complexity/noBannedTypes: {} is how an optional key is told
type IsOptional<T, K extends keyof T> = {} extends Pick<T, K> ? true : false

/** One row for each field of T, checked by the compiler: none missing, none too many, each of the right type. */
export type Table<T> = {
  readonly [K in keyof T]-?: IsOptional<T, K> extends true
    ? Field<Exclude<T[K], undefined>>
    : RequiredField<Exclude<T[K], undefined>>
}

/** What an element is read as and written from. */
export interface ElementType<T> {
  /** undefined if a required field is missing or unreadable. */
  read(element: XmlElement): T | undefined
  /** @param base - the element to patch; without it the value's source, or else a new element of this name. */
  write(name: string, value: unknown, path: string, base?: XmlElement): XmlElement
}

/** A value in an attribute (`driver/@cache`) or in an element's text (`os/kernel`). */
export function value<T>(path: string, codec: Codec<T>): Field<T> {
  const resolve = parsePath(path)
  const read = (element: XmlElement) => {
    const text = readAt(element, resolve(element))
    return text === undefined ? undefined : codec.read(text)
  }
  return {
    read,
    write(element, given, at) {
      // What the document has is not checked: it may be odd, and stays.
      if (Object.is(read(element), given)) return element
      return writeAt(element, resolve(element), given === undefined ? undefined : codec.write(given, at))
    },
  }
}

/** A row that must be there: descriptions without it are refused, documents without it are not of this type. */
export function required<T>(field: Field<T>): RequiredField<T> {
  return { ...field, required: true }
}

/** The field that tells this variant of a union; without a path it is not in the document (the variant `other`). */
export function literal<const L extends string>(text: L, path?: string): RequiredField<L> {
  const resolve = path === undefined ? undefined : parsePath(path)
  return {
    required: true,
    literal: text,
    read: (element) => (resolve === undefined || readAt(element, resolve(element)) === text ? text : undefined),
    write(element, given, at) {
      if (given !== undefined && given !== text) throw notOneOf(at, [text], given)
      if (resolve === undefined || readAt(element, resolve(element)) === (given ?? undefined)) return element
      return writeAt(element, resolve(element), given === undefined ? undefined : text)
    },
  }
}

/** True where an element is present (`features/acpi`). */
export function flag(path: string): Field<boolean> {
  const steps = path.split('/')
  return {
    read: (element) => (find(element, steps) ? true : undefined),
    write(element, given, at) {
      if (given !== undefined && typeof given !== 'boolean') throw wrongType(at, 'a boolean', given)
      if ((find(element, steps) !== undefined) === (given ?? false)) return element
      return updated(element, steps, (found) => (given ? found : undefined))
    },
  }
}

/** One side of a text split at its first separator: pool and image of `<source name='pool/image'>`. */
export function part(
  path: string,
  separator: string,
  side: 'before' | 'after',
  codec: Codec<string>,
): RequiredField<string> {
  const resolve = parsePath(path)
  const split = (element: XmlElement): readonly [string, string] | undefined => {
    const text = readAt(element, resolve(element)) ?? ''
    const index = text.indexOf(separator)
    return index < 0 ? undefined : [text.slice(0, index), text.slice(index + separator.length)]
  }
  const read = (element: XmlElement) => split(element)?.[side === 'before' ? 0 : 1]
  return {
    required: true,
    read,
    write(element, given, at) {
      if (read(element) === given) return element
      const text = given === undefined ? '' : codec.write(given, at)
      const [before, after] = split(element) ?? ['', '']
      const joined = side === 'before' ? [text, after] : [before, text]
      return writeAt(element, resolve(element), joined.every((one) => one === '') ? undefined : joined.join(separator))
    },
  }
}

/** A size in bytes, in an element with a `unit` attribute. Untouched it keeps its unit; changed it is written in KiB or bytes. */
export function size(path: string, defaultUnit: 'KiB' | 'bytes'): Field<number> {
  const steps = path.split('/')
  const read = (element: XmlElement) => {
    const found = find(element, steps)
    return found && bytesOf(textOf(found).trim(), attributeOf(found, 'unit') ?? defaultUnit)
  }
  return {
    read,
    write(element, given, at) {
      const bytes = given === undefined ? undefined : parseSize(given as never, at)
      if (read(element) === bytes) return element
      return updated(element, steps, (found) => {
        if (bytes === undefined) return undefined
        const [unit, amount] = defaultUnit === 'KiB' && bytes % 1024 === 0 ? ['KiB', bytes / 1024] : ['bytes', bytes]
        return withText(withAttribute(found, 'unit', unit), String(amount))
      })
    },
  }
}

function bytesOf(amount: string, unit: string): number | undefined {
  const match = /^(?:b|bytes?|([kmgtpe])(i?b)?)$/i.exec(unit)
  if (match === null || !/^[0-9]+$/.test(amount)) return undefined
  const [, prefix, suffix] = match
  const power = prefix === undefined ? 0 : 'kmgtpe'.indexOf(prefix.toLowerCase()) + 1
  const bytes = Number(amount) * (suffix?.toLowerCase() === 'b' ? 1000 : 1024) ** power
  return Number.isSafeInteger(bytes) ? bytes : undefined
}

/** A child element as an object. One with a source is patched; one without replaces the element whole. */
export function child<T>(path: string, type: ElementType<T>): Field<T> {
  const resolve = parsePath(path)
  return {
    read(element) {
      const found = find(element, resolve(element).steps)
      return found && type.read(found)
    },
    write(element, given, at) {
      const { steps } = resolve(element)
      const found = find(element, steps)
      if (given === undefined && (found === undefined || type.read(found) === undefined)) return element
      const written = given === undefined ? undefined : type.write(steps.at(-1) ?? '', given, at)
      return written === found ? element : updated(element, steps, () => written)
    },
  }
}

/**
 * All elements at the path as a list of objects. Elements that are not of the type are left where they are; a list
 * changed keeps what lies between the elements in its place. An empty list is read as absent.
 */
export function list<T>(path: string, type: ElementType<T>): Field<readonly T[]> {
  return elements(path, type, (item) => (typeof item === 'object' && item !== null ? originOf(item).source : undefined))
}

/** @param sourceOf - the element an item was read from; `free` are those present that no item before it took. */
function elements<T>(
  path: string,
  type: ElementType<T>,
  sourceOf: (
    item: unknown,
    index: number,
    items: readonly unknown[],
    free: ReadonlySet<XmlElement>,
  ) => XmlElement | undefined,
): Field<readonly T[]> {
  const steps = path.split('/')
  const name = steps.at(-1) ?? ''
  const container = steps.slice(0, -1)
  const members = (element: XmlElement) => {
    const found = childrenNamed(find(element, container), name)
    return found.flatMap((source) => {
      const item = type.read(source)
      return item === undefined ? [] : [{ source, item }]
    })
  }
  return {
    read(element) {
      const found = members(element)
      return found.length === 0 ? undefined : found.map(({ item }) => item)
    },
    write(element, given, at) {
      if (given !== undefined && !Array.isArray(given)) throw wrongType(at, 'an array', given)
      const present = members(element).map(({ source }) => source)
      const free = new Set(present)
      const items: readonly unknown[] = given ?? []
      const wanted = items.map((item, index) => {
        const source = sourceOf(item, index, items, free)
        if (source !== undefined) free.delete(source)
        return {
          source,
          written: type.write(name, item, `${at}[${index}]`, typeof item === 'object' ? undefined : source),
        }
      })
      if (wanted.length === present.length && wanted.every(({ written }, i) => written === present[i])) return element
      return updated(element, container, (found) => {
        const children = merge(found.children, present, wanted)
        return wanted.length === 0 && children.length + found.attributes.length === 0
          ? undefined
          : { ...found, children }
      })
    },
  }
}

interface Wanted {
  readonly source: XmlElement | undefined
  readonly written: XmlElement
}

/** The children with the present members replaced by the wanted ones: in the wanted order, everything else in its place. */
function merge(children: readonly XmlNode[], present: readonly XmlElement[], wanted: readonly Wanted[]): XmlNode[] {
  const queue = [...wanted]
  const merged: XmlNode[] = []
  let end: number | undefined
  for (const node of children) {
    if (node.type !== 'element' || !present.includes(node)) {
      merged.push(node)
      continue
    }
    const index = queue.findIndex(({ source }) => source === node)
    merged.push(...queue.splice(0, index + 1).map(({ written }) => written))
    end = merged.length
  }
  merged.splice(end ?? merged.length, 0, ...queue.map(({ written }) => written))
  return merged
}

/** A value in each of several elements (`os/boot/@dev`). */
export function values<T>(path: string, codec: Codec<T>): Field<readonly T[]> {
  const steps = path.split('/')
  const last = steps.at(-1) ?? ''
  const own = value<T>(last, codec)
  const type: ElementType<T> = {
    read: own.read,
    write: (name, given, at, base) => own.write(base ?? emptyElement(name), given, at),
  }
  return elements(steps.slice(0, -1).join('/'), type, (item, index, items, free) => {
    const present = [...free]
    const same = present.find((element) => Object.is(own.read(element), item))
    // A value that is new takes the element of the one it replaces.
    return (
      same ?? (free.size === items.length - index ? present.find((one) => !items.includes(own.read(one))) : undefined)
    )
  })
}

/** A field that the format does not have, refused with the reason. */
export function unsupported(reason: string): Field<''> {
  return {
    read: () => undefined,
    write(element, given, at) {
      if (given !== undefined && given !== '') throw outOfRange(at, reason, given)
      return element
    },
  }
}
