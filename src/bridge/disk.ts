import type { CallOptions } from '../core/call.ts'
import type { Image } from '../rbd/index.ts'
import type { DiskCommon, RbdDisk } from '../xml/index.ts'
import { monitorHosts } from './monitors.ts'

export interface DiskForOptions extends DiskCommon, CallOptions {
  /** The user to be: what `shareCredentials` gave. */
  readonly secret: { readonly username: string; readonly uuid: string }
}

/**
 * Describes an image as a disk of a domain, with the monitors of the cluster's own map. The domain needs no storage
 * pool for it.
 *
 * @example
 * ```ts
 * const description = xml.domain({
 *   name: 'z-centos9',
 *   memory: '2GiB',
 *   disks: [await bridge.diskFor(image, { secret: credentials, target: 'vda' })],
 * })
 * ```
 */
export async function diskFor(image: Image, options: DiskForOptions): Promise<RbdDisk> {
  const { secret, signal, timeout, ...disk } = options
  const { pool } = image
  return {
    cache: 'none',
    discard: 'unmap',
    ...disk,
    type: 'network',
    protocol: 'rbd',
    pool: pool.name,
    ...(pool.namespace === '' ? {} : { namespace: pool.namespace as '' }),
    image: image.name,
    hosts: await monitorHosts(pool.cluster, { signal, timeout }),
    auth: { username: secret.username, secret: { uuid: secret.uuid } },
  }
}
