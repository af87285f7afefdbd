import { checkId, checkInteger, checkName, outOfRange } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { cephError } from '../core/ceph-failure.ts'
import { SnapshotExistsError, type Subject } from '../core/errors.ts'
import { Handle } from '../core/handle.ts'
import { Listing } from '../core/listing.ts'
import { callWithProgress, type ProgressOptions } from '../core/progress.ts'
import type {
  GroupOfSnapshot,
  MirrorSnapshot,
  SnapshotKind,
  TrashedSnapshot,
} from '../native/contract/rbd-snapshots.ts'
import { native } from '../native/load.ts'
import type { Image } from './image.ts'
import { changeFailure } from './mirror-failure.ts'
import { type Quiesce, quiesceFlags } from './quiesce.ts'

export type {
  GroupOfSnapshot,
  MirrorSnapshot,
  SnapshotKind,
  TrashedSnapshot,
} from '../native/contract/rbd-snapshots.ts'

export interface Snapshot {
  readonly id: bigint
  readonly name: string
  /** The image's size when it was taken, in bytes. */
  readonly size: number
  /** Who made it: a user, a consistency group, a removal that clones still hold up, or mirroring. */
  readonly kind: SnapshotKind
  readonly isProtected: boolean
  readonly createdAt: Date
  /** Of the kind `group`: what it is part of. */
  readonly group: GroupOfSnapshot | undefined
  /** Of the kind `trash`: what it was. */
  readonly trash: TrashedSnapshot | undefined
  /** Of the kind `mirror`: how far it is. */
  readonly mirror: MirrorSnapshot | undefined
}

export interface ListSnapshotsOptions extends CallOptions {
  /** Those of groups, mirroring and the trash as well; only users' own without it. */
  readonly all?: boolean
}

export interface CreateSnapshotOptions extends ProgressOptions {
  /** What becomes of clients that asked to be told, so that they can bring their data into order: told and waited for (default), told but not obeyed when they fail, or not told. */
  readonly quiesce?: Quiesce
}

export interface RemoveSnapshotOptions extends ProgressOptions {
  /** Unprotects it first. */
  readonly unprotect?: boolean
  /** Makes its clones independent first. */
  readonly flatten?: boolean
}

/**
 * The snapshots of an image.
 *
 * @example
 * ```ts
 * await image.snapshots.create('before-upgrade')
 * for await (const { name, createdAt } of image.snapshots.list()) console.log(name, createdAt)
 * await image.snapshots.rollback('before-upgrade', { onProgress: (done, total) => console.log(done / total) })
 * ```
 */
export class Snapshots {
  readonly #image: Image

  /** @internal */
  constructor(image: Image) {
    this.#image = image
  }

  /**
   * The snapshots, oldest first.
   * @implements rbd_snap_list rbd_snap_list_end rbd_snap_get_namespace_type rbd_snap_get_timestamp rbd_snap_get_group_namespace rbd_snap_group_namespace_cleanup rbd_snap_get_trash_namespace rbd_snap_get_trash_namespace2 rbd_snap_trash_namespace_cleanup rbd_snap_get_mirror_namespace rbd_snap_mirror_namespace_cleanup
   */
  list(options: ListSnapshotsOptions = {}): Listing<Snapshot> {
    return new Listing(() => this.#list(options))
  }

  async *#list(options: ListSnapshotsOptions): AsyncGenerator<Snapshot, void, undefined> {
    const image = this.#image
    const listed = await call(() => native.rbd.snapshotList(Handle.native(image)), options, { subject: image.subject })
    for (const { createdAt, ...snapshot } of listed) {
      if (options.all === true || snapshot.kind === 'user') yield { ...snapshot, createdAt: new Date(createdAt) }
    }
  }

  /**
   * Takes a snapshot of the image as it is now, with all that was written before.
   * @throws SnapshotExistsError
   * @throws NotPrimaryError if the image is mirrored and not primary
   * @throws CephError `EDQUOT` if the image has as many as its limit allows
   * @implements rbd_snap_create2 rbd_snap_create
   */
  async create(name: string, options: CreateSnapshotOptions = {}): Promise<void> {
    const subject = this.#subject(name)
    const flags = quiesceFlags(options.quiesce)
    const image = this.#image
    try {
      await callWithProgress(
        (progress) => native.rbd.snapshotCreate(Handle.native(image), name, flags, progress),
        options,
        { subject },
      )
    } catch (error) {
      throw image.readOnly ? error : await changeFailure(image.io.handle, error)
    }
  }

  /**
   * Removes a snapshot: by name, or one of any kind by its id. One that has clones of format 2 goes out of sight, and
   * away with the last of them.
   *
   * @example
   * ```ts
   * await image.snapshots.remove('before', { unprotect: true, flatten: true })
   * ```
   * @throws SnapshotNotFoundError
   * @throws SnapshotBusyError if it is protected or has clones
   * @implements rbd_snap_remove2 rbd_snap_remove rbd_snap_remove_by_id
   */
  async remove(snapshot: string | bigint, options: RemoveSnapshotOptions = {}): Promise<void> {
    const image = this.#image
    const { unprotect = false, flatten = false } = options
    if (typeof snapshot === 'bigint') {
      if (unprotect || flatten) throw outOfRange('snapshot', 'a name, with `unprotect` or `flatten`', snapshot)
      const subject = { ...image.subject, snapshot: String(checkId(snapshot, 'snapshot')) }
      await call(() => native.rbd.snapshotRemoveById(Handle.native(image), snapshot), options, { subject })
      return
    }
    const subject = this.#subject(snapshot)
    const flags = (unprotect ? 1 : 0) + (flatten ? 2 : 0)
    await callWithProgress(
      (progress) => native.rbd.snapshotRemove(Handle.native(image), snapshot, flags, progress),
      options,
      { subject },
    )
  }

  /**
   * Whether there is a snapshot of that name.
   *
   * @example
   * ```ts
   * if (!(await image.snapshots.exists('daily'))) await image.snapshots.create('daily')
   * ```
   * @implements rbd_snap_exists
   */
  async exists(name: string, options?: CallOptions): Promise<boolean> {
    const subject = this.#subject(name)
    return await call(() => native.rbd.snapshotExists(Handle.native(this.#image), name), options, { subject })
  }

  /**
   * The id of a snapshot, which stays when it is renamed.
   *
   * @example
   * ```ts
   * const id = await image.snapshots.idOf('before')
   * console.log(await image.snapshots.nameOf(id)) // before
   * ```
   * @throws SnapshotNotFoundError
   * @implements rbd_snap_get_id
   */
  async idOf(name: string, options?: CallOptions): Promise<bigint> {
    const subject = this.#subject(name)
    return await call(() => native.rbd.snapshotId(Handle.native(this.#image), name), options, { subject })
  }

  /**
   * The name of a snapshot.
   * @throws SnapshotNotFoundError
   * @implements rbd_snap_get_name
   */
  async nameOf(id: bigint, options?: CallOptions): Promise<string> {
    const image = this.#image
    const subject = { ...image.subject, snapshot: String(checkId(id, 'id')) }
    return await call(() => native.rbd.snapshotName(Handle.native(image), id), options, { subject })
  }

  /**
   * Gives a snapshot another name.
   * @throws SnapshotNotFoundError, SnapshotExistsError
   * @implements rbd_snap_rename
   */
  async rename(from: string, to: string, options?: CallOptions): Promise<void> {
    const subject = this.#subject(from)
    checkName(to, 'to')
    try {
      await call(() => native.rbd.snapshotRename(Handle.native(this.#image), from, to), options, { subject })
    } catch (error) {
      if (!(error instanceof SnapshotExistsError)) throw error
      // What exists already is the other one.
      const { syscall, errno } = error
      throw cephError({ syscall, errno, subject: this.#subject(to), cause: error })
    }
  }

  /**
   * Puts the image back to what it was. What was written since is lost; other snapshots stay.
   * @throws SnapshotNotFoundError
   * @implements rbd_snap_rollback_with_progress rbd_snap_rollback
   */
  async rollback(name: string, options?: ProgressOptions): Promise<void> {
    const subject = this.#subject(name)
    const image = this.#image
    await callWithProgress((progress) => native.rbd.snapshotRollback(Handle.native(image), name, progress), options, {
      subject,
    })
    await image.size()
  }

  /**
   * Protects a snapshot from removal, as older clients need before they clone it.
   *
   * @example
   * ```ts
   * await image.snapshots.protect('before')
   * console.log(await image.snapshots.isProtected('before')) // true
   * await image.snapshots.unprotect('before')
   * ```
   * @throws SnapshotBusyError if it is protected already
   * @implements rbd_snap_protect
   */
  async protect(name: string, options?: CallOptions): Promise<void> {
    const subject = this.#subject(name)
    await call(() => native.rbd.snapshotProtect(Handle.native(this.#image), name), options, {
      subject,
    })
  }

  /**
   * Takes the protection away.
   * @throws SnapshotBusyError if it has clones
   * @throws CephError `EINVAL` if it is not protected
   * @implements rbd_snap_unprotect
   */
  async unprotect(name: string, options?: CallOptions): Promise<void> {
    const subject = this.#subject(name)
    await call(() => native.rbd.snapshotUnprotect(Handle.native(this.#image), name), options, {
      subject,
    })
  }

  /**
   * Whether a snapshot is protected.
   * @throws SnapshotNotFoundError
   * @implements rbd_snap_is_protected
   */
  async isProtected(name: string, options?: CallOptions): Promise<boolean> {
    const subject = this.#subject(name)
    return await call(() => native.rbd.snapshotIsProtected(Handle.native(this.#image), name), options, { subject })
  }

  /**
   * How many snapshots the image may have; no limit if undefined.
   *
   * @example
   * ```ts
   * await image.snapshots.setLimit(30)
   * console.log(await image.snapshots.limit()) // 30
   * ```
   * @implements rbd_snap_get_limit
   */
  async limit(options?: CallOptions): Promise<number | undefined> {
    const image = this.#image
    return await call(() => native.rbd.snapshotLimit(Handle.native(image)), options, { subject: image.subject })
  }

  /**
   * Limits how many snapshots the image may have, or no longer (`undefined`). `image.info()` tells the limit.
   * @implements rbd_snap_set_limit
   */
  async setLimit(limit: number | undefined, options?: CallOptions): Promise<void> {
    const image = this.#image
    if (limit !== undefined) checkInteger(limit, 'limit')
    await call(() => native.rbd.snapshotSetLimit(Handle.native(image), limit), options, { subject: image.subject })
  }

  #subject(name: string): Subject {
    return { ...this.#image.subject, snapshot: checkName(name, 'name') }
  }
}
