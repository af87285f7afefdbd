import { throwIfAborted, whenAborted } from '../core/abort.ts'
import { checkInteger, checkOptions, type Known, toBytes } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { errnoName } from '../core/errno.ts'
import { AbortError, CephError, type Subject, WatchLostError } from '../core/errors.ts'
import { EventQueue } from '../core/event-queue.ts'
import { discard, Handle } from '../core/handle.ts'
import { describe } from '../core/subject.ts'
import type { WatchEvent, WatchHandle } from '../native/contract/rados-pools.ts'
import { native } from '../native/load.ts'
import type { RadosObject } from './object.ts'

export interface WatchOptions {
  /** Ends the iteration with an `AbortError`. */
  readonly signal?: AbortSignal | undefined
  /**
   * How long the OSD keeps the watch after it has lost this client, in milliseconds, counted in whole seconds;
   * the cluster's `osd_client_watch_timeout` (30 seconds) if not said.
   */
  readonly timeout?: number | undefined
  /** How many notifications may wait to be received; beyond it the oldest are dropped, and counted. Default 4096. */
  readonly limit?: number | undefined
}

/** A notification of an object that is watched. */
export interface ObjectNotification {
  readonly id: bigint
  /** Who notifies: its `cluster.instanceId()`. */
  readonly notifierId: bigint
  readonly payload: Buffer
  /** How many notifications were dropped before it because too many waited. */
  readonly lost: number
  /**
   * Answers it. Who notifies waits for that. Only the first answer counts; one that is not answered is answered with
   * nothing as soon as the next one is asked for, or the watch ends.
   */
  acknowledge(reply?: Uint8Array | string): Promise<void>
}

const OPTIONS: Known<WatchOptions> = { signal: true, timeout: true, limit: true }

/** How many notifications wait for the JavaScript thread, at most, while it is busy with something else. */
const BACKLOG = 65_536
const NOTHING = new Uint8Array(0)
/** What librados says of a watch that the OSD does not keep any more; anything else it says of the client. */
const LOST: readonly string[] = ['ENOTCONN', 'ENOENT', 'ETIMEDOUT']

/**
 * The notifications of one object, one after the other, from `ready` on. The watch lasts until the iteration is left,
 * its signal aborted, or its pool or cluster closed: whoever notifies does not wait for it then. It survives that OSDs
 * restart or hand the object over. If it does not (the object was removed, or the OSD heard nothing of this client for
 * too long) the iteration ends with a `WatchLostError`.
 *
 * @example
 * ```ts
 * await using watch = object.watch()
 * await watch.ready
 * const asked = object.notify('how far?', { timeout: 5_000 })
 * for await (const notification of watch) {
 *   await notification.acknowledge(`${notification.payload}: halfway`)
 *   break
 * }
 * console.log(String((await asked).replies[0]?.payload))
 * ```
 * @throws WatchLostError
 */
export class Watch implements AsyncIterableIterator<ObjectNotification> {
  /** Resolves when the OSD has taken the watch, and rejects if it does not (`ObjectNotFoundError`). */
  readonly ready: Promise<void>
  readonly #handle: Promise<WatchHandle>
  readonly #subject: Subject
  readonly #queue: EventQueue<ObjectNotification>
  // Notifications that whoever notifies still waits for, and those of them that were delivered.
  readonly #open = new Set<bigint>()
  readonly #delivered = new Set<bigint>()
  // The answers so far. A watch that is lost or closed has nobody to answer to.
  #sent: Promise<void> = Promise.resolve()
  #lost: WatchLostError | undefined
  #forget: (() => void) | undefined
  #closing: Promise<void> | undefined

  /** @internal */
  constructor(object: RadosObject, subject: Subject, options: WatchOptions) {
    checkOptions(options, OPTIONS)
    const { signal, timeout = 0, limit = 4096 } = options
    checkInteger(timeout, 'options.timeout', 0, 2 ** 31 - 1)
    checkInteger(limit, 'options.limit', 1, 2 ** 31 - 1)
    throwIfAborted(signal)
    const pool = Handle.native(object.pool)
    this.#subject = subject
    this.#queue = new EventQueue(limit, ({ id }) => this.#answer(id, NOTHING))
    const seconds = Math.ceil(timeout / 1000)
    const receive = (event: WatchEvent): void => this.#receive(event)
    const watch = (): Promise<WatchHandle> => native.rados.objectWatch(pool, object.name, seconds, receive, BACKLOG)
    this.#handle = call(watch, { signal }, { subject, late: discard })
    this.ready = this.#handle.then(() => {})
    // Who does not wait for it hears of its failure from the iteration.
    this.ready.catch((error) => this.#end({ error, discard: true }))
    if (signal !== undefined) {
      this.#forget = whenAborted(signal, () => {
        void this.#end({ error: new AbortError({ cause: signal.reason }), discard: true })
      })
    }
  }

  /** How many notifications were dropped so far because too many waited. */
  get lost(): number {
    return this.#queue.lost
  }

  /**
   * By what the OSD knows this watch: the `cookie` that `object.watchers()` tells.
   *
   * @example
   * ```ts
   * await using watch = object.watch()
   * const cookie = await watch.cookie()
   * console.log((await object.watchers()).some((watcher) => watcher.cookie === cookie))
   * ```
   */
  async cookie(): Promise<bigint> {
    return await call(async () => native.rados.watchCookie(await this.#handle), {}, { subject: this.#subject })
  }

  /**
   * How long ago the OSD last confirmed the watch, in milliseconds.
   *
   * @example
   * ```ts
   * await using watch = object.watch()
   * if ((await watch.check()) > 10_000) console.log('the OSD is silent')
   * ```
   * @throws WatchLostError
   * @implements rados_watch_check
   */
  async check(options?: CallOptions): Promise<number> {
    const handle = await this.#handle
    if (this.#lost !== undefined) throw this.#lost
    try {
      return await call(() => native.rados.watchCheck(handle), options, { subject: this.#subject })
    } catch (error) {
      throw error instanceof CephError && LOST.includes(error.code) ? this.#lostBy(error.errno, error.syscall) : error
    }
  }

  /**
   * The next notification; done when the watch has ended.
   *
   * @example
   * ```ts
   * const watch = object.watch()
   * await watch.ready
   * const asked = object.notify('ping')
   * const { value } = await watch.next()
   * await value?.acknowledge('pong')
   * await Promise.all([asked, watch.return()])
   * ```
   * @throws WatchLostError, ObjectNotFoundError
   */
  async next(): Promise<IteratorResult<ObjectNotification, undefined>> {
    for (const id of this.#delivered) this.#answer(id, NOTHING)
    const result = await this.#queue.next()
    if (result.done !== true && this.#open.has(result.value.id)) this.#delivered.add(result.value.id)
    return result
  }

  /** Ends the watch: what still waits is answered with nothing. */
  async return(): Promise<IteratorResult<ObjectNotification, undefined>> {
    await this.#end({ discard: true })
    return { value: undefined, done: true }
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return()
  }

  #receive({ what, notification: id, notifier, payload, dropped, error }: WatchEvent): void {
    if (what !== 'notified') {
      if (what === 'lost') this.#lost = this.#lostBy(error, 'rados_watch3')
      void this.#end({ error: this.#lost })
      return
    }
    this.#open.add(id)
    if (this.#queue.ended) {
      this.#answer(id, NOTHING) // it came while the watch was ending
      return
    }
    const acknowledge = async (reply: Uint8Array | string = NOTHING): Promise<void> => {
      // It is sent in its turn, and the caller's memory may have changed by then.
      this.#answer(id, Buffer.from(toBytes(reply, 'reply')))
      await this.#sent
    }
    this.#queue.push({ id, notifierId: notifier, payload, lost: dropped, acknowledge })
  }

  #answer(id: bigint, reply: Uint8Array): void {
    this.#delivered.delete(id)
    if (!this.#open.delete(id)) return
    this.#sent = this.#sent
      .then(async () => native.rados.watchAcknowledge(await this.#handle, id, reply))
      .catch(() => {})
  }

  #end(how: { readonly error?: Error | undefined; readonly discard?: boolean }): Promise<void> {
    this.#queue.end(how)
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    this.#forget?.()
    for (const id of this.#open) this.#answer(id, NOTHING)
    await this.#sent
    const handle = await this.#handle.catch(() => undefined)
    if (handle !== undefined) await native.runtime.close(handle).catch(() => {})
  }

  #lostBy(errno: number, syscall: string): WatchLostError {
    const code = errnoName(errno)
    const subject = this.#subject
    const hint = 'Watch it again, if it still exists, and look at it: notifications may have come while nobody watched.'
    return new WatchLostError(`${code}: the watch of ${describe(subject)} was lost (${syscall})`, {
      code,
      errno,
      syscall,
      subject,
      hint,
    })
  }
}
