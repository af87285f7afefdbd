import { checkInteger, checkName, outOfRange, wrongType } from '../core/arguments.ts'
import { ask } from '../core/failure.ts'
import { native } from '../native/load.ts'

/** What an image can do, by the names that `rbd info` prints. */
export type Feature = keyof typeof FEATURES
/** What was done with an image that older clients must know of. */
export type OpFeature = keyof typeof OP_FEATURES
/** What is wrong with an image's object map; `rbd object-map rebuild` mends it. */
export type Flag = keyof typeof FLAGS

const FEATURES = {
  layering: 0,
  striping: 1,
  'exclusive-lock': 2,
  'object-map': 3,
  'fast-diff': 4,
  'deep-flatten': 5,
  journaling: 6,
  'data-pool': 7,
  operations: 8,
  migrating: 9,
  'non-primary': 10,
  'dirty-cache': 11,
} as const

const OP_FEATURES = { 'clone-parent': 0, 'clone-child': 1, group: 2, 'snap-trash': 3 } as const

const FLAGS = { 'object map invalid': 0, 'fast diff invalid': 1 } as const

// Division instead of shifts: these are 64-bit masks.
function namesOf<Name extends string>(table: Readonly<Record<Name, number>>, bits: number): readonly Name[] {
  return (Object.keys(table) as Name[]).filter((name) => Math.floor(bits / 2 ** table[name]) % 2 === 1)
}

export const featuresOf = (bits: number): readonly Feature[] => namesOf<Feature>(FEATURES, bits)
export const opFeaturesOf = (bits: number): readonly OpFeature[] => namesOf<OpFeature>(OP_FEATURES, bits)
export const flagsOf = (bits: number): readonly Flag[] => namesOf<Flag>(FLAGS, bits)

/** The bits of features that a user named. */
export function featureBits(features: readonly Feature[], name: string): number {
  if (!Array.isArray(features)) throw wrongType(name, 'an array of features', features)
  return [...new Set<Feature>(features)].reduce((bits, feature) => {
    if (!Object.hasOwn(FEATURES, feature)) {
      throw outOfRange(name, `made of ${Object.keys(FEATURES).join(', ')}`, String(feature))
    }
    return bits + 2 ** FEATURES[feature]
  }, 0)
}

/**
 * The names of features by their bits, as librbd itself spells them: `'exclusive-lock,layering'`.
 *
 * @example
 * ```ts
 * const { featureBits } = await image.info()
 * console.log(rbd.featuresToString(featureBits))
 * ```
 * @throws CephError `EINVAL` if the installed librbd knows one of the bits not
 * @implements rbd_features_to_string
 */
export function featuresToString(bits: number): string {
  checkInteger(bits, 'bits')
  return ask(() => native.rbd.featuresToString(bits))
}

/**
 * The bits of features that librbd knows by these names, or by a number.
 *
 * @example
 * ```ts
 * console.log(rbd.featuresFromString('layering,exclusive-lock')) // 5
 * ```
 * @throws CephError `EINVAL` if the installed librbd does not know one
 * @implements rbd_features_from_string
 */
export function featuresFromString(names: string): number {
  checkName(names, 'names')
  return ask(() => native.rbd.featuresFromString(names))
}
