import { checkName, wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { Handle } from '../core/handle.ts'
import { Listing } from '../core/listing.ts'
import type { StoragePoolHandle, StorageVolumeRecord } from '../native/contract/libvirt.ts'
import { native } from '../native/load.ts'
import { type Source, toXml } from './description.ts'
import { bits, type NameOf } from './flags.ts'
import { StorageVolCreateFlags } from './generated/enumerations.ts'
import type { StoragePool } from './storage-pool.ts'
import { StorageVolume } from './storage-volume.ts'

export interface CreateStorageVolumeOptions extends CallOptions {
  /** Has libvirt check the XML against its schema, since 8.10. Default false. */
  readonly validate?: boolean
  /** `'prealloc-metadata'`: all of a qcow2's tables at once; `'reflink'`: a copy that shares its blocks (btrfs, XFS). */
  readonly flags?: readonly NameOf<typeof StorageVolCreateFlags>[]
}

/** The volumes of a storage pool, as of its start, its last refresh, and what was made through it since. */
export class StorageVolumes {
  readonly #pool: StoragePool

  /** @internal */
  constructor(pool: StoragePool) {
    this.#pool = pool
  }

  async #one(
    ask: (pool: StoragePoolHandle) => Promise<StorageVolumeRecord>,
    options: CallOptions | undefined,
    volume?: string,
  ): Promise<StorageVolume> {
    const subject = { connection: this.#pool.connection.uri, storagePool: this.#pool.name, volume }
    return StorageVolume.of(await call(() => ask(Handle.native(this.#pool)), options, { subject }), this.#pool)
  }

  /**
   * The volumes, of one moment.
   *
   * @example
   * ```ts
   * for await (const { name, key } of storage.volumes.list()) console.log(name, key)
   * ```
   * @throws LibvirtError `VIR_ERR_OPERATION_INVALID` if the pool is stopped
   * @implements virStoragePoolListAllVolumes virStoragePoolListVolumes virStoragePoolNumOfVolumes virStorageVolGetName virStorageVolGetKey
   */
  list(options: CallOptions = {}): Listing<StorageVolume> {
    const pool = this.#pool
    return Listing.of(async () => {
      const records = await call(() => native.libvirt.storagePoolListAllVolumes(Handle.native(pool), 0), options, {
        subject: { connection: pool.connection.uri, storagePool: pool.name },
      })
      return records.map((record) => StorageVolume.of(record, pool))
    })
  }

  /**
   * One volume, by its name.
   *
   * @example
   * ```ts
   * await storage.volumes.create({ name: 'one.img', capacity: '1GiB' })
   * const { key } = await storage.volumes.get('one.img')
   * ```
   * @throws LibvirtError `VIR_ERR_NO_STORAGE_VOL` if there is none
   * @implements virStorageVolLookupByName
   */
  async get(name: string, options?: CallOptions): Promise<StorageVolume> {
    checkName(name, 'name')
    return await this.#one((pool) => native.libvirt.storageVolLookupByName(pool, name), options, name)
  }

  /**
   * Makes a volume; of an rbd pool, an image.
   *
   * @param description a description (`xml.storageVolume({ … })`), the options of one, or libvirt's XML
   * @example
   * ```ts
   * const volume = await storage.volumes.create({ name: 'z-centos9', capacity: '6GiB' })
   * ```
   * @implements virStorageVolCreateXML
   */
  async create(description: Source<'volume'>, options: CreateStorageVolumeOptions = {}): Promise<StorageVolume> {
    const text = toXml('volume', description)
    const flags = creation(options)
    return await this.#one((pool) => native.libvirt.storageVolCreateXML(pool, text, flags), options)
  }

  /**
   * Makes a volume with the contents of another one, of this pool or of another one of the connection.
   *
   * @param description a description (`xml.storageVolume({ … })`), the options of one, or libvirt's XML
   * @example
   * ```ts
   * const golden = await storage.volumes.create({ name: 'golden.img', capacity: '1GiB' })
   * const volume = await storage.volumes.createFrom(golden, { name: 'z-centos9.img', capacity: '1GiB' })
   * ```
   * @throws LibvirtError if the source is used meanwhile, or either pool is stopped
   * @implements virStorageVolCreateXMLFrom
   */
  async createFrom(
    source: StorageVolume,
    description: Source<'volume'>,
    options: CreateStorageVolumeOptions = {},
  ): Promise<StorageVolume> {
    if (!(source instanceof StorageVolume)) throw wrongType('source', 'a StorageVolume', source)
    const text = toXml('volume', description)
    const flags = creation(options)
    return await this.#one(
      (pool) => native.libvirt.storageVolCreateXMLFrom(pool, text, Handle.native(source), flags),
      options,
    )
  }
}

function creation({ validate = false, flags }: CreateStorageVolumeOptions): number {
  if (typeof validate !== 'boolean') throw wrongType('options.validate', 'a boolean', validate)
  return bits(StorageVolCreateFlags, flags, 'options.flags') | (validate ? StorageVolCreateFlags.validate : 0)
}
