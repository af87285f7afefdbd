import { checkName, wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { Handle } from '../core/handle.ts'
import { Listing } from '../core/listing.ts'
import type { ConnectionHandle, StoragePoolRecord } from '../native/contract/libvirt.ts'
import { native } from '../native/load.ts'
import type { Connection } from './connection.ts'
import { type Source, toXml } from './description.ts'
import { filterBits } from './flags.ts'
import {
  ConnectListAllStoragePoolsFlags,
  StoragePoolCreateFlags,
  StoragePoolDefineFlags,
} from './generated/enumerations.ts'
import { StoragePool } from './storage-pool.ts'
import { byUuidOrName } from './uuid.ts'

/** Which storage pools: each filter that is given must hold. */
export interface ListStoragePoolsOptions extends CallOptions {
  readonly active?: boolean
  /** Whether it stays defined when it is stopped. */
  readonly persistent?: boolean
  readonly autostart?: boolean
}

export interface DefineStoragePoolOptions extends CallOptions {
  /** Has libvirt check the XML against its schema. Default false. */
  readonly validate?: boolean
}

export interface CreateStoragePoolOptions extends CallOptions {
  /** Makes what the pool needs first: a directory, a volume group. Default false. */
  readonly build?: boolean
}

const FILTERS = {
  active: [ConnectListAllStoragePoolsFlags.active, ConnectListAllStoragePoolsFlags.inactive],
  persistent: [ConnectListAllStoragePoolsFlags.persistent, ConnectListAllStoragePoolsFlags.transient],
  autostart: [ConnectListAllStoragePoolsFlags.autostart, ConnectListAllStoragePoolsFlags['no-autostart']],
} as const

/** The storage pools of a connection. */
export class StoragePools {
  readonly #connection: Connection

  /** @internal */
  constructor(connection: Connection) {
    this.#connection = connection
  }

  async #one(
    ask: (connection: ConnectionHandle) => Promise<StoragePoolRecord>,
    options: CallOptions | undefined,
    storagePool?: string,
  ): Promise<StoragePool> {
    const subject = { connection: this.#connection.uri, storagePool }
    const record = await call(() => ask(Handle.native(this.#connection)), options, { subject })
    return StoragePool.of(record, this.#connection)
  }

  /**
   * The storage pools, of one moment.
   * @implements virConnectListAllStoragePools
   */
  list(options: ListStoragePoolsOptions = {}): Listing<StoragePool> {
    const flags = filterBits(options, FILTERS)
    const connection = this.#connection
    return Listing.of(async () => {
      const records = await call(
        () => native.libvirt.connectListAllStoragePools(Handle.native(connection), flags),
        options,
        {
          subject: { connection: connection.uri },
        },
      )
      return records.map((record) => StoragePool.of(record, connection))
    })
  }

  /**
   * One storage pool, by its name or UUID.
   * @throws LibvirtError `VIR_ERR_NO_STORAGE_POOL` if there is none
   * @implements virStoragePoolLookupByName virStoragePoolLookupByUUIDString virStoragePoolLookupByUUID
   */
  async get(key: string, options?: CallOptions): Promise<StoragePool> {
    checkName(key, 'name')
    return await byUuidOrName(
      key,
      'VIR_ERR_NO_STORAGE_POOL',
      (uuid) =>
        this.#one((connection) => native.libvirt.storagePoolLookupByUUIDString(connection, uuid), options, uuid),
      (name) => this.#one((connection) => native.libvirt.storagePoolLookupByName(connection, name), options, name),
    )
  }

  /**
   * Defines a storage pool; it is not started.
   *
   * @param description a description (`xml.storagePool({ … })`), the options of one, or libvirt's XML
   * @example
   * ```ts
   * const storage = await conn.storagePools.define({
   *   type: 'rbd', name: 'images_rbd', pool: 'libvirt-pool', hosts, auth: { username: 'libvirt', secret: { uuid } },
   * })
   * await storage.start()
   * ```
   * @throws LibvirtError `VIR_ERR_INTERNAL_ERROR` of `VIR_FROM_STORAGE` if the host lacks the backend: see `conn.storagePoolCapabilities()`
   * @implements virStoragePoolDefineXML
   */
  async define(description: Source<'pool'>, options: DefineStoragePoolOptions = {}): Promise<StoragePool> {
    const text = toXml('pool', description)
    const { validate = false } = options
    if (typeof validate !== 'boolean') throw wrongType('options.validate', 'a boolean', validate)
    const flags = validate ? StoragePoolDefineFlags.validate : 0
    return await this.#one((connection) => native.libvirt.storagePoolDefineXML(connection, text, flags), options)
  }

  /**
   * Starts a transient storage pool, which is gone when it stops; what it holds stays.
   * @implements virStoragePoolCreateXML
   */
  async create(description: Source<'pool'>, options: CreateStoragePoolOptions = {}): Promise<StoragePool> {
    const text = toXml('pool', description)
    const { build = false } = options
    if (typeof build !== 'boolean') throw wrongType('options.build', 'a boolean', build)
    const flags = build ? StoragePoolCreateFlags['with-build'] : 0
    return await this.#one((connection) => native.libvirt.storagePoolCreateXML(connection, text, flags), options)
  }
}
