import { checkOptions, type Known, outOfRange, wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { Handle } from '../core/handle.ts'
import { Listing } from '../core/listing.ts'
import { callWithProgress, type ProgressOptions } from '../core/progress.ts'
import { parseSize, type Size } from '../core/sizes.ts'
import type { NativeProgress } from '../native/contract.ts'
import { native } from '../native/load.ts'
import type { Pool } from '../rados/index.ts'
import { type Feature, featureBits } from './features.ts'
import type { Opening } from './image-data.ts'
import { ImageWrites } from './image-writes.ts'
import { type ImageInfo, type ImageParent, imageInfo, type LinkedImage } from './info.ts'
import { checkPower } from './layout.ts'

export interface ResizeOptions extends ProgressOptions {
  /** Making an image smaller throws data away, so it must be said. */
  readonly allowShrink?: boolean
}

export interface SparsifyOptions extends ProgressOptions {
  /** Zeros of so many bytes in a row become a hole: a power of two from 4 KiB to 32 MiB; 4 KiB, if not said. */
  readonly sparseSize?: Size | undefined
}

const SPARSIFY_OPTIONS: Known<SparsifyOptions> = { sparseSize: true, onProgress: true, signal: true, timeout: true }

const FEATURES_HINT =
  "exclusive-lock, object-map, fast-diff and journaling can be enabled, and deep-flatten disabled too; 'object-map' and 'journaling' need 'exclusive-lock'."

const RESIZE_OPTIONS: Known<ResizeOptions> = { allowShrink: true, onProgress: true, signal: true, timeout: true }

/** The shape of an open image: its size, what it can do, and what it has from others and they from it. */
export abstract class ImageShape extends ImageWrites {
  /** Images of format 1 have none. */
  readonly id: string | undefined

  /** @internal */
  protected constructor(pool: Pool, opening: Opening) {
    super(pool, opening)
    this.id = opening.opened.id
  }

  /**
   * All that `rbd info` tells of the image.
   * @implements rbd_stat rbd_get_old_format rbd_get_features rbd_get_op_features rbd_get_flags rbd_get_block_name_prefix rbd_get_data_pool_id rbd_get_stripe_unit rbd_get_stripe_count rbd_get_create_timestamp rbd_get_access_timestamp rbd_get_modify_timestamp rbd_get_parent rbd_linked_image_spec_cleanup rbd_snap_spec_cleanup rbd_get_overlap rbd_get_group rbd_group_info_cleanup rbd_snap_get_limit rbd_mirror_image_get_info rbd_mirror_image_get_info_cleanup rbd_mirror_image_get_mode rados_pool_reverse_lookup
   */
  async info(options?: CallOptions): Promise<ImageInfo> {
    const raw = await call(() => native.rbd.imageInfo(Handle.native(this)), options, { subject: this.subject })
    return imageInfo(this.name, this.id, raw)
  }

  /**
   * Makes the image larger or smaller.
   *
   * @example
   * ```ts
   * await image.resize('8GiB', { onProgress: (done, total) => console.log(`${done} of ${total} objects`) })
   * ```
   * @throws RangeError `ERR_OUT_OF_RANGE` if it would become smaller without `allowShrink`
   * @implements rbd_resize2 rbd_resize rbd_resize_with_progress
   */
  async resize(size: Size, options: ResizeOptions = {}): Promise<void> {
    const bytes = parseSize(size)
    checkOptions(options, RESIZE_OPTIONS)
    const { allowShrink = false } = options
    if (typeof allowShrink !== 'boolean') throw wrongType('options.allowShrink', 'a boolean', allowShrink)
    if (!allowShrink && bytes < this.lastSize) {
      const current = await this.size()
      if (bytes < current) throw outOfRange('size', `at least ${current} unless \`allowShrink\` is true`, bytes)
    }
    try {
      await callWithProgress(
        (progress) => native.rbd.imageResize(Handle.native(this), bytes, allowShrink, progress),
        options,
        { subject: this.subject },
      )
    } catch (error) {
      throw await this.writeError(error)
    }
    await this.size()
  }

  /**
   * What the image was cloned from; undefined if from nothing.
   *
   * @example
   * ```ts
   * await images.clone('z-centos9', 'before', 'z-guest', { cloneFormat: 2 })
   * await using clone = await images.open('z-guest')
   * console.log((await clone.parent())?.image) // z-centos9
   * ```
   * @implements rbd_get_parent rbd_get_parent_info rbd_get_parent_info2
   */
  async parent(options?: CallOptions): Promise<ImageParent | undefined> {
    return (await this.info(options)).parent
  }

  /**
   * The images that were cloned from this one: from all its snapshots, or from the one that is read.
   *
   * @example
   * ```ts
   * for await (const child of image.children()) console.log(child.pool, child.image)
   * ```
   * @implements rbd_list_children3 rbd_list_children rbd_list_children2 rbd_list_children_cleanup rbd_list_child_cleanup rbd_linked_image_spec_list_cleanup
   */
  children(options?: CallOptions): Listing<LinkedImage> {
    return Listing.of(() =>
      call(() => native.rbd.imageChildren(Handle.native(this)), options, { subject: this.subject }),
    )
  }

  /**
   * The images that were cloned from this one, from those, and so on.
   *
   * @example
   * ```ts
   * for await (const descendant of image.descendants()) console.log(descendant.image, descendant.trash)
   * ```
   * @implements rbd_list_descendants
   */
  descendants(options?: CallOptions): Listing<LinkedImage> {
    return Listing.of(() =>
      call(() => native.rbd.imageDescendants(Handle.native(this)), options, { subject: this.subject }),
    )
  }

  /**
   * Makes a clone independent: copies what it still has from its parent.
   *
   * @example
   * ```ts
   * await images.clone('z-centos9', 'before', 'z-guest', { cloneFormat: 2 })
   * await using clone = await images.open('z-guest')
   * await clone.flatten({ onProgress: (done, total) => console.log(`${done} of ${total} objects`) })
   * ```
   * @throws CephError `EINVAL` if it is no clone
   * @implements rbd_flatten_with_progress rbd_flatten
   */
  async flatten(options?: ProgressOptions): Promise<void> {
    await this.#work((progress) => native.rbd.imageFlatten(Handle.native(this), progress), options)
  }

  /**
   * Gives back the space of what holds nothing but zeros.
   *
   * @example
   * ```ts
   * await image.write(Buffer.alloc(2 ** 20), 0)
   * await image.sparsify({ sparseSize: '64KiB' })
   * ```
   * @implements rbd_sparsify_with_progress rbd_sparsify
   */
  async sparsify(options: SparsifyOptions = {}): Promise<void> {
    checkOptions(options, SPARSIFY_OPTIONS)
    const sparse = 2 ** checkPower(options.sparseSize ?? 4096, 'options.sparseSize', 12, 25)
    await this.#work((progress) => native.rbd.imageSparsify(Handle.native(this), sparse, progress), options)
  }

  /**
   * Makes the object map anew by looking for every object, for an image with the flag `'object map invalid'`.
   *
   * @example
   * ```ts
   * if ((await image.info()).flags.length === 0) await image.rebuildObjectMap()
   * ```
   * @throws CephError `EINVAL` if the image has none
   * @implements rbd_rebuild_object_map
   */
  async rebuildObjectMap(options?: ProgressOptions): Promise<void> {
    await this.#work((progress) => native.rbd.imageRebuildObjectMap(Handle.native(this), progress), options)
  }

  /**
   * Gives the image further features. `object-map` and `journaling` need `exclusive-lock`; `object-map` and `fast-diff`
   * come together. An object map that is new to an image with data has to be rebuilt.
   *
   * @example
   * ```ts
   * await image.disableFeatures(['fast-diff'])
   * await image.enableFeatures(['fast-diff'])
   * ```
   * @throws CephError `EINVAL` if one of them cannot be changed, or needs another
   * @implements rbd_update_features
   */
  async enableFeatures(features: readonly Feature[], options?: CallOptions): Promise<void> {
    await this.#updateFeatures(features, true, options)
  }

  /**
   * Takes features away: `object-map` with `fast-diff`; `exclusive-lock` when no other needs it any more.
   *
   * @example
   * ```ts
   * await image.disableFeatures(['object-map', 'fast-diff'])
   * ```
   * @throws CephError `EINVAL` if one of them cannot be changed, or another needs it
   * @implements rbd_update_features
   */
  async disableFeatures(features: readonly Feature[], options?: CallOptions): Promise<void> {
    await this.#updateFeatures(features, false, options)
  }

  async #updateFeatures(features: readonly Feature[], enabled: boolean, options?: CallOptions): Promise<void> {
    const bits = featureBits(features, 'features')
    if (bits === 0) throw outOfRange('features', 'one at least', 'none')
    try {
      await call(() => native.rbd.imageUpdateFeatures(Handle.native(this), bits, enabled), options, {
        subject: this.subject,
        hint: FEATURES_HINT,
      })
    } catch (error) {
      throw await this.writeError(error)
    }
  }

  async #work(start: (progress: NativeProgress) => Promise<void>, options?: ProgressOptions): Promise<void> {
    try {
      await callWithProgress(start, options, { subject: this.subject })
    } catch (error) {
      throw await this.writeError(error)
    }
  }

  /** Heard from what made it so. @internal */
  resized(size: number): void {
    this.lastSize = size
  }
}
