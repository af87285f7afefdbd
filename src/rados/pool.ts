import { checkId, checkName, outOfRange, wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import type { Subject } from '../core/errors.ts'
import { Handle } from '../core/handle.ts'
import { Window } from '../core/window.ts'
import type { PoolHandle, PoolStat } from '../native/contract/rados.ts'
import type { PoolView } from '../native/contract/rados-pools.ts'
import { native } from '../native/load.ts'
import { Applications } from './applications.ts'
import type { Cluster } from './cluster.ts'
import { RadosObject } from './object.ts'
import { type ListObjectsOptions, ObjectListing } from './object-list.ts'
import type { OperateOptions, OperateWriteOptions } from './object-operations.ts'
import { PoolSnapshots, SelfManagedSnapshots } from './pool-snapshots.ts'
import type { ReadOp } from './read-op.ts'
import { WriteOp, type WriteResult } from './write-op.ts'

/** In place of a namespace: all of them. Only for listing objects. */
export const ALL_NAMESPACES = '\u0001'

/** What is in a pool and what was done to it, over all its namespaces, as the OSDs report it every few seconds. */
export type PoolStats = PoolStat

/**
 * A view of a pool: what is done through it happens in its namespace. A view never changes: those that differ are
 * further views of it, which need not be closed.
 *
 * @example
 * ```ts
 * await using pool = await cluster.openPool('libvirt-pool', { namespace: 'tenant-a' })
 * for await (const { name } of pool.objects()) console.log(name)
 * ```
 */
export class Pool extends Handle<'pool'> {
  readonly cluster: Cluster
  readonly name: string
  /** `''` is the default namespace. */
  readonly namespace: string
  readonly id: number
  /** By what objects are placed, instead of by their names; undefined for these. */
  readonly locator: string | undefined
  /** What is read: the pool as it was in this snapshot; undefined for the present. */
  readonly snapshot: bigint | undefined
  /** What the pool is for. */
  readonly applications: Applications
  /** Snapshots of the whole pool. */
  readonly snapshots: PoolSnapshots
  /** Snapshots of those objects that their writers choose. */
  readonly selfManagedSnapshots: SelfManagedSnapshots
  readonly #view: PoolView
  /** What of it is in flight to the OSDs. @internal */
  readonly window: Window
  /** And that of the images opened through it. @internal */
  readonly windows: Set<Window>

  private constructor(handle: PoolHandle, cluster: Cluster, name: string, view: PoolView) {
    super('pool', handle, cluster)
    this.cluster = cluster
    this.name = name
    this.namespace = view.namespace
    this.locator = view.locator
    this.snapshot = view.snapshot
    this.#view = view
    this.id = native.rados.poolId(handle)
    this.window = new Window(undefined, cluster.window)
    this.windows = new Set([this.window])
    this.applications = new Applications(this)
    this.snapshots = new PoolSnapshots(this)
    this.selfManagedSnapshots = new SelfManagedSnapshots(this)
  }

  /** @internal */
  static of(handle: PoolHandle, cluster: Cluster, name: string, view: PoolView): Pool {
    return new Pool(handle, cluster, name, view)
  }

  protected override get subject(): Subject {
    return { pool: this.name, namespace: this.namespace }
  }

  protected override get queued(): Promise<void> | undefined {
    const begun = [...this.windows].flatMap((window) => window.begun ?? [])
    return begun.length === 0 ? undefined : Promise.all(begun).then(() => {})
  }

  /**
   * The same pool in another namespace; `''` is the default one. It need not be closed.
   * @implements rados_ioctx_create2 rados_ioctx_set_namespace
   */
  inNamespace(namespace: string): Pool {
    return this.#with({ namespace: checkNamespace(namespace, 'namespace') })
  }

  /**
   * The same pool, where objects are placed by a key instead of by their names: those of one key lie together, and are
   * found only with it. Undefined for placement by name.
   *
   * @example
   * ```ts
   * await pool.withLocator('invoice-7').object('page-1').writeFull('…')
   * for await (const { name, locator } of pool.objects()) console.log(name, locator)
   * ```
   * @implements rados_ioctx_locator_set_key
   */
  withLocator(key: string | undefined): Pool {
    return this.#with({ locator: key === undefined ? undefined : checkName(key, 'key') })
  }

  /**
   * The pool as it was in a snapshot, to be read: one of `pool.snapshots` or `pool.selfManagedSnapshots`, by its id.
   * Undefined for the present.
   *
   * @example
   * ```ts
   * const id = await pool.selfManagedSnapshots.create()
   * await pool.withSnapshots([id]).object('greeting').writeFull('goodbye')
   * console.log(String(await pool.atSnapshot(id).object('greeting').read())) // hello
   * await pool.selfManagedSnapshots.remove(id)
   * ```
   * @implements rados_ioctx_snap_set_read
   */
  atSnapshot(id: bigint | undefined): Pool {
    return this.#with({ snapshot: id === undefined ? undefined : checkId(id, 'id') })
  }

  /**
   * The same pool, where what is written or removed is kept for these self-managed snapshots, as far as it was there
   * when they were made.
   * @param sequence the newest snapshot that there is, if it is not among them
   *
   * @example
   * ```ts
   * const id = await pool.selfManagedSnapshots.create()
   * await pool.withSnapshots([id]).object('greeting').append(', world')
   * await pool.selfManagedSnapshots.remove(id)
   * ```
   * @implements rados_ioctx_selfmanaged_snap_set_write_ctx
   */
  withSnapshots(ids: readonly bigint[], sequence?: bigint): Pool {
    if (!Array.isArray(ids)) throw wrongType('ids', 'an array', ids)
    const snapshots = [...new Set(ids.map((id, index) => checkId(id, `ids[${index}]`)))].sort((a, b) =>
      a > b ? -1 : 1,
    )
    if (snapshots.at(-1) === 0n) throw outOfRange('ids', 'without 0n', 0n)
    const newest = snapshots[0] ?? 0n
    if (sequence !== undefined && checkId(sequence, 'sequence') < newest) {
      throw outOfRange('sequence', `no snapshot before the newest one, ${newest}n`, `${sequence}n`)
    }
    return this.#with({ snapshots, sequence: sequence ?? newest })
  }

  #with(change: Partial<PoolView>): Pool {
    Handle.native(this)
    const view = { ...this.#view, ...change }
    return Pool.of(native.rados.poolView(Handle.native(this.cluster), this.id, view), this.cluster, this.name, view)
  }

  /** An object of this namespace, by name, whether or not it exists. */
  object(name: string): RadosObject {
    checkName(name, 'name')
    if (this.namespace === ALL_NAMESPACES) throw outOfRange('namespace', 'one namespace, to use an object', 'all')
    return new RadosObject(this, name)
  }

  /**
   * Does all steps of an operation on one object, at one moment: `object(name).operate(op)`.
   *
   * @example
   * ```ts
   * const [{ size }, head] = await pool.operate('greeting', new rados.ReadOp().stat().read({ length: 512 }))
   * ```
   * @throws ObjectNotFoundError
   */
  operate<Answers extends readonly unknown[]>(
    name: string,
    op: ReadOp<Answers>,
    options?: OperateOptions,
  ): Promise<Answers>
  operate(name: string, op: WriteOp, options?: OperateWriteOptions): Promise<WriteResult>
  async operate<Answers extends readonly unknown[]>(
    name: string,
    op: ReadOp<Answers> | WriteOp,
    options?: OperateWriteOptions,
  ): Promise<Answers | WriteResult> {
    const object = this.object(name)
    return op instanceof WriteOp ? await object.operate(op, options) : await object.operate(op, options)
  }

  /**
   * The objects of this namespace, in no order that means anything. What is made or removed meanwhile may be missed or
   * met.
   *
   * @example
   * ```ts
   * for await (const o of pool.inNamespace(rados.ALL_NAMESPACES).objects()) console.log(o.namespace, o.name)
   * const quarter = await pool.objects({ slice: { index: 0, of: 4 } }).toArray()
   * const all = await pool.objects({ parallel: 4 }).toArray()
   * console.log(quarter.length, all.length, await pool.objects({ where: { xattr: 'state', equals: 'open' } }).toArray())
   * ```
   * @implements rados_nobjects_list_open rados_nobjects_list_next rados_nobjects_list_next2 rados_nobjects_list_close
   * @implements rados_nobjects_list_seek rados_object_list rados_object_list_begin rados_object_list_end
   * @implements rados_object_list_is_end rados_object_list_cursor_cmp rados_object_list_cursor_free
   * @implements rados_object_list_free rados_object_list_slice
   * @implements rados_objects_list_open rados_objects_list_next rados_objects_list_close rados_objects_list_seek
   * @implements rados_objects_list_get_pg_hash_position
   */
  objects(options: ListObjectsOptions = {}): ObjectListing {
    return ObjectListing.begin(this, options)
  }

  /**
   * Of what length in bytes what is appended to an object must be a multiple; undefined if of any, as in all but
   * erasure-coded pools.
   *
   * @example
   * ```ts
   * const alignment = (await pool.alignment()) ?? 1
   * ```
   * @implements rados_ioctx_pool_requires_alignment rados_ioctx_pool_requires_alignment2
   * @implements rados_ioctx_pool_required_alignment rados_ioctx_pool_required_alignment2
   */
  async alignment(options?: CallOptions): Promise<number | undefined> {
    return await call(() => native.rados.poolAlignment(Handle.native(this)), options, { subject: this.subject })
  }

  /**
   * How much is in the pool.
   *
   * @example
   * ```ts
   * const { objects, usedBytes } = await pool.stats()
   * console.log(objects, usedBytes)
   * ```
   * @implements rados_ioctx_pool_stat
   */
  async stats(options?: CallOptions): Promise<PoolStats> {
    return await call(() => native.rados.poolStat(Handle.native(this)), options, { subject: this.subject })
  }
}

export function checkNamespace(namespace: unknown, name: string): string {
  if (typeof namespace !== 'string') throw wrongType(name, 'a string', namespace)
  return namespace === '' ? namespace : checkName(namespace, name)
}
