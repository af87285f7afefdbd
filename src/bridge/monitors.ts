import { isIP } from 'node:net'
import type { CallOptions } from '../core/call.ts'
import type { Cluster, Monitor } from '../rados/index.ts'
import type { StorageHost } from '../xml/index.ts'

/** A monitor as libvirt wants to hear of it. */
export interface MonitorHost {
  readonly name: string
  readonly port: number
}

/**
 * The monitors of a cluster's own map, as hosts for libvirt. libvirt hands them on as plain `host:port`, without the
 * protocol: all clients speak that of the v1 addresses, so it is those, where there are any.
 */
export async function monitorHosts(cluster: Cluster, options?: CallOptions): Promise<readonly MonitorHost[]> {
  const monitors = await cluster.monitors(options)
  return monitors.flatMap(({ addresses }) => {
    const address = addresses.find(({ type }) => type === 'v1') ?? addresses[0]
    return address === undefined ? [] : [{ name: address.host, port: address.port }]
  })
}

/**
 * Whether the hosts of a disk can be this cluster's monitors: another cluster may have a pool and an image of the same
 * names. What only says a name, or nothing (then it is in the host's own ceph.conf), is taken to be.
 */
export function mayBeMonitors(hosts: readonly StorageHost[] | undefined, monitors: readonly Monitor[]): boolean {
  const addresses = monitors.flatMap((monitor) => monitor.addresses)
  const known = (hosts ?? []).filter(({ name }) => name !== undefined && isIP(name) !== 0)
  if (known.length === 0 || known.length < (hosts ?? []).length) return true
  return known.some(({ name, port }) =>
    addresses.some((address) => isSame(address.host, name) && (port === undefined || address.port === port)),
  )
}

/** IPv6 addresses can be written in several ways; a URL has one of them. */
function isSame(one: string, other = ''): boolean {
  if (isIP(one) !== 6 || isIP(other) !== 6) return one === other
  return new URL(`http://[${one}]`).hostname === new URL(`http://[${other}]`).hostname
}
