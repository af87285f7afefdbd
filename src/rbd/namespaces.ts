import { constants } from 'node:os'
import { checkName } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import {
  CephError,
  ExistsError,
  NamespaceExistsError,
  NamespaceNotEmptyError,
  NamespaceNotFoundError,
  NotFoundError,
} from '../core/errors.ts'
import { Handle } from '../core/handle.ts'
import { Listing } from '../core/listing.ts'
import { native } from '../native/load.ts'
import type { Pool } from '../rados/index.ts'

export interface ListedNamespace {
  readonly name: string
}

type NamespaceErrorClass = new (...details: ConstructorParameters<typeof CephError>) => CephError

/**
 * The namespaces of a pool: each with images, groups and a trash of its own, which capabilities can be limited to.
 *
 * @example
 * ```ts
 * await images.namespaces.create('tenant-a')
 * const theirs = rbd.images(pool.inNamespace('tenant-a'))
 * await theirs.create('z-centos9', { size: '64MiB' })
 * for await (const { name } of images.namespaces.list()) console.log(name) // tenant-a
 * ```
 */
export class Namespaces {
  readonly #pool: Pool

  /** @internal */
  constructor(pool: Pool) {
    this.#pool = pool
  }

  /**
   * Makes a namespace.
   * @throws NamespaceExistsError
   * @implements rbd_namespace_create
   */
  async create(name: string, options?: CallOptions): Promise<void> {
    await this.#call(
      checkName(name, 'name'),
      () => native.rbd.namespaceCreate(Handle.native(this.#pool), name),
      options,
      // Its caller was told that there is none.
      () => void this.remove(name).catch(() => {}),
    )
  }

  /**
   * Removes a namespace that has no images, its trash included. Groups that are left in it go with it.
   *
   * @example
   * ```ts
   * await images.namespaces.create('tenant-b')
   * await images.namespaces.remove('tenant-b')
   * ```
   * @throws NamespaceNotFoundError
   * @throws NamespaceNotEmptyError if it has images, or something in its trash
   * @implements rbd_namespace_remove
   */
  async remove(name: string, options?: CallOptions): Promise<void> {
    await this.#call(
      checkName(name, 'name'),
      () => native.rbd.namespaceRemove(Handle.native(this.#pool), name),
      options,
    )
  }

  /**
   * The namespaces of the pool, but for the default one, which has no name.
   * @implements rbd_namespace_list
   */
  list(options: CallOptions = {}): Listing<ListedNamespace> {
    return Listing.of(async () => {
      const subject = { pool: this.#pool.name }
      const names = await call(() => native.rbd.namespaceList(Handle.native(this.#pool)), options, { subject })
      return names.map((name) => ({ name }))
    })
  }

  /**
   * Whether there is such a namespace.
   *
   * @example
   * ```ts
   * console.log(await images.namespaces.exists('tenant-c')) // false
   * ```
   * @implements rbd_namespace_exists
   */
  async exists(name: string, options?: CallOptions): Promise<boolean> {
    checkName(name, 'name')
    const subject = { pool: this.#pool.name, namespace: name }
    return await call(() => native.rbd.namespaceExists(Handle.native(this.#pool), name), options, { subject })
  }

  async #call(
    name: string,
    work: () => Promise<void>,
    options: CallOptions | undefined,
    late?: () => void,
  ): Promise<void> {
    const { name: pool } = this.#pool
    try {
      await call(work, options, { subject: { pool, namespace: name }, late })
    } catch (error) {
      if (error instanceof NotFoundError) throw namespaceMissing(pool, name, error)
      if (error instanceof ExistsError) throw namespaceError(NamespaceExistsError, pool, name, 'already exists', error)
      if (!(error instanceof CephError && error.code === 'EBUSY')) throw error
      const hint = `Remove its images, and what is in its trash: rbd.images(pool.inNamespace('${name}')) has both.`
      throw namespaceError(NamespaceNotEmptyError, pool, name, 'is not empty', error, hint)
    }
  }
}

function namespaceError(
  Class: NamespaceErrorClass,
  pool: string,
  namespace: string,
  reason: string,
  cause: CephError,
  hint?: string,
): CephError {
  const { code, errno, syscall } = cause
  const message = `${code}: namespace '${pool}/${namespace}' ${reason} (${syscall})`
  return new Class(message, { code, errno, syscall, subject: { pool, namespace }, hint, cause })
}

function namespaceMissing(pool: string, namespace: string, cause: CephError): CephError {
  const hint =
    'images.namespaces.list() has the names of those that are there, images.namespaces.create(name) makes one.'
  return namespaceError(NamespaceNotFoundError, pool, namespace, 'does not exist', cause, hint)
}

/** What is to be thrown where something was not found: it may be that its namespace is not there either. */
export async function placeError(pool: Pool, error: unknown): Promise<unknown> {
  const { name, namespace } = pool
  if (namespace === '' || !(error instanceof NotFoundError)) return error
  // If that cannot be told, what was not found is what there is to say.
  const exists = await new Namespaces(pool).exists(namespace).catch(() => true)
  return exists ? error : namespaceMissing(name, namespace, error)
}

/** Where librbd would go on without one: the namespace of the pool is there. */
export async function checkPlace(pool: Pool, options: CallOptions = {}): Promise<void> {
  const { name, namespace } = pool
  if (namespace === '' || (await new Namespaces(pool).exists(namespace, options))) return
  const missing = { code: 'ENOENT', errno: -constants.errno.ENOENT, syscall: 'rbd_namespace_exists' }
  throw namespaceMissing(name, namespace, new NotFoundError('ENOENT', missing))
}
