import { checkName } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { Handle } from '../core/handle.ts'
import type { ClusterHandle, CommandReply } from '../native/contract/rados.ts'
import { native } from '../native/load.ts'
import { Pool } from './pool.ts'

export interface OpenPoolOptions extends CallOptions {
  /** The namespace; the default one without it. */
  readonly namespace?: string
}

/**
 * A connection to a Ceph cluster.
 *
 * @example
 * ```ts
 * await using cluster = await rados.connect()
 * console.log(await cluster.fsid())
 * ```
 */
export class Cluster extends Handle<'cluster'> {
  /** Who this connection speaks as: `'client.admin'`. */
  readonly name: string

  private constructor(handle: ClusterHandle, name: string) {
    super('cluster', handle)
    this.name = name
  }

  /** @internal */
  static of(handle: ClusterHandle, name: string): Cluster {
    return new Cluster(handle, name)
  }

  /**
   * The cluster's id, a UUID.
   * @implements rados_cluster_fsid
   */
  async fsid(options?: CallOptions): Promise<string> {
    return await call(() => native.rados.fsid(Handle.native(this)), options)
  }

  /**
   * Opens a pool, in one of its namespaces.
   * @throws PoolNotFoundError
   * @implements rados_ioctx_create rados_ioctx_set_namespace rados_ioctx_destroy
   */
  async openPool(name: string, options: OpenPoolOptions = {}): Promise<Pool> {
    checkName(name, 'name')
    const { namespace = '' } = options
    const handle = await call(() => native.rados.poolOpen(Handle.native(this), name, namespace), options, {
      subject: { pool: name },
      late: (unwanted) => void native.runtime.close(unwanted),
    })
    return Pool.of(handle, this, name, namespace)
  }

  /**
   * A raw command to the monitors.
   * @implements rados_mon_command
   */
  async monCommand(
    command: object,
    input: Uint8Array = new Uint8Array(),
    options?: CallOptions,
  ): Promise<CommandReply> {
    return await call(() => native.rados.monCommand(Handle.native(this), JSON.stringify(command), input), options)
  }
}
