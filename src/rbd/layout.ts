import { checkInteger, checkName, type Known, outOfRange } from '../core/arguments.ts'
import { parseSize, type Size } from '../core/sizes.ts'
import type { CreateOptions as NativeCreateOptions } from '../native/contract/rbd.ts'
import { type Feature, featureBits } from './features.ts'

/** How the data of a new image is laid out. What is not given comes from Ceph's configuration (`rbd_default_…`). */
export interface LayoutOptions {
  readonly features?: readonly Feature[] | undefined
  /** A power of two from 4 KiB to 32 MiB. */
  readonly objectSize?: Size | undefined
  /** The same as its power: 12 to 25. */
  readonly order?: number | undefined
  /** In bytes: how much goes to one object before the next one's turn. With `stripeCount`. */
  readonly stripeUnit?: Size | undefined
  readonly stripeCount?: number | undefined
  /** The pool of the data, which may be erasure-coded; the image's own without it. */
  readonly dataPool?: string | undefined
}

export const LAYOUT_OPTIONS: Known<LayoutOptions> = {
  features: true,
  objectSize: true,
  order: true,
  stripeUnit: true,
  stripeCount: true,
  dataPool: true,
}

/** A layout as the native module takes it. */
export function nativeLayout(options: LayoutOptions): NativeCreateOptions {
  const { features, objectSize, order, stripeUnit, stripeCount, dataPool } = options
  if (objectSize !== undefined && order !== undefined) {
    throw outOfRange('options.order', 'left out where `objectSize` is given', order)
  }
  const bytes = objectSize === undefined ? undefined : parseSize(objectSize, 'options.objectSize')
  if (bytes !== undefined && !(bytes >= 4096 && bytes <= 2 ** 25 && Number.isInteger(Math.log2(bytes)))) {
    throw outOfRange('options.objectSize', 'a power of two from 4 KiB to 32 MiB', objectSize)
  }
  if ((stripeUnit === undefined) !== (stripeCount === undefined)) {
    throw outOfRange('options.stripeUnit', 'given together with `stripeCount`', stripeUnit)
  }
  return {
    features: features === undefined ? undefined : featureBits(features, 'options.features'),
    order:
      bytes !== undefined
        ? Math.log2(bytes)
        : order === undefined
          ? undefined
          : checkInteger(order, 'options.order', 12, 25),
    stripeUnit: stripeUnit === undefined ? undefined : parseSize(stripeUnit, 'options.stripeUnit'),
    stripeCount: stripeCount === undefined ? undefined : checkInteger(stripeCount, 'options.stripeCount', 1),
    dataPool: dataPool === undefined ? undefined : checkName(dataPool, 'options.dataPool'),
  }
}
