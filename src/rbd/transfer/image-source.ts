import type { Feature } from '../features.ts'
import type { Image } from '../image.ts'
import type { ImageInfo } from '../info.ts'
import type { LayoutOptions } from '../layout.ts'
import type { PositionalSource, Stretch } from './source.ts'

/** Where an image holds data, its parent's included. */
export async function* dataOf(image: Image, signal: AbortSignal | undefined): AsyncGenerator<Stretch, void, undefined> {
  for await (const { offset, length, exists } of image.extents({ wholeObject: true, signal })) {
    if (exists) yield { offset, length }
  }
}

/** An open image, of any pool and any cluster. It stays its owner's to close. */
export class ImageSource implements PositionalSource {
  readonly kind = 'positional'
  readonly size: number
  readonly #image: Image

  constructor(image: Image, size: number) {
    this.#image = image
    this.size = size
  }

  data(signal: AbortSignal | undefined): AsyncGenerator<Stretch, void, undefined> {
    return dataOf(this.#image, signal)
  }

  async read(buffer: Buffer, position: number): Promise<void> {
    await this.#image.read(buffer, position)
  }

  async close(): Promise<void> {}
}

/** The features that an image can be created with; others come of what is done with it. */
const COPIED: readonly Feature[] = [
  'layering',
  'striping',
  'exclusive-lock',
  'object-map',
  'fast-diff',
  'deep-flatten',
  'journaling',
]

/** How a copy of an image is laid out: as was said, and otherwise as the image is. Its data pool is another cluster's matter. */
export function layoutOf(info: ImageInfo, said: LayoutOptions): LayoutOptions {
  // Format 1 has no features to take over.
  const features =
    said.features ?? (info.format === 1 ? undefined : info.features.filter((one) => COPIED.includes(one)))
  const { objectSize, order, stripeUnit, stripeCount, dataPool } = said
  if (objectSize !== undefined || order !== undefined || stripeUnit !== undefined || stripeCount !== undefined) {
    return { features, objectSize, order, stripeUnit, stripeCount, dataPool }
  }
  const striped = info.stripeCount > 1 || info.stripeUnit !== info.objectSize
  return {
    features,
    objectSize: info.objectSize,
    ...(striped ? { stripeUnit: info.stripeUnit, stripeCount: info.stripeCount } : {}),
    dataPool,
  }
}
