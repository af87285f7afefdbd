import { checkName, wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { cephError } from '../core/ceph-failure.ts'
import { ImageNotFoundError, type Subject } from '../core/errors.ts'
import { Handle } from '../core/handle.ts'
import { Listing } from '../core/listing.ts'
import { native } from '../native/load.ts'
import type { Image } from './image.ts'

export interface MetadataEntry {
  readonly key: string
  readonly value: string
}

// How many entries are asked for at a time.
const PAGE = 256

/**
 * Texts that are kept with an image, by key. Ceph itself reads those whose keys begin with `conf_`: they configure the
 * image for every client.
 *
 * @example
 * ```ts
 * await image.metadata.set('owner', 'team-a')
 * console.log(await image.metadata.get('owner')) // team-a
 * for await (const { key, value } of image.metadata.list()) console.log(key, value)
 * ```
 */
export class Metadata {
  readonly #image: Image

  /** @internal */
  constructor(image: Image) {
    this.#image = image
  }

  /**
   * The value of a key; undefined if there is none.
   * @implements rbd_metadata_get
   */
  async get(key: string, options?: CallOptions): Promise<string | undefined> {
    checkName(key, 'key')
    return await call(() => native.rbd.metadataGet(Handle.native(this.#image), key), options, this.#about(key))
  }

  /**
   * Sets the value of a key: a text without NUL characters.
   * @throws ReadOnlyError
   * @implements rbd_metadata_set
   */
  async set(key: string, value: string, options?: CallOptions): Promise<void> {
    checkName(key, 'key')
    if (typeof value !== 'string') throw wrongType('value', 'a string', value)
    if (value !== '') checkName(value, 'value')
    await call(() => native.rbd.metadataSet(Handle.native(this.#image), key, value), options, this.#about(key))
  }

  /**
   * Removes a key.
   * @throws NotFoundError if there is none
   * @implements rbd_metadata_remove
   */
  async remove(key: string, options?: CallOptions): Promise<void> {
    checkName(key, 'key')
    try {
      await call(() => native.rbd.metadataRemove(Handle.native(this.#image), key), options, this.#about(key))
    } catch (error) {
      if (!(error instanceof ImageNotFoundError)) throw error
      // The image is open: what is missing is the key.
      const { syscall, errno } = error
      throw cephError({ syscall, errno, subject: { metadata: key }, cause: error })
    }
  }

  /**
   * All of it, ordered by key.
   * @implements rbd_metadata_list
   */
  list(options: CallOptions = {}): Listing<MetadataEntry> {
    const ask = (after: string): Promise<readonly MetadataEntry[]> =>
      call(() => native.rbd.metadataList(Handle.native(this.#image), after, PAGE), options, this.#about())
    return Listing.pages(ask, ({ key }) => key, PAGE)
  }

  #about(key?: string): { readonly subject: Subject } {
    return { subject: { ...this.#image.subject, metadata: key } }
  }
}
