/**
 * Element types: tables from which both reading and writing follow.
 *
 * A table has one row a field: where the value is (a path below the element, `driver/@cache`, `os/kernel`) and what it
 * is (a codec, or the type of a child element). Nothing is lost because nothing is rebuilt: each object that was read
 * carries, under a symbol that object spread copies, the immutable source element it came from, and writing starts from
 * that element and patches only the fields whose value differs from what the same row reads there; elements, attributes,
 * comments and values no row knows are never touched. An object without a source (a literal of yours, or what came
 * through JSON or `structuredClone`, which drop symbols) is written from its fields alone.
 */
import { invalidType, outOfRange, XmlError } from './error.ts'
import type { Codec } from './codec.ts'
import type { XmlDocument, XmlElement, XmlNode } from './document.ts'

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

export interface ObjectType<T> extends ElementType<T> {
  readonly fields: Table<T>
  /** The first required field that cannot be read. */
  missing(element: XmlElement): string | undefined
}

// ── the source carried along ──────────────────────────────────────────────────────────────────────────────────────

/** Registered, so that a description read by the ES module can be written by the CommonJS one. */
const origin: unique symbol = Symbol.for('cephvirt.xml.origin') as never

/** Looks like an empty object to `util.inspect` and to deep comparison. */
class Origin {
  declare readonly source: XmlElement
  declare readonly document: XmlDocument | undefined
  constructor(source: XmlElement, document?: XmlDocument) {
    Object.defineProperties(this, { source: { value: source }, document: { value: document } })
  }
}

export function withOrigin<T extends object>(value: T, source: XmlElement, document?: XmlDocument): T {
  return { ...value, [origin]: new Origin(source, document) }
}

export function originOf(value: object): { source?: XmlElement; document?: XmlDocument | undefined } {
  return (value as { [origin]?: Origin })[origin] ?? {}
}

// ── elements ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** The prefixes that paths may use. */
const namespaces: Readonly<Record<string, string>> = {
  qemu: 'http://libvirt.org/schemas/domain/qemu/1.0',
  rbd: 'http://libvirt.org/schemas/storagepool/rbd/1.0',
}

function emptyElement(name: string): XmlElement {
  const [prefix, local] = name.split(':')
  const namespace = local === undefined || prefix === undefined ? undefined : namespaces[prefix]
  return { type: 'element', name, ...(namespace ? { namespace } : {}), attributes: [], children: [] }
}

function isNamed(node: XmlNode, name: string): node is XmlElement {
  if (node.type !== 'element') return false
  const [prefix, local] = name.split(':')
  if (local === undefined || prefix === undefined) return node.name === name
  return node.namespace === namespaces[prefix] && node.name.split(':').at(-1) === local
}

function isEmpty(element: XmlElement): boolean {
  return element.attributes.length === 0 && element.children.length === 0
}

function childrenNamed(element: XmlElement | undefined, name: string): XmlElement[] {
  return (element?.children ?? []).filter((node) => isNamed(node, name))
}

function textOf(element: XmlElement): string {
  return element.children.map((node) => (node.type === 'text' || node.type === 'cdata' ? node.text : '')).join('')
}

function withText(element: XmlElement, text: string): XmlElement {
  const kept = element.children.filter((node) => node.type !== 'text' && node.type !== 'cdata')
  return { ...element, children: text === '' ? kept : [...kept, { type: 'text', text }] }
}

function attributeOf(element: XmlElement, name: string): string | undefined {
  return element.attributes.find((attribute) => attribute.name === name)?.value
}

function withAttribute(element: XmlElement, name: string, value: string | undefined): XmlElement {
  const index = element.attributes.findIndex((attribute) => attribute.name === name)
  if (value === undefined) return { ...element, attributes: element.attributes.filter((_, i) => i !== index) }
  if (index < 0) return { ...element, attributes: [...element.attributes, { name, value }] }
  return { ...element, attributes: element.attributes.map((a, i) => (i === index ? { ...a, value } : a)) }
}

/** `a/b/@c` as steps and attribute; of `x|y` the first that exists in the element, else the first. */
interface Path {
  readonly steps: readonly string[]
  readonly attribute: string | undefined
}

function parsePath(path: string): (element: XmlElement) => Path {
  const paths = path.split('|').map((alternative): Path => {
    const steps = alternative.split('/')
    const last = steps.at(-1) ?? ''
    return last.startsWith('@') ? { steps: steps.slice(0, -1), attribute: last.slice(1) } : { steps, attribute: undefined }
  })
  const [first = { steps: [], attribute: undefined }] = paths
  return (element) => (paths.length === 1 ? first : (paths.find(({ steps }) => find(element, steps)) ?? first))
}

function find(element: XmlElement, steps: readonly string[]): XmlElement | undefined {
  return steps.reduce<XmlElement | undefined>((at, step) => childrenNamed(at, step)[0], element)
}

/** Changes the element at the steps, making what is missing on the way and removing what the change leaves empty. */
function update(
  element: XmlElement,
  steps: readonly string[],
  change: (found: XmlElement) => XmlElement | undefined,
): XmlElement | undefined {
  const [step, ...rest] = steps
  if (step === undefined) return change(element)
  const index = element.children.findIndex((node) => isNamed(node, step))
  const before = childrenNamed(element, step)[0]
  const after = update(before ?? emptyElement(step), rest, change)
  if (after === before) return element
  const children = [...element.children]
  if (after !== undefined && before === undefined) children.push(after)
  else if (after !== undefined) children.splice(index, 1, after)
  else if (before !== undefined) children.splice(index, 1)
  const changed = { ...element, children }
  return after === undefined && isEmpty(changed) ? undefined : changed
}

function updated(
  element: XmlElement,
  steps: readonly string[],
  change: (found: XmlElement) => XmlElement | undefined,
): XmlElement {
  return update(element, steps, change) ?? { ...element, attributes: [], children: [] }
}

function readAt(element: XmlElement, { steps, attribute }: Path): string | undefined {
  const found = find(element, steps)
  if (found === undefined) return undefined
  return attribute === undefined ? textOf(found).trim() : attributeOf(found, attribute)
}

function writeAt(element: XmlElement, { steps, attribute }: Path, text: string | undefined): XmlElement {
  return updated(element, steps, (found) => {
    if (attribute === undefined) return text === undefined ? undefined : withText(found, text)
    const changed = withAttribute(found, attribute, text)
    return text === undefined && isEmpty(changed) ? undefined : changed
  })
}

// ── rows ──────────────────────────────────────────────────────────────────────────────────────────────────────────

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
      const text = given === undefined ? undefined : codec.write(given, at)
      const current = read(element)
      const wanted = text === undefined ? undefined : codec.read(text)
      return Object.is(current, wanted) ? element : writeAt(element, resolve(element), text)
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
      if (given !== undefined && given !== text) throw invalidType(at, `'${text}'`, given)
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
      if (given !== undefined && typeof given !== 'boolean') throw invalidType(at, 'a boolean', given)
      if ((find(element, steps) !== undefined) === (given ?? false)) return element
      return updated(element, steps, (found) => (given ? found : undefined))
    },
  }
}

/** One side of a text split at its first separator: pool and image of `<source name='pool/image'>`. */
export function part(path: string, separator: string, side: 'before' | 'after', codec: Codec<string>): RequiredField<string> {
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
      const text = given === undefined ? '' : codec.write(given, at)
      if ((read(element) ?? '') === text) return element
      const [before, after] = split(element) ?? ['', '']
      const joined = side === 'before' ? [text, after] : [before, text]
      return writeAt(element, resolve(element), joined.every((one) => one === '') ? undefined : joined.join(separator))
    },
  }
}

/** A size in bytes, in an element with a `unit` attribute. Untouched it keeps its unit; changed it is written in KiB or bytes. */
export function size(path: string, defaultUnit: 'KiB' | 'bytes', codec: Codec<number>): Field<number> {
  const steps = path.split('/')
  const read = (element: XmlElement) => {
    const found = find(element, steps)
    return found && bytesOf(textOf(found).trim(), attributeOf(found, 'unit') ?? defaultUnit)
  }
  return {
    read,
    write(element, given, at) {
      const bytes = given === undefined ? undefined : Number(codec.write(given, at))
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

/** @param sourceOf - the element an item was read from, of those present. */
function elements<T>(
  path: string,
  type: ElementType<T>,
  sourceOf: (item: unknown, present: readonly XmlElement[]) => XmlElement | undefined,
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
      if (given !== undefined && !Array.isArray(given)) throw invalidType(at, 'an array', given)
      const present = members(element).map(({ source }) => source)
      const free = new Set(present)
      const wanted = (given ?? []).map((item: unknown, index: number) => {
        const source = sourceOf(item, [...free])
        if (source !== undefined) free.delete(source)
        return { source, written: type.write(name, item, `${at}[${index}]`, typeof item === 'object' ? undefined : source) }
      })
      if (wanted.length === present.length && wanted.every(({ written }, i) => written === present[i])) return element
      return updated(element, container, (found) => {
        const children = merge(found.children, present, wanted)
        return wanted.length === 0 && children.length + found.attributes.length === 0 ? undefined : { ...found, children }
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
  return elements(steps.slice(0, -1).join('/'), type, (item, present) =>
    present.find((element) => Object.is(own.read(element), item)),
  )
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

// ── types ─────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface ObjectOptions<T> {
  /** What a new element has besides its fields: path → text. */
  readonly fixed?: Readonly<Record<string, string>>
  /** What the fields must hold together; called for what is new or changed. */
  readonly check?: (written: T, path: string) => void
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
  return {
    fields,
    missing,
    read,
    write(name, given, path, base) {
      const record = asRecord(given, path)
      refuseUnknown(record, fields, path)
      const source = originOf(record).source
      if (options.foundOnly && source === undefined) throw invalidType(path, 'read from a document, not made', given)
      let element = base ?? source ?? emptyElement(name)
      for (const [fieldName, field] of rows) {
        const at = join(path, fieldName)
        if (field.required && record[fieldName] === undefined) throw invalidType(at, 'given', undefined)
        element = field.write(element, record[fieldName], at)
      }
      if (element === source) return element
      if (source === undefined || base !== undefined) {
        for (const [fixedPath, text] of Object.entries(options.fixed ?? {})) {
          const place = parsePath(fixedPath)(element)
          if (readAt(element, place) === undefined) element = writeAt(element, place, text)
        }
      }
      const written = read(element)
      if (written !== undefined) options.check?.(written, path)
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
    read: (element) => variantOf(element)?.read(element),
    write(name, given, path) {
      const record = asRecord(given, path)
      const literals = (variant: Variants<T>) => rowsOf(variant).filter(([, row]) => row.literal !== undefined)
      const matching = variants.filter((one) => literals(one).every(([key, row]) => record[key] === row.literal))
      const closest = Math.max(...matching.map((one) => literals(one).length))
      const fitting = matching.filter((one) => literals(one).length === closest)
      const variant =
        fitting.find((one) => rowsOf(one).every(([key, row]) => !row.required || record[key] !== undefined)) ?? fitting[0]
      if (variant === undefined) throw noVariant(variants.map(rowsOf), record, path)
      const { source } = originOf(record)
      const was = source && variantOf(source)
      if (source === undefined || was === undefined || was === variant) return variant.write(name, record, path)
      const gone = rowsOf(was).filter(([key]) => !(key in variant.fields))
      const base = gone.reduce((element, [key, row]) => row.write(element, undefined, join(path, key)), source)
      return variant.write(name, record, path, base)
    },
  }
}

function noVariant(variants: [string, Field<unknown>][][], record: Record<string, unknown>, path: string): TypeError {
  const literals = variants.flatMap((rows) => rows.filter(([, row]) => row.literal !== undefined))
  const wrong = literals.find(([key]) => !literals.some(([k, row]) => k === key && row.literal === record[key]))
  const key = (wrong ?? literals[0])?.[0] ?? ''
  const accepted = new Set(literals.filter(([k]) => k === key).map(([, row]) => `'${row.literal}'`))
  return invalidType(join(path, key), `one of ${[...accepted].join(', ')}`, record[key])
}

function asRecord(given: unknown, path: string): Record<string, unknown> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw invalidType(path, 'an object', given)
  return given as Record<string, unknown>
}

function refuseUnknown(record: Record<string, unknown>, fields: object, path: string): void {
  for (const key of Object.keys(record)) {
    if (record[key] !== undefined && !Object.hasOwn(fields, key)) {
      throw invalidType(join(path, key), `absent (the fields here are ${Object.keys(fields).join(', ')})`, record[key])
    }
  }
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`
}

/** Reads an element that must be of the type. */
export function readRequired<T>(type: ObjectType<T>, element: XmlElement): T {
  const read = type.read(element)
  if (read === undefined) throw new XmlError(`<${element.name}> has no readable ${type.missing(element)}`)
  return read
}
