import type { NativeHandle } from '../contract.ts'

export type ConnectionHandle = NativeHandle<'connection'>
export type DomainHandle = NativeHandle<'domain'>
export type DomainCheckpointHandle = NativeHandle<'domain checkpoint'>
export type DomainSnapshotHandle = NativeHandle<'domain snapshot'>
export type InterfaceHandle = NativeHandle<'interface'>
export type NetworkHandle = NativeHandle<'network'>
export type NetworkPortHandle = NativeHandle<'network port'>
export type NodeDeviceHandle = NativeHandle<'node device'>
export type NwFilterHandle = NativeHandle<'network filter'>
export type NwFilterBindingHandle = NativeHandle<'network filter binding'>
export type SecretHandle = NativeHandle<'secret'>
export type StoragePoolHandle = NativeHandle<'storage pool'>
export type StorageVolumeHandle = NativeHandle<'storage volume'>

/** An object that libvirt knows by name and UUID. */
interface Named<Handle> {
  readonly handle: Handle
  readonly name: string
  readonly uuid: string
}

export type DomainRecord = Named<DomainHandle>
export type NetworkRecord = Named<NetworkHandle>
export type NwFilterRecord = Named<NwFilterHandle>
export type StoragePoolRecord = Named<StoragePoolHandle>

export interface DomainCheckpointRecord {
  readonly handle: DomainCheckpointHandle
  readonly name: string
}

export interface DomainSnapshotRecord {
  readonly handle: DomainSnapshotHandle
  readonly name: string
}

export interface InterfaceRecord {
  readonly handle: InterfaceHandle
  readonly name: string
  /** Empty if it has none. */
  readonly mac: string
}

export interface NetworkPortRecord {
  readonly handle: NetworkPortHandle
  readonly uuid: string
}

export interface NodeDeviceRecord {
  readonly handle: NodeDeviceHandle
  readonly name: string
}

export interface NwFilterBindingRecord {
  readonly handle: NwFilterBindingHandle
  readonly portDev: string
  readonly filterName: string
}

export interface SecretRecord {
  readonly handle: SecretHandle
  readonly uuid: string
  readonly usageType: number
  readonly usageId: string
}

export interface StorageVolumeRecord {
  readonly handle: StorageVolumeHandle
  readonly name: string
  readonly key: string
}

/** Typed parameters as libvirt gives them: 64-bit numbers are bigint. */
export type ParameterValues = Readonly<Record<string, number | bigint | boolean | string>>

/** A typed parameter as libvirt takes it: its name, the number of its type, and a value of that type. */
export type ParameterRow = readonly [name: string, type: number, value: number | bigint | boolean | string]
