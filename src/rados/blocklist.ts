import { checkInteger, checkName, checkOptions, type Known } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { Handle } from '../core/handle.ts'
import { Listing } from '../core/listing.ts'
import { native } from '../native/load.ts'
import type { Cluster } from './cluster.ts'

/** A client that the OSDs do not serve. */
export interface BlocklistEntry {
  /** `'127.0.0.1:0/1748272393'`; of a whole host `'10.0.0.7:0/0'`; of a network `'10.0.0.0:0/24'`. */
  readonly address: string
  /** When it is let in again. */
  readonly until: Date
}

export interface BlocklistAddOptions extends CallOptions {
  /** For how long, in seconds; the cluster's own default (`mon_osd_blocklist_default_expire`, one hour) without it. */
  readonly expire?: number
}

const ADD_OPTIONS: Known<BlocklistAddOptions> = { expire: true, signal: true, timeout: true }

/**
 * The clients that the OSDs refuse to serve: those fenced off because they may still write.
 *
 * @example
 * ```ts
 * await cluster.blocklist.add('127.0.0.1:0/3710147553', { expire: 600 })
 * for await (const { address, until } of cluster.blocklist.list()) console.log(address, until)
 * await cluster.blocklist.remove('127.0.0.1:0/3710147553')
 * ```
 */
export class Blocklist {
  readonly #cluster: Cluster

  /** @internal */
  constructor(cluster: Cluster) {
    this.#cluster = cluster
  }

  /**
   * Has the OSDs serve a client no longer: at once, and also what it has in flight.
   * @param address as `cluster.addresses()` of that client tells it, or `image.watchers()`
   * @throws CephError `EINVAL` if it is no address
   * @implements rados_blocklist_add rados_blacklist_add
   */
  async add(address: string, options: BlocklistAddOptions = {}): Promise<void> {
    checkOptions(options, ADD_OPTIONS)
    checkName(address, 'address')
    // To the library 0 is its default.
    const seconds = options.expire === undefined ? 0 : checkInteger(options.expire, 'options.expire', 1, 2 ** 32 - 1)
    await call(() => native.rados.blocklistAdd(Handle.native(this.#cluster), address, seconds), options, {
      subject: { client: address },
    })
  }

  /**
   * The same of all clients of a network, where the cluster knows of networks.
   *
   * @param network its address and how many bits of it count: `'10.0.0.0/24'`
   *
   * @example
   * ```ts
   * await cluster.blocklist.addNetwork('192.0.2.0/24', { expire: 60 })
   * await cluster.blocklist.removeNetwork('192.0.2.0/24')
   * ```
   * @throws CephError `EINVAL` if it is no network
   */
  async addNetwork(network: string, options: BlocklistAddOptions = {}): Promise<void> {
    const { expire, ...calling } = checkOptions(options, ADD_OPTIONS)
    checkName(network, 'network')
    if (expire !== undefined) checkInteger(expire, 'options.expire', 1, 2 ** 32 - 1)
    await this.#cluster.command(
      'osd blocklist',
      { range: 'range', blocklistop: 'add', addr: network, ...(expire === undefined ? {} : { expire }) },
      calling,
    )
  }

  /**
   * Has the clients of a network served again.
   * @throws CephError `EINVAL` if it is no network
   */
  async removeNetwork(network: string, options?: CallOptions): Promise<void> {
    checkName(network, 'network')
    await this.#cluster.command('osd blocklist', { range: 'range', blocklistop: 'rm', addr: network }, options)
  }

  /** Who is on it, and until when. */
  list(options?: CallOptions): Listing<BlocklistEntry> {
    return Listing.of(async () => {
      const { blocklist = {}, range_blocklist = {} } = await this.#cluster.command('osd dump', {}, options)
      const entries = [...Object.entries(blocklist), ...Object.entries(range_blocklist)]
      return entries.map(([address, until]) => ({ address, until: new Date(withZone(until)) }))
    })
  }

  /**
   * Has a client served again, if it was not. It has to connect anew all the same.
   * @throws CephError `EINVAL` if it is no address
   */
  async remove(address: string, options?: CallOptions): Promise<void> {
    checkName(address, 'address')
    await this.#cluster.command('osd blocklist', { blocklistop: 'rm', addr: address }, options)
  }

  /**
   * Takes all clients off it, and all networks.
   *
   * @example
   * ```ts
   * await cluster.blocklist.clear()
   * ```
   */
  async clear(options?: CallOptions): Promise<void> {
    await this.#cluster.command('osd blocklist clear', {}, options)
  }
}

/** Ceph's `2026-11-23T01:20:00.000000+0000` as JavaScript reads it. */
function withZone(time: string): string {
  return time.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')
}
