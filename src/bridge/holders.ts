import { wrongType } from '../core/arguments.ts'
import type { CallOptions } from '../core/call.ts'
import { LibvirtError } from '../core/errors.ts'
import type { Connection, Domain } from '../libvirt/index.ts'
import type { Monitor } from '../rados/index.ts'
import type { Image, Watcher } from '../rbd/index.ts'
import type { DomainDescription } from '../xml/index.ts'
import { mayBeMonitors } from './monitors.ts'

/** A running domain that has an image as a disk. */
export interface HoldingDomain {
  readonly connection: Connection
  readonly domain: Domain
  /** The disk's name in the domain: `'vda'`. */
  readonly target: string
}

/**
 * Who watches an image, and so holds it. A watcher does not say which process it is; that it is a domain follows from
 * the domains that have the image as a disk.
 * - `self`: the cluster connection that the image was opened through
 * - `domain`: a running domain on one of the connections; one of several, where several have the image as a disk
 * - `unknown`: somebody else: a client on another host, a mapped device, or a client that died less than half a minute
 *   ago. Where there are more watchers than disks, none can be told from the others: `domains` are those it may be
 */
export type Holder =
  | { readonly kind: 'self'; readonly watcher: Watcher }
  | { readonly kind: 'domain' | 'unknown'; readonly watcher: Watcher; readonly domains: readonly HoldingDomain[] }

export interface HoldersOptions extends CallOptions {
  /** The libvirt hosts to look on. */
  readonly connections: readonly Connection[]
}

/**
 * Says who holds an image: each of its watchers, and the domain behind it.
 *
 * @example
 * ```ts
 * for (const holder of await bridge.holders(image, { connections: [conn] })) {
 *   const names = holder.kind === 'self' ? [] : holder.domains.map(({ domain }) => domain.name)
 *   console.log(holder.watcher.address, holder.kind, names)
 * }
 * ```
 */
export async function holders(image: Image, options: HoldersOptions): Promise<readonly Holder[]> {
  const { connections, signal, timeout } = checkConnections(options)
  const call = { signal, timeout }
  const { cluster } = image.pool
  const [watchers, ownId, monitors] = await Promise.all([
    image.watchers(call),
    cluster.instanceId(call),
    cluster.monitors(call),
  ])
  const found = await Promise.all(connections.map((conn) => domainsWith(conn, image, monitors, call)))
  // libvirt lists domains in no order, and messages should not differ from one time to the next.
  const domains = found.flat().sort((one, other) => one.domain.name.localeCompare(other.domain.name))
  const others = watchers.filter(({ clientId }) => clientId !== ownId)
  const kind = domains.length > 0 && others.length <= domains.length ? 'domain' : 'unknown'
  return watchers.map((watcher) =>
    watcher.clientId === ownId ? { kind: 'self', watcher } : { kind, watcher, domains },
  )
}

/** The options of those who look for holders. */
export function checkConnections<T extends HoldersOptions>(options: T): T {
  if (typeof options !== 'object' || options === null || !Array.isArray(options.connections)) {
    throw wrongType('options.connections', 'an array of connections', options?.connections)
  }
  return options
}

/** The running domains of a connection that have the image as a disk. */
async function domainsWith(
  connection: Connection,
  image: Image,
  monitors: readonly Monitor[],
  options: CallOptions,
): Promise<readonly HoldingDomain[]> {
  // libvirt cannot attach an image of a namespace.
  if (image.pool.namespace !== '') return []
  const found: HoldingDomain[] = []
  for await (const domain of connection.domains.list({ active: true, ...options })) {
    const description = await describe(domain, options)
    for (const disk of description?.disks ?? []) {
      if (disk.type !== 'network' || disk.protocol !== 'rbd' || !('image' in disk)) continue
      if (disk.pool === image.pool.name && disk.image === image.name && mayBeMonitors(disk.hosts, monitors)) {
        found.push({ connection, domain, target: disk.target })
      }
    }
  }
  return found
}

async function describe(domain: Domain, options: CallOptions): Promise<DomainDescription | undefined> {
  try {
    return await domain.describe(options)
  } catch (error) {
    // It ended between the list and now.
    if (error instanceof LibvirtError && error.code === 'VIR_ERR_NO_DOMAIN') return undefined
    throw error
  }
}
