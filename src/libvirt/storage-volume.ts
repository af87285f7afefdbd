import { type Readable, Writable } from 'node:stream'
import { type CallOptions, call } from '../core/call.ts'
import type { Subject } from '../core/errors.ts'
import { Handle } from '../core/handle.ts'
import { parseSize, type Size } from '../core/sizes.ts'
import type { StorageVolumeHandle, StorageVolumeRecord } from '../native/contract/libvirt.ts'
import { native } from '../native/load.ts'
import type { StorageVolumeDescription } from '../xml/index.ts'
import { fromXml } from './description.ts'
import { bits, type NameOf, nameOf } from './flags.ts'
import { StorageVolDeleteFlags, StorageVolResizeFlags, StorageVolType } from './generated/enumerations.ts'
import type { StoragePool } from './storage-pool.ts'
import { type DownloadOptions, type DownloadStreamOptions, downloadStream, downloadTo } from './volume-download.ts'
import type { VolumeTransfer } from './volume-transfer.ts'
import { type UploadOptions, type UploadSource, upload } from './volume-upload.ts'

/** What a volume is (`'network'` for an image of an rbd pool) and its sizes in bytes. */
export interface StorageVolumeInfo {
  readonly type: NameOf<typeof StorageVolType> | 'unknown'
  readonly capacity: number
  readonly allocation: number
}

export interface DeleteStorageVolumeOptions extends CallOptions {
  /** `'with-snapshots'`: its snapshots too. */
  readonly flags?: readonly NameOf<typeof StorageVolDeleteFlags>[]
}

export interface ResizeStorageVolumeOptions extends CallOptions {
  /** `'shrink'` allows a smaller size, which cuts off what is beyond it. */
  readonly flags?: readonly NameOf<typeof StorageVolResizeFlags>[]
}

/**
 * A volume of a storage pool. A reference to it: it may simply be dropped.
 *
 * @example
 * ```ts
 * const volume = await storage.volumes.get('z-centos9')
 * const { capacity, allocation } = await volume.info()
 * ```
 */
export class StorageVolume extends Handle<'storage volume'> {
  readonly pool: StoragePool
  readonly name: string
  /** What names it among all volumes of the host: `'libvirt-pool/z-centos9'`, a path. */
  readonly key: string

  private constructor({ handle, name, key }: StorageVolumeRecord, pool: StoragePool) {
    super('storage volume', handle, pool.connection)
    this.pool = pool
    this.name = name
    this.key = key
  }

  /** @internal */
  static of(record: StorageVolumeRecord, pool: StoragePool): StorageVolume {
    return new StorageVolume(record, pool)
  }

  protected override get subject(): Subject {
    return { connection: this.pool.connection.uri, storagePool: this.pool.name, volume: this.name }
  }

  protected override async reopen(): Promise<StorageVolumeHandle> {
    const { pool, name } = this
    const lookUp = (): Promise<StorageVolumeRecord> => native.libvirt.storageVolLookupByName(Handle.native(pool), name)
    return (await call(lookUp, {}, { subject: this.subject })).handle
  }

  async #ask<T>(ask: (volume: StorageVolumeHandle) => Promise<T>, options: CallOptions | undefined): Promise<T> {
    return await call(() => ask(Handle.native(this)), options, { subject: this.subject })
  }

  /**
   * What it is, and its sizes.
   * @implements virStorageVolGetInfo virStorageVolGetInfoFlags
   */
  async info(options?: CallOptions): Promise<StorageVolumeInfo> {
    const info = await this.#ask((volume) => native.libvirt.storageVolGetInfoFlags(volume, 0), options)
    return { ...info, type: nameOf(StorageVolType, info.type) }
  }

  /**
   * Its path on the host; of an rbd pool, `pool/image`.
   * @implements virStorageVolGetPath
   */
  async path(options?: CallOptions): Promise<string> {
    return await this.#ask(native.libvirt.storageVolGetPath, options)
  }

  /**
   * libvirt's XML of it.
   * @implements virStorageVolGetXMLDesc
   */
  async xml(options?: CallOptions): Promise<string> {
    return await this.#ask((volume) => native.libvirt.storageVolGetXMLDesc(volume, 0), options)
  }

  /** Its XML as typed data, lossless. */
  async describe(options?: CallOptions): Promise<StorageVolumeDescription> {
    return fromXml('volume', await this.xml(options))
  }

  /**
   * Changes its size.
   * @implements virStorageVolResize
   */
  async resize(capacity: Size, options: ResizeStorageVolumeOptions = {}): Promise<void> {
    const bytes = parseSize(capacity, 'capacity')
    const flags = bits(StorageVolResizeFlags, options.flags, 'options.flags')
    await this.#ask((volume) => native.libvirt.storageVolResize(volume, bytes, flags), options)
  }

  /**
   * Deletes it and what it holds.
   * @implements virStorageVolDelete
   */
  async delete(options: DeleteStorageVolumeOptions = {}): Promise<void> {
    const flags = bits(StorageVolDeleteFlags, options.flags, 'options.flags')
    await this.#ask((volume) => native.libvirt.storageVolDelete(volume, flags), options)
  }

  /**
   * Writes the bytes of a file, a buffer or a stream into it, as they are. When it settles, the other side has them. If
   * it fails, what had come by then is there. Holes of a file stay holes in a volume that holds nothing yet; over others
   * zeros are written.
   *
   * @example
   * ```ts
   * const { size, holes } = await volume.upload('/var/tmp/disk.img')
   * ```
   * @throws LibvirtError if the volume cannot be written, or not all of it was; `VIR_ERR_NO_SUPPORT` of an rbd pool: use `rbd`
   * @implements virStorageVolUpload virStreamSendHole virStreamSendAll virStreamSparseSendAll
   */
  async upload(source: UploadSource, options: UploadOptions = {}): Promise<VolumeTransfer> {
    return await upload(this, this.subject, source, options)
  }

  /**
   * Reads its bytes as they are: as a stream, or to a file or into a stream. What was never written comes as a hole, and
   * is one in a file, too; `sparse: false` makes it zeros. A file is there when it is whole.
   *
   * @example
   * ```ts
   * await volume.download('/var/tmp/disk.img', { onProgress: (done, total) => console.log(done / total) })
   * for await (const chunk of volume.download({ offset: '1MiB', length: 4096 })) console.log(chunk.length)
   * ```
   * @throws LibvirtError if the volume cannot be read; `VIR_ERR_NO_SUPPORT` of an rbd pool: use `rbd`
   * @implements virStorageVolDownload virStreamRecvFlags virStreamRecvHole virStreamRecvAll virStreamSparseRecvAll
   */
  download(options?: DownloadStreamOptions): Readable
  download(target: string | Writable, options?: DownloadOptions): Promise<VolumeTransfer>
  download(
    target: string | Writable | DownloadStreamOptions = {},
    options: DownloadOptions = {},
  ): Readable | Promise<VolumeTransfer> {
    if (typeof target === 'string' || target instanceof Writable) {
      return downloadTo(this, this.subject, target, options)
    }
    return downloadStream(this, this.subject, target)
  }
}
