import { checkInteger, checkName, checkOptions, type Known, outOfRange, wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { cephError } from '../core/ceph-failure.ts'
import {
  CephError,
  ImageBusyError,
  ImageExistsError,
  ImageHasSnapshotsError,
  ImageNotFoundError,
  PermissionError,
  type Subject,
  TrashDeferredError,
} from '../core/errors.ts'
import { Handle } from '../core/handle.ts'
import { Listing } from '../core/listing.ts'
import { callWithProgress, type ProgressOptions } from '../core/progress.ts'
import type { TrashEntry as NativeTrashEntry } from '../native/contract/rbd-trash.ts'
import { native } from '../native/load.ts'
import type { Pool } from '../rados/index.ts'
import { copyFailure } from './mirror-failure.ts'
import { checkPlace, placeError } from './namespaces.ts'

/** An image in the trash. */
export interface TrashEntry {
  readonly id: string
  /** The name that it had. */
  readonly name: string
  /**
   * Who put it there: a user; mirroring; a migration that is under way; a removal that was not finished; or a user, while
   * clones still need it.
   */
  readonly source: NativeTrashEntry['source']
  readonly deletedAt: Date
  /** Until when it is kept. */
  readonly deferredUntil: Date
}

export interface MoveToTrashOptions extends CallOptions {
  /** How long it is to be kept, in milliseconds; whole seconds count. Not at all, if not said. */
  readonly delay?: number
}

export interface RemoveFromTrashOptions extends ProgressOptions {
  /** Removes it even if it is to be kept for a while yet. */
  readonly force?: boolean
}

export interface PurgeTrashOptions extends ProgressOptions {
  /** Removes what is to be kept no longer than to this moment; now, if not said. */
  readonly expiredBefore?: Date
  /**
   * Removes more, kept or not, in the order of the ends of their keeping, until the pool is no fuller than this: from 0
   * to 1.
   */
  readonly threshold?: number
}

const MOVE_OPTIONS: Known<MoveToTrashOptions> = { delay: true, signal: true, timeout: true }
const REMOVE_OPTIONS: Known<RemoveFromTrashOptions> = { force: true, onProgress: true, signal: true, timeout: true }
const PURGE_OPTIONS: Known<PurgeTrashOptions> = {
  expiredBefore: true,
  threshold: true,
  onProgress: true,
  signal: true,
  timeout: true,
}

/**
 * Where images go that may be wanted back: they keep their data and their id, and lose their name.
 *
 * @example
 * ```ts
 * await images.create('z-old', { size: '64MiB' })
 * await images.trash.move('z-old', { delay: 7 * 86_400_000 })
 * for await (const { id, name } of images.trash.list()) if (name === 'z-old') await images.trash.restore(id)
 * ```
 */
export class Trash {
  readonly #pool: Pool

  /** @internal */
  constructor(pool: Pool) {
    this.#pool = pool
  }

  /**
   * Puts an image into the trash. It may have snapshots; it must not be open for writing elsewhere with its lock kept.
   * @throws ImageNotFoundError
   * @throws ImageBusyError if another client keeps its lock, or it migrates
   * @throws ImageInGroupError
   * @throws CephError `EOPNOTSUPP` if it is of format 1
   * @throws NotPrimaryError if mirroring keeps it
   * @implements rbd_trash_move
   */
  async move(name: string, options: MoveToTrashOptions = {}): Promise<void> {
    const subject = this.#subject(checkName(name, 'name'))
    checkOptions(options, MOVE_OPTIONS)
    const seconds = Math.ceil(checkInteger(options.delay ?? 0, 'options.delay') / 1000)
    try {
      await call(() => native.rbd.trashMove(Handle.native(this.#pool), name, seconds), options, { subject })
    } catch (error) {
      throw (await copyFailure(this.#pool, name, error)) ?? (await placeError(this.#pool, error))
    }
  }

  /**
   * One image in the trash, by its id.
   *
   * @example
   * ```ts
   * await images.create('z-old', { size: '64MiB' })
   * await images.trash.move('z-old')
   * const [first] = await images.trash.list().toArray()
   * if (first !== undefined) console.log((await images.trash.get(first.id)).deletedAt)
   * ```
   * @throws ImageNotFoundError
   * @implements rbd_trash_get rbd_trash_get_cleanup
   */
  async get(id: string, options?: CallOptions): Promise<TrashEntry> {
    return await this.#entry(checkName(id, 'id'), options)
  }

  /**
   * What is in the trash, by id. What is just being removed is left out.
   * @implements rbd_trash_list rbd_trash_list_cleanup
   */
  list(options: CallOptions = {}): Listing<TrashEntry> {
    return Listing.of(async () => {
      const { name: pool, namespace } = this.#pool
      const making = { subject: { pool, namespace } }
      const listed = await call(() => native.rbd.trashList(Handle.native(this.#pool)), options, making)
      if (listed.length === 0) await checkPlace(this.#pool, options)
      return listed.map(entryOf)
    })
  }

  /**
   * Takes an image out of the trash, under the name that it had or another.
   * @throws ImageNotFoundError if it is not in the trash
   * @throws ImageExistsError if the name is taken
   * @throws CephError `EINVAL` if it is there because it migrates or is being removed
   * @implements rbd_trash_restore
   */
  async restore(id: string, name?: string, options?: CallOptions): Promise<void> {
    const subject = this.#subject(checkName(id, 'id'))
    if (name !== undefined) checkName(name, 'name')
    try {
      await call(() => native.rbd.trashRestore(Handle.native(this.#pool), id, name ?? ''), options, { subject })
    } catch (error) {
      if (error instanceof CephError && error.code === 'EINVAL') {
        const { syscall, errno } = error
        const { source } = await this.#entry(id, options)
        const sentence = `image '${id}' is in the trash for another reason than to be wanted back: ${source}`
        throw cephError({ syscall, errno, subject, sentence, cause: error })
      }
      if (!(error instanceof ImageExistsError)) throw await this.#missing(error, subject)
      // What exists already is the other one.
      const { syscall, errno } = error
      const taken = name ?? (await this.#entry(id, options)).name
      const hint = 'Give it another name: images.trash.restore(id, name).'
      throw cephError({ syscall, errno, subject: this.#subject(taken), hint, cause: error })
    }
  }

  /**
   * Removes an image in the trash with its data.
   *
   * @example
   * ```ts
   * await images.create('z-old', { size: '64MiB' })
   * await images.trash.move('z-old', { delay: 60_000 })
   * for await (const { id } of images.trash.list()) await images.trash.remove(id, { force: true })
   * ```
   * @throws ImageNotFoundError if it is not in the trash
   * @throws TrashDeferredError if it is to be kept for a while yet, unless `force`
   * @throws ImageBusyError if somebody has it open
   * @throws ImageHasSnapshotsError
   * @throws AbortError if the `signal` was aborted: then some of its data may be gone, and it is left to be removed
   * @implements rbd_trash_remove rbd_trash_remove_with_progress
   */
  async remove(id: string, options: RemoveFromTrashOptions = {}): Promise<void> {
    const subject = this.#subject(checkName(id, 'id'))
    checkOptions(options, REMOVE_OPTIONS)
    const { force = false } = options
    if (typeof force !== 'boolean') throw wrongType('options.force', 'a boolean', force)
    try {
      await callWithProgress(
        (progress) => native.rbd.trashRemove(Handle.native(this.#pool), id, force, progress),
        options,
        { subject },
      )
    } catch (error) {
      throw await this.#removalError(error, id, subject)
    }
  }

  /**
   * Removes from the trash what need not be kept any longer. `onProgress` is told images. An abort ends the waiting: what
   * librbd has begun it goes on with.
   *
   * @example
   * ```ts
   * await images.trash.purge({ expiredBefore: new Date(), onProgress: (done, total) => console.log(done, total) })
   * ```
   * @throws ImageBusyError if images are left because somebody has them open
   * @throws ImageHasSnapshotsError if images are left because they have snapshots
   * @implements rbd_trash_purge rbd_trash_purge_with_progress
   */
  async purge(options: PurgeTrashOptions = {}): Promise<void> {
    checkOptions(options, PURGE_OPTIONS)
    const { expiredBefore, threshold } = options
    if (threshold !== undefined) {
      if (typeof threshold !== 'number') throw wrongType('options.threshold', 'a number', threshold)
      if (!(threshold >= 0 && threshold <= 1)) throw outOfRange('options.threshold', 'from 0 to 1', threshold)
    }
    const seconds = expiredBefore === undefined ? 0 : secondsOf(expiredBefore, 'options.expiredBefore')
    await checkPlace(this.#pool, options)
    const { name: pool, namespace } = this.#pool
    // Its errors are those of some image.
    const subject = { pool, namespace, image: '' }
    try {
      await callWithProgress(
        (progress) => native.rbd.trashPurge(Handle.native(this.#pool), seconds, threshold ?? -1, progress),
        options,
        { subject },
      )
    } catch (error) {
      if (!(error instanceof ImageBusyError || error instanceof ImageHasSnapshotsError)) throw error
      const { syscall, errno } = error
      const why = error instanceof ImageBusyError ? 'are in use' : 'have snapshots'
      const sentence = `images that ${why} are left in the trash of pool '${pool}'`
      throw cephError({ syscall, errno, subject, sentence, hint: error.hint, cause: error })
    }
  }

  #subject(image: string): Subject {
    return { pool: this.#pool.name, namespace: this.#pool.namespace, image }
  }

  async #entry(id: string, options?: CallOptions): Promise<TrashEntry> {
    const subject = this.#subject(id)
    try {
      return entryOf(await call(() => native.rbd.trashGet(Handle.native(this.#pool), id), options, { subject }))
    } catch (error) {
      throw await this.#missing(error, subject)
    }
  }

  async #missing(error: unknown, subject: Subject): Promise<unknown> {
    if (!(error instanceof ImageNotFoundError)) return error
    const { syscall, errno } = error
    const sentence = `there is no image with the id '${subject.image}' in the trash of pool '${this.#pool.name}'`
    return await placeError(this.#pool, cephError({ syscall, errno, subject, sentence, cause: error }))
  }

  async #removalError(error: unknown, id: string, subject: Subject): Promise<unknown> {
    if (error instanceof ImageBusyError) {
      const { syscall, errno } = error
      const hint =
        'Close it where it is open: (await images.open({ id }, { readOnly: true })).watchers() lists who holds it.'
      return cephError({ syscall, errno, subject, hint, cause: error })
    }
    if (error instanceof PermissionError && error.code === 'EPERM') {
      const { deferredUntil, name } = await this.#entry(id)
      if (deferredUntil.getTime() <= Date.now()) return error
      const { code, errno, syscall } = error
      const message = `${code}: image '${name}' in the trash is kept until ${deferredUntil.toISOString()} (${syscall})`
      const hint = 'images.trash.remove(id, { force: true }) removes it now.'
      return new TrashDeferredError(message, { code, errno, syscall, subject, hint, deferredUntil, cause: error })
    }
    return await this.#missing(error, subject)
  }
}

function entryOf({ deletedAt, deferredUntil, ...entry }: NativeTrashEntry): TrashEntry {
  return { ...entry, deletedAt: new Date(deletedAt), deferredUntil: new Date(deferredUntil) }
}

function secondsOf(time: Date, name: string): number {
  if (!(time instanceof Date)) throw wrongType(name, 'a Date', time)
  const seconds = Math.floor(time.getTime() / 1000)
  // 0 means now.
  if (!(seconds > 0)) throw outOfRange(name, 'a moment after 1970', time)
  return seconds
}
