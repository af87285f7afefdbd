import type { CallOptions } from '../core/call.ts'
import type { Cluster } from '../rados/index.ts'

/** A monitor as libvirt wants to hear of it. */
export interface MonitorHost {
  readonly name: string
  readonly port: number
}

/**
 * The monitors of a cluster's own map, as hosts for libvirt. libvirt hands them on as plain `host:port`, which Ceph
 * takes for the older protocol's address: so it is the v1 addresses, where there are any.
 */
export async function monitorHosts(cluster: Cluster, options?: CallOptions): Promise<readonly MonitorHost[]> {
  const monitors = await cluster.monitors(options)
  return monitors.flatMap(({ addresses }) => {
    const address = addresses.find(({ type }) => type === 'v1') ?? addresses[0]
    return address === undefined ? [] : [{ name: address.host, port: address.port }]
  })
}
