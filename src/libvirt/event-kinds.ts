import type { EventRecord } from '../native/contract/libvirt.ts'
import type { Domain } from './domain.ts'
import { type NameOf, nameOf, type Table } from './flags.ts'
import {
  DomainEventCrashedDetailType,
  DomainEventDefinedDetailType,
  DomainEventID,
  DomainEventIOErrorAction,
  DomainEventPMSuspendedDetailType,
  DomainEventResumedDetailType,
  DomainEventShutdownDetailType,
  DomainEventStartedDetailType,
  DomainEventStoppedDetailType,
  DomainEventSuspendedDetailType,
  DomainEventType,
  DomainEventUndefinedDetailType,
  DomainEventWatchdogAction,
  StoragePoolEventID,
  StoragePoolEventLifecycleType,
} from './generated/enumerations.ts'
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

interface OfDomain {
  readonly domain: Domain
  /** How many events before this one were dropped because the queue was full. */
  readonly lost: number
}

interface OfStoragePool {
  readonly storagePool: StoragePool
  /** How many events before this one were dropped because the queue was full. */
  readonly lost: number
}

/** A domain was defined, started, stopped … and how that came: `{ event: 'stopped', detail: 'destroyed' }`. `'unknown'` is what only a newer libvirt knows. */
export type DomainLifecycleEvent = OfDomain &
  (
    | {
        [E in keyof Lifecycle]: { readonly event: E; readonly detail: NameOf<Lifecycle[E]> | 'unknown' }
      }[keyof Lifecycle]
    | { readonly event: 'unknown'; readonly detail: 'unknown' }
  )

/** The guest rebooted. */
export type DomainRebootEvent = OfDomain

/** The watchdog of a domain went off. */
export interface DomainWatchdogEvent extends OfDomain {
  readonly action: NameOf<typeof DomainEventWatchdogAction> | 'unknown'
}

/** A disk of a domain failed. */
export interface DomainIoErrorEvent extends OfDomain {
  /** The disk's source on the host: a path. */
  readonly source: string
  /** The disk's alias in the domain: `'virtio-disk0'`. */
  readonly device: string
  readonly action: NameOf<typeof DomainEventIOErrorAction> | 'unknown'
  /** `'enospc'`, or empty. */
  readonly reason: string
}

/** A storage pool was defined, started, stopped … */
export interface StoragePoolLifecycleEvent extends OfStoragePool {
  readonly event: NameOf<typeof StoragePoolEventLifecycleType> | 'unknown'
}

/** A storage pool was read anew: its list of volumes may have changed. */
export type StoragePoolRefreshEvent = OfStoragePool

/** The events of a connection, by name. */
export interface EventMap {
  'domain.lifecycle': DomainLifecycleEvent
  'domain.reboot': DomainRebootEvent
  'domain.watchdog': DomainWatchdogEvent
  'domain.io-error': DomainIoErrorEvent
  'storage-pool.lifecycle': StoragePoolLifecycleEvent
  'storage-pool.refresh': StoragePoolRefreshEvent
}

export type EventName = keyof EventMap

type Values = EventRecord<unknown>['values']
/** What an event says beside whom it is about. */
type Read<N extends EventName> = (
  values: Values,
) => EventMap[N] extends infer E ? (E extends unknown ? Omit<E, keyof OfDomain | keyof OfStoragePool> : never) : never

/** An event: whom it is about, its number in libvirt, and what its values mean. */
export type EventKind<N extends EventName> = {
  readonly of: N extends `domain.${string}` ? 'domain' : 'storagePool'
  readonly id: number
  readonly read: Read<N>
}

export const EVENT_KINDS: { readonly [N in EventName]: EventKind<N> } = {
  'domain.lifecycle': { of: 'domain', id: DomainEventID.lifecycle, read: readLifecycle },
  'domain.reboot': { of: 'domain', id: DomainEventID.reboot, read: () => ({}) },
  'domain.watchdog': {
    of: 'domain',
    id: DomainEventID.watchdog,
    read: ([action]) => ({ action: nameOf(DomainEventWatchdogAction, action) }),
  },
  'domain.io-error': {
    of: 'domain',
    id: DomainEventID['io-error-reason'],
    read: ([source, device, action, reason]) => ({
      source: String(source ?? ''),
      device: String(device ?? ''),
      action: nameOf(DomainEventIOErrorAction, action),
      reason: String(reason ?? ''),
    }),
  },
  'storage-pool.lifecycle': {
    of: 'storagePool',
    id: StoragePoolEventID.lifecycle,
    read: ([event]) => ({ event: nameOf(StoragePoolEventLifecycleType, event) }),
  },
  'storage-pool.refresh': { of: 'storagePool', id: StoragePoolEventID.refresh, read: () => ({}) },
}

function readLifecycle([number, detail]: Values): ReturnType<Read<'domain.lifecycle'>> {
  const event = nameOf(DomainEventType, number)
  if (event === 'unknown') return { event, detail: 'unknown' }
  // The table of the details is that of the event.
  return { event, detail: nameOf<Table>(LIFECYCLE_DETAILS[event], detail) } as ReturnType<Read<'domain.lifecycle'>>
}
