import type { ImageGroup, ImageMirroring, ImageParent, ImageInfo as NativeImageInfo } from '../native/contract/rbd.ts'
import { type Feature, type Flag, featuresOf, flagsOf, type OpFeature, opFeaturesOf } from './features.ts'

export type { ImageGroup, ImageMirroring, ImageParent, Watcher } from '../native/contract/rbd.ts'
export type { LinkedImage } from '../native/contract/rbd-images.ts'

/** What `rbd info` tells of an image. */
export interface ImageInfo {
  readonly name: string
  /** Images of format 1 have none. */
  readonly id: string | undefined
  /** In bytes. */
  readonly size: number
  /** How many objects it has when all of it is written. */
  readonly objects: number
  /** In bytes: 2 to the power of `order`. */
  readonly objectSize: number
  readonly order: number
  /** What the names of its objects begin with: `'rbd_data.10226b8b4567'`. */
  readonly blockNamePrefix: string
  readonly format: 1 | 2
  readonly features: readonly Feature[]
  readonly featureBits: number
  readonly opFeatures: readonly OpFeature[]
  readonly opFeatureBits: number
  readonly flags: readonly Flag[]
  readonly flagBits: number
  readonly createdAt: Date
  readonly accessedAt: Date
  readonly modifiedAt: Date
  /** The pool of its data, if that is another than the image's own. */
  readonly dataPool: string | undefined
  /** In bytes. */
  readonly stripeUnit: number
  readonly stripeCount: number
  readonly snapshotCount: number
  /** How many snapshots it may have; no limit if undefined. */
  readonly snapshotLimit: number | undefined
  /** The id of its journal, if it keeps one. */
  readonly journal: string | undefined
  /** What it was cloned from. */
  readonly parent: ImageParent | undefined
  /** The consistency group that it belongs to, if it does. */
  readonly group: ImageGroup | undefined
  /** How it is mirrored to other clusters, if it is. */
  readonly mirroring: ImageMirroring | undefined
}

export function imageInfo(name: string, id: string | undefined, raw: NativeImageInfo): ImageInfo {
  const features = featuresOf(raw.featureBits)
  return {
    ...raw,
    name,
    id,
    features,
    opFeatures: opFeaturesOf(raw.opFeatureBits),
    flags: flagsOf(raw.flagBits),
    createdAt: new Date(raw.createdAt),
    accessedAt: new Date(raw.accessedAt),
    modifiedAt: new Date(raw.modifiedAt),
    journal: features.includes('journaling') ? id : undefined,
  }
}
