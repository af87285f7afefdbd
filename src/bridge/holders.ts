import type { CallOptions } from '../core/call.ts'
import { LibvirtError } from '../core/errors.ts'
import type { Connection, Domain } from '../libvirt/index.ts'
import type { Image, Watcher } from '../rbd/index.ts'
import { parse } from '../xml/index.ts'

/** A running domain that has an image as a disk. */
export interface HoldingDomain {
  readonly connection: Connection
  readonly domain: Domain
  /** The disk's name in the domain: `'vda'`. */
  readonly target: string
}

/**
 * Who watches an image, and so holds it.
 * - `self`: the cluster connection that the image was opened through
 * - `domain`: a running domain on one of the connections; several where several have the image as a disk
 * - `unknown`: somebody else: a client on another host, a mapped device, or a client that died less than half a minute ago
 */
export type Holder =
  | { readonly kind: 'self'; readonly watcher: Watcher }
  | { readonly kind: 'domain'; readonly watcher: Watcher; readonly domains: readonly HoldingDomain[] }
  | { readonly kind: 'unknown'; readonly watcher: Watcher }

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
 *   console.log(holder.watcher.address, holder.kind === 'domain' ? holder.domains.map((d) => d.domain.name) : holder.kind)
 * }
 * ```
 */
export async function holders(image: Image, options: HoldersOptions): Promise<readonly Holder[]> {
  const { connections, signal, timeout } = options
  const call = { signal, timeout }
  const [watchers, ownId, found] = await Promise.all([
    image.watchers(call),
    image.pool.cluster.instanceId(call),
    Promise.all(connections.map((connection) => domainsWith(connection, image, call))),
  ])
  const domains = found.flat()
  return watchers.map((watcher): Holder => {
    if (watcher.clientId === ownId) return { kind: 'self', watcher }
    return domains.length > 0 ? { kind: 'domain', watcher, domains } : { kind: 'unknown', watcher }
  })
}

/** The running domains of a connection that have the image as a disk. */
async function domainsWith(
  connection: Connection,
  image: Image,
  options: CallOptions,
): Promise<readonly HoldingDomain[]> {
  const found: HoldingDomain[] = []
  for await (const domain of connection.domains.list({ active: true, ...options })) {
    const description = await describe(domain, options)
    if (description?.kind !== 'domain') continue
    for (const disk of description.disks ?? []) {
      if (disk.type !== 'network' || disk.protocol !== 'rbd' || !('image' in disk)) continue
      if (disk.pool === image.pool.name && disk.image === image.name && image.pool.namespace === '') {
        found.push({ connection, domain, target: disk.target })
      }
    }
  }
  return found
}

async function describe(domain: Domain, options: CallOptions): Promise<ReturnType<typeof parse> | undefined> {
  try {
    return parse(await domain.xml(options))
  } catch (error) {
    // It ended between the list and now.
    if (error instanceof LibvirtError && error.code === 'VIR_ERR_NO_DOMAIN') return undefined
    throw error
  }
}
