import { Handle } from '../core/handle.ts'
import type { ConnectionHandle, EventReceiver, EventValue, SubscriptionHandle } from '../native/contract/libvirt.ts'
import type { NativeHandle } from '../native/contract.ts'
import { native } from '../native/load.ts'
import type { Connection } from './connection.ts'
import { Domain } from './domain.ts'
import { Network } from './network.ts'
import { NodeDevice } from './node-device.ts'
import { Secret } from './secret.ts'
import { StoragePool } from './storage-pool.ts'

/** How many events wait for the JavaScript thread, at most, while it is busy with something else. */
const BACKLOG = 65_536

/** What events can be asked of alone. */
export type Single = Domain | Network | NodeDevice | Secret | StoragePool

/** Which events of a source. */
export interface Wanted {
  /** The number of the kind. */
  readonly id: number
  /** Those of one object only. */
  readonly only: Single | undefined
}

/** What events are about, and how libvirt is asked for them. */
export interface EventSource {
  /** The option, and the field of the event, that is the object. */
  readonly field: 'domain' | 'network' | 'nodeDevice' | 'secret' | 'storagePool'
  /** What the option must be: `'a Domain'`. */
  readonly expected: string
  isOne(value: unknown): value is Single
  subscribe(
    connection: Connection,
    wanted: Wanted,
    receive: (about: object, values: readonly EventValue[], lost: number) => void,
  ): Promise<SubscriptionHandle>
}

type Register<Of, Source> = (of: Of, wanted: Wanted, receiver: EventReceiver<Source>) => Promise<SubscriptionHandle>

function source<Kind extends string, Source, One extends Single & Handle<Kind>>(
  field: EventSource['field'],
  expected: string,
  made: {
    readonly isOne: (value: unknown) => value is One
    readonly of: (record: Source, connection: Connection) => object
    readonly all: Register<ConnectionHandle, Source>
    /** Left out where libvirt is asked of all only, and who receives them picks. */
    readonly one?: Register<NativeHandle<Kind>, Source>
  },
): EventSource {
  return {
    field,
    expected,
    isOne: made.isOne,
    subscribe: (connection, wanted, receive) => {
      const receiver: EventReceiver<Source> = ({ source: record, values, lost }) =>
        receive({ [field]: made.of(record, connection) }, values, lost)
      const only: unknown = wanted.only
      return made.one !== undefined && made.isOne(only)
        ? made.one(Handle.native<Kind>(only), wanted, receiver)
        : made.all(Handle.native(connection), wanted, receiver)
    },
  }
}

const isDomain = (value: unknown): value is Domain => value instanceof Domain

/** Numbered events of one family. Libvirt is first looked for when one is wanted. */
const family =
  <Of, Source>(
    register: () => (
      of: Of,
      event: number,
      receiver: EventReceiver<Source>,
      limit: number,
    ) => Promise<SubscriptionHandle>,
  ): Register<Of, Source> =>
  (of, { id }, receiver) =>
    register()(of, id, receiver, BACKLOG)

const SOURCES = {
  domain: source('domain', 'a Domain', {
    isOne: isDomain,
    of: Domain.of,
    all: family(() => native.libvirt.domainEvents),
    one: family(() => native.libvirt.domainEventsOf),
  }),
  network: source('network', 'a Network', {
    isOne: (value): value is Network => value instanceof Network,
    of: Network.of,
    all: family(() => native.libvirt.networkEvents),
    one: family(() => native.libvirt.networkEventsOf),
  }),
  nodeDevice: source('nodeDevice', 'a NodeDevice', {
    isOne: (value): value is NodeDevice => value instanceof NodeDevice,
    of: NodeDevice.of,
    all: family(() => native.libvirt.nodeDeviceEvents),
    one: family(() => native.libvirt.nodeDeviceEventsOf),
  }),
  secret: source('secret', 'a Secret', {
    isOne: (value): value is Secret => value instanceof Secret,
    of: Secret.of,
    all: family(() => native.libvirt.secretEvents),
    one: family(() => native.libvirt.secretEventsOf),
  }),
  storagePool: source('storagePool', 'a StoragePool', {
    isOne: (value): value is StoragePool => value instanceof StoragePool,
    of: StoragePool.of,
    all: family(() => native.libvirt.storagePoolEvents),
    one: family(() => native.libvirt.storagePoolEventsOf),
  }),
  qemuMonitor: source('domain', 'a Domain', {
    isOne: isDomain,
    of: Domain.of,
    all: (of, _, receiver) => native.libvirt.domainQemuMonitorEvents(of, receiver, BACKLOG),
  }),
} as const

export type EventSourceName = keyof typeof SOURCES

export const EVENT_SOURCES: Readonly<Record<EventSourceName, EventSource>> = SOURCES
