import { checkName, checkOptions, type Known, outOfRange } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { Handle } from '../core/handle.ts'
import { Listing } from '../core/listing.ts'
import { revealed, Secret, type SecretText } from '../core/secret.ts'
import { native } from '../native/load.ts'
import type { Pool } from '../rados/index.ts'
import { MIRROR_MODES, POOL_MIRROR_MODES } from './layout.ts'
import { poolMirrorFailure } from './mirror-failure.ts'
import { directionNumber, type MirrorDirection, MirrorPeers } from './mirror-peers.ts'
import { type ListedMirrorStatus, listedStatus, type MirroredImage, type MirrorState } from './mirror-status.ts'

/** Nothing; the images that ask for it; all that have a journal; or (Ceph 20) none, but ready to be. */
export type PoolMirrorMode = (typeof POOL_MIRROR_MODES)[number]

export interface ImportTokenOptions extends CallOptions {
  /** `rx-tx`, if not said. */
  readonly direction?: MirrorDirection
}

export interface MirroredImagesOptions extends CallOptions {
  /** Only those that are mirrored in this way. */
  readonly mode?: 'journal' | 'snapshot'
}

const IMPORT_OPTIONS: Known<ImportTokenOptions> = { direction: true, signal: true, timeout: true }
const IMAGES_OPTIONS: Known<MirroredImagesOptions> = { mode: true, signal: true, timeout: true }

// How many images one question covers.
const PAGE = 256

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
    return POOL_MIRROR_MODES[mode] ?? 'unknown'
  }

  /**
   * Says what is to be mirrored.
   * @throws CephError `EBUSY` if it is to be disabled while there are peers
   * @implements rbd_mirror_mode_set
   */
  async setMode(mode: PoolMirrorMode, options?: CallOptions): Promise<void> {
    const number = POOL_MIRROR_MODES.indexOf(mode)
    if (number < 0) throw outOfRange('mode', `one of ${POOL_MIRROR_MODES.join(', ')}`, mode)
    await this.#call(() => native.rbd.mirrorPoolSetMode(Handle.native(this.#pool), number), options)
  }

  /**
   * What this cluster is called by its peers; its fsid, if it was given no name.
   *
   * @example
   * ```ts
   * const before = await images.mirror.siteName()
   * try {
   *   await images.mirror.setSiteName('site-a')
   *   console.log(await images.mirror.siteName()) // site-a
   * } finally {
   *   await images.mirror.setSiteName(before)
   * }
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
   * @throws NotMirroredError
   * @implements rbd_mirror_uuid_get
   */
  async uuid(options?: CallOptions): Promise<string> {
    return await this.#call(() => native.rbd.mirrorUuid(Handle.native(this.#pool)), options)
  }

  /**
   * The namespace of the peers' pools that this one is mirrored with; its own name, if none was said (Ceph 20).
   * @throws NotSupportedError if the installed librbd does not know that
   * @implements rbd_mirror_remote_namespace_get
   */
  async remoteNamespace(options?: CallOptions): Promise<string> {
    return await this.#call(() => native.rbd.mirrorRemoteNamespace(Handle.native(this.#pool)), options)
  }

  /**
   * Says which namespace of the peers' pools this one is mirrored with, while its mirroring is disabled (Ceph 20).
   *
   * @example
   * ```ts
   * if (rbd.supports('rbd_mirror_remote_namespace_set')) {
   *   await images.mirror.setRemoteNamespace('tenant-a')
   *   console.log(await images.mirror.remoteNamespace())
   * }
   * ```
   * @throws NotSupportedError if the installed librbd does not know that
   * @implements rbd_mirror_remote_namespace_set
   */
  async setRemoteNamespace(name: string, options?: CallOptions): Promise<void> {
    if (name !== '') checkName(name, 'name')
    await this.#call(() => native.rbd.mirrorSetRemoteNamespace(Handle.native(this.#pool), name), options)
  }

  /**
   * What another cluster has to be given to become a peer of this pool: its monitors, and the key of a user that is made
   * for that (`client.rbd-mirror-peer`). Whoever has it can write here.
   *
   * @example
   * ```ts
   * await images.mirror.setMode('image')
   * const token = await images.mirror.bootstrapToken() // logged as [redacted]
   * fs.writeFileSync(path.join(dir, 'token'), token.reveal(), { mode: 0o600 })
   * ```
   * @throws NotMirroredError
   * @implements rbd_mirror_peer_bootstrap_create
   */
  async bootstrapToken(options?: CallOptions): Promise<Secret> {
    const bytes = await this.#call(() => native.rbd.mirrorBootstrapToken(Handle.native(this.#pool)), options)
    const token = new Secret(bytes.toString())
    bytes.fill(0)
    return token
  }

  /**
   * Makes the cluster that a token is of a peer of this pool, and this one a peer there; the pool of the same name there
   * that is. Give both clusters names first (`setSiteName`). A pool that is not mirrored takes the mode of the other one;
   * a token that was imported before changes nothing.
   *
   * @example
   * ```ts
   * await images.mirror.setMode('image')
   * const token = await images.mirror.bootstrapToken()
   * // Of another cluster it would be; one's own is refused.
   * await images.mirror.importBootstrapToken(token, { direction: 'rx' }).catch((error) => console.log(error.code)) // EINVAL
   * ```
   * @throws CephError `EINVAL` if it is no token, or is of this very cluster
   * @throws PermissionError if the other cluster does not take the token's key, or any more
   * @throws PoolNotFoundError if the other cluster has no pool of this name
   * @implements rbd_mirror_peer_bootstrap_import
   */
  async importBootstrapToken(token: SecretText, options: ImportTokenOptions = {}): Promise<void> {
    checkOptions(options, IMPORT_OPTIONS)
    const direction = directionNumber(options.direction ?? 'rx-tx', 'options.direction')
    const bytes = Buffer.from(revealed(token, 'token').trim())
    try {
      await this.#call(() => native.rbd.mirrorImportToken(Handle.native(this.#pool), bytes, direction), options)
    } finally {
      bytes.fill(0)
    }
  }

  /**
   * How many of the pool's images are in which state.
   *
   * @example
   * ```ts
   * await images.mirror.setMode('image')
   * for (const [state, count] of await images.mirror.summary()) console.log(state, count)
   * ```
   * @implements rbd_mirror_image_status_summary
   */
  async summary(options?: CallOptions): Promise<ReadonlyMap<MirrorState, number>> {
    const counts = await this.#call(() => native.rbd.mirrorStatusSummary(Handle.native(this.#pool)), options)
    return new Map(counts.map(({ state, count }) => [state, count]))
  }

  /**
   * How the pool's mirrored images stand, here and on the other clusters; page by page.
   *
   * @example
   * ```ts
   * await images.mirror.setMode('image')
   * for await (const { name, local } of images.mirror.statuses()) console.log(name, local?.state)
   * ```
   * @implements rbd_mirror_image_global_status_list rbd_mirror_image_global_status_list_cleanup rbd_mirror_image_status_list rbd_mirror_image_status_list_cleanup
   */
  statuses(options: CallOptions = {}): Listing<ListedMirrorStatus> {
    const page = async (after: string): Promise<ListedMirrorStatus[]> =>
      (await native.rbd.mirrorStatusList(Handle.native(this.#pool), after, PAGE)).map(listedStatus)
    return this.#pages(page, options)
  }

  /**
   * The pool's mirrored images, or those of one mode; page by page.
   *
   * @example
   * ```ts
   * await images.mirror.setMode('image')
   * await image.mirror.enable({ mode: 'snapshot' })
   * for await (const { imageId, primary } of images.mirror.images({ mode: 'snapshot' })) console.log(imageId, primary)
   * ```
   * @implements rbd_mirror_image_info_list rbd_mirror_image_info_list_cleanup
   */
  images(options: MirroredImagesOptions = {}): Listing<MirroredImage> {
    checkOptions(options, IMAGES_OPTIONS)
    const { mode } = options
    if (mode !== undefined && mode !== 'journal' && mode !== 'snapshot') {
      throw outOfRange('options.mode', "'journal' or 'snapshot'", mode)
    }
    const filter = mode === undefined ? undefined : MIRROR_MODES[mode]
    return this.#pages((after) => native.rbd.mirrorInfoList(Handle.native(this.#pool), filter, after, PAGE), options)
  }

  /**
   * Which rbd-mirror sees to which image, by their ids; page by page.
   *
   * @example
   * ```ts
   * await images.mirror.setMode('image')
   * for await (const { imageId, instanceId } of images.mirror.instances()) console.log(imageId, instanceId)
   * ```
   * @implements rbd_mirror_image_instance_id_list rbd_mirror_image_instance_id_list_cleanup
   */
  instances(options: CallOptions = {}): Listing<{ readonly imageId: string; readonly instanceId: string }> {
    const page = async (after: string) =>
      (await native.rbd.mirrorInstanceList(Handle.native(this.#pool), after, PAGE)).map(([imageId, instanceId]) => ({
        imageId,
        instanceId,
      }))
    return this.#pages(page, options)
  }

  // A page may be short: librbd leaves out of it what is not mirrored any more.
  #pages<T extends { readonly imageId: string }>(
    page: (after: string) => Promise<readonly T[]>,
    options: CallOptions,
  ): Listing<T> {
    return Listing.pages(
      (after) => this.#call(() => page(after), options),
      ({ imageId }) => imageId,
    )
  }

  async #call<T>(work: () => Promise<T>, options: CallOptions | undefined): Promise<T> {
    try {
      return await call(work, options, { subject: { pool: this.#pool.name } })
    } catch (error) {
      throw await poolMirrorFailure(this.#pool, error)
    }
  }
}
