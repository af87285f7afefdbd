import { checkName, checkObject, checkOptions, checkWord, type Known, outOfRange } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { NotFoundError } from '../core/errors.ts'
import { Handle } from '../core/handle.ts'
import { Listing } from '../core/listing.ts'
import { revealed, Secret, type SecretText } from '../core/secret.ts'
import type { NativeMirrorPeer } from '../native/contract/rbd-mirror.ts'
import { native } from '../native/load.ts'
import type { Pool } from '../rados/index.ts'
import { poolMirrorFailure } from './mirror-failure.ts'

/** Whether images come from the peer, go to it, or both. */
export type MirrorDirection = keyof typeof DIRECTIONS

const DIRECTIONS = { rx: 0, tx: 1, 'rx-tx': 2 } as const

export interface MirrorPeer extends Omit<NativeMirrorPeer, 'lastSeen'> {
  /** When it was last heard of, if librbd tells. */
  readonly lastSeen: Date | undefined
}

export interface AddMirrorPeerOptions extends CallOptions {
  /** `rx-tx`, if not said. */
  readonly direction?: MirrorDirection
}

const ADD_OPTIONS: Known<AddMirrorPeerOptions> = { direction: true, signal: true, timeout: true }

/** What a cluster needs to reach a peer: kept in the pool, under the peer's id. */
export interface MirrorPeerAttributes {
  /** Its monitors, as `mon_host` has them. */
  readonly monHost: string | undefined
  /** The key of the peer's client. */
  readonly key: Secret | undefined
}

/** The number of a direction. */
export function directionNumber(direction: MirrorDirection, name: string): number {
  return checkWord(direction, DIRECTIONS, name)
}

/**
 * The clusters that a pool is mirrored with.
 *
 * @example
 * ```ts
 * await images.mirror.setMode('image')
 * const id = await images.mirror.peers.add('site-b', 'client.rbd-mirror-peer')
 * for await (const { siteName, direction } of images.mirror.peers.list()) console.log(siteName, direction)
 * await images.mirror.peers.remove(id)
 * ```
 */
export class MirrorPeers {
  readonly #pool: Pool

  /** @internal */
  constructor(pool: Pool) {
    this.#pool = pool
  }

  /**
   * Adds a peer by the name of its site and of the client that rbd-mirror is there. Answers its id.
   * @throws ExistsError if there is such a peer
   * @throws NotMirroredError
   * @implements rbd_mirror_peer_site_add rbd_mirror_peer_add
   */
  async add(siteName: string, clientName: string, options: AddMirrorPeerOptions = {}): Promise<string> {
    checkName(siteName, 'siteName')
    checkName(clientName, 'clientName')
    checkOptions(options, ADD_OPTIONS)
    const direction = directionNumber(options.direction ?? 'rx-tx', 'options.direction')
    const pool = this.#pool
    try {
      return await call(
        () => native.rbd.mirrorPeerAdd(Handle.native(pool), siteName, clientName, direction),
        options,
        // Its caller was told that there is none.
        { subject: { pool: pool.name }, late: (id) => void this.remove(id).catch(() => {}) },
      )
    } catch (error) {
      throw await poolMirrorFailure(pool, error)
    }
  }

  /**
   * Removes a peer by its id.
   * @implements rbd_mirror_peer_site_remove rbd_mirror_peer_remove
   */
  async remove(id: string, options?: CallOptions): Promise<void> {
    checkName(id, 'id')
    const pool = this.#pool
    await call(() => native.rbd.mirrorPeerRemove(Handle.native(pool), id), options, { subject: { pool: pool.name } })
  }

  /**
   * What is known of how to reach a peer.
   *
   * @example
   * ```ts
   * await images.mirror.setMode('image')
   * const { peers } = images.mirror
   * const id = await peers.add('site-b', 'client.rbd-mirror-peer')
   * await peers.setAttributes(id, { monHost: '192.0.2.7:6789', key: 'AQC1234567890==' })
   * console.log((await peers.attributes(id)).monHost)
   * ```
   * @throws NotFoundError if there is no such peer
   * @implements rbd_mirror_peer_site_get_attributes rbd_mirror_peer_get_attributes
   */
  async attributes(id: string, options?: CallOptions): Promise<MirrorPeerAttributes> {
    const pool = this.#pool
    checkName(id, 'id')
    let list: Awaited<ReturnType<typeof native.rbd.mirrorPeerAttributes>> = []
    try {
      list = await this.#call(id, () => native.rbd.mirrorPeerAttributes(Handle.native(pool), id), options)
    } catch (error) {
      // A peer of whom nothing is known answers as one that is not there.
      const peers = error instanceof NotFoundError ? await this.list(options).toArray() : []
      if (!peers.some((peer) => peer.id === id)) throw error
    }
    const attributes = new Map(list.map(([name, value]) => [name, value.toString()]))
    for (const [, value] of list) value.fill(0)
    const key = attributes.get('key')
    return { monHost: attributes.get('mon_host'), key: key === undefined ? undefined : new Secret(key) }
  }

  /**
   * Says how to reach a peer, in place of all that was said before.
   * @throws NotFoundError if there is no such peer
   * @implements rbd_mirror_peer_site_set_attributes rbd_mirror_peer_set_attributes
   */
  async setAttributes(
    id: string,
    attributes: { readonly monHost?: string; readonly key?: SecretText },
    options?: CallOptions,
  ): Promise<void> {
    checkName(id, 'id')
    const { monHost, key } = checkObject(attributes, 'attributes')
    // librbd writes them into JSON as they are.
    if (monHost !== undefined && /["\\]/.test(monHost))
      throw outOfRange('attributes.monHost', 'without quotes', monHost)
    const names: string[] = []
    const values: Buffer[] = []
    if (monHost !== undefined) {
      names.push('mon_host')
      values.push(Buffer.from(checkName(monHost, 'attributes.monHost')))
    }
    if (key !== undefined) {
      const text = revealed(key, 'attributes.key')
      if (!/^[\w+/=]+$/.test(text)) throw outOfRange('attributes.key', 'a key', '[redacted]')
      names.push('key')
      values.push(Buffer.from(text))
    }
    const pool = this.#pool
    try {
      await this.#call(id, () => native.rbd.mirrorPeerSetAttributes(Handle.native(pool), id, names, values), options)
    } finally {
      for (const value of values) value.fill(0)
    }
  }

  /**
   * Gives a peer's site another name.
   *
   * @example
   * ```ts
   * await images.mirror.setMode('image')
   * const { peers } = images.mirror
   * const id = await peers.add('site-b', 'client.rbd-mirror-peer')
   * await peers.setSiteName(id, 'site-c')
   * await peers.setClientName(id, 'client.mirror')
   * await peers.setDirection(id, 'rx')
   * ```
   * @throws NotFoundError if there is no such peer
   * @implements rbd_mirror_peer_site_set_name rbd_mirror_peer_set_cluster
   */
  async setSiteName(id: string, siteName: string, options?: CallOptions): Promise<void> {
    checkName(id, 'id')
    checkName(siteName, 'siteName')
    const pool = this.#pool
    await this.#call(id, () => native.rbd.mirrorPeerSetSite(Handle.native(pool), id, siteName), options)
  }

  /**
   * Says as which client a peer is reached.
   * @throws NotFoundError if there is no such peer
   * @implements rbd_mirror_peer_site_set_client_name rbd_mirror_peer_set_client
   */
  async setClientName(id: string, clientName: string, options?: CallOptions): Promise<void> {
    checkName(id, 'id')
    checkName(clientName, 'clientName')
    const pool = this.#pool
    await this.#call(id, () => native.rbd.mirrorPeerSetClient(Handle.native(pool), id, clientName), options)
  }

  /**
   * Says whether images come from a peer, go to it, or both.
   * @throws NotFoundError if there is no such peer
   * @implements rbd_mirror_peer_site_set_direction
   */
  async setDirection(id: string, direction: MirrorDirection, options?: CallOptions): Promise<void> {
    checkName(id, 'id')
    const number = directionNumber(direction, 'direction')
    const pool = this.#pool
    await this.#call(id, () => native.rbd.mirrorPeerSetDirection(Handle.native(pool), id, number), options)
  }

  async #call<T>(id: string, work: () => Promise<T>, options: CallOptions | undefined): Promise<T> {
    return await call(work, options, { subject: { peer: id } })
  }

  /**
   * The peers of the pool.
   * @implements rbd_mirror_peer_site_list rbd_mirror_peer_site_list_cleanup rbd_mirror_peer_list rbd_mirror_peer_list_cleanup
   */
  list(options: CallOptions = {}): Listing<MirrorPeer> {
    return Listing.of(async () => {
      const pool = this.#pool
      const subject = { pool: pool.name }
      const peers = await call(() => native.rbd.mirrorPeerList(Handle.native(pool)), options, { subject })
      return peers.map(({ lastSeen, ...peer }) => ({
        ...peer,
        lastSeen: lastSeen > 0 ? new Date(lastSeen) : undefined,
      }))
    })
  }
}
