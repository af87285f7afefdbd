import type { NativeHandle } from '../contract.ts'
import type { ConnectionHandle, DomainHandle, DomainRecord, ParameterValues } from './libvirt-records.ts'

/** Int64 counters of an interface; -1 where the hypervisor does not count. */
export interface InterfaceCounters {
  readonly rxBytes: number
  readonly rxPackets: number
  readonly rxErrors: number
  readonly rxDropped: number
  readonly txBytes: number
  readonly txPackets: number
  readonly txErrors: number
  readonly txDropped: number
}

export type DomainListHandle = NativeHandle<'list of domains'>

/** What was read of many domains: taken in slices by `domainsSlice`, each entry once. */
export interface DomainListRecord {
  readonly handle: DomainListHandle
  readonly count: number
}

/** Some domains of a list, as columns. */
export interface DomainSlice {
  readonly handles: readonly DomainHandle[]
  readonly names: readonly string[]
  readonly uuids: readonly string[]
  readonly xml?: readonly string[]
  /** Of each domain its state, its greatest memory and its memory in bytes, its vCPUs. */
  readonly info?: Float64Array
  /** Nanoseconds. */
  readonly cpuTimes?: BigUint64Array
  /** The names of parameters. */
  readonly parameters?: readonly string[]
  /** Of each domain, where its statistics end in `which` and `values`. */
  readonly ends?: Uint32Array
  /** Which of `parameters`. */
  readonly which?: Uint32Array
  readonly values?: readonly ParameterValues[string][]
}

export interface GuestInterfaceRecord {
  readonly name: string
  readonly mac?: string
  readonly addresses: readonly { readonly type: number; readonly address: string; readonly prefix: number }[]
}

export interface DomainInfoRecord {
  readonly state: number
  /** Bytes. */
  readonly maxMemory: number
  /** Bytes. */
  readonly memory: number
  readonly vcpus: number
  /** Nanoseconds. */
  readonly cpuTime: bigint
}

/** The calls of a domain that are bound by hand. */
export interface NativeLibvirtDomain {
  domainGetID(domain: DomainHandle): Promise<number | undefined>
  domainGetState(domain: DomainHandle): Promise<{ readonly state: number; readonly reason: number }>
  domainGetInfo(domain: DomainHandle): Promise<DomainInfoRecord>
  /** Those that a list has, with their XML and what they use; what goes in the meantime is left out. */
  domainsRead(
    connection: ConnectionHandle,
    flags: number,
    wanted: { readonly xml: number | undefined; readonly info: boolean },
  ): Promise<DomainListRecord>
  /** The statistics of those that a list has. */
  domainsStatistics(connection: ConnectionHandle, stats: number, flags: number): Promise<DomainListRecord>
  domainsSlice(list: DomainListHandle, from: number, count: number): DomainSlice
  domainGetControlInfo(domain: DomainHandle): Promise<{
    readonly state: number
    readonly details: number
    /** Milliseconds. */
    readonly stateTime: number
  }>
  domainGetSecurityLabel(domain: DomainHandle): Promise<{ readonly label: string; readonly enforcing: boolean }>
  domainGetSecurityLabelList(
    domain: DomainHandle,
  ): Promise<readonly { readonly label: string; readonly enforcing: boolean }[]>
  /** KiB */
  domainGetMaxMemory(domain: DomainHandle): Promise<number>
  domainGetSchedulerType(domain: DomainHandle): Promise<{ readonly name: string; readonly parameters: number }>
  domainGetSchedulerParametersFlags(domain: DomainHandle, flags: number): Promise<ParameterValues>
  domainSendKey(
    domain: DomainHandle,
    set: number,
    milliseconds: number,
    keys: readonly number[],
    flags: number,
  ): Promise<void>
  /** File descriptors of this process, which stay the caller's. */
  domainCreateWithFiles(domain: DomainHandle, files: readonly number[], flags: number): Promise<void>
  domainCreateXMLWithFiles(
    connection: ConnectionHandle,
    xml: string,
    files: readonly number[],
    flags: number,
  ): Promise<DomainRecord>
  domainFDAssociate(domain: DomainHandle, name: string, files: readonly number[], flags: number): Promise<void>

  domainGetVcpus(domain: DomainHandle): Promise<
    readonly {
      readonly number: number
      readonly state: number
      readonly cpuTime: bigint
      readonly cpu: number
      readonly affinity: readonly number[]
    }[]
  >
  domainGetVcpuPinInfo(domain: DomainHandle, flags: number): Promise<readonly (readonly number[])[]>
  domainGetEmulatorPinInfo(domain: DomainHandle, flags: number): Promise<readonly number[] | undefined>
  domainPinVcpuFlags(domain: DomainHandle, vcpu: number, cpus: readonly number[], flags: number): Promise<void>
  domainPinEmulator(domain: DomainHandle, cpus: readonly number[], flags: number): Promise<void>
  domainPinIOThread(domain: DomainHandle, thread: number, cpus: readonly number[], flags: number): Promise<void>
  domainGetIOThreadInfo(
    domain: DomainHandle,
    flags: number,
  ): Promise<readonly { readonly id: number; readonly affinity: readonly number[] }[]>
  /** With `start` -1 those of the whole domain. */
  domainGetCPUStats(
    domain: DomainHandle,
    start: number,
    cpus: number,
    flags: number,
  ): Promise<readonly ParameterValues[]>
  domainGetCPUStatsCount(domain: DomainHandle): Promise<number>

  /** Undefined if it has gone. */
  domainGetStats(domain: DomainHandle, stats: number, flags: number): Promise<ParameterValues | undefined>
  domainInterfaceStats(domain: DomainHandle, device: string): Promise<InterfaceCounters>
  domainMemoryStats(domain: DomainHandle, flags: number): Promise<readonly (readonly [tag: number, value: bigint])[]>

  domainGetFSInfo(
    domain: DomainHandle,
    flags: number,
  ): Promise<
    readonly {
      readonly mountpoint: string
      readonly name: string
      readonly type: string
      readonly devices: readonly string[]
    }[]
  >
  domainInterfaceAddresses(
    domain: DomainHandle,
    source: number,
    flags: number,
  ): Promise<readonly GuestInterfaceRecord[]>
  domainGetTime(
    domain: DomainHandle,
    flags: number,
  ): Promise<{ readonly seconds: number; readonly nanoseconds: number }>
  domainSetUserPassword(domain: DomainHandle, user: string, password: Uint8Array, flags: number): Promise<void>
}
