import { wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import type { Subject } from '../core/errors.ts'
import { Handle } from '../core/handle.ts'
import type { StoragePoolHandle, StoragePoolRecord } from '../native/contract/libvirt.ts'
import { native } from '../native/load.ts'
import type { StoragePoolDescription } from '../xml/index.ts'
import type { Connection } from './connection.ts'
import { fromXml } from './description.ts'
import { bits, type NameOf, nameOf } from './flags.ts'
import {
  StoragePoolBuildFlags,
  StoragePoolCreateFlags,
  StoragePoolDeleteFlags,
  StoragePoolState,
  StorageXMLFlags,
} from './generated/enumerations.ts'
import { StorageVolumes } from './storage-volumes.ts'

/** The state of a storage pool and how full it is, in bytes. */
export interface StoragePoolInfo {
  readonly state: NameOf<typeof StoragePoolState> | 'unknown'
  readonly capacity: number
  readonly allocation: number
  readonly available: number
}

export interface StartStoragePoolOptions extends CallOptions {
  /** `'with-build'`: makes what it needs first. */
  readonly flags?: readonly NameOf<typeof StoragePoolCreateFlags>[]
}

export interface BuildStoragePoolOptions extends CallOptions {
  /** `'overwrite'`: even over what is there; `'no-overwrite'`: not if something is there. */
  readonly flags?: readonly NameOf<typeof StoragePoolBuildFlags>[]
}

export interface DeleteStoragePoolOptions extends CallOptions {
  /** `'zeroed'`: overwritten with zeros first. */
  readonly flags?: readonly NameOf<typeof StoragePoolDeleteFlags>[]
}

export interface StoragePoolXmlOptions extends CallOptions {
  /** `'inactive'`: what it will be at its next start. */
  readonly flags?: readonly NameOf<typeof StorageXMLFlags>[]
}

/**
 * A storage pool: libvirt's view of a directory, a volume group, a Ceph pool. A reference to it: it may simply be
 * dropped.
 *
 * @example
 * ```ts
 * const storage = await conn.storagePools.get('default-pool')
 * await storage.refresh()
 * for await (const volume of storage.volumes.list()) console.log(volume.name)
 * ```
 * @implements virStoragePoolGetConnect virStoragePoolFree
 */
export class StoragePool extends Handle<'storage pool'> {
  readonly connection: Connection
  readonly name: string
  readonly uuid: string
  readonly volumes: StorageVolumes

  private constructor({ handle, name, uuid }: StoragePoolRecord, connection: Connection) {
    super('storage pool', handle, connection)
    this.connection = connection
    this.name = name
    this.uuid = uuid
    this.volumes = new StorageVolumes(this)
  }

  /** @internal */
  static of(record: StoragePoolRecord, connection: Connection): StoragePool {
    return new StoragePool(record, connection)
  }

  protected override get subject(): Subject {
    return { connection: this.connection.uri, storagePool: this.name }
  }

  protected override async reopen(): Promise<StoragePoolHandle> {
    const { connection, uuid } = this
    const lookUp = (): Promise<StoragePoolRecord> =>
      native.libvirt.storagePoolLookupByUUIDString(Handle.native(connection), uuid)
    return (await call(lookUp, {}, { subject: this.subject })).handle
  }

  async #ask<T>(ask: (pool: StoragePoolHandle) => Promise<T>, options: CallOptions | undefined): Promise<T> {
    return await call(() => ask(Handle.native(this)), options, { subject: this.subject })
  }

  /**
   * Starts it: its volumes are looked up.
   *
   * @example
   * ```ts
   * if (!(await storage.isActive())) await storage.start()
   * ```
   * @implements virStoragePoolCreate
   */
  async start(options: StartStoragePoolOptions = {}): Promise<void> {
    const flags = bits(StoragePoolCreateFlags, options.flags, 'options.flags')
    await this.#ask((pool) => native.libvirt.storagePoolCreate(pool, flags), options)
  }

  /**
   * Stops it; what it holds stays.
   *
   * @example
   * ```ts
   * await storage.stop()
   * ```
   * @implements virStoragePoolDestroy
   */
  async stop(options?: CallOptions): Promise<void> {
    await this.#ask(native.libvirt.storagePoolDestroy, options)
  }

  /**
   * Looks up its volumes anew. What was made without libvirt appears only then. Of an rbd pool it opens every image.
   *
   * @example
   * ```ts
   * await storage.refresh()
   * ```
   * @implements virStoragePoolRefresh
   */
  async refresh(options?: CallOptions): Promise<void> {
    await this.#ask((pool) => native.libvirt.storagePoolRefresh(pool, 0), options)
  }

  /**
   * Makes what it needs: a directory, a volume group. Not for rbd pools.
   *
   * @example
   * ```ts
   * const scratch = await conn.storagePools.define({ type: 'dir', name: 'scratch', path: '/var/lib/scratch' })
   * await scratch.build()
   * await scratch.start()
   * ```
   * @implements virStoragePoolBuild
   */
  async build(options: BuildStoragePoolOptions = {}): Promise<void> {
    const flags = bits(StoragePoolBuildFlags, options.flags, 'options.flags')
    await this.#ask((pool) => native.libvirt.storagePoolBuild(pool, flags), options)
  }

  /**
   * Deletes what it is made of, with all it holds; it must be stopped. Not for rbd pools.
   *
   * @example
   * ```ts
   * await storage.stop()
   * await storage.delete()
   * ```
   * @implements virStoragePoolDelete
   */
  async delete(options: DeleteStoragePoolOptions = {}): Promise<void> {
    const flags = bits(StoragePoolDeleteFlags, options.flags, 'options.flags')
    await this.#ask((pool) => native.libvirt.storagePoolDelete(pool, flags), options)
  }

  /**
   * Removes its definition; what it holds stays.
   *
   * @example
   * ```ts
   * await storage.stop()
   * await storage.undefine()
   * ```
   * @implements virStoragePoolUndefine
   */
  async undefine(options?: CallOptions): Promise<void> {
    await this.#ask(native.libvirt.storagePoolUndefine, options)
  }

  /**
   * Its state and how full it is.
   *
   * @example
   * ```ts
   * const { state, available } = await storage.info()
   * ```
   * @implements virStoragePoolGetInfo
   */
  async info(options?: CallOptions): Promise<StoragePoolInfo> {
    const info = await this.#ask(native.libvirt.storagePoolGetInfo, options)
    return { ...info, state: nameOf(StoragePoolState, info.state) }
  }

  /**
   * libvirt's XML of it.
   *
   * @example
   * ```ts
   * const text = await storage.xml({ flags: ['inactive'] })
   * ```
   * @implements virStoragePoolGetXMLDesc
   */
  async xml(options: StoragePoolXmlOptions = {}): Promise<string> {
    const flags = bits(StorageXMLFlags, options.flags, 'options.flags')
    return await this.#ask((pool) => native.libvirt.storagePoolGetXMLDesc(pool, flags), options)
  }

  /**
   * Its XML as typed data, lossless.
   *
   * @example
   * ```ts
   * const description = await storage.describe()
   * if (description.type === 'dir') console.log(description.path)
   * ```
   */
  async describe(options?: StoragePoolXmlOptions): Promise<StoragePoolDescription> {
    return fromXml('pool', await this.xml(options))
  }

  /**
   * Whether libvirt starts it when the host does.
   *
   * @example
   * ```ts
   * if (!(await storage.autostart())) await storage.setAutostart(true)
   * ```
   * @implements virStoragePoolGetAutostart
   */
  async autostart(options?: CallOptions): Promise<boolean> {
    return await this.#ask(native.libvirt.storagePoolGetAutostart, options)
  }

  /**
   * Whether libvirt is to start it when the host does.
   * @implements virStoragePoolSetAutostart
   */
  async setAutostart(autostart: boolean, options?: CallOptions): Promise<void> {
    if (typeof autostart !== 'boolean') throw wrongType('autostart', 'a boolean', autostart)
    await this.#ask((pool) => native.libvirt.storagePoolSetAutostart(pool, Number(autostart)), options)
  }

  /**
   * Whether it is started.
   * @implements virStoragePoolIsActive
   */
  async isActive(options?: CallOptions): Promise<boolean> {
    return await this.#ask(native.libvirt.storagePoolIsActive, options)
  }

  /**
   * Whether it stays defined when it is stopped.
   *
   * @example
   * ```ts
   * if (!(await storage.isPersistent())) console.log(`${storage.name} is gone when it stops`)
   * ```
   * @implements virStoragePoolIsPersistent
   */
  async isPersistent(options?: CallOptions): Promise<boolean> {
    return await this.#ask(native.libvirt.storagePoolIsPersistent, options)
  }
}
