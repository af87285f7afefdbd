import type { NativeHandle } from '../contract.ts'
import type {
  ConnectionHandle,
  DomainHandle,
  DomainRecord,
  NetworkHandle,
  NetworkRecord,
  NodeDeviceHandle,
  NodeDeviceRecord,
  ParameterValues,
  SecretHandle,
  SecretRecord,
  StoragePoolHandle,
  StoragePoolRecord,
} from './libvirt-records.ts'

export type SubscriptionHandle = NativeHandle<'subscription'>

/** One end of a graphics connection. */
export interface GraphicsEnd {
  readonly family: number
  readonly node: string | undefined
  readonly service: string | undefined
}

export interface GraphicsName {
  readonly type: string | undefined
  readonly name: string | undefined
}

export type EventValue = number | string | undefined | ParameterValues | GraphicsEnd | readonly GraphicsName[]

export interface EventRecord<Source> {
  readonly source: Source
  /** What libvirt's callback of that event carries, in its order. */
  readonly values: readonly EventValue[]
  /** How many events before this one were dropped because JavaScript did not receive them in time. */
  readonly lost: number
}

export type EventReceiver<Source> = (event: EventRecord<Source>) => void

/** Registers for the events of a number: of all objects of a connection, or of one. It keeps no process alive. */
type Register<Handle, Source> = (
  of: Handle,
  event: number,
  receiver: EventReceiver<Source>,
  limit: number,
) => Promise<SubscriptionHandle>

/** The same for QEMU's own events. */
type RegisterMonitor = (
  of: ConnectionHandle,
  receiver: EventReceiver<DomainRecord>,
  limit: number,
) => Promise<SubscriptionHandle>

export interface NativeLibvirtEvents {
  readonly domainEvents: Register<ConnectionHandle, DomainRecord>
  readonly domainEventsOf: Register<DomainHandle, DomainRecord>
  readonly networkEvents: Register<ConnectionHandle, NetworkRecord>
  readonly networkEventsOf: Register<NetworkHandle, NetworkRecord>
  readonly nodeDeviceEvents: Register<ConnectionHandle, NodeDeviceRecord>
  readonly nodeDeviceEventsOf: Register<NodeDeviceHandle, NodeDeviceRecord>
  readonly secretEvents: Register<ConnectionHandle, SecretRecord>
  readonly secretEventsOf: Register<SecretHandle, SecretRecord>
  readonly storagePoolEvents: Register<ConnectionHandle, StoragePoolRecord>
  readonly storagePoolEventsOf: Register<StoragePoolHandle, StoragePoolRecord>
  readonly domainQemuMonitorEvents: RegisterMonitor
}
