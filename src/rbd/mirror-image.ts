import { checkOptions, checkWord, type Known, wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { Handle } from '../core/handle.ts'
import { native } from '../native/load.ts'
import type { Image } from './image.ts'
import type { ImageMirroring } from './info.ts'
import { MIRROR_MODES } from './layout.ts'
import { type MirrorCall, mirrorFailure } from './mirror-failure.ts'
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
   * Mirrors the image, in a pool whose mode is `image`. By a journal, it is given the features that this needs.
   * @throws NotMirroredError in a pool that is not mirrored
   * @throws CephError `EINVAL` in a pool of mode `pool`, if it is mirrored in the other way, or is a clone of what is not
   * mirrored
   * @implements rbd_mirror_image_enable2 rbd_mirror_image_enable
   */
  async enable(options: EnableMirrorOptions): Promise<void> {
    const { mode } = checkOptions(options, ENABLE_OPTIONS)
    const number = checkWord(mode, MIRROR_MODES, 'options.mode')
    await this.#call('enable', () => native.rbd.mirrorImageEnable(Handle.native(this.#image), number), options)
  }

  /**
   * Mirrors it no longer. Its copies on other clusters are removed by their rbd-mirror.
   * @throws NotPrimaryError without `force`
   * @throws CephError `EINVAL` in a pool of mode `pool`
   * @implements rbd_mirror_image_disable
   */
  async disable(options: ForceMirrorOptions = {}): Promise<void> {
    const force = isForced(options)
    await this.#call('disable', () => native.rbd.mirrorImageDisable(Handle.native(this.#image), force), options)
  }

  /**
   * Makes this image the one that is written, after the other was demoted and that has come over; or without that, by
   * `force`: if the other one is still written, both differ from then on. Whichever is demoted then says `error` and
   * `split-brain` in `status()`, until its `resync()`.
   * @throws PrimaryElsewhereError without `force`, if the other one was not demoted, or that has not come over yet
   * @implements rbd_mirror_image_promote rbd_aio_mirror_image_promote
   */
  async promote(options: ForceMirrorOptions = {}): Promise<void> {
    const force = isForced(options)
    await this.#call('promote', () => native.rbd.mirrorImagePromote(Handle.native(this.#image), force), options)
  }

  /**
   * Gives the writing up, so that another cluster's copy can be promoted. End all writing first: by its snapshots an image
   * is mirrored up to here, and who has it open may not hear of it at once; what such a client still writes is lost.
   * @throws NotPrimaryError if it is not primary
   * @throws NotMirroredError
   * @implements rbd_mirror_image_demote rbd_aio_mirror_image_demote
   */
  async demote(options?: CallOptions): Promise<void> {
    await this.#call('demote', () => native.rbd.mirrorImageDemote(Handle.native(this.#image)), options)
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
   * @throws NotMirroredError
   * @implements rbd_mirror_image_resync
   */
  async resync(options?: CallOptions): Promise<void> {
    await this.#call('resync', () => native.rbd.mirrorImageResync(Handle.native(this.#image)), options)
  }

  /**
   * Takes a mirror snapshot, whose state the peers then copy. Answers its id.
   *
   * Given up by `signal` or `timeout`, it may still be taken. It does no harm: like all of them it is removed with a later
   * call, when the peers need it no more. Several of one image that this process asks for are taken one after the other.
   * Do not have other processes take them at the same time: librbd removes what another one has not completed yet, and
   * may crash over it.
   * @throws CephError `EINVAL` if the pool has no peers, or the image is mirrored by its journal
   * @throws NotPrimaryError if it is not primary
   * @throws NotMirroredError
   * @implements rbd_mirror_image_create_snapshot2 rbd_mirror_image_create_snapshot rbd_aio_mirror_image_create_snapshot
   */
  async createSnapshot(options: MirrorSnapshotOptions = {}): Promise<bigint> {
    const flags = quiesceFlags(checkOptions(options, SNAPSHOT_OPTIONS).quiesce)
    return await this.#call(
      'createSnapshot',
      () => native.rbd.mirrorImageCreateSnapshot(Handle.native(this.#image), flags),
      options,
    )
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
   * How the image stands, here and on the other clusters, as their rbd-mirror daemons said last. Of an image that is not
   * mirrored, `mirroring` is `disabled`.
   *
   * @example
   * ```ts
   * await images.mirror.setMode('image')
   * await image.mirror.enable({ mode: 'snapshot' })
   * const { primary, local, remote } = await image.mirror.status()
   * console.log(primary, local?.state, remote.length)
   * ```
   * @implements rbd_mirror_image_get_global_status rbd_mirror_image_global_status_cleanup rbd_mirror_image_get_status rbd_aio_mirror_image_get_global_status rbd_aio_mirror_image_get_status
   */
  async status(options?: CallOptions): Promise<MirrorStatus> {
    const image = this.#image
    const { subject } = image
    return mirrorStatus(await call(() => native.rbd.mirrorImageStatus(Handle.native(image)), options, { subject }))
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
   * @throws NotFoundError if none does, or has said so yet
   * @throws NotMirroredError
   * @implements rbd_mirror_image_get_instance_id
   */
  async instanceId(options?: CallOptions): Promise<string> {
    return await this.#call('instanceId', () => native.rbd.mirrorImageInstanceId(Handle.native(this.#image)), options)
  }

  async #call<T>(made: MirrorCall, work: () => Promise<T>, options: CallOptions | undefined): Promise<T> {
    try {
      return await call(work, options, { subject: this.#image.subject })
    } catch (error) {
      throw await mirrorFailure(this.#image, made, error)
    }
  }
}
