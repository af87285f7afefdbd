import { describe, expect, test } from 'vitest'
import * as xml from '../../../src/xml/index.ts'
import { type Canonical, canonical } from './canonical.ts'
import { all, domainOfAllKinds } from './documents.ts'

describe('build(parse(x)) is x but for white space and attribute order', () => {
  test.each(all)('hand-written %#', (text) => {
    const built = xml.build(xml.parse(text))
    expect(canonical(built)).toEqual(canonical(text))
    expect(xml.build(xml.parse(built))).toBe(built)
  })

  test('the canonical tree is not blind', () => {
    const text = canonical(domainOfAllKinds)
    for (const change of [
      domainOfAllKinds.replace('<backingStore/>', ''),
      domainOfAllKinds.replace('app:level', 'app:other'),
      domainOfAllKinds.replace('<!-- the data -->', ''),
      domainOfAllKinds.replace('keep <b>', 'keep<b>'),
      domainOfAllKinds.replace("index='1'", "index='2'"),
    ]) {
      expect(change).not.toBe(domainOfAllKinds)
      expect(canonical(change)).not.toEqual(text)
    }
  })
})

/** Every typed value in a description: the path to it and the value. */
function leaves(value: unknown, path: readonly (string | number)[] = []): [(string | number)[], unknown][] {
  if (Array.isArray(value)) return value.flatMap((item, index) => leaves(item, [...path, index]))
  if (typeof value !== 'object' || value === null) return [[[...path], value]]
  return Object.entries(value).flatMap(([key, item]) => leaves(item, [...path, key]))
}

function withLeaf(value: unknown, [key, ...rest]: readonly (string | number)[], leaf: unknown): unknown {
  if (key === undefined) return leaf
  if (Array.isArray(value)) return value.map((item, index) => (index === key ? withLeaf(item, rest, leaf) : item))
  const record = value as Record<string | number, unknown>
  return { ...record, [key]: withLeaf(record[key], rest, leaf) }
}

/** Another value of the same kind as this one, that the field takes. */
function another(value: unknown, others: readonly unknown[]): unknown[] {
  if (typeof value === 'boolean') return [!value]
  if (typeof value === 'number') return [value + 1, value + 1024, value - 1]
  return [...others, `${value}x`]
}

/** The first other value that the field takes; what it does not take is refused as it should be. */
function firstAccepted(description: xml.Description, path: readonly (string | number)[], value: unknown) {
  for (const candidate of another(value, words).filter((one) => one !== value)) {
    try {
      return { candidate, built: xml.build(withLeaf(description, path, candidate) as xml.Buildable) }
    } catch (error) {
      expect(error).toMatchObject({ code: expect.stringMatching(/^ERR_(OUT_OF_RANGE|INVALID_ARG_TYPE)$/) })
    }
  }
  return undefined
}

const words = ['none', 'yes', 'block', 'hd', 'cdrom', 'scsi', 'utc', 'localtime', 'destroy', 'restart', 'down', 'unmap']

/** How many elements, attributes and comments there are: what a change must not reduce. */
function shape(text: string): number {
  const count = (node: Canonical): number => {
    if (typeof node === 'string') return 0
    if (typeof node[0] === 'number') return node[0] === 8 ? 1 : 0
    const [, , attributes, children] = node as [unknown, unknown, readonly string[], readonly Canonical[]]
    return children.reduce<number>((sum, child) => sum + count(child), 1 + attributes.length)
  }
  return canonical(text).reduce<number>((sum, node) => sum + count(node), 0)
}

/** `disks[0].target` */
function dotted(path: readonly (string | number)[]): string {
  return path.map((key, i) => (typeof key === 'number' ? `[${key}]` : i === 0 ? key : `.${key}`)).join('')
}

/** Text in CDATA is written as text once it is changed. */
const plain = all.map((text) => text.replace('<![CDATA[a < b && c]]>', 'a &lt; b &amp;&amp; c'))

describe.each(plain.map((text, index) => ({ text, index })))('changing one field of document $index', ({ text }) => {
  const description = xml.parse(text)
  const fields = description.kind === 'other' ? [] : leaves(description)

  test('shows, and leaves the rest', () => {
    const unchanged = xml.build(description)
    let changes = 0
    for (const [path, value] of fields) {
      const key = path.at(-1)
      if (key === 'kind' || key === 'type' || key === 'protocol') continue
      const accepted = firstAccepted(description, path, value)
      if (accepted !== undefined) {
        const { candidate, built } = accepted
        changes += 1
        const again = xml.parse(built)
        const where = `${path.join('.')} = ${candidate}`
        const expected = fields.map(([at, old]) => (at.join() === path.join() ? [at, candidate] : [at, old]))
        if (candidate !== false) expect(leaves(again), where).toEqual(expected)
        // Memory may gain a unit; a flag turned off goes with its element.
        expect(shape(built), where).toBeGreaterThanOrEqual(shape(unchanged) - (candidate === false ? 1 : 0))
        // And back again it is the document it was, in which only a removed flag has moved and a size its unit.
        if (typeof value !== 'boolean' && !(typeof value === 'number' && value > 1024)) {
          const back = withLeaf(again, path, value) as xml.Buildable
          expect(canonical(xml.build(back)), where).toEqual(canonical(unchanged))
        }
      }
    }
    expect(changes).toBeGreaterThanOrEqual(fields.length / 2 - 1)
  })

  test('to undefined removes it', () => {
    for (const [path, value] of fields) {
      const key = path.at(-1)
      if (typeof key === 'number' || key === 'kind' || key === 'type') continue
      let built: string
      try {
        built = xml.build(withLeaf(description, path, undefined) as xml.Buildable)
      } catch (error) {
        expect(error).toMatchObject({
          code: expect.stringMatching(/^ERR_/),
          message: expect.stringContaining(dotted(path.length > 1 ? path.slice(0, -1) : path)),
        })
        continue
      }
      expect(leaves(xml.parse(built)), path.join('.')).not.toContainEqual([path, value])
    }
  })
})
