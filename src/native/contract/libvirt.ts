import type { NativeHandle } from '../contract.ts'
import type { NativeLibvirtCalls } from './generated/libvirt-calls.ts'
import type { NativeLibvirtBlock } from './libvirt-block.ts'
import type { NativeLibvirtDomain } from './libvirt-domain.ts'
import type { NativeLibvirtEvents } from './libvirt-events.ts'
import type { NativeLibvirtHost } from './libvirt-host.ts'
import type { NativeLibvirtMigration } from './libvirt-migration.ts'
import type { NativeLibvirtNetwork } from './libvirt-network.ts'
import type { NativeLibvirtNodeDevice } from './libvirt-nodedev.ts'
import type { NativeLibvirtQemu } from './libvirt-qemu.ts'
import type { ConnectionHandle, SecretHandle, StoragePoolHandle, StorageVolumeHandle } from './libvirt-records.ts'
import type { NativeLibvirtStreams } from './libvirt-streams.ts'

export type * from './libvirt-domain.ts'
export type * from './libvirt-events.ts'
export type { JobInfoRecord } from './libvirt-migration.ts'
export type * from './libvirt-network.ts'
export type * from './libvirt-records.ts'

/** An attempt to connect, which answers questions meanwhile; closing it gives them up. */
export type AttemptHandle = NativeHandle<'attempt'>

export interface CredentialQuestion {
  readonly number: number
  readonly type: number
  readonly prompt?: string
  readonly challenge?: string
  readonly default?: string
}

export interface ConnectOptions {
  readonly uri?: string | undefined
  readonly flags: number
  /** The types of questions that can be answered. */
  readonly credentials: readonly number[]
  readonly keepAlive?: { readonly interval: number; readonly count: number } | undefined
}

export interface ConnectionRecord {
  readonly handle: ConnectionHandle
  readonly uri: string
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

export interface NativeLibvirt
  extends NativeLibvirtCalls,
    NativeLibvirtBlock,
    NativeLibvirtDomain,
    NativeLibvirtEvents,
    NativeLibvirtHost,
    NativeLibvirtMigration,
    NativeLibvirtNetwork,
    NativeLibvirtNodeDevice,
    NativeLibvirtQemu,
    NativeLibvirtStreams {
  /** 1,000,000 × major + 1,000 × minor + release */
  version(): number
  /** Undefined for a name that is in no table. */
  supports(name: string): boolean | undefined

  attempt(asked: (question: CredentialQuestion) => void): AttemptHandle
  attemptAnswer(attempt: AttemptHandle, question: number, text: Uint8Array | undefined): void
  /** `lost` is told -1 when a call finds the connection broken, and then the reason. */
  connect(attempt: AttemptHandle, options: ConnectOptions, lost: (reason: number) => void): Promise<ConnectionRecord>
  nodeGetInfo(connection: ConnectionHandle): Promise<NodeInfo>

  secretSetValue(secret: SecretHandle, value: Uint8Array): Promise<void>
  secretGetValue(secret: SecretHandle): Promise<Buffer>

  storagePoolGetInfo(pool: StoragePoolHandle): Promise<{
    readonly state: number
    readonly capacity: number
    readonly allocation: number
    readonly available: number
  }>

  storageVolGetInfoFlags(
    volume: StorageVolumeHandle,
    flags: number,
  ): Promise<{
    readonly type: number
    readonly capacity: number
    readonly allocation: number
  }>
}
