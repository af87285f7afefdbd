import { isUtf8 } from 'node:buffer'
import { checkInteger, type Known, outOfRange, toBytes } from '../core/arguments.ts'
import { CephvirtError } from '../core/errors.ts'
import type { OmapKey } from './step.ts'

/** One entry of an omap. */
export interface OmapEntry<Key = string> {
  readonly key: Key
  readonly value: Buffer
}

/** A part of an omap, in the order of the keys. */
export interface OmapPage<Key = string> {
  readonly entries: readonly OmapEntry<Key>[]
  /** Whether there is more after these. */
  readonly more: boolean
}

/** A part of an omap's keys, in their order. */
export interface OmapKeysPage<Key = string> {
  readonly keys: readonly Key[]
  /** Whether there are more after these. */
  readonly more: boolean
}

export interface OmapPageOptions {
  /** Begins after this key, which must be without NUL. */
  readonly after?: OmapKey
  /** How many at most, 1,000 if not said. An OSD may bring fewer. */
  readonly limit?: number
  /** How keys are told: as text, or as the bytes that they are. A key that is no UTF-8 is an error with `'utf8'`. */
  readonly encoding?: 'utf8' | 'buffer'
}

export interface OmapValuesPageOptions extends OmapPageOptions {
  /** Only what has a key that begins with this, which must be without NUL. */
  readonly prefix?: OmapKey
}

export const KEYS_PAGE: Known<OmapPageOptions> = { after: true, limit: true, encoding: true }
export const VALUES_PAGE: Known<OmapValuesPageOptions> = { ...KEYS_PAGE, prefix: true }

/** What is asked for a page, and how its keys are told. */
export function omapPage({ after = '', limit = 1000, encoding = 'utf8' }: OmapPageOptions): {
  readonly after: Uint8Array
  readonly most: number
  readonly keyOf: (key: Buffer) => string | Buffer
} {
  if (encoding !== 'utf8' && encoding !== 'buffer') throw outOfRange('options.encoding', "'utf8' or 'buffer'", encoding)
  return {
    after: withoutNul(after, 'options.after'),
    most: checkInteger(limit, 'options.limit', 1),
    keyOf: encoding === 'buffer' ? (key) => key : textKey,
  }
}

/** The bytes of a key where C would end it at a NUL. */
export function withoutNul(key: OmapKey, name: string): Uint8Array {
  const bytes = toBytes(key, name)
  if (bytes.includes(0)) throw outOfRange(name, 'without NUL here: object.omap takes any bytes', 'one with NUL')
  return bytes
}

/** A key as text; never one that is not the same bytes again. */
export function textKey(key: Buffer): string {
  if (isUtf8(key)) return key.toString()
  throw new CephvirtError(`A key of the omap is no text: ${key.toString('hex')}`, {
    code: 'ERR_CEPHVIRT_KEY_NOT_TEXT',
    hint: "Ask for keys as they are, with { encoding: 'buffer' }.",
  })
}
