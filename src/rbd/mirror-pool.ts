import { checkName, outOfRange } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { Handle } from '../core/handle.ts'
import { native } from '../native/load.ts'
import type { Pool } from '../rados/index.ts'
import { MirrorPeers } from './mirror-peers.ts'

/** Nothing; the images that ask for it; all that have a journal; or (Ceph 20) none, but ready to be. */
export type PoolMirrorMode = (typeof MODES)[number]

const MODES = ['disabled', 'image', 'pool', 'init-only'] as const

/**
 * The mirroring of a pool's images to other clusters.
 *
 * @example
 * ```ts
 * await images.mirror.setMode('image')
 * console.log(await images.mirror.mode(), await images.mirror.uuid())
 * ```
 */
export class PoolMirror {
  readonly peers: MirrorPeers
  readonly #pool: Pool

  /** @internal */
  constructor(pool: Pool) {
    this.#pool = pool
    this.peers = new MirrorPeers(pool)
  }

  /**
   * What is mirrored; `unknown`, if it is a mode that this release came before.
   * @implements rbd_mirror_mode_get
   */
  async mode(options?: CallOptions): Promise<PoolMirrorMode | 'unknown'> {
    const mode = await this.#call(() => native.rbd.mirrorPoolMode(Handle.native(this.#pool)), options)
    return MODES[mode] ?? 'unknown'
  }

  /**
   * Says what is to be mirrored.
   * @throws CephError `EBUSY` if it is to be disabled while there are peers
   * @implements rbd_mirror_mode_set
   */
  async setMode(mode: PoolMirrorMode, options?: CallOptions): Promise<void> {
    const number = MODES.indexOf(mode)
    if (number < 0) throw outOfRange('mode', `one of ${MODES.join(', ')}`, mode)
    await this.#call(() => native.rbd.mirrorPoolSetMode(Handle.native(this.#pool), number), options)
  }

  /**
   * What this cluster is called by its peers; its fsid, if it was given no name.
   *
   * @example
   * ```ts
   * await images.mirror.setSiteName('site-a')
   * console.log(await images.mirror.siteName()) // site-a
   * ```
   * @implements rbd_mirror_site_name_get
   */
  async siteName(options?: CallOptions): Promise<string> {
    return await this.#call(() => native.rbd.mirrorSiteName(Handle.native(this.#pool)), options)
  }

  /**
   * Names this cluster, for all its pools.
   * @implements rbd_mirror_site_name_set
   */
  async setSiteName(name: string, options?: CallOptions): Promise<void> {
    checkName(name, 'name')
    await this.#call(() => native.rbd.mirrorSetSiteName(Handle.native(this.#pool), name), options)
  }

  /**
   * What the pool is known by to its peers, once mirroring is enabled.
   * @implements rbd_mirror_uuid_get
   */
  async uuid(options?: CallOptions): Promise<string> {
    return await this.#call(() => native.rbd.mirrorUuid(Handle.native(this.#pool)), options)
  }

  async #call<T>(work: () => Promise<T>, options: CallOptions | undefined): Promise<T> {
    return await call(work, options, { subject: { pool: this.#pool.name } })
  }
}
