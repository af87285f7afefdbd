import { throwIfAborted, whenAborted } from '../core/abort.ts'
import { checkInteger, checkName, checkOptions, type Known, outOfRange, wrongType } from '../core/arguments.ts'
import { call } from '../core/call.ts'
import { AbortError } from '../core/errors.ts'
import { EventQueue } from '../core/event-queue.ts'
import type { SubscriptionHandle } from '../native/contract/libvirt.ts'
import { native } from '../native/load.ts'
import type { Connection } from './connection.ts'
import type { Domain } from './domain.ts'
import { EVENT_KINDS, type EventKind, type EventMap, type EventName } from './event-kinds.ts'
import { EVENT_SOURCES, type Single, type Wanted } from './event-sources.ts'
import { follow } from './followers.ts'
import type { Network } from './network.ts'
import { NodeDevice } from './node-device.ts'
import type { Secret } from './secret.ts'
import type { StoragePool } from './storage-pool.ts'
import { Subscription } from './subscription.ts'

/** Which events, and how many may wait. */
export interface EventOptions {
  /** Only those of one domain. */
  readonly domain?: Domain
  /** Only those of one network. */
  readonly network?: Network
  /** Only those of one node device. */
  readonly nodeDevice?: NodeDevice
  /** Only those of one secret. */
  readonly secret?: Secret
  /** Only those of one storage pool. */
  readonly storagePool?: StoragePool
  /** For `'qemu.monitor'`: only QEMU's events of that name, `'STOP'`, or matching it. */
  readonly event?: string | RegExp
  /** Ends the iteration with an `AbortError`. */
  readonly signal?: AbortSignal
  /** How many events may wait to be received; beyond it the oldest are dropped, and counted. Default 4096. */
  readonly limit?: number
}

const EVENT_OPTIONS: Known<EventOptions> = {
  domain: true,
  network: true,
  nodeDevice: true,
  secret: true,
  storagePool: true,
  event: true,
  signal: true,
  limit: true,
}

/**
 * Events of a connection, one after the other. Several may be iterated at once; each receives all.
 *
 * @example
 * ```ts
 * const events = conn.events('domain.lifecycle', { domain })
 * await events.ready
 * await domain.destroy()
 * for await (const { event } of events) if (event === 'stopped') break
 * ```
 */
export class Events<T extends { readonly lost: number }> implements AsyncIterableIterator<T> {
  /** Resolves when libvirt has taken the subscription, and rejects if it does not. */
  readonly ready: Promise<void>
  readonly #queue: EventQueue<T>
  readonly #leave: () => void
  readonly #forget: readonly (() => void)[]

  private constructor(
    connection: Connection,
    queue: EventQueue<T>,
    subscribed: Promise<unknown>,
    leave: () => void,
    gap: Gap,
    signal: AbortSignal | undefined,
  ) {
    this.#queue = queue
    this.#leave = leave
    this.ready = call(() => subscribed, {}, { subject: { connection: connection.uri } }).then(() => {})
    // Who does not wait for it hears of its failure from the iteration.
    this.ready.catch((error) => this.#end({ error, discard: true }))
    this.#forget = [
      follow(connection, { end: (error) => this.#end({ error }), suspend: () => gap.begin(), resume: () => {} }),
      ...(signal === undefined
        ? []
        : [whenAborted(signal, () => this.#end({ error: new AbortError({ cause: signal.reason }), discard: true }))]),
    ]
  }

  /** @internal */
  static of<N extends EventName>(connection: Connection, name: N, options: EventOptions): Events<EventMap[N]> {
    if (typeof name !== 'string') throw wrongType('name', 'a string', name)
    if (!Object.hasOwn(EVENT_KINDS, name))
      throw outOfRange('name', `one of ${Object.keys(EVENT_KINDS).join(', ')}`, name)
    checkOptions(options, EVENT_OPTIONS)
    const { signal, limit = 4096 } = options
    checkInteger(limit, 'options.limit', 1, 2 ** 31 - 1)
    const wanted = wantedOf(name, options)
    throwIfAborted(signal)
    const queue = new EventQueue<EventMap[N]>(limit)
    const { domain } = options
    const named = matcherOf(name, options.event)
    const matches = (event: EventMap[N]): boolean =>
      named(event) && (name !== 'qemu.monitor' || !domain || ('domain' in event && event.domain.uuid === domain.uuid))
    const gap = new Gap()
    // What was lost before events that are passed over.
    let notTold = 0
    const receiver = (event: EventMap[N]): void => {
      const lost = event.lost + notTold
      const meant = matches(event)
      notTold = meant ? 0 : lost
      if (meant) queue.push(gap.mark(lost === event.lost ? event : { ...event, lost }))
    }
    const subscription = Subscription.join(
      connection,
      `${name} ${wanted.only instanceof NodeDevice ? wanted.only.name : (wanted.only?.uuid ?? '')}`,
      receiver,
      (error) => events.#end({ error }),
      (receive) => subscribe(connection, name, wanted, receive),
    )
    const events = new Events(connection, queue, subscription.ready, () => subscription.leave(receiver), gap, signal)
    return events
  }

  /** How many events were dropped so far because too many waited. */
  get lost(): number {
    return this.#queue.lost
  }

  next(): Promise<IteratorResult<T, undefined>> {
    const next = this.#queue.next()
    // Who waits for an event keeps the process alive; a subscription that nobody listens to does not.
    if (this.#queue.awaited) {
      native.runtime.retain()
      const release = (): void => native.runtime.release()
      next.then(release, release)
    }
    return next
  }

  /** Ends it: events that wait are dropped, and libvirt is told. */
  async return(): Promise<IteratorResult<T, undefined>> {
    this.#end({ discard: true })
    return { value: undefined, done: true }
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return()
  }

  #end(how: { readonly error?: Error | undefined; readonly discard?: boolean }): void {
    const already = this.#queue.ended
    this.#queue.end(how)
    if (already) return
    for (const forget of this.#forget) forget()
    this.#leave()
  }
}

/** Says with the first event after a reconnection that others may be missing before it. */
class Gap {
  #began = false

  begin(): void {
    this.#began = true
  }

  mark<T>(event: T): T {
    if (!this.#began) return event
    this.#began = false
    return { ...event, gap: true }
  }
}

/** What the options of one kind of event ask for. */
function wantedOf(name: EventName, options: EventOptions): Wanted {
  const kind = EVENT_KINDS[name]
  const source = EVENT_SOURCES[kind.source]
  let only: Single | undefined
  for (const { field, expected, isOne } of Object.values(EVENT_SOURCES)) {
    const given = (options as Readonly<Record<string, unknown>>)[field]
    if (given === undefined) continue
    if (field !== source.field) throw outOfRange(`options.${field}`, `left out: '${name}' is of another kind`, given)
    if (!isOne(given)) throw wrongType(`options.${field}`, expected, given)
    only = given
  }
  // libvirt asks the other side for QEMU's events once for a connection, as the first registration says: so it is for all.
  return { id: kind.id, only: kind.source === 'qemuMonitor' ? undefined : only }
}

/** Which of QEMU's events are meant. */
function matcherOf(name: EventName, wanted: string | RegExp | undefined): (event: object) => boolean {
  if (wanted === undefined) return () => true
  if (name !== 'qemu.monitor') throw outOfRange('options.event', "left out unless the events are 'qemu.monitor'", name)
  if (!(wanted instanceof RegExp)) {
    checkName(wanted, 'options.event')
    return (event) => 'event' in event && event.event === wanted
  }
  // One of its own, without the flags that make it remember where it was.
  const pattern = new RegExp(wanted.source, wanted.flags.replaceAll(/[gy]/g, ''))
  return (event) => 'event' in event && pattern.test(String(event.event))
}

/** Registers with libvirt. */
async function subscribe<N extends EventName>(
  connection: Connection,
  name: N,
  wanted: Wanted,
  receive: (event: EventMap[N]) => void,
): Promise<SubscriptionHandle> {
  const { source, read }: EventKind = EVENT_KINDS[name]
  return await EVENT_SOURCES[source].subscribe(connection, wanted, (about, values, lost) =>
    // The table of the kinds says what `read` gives.
    receive({ ...read(values), ...about, lost } as unknown as EventMap[N]),
  )
}
