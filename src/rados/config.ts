import { checkName, wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { Handle } from '../core/handle.ts'
import { native } from '../native/load.ts'
import type { Cluster } from './cluster.ts'

/**
 * The configuration of this client itself, not the cluster's: what ceph.conf, the monitors and `connect` set.
 *
 * @example
 * ```ts
 * await cluster.config.set('rbd_cache', 'false')
 * await cluster.config.get('rbd_cache') // 'false'
 * ```
 */
export class ClientConfig {
  readonly #cluster: Cluster

  /** @internal */
  constructor(cluster: Cluster) {
    this.#cluster = cluster
  }

  /**
   * The value of an option, as text.
   * @throws CephvirtError `ERR_CEPHVIRT_OPTION` if there is no such option
   * @implements rados_conf_get
   */
  async get(option: string, options?: CallOptions): Promise<string> {
    checkName(option, 'option')
    return await call(() => native.rados.configGet(Handle.native(this.#cluster), option), options)
  }

  /**
   * Sets an option. Some are read only when the client connects, or when an image is opened.
   * @throws CephvirtError `ERR_CEPHVIRT_OPTION` if there is no such option, or it refuses the value
   * @implements rados_conf_set
   */
  async set(option: string, value: string | number | boolean, options?: CallOptions): Promise<void> {
    checkName(option, 'option')
    if (!['string', 'number', 'boolean'].includes(typeof value)) {
      throw wrongType('value', 'a string, number or boolean', value)
    }
    await call(() => native.rados.configSet(Handle.native(this.#cluster), option, String(value)), options)
  }
}
