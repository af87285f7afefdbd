import { setTimeout as sleep } from 'node:timers/promises'
import { throwIfAborted, whenAborted } from '../core/abort.ts'
import { type CallOptions, call, underDeadline } from '../core/call.ts'
import { AbortError, ClosedError, JobError, type Subject } from '../core/errors.ts'
import { Handle } from '../core/handle.ts'
import { checkOnProgress, type ProgressOptions } from '../core/progress.ts'
import { native } from '../native/load.ts'
import type { DomainBackupDescription } from '../xml/index.ts'
import { fromXml, type Source, toXml } from './description.ts'
import type { Domain } from './domain.ts'
import { DomainPart } from './domain-part.ts'
import { ifAny } from './domain-snapshot.ts'
import type { DomainJobCompletedEvent } from './event-kinds.ts'
import { flagBits } from './flags.ts'
import { FollowedJob } from './followed-job.ts'
import { DomainBackupBeginFlags } from './generated/enumerations.ts'

export interface BeginBackupOptions extends CallOptions {
  /** A checkpoint to be made at the same moment, so that the next backup can go on from this one. */
  readonly checkpoint?: Source<'domaincheckpoint'>
  /** The files and devices that are given are there already. Default false: libvirt makes them. */
  readonly reuseExternal?: boolean
  /** A guest that shuts down meanwhile is kept, paused, until the backup has ended; libvirt 11.7. Default false. */
  readonly preserveShutdownDomain?: boolean
}

/** How a backup ended; one that failed is an error. */
export type BackupOutcome = 'completed' | 'canceled'

/** How far a backup has come, in bytes. */
export interface BackupProgress {
  readonly done: number
  readonly total: number
}

const INTERVAL = 200
/** How long an event may take to say what is known to have happened, in milliseconds. */
const GRACE = 10_000

/**
 * Backups of a domain's disks while it runs, as they are at one moment. Disks whose contents are to be told apart by
 * checkpoints have to be qcow2; RBD images have means of their own (`image.exportDiff()`).
 *
 * @example
 * ```ts
 * const backUp = async (vm: libvirt.Domain) => {
 *   const disks = [{ name: 'vda', target: { file: '/backup/vda.monday.qcow2' } }]
 *   const job = await vm.backup.begin({ disks }, { checkpoint: { name: 'monday' } })
 *   await job.finish({ onProgress: (done, total) => console.log(`${done} of ${total} bytes`) })
 * }
 * ```
 */
export class DomainBackups extends DomainPart {
  /**
   * Begins a backup. With `mode: 'push'` the copies are written to the targets, and it ends by itself. With
   * `mode: 'pull'` the contents can be read over NBD, from `server`, until `end()`.
   *
   * @param description a description (`xml.domainBackup({ … })`), the options of one, or libvirt's XML; without it, a push
   * of all disks to files beside them
   * @example
   * ```ts
   * const incremental = async (vm: libvirt.Domain) => {
   *   const disks = [{ name: 'vda', target: { file: '/backup/vda.tuesday.qcow2' } }]
   *   const job = await vm.backup.begin({ incremental: 'monday', disks }, { checkpoint: { name: 'tuesday' } })
   *   await job.finish()
   * }
   * ```
   * @example
   * ```ts
   * const serve = async (vm: libvirt.Domain) => {
   *   const job = await vm.backup.begin({ mode: 'pull', server: { socket: '/run/backup.sock' }, disks: [{ name: 'vda' }] })
   *   // Read nbd+unix:///vda?socket=/run/backup.sock meanwhile.
   *   await job.end()
   * }
   * ```
   * @throws LibvirtError `VIR_ERR_OPERATION_UNSUPPORTED` if the domain does not run; the same or
   * `VIR_ERR_CONFIG_UNSUPPORTED` if a disk cannot; `VIR_ERR_CHECKPOINT_INCONSISTENT` if a bitmap is missing
   * @implements virDomainBackupBegin
   */
  async begin(description: Source<'domainbackup'> = {}, options: BeginBackupOptions = {}): Promise<BackupJob> {
    const text = toXml('domainbackup', description)
    const { checkpoint } = options
    const checkpointText = checkpoint === undefined ? undefined : toXml('domaincheckpoint', checkpoint)
    const flags = flagBits(options, {
      reuseExternal: DomainBackupBeginFlags['reuse-external'],
      preserveShutdownDomain: DomainBackupBeginFlags['preserve-shutdown-domain'],
    })
    return await BackupJob.start(this.domain, text, checkpointText, flags, options)
  }

  /**
   * libvirt's XML of the backup that is under way: with the port and the names that it chose.
   *
   * @example
   * ```ts
   * const show = async (vm: libvirt.Domain) => console.log(await vm.backup.xml())
   * ```
   * @throws LibvirtError `VIR_ERR_NO_DOMAIN_BACKUP` if there is none
   * @implements virDomainBackupGetXMLDesc
   */
  async xml(options?: CallOptions): Promise<string> {
    return await this.ask((domain) => native.libvirt.domainBackupGetXMLDesc(domain, 0), options)
  }

  /**
   * The same as typed data, lossless.
   *
   * @example
   * ```ts
   * const portOf = async (vm: libvirt.Domain) => (await vm.backup.describe()).server?.port
   * ```
   * @throws LibvirtError `VIR_ERR_NO_DOMAIN_BACKUP` if there is none
   */
  async describe(options?: CallOptions): Promise<DomainBackupDescription> {
    return fromXml('domainbackup', await this.xml(options))
  }
}

/**
 * A backup that is under way. It goes on by itself, whoever follows it. While it is followed it keeps the process alive,
 * until it has ended or `close()`.
 *
 * @example
 * ```ts
 * const backUp = async (vm: libvirt.Domain) => {
 *   const job = await vm.backup.begin({ disks: [{ name: 'vda', target: { file: '/backup/vda.qcow2' } }] })
 *   console.log(await job.done)
 * }
 * ```
 */
export class BackupJob {
  readonly domain: Domain
  readonly #job: FollowedJob<'domain.job-completed', BackupOutcome>
  readonly #settled = new AbortController()
  /** How much there is of each disk. */
  readonly #ends = new Map<string, number>()
  /** How much there was in all, which is told at the end. */
  #total: number | undefined

  private constructor(domain: Domain) {
    this.domain = domain
    const receive = (event: DomainJobCompletedEvent): void => this.#receive(event)
    this.#job = new FollowedJob(domain, this.#subject, 'domain.job-completed', receive, () => this.#settled.abort())
  }

  /**
   * Begins one. Who gives up meanwhile leaves none behind.
   * @internal
   */
  static async start(
    domain: Domain,
    description: string,
    checkpoint: string | undefined,
    flags: number,
    options: CallOptions,
  ): Promise<BackupJob> {
    const job = new BackupJob(domain)
    try {
      await job.#job.standing(options)
      job.#job.begin()
      const handle = Handle.native(domain)
      const late = (): void => void native.libvirt.domainAbortJob(handle).catch(() => {})
      const subject = job.#subject
      await call(() => native.libvirt.domainBackupBegin(handle, description, checkpoint, flags), options, {
        subject,
        late,
      })
      return job
    } catch (error) {
      job.close()
      throw error
    }
  }

  get #subject(): Subject {
    return { connection: this.domain.connection.uri, domain: this.domain.name }
  }

  #receive({ operation, job: { success, errmsg, diskTotal } }: DomainJobCompletedEvent): void {
    if (operation !== 'backup') return
    if (diskTotal !== undefined) this.#total = Number(diskTotal)
    if (success === true) this.#job.succeed('completed')
    else if (errmsg === undefined) this.#job.succeed('canceled')
    else this.#job.fail(new JobError(`The backup failed: ${errmsg}`, { subject: this.#subject }))
  }

  /** How it ended. Rejects with a {@link JobError} if it failed, or the domain stopped; with the connection's error if that is lost. */
  get done(): Promise<BackupOutcome> {
    return this.#job.done
  }

  /**
   * How far it has come; undefined if it has ended.
   *
   * @example
   * ```ts
   * const percent = async (job: libvirt.BackupJob) => {
   *   const { done, total } = (await job.progress()) ?? { done: 1, total: 1 }
   *   return (done / total) * 100
   * }
   * ```
   */
  async progress(options?: CallOptions): Promise<BackupProgress | undefined> {
    const { domain } = this
    const backup = await ifAny('VIR_ERR_NO_DOMAIN_BACKUP', domain.backup.describe(options))
    if (backup === undefined) return undefined
    let done = 0
    for (const { name, backup: included = true } of backup.disks ?? []) {
      if (!included) continue
      const info = await domain
        .block(name)
        .ask((handle, disk) => native.libvirt.domainGetBlockJobInfo(handle, disk, 0), options)
      // A disk that is done with is not spoken of any more.
      this.#ends.set(name, info?.end ?? this.#ends.get(name) ?? 0)
      done += info?.position ?? this.#ends.get(name) ?? 0
    }
    return { done, total: [...this.#ends.values()].reduce((sum, end) => sum + end, 0) }
  }

  /**
   * Ends it: one that is pulled, when all is read; of one that is pushed, what was written so far is of no use. Gets through
   * even if all other calls on the connection hang.
   *
   * @example
   * ```ts
   * const stop = async (job: libvirt.BackupJob) => {
   *   await job.end()
   *   console.log(await job.done)
   * }
   * ```
   * @throws LibvirtError `VIR_ERR_OPERATION_INVALID` if it has ended already
   * @implements virDomainAbortJob
   */
  async end(options: CallOptions = {}): Promise<BackupOutcome> {
    const subject = this.#subject
    return await underDeadline(options, subject, async (signal) => {
      await call(() => native.libvirt.domainAbortJob(Handle.native(this.domain)), { signal }, { subject })
      return await call(() => this.done, { signal }, { subject })
    })
  }

  /**
   * Waits until one that is pushed has written everything. `signal` and `timeout` end the backup itself.
   *
   * @example
   * ```ts
   * const backUp = async (vm: libvirt.Domain) => {
   *   const job = await vm.backup.begin({ disks: [{ name: 'vda', target: { file: '/backup/vda.qcow2' } }] })
   *   await job.finish({ onProgress: (done, total) => console.log(`${done} of ${total} bytes`) })
   * }
   * ```
   * @throws JobError if it failed, or somebody ended it
   * @throws AbortError when the signal was aborted; the backup then has ended
   */
  async finish(options: ProgressOptions = {}): Promise<void> {
    const { onProgress } = options
    checkOnProgress(onProgress)
    const subject = this.#subject
    await underDeadline(options, subject, async (signal) => {
      throwIfAborted(signal)
      let stopped: { readonly error: unknown } | undefined
      const stop = (error: unknown): void => {
        stopped ??= { error }
        this.end().catch((refused: unknown) => this.#job.fail(refused))
      }
      const unlisten =
        signal === undefined ? undefined : whenAborted(signal, () => stop(new AbortError({ cause: signal.reason })))
      try {
        let last = 0
        for await (const { done, total } of this.#progresses()) {
          last = total
          try {
            onProgress?.(done, total)
          } catch (error) {
            stop(error)
          }
        }
        const outcome = await this.done
        // One that is pulled is completed when it is ended.
        if (stopped !== undefined) throw stopped.error
        if (outcome === 'canceled') throw new JobError('The backup was ended before all was written', { subject })
        onProgress?.(this.#total ?? last, this.#total ?? last)
      } catch (error) {
        throw stopped === undefined ? error : stopped.error
      } finally {
        unlisten?.()
      }
    })
  }

  async *#progresses(): AsyncGenerator<BackupProgress, void, undefined> {
    const { signal } = this.#settled
    let goneSince: number | undefined
    while (!signal.aborted) {
      const progress = await this.progress()
      if (progress !== undefined) yield progress
      else goneSince ??= Date.now()
      if (goneSince !== undefined && Date.now() - goneSince > GRACE) {
        // An event may be lost while a connection is made anew.
        this.#job.fail(new JobError('The backup is gone, and libvirt did not say how', { subject: this.#subject }))
      }
      await sleep(INTERVAL, undefined, { signal }).catch(() => {})
    }
  }

  /** Follows it no more; it goes on. What waits for it is rejected. */
  close(): void {
    this.#job.fail(new ClosedError('backup', { subject: this.#subject }))
  }

  [Symbol.dispose](): void {
    this.close()
  }
}
