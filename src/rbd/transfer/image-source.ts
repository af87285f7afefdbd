import type { Image } from '../image.ts'
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
