import { type Readable, Writable } from 'node:stream'
import { wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import type { Subject } from '../core/errors.ts'
import { Handle } from '../core/handle.ts'
import { parseSize, type Size } from '../core/sizes.ts'
import type { StorageVolumeHandle, StorageVolumeRecord } from '../native/contract/libvirt.ts'
import { native } from '../native/load.ts'
import type { StorageVolumeDescription } from '../xml/index.ts'
import { fromXml } from './description.ts'
import { bits, type NameOf, nameOf, numberOf } from './flags.ts'
import {
  StorageVolDeleteFlags,
  StorageVolInfoFlags,
  StorageVolResizeFlags,
  StorageVolType,
  StorageVolWipeAlgorithm,
} from './generated/enumerations.ts'
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

export interface StorageVolumeInfoOptions extends CallOptions {
  /** `allocation` is then the size of the file or device itself, however much of it is in use. Default false. */
  readonly physical?: boolean
}

export interface DeleteStorageVolumeOptions extends CallOptions {
  /** `'with-snapshots'`: its snapshots too; `'zeroed'`: overwritten with zeros first. */
  readonly flags?: readonly NameOf<typeof StorageVolDeleteFlags>[]
}

export interface ResizeStorageVolumeOptions extends CallOptions {
  /** Allows a smaller size, which cuts off what is beyond it. Default false. */
  readonly shrink?: boolean
  /** `'allocate'`: what it grows by is set aside at once; `'delta'`: by so much, and less by so much with `'shrink'`. */
  readonly flags?: readonly NameOf<typeof StorageVolResizeFlags>[]
}

export interface WipeStorageVolumeOptions extends CallOptions {
  /** What it is overwritten with; zeros if not said. `'trim'` discards it; all others need the program `scrub`. */
  readonly algorithm?: NameOf<typeof StorageVolWipeAlgorithm>
}

/**
 * A volume of a storage pool. A reference to it: it may simply be dropped.
 *
 * @example
 * ```ts
 * const volume = await storage.volumes.create({ name: 'z-centos9.img', capacity: '6GiB' })
 * const { capacity, allocation } = await volume.info()
 * ```
 * @implements virStorageVolGetConnect virStorageVolFree
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
   *
   * @example
   * ```ts
   * const { allocation } = await volume.info()
   * ```
   * @implements virStorageVolGetInfo virStorageVolGetInfoFlags
   */
  async info(options: StorageVolumeInfoOptions = {}): Promise<StorageVolumeInfo> {
    const { physical = false } = options
    if (typeof physical !== 'boolean') throw wrongType('options.physical', 'a boolean', physical)
    const flags = StorageVolInfoFlags[physical ? 'get-physical' : 'use-allocation']
    const info = await this.#ask((volume) => native.libvirt.storageVolGetInfoFlags(volume, flags), options)
    return { ...info, type: nameOf(StorageVolType, info.type) }
  }

  /**
   * Its path on the host; of an rbd pool, `pool/image`.
   *
   * @example
   * ```ts
   * const file = await volume.path()
   * ```
   * @implements virStorageVolGetPath
   */
  async path(options?: CallOptions): Promise<string> {
    return await this.#ask(native.libvirt.storageVolGetPath, options)
  }

  /**
   * libvirt's XML of it.
   *
   * @example
   * ```ts
   * const text = await volume.xml()
   * ```
   * @implements virStorageVolGetXMLDesc
   */
  async xml(options?: CallOptions): Promise<string> {
    return await this.#ask((volume) => native.libvirt.storageVolGetXMLDesc(volume, 0), options)
  }

  /**
   * Its XML as typed data, lossless.
   *
   * @example
   * ```ts
   * const { format, backingStore } = await volume.describe()
   * ```
   */
  async describe(options?: CallOptions): Promise<StorageVolumeDescription> {
    return fromXml('volume', await this.xml(options))
  }

  /**
   * Changes its size.
   *
   * @example
   * ```ts
   * await volume.resize('8GiB')
   * await volume.resize('1GiB', { flags: ['delta'] })
   * ```
   * @throws LibvirtError `VIR_ERR_INVALID_ARG` if it would become smaller, without `shrink`
   * @implements virStorageVolResize
   */
  async resize(capacity: Size, options: ResizeStorageVolumeOptions = {}): Promise<void> {
    const bytes = parseSize(capacity, 'capacity')
    const { shrink = false } = options
    if (typeof shrink !== 'boolean') throw wrongType('options.shrink', 'a boolean', shrink)
    const asked = bits(StorageVolResizeFlags, options.flags, 'options.flags')
    const flags = asked | (shrink ? StorageVolResizeFlags.shrink : 0)
    await this.#ask((volume) => native.libvirt.storageVolResize(volume, bytes, flags), options)
  }

  /**
   * Overwrites all it holds. It goes on when the caller gave up.
   *
   * @example
   * ```ts
   * await volume.wipe()
   * ```
   * @throws LibvirtError if it is in use, or its pool cannot do that
   * @implements virStorageVolWipe virStorageVolWipePattern
   */
  async wipe(options: WipeStorageVolumeOptions = {}): Promise<void> {
    const algorithm = numberOf(StorageVolWipeAlgorithm, options.algorithm ?? 'zero', 'options.algorithm')
    await this.#ask(async (volume) => {
      // libvirt overwrites as much as it thinks is there, and asks the file only when it is itself asked.
      await native.libvirt.storageVolGetInfoFlags(volume, 0)
      return await native.libvirt.storageVolWipePattern(volume, algorithm, 0)
    }, options)
  }

  /**
   * Deletes it and what it holds.
   *
   * @example
   * ```ts
   * await volume.delete()
   * ```
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
   * const source = path.join(dir, 'disk.img')
   * await fs.promises.writeFile(source, 'what is to be in it')
   * const { size, holes } = await volume.upload(source)
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
   * await volume.download(path.join(dir, 'disk.img'), { onProgress: (done, total) => console.log(done, total) })
   * for await (const chunk of volume.download({ length: 512 })) console.log(chunk.length)
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
