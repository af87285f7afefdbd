import { throwIfAborted, whenAborted } from '../core/abort.ts'
import { checkInteger, checkOptions, type Known, outOfRange, wrongType } from '../core/arguments.ts'
import { call } from '../core/call.ts'
import { AbortError } from '../core/errors.ts'
import { EventQueue } from '../core/event-queue.ts'
import { Handle } from '../core/handle.ts'
import type { DomainRecord, EventReceiver, StoragePoolRecord, SubscriptionHandle } from '../native/contract/libvirt.ts'
import { native } from '../native/load.ts'
import type { Connection } from './connection.ts'
import { Domain } from './domain.ts'
import { EVENT_KINDS, type EventMap, type EventName } from './event-kinds.ts'
import { follow } from './followers.ts'
import { StoragePool } from './storage-pool.ts'
import { BACKLOG, Subscription } from './subscription.ts'

/** Which events, and how many may wait. */
export interface EventOptions {
  /** Only those of one domain. */
  readonly domain?: Domain
  /** Only those of one storage pool. */
  readonly storagePool?: StoragePool
  /** Ends the iteration with an `AbortError`. */
  readonly signal?: AbortSignal
  /** How many events may wait to be received; beyond it the oldest are dropped, and counted. Default 4096. */
  readonly limit?: number
}

const EVENT_OPTIONS: Known<EventOptions> = { domain: true, storagePool: true, signal: true, limit: true }

/**
 * Events of a connection, one after the other. Several may be iterated at once; each receives all.
 *
 * @example
 * ```ts
 * const events = conn.events('domain.lifecycle', { domain })
 * await events.ready
 * await domain.start()
 * for await (const { event } of events) if (event === 'stopped') break
 * ```
 */
export class Events<T extends { readonly lost: number }> implements AsyncIterableIterator<T, undefined> {
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
    signal: AbortSignal | undefined,
  ) {
    this.#queue = queue
    this.#leave = leave
    this.ready = call(() => subscribed, {}, { subject: { connection: connection.uri } }).then(() => {})
    // Who does not wait for it hears of its failure from the iteration.
    this.ready.catch((error) => this.#end({ error, discard: true }))
    this.#forget = [
      follow(connection, { end: (error) => this.#end({ error }) }),
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
    const { domain, storagePool, signal, limit = 4096 } = options
    checkInteger(limit, 'options.limit', 1, 2 ** 31 - 1)
    if (domain !== undefined && !(domain instanceof Domain)) throw wrongType('options.domain', 'a Domain', domain)
    if (storagePool !== undefined && !(storagePool instanceof StoragePool)) {
      throw wrongType('options.storagePool', 'a StoragePool', storagePool)
    }
    throwIfAborted(signal)
    const queue = new EventQueue<EventMap[N]>(limit)
    const receiver = (event: EventMap[N]): void => queue.push(event)
    const only = EVENT_KINDS[name].of === 'domain' ? domain : storagePool
    const subscription = Subscription.join(connection, `${name} ${only?.uuid ?? ''}`, receiver, (receive) =>
      subscribe(connection, name, only, receive),
    )
    return new Events(connection, queue, subscription.ready, () => subscription.leave(receiver), signal)
  }

  /** How many events were dropped so far because too many waited. */
  get lost(): number {
    return this.#queue.lost
  }

  next(): Promise<IteratorResult<T, undefined>> {
    return this.#queue.next()
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

/** Registers with libvirt, for one domain or storage pool or for all. */
async function subscribe<N extends EventName>(
  connection: Connection,
  name: N,
  only: Domain | StoragePool | undefined,
  receive: (event: EventMap[N]) => void,
): Promise<SubscriptionHandle> {
  const { of: source, id, read } = EVENT_KINDS[name]
  const receiver =
    <R>(named: (record: R) => object): EventReceiver<R> =>
    ({ source: record, values, lost }) =>
      // The table of the kinds says what `read` gives.
      receive({ ...read(values), ...named(record), lost } as unknown as EventMap[N])
  const { libvirt } = native
  if (source === 'domain') {
    const receiving = receiver((record: DomainRecord) => ({ domain: Domain.of(record, connection) }))
    return only instanceof Domain
      ? await libvirt.domainEventsOf(Handle.native(only), id, receiving, BACKLOG)
      : await libvirt.domainEvents(Handle.native(connection), id, receiving, BACKLOG)
  }
  const receiving = receiver((record: StoragePoolRecord) => ({ storagePool: StoragePool.of(record, connection) }))
  return only instanceof StoragePool
    ? await libvirt.storagePoolEventsOf(Handle.native(only), id, receiving, BACKLOG)
    : await libvirt.storagePoolEvents(Handle.native(connection), id, receiving, BACKLOG)
}
