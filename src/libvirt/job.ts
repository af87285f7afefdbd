import { setTimeout as sleep } from 'node:timers/promises'
import { throwIfAborted, whenAborted } from '../core/abort.ts'
import { checkObject } from '../core/arguments.ts'
import { type CallOptions, call, underDeadline } from '../core/call.ts'
import { AbortError } from '../core/errors.ts'
import { Handle } from '../core/handle.ts'
import { checkOnProgress, type OnProgress, type ProgressOptions } from '../core/progress.ts'
import type { DomainHandle, JobInfoRecord, ParameterValues } from '../native/contract/libvirt.ts'
import { native } from '../native/load.ts'
import type { Domain } from './domain.ts'
import { checkFlag, type NameOf, nameOf } from './flags.ts'
import {
  DomainAbortJobFlagsValues,
  DomainGetJobStatsFlags,
  DomainJobOperation,
  DomainJobType,
} from './generated/enumerations.ts'
import { JobStatistics } from './generated/parameters.ts'
import { fromParameters, type KnownParameters } from './parameters.ts'

/** `'none'`: nothing is under way. `'bounded'`, `'unbounded'`: it is, and its end is foreseen, or not. The others: it has ended. */
export type JobType = NameOf<typeof DomainJobType> | 'unknown'

/** What a job does: `'migration-out'`, `'save'`, `'dump'`, `'backup'` … */
export type JobOperation = NameOf<typeof DomainJobOperation>

/** How far a job has come: bytes, and milliseconds. */
export interface DomainJobInfo extends Omit<JobInfoRecord, 'type'> {
  readonly type: JobType
}

/** All that is known of a job: bytes, bytes per second, and milliseconds. What it does not know is missing. */
export type DomainJobStats = Omit<KnownParameters<typeof JobStatistics>, 'operation'> & {
  readonly type: JobType
  readonly operation?: JobOperation | 'unknown'
}

export interface AbortJobOptions extends CallOptions {
  /**
   * Interrupts a migration in its post-copy phase. The guest then stands still, half here and half there, until
   * `migrate()` with the flag `'postcopy-resume'`.
   */
  readonly postcopy?: boolean
}

export interface CompletedJobOptions extends CallOptions {
  /** Leaves the figures for the next who asks; they are forgotten by asking otherwise. Default false. */
  readonly keep?: boolean
}

/**
 * What a domain is busy with for long: a migration, saving or dumping its memory, a backup. There is one at a time.
 *
 * @example
 * ```ts
 * const stopIfLong = async (domain: libvirt.Domain) => {
 *   const { type, dataTotal, dataRemaining } = await domain.job.info()
 *   console.log(`${type}: ${dataRemaining} of ${dataTotal} bytes to go`)
 *   const { operation, timeElapsed = 0n } = await domain.job.stats()
 *   if (operation === 'migration-out' && timeElapsed > 60_000n) await domain.job.abort()
 *   else console.log(await domain.job.statsCompleted({ keep: true }))
 * }
 * ```
 */
export class DomainJob {
  readonly #domain: Domain

  /** @internal */
  constructor(domain: Domain) {
    this.#domain = domain
  }

  async #ask<T>(ask: (domain: DomainHandle) => Promise<T>, options: CallOptions | undefined): Promise<T> {
    return await call(() => ask(Handle.native(this.#domain)), options, { subject: subjectOf(this.#domain) })
  }

  /**
   * How far it has come; `type: 'none'` while there is none.
   * @throws LibvirtError `VIR_ERR_OPERATION_INVALID` if the domain does not run
   * @implements virDomainGetJobInfo
   */
  async info(options?: CallOptions): Promise<DomainJobInfo> {
    const info = await this.#ask(native.libvirt.domainGetJobInfo, options)
    return { ...info, type: nameOf(DomainJobType, info.type) }
  }

  /**
   * All that is known of it; `type: 'none'` while there is none.
   * @throws LibvirtError `VIR_ERR_OPERATION_INVALID` if the domain does not run
   * @implements virDomainGetJobStats
   */
  async stats(options?: CallOptions): Promise<DomainJobStats> {
    return statistics(await this.#ask((domain) => native.libvirt.domainGetJobStats(domain, 0), options))
  }

  /**
   * The same of the last one that ended, `success` and the real `downtime` of a migration among it; `type: 'none'` if
   * nothing is remembered.
   *
   * @throws LibvirtError `VIR_ERR_OPERATION_INVALID` while a migration to here is under way
   * @implements virDomainGetJobStats
   */
  async statsCompleted(options: CompletedJobOptions = {}): Promise<DomainJobStats> {
    checkObject(options)
    const keep = checkFlag(options.keep, 'keep') ? DomainGetJobStatsFlags['keep-completed'] : 0
    const flags = DomainGetJobStatsFlags.completed | keep
    return statistics(await this.#ask((domain) => native.libvirt.domainGetJobStats(domain, flags), options))
  }

  /**
   * Stops it. The call that it is of then fails, with `VIR_ERR_OPERATION_ABORTED` most often. Gets through even if all other
   * calls on the connection hang.
   *
   * @throws LibvirtError `VIR_ERR_OPERATION_INVALID` if there is none, or it cannot be stopped
   * @implements virDomainAbortJob virDomainAbortJobFlags
   */
  async abort(options: AbortJobOptions = {}): Promise<void> {
    checkObject(options)
    const postcopy = checkFlag(options.postcopy, 'postcopy')
    await this.#ask(
      (domain) =>
        postcopy
          ? native.libvirt.domainAbortJobFlags(domain, DomainAbortJobFlagsValues.postcopy)
          : native.libvirt.domainAbortJob(domain),
      options,
    )
  }
}

function statistics({ type, values }: { readonly type: number; readonly values: ParameterValues }): DomainJobStats {
  const { operation, ...rest } = fromParameters(JobStatistics, values)
  return {
    ...rest,
    type: nameOf(DomainJobType, type),
    ...(operation === undefined ? {} : { operation: nameOf(DomainJobOperation, operation) }),
  }
}

/** What errors say they are about. */
export function subjectOf(domain: Domain): { readonly connection: string; readonly domain: string } {
  return { connection: domain.connection.uri, domain: domain.name }
}

/** How often the progress is asked for, and a stop that came too early again, in milliseconds. */
const INTERVAL = 100
/** How long who gives up waits to learn how the job ended, in milliseconds. */
const GRACE = 10_000

/**
 * Makes a call that is a job of the domain. Its progress is told, and `signal` and `timeout` abort the job itself. Then
 * it is waited for its end, so that the guest is known to be where it was; what can no longer be stopped succeeds.
 */
export async function asJob<T>(
  domain: Domain,
  operation: JobOperation,
  start: (domain: DomainHandle) => Promise<T>,
  options: ProgressOptions,
): Promise<T> {
  const { onProgress } = checkObject(options)
  checkOnProgress(onProgress)
  const subject = subjectOf(domain)
  return await underDeadline(options, subject, async (signal) => {
    throwIfAborted(signal)
    const job = new RunningJob(domain, operation)
    const unlisten =
      signal === undefined ? undefined : whenAborted(signal, () => job.stop(new AbortError({ cause: signal.reason })))
    try {
      const running = call(() => start(Handle.native(domain)), { signal: job.givenUp }, { subject })
      if (onProgress !== undefined) void job.watch(onProgress)
      const result = await running
      await job.finished(onProgress)
      return result
    } catch (error) {
      throw job.stopped ?? error
    } finally {
      unlisten?.()
      job.end()
    }
  })
}

class RunningJob {
  /** Why it was stopped. */
  stopped: unknown
  readonly #domain: Domain
  readonly #operation: JobOperation
  readonly #givingUp = new AbortController()
  #timer: NodeJS.Timeout | undefined
  #ended = false
  #told: { readonly done: number; readonly total: number } | undefined
  #thrown: { readonly error: unknown } | undefined

  constructor(domain: Domain, operation: JobOperation) {
    this.#domain = domain
    this.#operation = operation
  }

  /** Aborted when nobody waits any longer. */
  get givenUp(): AbortSignal {
    return this.#givingUp.signal
  }

  stop(why: unknown): void {
    if (this.#ended || this.stopped !== undefined) return
    this.stopped = why
    this.#timer = setTimeout(() => this.#givingUp.abort(), GRACE)
    void this.#abort()
  }

  end(): void {
    this.#ended = true
    clearTimeout(this.#timer)
  }

  /** It may not have begun yet, or another one may be in the way, which is none of ours. */
  async #abort(): Promise<void> {
    while (!this.#ended) {
      try {
        if (this.#isOurs(await this.#stats(0)))
          return void (await native.libvirt.domainAbortJob(Handle.native(this.#domain)))
      } catch {
        // There is none.
      }
      await sleep(INTERVAL)
    }
  }

  /** libvirt tells since 3.3 what a job does. */
  #isOurs({ operation = this.#operation }: DomainJobStats): boolean {
    return operation === this.#operation
  }

  async #stats(flags: number): Promise<DomainJobStats> {
    return statistics(await native.libvirt.domainGetJobStats(Handle.native(this.#domain), flags))
  }

  async watch(onProgress: OnProgress): Promise<void> {
    for (;;) {
      await sleep(INTERVAL)
      if (this.#ended) return
      const stats = await this.#stats(0).catch(() => undefined)
      if (this.#ended) return
      if (stats !== undefined && this.#isOurs(stats)) this.#tell(stats, onProgress)
    }
  }

  #tell({ dataTotal = 0n, dataRemaining = 0n }: DomainJobStats, onProgress: OnProgress): void {
    // Memory that changes meanwhile is sent again: what is left says how far it is, what was sent does not.
    const total = Number(dataTotal)
    const done = Math.max(total - Number(dataRemaining), 0)
    if (total === 0 || (this.#told?.done === done && this.#told.total === total)) return
    this.#told = { done, total }
    try {
      onProgress(done, total)
    } catch (error) {
      this.#thrown ??= { error }
      this.stop(error)
    }
  }

  /** The job has succeeded: tells of its end. */
  async finished(onProgress: OnProgress | undefined): Promise<void> {
    this.#ended = true
    if (onProgress !== undefined && this.#thrown === undefined) {
      const flags = DomainGetJobStatsFlags.completed | DomainGetJobStatsFlags['keep-completed']
      const total = this.#told?.total ?? (await this.#stats(flags).catch(() => undefined))?.dataTotal ?? 0n
      this.#tell({ type: 'completed', dataTotal: BigInt(total), dataRemaining: 0n, extra: {} }, onProgress)
    }
    // The listener threw too late for the work to be stopped.
    if (this.#thrown !== undefined) throw this.#thrown.error
  }
}
