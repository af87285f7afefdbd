import type { EventValue, GraphicsEnd, GraphicsName, ParameterValues } from '../native/contract/libvirt.ts'
import type { Domain } from './domain.ts'
import type { EventSourceName } from './event-sources.ts'
import { flagsOf, type NameOf, nameOf, type Table } from './flags.ts'
import {
  ConnectDomainEventAgentLifecycleReason,
  ConnectDomainEventAgentLifecycleState,
  ConnectDomainEventBlockJobStatus,
  ConnectDomainEventChannelLifecycleReason,
  ConnectDomainEventChannelLifecycleState,
  ConnectDomainEventDiskChangeReason,
  DomainBlockJobType,
  DomainEventCrashedDetailType,
  DomainEventDefinedDetailType,
  DomainEventGraphicsAddressType,
  DomainEventGraphicsPhase,
  DomainEventID,
  DomainEventIOErrorAction,
  DomainEventPMSuspendedDetailType,
  DomainEventResumedDetailType,
  DomainEventShutdownDetailType,
  DomainEventStartedDetailType,
  DomainEventStoppedDetailType,
  DomainEventSuspendedDetailType,
  DomainEventTrayChangeReason,
  DomainEventType,
  DomainEventUndefinedDetailType,
  DomainEventWatchdogAction,
  DomainJobOperation,
  DomainMemoryFailureActionType,
  DomainMemoryFailureFlags,
  DomainMemoryFailureRecipientType,
  DomainMetadataType,
  NetworkEventID,
  NetworkEventLifecycleType,
  NetworkMetadataType,
  NodeDeviceEventID,
  NodeDeviceEventLifecycleType,
  SecretEventID,
  SecretEventLifecycleType,
  StoragePoolEventID,
  StoragePoolEventLifecycleType,
} from './generated/enumerations.ts'
import { JobStatistics, TunableParameters } from './generated/parameters.ts'
import type { Network } from './network.ts'
import type { NodeDevice } from './node-device.ts'
import { fromParameters, type KnownParameters } from './parameters.ts'
import type { Secret } from './secret.ts'
import type { StoragePool } from './storage-pool.ts'

const LIFECYCLE_DETAILS = {
  defined: DomainEventDefinedDetailType,
  undefined: DomainEventUndefinedDetailType,
  started: DomainEventStartedDetailType,
  suspended: DomainEventSuspendedDetailType,
  resumed: DomainEventResumedDetailType,
  stopped: DomainEventStoppedDetailType,
  shutdown: DomainEventShutdownDetailType,
  pmsuspended: DomainEventPMSuspendedDetailType,
  crashed: DomainEventCrashedDetailType,
} as const satisfies Record<NameOf<typeof DomainEventType>, Table>

type Lifecycle = typeof LIFECYCLE_DETAILS

/** A name of a table; `'unknown'` is what only a newer libvirt knows. */
type Known<T extends Table> = NameOf<T> | 'unknown'

interface AnyEvent {
  /** How many events before this one were dropped because the queue was full. */
  readonly lost: number
  /** The connection was lost and made anew before this event: nobody knows what else happened meanwhile. */
  readonly gap?: true
}

interface OfDomain extends AnyEvent {
  readonly domain: Domain
}

interface OfNetwork extends AnyEvent {
  readonly network: Network
}

interface OfNodeDevice extends AnyEvent {
  readonly nodeDevice: NodeDevice
}

interface OfSecret extends AnyEvent {
  readonly secret: Secret
}

interface OfStoragePool extends AnyEvent {
  readonly storagePool: StoragePool
}

/** A domain was defined, started, stopped … and how that came: `{ event: 'stopped', detail: 'destroyed' }`. */
export type DomainLifecycleEvent = OfDomain &
  (
    | { [E in keyof Lifecycle]: { readonly event: E; readonly detail: Known<Lifecycle[E]> } }[keyof Lifecycle]
    | { readonly event: 'unknown'; readonly detail: 'unknown' }
  )

/** The guest rebooted. */
export type DomainRebootEvent = OfDomain

/** The guest set its clock. */
export interface DomainRtcChangeEvent extends OfDomain {
  /** How far the guest's clock is from UTC, in seconds. */
  readonly utcOffset: number
}

/** The watchdog of a domain went off. */
export interface DomainWatchdogEvent extends OfDomain {
  readonly action: Known<typeof DomainEventWatchdogAction>
}

/** A disk of a domain failed, as hypervisors tell it that know no reason. */
export interface DomainIoErrorNoReasonEvent extends OfDomain {
  /** The disk's source on the host: a path. */
  readonly source: string
  /** The disk's alias in the domain: `'virtio-disk0'`. */
  readonly device: string
  readonly action: Known<typeof DomainEventIOErrorAction>
}

/** A disk of a domain failed. */
export interface DomainIoErrorEvent extends DomainIoErrorNoReasonEvent {
  /** `'enospc'`, or empty. */
  readonly reason: string
}

/** One end of a graphics connection. */
export interface GraphicsAddress {
  readonly family: Known<typeof DomainEventGraphicsAddressType>
  /** An IP address, or the path of a socket. */
  readonly node: string | undefined
  /** A port. */
  readonly service: string | undefined
}

/** Who a user of a domain's screen said to be: `{ type: 'saslUsername', name: 'joe' }`, `{ type: 'x509dname', name: … }`. */
export interface GraphicsIdentity {
  readonly type: string
  readonly name: string
}

/** Somebody connected to a domain's screen, was let in, or went. */
export interface DomainGraphicsEvent extends OfDomain {
  readonly phase: Known<typeof DomainEventGraphicsPhase>
  readonly local: GraphicsAddress | undefined
  readonly remote: GraphicsAddress | undefined
  /** How the user was authenticated: `'none'`, `'vnc'`, `'sasl'` … */
  readonly authScheme: string
  readonly identities: readonly GraphicsIdentity[]
}

interface BlockJobOutcome extends OfDomain {
  readonly type: Known<typeof DomainBlockJobType>
  readonly status: Known<typeof ConnectDomainEventBlockJobStatus>
}

/** A block job ended, or is ready to be pivoted. */
export interface DomainBlockJobEvent extends BlockJobOutcome {
  /** The disk's target in the domain: `'vda'`. */
  readonly disk: string
}

/** The same, by the disk's source. */
export interface DomainBlockJobPathEvent extends BlockJobOutcome {
  /** The disk's source on the host. */
  readonly path: string
}

/** A domain started without a disk, or with an empty drive, since the source was missing. */
export interface DomainDiskChangeEvent extends OfDomain {
  readonly device: string
  readonly oldSource: string | undefined
  readonly newSource: string | undefined
  readonly reason: Known<typeof ConnectDomainEventDiskChangeReason>
}

/** The tray of a drive was opened or closed. */
export interface DomainTrayChangeEvent extends OfDomain {
  /** The drive's alias: `'sata0-0-0'`. */
  readonly device: string
  readonly reason: Known<typeof DomainEventTrayChangeReason>
}

/** The memory of a domain was changed by its balloon. */
export interface DomainBalloonChangeEvent extends OfDomain {
  /** What the guest has now, in bytes. */
  readonly memory: number
}

/** A device was added to a domain, removed from it, or the guest would not let it go. */
export interface DomainDeviceEvent extends OfDomain {
  /** The device's alias: `'virtio-disk1'`. */
  readonly device: string
}

/** Limits or pinning of a running domain were changed: those that are there. */
export interface DomainTunableEvent extends OfDomain {
  readonly tunables: Omit<KnownParameters<typeof TunableParameters>, 'cpuVcpupin' | 'cpuIothreadspin'>
  /** By vCPU, the host's CPUs that it may run on: `{ 0: '0-1' }`. */
  readonly vcpuPins: Readonly<Record<number, string>>
  /** The same by IOThread. */
  readonly iothreadPins: Readonly<Record<number, string>>
}

/** The guest's agent came or went. */
export interface DomainAgentLifecycleEvent extends OfDomain {
  readonly state: Known<typeof ConnectDomainEventAgentLifecycleState>
  readonly reason: Known<typeof ConnectDomainEventAgentLifecycleReason>
}

/** A migration begins another pass over the memory. */
export interface DomainMigrationIterationEvent extends OfDomain {
  readonly iteration: number
}

/** A job of a domain ended: saving, dumping, migration, a backup. */
export interface DomainJobCompletedEvent extends OfDomain {
  readonly operation: Known<typeof DomainJobOperation>
  /** What libvirt tells of it: times in milliseconds, amounts in bytes. */
  readonly job: KnownParameters<typeof JobStatistics>
}

/** Title, description or an element of the metadata was changed. */
export interface DomainMetadataChangeEvent extends OfDomain {
  readonly type: Known<typeof DomainMetadataType>
  /** The namespace of the element. */
  readonly uri: string | undefined
}

/** A disk was written to beyond the threshold that was set. */
export interface DomainBlockThresholdEvent extends OfDomain {
  /** `'vda'`, or `'vda[1]'` for a part of its backing chain. */
  readonly device: string
  /** Of a local file. */
  readonly path: string | undefined
  /** Bytes. */
  readonly threshold: number
  /** By how many bytes a write went beyond it. */
  readonly excess: number
}

/** Memory of the host failed. */
export interface DomainMemoryFailureEvent extends OfDomain {
  /** Whose memory it was. */
  readonly recipient: Known<typeof DomainMemoryFailureRecipientType>
  readonly action: Known<typeof DomainMemoryFailureActionType>
  readonly flags: readonly Known<typeof DomainMemoryFailureFlags>[]
}

/** The guest took or gave back memory of a virtio-mem device. */
export interface DomainMemoryDeviceSizeChangeEvent extends OfDomain {
  readonly device: string
  /** Its size now, in bytes. */
  readonly size: number
}

/** The guest gave a network card another address. */
export interface DomainNicMacChangeEvent extends OfDomain {
  readonly device: string
  readonly oldMac: string
  readonly newMac: string
}

/** A vCPU was unplugged. */
export interface DomainVcpuRemovedEvent extends OfDomain {
  readonly vcpu: number
}

/** The guest opened or closed a channel. */
export interface DomainChannelLifecycleEvent extends OfDomain {
  readonly channel: string
  readonly state: Known<typeof ConnectDomainEventChannelLifecycleState>
  readonly reason: Known<typeof ConnectDomainEventChannelLifecycleReason>
}

/** A network was defined, started … */
export interface NetworkLifecycleEvent extends OfNetwork {
  readonly event: Known<typeof NetworkEventLifecycleType>
}

/** Title, description or an element of a network's metadata was changed. */
export interface NetworkMetadataChangeEvent extends OfNetwork {
  readonly type: Known<typeof NetworkMetadataType>
  /** The namespace of the element. */
  readonly uri: string | undefined
}

/** A device of the host came or went, or was defined. */
export interface NodeDeviceLifecycleEvent extends OfNodeDevice {
  readonly event: Known<typeof NodeDeviceEventLifecycleType>
}

/** A device of the host changed. */
export type NodeDeviceUpdateEvent = OfNodeDevice

/** A secret was defined or undefined. */
export interface SecretLifecycleEvent extends OfSecret {
  readonly event: Known<typeof SecretEventLifecycleType>
}

/** A secret was given a value. */
export type SecretValueChangedEvent = OfSecret

/** A storage pool was defined, started, stopped … */
export interface StoragePoolLifecycleEvent extends OfStoragePool {
  readonly event: Known<typeof StoragePoolEventLifecycleType>
}

/** A storage pool was read anew: its list of volumes may have changed. */
export type StoragePoolRefreshEvent = OfStoragePool

/** An event of QEMU's own. */
export interface QemuMonitorEvent extends OfDomain {
  /** QEMU's name of it: `'STOP'`, `'RTC_CHANGE'`. */
  readonly event: string
  /** When QEMU raised it. */
  readonly time: Date | undefined
  /** QEMU's data of it, parsed; undefined if there is none. */
  readonly details: unknown
  /** The same as QEMU's JSON, for numbers beyond 2 ** 53. */
  readonly json: string | undefined
}

/** The events of a connection, by name. */
export interface EventMap {
  'domain.lifecycle': DomainLifecycleEvent
  'domain.reboot': DomainRebootEvent
  'domain.rtc-change': DomainRtcChangeEvent
  'domain.watchdog': DomainWatchdogEvent
  'domain.io-error-no-reason': DomainIoErrorNoReasonEvent
  'domain.graphics': DomainGraphicsEvent
  'domain.io-error': DomainIoErrorEvent
  /** libvirt lost touch with the monitor of the hypervisor: the domain runs, but obeys no more. */
  'domain.control-error': OfDomain
  'domain.block-job': DomainBlockJobEvent
  'domain.block-job-path': DomainBlockJobPathEvent
  'domain.disk-change': DomainDiskChangeEvent
  'domain.tray-change': DomainTrayChangeEvent
  /** The guest woke up. */
  'domain.pmwakeup': OfDomain
  /** The guest went to sleep, in its memory. */
  'domain.pmsuspend': OfDomain
  /** The guest went to sleep, on its disk. */
  'domain.pmsuspend-disk': OfDomain
  'domain.balloon-change': DomainBalloonChangeEvent
  'domain.device-added': DomainDeviceEvent
  'domain.device-removed': DomainDeviceEvent
  'domain.device-removal-failed': DomainDeviceEvent
  'domain.tunable': DomainTunableEvent
  'domain.agent-lifecycle': DomainAgentLifecycleEvent
  'domain.migration-iteration': DomainMigrationIterationEvent
  'domain.job-completed': DomainJobCompletedEvent
  'domain.metadata-change': DomainMetadataChangeEvent
  'domain.block-threshold': DomainBlockThresholdEvent
  'domain.memory-failure': DomainMemoryFailureEvent
  'domain.memory-device-size-change': DomainMemoryDeviceSizeChangeEvent
  'domain.nic-mac-change': DomainNicMacChangeEvent
  'domain.vcpu-removed': DomainVcpuRemovedEvent
  'domain.channel-lifecycle': DomainChannelLifecycleEvent
  'network.lifecycle': NetworkLifecycleEvent
  'network.metadata-change': NetworkMetadataChangeEvent
  'node-device.lifecycle': NodeDeviceLifecycleEvent
  'node-device.update': NodeDeviceUpdateEvent
  'secret.lifecycle': SecretLifecycleEvent
  'secret.value-changed': SecretValueChangedEvent
  'storage-pool.lifecycle': StoragePoolLifecycleEvent
  'storage-pool.refresh': StoragePoolRefreshEvent
  'qemu.monitor': QemuMonitorEvent
}

export type EventName = keyof EventMap

/** What an event says beside whom it is about. */
type Said<E> = E extends unknown
  ? Omit<E, keyof OfDomain | keyof OfNetwork | keyof OfNodeDevice | keyof OfSecret | keyof OfStoragePool>
  : never

/** An event: whom it is about, its number in libvirt, and what its values mean. */
export interface EventKind<Saying extends object = object> {
  readonly source: EventSourceName
  readonly id: number
  readonly read: (values: readonly EventValue[]) => Saying
}

/** `read` is given what libvirt's callback of that event carries: native/libvirt/event.cc relays it as it is. */
function of<Source extends EventSourceName>(source: Source) {
  return <Values extends readonly EventValue[], Saying extends object>(
    id: number,
    read: (...values: Values) => Saying,
  ): EventKind<Saying> => ({ source, id, read: (values) => read(...(values as readonly EventValue[] as Values)) })
}

const ofDomain = of('domain')
const ofNetwork = of('network')
const ofNodeDevice = of('nodeDevice')
const ofSecret = of('secret')
const ofStoragePool = of('storagePool')
const Id = DomainEventID

type Text = string | undefined

const text = (value: Text): string => value ?? ''
const nothing = (): object => ({})
const readDevice = (device: Text) => ({ device: text(device) })
const readIoError = (source: Text, device: Text, action: number) => ({
  source: text(source),
  device: text(device),
  action: nameOf(DomainEventIOErrorAction, action),
})
const readBlockJob = (type: number, status: number) => ({
  type: nameOf(DomainBlockJobType, type),
  status: nameOf(ConnectDomainEventBlockJobStatus, status),
})

export const EVENT_KINDS: { readonly [N in EventName]: EventKind<Said<EventMap[N]>> } = {
  'domain.lifecycle': ofDomain(Id.lifecycle, readLifecycle),
  'domain.reboot': ofDomain(Id.reboot, nothing),
  'domain.rtc-change': ofDomain(Id['rtc-change'], (utcOffset: number) => ({ utcOffset })),
  'domain.watchdog': ofDomain(Id.watchdog, (action: number) => ({ action: nameOf(DomainEventWatchdogAction, action) })),
  'domain.io-error-no-reason': ofDomain(Id['io-error'], readIoError),
  'domain.graphics': ofDomain(Id.graphics, readGraphics),
  'domain.io-error': ofDomain(Id['io-error-reason'], (source: Text, device: Text, action: number, reason: Text) => ({
    ...readIoError(source, device, action),
    reason: text(reason),
  })),
  'domain.control-error': ofDomain(Id['control-error'], nothing),
  'domain.block-job': ofDomain(Id['block-job-2'], (disk: Text, type: number, status: number) => ({
    disk: text(disk),
    ...readBlockJob(type, status),
  })),
  'domain.block-job-path': ofDomain(Id['block-job'], (path: Text, type: number, status: number) => ({
    path: text(path),
    ...readBlockJob(type, status),
  })),
  'domain.disk-change': ofDomain(
    Id['disk-change'],
    (oldSource: Text, newSource: Text, device: Text, reason: number) => ({
      device: text(device),
      oldSource,
      newSource,
      reason: nameOf(ConnectDomainEventDiskChangeReason, reason),
    }),
  ),
  'domain.tray-change': ofDomain(Id['tray-change'], (device: Text, reason: number) => ({
    device: text(device),
    reason: nameOf(DomainEventTrayChangeReason, reason),
  })),
  // What these three carry is a number that is always 0.
  'domain.pmwakeup': ofDomain(Id.pmwakeup, nothing),
  'domain.pmsuspend': ofDomain(Id.pmsuspend, nothing),
  'domain.pmsuspend-disk': ofDomain(Id['pmsuspend-disk'], nothing),
  'domain.balloon-change': ofDomain(Id['balloon-change'], (kibibytes: number) => ({ memory: kibibytes * 1024 })),
  'domain.device-added': ofDomain(Id['device-added'], readDevice),
  'domain.device-removed': ofDomain(Id['device-removed'], readDevice),
  'domain.device-removal-failed': ofDomain(Id['device-removal-failed'], readDevice),
  'domain.tunable': ofDomain(Id.tunable, readTunable),
  'domain.agent-lifecycle': ofDomain(Id['agent-lifecycle'], (state: number, reason: number) => ({
    state: nameOf(ConnectDomainEventAgentLifecycleState, state),
    reason: nameOf(ConnectDomainEventAgentLifecycleReason, reason),
  })),
  'domain.migration-iteration': ofDomain(Id['migration-iteration'], (iteration: number) => ({ iteration })),
  'domain.job-completed': ofDomain(Id['job-completed'], (values: ParameterValues) => {
    const job = fromParameters(JobStatistics, values)
    return { operation: nameOf(DomainJobOperation, job.operation), job }
  }),
  'domain.metadata-change': ofDomain(Id['metadata-change'], (type: number, uri: Text) => ({
    type: nameOf(DomainMetadataType, type),
    uri,
  })),
  'domain.block-threshold': ofDomain(
    Id['block-threshold'],
    (device: Text, path: Text, threshold: number, excess: number) => ({
      device: text(device),
      path,
      threshold,
      excess,
    }),
  ),
  'domain.memory-failure': ofDomain(Id['memory-failure'], (recipient: number, action: number, flags: number) => ({
    recipient: nameOf(DomainMemoryFailureRecipientType, recipient),
    action: nameOf(DomainMemoryFailureActionType, action),
    flags: flagsOf(DomainMemoryFailureFlags, flags),
  })),
  'domain.memory-device-size-change': ofDomain(Id['memory-device-size-change'], (device: Text, kibibytes: number) => ({
    device: text(device),
    size: kibibytes * 1024,
  })),
  'domain.nic-mac-change': ofDomain(Id['nic-mac-change'], (device: Text, oldMac: Text, newMac: Text) => ({
    device: text(device),
    oldMac: text(oldMac),
    newMac: text(newMac),
  })),
  'domain.vcpu-removed': ofDomain(Id['vcpu-removed'], (vcpu: number) => ({ vcpu })),
  'domain.channel-lifecycle': ofDomain(Id['channel-lifecycle'], (channel: Text, state: number, reason: number) => ({
    channel: text(channel),
    state: nameOf(ConnectDomainEventChannelLifecycleState, state),
    reason: nameOf(ConnectDomainEventChannelLifecycleReason, reason),
  })),
  'network.lifecycle': ofNetwork(NetworkEventID.lifecycle, (event: number) => ({
    event: nameOf(NetworkEventLifecycleType, event),
  })),
  'network.metadata-change': ofNetwork(NetworkEventID['metadata-change'], (type: number, uri: Text) => ({
    type: nameOf(NetworkMetadataType, type),
    uri,
  })),
  'node-device.lifecycle': ofNodeDevice(NodeDeviceEventID.lifecycle, (event: number) => ({
    event: nameOf(NodeDeviceEventLifecycleType, event),
  })),
  'node-device.update': ofNodeDevice(NodeDeviceEventID.update, nothing),
  'secret.lifecycle': ofSecret(SecretEventID.lifecycle, (event: number) => ({
    event: nameOf(SecretEventLifecycleType, event),
  })),
  'secret.value-changed': ofSecret(SecretEventID['value-changed'], nothing),
  'storage-pool.lifecycle': ofStoragePool(StoragePoolEventID.lifecycle, (event: number) => ({
    event: nameOf(StoragePoolEventLifecycleType, event),
  })),
  'storage-pool.refresh': ofStoragePool(StoragePoolEventID.refresh, nothing),
  // QEMU's have names, and no number.
  'qemu.monitor': of('qemuMonitor')(0, readMonitor),
}

function readLifecycle(number: number, detail: number): Said<DomainLifecycleEvent> {
  const event = nameOf(DomainEventType, number)
  if (event === 'unknown') return { event, detail: 'unknown' }
  // The table of the details is that of the event.
  return { event, detail: nameOf<Table>(LIFECYCLE_DETAILS[event], detail) } as Said<DomainLifecycleEvent>
}

function readGraphics(
  phase: number,
  local: GraphicsEnd | undefined,
  remote: GraphicsEnd | undefined,
  authScheme: Text,
  identities: readonly GraphicsName[],
): Said<DomainGraphicsEvent> {
  const address = (end: GraphicsEnd | undefined): GraphicsAddress | undefined =>
    end === undefined ? undefined : { ...end, family: nameOf(DomainEventGraphicsAddressType, end.family) }
  return {
    phase: nameOf(DomainEventGraphicsPhase, phase),
    local: address(local),
    remote: address(remote),
    authScheme: text(authScheme),
    identities: identities.map(({ type, name }) => ({ type: text(type), name: text(name) })),
  }
}

function readTunable(values: ParameterValues): Said<DomainTunableEvent> {
  const { extra, ...tunables } = fromParameters(TunableParameters, values)
  const vcpuPins: Record<number, string> = {}
  const iothreadPins: Record<number, string> = {}
  const rest: Record<string, ParameterValues[string]> = {}
  for (const [name, value] of Object.entries(extra)) {
    const [, what, number] = /^cputune\.(vcpu|iothread)pin(\d+)$/.exec(name) ?? []
    if (what === undefined) rest[name] = value
    else (what === 'vcpu' ? vcpuPins : iothreadPins)[Number(number)] = String(value)
  }
  return { tunables: { ...tunables, extra: rest }, vcpuPins, iothreadPins }
}

function readMonitor(event: Text, seconds: number, micros: number, json: Text): Said<QemuMonitorEvent> {
  return {
    event: text(event),
    time: seconds < 0 ? undefined : new Date(seconds * 1000 + micros / 1000),
    details: json === undefined ? undefined : JSON.parse(json),
    json,
  }
}
