import { setTimeout as sleep } from 'node:timers/promises'
import { throwIfAborted, whenAborted } from '../core/abort.ts'
import { type CallOptions, call, underDeadline } from '../core/call.ts'
import { AbortError, ClosedError, JobError } from '../core/errors.ts'
import { Handle } from '../core/handle.ts'
import { checkOnProgress, type ProgressOptions } from '../core/progress.ts'
import { parseSize, type Size } from '../core/sizes.ts'
import { withResolvers } from '../core/with-resolvers.ts'
import type { DomainHandle } from '../native/contract/libvirt.ts'
import { native } from '../native/load.ts'
import type { BlockDevice } from './block-device.ts'
import type { DomainBlockJobEvent } from './event-kinds.ts'
import { type NameOf, nameOf } from './flags.ts'
import { FollowedJob } from './followed-job.ts'
import {
  DomainBlockJobAbortFlags,
  DomainBlockJobInfoFlags,
  DomainBlockJobSetSpeedFlags,
  DomainBlockJobType,
} from './generated/enumerations.ts'

/** `'commit'`: of what lies under the disk's active file; `'active-commit'`: of that itself. */
export type BlockJobType = NameOf<typeof DomainBlockJobType>

/** How a block job ended; one that failed is an error. */
export type BlockJobOutcome = 'completed' | 'canceled'

/** How far a block job has come. */
export interface BlockJobInfo {
  readonly type: BlockJobType
  /** From 0 to `end`, which may grow; most often bytes. */
  readonly position: number
  readonly end: number
  /** The limit of its speed in bytes per second; 0 is none. */
  readonly bandwidth: number
  /** Whether both sides are alike, and stay so until it is pivoted or aborted. */
  readonly ready: boolean
}

/** How often its progress is asked for, in milliseconds. */
const INTERVAL = 200
/** How long an event may take to say what is known to have happened, in milliseconds. */
const GRACE = 10_000

/**
 * A block job: a copy, pull or commit of a disk while the guest runs. It goes on by itself, whoever follows it. While it is
 * followed it keeps the process alive, until it has ended or `close()`.
 *
 * A copy, and the commit of a disk's active file, do not end by themselves: once both sides are alike it is `ready`, and
 * waits to be pivoted or aborted. `finish()` sees to all of that.
 *
 * @example
 * ```ts
 * const move = async (vm: libvirt.Domain, destination: xml.RbdDisk) => {
 *   const job = await vm.block('vda').copy(destination, { reuseExternal: true })
 *   for await (const { position, end } of job) console.log(`${position} of ${end} bytes`)
 *   await job.pivot()
 * }
 * ```
 */
export class BlockJob implements AsyncIterable<BlockJobInfo> {
  /** The disk. */
  readonly device: BlockDevice
  /**
   * Resolves when it can be pivoted; one that is never pivoted, when it has completed. Rejects if it ends otherwise.
   */
  readonly ready: Promise<void>
  readonly #job: FollowedJob<'domain.block-job', BlockJobOutcome>
  readonly #resolveReady: () => void
  readonly #rejectReady: (error: unknown) => void
  /** Aborted when there is no more progress to wait for. */
  readonly #settled = new AbortController()
  #type: BlockJobType

  private constructor(device: BlockDevice, type: BlockJobType) {
    this.device = device
    this.#type = type
    const { promise, resolve, reject } = withResolvers<void>()
    this.ready = promise
    this.ready.catch(() => {})
    this.#resolveReady = () => resolve()
    this.#rejectReady = reject
    const { domain, subject } = device
    const receive = (event: DomainBlockJobEvent): void => this.#receive(event)
    this.#job = new FollowedJob(domain, subject, 'domain.block-job', receive, () => this.#settled.abort())
    this.#job.done.catch((error: unknown) => this.#rejectReady(error))
  }

  /**
   * Begins one. Who gives up meanwhile leaves none behind.
   * @internal
   */
  static async start(
    device: BlockDevice,
    type: BlockJobType,
    begin: (domain: DomainHandle, disk: string) => Promise<unknown>,
    options: CallOptions,
  ): Promise<BlockJob> {
    const { domain, target, subject } = device
    const job = new BlockJob(device, type)
    try {
      await job.#job.standing(options)
      job.#job.begin()
      const handle = Handle.native(domain)
      const late = (): void => {
        const { async } = DomainBlockJobAbortFlags
        native.libvirt.domainBlockJobAbort(handle, target, async).catch(() => {})
      }
      await call(() => begin(handle, target), options, { subject, late })
      return job
    } catch (error) {
      job.close()
      throw error
    }
  }

  /**
   * The one that is under way.
   * @internal
   */
  static async find(device: BlockDevice, options: CallOptions): Promise<BlockJob | undefined> {
    const job = new BlockJob(device, 'unknown')
    try {
      await job.#job.standing(options)
      job.#job.begin()
      const info = await job.info(options)
      if (info !== undefined) return job
    } catch (error) {
      job.close()
      throw error
    }
    job.close()
    return undefined
  }

  get type(): BlockJobType {
    return this.#type
  }

  /**
   * How it ended. Rejects with a {@link JobError} if it failed, or the domain stopped; with the connection's error if that
   * is lost.
   */
  get done(): Promise<BlockJobOutcome> {
    return this.#job.done
  }

  #receive({ disk, status }: DomainBlockJobEvent): void {
    if (disk !== this.device.target) return
    if (status === 'ready') this.#beReady()
    if (status === 'completed') this.#succeed('completed')
    if (status === 'canceled') this.#succeed('canceled')
    if (status === 'failed') {
      const hint = "The log of the domain on its host says why (/var/log/libvirt/qemu); see also 'domain.diskErrors()'."
      this.#job.fail(new JobError(`The ${this.#type} of the disk failed`, { subject: this.device.subject, hint }))
    }
  }

  #beReady(): void {
    this.#resolveReady()
    this.#settled.abort()
  }

  #succeed(outcome: BlockJobOutcome): void {
    if (outcome === 'completed') this.#resolveReady()
    else this.#rejectReady(this.#aborted())
    this.#job.succeed(outcome)
  }

  #aborted(): JobError {
    return new JobError('The block job was aborted', { subject: this.device.subject })
  }

  /**
   * How far it has come; undefined if it is there no more.
   *
   * @example
   * ```ts
   * const percent = async (job: libvirt.BlockJob) => {
   *   const { position = 1, end = 1 } = (await job.info()) ?? {}
   *   return (position / end) * 100
   * }
   * ```
   * @implements virDomainGetBlockJobInfo
   */
  async info(options?: CallOptions): Promise<BlockJobInfo | undefined> {
    const flags = DomainBlockJobInfoFlags['bandwidth-bytes']
    const found = await this.device.ask(
      (domain, disk) => native.libvirt.domainGetBlockJobInfo(domain, disk, flags),
      options,
    )
    if (found === undefined) return undefined
    const type = nameOf(DomainBlockJobType, found.type)
    this.#type = type
    // libvirt keeps the position below the end until the hypervisor says that it is ready.
    const ready = isMirror(type) && found.end > 0 && found.position === found.end
    if (ready) this.#beReady()
    return { ...found, type, ready }
  }

  /**
   * Its progress, now and then, until it can be pivoted or has ended.
   *
   * @throws JobError if it failed
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<BlockJobInfo, void, undefined> {
    const { signal } = this.#settled
    let position = -1
    let goneSince: number | undefined
    while (!signal.aborted) {
      const info = await this.info()
      if (info === undefined) {
        goneSince ??= Date.now()
        if (Date.now() - goneSince > GRACE) this.#loseSight()
      } else if (info.position !== position) {
        position = info.position
        yield info
      }
      await sleep(INTERVAL, undefined, { signal }).catch(() => {})
    }
    if (this.#job.over) await this.done
  }

  /** It is there no more, and no event said how it ended: one may be lost while a connection is made anew. */
  #loseSight(): void {
    this.#job.fail(new JobError('The block job is gone, and libvirt did not say how', { subject: this.device.subject }))
  }

  /**
   * Limits its speed.
   *
   * @param bytesPerSecond also `'50MiB'`; 0 is no limit
   * @example
   * ```ts
   * const gently = async (job: libvirt.BlockJob) => {
   *   await job.setSpeed('50MiB')
   * }
   * ```
   * @implements virDomainBlockJobSetSpeed
   */
  async setSpeed(bytesPerSecond: Size, options?: CallOptions): Promise<void> {
    const bytes = parseSize(bytesPerSecond, 'bytesPerSecond')
    const flags = DomainBlockJobSetSpeedFlags['bandwidth-bytes']
    await this.device.ask((domain, disk) => native.libvirt.domainBlockJobSetSpeed(domain, disk, bytes, flags), options)
  }

  /**
   * Ends one that is ready: the guest goes on with the copy, or with the file that was committed to. Gets through even if
   * all other calls on the connection hang.
   *
   * @example
   * ```ts
   * const finish = async (job: libvirt.BlockJob) => {
   *   await job.ready
   *   await job.pivot()
   * }
   * ```
   * @throws LibvirtError `VIR_ERR_BLOCK_COPY_ACTIVE` if it is not ready yet
   * @implements virDomainBlockJobAbort
   */
  async pivot(options: CallOptions = {}): Promise<void> {
    await this.#end(DomainBlockJobAbortFlags.pivot, 'completed', options)
  }

  /**
   * Gives it up. The guest goes on with the disk that it has; what was copied stays where it is. Gets through even if all
   * other calls on the connection hang.
   *
   * @example
   * ```ts
   * const giveUp = async (job: libvirt.BlockJob) => {
   *   await job.abort()
   *   console.log(await job.done)
   * }
   * ```
   * @throws LibvirtError `VIR_ERR_OPERATION_INVALID` if it has ended already
   * @implements virDomainBlockJobAbort
   */
  async abort(options: CallOptions = {}): Promise<void> {
    await this.#end(0, 'canceled', options)
  }

  async #end(flags: number, outcome: BlockJobOutcome, options: CallOptions): Promise<void> {
    const { device } = this
    const hint = flags === 0 ? undefined : 'Wait for `job.ready` first, or let `job.finish()` see to it.'
    await device.ask((domain, disk) => native.libvirt.domainBlockJobAbort(domain, disk, flags), options, hint)
    // That it has ended is known; the event only says so.
    const timer = setTimeout(() => this.#succeed(outcome), GRACE)
    try {
      await this.done
    } finally {
      clearTimeout(timer)
    }
  }

  /**
   * Waits for its end, and pivots it if that is what it waits for. `signal` and `timeout` abort the job itself.
   *
   * @example
   * ```ts
   * const flatten = async (vm: libvirt.Domain) => {
   *   const job = await vm.block('vda').pull()
   *   await job.finish({ onProgress: (done, total) => console.log(`${done} of ${total}`) })
   * }
   * ```
   * @throws JobError if it failed, or somebody else aborted it
   * @throws AbortError when the signal was aborted; the job then has ended
   */
  async finish(options: ProgressOptions = {}): Promise<void> {
    const { onProgress } = options
    checkOnProgress(onProgress)
    await underDeadline(options, this.device.subject, async (signal) => {
      throwIfAborted(signal)
      let stopped: { readonly error: unknown } | undefined
      const stop = (error: unknown): void => {
        stopped ??= { error }
        this.abort().catch((refused: unknown) => this.#job.fail(refused))
      }
      const unlisten =
        signal === undefined ? undefined : whenAborted(signal, () => stop(new AbortError({ cause: signal.reason })))
      let last = 0
      try {
        for await (const { position, end } of this) {
          last = end
          try {
            onProgress?.(position, end)
          } catch (error) {
            stop(error)
          }
        }
        await this.ready
        if (!this.#job.over && stopped === undefined) await this.pivot()
        if ((await this.done) === 'canceled') throw this.#aborted()
        onProgress?.(last, last)
      } catch (error) {
        throw stopped === undefined ? error : stopped.error
      } finally {
        unlisten?.()
      }
    })
  }

  /** Follows it no more; it goes on. What waits for it is rejected. */
  close(): void {
    this.#job.fail(new ClosedError('block job', { subject: this.device.subject }))
  }

  [Symbol.dispose](): void {
    this.close()
  }
}

function isMirror(type: BlockJobType): boolean {
  return type === 'copy' || type === 'active-commit'
}
