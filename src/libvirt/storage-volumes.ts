import { checkName } from '../core/arguments.ts'
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
   * @throws LibvirtError `VIR_ERR_OPERATION_INVALID` if the pool is stopped
   * @implements virStoragePoolListAllVolumes
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
    const flags = bits(StorageVolCreateFlags, options.flags, 'options.flags')
    return await this.#one((pool) => native.libvirt.storageVolCreateXML(pool, text, flags), options)
  }
}
