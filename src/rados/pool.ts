import { checkName, outOfRange, wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import type { Subject } from '../core/errors.ts'
import { Handle } from '../core/handle.ts'
import type { Listing } from '../core/listing.ts'
import { Window } from '../core/window.ts'
import type { PoolHandle, PoolStat } from '../native/contract/rados.ts'
import { native } from '../native/load.ts'
import type { Cluster } from './cluster.ts'
import { type OperateOptions, type OperateWriteOptions, RadosObject } from './object.ts'
import { type ListObjectsOptions, listObjects, type ObjectEntry } from './object-list.ts'
import type { ReadOp } from './read-op.ts'
import { WriteOp, type WriteResult } from './write-op.ts'

/** In place of a namespace: all of them. Only for listing objects. */
export const ALL_NAMESPACES = '\u0001'

/** What is in a pool and what was done to it, over all its namespaces, as the OSDs report it every few seconds. */
export type PoolStats = PoolStat

/**
 * A view of a pool: what is done through it happens in its namespace. A view never changes.
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
  /** What of it is in flight to the OSDs. @internal */
  readonly window: Window
  /** And that of the images opened through it. @internal */
  readonly windows: Set<Window>

  private constructor(handle: PoolHandle, cluster: Cluster, name: string, namespace: string) {
    super('pool', handle, cluster)
    this.cluster = cluster
    this.name = name
    this.namespace = namespace
    this.id = native.rados.poolId(handle)
    this.window = new Window(undefined, cluster.window)
    this.windows = new Set([this.window])
  }

  /** @internal */
  static of(handle: PoolHandle, cluster: Cluster, name: string, namespace: string): Pool {
    return new Pool(handle, cluster, name, namespace)
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
    checkNamespace(namespace, 'namespace')
    Handle.native(this)
    return Pool.of(
      native.rados.poolView(Handle.native(this.cluster), this.id, namespace),
      this.cluster,
      this.name,
      namespace,
    )
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
   * ```
   * @implements rados_nobjects_list_open rados_nobjects_list_next2 rados_nobjects_list_close
   */
  objects(options: ListObjectsOptions = {}): Listing<ObjectEntry> {
    return listObjects(this, options)
  }

  /**
   * How much is in the pool.
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
