import type { Writable } from 'node:stream'
import type { ReadableStream, WritableStream } from 'node:stream/web'
import { checkId, checkInteger, checkName, checkOptions } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { Handle } from '../core/handle.ts'
import { Listing } from '../core/listing.ts'
import type { ReadStream, ReadStreamOptions } from '../core/streams/read-stream.ts'
import type { WriteStream } from '../core/streams/write-stream.ts'
import type { DiffOptions, Extent } from '../native/contract/rbd.ts'
import { native } from '../native/load.ts'
import type { Pool } from '../rados/index.ts'
import { AdvisoryLocks } from './advisory-locks.ts'
import { ImageChanges, type WatchOptions } from './changes.ts'
import { Config } from './config.ts'
import { ImageEncryption } from './encryption.ts'
import type { Opening } from './image-data.ts'
import { ImageShape } from './image-shape.ts'
import type { Watcher } from './info.ts'
import { ImageLock } from './lock.ts'
import { Metadata } from './metadata.ts'
import { type MigrationSource, migrationSource } from './migration.ts'
import { ImageMirror } from './mirror-image.ts'
import { Qos } from './qos.ts'
import { type QuiesceHandlers, QuiesceWatch } from './quiesce-watch.ts'
import { createReadStream, readableWebStream } from './read-stream.ts'
import { Snapshots } from './snapshots.ts'
import { type ExportOptions, exportImage } from './transfer/export.ts'
import { type DiffReport, type ExportDiffOptions, exportDiff } from './transfer/export-diff.ts'
import { type ImportDiffOptions, importDiff } from './transfer/import-diff.ts'
import type { TransferReport } from './transfer/meter.ts'
import { createWriteStream, type WriteStreamOptions, writableWebStream } from './write-stream.ts'

export type { Extent } from '../native/contract/rbd.ts'

export interface ExtentsOptions extends Pick<CallOptions, 'signal'> {
  /** What changed since this snapshot, by name or id; everything that was ever written without it. */
  readonly fromSnapshot?: string | bigint
  /** Whether data that comes from the parent of a clone counts; yes, if not said. */
  readonly includeParent?: boolean
  /** Whole objects instead of what is known of the bytes within: much faster with the feature `fast-diff`. */
  readonly wholeObject?: boolean
  /** Where to begin, in bytes. */
  readonly offset?: number
  /** How far to look, in bytes; to the end, if not said. */
  readonly length?: number
}

// How much of an image one question for its extents covers: bounds the answer, and how long the thread is taken.
const EXTENTS_PAGE = 16 * 1024 ** 3

/**
 * An open image. Its data is read and written in place: buffers belong to the call until it has settled.
 *
 * Positions and lengths are bytes. What is read, written or discarded must lie within the image, or it is a
 * `RangeError` and nothing happens. Calls run side by side, and those that overlap in no particular order.
 *
 * @example
 * ```ts
 * await using image = await images.open('z-centos9', { exclusive: true })
 * await image.write(Buffer.from('hello'), 4096)
 * const buffer = Buffer.alloc(5)
 * await image.read(buffer, 4096)
 * console.log(buffer.toString()) // hello
 * ```
 * @implements rbd_aio_create_completion rbd_aio_get_return_value rbd_aio_release
 */
export class Image extends ImageShape {
  readonly snapshots: Snapshots
  readonly lock: ImageLock
  readonly advisoryLocks: AdvisoryLocks
  readonly metadata: Metadata
  readonly config: Config
  readonly qos: Qos
  readonly encryption: ImageEncryption
  readonly mirror: ImageMirror
  #snapshot: string | bigint | undefined

  private constructor(pool: Pool, opening: Opening) {
    super(pool, opening)
    this.#snapshot = opening.snapshot
    this.snapshots = new Snapshots(this)
    this.lock = new ImageLock(this)
    this.advisoryLocks = new AdvisoryLocks(this)
    this.metadata = new Metadata(this)
    this.config = Config.ofImage(this, this.metadata)
    this.qos = new Qos(this.config)
    this.encryption = new ImageEncryption(this)
    this.mirror = new ImageMirror(this)
  }

  /** @internal */
  static of(pool: Pool, opening: Opening): Image {
    return new Image(pool, opening)
  }

  /** The snapshot that is read, by name or id; undefined for the image as it is now. */
  override get snapshot(): string | bigint | undefined {
    return this.#snapshot
  }

  /**
   * Who has the image open for writing: this handle among them, unless it was opened for reading only.
   *
   * @example
   * ```ts
   * for (const { address, clientId } of await image.watchers()) console.log(address, clientId)
   * ```
   * @implements rbd_watchers_list rbd_watchers_list_cleanup
   */
  async watchers(options?: CallOptions): Promise<readonly Watcher[]> {
    return await call(() => native.rbd.imageWatchers(Handle.native(this)), options, { subject: this.subject })
  }

  /**
   * Changes of the image, by whichever client, until the iteration is left, the `signal` aborted, or the image closed.
   *
   * @example
   * ```ts
   * const changes = image.watch()
   * await changes.ready
   * await image.resize('96MiB')
   * for await (const _ of changes) if ((await image.size()) === 96 * 2 ** 20) break
   * ```
   * @throws ReadOnlyError if the image was opened for reading only
   * @throws AbortError if the `signal` was aborted
   * @implements rbd_update_watch rbd_update_unwatch
   */
  watch(options: WatchOptions = {}): ImageChanges {
    return new ImageChanges(this, checkOptions(options, { signal: true }))
  }

  /**
   * Is asked before each snapshot of the image, by whichever client, and told after it: what holds a file system or a
   * database on the image brings its data into order meanwhile.
   *
   * @example
   * ```ts
   * await using watch = await image.quiesceWatch({
   *   quiesce: async () => console.log('a snapshot is about to be taken'),
   *   unquiesce: () => console.log('it was'),
   * })
   * await image.snapshots.create('in-order')
   * ```
   * @throws ReadOnlyError if the image was opened for reading only
   * @implements rbd_quiesce_watch rbd_quiesce_complete rbd_quiesce_unwatch
   */
  async quiesceWatch(handlers: QuiesceHandlers, options?: CallOptions): Promise<QuiesceWatch> {
    return await QuiesceWatch.of(this, handlers, options)
  }

  /**
   * Where the data comes from that the image does not have yet, if it migrates; undefined if it does not. The key of a
   * store is a `Secret`.
   *
   * @example
   * ```ts
   * await images.create('z-old', { size: '64MiB' })
   * await images.migration.prepare('z-old', 'z-new')
   * await using migrating = await images.open('z-new')
   * console.log((await migrating.migrationSource())?.type) // native
   * ```
   * @implements rbd_get_migration_source_spec
   */
  async migrationSource(options?: CallOptions): Promise<MigrationSource | undefined> {
    return await migrationSource(this, options)
  }

  /**
   * Reads a snapshot from now on, by name or id; or the image itself again, if `undefined`. A snapshot is read-only.
   *
   * @example
   * ```ts
   * await image.setSnapshot('before')
   * await image.read(Buffer.alloc(4096), 0) // as it was then
   * await image.setSnapshot(undefined)
   * ```
   * @throws SnapshotNotFoundError
   * @implements rbd_snap_set rbd_snap_set_by_id
   */
  async setSnapshot(snapshot: string | bigint | undefined, options?: CallOptions): Promise<void> {
    const id = typeof snapshot === 'bigint' ? checkId(snapshot, 'snapshot') : undefined
    const name = snapshot === undefined || id !== undefined ? undefined : checkName(snapshot, 'snapshot')
    const subject = { ...this.subject, snapshot: snapshot === undefined ? undefined : String(snapshot) }
    const set = (size: number): void => {
      this.lastSize = size
      this.#snapshot = snapshot
    }
    const start = (): Promise<number> => native.rbd.imageSetSnapshot(Handle.native(this), name, id)
    // It may happen even if its caller has given up.
    set(await call(start, options, { subject, late: set }))
  }

  /**
   * Where the image holds data, in order; with `fromSnapshot`, what changed since: there `exists: false` is what became a hole.
   *
   * @example
   * ```ts
   * let allocated = 0
   * for await (const { length, exists } of image.extents({ wholeObject: true })) if (exists) allocated += length
   * ```
   * @throws SnapshotNotFoundError
   * @implements rbd_diff_iterate rbd_diff_iterate2 rbd_diff_iterate3
   */
  extents(options: ExtentsOptions = {}): Listing<Extent> {
    return new Listing(() => this.#extents(options))
  }

  async *#extents(options: ExtentsOptions): AsyncGenerator<Extent, void, undefined> {
    const { fromSnapshot, includeParent = true, wholeObject = false, offset = 0, signal } = options
    const from = snapshotOf(fromSnapshot)
    checkInteger(offset, 'options.offset')
    const size = await this.size({ signal })
    const end = options.length === undefined ? size : offset + checkInteger(options.length, 'options.length')
    const subject = { ...this.subject, snapshot: fromSnapshot === undefined ? undefined : String(fromSnapshot) }
    const diff = { ...from, includeParent, wholeObject, merge: true }
    for (let at = offset; at < Math.min(end, size); at += EXTENTS_PAGE) {
      const length = Math.min(EXTENTS_PAGE, end - at, size - at)
      const page = call(() => native.rbd.imageExtents(Handle.native(this), at, length, diff), { signal }, { subject })
      yield* await page
    }
  }

  /**
   * Writes the image out: to a file, with holes where the image has none of its own data; to a block device; to
   * standard output (`'-'`); or into a stream, which it ends. A file appears under its name when it is complete.
   * For a state of one moment, export a snapshot.
   *
   * @example
   * ```ts
   * const { written, seconds } = await image.export(path.join(dir, 'z-centos9.img'), {
   *   onProgress: (done, total, { secondsLeft }) => console.log(done / total, secondsLeft),
   * })
   * ```
   * @throws AbortError if the `signal` was aborted; nothing half-made is left, unless it is to be resumed
   * @throws VerifyError if what was read back differs, with `verify`; the file is removed
   * @throws ResumeError if what an earlier attempt left is not of this image, with `resume`
   */
  async export(target: string | Writable, options: ExportOptions = {}): Promise<TransferReport> {
    return await exportImage(this, target, options)
  }

  /**
   * Writes out what changed since a snapshot, or all that the image holds, as `rbd export-diff` does, byte for byte: to a
   * file, which appears under its name when it is complete; to standard output (`'-'`); or into a stream, which it ends.
   * An image that is read at a snapshot gives a diff that ends there: `rbd import-diff`, `rbd merge-diff` and
   * `importDiff` take it.
   *
   * @example
   * ```ts
   * await image.snapshots.create('after')
   * await using after = await images.open(image.name, { snapshot: 'after' })
   * await after.exportDiff(path.join(dir, 'before-after.diff'), { fromSnapshot: 'before' })
   * ```
   * @throws SnapshotNotFoundError
   * @throws CephError `EINVAL` if `fromSnapshot` is newer than the snapshot that is read
   * @throws AbortError if the `signal` was aborted; no file is left
   * @implements rbd_diff_iterate2
   */
  async exportDiff(target: string | Writable, options: ExportDiffOptions = {}): Promise<DiffReport> {
    return await exportDiff(this, target, options)
  }

  /**
   * Brings the image from the snapshot that a diff begins with to the one that it ends with, which is made at the end. The
   * image is resized as the diff says. Diffs of `exportDiff`, `rbd export-diff` and `rbd merge-diff` are read, of the
   * first and the second format.
   *
   * What fails or is aborted on the way leaves the image in between: the diff can be imported again, or the image rolled
   * back to the first snapshot.
   *
   * @example
   * ```ts
   * await image.exportDiff(path.join(dir, 'whole.diff'))
   * await images.create('z-copy', { size: await image.size() })
   * await using copy = await images.open('z-copy')
   * await copy.importDiff(path.join(dir, 'whole.diff'))
   * ```
   * @throws SnapshotNotFoundError if the image lacks the snapshot that the diff begins with; nothing was changed
   * @throws SnapshotExistsError if it has the one that the diff ends with; nothing was changed
   * @throws ReadOnlyError
   * @throws CephvirtError `ERR_CEPHVIRT_DIFF_DAMAGED` if it is no diff, before anything was changed;
   * `ERR_CEPHVIRT_PARTIAL_DIFF` for whatever failed after that, with the failure as its `cause`
   * @throws AbortError if the `signal` was aborted
   */
  async importDiff(source: string | AsyncIterable<Uint8Array>, options: ImportDiffOptions = {}): Promise<DiffReport> {
    return await importDiff(this, source, options)
  }

  /**
   * The image's bytes as a stream, as `fs.createReadStream` makes one: `end` is the position of the last byte. It reads
   * ahead by `window` bytes and no further. What the image's object map says is a hole is not read but given as zeros
   * (feature `fast-diff`). Chunks are the consumer's own.
   *
   * What is written meanwhile may be read or not: for a state of one moment, open a snapshot. The stream does not close
   * the image; when the image is closed first, the stream fails with a `ClosedError`. After `destroy()` or an abort,
   * 'close' comes when librbd has let go of the chunks that were under way.
   *
   * @example
   * ```ts
   * for await (const chunk of image.createReadStream({ start: 4096, end: 8191 })) console.log(chunk.length) // 4096
   * ```
   * @throws RangeError `ERR_OUT_OF_RANGE` if `start` is beyond `end`; beyond the image's end there is nothing to read
   * @implements rbd_read_iterate2 rbd_read_iterate
   */
  createReadStream(options: ReadStreamOptions = {}): ReadStream {
    return createReadStream(this, options)
  }

  /**
   * A stream that writes the image from `start` on. Chunks are gathered into blocks of 4 MiB, at multiples of that, and
   * `window` bytes are written at a time. At 'finish' all of it is written and flushed; before, nothing is sure.
   *
   * A failure is the stream's 'error', with the image as its `subject`; what was written until then stays. The stream
   * does not close the image. The callback of `write` is called when the chunk's memory is free again; without one, do
   * not change a chunk before 'finish'.
   *
   * @example
   * ```ts
   * fs.writeFileSync(path.join(dir, 'disk.img'), Buffer.alloc(2 ** 20))
   * await pipeline(fs.createReadStream(path.join(dir, 'disk.img')), image.createWriteStream())
   * ```
   * @throws RangeError `ERR_OUT_OF_RANGE`, as 'error', if it would write beyond the end of the image
   */
  createWriteStream(options: WriteStreamOptions = {}): WriteStream {
    return createWriteStream(this, options)
  }

  /**
   * `createReadStream` as a stream of the Web, of bytes: a reader may bring its own memory (`mode: 'byob'`).
   *
   * @example
   * ```ts
   * const reader = image.readableWebStream().getReader({ mode: 'byob' })
   * const { value } = await reader.read(new Uint8Array(4096))
   * ```
   */
  readableWebStream(options: ReadStreamOptions = {}): ReadableStream<Uint8Array> {
    return readableWebStream(this, options)
  }

  /**
   * `createWriteStream` as a stream of the Web. What is written is copied: a chunk's memory is free when its `write`
   * has settled. All of it is written and flushed when `close` has settled.
   *
   * @example
   * ```ts
   * await new Blob(['hello']).stream().pipeTo(image.writableWebStream({ start: 4096 }))
   * ```
   */
  writableWebStream(options: WriteStreamOptions = {}): WritableStream<Uint8Array> {
    return writableWebStream(this, options)
  }
}

/** A snapshot by its name or its id, as `imageExtents` takes it. */
export function snapshotOf(
  snapshot: string | bigint | undefined,
): Pick<DiffOptions, 'fromSnapshot' | 'fromSnapshotId'> {
  if (snapshot === undefined) return {}
  if (typeof snapshot === 'bigint') return { fromSnapshotId: checkId(snapshot, 'options.fromSnapshot') }
  return { fromSnapshot: checkName(snapshot, 'options.fromSnapshot') }
}
