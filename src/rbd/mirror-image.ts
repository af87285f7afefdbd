import { checkOptions, checkWord, type Known, wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { Handle } from '../core/handle.ts'
import { native } from '../native/load.ts'
import type { Image } from './image.ts'
import type { ImageMirroring } from './info.ts'
import { MIRROR_MODES } from './layout.ts'
import { type MirrorStatus, mirrorStatus } from './mirror-status.ts'
import { type Quiesce, quiesceFlags } from './quiesce.ts'

export interface EnableMirrorOptions extends CallOptions {
  /** Every write by a journal, or the state at each mirror snapshot. */
  readonly mode: keyof typeof MIRROR_MODES
}

export interface ForceMirrorOptions extends CallOptions {
  /** Even if the other cluster cannot be asked, or this image is not the primary one. */
  readonly force?: boolean
}

export interface MirrorSnapshotOptions extends CallOptions {
  /** What becomes of clients that asked to be told: told and waited for, if not said. */
  readonly quiesce?: Quiesce
}

const ENABLE_OPTIONS: Known<EnableMirrorOptions> = { mode: true, signal: true, timeout: true }
const FORCE_OPTIONS: Known<ForceMirrorOptions> = { force: true, signal: true, timeout: true }
const SNAPSHOT_OPTIONS: Known<MirrorSnapshotOptions> = { quiesce: true, signal: true, timeout: true }

function isForced(options: ForceMirrorOptions): boolean {
  const { force = false } = checkOptions(options, FORCE_OPTIONS)
  if (typeof force !== 'boolean') throw wrongType('options.force', 'a boolean', force)
  return force
}

/**
 * The mirroring of an image to other clusters. `image.info()` tells whether and how it is mirrored.
 *
 * @example
 * ```ts
 * await images.mirror.setMode('image')
 * await images.mirror.peers.add('site-b', 'client.rbd-mirror-peer')
 * await image.mirror.enable({ mode: 'snapshot' })
 * console.log(await image.mirror.createSnapshot())
 * await image.mirror.demote()
 * await image.mirror.promote()
 * await image.mirror.disable()
 * ```
 */
export class ImageMirror {
  readonly #image: Image

  /** @internal */
  constructor(image: Image) {
    this.#image = image
  }

  /**
   * Mirrors the image, in a pool whose mode is `image`.
   * @throws CephError `EINVAL` in a pool of another mode
   * @implements rbd_mirror_image_enable2 rbd_mirror_image_enable
   */
  async enable(options: EnableMirrorOptions): Promise<void> {
    const { mode } = checkOptions(options, ENABLE_OPTIONS)
    const number = checkWord(mode, MIRROR_MODES, 'options.mode')
    await this.#call(() => native.rbd.mirrorImageEnable(Handle.native(this.#image), number), options)
  }

  /**
   * Mirrors it no longer. Its copies on other clusters are removed.
   * @implements rbd_mirror_image_disable
   */
  async disable(options: ForceMirrorOptions = {}): Promise<void> {
    const force = isForced(options)
    await this.#call(() => native.rbd.mirrorImageDisable(Handle.native(this.#image), force), options)
  }

  /**
   * Makes this image the one that is written, after the other was demoted; or without that, by `force`.
   * @implements rbd_mirror_image_promote rbd_aio_mirror_image_promote
   */
  async promote(options: ForceMirrorOptions = {}): Promise<void> {
    const force = isForced(options)
    await this.#call(() => native.rbd.mirrorImagePromote(Handle.native(this.#image), force), options)
  }

  /**
   * Gives the writing up, so that another cluster's copy can be promoted.
   * @implements rbd_mirror_image_demote rbd_aio_mirror_image_demote
   */
  async demote(options?: CallOptions): Promise<void> {
    await this.#call(() => native.rbd.mirrorImageDemote(Handle.native(this.#image)), options)
  }

  /**
   * Has the image, which must not be primary, copied anew from the primary one. What was written to it alone is lost.
   *
   * @example
   * ```ts
   * await images.mirror.setMode('image')
   * await image.mirror.enable({ mode: 'snapshot' })
   * await image.mirror.demote()
   * await image.mirror.resync()
   * ```
   * @throws CephError `EINVAL` if it is primary
   * @implements rbd_mirror_image_resync
   */
  async resync(options?: CallOptions): Promise<void> {
    await this.#call(() => native.rbd.mirrorImageResync(Handle.native(this.#image)), options)
  }

  /**
   * Takes a mirror snapshot, whose state the peers then copy. Answers its id.
   * @throws CephError `EINVAL` if the pool has no peers, or the image is mirrored by its journal
   * @implements rbd_mirror_image_create_snapshot2 rbd_mirror_image_create_snapshot rbd_aio_mirror_image_create_snapshot
   */
  async createSnapshot(options: MirrorSnapshotOptions = {}): Promise<bigint> {
    const flags = quiesceFlags(checkOptions(options, SNAPSHOT_OPTIONS).quiesce)
    return await this.#call(() => native.rbd.mirrorImageCreateSnapshot(Handle.native(this.#image), flags), options)
  }

  /**
   * Whether and how the image is mirrored; undefined if it is not.
   *
   * @example
   * ```ts
   * console.log(await image.mirror.info()) // undefined
   * ```
   * @implements rbd_mirror_image_get_info rbd_mirror_image_get_mode rbd_aio_mirror_image_get_info rbd_aio_mirror_image_get_mode
   */
  async info(options?: CallOptions): Promise<ImageMirroring | undefined> {
    return (await this.#image.info(options)).mirroring
  }

  /**
   * How the image stands, here and on the other clusters, as their rbd-mirror daemons said last.
   *
   * @example
   * ```ts
   * await images.mirror.setMode('image')
   * await image.mirror.enable({ mode: 'snapshot' })
   * const { primary, local, remote } = await image.mirror.status()
   * console.log(primary, local?.state, remote.length)
   * ```
   * @throws CephError if the image is not mirrored
   * @implements rbd_mirror_image_get_global_status rbd_mirror_image_global_status_cleanup rbd_mirror_image_get_status rbd_aio_mirror_image_get_global_status rbd_aio_mirror_image_get_status
   */
  async status(options?: CallOptions): Promise<MirrorStatus> {
    return mirrorStatus(await this.#call(() => native.rbd.mirrorImageStatus(Handle.native(this.#image)), options))
  }

  /**
   * Which rbd-mirror of this cluster sees to the image.
   *
   * @example
   * ```ts
   * await images.mirror.setMode('image')
   * await image.mirror.enable({ mode: 'snapshot' })
   * const daemon = await image.mirror.instanceId().catch(() => 'none yet')
   * ```
   * @throws NotFoundError if none does
   * @implements rbd_mirror_image_get_instance_id
   */
  async instanceId(options?: CallOptions): Promise<string> {
    return await this.#call(() => native.rbd.mirrorImageInstanceId(Handle.native(this.#image)), options)
  }

  async #call<T>(work: () => Promise<T>, options: CallOptions | undefined): Promise<T> {
    return await call(work, options, { subject: this.#image.subject })
  }
}
