import { checkName, checkOptions, type Known, outOfRange, wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { cephError } from '../core/ceph-failure.ts'
import { ImageExistsError, ImageNotFoundError, SnapshotNotFoundError, type Subject } from '../core/errors.ts'
import { discard, Handle } from '../core/handle.ts'
import type { Listing } from '../core/listing.ts'
import { callWithProgress, type ProgressOptions } from '../core/progress.ts'
import { parseSize, type Size } from '../core/sizes.ts'
import { native } from '../native/load.ts'
import type { Pool } from '../rados/index.ts'
import {
  type CloneOptions,
  type CopyOptions,
  cloneImage,
  copyImage,
  type DeepCopyOptions,
  deepCopyImage,
} from './clone.ts'
import { Config } from './config.ts'
import { lockedElsewhere } from './failure.ts'
import { Groups } from './groups.ts'
import { Image } from './image.ts'
import {
  type ListedImage,
  type ListedImageWithInfo,
  type ListImagesOptions,
  type ListImagesWithInfoOptions,
  listImages,
} from './image-list.ts'
import { imageWindow } from './io.ts'
import { checkDataPool, LAYOUT_OPTIONS, type LayoutOptions, nativeLayout } from './layout.ts'
import { Migration } from './migration.ts'
import { copyFailure } from './mirror-failure.ts'
import { PoolMirror } from './mirror-pool.ts'
import { Namespaces, placeError } from './namespaces.ts'
import { PoolMetadata } from './pool-metadata.ts'
import { poolStats, type RbdStats } from './pool-stats.ts'
import { Qos } from './qos.ts'
import { type ImportOptions, type ImportSource, importImage } from './transfer/import.ts'
import type { TransferReport } from './transfer/meter.ts'
import { Trash } from './trash.ts'

export interface InitOptions extends CallOptions {
  /** Initialises a pool that another application uses already. */
  readonly force?: boolean
}

export interface CreateImageOptions extends LayoutOptions, CallOptions {
  readonly size: Size
}

export interface OpenImageOptions extends CallOptions {
  /** Needs no capability to write, and does not hold the image: it can be removed meanwhile. */
  readonly readOnly?: boolean | undefined
  /** Reads a snapshot. */
  readonly snapshot?: string | undefined
  /** Takes the exclusive lock at once and keeps it, as `rbd --exclusive` does. */
  readonly exclusive?: boolean | undefined
  /**
   * Writes leave from the caller's memory without any copy. Memory that is changed before its write has settled breaks
   * the connection to the OSD: only for those who never do that. The image has no cache then.
   */
  readonly zeroCopyWrites?: boolean | undefined
  /**
   * How much of the image may be in flight at a time; what is beyond that waits. 1024 operations and 24 MiB, if not said.
   * More bytes take more memory, some of it in librbd, and are rarely quicker.
   */
  readonly window?: { readonly operations?: number; readonly bytes?: Size } | undefined
}

const CREATE_OPTIONS: Known<CreateImageOptions> = {
  size: true,
  ...LAYOUT_OPTIONS,
  signal: true,
  timeout: true,
}

const OPEN_OPTIONS: Known<OpenImageOptions> = {
  readOnly: true,
  snapshot: true,
  exclusive: true,
  zeroCopyWrites: true,
  window: true,
  signal: true,
  timeout: true,
}

/**
 * The images of a pool, or of the namespace that the pool was opened with.
 *
 * @example
 * ```ts
 * const images = rbd.images(pool)
 * await images.create('z-ubuntu24', { size: '6GiB', features: ['layering', 'exclusive-lock', 'object-map', 'fast-diff'] })
 * for await (const { name, info } of images.list({ info: true })) console.log(name, info.size, info.lock)
 * ```
 */
export class Images {
  readonly pool: Pool
  readonly trash: Trash
  readonly namespaces: Namespaces
  readonly groups: Groups
  readonly migration: Migration
  readonly mirror: PoolMirror
  readonly metadata: PoolMetadata
  readonly config: Config
  readonly qos: Qos

  /** @internal */
  constructor(pool: Pool) {
    this.pool = pool
    this.trash = new Trash(pool)
    this.namespaces = new Namespaces(pool)
    this.groups = new Groups(pool)
    this.migration = new Migration(pool)
    this.mirror = new PoolMirror(pool)
    this.metadata = new PoolMetadata(pool)
    this.config = Config.ofPool(pool)
    this.qos = new Qos(this.config)
  }

  /**
   * Prepares a new pool for images, and says so to the cluster (application `rbd`).
   *
   * @example
   * ```ts
   * await cluster.pools.create('vms', { pgNum: 8 })
   * await using vms = await cluster.openPool('vms')
   * await rbd.images(vms).init()
   * await cluster.pools.delete('vms')
   * ```
   * @throws PermissionError if another application uses the pool, unless `force`
   * @implements rbd_pool_init
   */
  async init(options: InitOptions = {}): Promise<void> {
    const { pool } = this
    await call(() => native.rbd.poolInit(Handle.native(pool), options.force === true), options, {
      subject: { pool: pool.name },
    })
  }

  /**
   * Creates an image, which takes no space until it is written.
   *
   * @example
   * ```ts
   * await images.create('z-ubuntu24', { size: '6GiB', objectSize: '8MiB', enableFeatures: ['journaling'] })
   * ```
   * @throws ImageExistsError
   * @throws PoolNotFoundError if there is no `dataPool`
   * @throws NamespaceNotFoundError
   * @throws CephError `EDOM`, `EINVAL` if the layout cannot be
   * @implements rbd_create4 rbd_create rbd_create2 rbd_create3 rbd_image_options_create rbd_image_options_set_uint64 rbd_image_options_set_string rbd_image_options_destroy
   */
  async create(name: string, options: CreateImageOptions): Promise<void> {
    const subject = this.#subject(name)
    checkOptions(options, CREATE_OPTIONS)
    const size = parseSize(options.size, 'options.size')
    const layout = nativeLayout(options)
    try {
      await call(() => native.rbd.imageCreate(Handle.native(this.pool), name, size, layout), options, {
        subject,
        // Its caller was told that there is none.
        late: () => void this.remove(name).catch(() => {}),
      })
    } catch (error) {
      if (!(error instanceof ImageNotFoundError)) throw error
      // What is missing is where it was to be: its data pool, or else its namespace or pool.
      const { pool } = this
      await checkDataPool(pool, layout)
      const { syscall, errno } = error
      const subject = { pool: pool.name, namespace: pool.namespace }
      throw await placeError(pool, cephError({ syscall, errno, subject, cause: error }))
    }
  }

  /**
   * The images by name; with `info: true` also size, features and lock of each, as `rbd ls -l` lists them, but without
   * opening them. They are asked for page by page, some images at a time: a `break` ends the work. Images that go
   * meanwhile are left out; what is made or renamed meanwhile may be missed or met.
   * @throws NamespaceNotFoundError
   * @implements rbd_list2 rbd_list rbd_image_spec_list_cleanup rbd_image_spec_cleanup rbd_list_lockers
   */
  list(options?: ListImagesOptions): Listing<ListedImage>
  list(options: ListImagesWithInfoOptions): Listing<ListedImageWithInfo>
  list(options: ListImagesOptions | ListImagesWithInfoOptions = {}): Listing<ListedImage | ListedImageWithInfo> {
    return listImages(this.pool, options)
  }

  /**
   * Opens an image, by name or by id.
   *
   * @example
   * ```ts
   * await using image = await images.open('z-centos9', { exclusive: true })
   * await using before = await images.open('z-centos9', { snapshot: 'before' })
   * ```
   * @throws ImageNotFoundError
   * @throws SnapshotNotFoundError if there is no such `snapshot`
   * @throws ImageBusyError if another client keeps the exclusive lock, with `exclusive`
   * @throws NotPrimaryError if it is mirrored and not primary, with `exclusive`
   * @implements rbd_open rbd_open_read_only rbd_open_by_id rbd_open_by_id_read_only rbd_aio_open rbd_aio_open_read_only rbd_aio_open_by_id rbd_aio_open_by_id_read_only rbd_close rbd_aio_close rbd_lock_acquire rbd_get_name rbd_get_id
   */
  async open(image: string | { readonly id: string }, options: OpenImageOptions = {}): Promise<Image> {
    const byId = typeof image === 'object' && image !== null
    const nameOrId = byId ? checkName(image.id, 'image.id') : checkName(image, 'image')
    checkOptions(options, OPEN_OPTIONS)
    const { readOnly = false, snapshot, exclusive = false, zeroCopyWrites = false } = options
    for (const [name, value] of Object.entries({ readOnly, exclusive, zeroCopyWrites })) {
      if (typeof value !== 'boolean') throw wrongType(`options.${name}`, 'a boolean', value)
    }
    if (snapshot !== undefined) checkName(snapshot, 'options.snapshot')
    if (exclusive && (readOnly || snapshot !== undefined)) {
      throw outOfRange('options.exclusive', 'false where the image or a snapshot is only read', exclusive)
    }
    const limits = imageWindow(options.window)
    const { pool } = this
    const wanted = { byId, readOnly, snapshot, exclusive, zeroCopyWrites }
    try {
      const opened = await call(() => native.rbd.imageOpen(Handle.native(pool), nameOrId, wanted), options, {
        subject: { ...this.#subject(nameOrId), snapshot },
        late: (unwanted) => discard(unwanted.image),
      })
      return Image.of(pool, { opened, readOnly, snapshot, window: limits })
    } catch (error) {
      if (error instanceof SnapshotNotFoundError) {
        // Unless it is the image that is missing: then this says so.
        const head = await this.open(image, { ...options, readOnly: true, snapshot: undefined })
        await head.close()
      }
      if (!exclusive) throw await placeError(pool, error)
      throw (await copyFailure(pool, nameOrId, error, byId)) ?? lockedElsewhere(error)
    }
  }

  /**
   * Gives an image another name. Clients that have it open go on.
   * @throws ImageNotFoundError, ImageExistsError
   * @implements rbd_rename
   */
  async rename(from: string, to: string, options?: CallOptions): Promise<void> {
    const subject = this.#subject(from, 'from')
    checkName(to, 'to')
    try {
      await call(() => native.rbd.imageRename(Handle.native(this.pool), from, to), options, { subject })
    } catch (error) {
      if (!(error instanceof ImageExistsError)) {
        throw (await copyFailure(this.pool, from, error)) ?? (await placeError(this.pool, error))
      }
      // What exists already is the other one.
      const { syscall, errno } = error
      throw cephError({ syscall, errno, subject: this.#subject(to), cause: error })
    }
  }

  /**
   * How many images there are and how large, and the same of the trash. Every image is asked for.
   *
   * @example
   * ```ts
   * const { images: count, provisionedBytes, trash } = await images.stats()
   * console.log(count, provisionedBytes, trash.images) // 1 67108864 0
   * ```
   * @implements rbd_pool_stats_create rbd_pool_stats_destroy rbd_pool_stats_option_add_uint64 rbd_pool_stats_get
   */
  async stats(options?: CallOptions): Promise<RbdStats> {
    return await poolStats(this.pool, options)
  }

  /**
   * Removes an image with its data. A client that died without closing it still holds it for up to 30 s: until then it
   * is busy, or the removal waits. `bridge.removeImage` says who holds an image.
   *
   * @example
   * ```ts
   * await images.create('z-scratch', { size: '1GiB' })
   * await images.remove('z-scratch', { onProgress: (done, total) => console.log(`${done} of ${total}`) })
   * ```
   * @throws ImageNotFoundError
   * @throws ImageBusyError if somebody has it open
   * @throws ImageHasSnapshotsError, ImageInGroupError
   * @throws NotPrimaryError if mirroring keeps it: it goes with the primary one
   * @throws AbortError if the `signal` was aborted: then some of its data may be gone, and the image is left to be removed
   * @implements rbd_remove_with_progress rbd_remove
   */
  async remove(name: string, options?: ProgressOptions): Promise<void> {
    const subject = this.#subject(name)
    try {
      await callWithProgress((progress) => native.rbd.imageRemove(Handle.native(this.pool), name, progress), options, {
        subject,
      })
    } catch (error) {
      throw (await copyFailure(this.pool, name, error)) ?? (await placeError(this.pool, error))
    }
  }

  /**
   * Makes an image that begins as a snapshot of another one, and takes space only for what is written to it. Its parent
   * may be of another pool or namespace than it is made in: `into`.
   *
   * @example
   * ```ts
   * await images.clone('z-centos9', 'before', 'z-guest-1', { cloneFormat: 2 })
   * await using clone = await images.open('z-guest-1')
   * console.log((await clone.info()).parent)
   * ```
   * @param parent the name of an image of this pool
   * @param snapshot its snapshot: by name, or, of any kind, by id (Ceph 19)
   * @throws ImageNotFoundError, SnapshotNotFoundError if there is no such parent
   * @throws ImageExistsError
   * @throws PoolNotFoundError if there is no `dataPool`
   * @throws CephError `EINVAL` if the snapshot has to be protected first (`cloneFormat: 1`), or is not of layering
   * @throws NotSupportedError for an id, if the installed librbd does not know that
   * @implements rbd_clone3 rbd_clone rbd_clone2 rbd_clone4
   */
  async clone(parent: string, snapshot: string | bigint, name: string, options: CloneOptions = {}): Promise<void> {
    await cloneImage(this, parent, snapshot, name, options)
  }

  /**
   * Copies an image, or one of its snapshots, into a new one, without its snapshots. What was a hole stays one. The OSDs
   * send all data through this client; if it fails or is aborted, no copy is left.
   *
   * @example
   * ```ts
   * await images.copy('z-centos9', 'z-copy', { snapshot: 'before', onProgress: (done, total) => console.log(done / total) })
   * ```
   * @throws ImageNotFoundError, SnapshotNotFoundError, ImageExistsError
   * @throws PoolNotFoundError if there is no `dataPool`
   * @implements rbd_copy_with_progress4 rbd_copy rbd_copy2 rbd_copy3 rbd_copy4 rbd_copy_with_progress rbd_copy_with_progress2 rbd_copy_with_progress3
   */
  async copy(from: string, name: string, options: CopyOptions = {}): Promise<void> {
    await copyImage(this, from, name, options)
  }

  /**
   * Copies an image with its snapshots, and as a clone of the same parent if it is one.
   *
   * @example
   * ```ts
   * await images.deepCopy('z-centos9', 'z-twin')
   * await using twin = await images.open('z-twin')
   * console.log(await twin.snapshots.exists('before')) // true
   * ```
   * @throws ImageNotFoundError, SnapshotNotFoundError, ImageExistsError
   * @throws PoolNotFoundError if there is no `dataPool`
   * @implements rbd_deep_copy_with_progress rbd_deep_copy
   */
  async deepCopy(from: string, name: string, options: DeepCopyOptions = {}): Promise<void> {
    await deepCopyImage(this, from, name, options)
  }

  /**
   * Makes an image from a file, a block device, a stream, or another image, of whatever pool or cluster. Blocks of zeros
   * and holes are not written, so that a sparse source gives a sparse image. The image is complete when this has come to
   * its end; if it fails or is aborted, there is none, unless it is to be resumed.
   *
   * @example
   * ```ts
   * const disk = path.join(dir, 'fedora.img') // or a block device: '/dev/vg-libvirt/z-fedora'
   * fs.writeFileSync(disk, 'a disk')
   * await images.import(disk, 'z-fedora', { verify: true, onProgress: (done, total) => console.log(done / total) })
   * await using before = await images.open('z-centos9', { snapshot: 'before' })
   * await images.import(before, 'z-centos9-copy')
   * ```
   * @throws ImageExistsError
   * @throws NoSpaceError if the pool is full or at its quota; other writes would wait then
   * @throws VerifyError if what was read back differs, with `verify`; the image is removed
   * @throws ResumeError if the image is not what an import of this source left unfinished, with `resume`
   * @throws CephvirtError `ERR_CEPHVIRT_FORMAT_UNCLEAR` if a file's name and bytes disagree and no `format` is said,
   * `ERR_CEPHVIRT_QCOW2_DAMAGED` if a qcow2 file contradicts itself, `ERR_CEPHVIRT_QCOW2_BACKING` if it has a backing
   * file that was not allowed
   * @throws NotSupportedError if a qcow2 file is encrypted, or needs what is not known here
   * @throws AbortError if the `signal` was aborted
   */
  async import(source: ImportSource, name: string, options: ImportOptions = {}): Promise<TransferReport> {
    checkName(name, 'name')
    nativeLayout(options)
    const { pool } = this
    return await importImage(new Images(pool.inNamespace(pool.namespace)), source, name, options)
  }

  #subject(name: string, argument = 'name'): Subject {
    return { pool: this.pool.name, namespace: this.pool.namespace, image: checkName(name, argument) }
  }
}
