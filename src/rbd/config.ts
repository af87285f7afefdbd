import { checkName, wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { CephError, CephvirtError, NotFoundError, type Subject } from '../core/errors.ts'
import { Handle } from '../core/handle.ts'
import { Listing } from '../core/listing.ts'
import type { ConfigOption } from '../native/contract/rbd-config.ts'
import { native } from '../native/load.ts'
import type { Pool } from '../rados/index.ts'
import type { Image } from './image.ts'
import type { Metadata } from './metadata.ts'
import { PoolMetadata } from './pool-metadata.ts'

export type { ConfigOption } from '../native/contract/rbd-config.ts'

/** What has a configuration, and keeps what was set of it in its metadata. */
interface Owner {
  readonly noun: 'pool' | 'image'
  readonly subject: () => Subject
  readonly metadata: Metadata | PoolMetadata
  readonly load: () => Promise<readonly ConfigOption[]>
}

/**
 * The options of librbd for the images of a pool, in all its namespaces (`images.config`), or for one image
 * (`image.config`), whichever client opens them. An image's own value counts before its pool's, and that before the client's configuration. What is set for
 * an image counts at once where it is open; what is set for a pool, when an image is opened.
 *
 * @example
 * ```ts
 * await image.config.set('rbd_readahead_max_bytes', 4 * 1024 ** 2)
 * const { value, source } = await image.config.get('rbd_readahead_max_bytes')
 * console.log(value, source) // 4194304 image
 * for await (const option of images.config.list()) if (option.source === 'pool') console.log(option.name)
 * ```
 */
export class Config {
  readonly #owner: Owner

  private constructor(owner: Owner) {
    this.#owner = owner
  }

  /** @internal */
  static ofPool(pool: Pool): Config {
    const load = (): Promise<readonly ConfigOption[]> => native.rbd.poolConfig(Handle.native(pool))
    // librbd reads it there, whatever the namespace of the images.
    const metadata = new PoolMetadata(pool, '')
    return new Config({ noun: 'pool', subject: () => ({ pool: pool.name }), metadata, load })
  }

  /** @internal */
  static ofImage(image: Image, metadata: Metadata): Config {
    const load = (): Promise<readonly ConfigOption[]> => native.rbd.imageConfig(Handle.native(image))
    return new Config({ noun: 'image', subject: () => image.subject, metadata, load })
  }

  /**
   * All options with the values that count, by name.
   * @implements rbd_config_pool_list rbd_config_pool_list_cleanup rbd_config_image_list rbd_config_image_list_cleanup
   */
  list(options: CallOptions = {}): Listing<ConfigOption> {
    return Listing.of(() => this.#load(options))
  }

  /**
   * The value of an option that counts, and where it comes from.
   * @throws CephvirtError `ERR_CEPHVIRT_OPTION` if librbd has no such option here
   */
  async get(name: string, options: CallOptions = {}): Promise<ConfigOption> {
    checkName(name, 'name')
    const found = (await this.#load(options)).find((option) => option.name === name)
    if (found === undefined) throw this.#unknown(name)
    return found
  }

  /**
   * Sets an option for this image, or for all of this pool that have no value of their own.
   * @throws CephvirtError `ERR_CEPHVIRT_OPTION` if librbd has no such option here, or it does not take the value
   */
  async set(name: string, value: string | number | boolean, options: CallOptions = {}): Promise<void> {
    checkName(name, 'name')
    if (!['string', 'number', 'boolean'].includes(typeof value)) {
      throw wrongType('value', 'a string, a number or a boolean', value)
    }
    try {
      await this.#owner.metadata.set(keyOf(name), String(value), options)
    } catch (error) {
      if (!(error instanceof CephError && error.code === 'EINVAL')) throw error
      const known = (await this.#load(options)).some((option) => option.name === name)
      throw known ? this.#error(name, `${name} does not take the value '${value}'`, error) : this.#unknown(name, error)
    }
  }

  /**
   * Takes back what was set here.
   *
   * @example
   * ```ts
   * await images.config.set('rbd_cache', false)
   * await images.config.remove('rbd_cache')
   * ```
   * @throws NotFoundError if nothing was set here
   */
  async remove(name: string, options: CallOptions = {}): Promise<void> {
    checkName(name, 'name')
    try {
      await this.#owner.metadata.remove(keyOf(name), options)
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error
      const { code, errno, syscall } = error
      const message = `${code}: ${name} is not set for the ${this.#owner.noun} (${syscall})`
      throw new NotFoundError(message, { code, errno, syscall, subject: this.#about(name), cause: error })
    }
  }

  /** What was set here, not elsewhere; undefined if nothing was. @internal */
  async own(name: string, options: CallOptions = {}): Promise<string | undefined> {
    return await this.#owner.metadata.get(keyOf(name), options)
  }

  async #load(options: CallOptions): Promise<readonly ConfigOption[]> {
    const { load, subject } = this.#owner
    return await call(load, options, { subject: subject() })
  }

  #about(option: string): Subject {
    return { ...this.#owner.subject(), option }
  }

  #unknown(name: string, cause?: Error): CephvirtError {
    return this.#error(
      name,
      `librbd has no option '${name}' for ${this.#owner.noun === 'pool' ? 'pools' : 'images'}`,
      cause,
    )
  }

  #error(name: string, message: string, cause: Error | undefined): CephvirtError {
    const hint = `${this.#owner.noun === 'pool' ? 'images' : 'image'}.config.list() has all options; \`ceph config help ${name}\` tells of one.`
    return new CephvirtError(message, { code: 'ERR_CEPHVIRT_OPTION', subject: this.#about(name), hint, cause })
  }
}

function keyOf(name: string): string {
  return `conf_${name}`
}
