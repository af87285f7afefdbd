import { checkName, wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { cephError } from '../core/ceph-failure.ts'
import { NotFoundError, type Subject } from '../core/errors.ts'
import { Handle } from '../core/handle.ts'
import { Listing } from '../core/listing.ts'
import { native } from '../native/load.ts'
import type { Pool } from '../rados/index.ts'
import type { MetadataEntry } from './metadata.ts'
import { checkPlace } from './namespaces.ts'

// How many entries are asked for at a time.
const PAGE = 256

/**
 * Texts that are kept with a pool, by key, in each of its namespaces others. Ceph itself reads those of the default
 * namespace whose keys begin with `conf_`: they configure the images of the pool for every client, see `images.config`.
 *
 * @example
 * ```ts
 * await images.metadata.set('owner', 'team-a')
 * console.log(await images.metadata.get('owner')) // team-a
 * for await (const { key, value } of images.metadata.list()) console.log(key, value)
 * await images.metadata.remove('owner')
 * ```
 */
export class PoolMetadata {
  readonly #pool: Pool
  readonly #namespace: string
  #otherView: Pool | undefined

  /** @internal */
  constructor(pool: Pool, namespace = pool.namespace) {
    this.#pool = pool
    this.#namespace = namespace
  }

  get #view(): Pool {
    if (this.#namespace === this.#pool.namespace) return this.#pool
    this.#otherView ??= this.#pool.inNamespace(this.#namespace)
    return this.#otherView
  }

  /**
   * The value of a key; undefined if there is none.
   * @implements rbd_pool_metadata_get
   */
  async get(key: string, options?: CallOptions): Promise<string | undefined> {
    checkName(key, 'key')
    return await call(() => native.rbd.poolMetadataGet(Handle.native(this.#view), key), options, this.#about(key))
  }

  /**
   * Sets the value of a key: a text without NUL characters.
   * @throws NamespaceNotFoundError
   * @implements rbd_pool_metadata_set
   */
  async set(key: string, value: string, options?: CallOptions): Promise<void> {
    checkName(key, 'key')
    if (typeof value !== 'string') throw wrongType('value', 'a string', value)
    if (value !== '') checkName(value, 'value')
    // librbd would keep it all the same.
    await checkPlace(this.#view, options)
    await call(() => native.rbd.poolMetadataSet(Handle.native(this.#view), key, value), options, this.#about(key))
  }

  /**
   * Removes a key.
   * @throws NotFoundError if there is none
   * @implements rbd_pool_metadata_remove
   */
  async remove(key: string, options?: CallOptions): Promise<void> {
    checkName(key, 'key')
    try {
      await call(() => native.rbd.poolMetadataRemove(Handle.native(this.#view), key), options, this.#about(key))
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error
      // The pool is open: what is missing is the key.
      const { syscall, errno } = error
      throw cephError({ syscall, errno, subject: { metadata: key }, cause: error })
    }
  }

  /**
   * All of it, ordered by key.
   * @implements rbd_pool_metadata_list
   */
  list(options: CallOptions = {}): Listing<MetadataEntry> {
    const ask = (after: string): Promise<readonly MetadataEntry[]> =>
      call(() => native.rbd.poolMetadataList(Handle.native(this.#view), after, PAGE), options, this.#about())
    return Listing.pages(ask, ({ key }) => key, PAGE)
  }

  #about(key?: string): { readonly subject: Subject } {
    return { subject: { pool: this.#pool.name, namespace: this.#namespace, metadata: key } }
  }
}
