import { checkName, outOfRange } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { Handle } from '../core/handle.ts'
import { Listing } from '../core/listing.ts'
import type { NativeMirrorPeer } from '../native/contract/rbd-mirror.ts'
import { native } from '../native/load.ts'
import type { Pool } from '../rados/index.ts'

/** Whether images come from the peer, go to it, or both. */
export type MirrorDirection = keyof typeof DIRECTIONS

const DIRECTIONS = { rx: 0, tx: 1, 'rx-tx': 2 } as const

export interface MirrorPeer extends Omit<NativeMirrorPeer, 'lastSeen'> {
  /** When it was last heard of; undefined if never. */
  readonly lastSeen: Date | undefined
}

export interface AddMirrorPeerOptions extends CallOptions {
  /** `rx-tx`, if not said. */
  readonly direction?: MirrorDirection
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
   * @implements rbd_mirror_peer_site_add rbd_mirror_peer_add
   */
  async add(siteName: string, clientName: string, options: AddMirrorPeerOptions = {}): Promise<string> {
    checkName(siteName, 'siteName')
    checkName(clientName, 'clientName')
    const { direction = 'rx-tx' } = options
    if (!Object.hasOwn(DIRECTIONS, direction)) {
      throw outOfRange('options.direction', `one of ${Object.keys(DIRECTIONS).join(', ')}`, direction)
    }
    const pool = this.#pool
    return await call(
      () => native.rbd.mirrorPeerAdd(Handle.native(pool), siteName, clientName, DIRECTIONS[direction]),
      options,
      // Its caller was told that there is none.
      { subject: { pool: pool.name }, late: (id) => void this.remove(id).catch(() => {}) },
    )
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
