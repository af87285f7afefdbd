import type { NativeHandle } from '../contract.ts'

export type ConnectionHandle = NativeHandle<'connection'>
export type DomainHandle = NativeHandle<'domain'>
export type SecretHandle = NativeHandle<'secret'>
export type StoragePoolHandle = NativeHandle<'storage pool'>
export type StorageVolumeHandle = NativeHandle<'storage volume'>
export type SubscriptionHandle = NativeHandle<'subscription'>
export type StreamHandle = NativeHandle<'stream'>

export interface ConnectOptions {
  readonly uri?: string | undefined
  readonly readOnly: boolean
  readonly username?: string | undefined
  readonly keepAlive?: { readonly interval: number; readonly count: number } | undefined
}

export interface NodeInfo {
  readonly model: string
  readonly memory: number
  readonly cpus: number
  readonly mhz: number
  readonly nodes: number
  readonly sockets: number
  readonly cores: number
  readonly threads: number
}

export interface DomainCapabilitiesQuery {
  readonly emulator?: string | undefined
  readonly arch?: string | undefined
  readonly machine?: string | undefined
  readonly virtType?: string | undefined
}

export interface DomainRecord {
  readonly handle: DomainHandle
  readonly name: string
  readonly uuid: string
}

export interface SecretRecord {
  readonly handle: SecretHandle
  readonly uuid: string
  readonly usageType: number
  readonly usageId: string
}

export interface StoragePoolRecord {
  readonly handle: StoragePoolHandle
  readonly name: string
  readonly uuid: string
}

export interface StorageVolumeRecord {
  readonly handle: StorageVolumeHandle
  readonly name: string
  readonly key: string
}

export interface EventRecord<Source> {
  readonly source: Source
  readonly values: readonly (number | string | undefined)[]
  /** How many events before this one were dropped because JavaScript did not receive them in time. */
  readonly lost: number
}

export type EventReceiver<Source> = (event: EventRecord<Source>) => void

export interface NativeLibvirt {
  /** 1,000,000 × major + 1,000 × minor + release */
  version(): number
  /** Undefined for a name that is in no table. */
  supports(name: string): boolean | undefined

  connect(
    options: ConnectOptions,
    password: Uint8Array | undefined,
    lost: (reason: number) => void,
  ): Promise<{ readonly handle: ConnectionHandle; readonly uri: string }>
  isAlive(connection: ConnectionHandle): Promise<boolean>
  isEncrypted(connection: ConnectionHandle): Promise<boolean>
  isSecure(connection: ConnectionHandle): Promise<boolean>
  hostname(connection: ConnectionHandle): Promise<string>
  hypervisor(connection: ConnectionHandle): Promise<string>
  hypervisorVersion(connection: ConnectionHandle): Promise<number>
  libVersion(connection: ConnectionHandle): Promise<number>
  nodeInfo(connection: ConnectionHandle): Promise<NodeInfo>
  capabilities(connection: ConnectionHandle): Promise<string>
  domainCapabilities(connection: ConnectionHandle, query: DomainCapabilitiesQuery): Promise<string>
  storagePoolCapabilities(connection: ConnectionHandle): Promise<string>

  domainList(connection: ConnectionHandle, flags: number): Promise<readonly DomainRecord[]>
  domainByName(connection: ConnectionHandle, name: string): Promise<DomainRecord>
  domainByUuid(connection: ConnectionHandle, uuid: string): Promise<DomainRecord>
  domainById(connection: ConnectionHandle, id: number): Promise<DomainRecord>
  domainDefine(connection: ConnectionHandle, xml: string, flags: number): Promise<DomainRecord>
  domainCreate(connection: ConnectionHandle, xml: string, flags: number): Promise<DomainRecord>
  domainId(domain: DomainHandle): Promise<number | undefined>
  domainStart(domain: DomainHandle, flags: number): Promise<void>
  domainShutdown(domain: DomainHandle, flags: number): Promise<void>
  domainReboot(domain: DomainHandle, flags: number): Promise<void>
  domainReset(domain: DomainHandle): Promise<void>
  domainSuspend(domain: DomainHandle): Promise<void>
  domainResume(domain: DomainHandle): Promise<void>
  domainDestroy(domain: DomainHandle, flags: number): Promise<void>
  domainUndefine(domain: DomainHandle, flags: number): Promise<void>
  domainXml(domain: DomainHandle, flags: number): Promise<string>
  domainState(domain: DomainHandle): Promise<{ readonly state: number; readonly reason: number }>
  domainInfo(domain: DomainHandle): Promise<{
    readonly state: number
    readonly maxMemory: number
    readonly memory: number
    readonly vcpus: number
    readonly cpuTime: bigint
  }>
  domainAutostart(domain: DomainHandle): Promise<boolean>
  domainSetAutostart(domain: DomainHandle, autostart: boolean): Promise<void>
  domainIsActive(domain: DomainHandle): Promise<boolean>
  domainIsPersistent(domain: DomainHandle): Promise<boolean>

  domainEvents(
    connection: ConnectionHandle,
    event: number,
    receiver: EventReceiver<DomainRecord>,
    limit: number,
  ): Promise<SubscriptionHandle>
  domainEventsOf(
    domain: DomainHandle,
    event: number,
    receiver: EventReceiver<DomainRecord>,
    limit: number,
  ): Promise<SubscriptionHandle>
  storagePoolEvents(
    connection: ConnectionHandle,
    event: number,
    receiver: EventReceiver<StoragePoolRecord>,
    limit: number,
  ): Promise<SubscriptionHandle>
  storagePoolEventsOf(
    pool: StoragePoolHandle,
    event: number,
    receiver: EventReceiver<StoragePoolRecord>,
    limit: number,
  ): Promise<SubscriptionHandle>

  domainOpenConsole(
    domain: DomainHandle,
    device: string | undefined,
    flags: number,
    ready: (events: number) => void,
  ): Promise<StreamHandle>
  /** Empty at the end of the stream, undefined if there is nothing at the moment: `ready` will tell. */
  streamReceive(stream: StreamHandle, size: number): Promise<Buffer | undefined>
  /** How many bytes from `position` on were taken, 0 if none at the moment: `ready` will tell. */
  streamSend(stream: StreamHandle, bytes: Uint8Array, position: number): Promise<number>
  streamFinish(stream: StreamHandle): Promise<void>
  streamAbort(stream: StreamHandle): Promise<void>

  secretList(connection: ConnectionHandle, flags: number): Promise<readonly SecretRecord[]>
  secretByUuid(connection: ConnectionHandle, uuid: string): Promise<SecretRecord>
  secretByUsage(connection: ConnectionHandle, usageType: number, usageId: string): Promise<SecretRecord>
  secretDefine(connection: ConnectionHandle, xml: string, flags: number): Promise<SecretRecord>
  secretSetValue(secret: SecretHandle, value: Uint8Array): Promise<void>
  secretValue(secret: SecretHandle): Promise<Buffer>
  secretUndefine(secret: SecretHandle): Promise<void>
  secretXml(secret: SecretHandle): Promise<string>

  storagePoolList(connection: ConnectionHandle, flags: number): Promise<readonly StoragePoolRecord[]>
  storagePoolByName(connection: ConnectionHandle, name: string): Promise<StoragePoolRecord>
  storagePoolByUuid(connection: ConnectionHandle, uuid: string): Promise<StoragePoolRecord>
  storagePoolDefine(connection: ConnectionHandle, xml: string, flags: number): Promise<StoragePoolRecord>
  storagePoolCreate(connection: ConnectionHandle, xml: string, flags: number): Promise<StoragePoolRecord>
  storagePoolStart(pool: StoragePoolHandle, flags: number): Promise<void>
  storagePoolStop(pool: StoragePoolHandle): Promise<void>
  storagePoolBuild(pool: StoragePoolHandle, flags: number): Promise<void>
  storagePoolDelete(pool: StoragePoolHandle, flags: number): Promise<void>
  storagePoolRefresh(pool: StoragePoolHandle): Promise<void>
  storagePoolUndefine(pool: StoragePoolHandle): Promise<void>
  storagePoolXml(pool: StoragePoolHandle, flags: number): Promise<string>
  storagePoolInfo(pool: StoragePoolHandle): Promise<{
    readonly state: number
    readonly capacity: number
    readonly allocation: number
    readonly available: number
  }>
  storagePoolAutostart(pool: StoragePoolHandle): Promise<boolean>
  storagePoolSetAutostart(pool: StoragePoolHandle, autostart: boolean): Promise<void>
  storagePoolIsActive(pool: StoragePoolHandle): Promise<boolean>
  storagePoolIsPersistent(pool: StoragePoolHandle): Promise<boolean>

  storageVolumeList(pool: StoragePoolHandle): Promise<readonly StorageVolumeRecord[]>
  storageVolumeByName(pool: StoragePoolHandle, name: string): Promise<StorageVolumeRecord>
  storageVolumeCreate(pool: StoragePoolHandle, xml: string, flags: number): Promise<StorageVolumeRecord>
  storageVolumeDelete(volume: StorageVolumeHandle, flags: number): Promise<void>
  storageVolumeResize(volume: StorageVolumeHandle, capacity: number, flags: number): Promise<void>
  storageVolumeInfo(volume: StorageVolumeHandle): Promise<{
    readonly type: number
    readonly capacity: number
    readonly allocation: number
  }>
  storageVolumePath(volume: StorageVolumeHandle): Promise<string>
  storageVolumeXml(volume: StorageVolumeHandle): Promise<string>
}
