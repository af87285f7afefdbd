import { checkName, checkOptions, type Known, wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import type { Subject } from '../core/errors.ts'
import { Handle } from '../core/handle.ts'
import { native } from '../native/load.ts'
import type { Pool } from './pool.ts'

export interface EnableApplicationOptions extends CallOptions {
  /** Also where the pool has another application already. */
  readonly force?: boolean
}

const ENABLE_OPTIONS: Known<EnableApplicationOptions> = { force: true, signal: true, timeout: true }

/**
 * What a pool is for (`'rbd'`, `'rgw'`, `'cephfs'`, or a name of your own), and what such an application keeps about the
 * pool, in the cluster's map: `pool.applications`.
 *
 * @example
 * ```ts
 * await pool.applications.enable('backup', { force: true })
 * await pool.applications.setMetadata('backup', 'last', new Date().toISOString())
 * console.log(await pool.applications.list(), await pool.applications.metadata('backup'))
 * console.log(await pool.applications.getMetadata('backup', 'last'))
 * await pool.applications.removeMetadata('backup', 'last')
 * ```
 */
export class Applications {
  readonly #pool: Pool

  /** @internal */
  constructor(pool: Pool) {
    this.#pool = pool
  }

  /**
   * Says what the pool is for. A second application needs `force`.
   * @throws PermissionError if the pool has another application already
   * @implements rados_application_enable
   */
  async enable(name: string, options: EnableApplicationOptions = {}): Promise<void> {
    checkOptions(options, ENABLE_OPTIONS)
    checkName(name, 'name')
    const { force = false, ...rest } = options
    if (typeof force !== 'boolean') throw wrongType('options.force', 'a boolean', force)
    await this.#call(() => native.rados.applicationEnable(Handle.native(this.#pool), name, force), rest)
  }

  /**
   * What the pool is for, as this client's map has it.
   * @implements rados_application_list
   */
  async list(options?: CallOptions): Promise<readonly string[]> {
    return await this.#call(() => native.rados.applicationList(Handle.native(this.#pool)), options)
  }

  /**
   * All that an application keeps about the pool.
   * @throws NotFoundError if the pool is not for that application
   * @implements rados_application_metadata_list
   */
  async metadata(name: string, options?: CallOptions): Promise<Readonly<Record<string, string>>> {
    checkName(name, 'name')
    const entries = await this.#call(
      () => native.rados.applicationMetadataList(Handle.native(this.#pool), name),
      options,
      name,
    )
    return Object.fromEntries(entries)
  }

  /**
   * One thing that an application keeps about the pool.
   * @throws NotFoundError if there is none of that key, or the pool is not for that application
   * @implements rados_application_metadata_get
   */
  async getMetadata(name: string, key: string, options?: CallOptions): Promise<string> {
    checkName(name, 'name')
    checkName(key, 'key')
    const get = (): Promise<string> => native.rados.applicationMetadataGet(Handle.native(this.#pool), name, key)
    return await this.#call(get, options, name, key)
  }

  /**
   * Has an application keep something about the pool.
   * @throws NotFoundError if the pool is not for that application
   * @throws CephError `EINVAL` if key or value are too long (128 bytes) or too many
   * @implements rados_application_metadata_set
   */
  async setMetadata(name: string, key: string, value: string, options?: CallOptions): Promise<void> {
    checkName(name, 'name')
    checkName(key, 'key')
    if (value !== '') checkName(value, 'value')
    const set = (): Promise<void> => native.rados.applicationMetadataSet(Handle.native(this.#pool), name, key, value)
    await this.#call(set, options, name, key)
  }

  /**
   * Has an application keep it no longer; nothing happens if it does not.
   * @throws NotFoundError if the pool is not for that application
   * @implements rados_application_metadata_remove
   */
  async removeMetadata(name: string, key: string, options?: CallOptions): Promise<void> {
    checkName(name, 'name')
    checkName(key, 'key')
    const remove = (): Promise<void> => native.rados.applicationMetadataRemove(Handle.native(this.#pool), name, key)
    await this.#call(remove, options, name, key)
  }

  async #call<T>(start: () => Promise<T>, options?: CallOptions, application?: string, key?: string): Promise<T> {
    const { name: pool } = this.#pool
    // What is missing is the application, or what it keeps: not the pool.
    const subject: Subject =
      application === undefined ? { pool } : { application: key ? `${application}/${key}` : application }
    return await call(start, options, { subject })
  }
}
