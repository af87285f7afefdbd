import { checkInteger, checkName, checkOptions, type Known, outOfRange } from '../core/arguments.ts'
import { parseSize, type Size } from '../core/sizes.ts'
import type { NewImage } from '../native/contract/rbd-images.ts'
import type { Pool } from '../rados/index.ts'
import { type Feature, featureBits } from './features.ts'

/** How an image that keeps a journal lays it out. */
export interface JournalOptions {
  /** Of each of its objects: a power of two from 4 KiB to 64 MiB. */
  readonly objectSize?: Size | undefined
  /** How many objects it writes to in turn. */
  readonly splayWidth?: number | undefined
  /** The pool that it is kept in; the image's own without it. */
  readonly pool?: string | undefined
}

/** How the data of a new image is laid out. What is not given comes from Ceph's configuration (`rbd_default_…`). */
export interface LayoutOptions {
  /** Exactly these. */
  readonly features?: readonly Feature[] | undefined
  /** These besides the default ones, or besides `features`. */
  readonly enableFeatures?: readonly Feature[] | undefined
  /** The default ones, or `features`, without these. */
  readonly disableFeatures?: readonly Feature[] | undefined
  /** A power of two from 4 KiB to 32 MiB. */
  readonly objectSize?: Size | undefined
  /** The same as its power: 12 to 25. */
  readonly order?: number | undefined
  /** In bytes: how much goes to one object before the next one's turn. With `stripeCount`. */
  readonly stripeUnit?: Size | undefined
  readonly stripeCount?: number | undefined
  /** The pool of the data, which may be erasure-coded; the image's own without it. */
  readonly dataPool?: string | undefined
  /** Of images with the feature `journaling`. */
  readonly journal?: JournalOptions | undefined
  /** How the image is mirrored if its pool mirrors all: `'journal'` or `'snapshot'`. */
  readonly mirrorMode?: 'journal' | 'snapshot' | undefined
}

export const LAYOUT_OPTIONS: Known<LayoutOptions> = {
  features: true,
  enableFeatures: true,
  disableFeatures: true,
  objectSize: true,
  order: true,
  stripeUnit: true,
  stripeCount: true,
  dataPool: true,
  journal: true,
  mirrorMode: true,
}

const JOURNAL_OPTIONS: Known<JournalOptions> = { objectSize: true, splayWidth: true, pool: true }

/** What of a pool is mirrored, as librbd numbers it. */
export const POOL_MIRROR_MODES = ['disabled', 'image', 'pool', 'init-only'] as const

/** How an image is mirrored, as librbd numbers it. */
export const MIRROR_MODES = { journal: 0, snapshot: 1 } as const

/** The power of a size that must be one of two: `least` to `most` are powers. */
export function checkPower(size: Size, name: string, least: number, most: number): number {
  const power = Math.log2(parseSize(size, name))
  if (power >= least && power <= most && Number.isInteger(power)) return power
  const text = (exponent: number): string =>
    exponent < 20 ? `${2 ** (exponent - 10)} KiB` : `${2 ** (exponent - 20)} MiB`
  throw outOfRange(name, `a power of two from ${text(least)} to ${text(most)}`, size)
}

function optional<T, R>(value: T | undefined, make: (value: T) => R): R | undefined {
  return value === undefined ? undefined : make(value)
}

/** A layout as the native module takes it. */
export function nativeLayout(options: LayoutOptions): NewImage {
  const { objectSize, order, stripeUnit, stripeCount, mirrorMode } = options
  if (objectSize !== undefined && order !== undefined) {
    throw outOfRange('options.order', 'left out where `objectSize` is given', order)
  }
  if ((stripeUnit === undefined) !== (stripeCount === undefined)) {
    throw outOfRange('options.stripeUnit', 'given together with `stripeCount`', stripeUnit)
  }
  if (mirrorMode !== undefined && !Object.hasOwn(MIRROR_MODES, mirrorMode)) {
    throw outOfRange('options.mirrorMode', "'journal' or 'snapshot'", mirrorMode)
  }
  const journal = checkOptions(options.journal ?? {}, JOURNAL_OPTIONS, 'options.journal')
  const bits = (name: 'features' | 'enableFeatures' | 'disableFeatures'): number | undefined =>
    optional(options[name], (features) => featureBits(features, `options.${name}`))
  return {
    features: bits('features'),
    featuresSet: bits('enableFeatures'),
    featuresClear: bits('disableFeatures'),
    order:
      objectSize === undefined
        ? optional(order, (power) => checkInteger(power, 'options.order', 12, 25))
        : checkPower(objectSize, 'options.objectSize', 12, 25),
    stripeUnit: optional(stripeUnit, (size) => parseSize(size, 'options.stripeUnit')),
    stripeCount: optional(stripeCount, (count) => checkInteger(count, 'options.stripeCount', 1)),
    dataPool: optional(options.dataPool, (pool) => checkName(pool, 'options.dataPool')),
    journalOrder: optional(journal.objectSize, (size) => checkPower(size, 'options.journal.objectSize', 12, 26)),
    journalSplayWidth: optional(journal.splayWidth, (width) =>
      checkInteger(width, 'options.journal.splayWidth', 1, 255),
    ),
    journalPool: optional(journal.pool, (pool) => checkName(pool, 'options.journal.pool')),
    mirrorMode: optional(mirrorMode, (mode) => MIRROR_MODES[mode]),
  }
}

/** Throws if the pool for the data is not there: of that librbd says that the image was not found. */
export async function checkDataPool(pool: Pool, { dataPool }: NewImage): Promise<void> {
  if (dataPool !== undefined) await (await pool.cluster.openPool(dataPool)).close()
}
