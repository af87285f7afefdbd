import { Handle } from '../core/handle.ts'
import type { PoolHandle } from '../native/contract/rados.ts'
import type { Cluster } from './cluster.ts'

/**
 * A view of a pool: what is done through it happens in its namespace. A view never changes.
 *
 * @example
 * ```ts
 * await using pool = await cluster.openPool('libvirt-pool', { namespace: 'tenant-a' })
 * ```
 */
export class Pool extends Handle<'pool'> {
  readonly cluster: Cluster
  readonly name: string
  /** `''` is the default namespace. */
  readonly namespace: string

  private constructor(handle: PoolHandle, cluster: Cluster, name: string, namespace: string) {
    super('pool', handle, cluster)
    this.cluster = cluster
    this.name = name
    this.namespace = namespace
  }

  /** @internal */
  static of(handle: PoolHandle, cluster: Cluster, name: string, namespace: string): Pool {
    return new Pool(handle, cluster, name, namespace)
  }
}
