import { checkName, checkOptions, type Known } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { cephError } from '../core/ceph-failure.ts'
import {
  ImageBusyError,
  ReadOnlyError,
  SnapshotBusyError,
  SnapshotExistsError,
  SnapshotNotFoundError,
  type Subject,
} from '../core/errors.ts'
import { Handle } from '../core/handle.ts'
import { Listing } from '../core/listing.ts'
import { callWithProgress, type ProgressOptions } from '../core/progress.ts'
import { describe } from '../core/subject.ts'
import type { GroupSnapshot } from '../native/contract/rbd-groups.ts'
import { native } from '../native/load.ts'
import type { Group } from './groups.ts'
import { type Quiesce, quiesceFlags } from './quiesce.ts'

export type { GroupImageSnapshot, GroupSnapshot } from '../native/contract/rbd-groups.ts'

export interface CreateGroupSnapshotOptions extends CallOptions {
  /** What becomes of clients that asked to be told, so that they can bring their data into order: told and waited for (default), told but not obeyed when they fail, or not told. */
  readonly quiesce?: Quiesce
}

const CREATE_OPTIONS: Known<CreateGroupSnapshotOptions> = { quiesce: true, signal: true, timeout: true }

/**
 * The snapshots of a group: each of all its images, at one moment.
 *
 * @example
 * ```ts
 * const group = await images.groups.create('database')
 * await group.addImage('z-centos9')
 * await group.snapshots.create('before-upgrade')
 * for await (const { name, state } of group.snapshots.list()) console.log(name, state) // before-upgrade complete
 * ```
 */
export class GroupSnapshots {
  readonly #group: Group

  /** @internal */
  constructor(group: Group) {
    this.#group = group
  }

  /**
   * Takes a snapshot of all images of the group: of each the state of the same moment, for which writes wait.
   * @throws GroupNotFoundError, SnapshotExistsError
   * @throws ImageBusyError if another client keeps the lock of one of the images
   * @implements rbd_group_snap_create rbd_group_snap_create2
   */
  async create(name: string, options: CreateGroupSnapshotOptions = {}): Promise<void> {
    checkName(name, 'name')
    checkOptions(options, CREATE_OPTIONS)
    const flags = quiesceFlags(options.quiesce)
    const { pool, name: group } = this.#group
    try {
      await this.#call(name, () => native.rbd.groupSnapshotCreate(Handle.native(pool), group, name, flags), options)
    } catch (error) {
      if (!(error instanceof SnapshotBusyError || error instanceof ReadOnlyError)) throw error
      const { code, errno, syscall, subject } = error
      const message = `${code}: another client keeps the lock of an image in ${describe(this.#group.subject)} (${syscall})`
      const hint =
        'image.lock.owners() of its images tells who it is; it lets go with lock.release() or by closing the image.'
      throw new ImageBusyError(message, { code, errno, syscall, subject, hint, cause: error })
    }
  }

  /**
   * The snapshots of the group, oldest first; before Ceph 20 in no order that means anything, and without the images.
   * @throws GroupNotFoundError
   * @implements rbd_group_snap_list rbd_group_snap_list_cleanup rbd_group_snap_list2 rbd_group_snap_list2_cleanup
   */
  list(options: CallOptions = {}): Listing<GroupSnapshot> {
    return Listing.of(async () => {
      const { pool, name: group, subject } = this.#group
      const listed = await call(() => native.rbd.groupSnapshotList(Handle.native(pool), group), options, { subject })
      if (listed.length === 0) await this.#group.check(options)
      return listed
    })
  }

  /**
   * One snapshot of the group.
   *
   * @example
   * ```ts
   * const group = await images.groups.create('database')
   * await group.snapshots.create('empty')
   * console.log((await group.snapshots.get('empty')).state) // complete
   * ```
   * @throws GroupNotFoundError, SnapshotNotFoundError
   * @implements rbd_group_snap_get_info rbd_group_snap_get_info_cleanup
   */
  async get(name: string, options?: CallOptions): Promise<GroupSnapshot> {
    checkName(name, 'name')
    const { pool, name: group } = this.#group
    return await this.#call(name, () => native.rbd.groupSnapshotGet(Handle.native(pool), group, name), options)
  }

  /**
   * Gives a snapshot another name.
   *
   * @example
   * ```ts
   * const group = await images.groups.create('database')
   * await group.snapshots.create('nightly')
   * await group.snapshots.rename('nightly', 'golden')
   * ```
   * @throws GroupNotFoundError, SnapshotNotFoundError, SnapshotExistsError
   * @implements rbd_group_snap_rename
   */
  async rename(from: string, to: string, options?: CallOptions): Promise<void> {
    checkName(from, 'from')
    checkName(to, 'to')
    const { pool, name: group } = this.#group
    try {
      await this.#call(from, () => native.rbd.groupSnapshotRename(Handle.native(pool), group, from, to), options)
    } catch (error) {
      if (!(error instanceof SnapshotExistsError)) throw error
      // What exists already is the other one.
      const { syscall, errno } = error
      throw cephError({ syscall, errno, subject: this.#subject(to), cause: error })
    }
  }

  /**
   * Removes a snapshot, and those of the images that belong to it.
   *
   * @example
   * ```ts
   * const group = await images.groups.create('database')
   * await group.snapshots.create('nightly')
   * await group.snapshots.remove('nightly')
   * ```
   * @throws GroupNotFoundError, SnapshotNotFoundError
   * @implements rbd_group_snap_remove
   */
  async remove(name: string, options?: CallOptions): Promise<void> {
    checkName(name, 'name')
    const { pool, name: group } = this.#group
    await this.#call(name, () => native.rbd.groupSnapshotRemove(Handle.native(pool), group, name), options)
  }

  /**
   * Puts all images that were in the group back to what they were. What was written since is lost. `onProgress` is told
   * objects of all images.
   *
   * @example
   * ```ts
   * const group = await images.groups.create('database')
   * await group.addImage('z-centos9')
   * await group.snapshots.create('before-upgrade')
   * await group.snapshots.rollback('before-upgrade', { onProgress: (done, total) => console.log(done / total) })
   * ```
   * @throws GroupNotFoundError, SnapshotNotFoundError
   * @throws CephError `EINVAL` if the snapshot is not complete, or, with newer releases, the group has other images now
   * @implements rbd_group_snap_rollback rbd_group_snap_rollback_with_progress
   */
  async rollback(name: string, options: ProgressOptions = {}): Promise<void> {
    checkName(name, 'name')
    const { pool, name: group } = this.#group
    try {
      await callWithProgress(
        (progress) => native.rbd.groupSnapshotRollback(Handle.native(pool), group, name, progress),
        options,
        { subject: this.#subject(name) },
      )
    } catch (error) {
      throw await this.#error(error)
    }
  }

  async #call<T>(name: string, work: () => Promise<T>, options: CallOptions | undefined): Promise<T> {
    try {
      return await call(work, options, { subject: this.#subject(name) })
    } catch (error) {
      throw await this.#error(error)
    }
  }

  /** What is missing may be the group. */
  async #error(error: unknown): Promise<unknown> {
    if (error instanceof SnapshotNotFoundError) await this.#group.check()
    return error
  }

  #subject(snapshot: string): Subject {
    return { ...this.#group.subject, snapshot }
  }
}
