import { throwIfAborted, whenAborted } from '../core/abort.ts'
import { checkInteger, checkOptions, type Known, outOfRange } from '../core/arguments.ts'
import { call } from '../core/call.ts'
import { AbortError } from '../core/errors.ts'
import { EventQueue } from '../core/event-queue.ts'
import type { LogHandle, LogEntry as NativeLogEntry } from '../native/contract/rados-cluster.ts'
import { native } from '../native/load.ts'

/** How much an entry of the cluster's log matters, least first. */
export type LogLevel = 'debug' | 'info' | 'security' | 'warn' | 'error'

/** An entry of the cluster's log. */
export interface LogEntry {
  /** All of it in one line, as the log files have it. */
  readonly line: string
  /** `'cluster'`, `'audit'`, or what a program named it. */
  readonly channel: string
  /** Who wrote it, by its number: `'mon.0'`. */
  readonly who: string
  /** Who wrote it, by its name: `'mon.a'`. */
  readonly name: string
  readonly time: Date
  /** Counts what one daemon wrote since it was started. */
  readonly seq: number
  readonly level: LogLevel
  readonly text: string
  /** How many entries were dropped before this one, because too many waited to be received. */
  readonly lost: number
}

export interface LogOptions {
  /** The least level that is of interest. Default `'info'`. */
  readonly level?: LogLevel
  /** Ends the iteration with an `AbortError`. */
  readonly signal?: AbortSignal
  /** How many entries may wait to be received; beyond it the oldest are dropped, and counted. Default 4096. */
  readonly limit?: number
}

const LOG_OPTIONS: Known<LogOptions> = { level: true, signal: true, limit: true }

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'security', 'warn', 'error']
/** As `rados_monitor_log2` takes them. */
const ASKED: Readonly<Record<LogLevel, string>> = {
  debug: 'debug',
  info: 'info',
  security: 'sec',
  warn: 'warn',
  error: 'error',
}
/** As its callback tells them. */
const TOLD: Readonly<Record<string, LogLevel>> = {
  '[DBG]': 'debug',
  '[INF]': 'info',
  '[SEC]': 'security',
  '[WRN]': 'warn',
  '[ERR]': 'error',
}

/** How many entries wait for the JavaScript thread, at most, while it is busy with something else. */
const BACKLOG = 65_536

/**
 * The cluster's log, one entry after the other. Several may be iterated at once; each receives all.
 *
 * @example
 * ```ts
 * const log = cluster.log({ level: 'info' })
 * await log.ready
 * await cluster.command('log', { logtext: ['the audit begins'] })
 * for await (const { name, text } of log) if (text === 'the audit begins') break
 * ```
 */
export class ClusterLog implements AsyncIterableIterator<LogEntry> {
  /** Resolves when the log is followed, and rejects if it cannot be. */
  readonly ready: Promise<void>
  readonly #feed: LogFeed
  readonly #queue: EventQueue<LogEntry>
  readonly #forget: (() => void) | undefined
  /** @internal */
  readonly rank: number

  /** @internal */
  constructor(feed: LogFeed, options: LogOptions) {
    checkOptions(options, LOG_OPTIONS)
    const { level = 'info', signal, limit = 4096 } = options
    this.rank = LEVELS.indexOf(level)
    if (this.rank < 0) throw outOfRange('options.level', `one of ${LEVELS.join(', ')}`, level)
    checkInteger(limit, 'options.limit', 1, 2 ** 31 - 1)
    throwIfAborted(signal)
    this.#feed = feed
    this.#queue = new EventQueue(limit)
    this.ready = call(() => feed.join(this))
    // Who does not wait for it hears of its failure from the iteration.
    this.ready.catch((error) => this.end({ error, discard: true }))
    if (signal !== undefined) {
      this.#forget = whenAborted(signal, () =>
        this.end({ error: new AbortError({ cause: signal.reason }), discard: true }),
      )
    }
  }

  /** How many entries were dropped so far because too many waited. */
  get lost(): number {
    return this.#queue.lost
  }

  /**
   * The next entry, as soon as there is one.
   *
   * @example
   * ```ts
   * const log = cluster.log({ level: 'debug' })
   * await cluster.command('log', { logtext: ['something to read'] })
   * const { value } = await log.next()
   * console.log(value?.line)
   * await log.return()
   * ```
   */
  next(): Promise<IteratorResult<LogEntry, undefined>> {
    return this.#queue.next()
  }

  /** Ends it: entries that wait are dropped, and the cluster is told when nobody follows its log any more. */
  async return(): Promise<IteratorResult<LogEntry, undefined>> {
    this.end({ discard: true })
    return { value: undefined, done: true }
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return()
  }

  /** @internal */
  push(entry: LogEntry): void {
    if (LEVELS.indexOf(entry.level) >= this.rank) this.#queue.push(entry)
  }

  /** @internal */
  end(how: { readonly error?: Error | undefined; readonly discard?: boolean }): void {
    const already = this.#queue.ended
    this.#queue.end(how)
    if (already) return
    this.#forget?.()
    this.#feed.leave(this)
  }
}

type Follow = (level: string, limit: number, receive: (entry: NativeLogEntry) => void) => Promise<LogHandle>

/**
 * What librados tells one connection of the log, shared by all iterations: it has one callback, with the least level
 * that any of them wants.
 */
export class LogFeed {
  readonly #follow: Follow
  readonly #iterations = new Set<ClusterLog>()
  // Where each writer of the log is: the monitors repeat their latest entries whenever the log is followed anew.
  readonly #reached = new Map<string, { readonly time: number; readonly seq: number }>()
  #rank: number | undefined
  #handle: LogHandle | undefined
  #changing: Promise<void> = Promise.resolve()

  constructor(follow: Follow) {
    this.#follow = follow
  }

  join(iteration: ClusterLog): Promise<void> {
    this.#iterations.add(iteration)
    return this.#change()
  }

  leave(iteration: ClusterLog): void {
    if (this.#iterations.delete(iteration)) this.#change().catch(() => {})
  }

  /** Nothing comes any more: the cluster is closed. */
  end(): void {
    for (const iteration of this.#iterations) iteration.end({})
  }

  #change(): Promise<void> {
    const change = this.#changing.then(async () => {
      const ranks = [...this.#iterations].map(({ rank }) => rank)
      const rank = ranks.length === 0 ? undefined : Math.min(...ranks)
      if (rank === this.#rank) return
      const level = rank === undefined ? undefined : LEVELS[rank]
      const former = this.#handle
      this.#handle = level === undefined ? undefined : await this.#follow(ASKED[level], BACKLOG, this.#receive)
      this.#rank = rank
      if (former !== undefined) await native.runtime.close(former)
    })
    this.#changing = change.catch(() => {})
    return change
  }

  readonly #receive = ({ time, level, ...entry }: NativeLogEntry): void => {
    const writer = `${entry.name} ${entry.channel}`
    const reached = this.#reached.get(writer)
    if (reached !== undefined && (time < reached.time || (time === reached.time && entry.seq <= reached.seq))) return
    this.#reached.set(writer, { time, seq: entry.seq })
    const told = { ...entry, time: new Date(time), level: TOLD[level] ?? 'info' }
    for (const iteration of this.#iterations) iteration.push(told)
  }
}
