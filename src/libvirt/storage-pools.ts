import { checkName, wrongType } from '../core/arguments.ts'
import { type CallOptions, call, underDeadline } from '../core/call.ts'
import { Handle } from '../core/handle.ts'
import { Listing } from '../core/listing.ts'
import type { ConnectionHandle, StoragePoolRecord, StorageVolumeRecord } from '../native/contract/libvirt.ts'
import { native } from '../native/load.ts'
import type { Connection } from './connection.ts'
import { type Source, toXml } from './description.ts'
import { bits, filterBits, type NameOf } from './flags.ts'
import {
  ConnectListAllStoragePoolsFlags,
  StoragePoolCreateFlags,
  StoragePoolDefineFlags,
} from './generated/enumerations.ts'
import { StoragePool } from './storage-pool.ts'
import {
  parseSources,
  type StoragePoolSource,
  type StoragePoolSourceQuery,
  sourceQuery,
} from './storage-pool-sources.ts'
import { StorageVolume } from './storage-volume.ts'
import { byUuidOrName } from './uuid.ts'

/** Which storage pools: each filter that is given must hold. */
export interface ListStoragePoolsOptions extends CallOptions {
  readonly active?: boolean
  /** Whether it stays defined when it is stopped. */
  readonly persistent?: boolean
  readonly autostart?: boolean
  /** Of one of these types. */
  readonly types?: readonly StoragePoolTypeName[]
}

type ListFlag = NameOf<typeof ConnectListAllStoragePoolsFlags>

/** The types of storage pools that lists can be asked for. */
export type StoragePoolTypeName = Exclude<
  ListFlag,
  'inactive' | 'active' | 'persistent' | 'transient' | 'autostart' | 'no-autostart'
>

export interface DefineStoragePoolOptions extends CallOptions {
  /** Has libvirt check the XML against its schema. Default false. */
  readonly validate?: boolean
}

export interface CreateStoragePoolOptions extends CallOptions {
  /** Makes what the pool needs first: a directory, a volume group. Default false. */
  readonly build?: boolean
  /** `'with-build-overwrite'`: even over what is there; `'with-build-no-overwrite'`: not if something is there. */
  readonly flags?: readonly NameOf<typeof StoragePoolCreateFlags>[]
}

const FILTERS = {
  active: [ConnectListAllStoragePoolsFlags.active, ConnectListAllStoragePoolsFlags.inactive],
  persistent: [ConnectListAllStoragePoolsFlags.persistent, ConnectListAllStoragePoolsFlags.transient],
  autostart: [ConnectListAllStoragePoolsFlags.autostart, ConnectListAllStoragePoolsFlags['no-autostart']],
} as const

/** What comes behind the filters. */
const TYPES = Object.fromEntries(
  Object.entries(ConnectListAllStoragePoolsFlags).filter(([, bit]) => bit >= ConnectListAllStoragePoolsFlags.dir),
) as Readonly<Record<StoragePoolTypeName, number>>

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
   *
   * @example
   * ```ts
   * for await (const { name, uuid } of conn.storagePools.list({ active: true, types: ['dir', 'rbd'] })) console.log(name, uuid)
   * ```
   * @implements virConnectListAllStoragePools virConnectListStoragePools virConnectListDefinedStoragePools virConnectNumOfStoragePools virConnectNumOfDefinedStoragePools virStoragePoolGetName virStoragePoolGetUUIDString virStoragePoolGetUUID
   */
  list(options: ListStoragePoolsOptions = {}): Listing<StoragePool> {
    const flags = filterBits(options, FILTERS) | bits(TYPES, options.types, 'options.types')
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
   *
   * @example
   * ```ts
   * const { uuid } = await conn.storagePools.get('default-pool')
   * ```
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
   * One storage pool, by the folder or the like that its volumes lie in.
   *
   * @example
   * ```ts
   * declare const qemu: libvirt.Connection
   * const { name } = await qemu.storagePools.getByTargetPath('/default-pool')
   * ```
   * @throws LibvirtError `VIR_ERR_NO_STORAGE_POOL` if there is none
   * @implements virStoragePoolLookupByTargetPath
   */
  async getByTargetPath(path: string, options?: CallOptions): Promise<StoragePool> {
    checkName(path, 'path')
    return await this.#one(
      (connection) => native.libvirt.storagePoolLookupByTargetPath(connection, path),
      options,
      path,
    )
  }

  /**
   * A volume of any storage pool, by its key.
   *
   * @example
   * ```ts
   * const { key } = await storage.volumes.create({ name: 'one.img', capacity: '1MiB' })
   * const volume = await conn.storagePools.volumeByKey(key)
   * console.log(volume.pool.name)
   * ```
   * @throws LibvirtError `VIR_ERR_NO_STORAGE_VOL` if there is none
   * @implements virStorageVolLookupByKey virStoragePoolLookupByVolume
   */
  async volumeByKey(key: string, options?: CallOptions): Promise<StorageVolume> {
    checkName(key, 'key')
    return await this.#volume((connection) => native.libvirt.storageVolLookupByKey(connection, key), key, options)
  }

  /**
   * A volume of any storage pool, by its path on the host.
   *
   * @example
   * ```ts
   * const made = await storage.volumes.create({ name: 'one.img', capacity: '1MiB' })
   * const volume = await conn.storagePools.volumeByPath(await made.path())
   * ```
   * @throws LibvirtError `VIR_ERR_NO_STORAGE_VOL` if there is none
   * @implements virStorageVolLookupByPath virStoragePoolLookupByVolume
   */
  async volumeByPath(path: string, options?: CallOptions): Promise<StorageVolume> {
    checkName(path, 'path')
    return await this.#volume((connection) => native.libvirt.storageVolLookupByPath(connection, path), path, options)
  }

  async #volume(
    ask: (connection: ConnectionHandle) => Promise<StorageVolumeRecord>,
    volume: string,
    options: CallOptions = {},
  ): Promise<StorageVolume> {
    const subject = { connection: this.#connection.uri, volume }
    return await underDeadline(options, subject, async (signal) => {
      const record = await call(() => ask(Handle.native(this.#connection)), { signal }, { subject })
      const pool = await call(() => native.libvirt.storagePoolLookupByVolume(record.handle), { signal }, { subject })
      return StorageVolume.of(record, StoragePool.of(pool, this.#connection))
    })
  }

  /**
   * What storage pools of a type could be made of: volume groups of the host, exports of a server.
   *
   * @param query where to look: a server, or libvirt's XML (`<source>…</source>`); this host without it
   * @example
   * ```ts
   * for (const { name, devices } of await conn.storagePools.findSources('logical')) console.log(name, devices)
   * const exports = await conn.storagePools.findSources('netfs', { host: { name: 'localhost' } })
   * ```
   * @throws LibvirtError `VIR_ERR_NO_SUPPORT` if libvirt cannot look for that type
   * @implements virConnectFindStoragePoolSources
   */
  async findSources(
    type: string,
    query?: string | StoragePoolSourceQuery,
    options?: CallOptions,
  ): Promise<readonly StoragePoolSource[]> {
    checkName(type, 'type')
    const source = sourceQuery(query)
    const xml = await call(
      () => native.libvirt.connectFindStoragePoolSources(Handle.native(this.#connection), type, source, 0),
      options,
      { subject: { connection: this.#connection.uri } },
    )
    return parseSources(xml)
  }

  /**
   * Defines a storage pool; it is not started.
   *
   * @param description a description (`xml.storagePool({ … })`), the options of one, or libvirt's XML
   * @example
   * ```ts
   * declare const qemu: libvirt.Connection
   * const rbd = await qemu.storagePools.define({
   *   type: 'rbd', name: 'images_rbd', pool: 'libvirt-pool', hosts: [{ name: 'mon1.example.org' }],
   *   auth: { username: 'libvirt', secret: { usage: 'client.libvirt secret' } },
   * })
   * await rbd.start()
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
   *
   * @example
   * ```ts
   * const scratch = await conn.storagePools.create({ type: 'dir', name: 'scratch', path: '/scratch' })
   * ```
   * @implements virStoragePoolCreateXML
   */
  async create(description: Source<'pool'>, options: CreateStoragePoolOptions = {}): Promise<StoragePool> {
    const text = toXml('pool', description)
    const { build = false } = options
    if (typeof build !== 'boolean') throw wrongType('options.build', 'a boolean', build)
    const asked = bits(StoragePoolCreateFlags, options.flags, 'options.flags')
    const flags = asked | (build ? StoragePoolCreateFlags['with-build'] : 0)
    return await this.#one((connection) => native.libvirt.storagePoolCreateXML(connection, text, flags), options)
  }
}
