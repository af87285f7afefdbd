import { checkInteger, checkName } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import type { Subject } from '../core/errors.ts'
import { Handle } from '../core/handle.ts'
import { Listing } from '../core/listing.ts'
import { callWithProgress, type ProgressOptions } from '../core/progress.ts'
import { native } from '../native/load.ts'
import type { Image } from './image.ts'
import { type Quiesce, quiesceFlags } from './quiesce.ts'

export interface Snapshot {
  readonly id: bigint
  readonly name: string
  /** The image's size when it was taken, in bytes. */
  readonly size: number
  /** Who made it: a user, a consistency group, a removal that clones still hold up, or mirroring. */
  readonly kind: 'user' | 'group' | 'trash' | 'mirror' | 'unknown'
  readonly isProtected: boolean
  readonly createdAt: Date
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
   * @implements rbd_snap_list rbd_snap_list_end rbd_snap_get_namespace_type rbd_snap_get_timestamp
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
   * @throws CephError `EDQUOT` if the image has as many as its limit allows
   * @implements rbd_snap_create2
   */
  async create(name: string, options: CreateSnapshotOptions = {}): Promise<void> {
    const subject = this.#subject(name)
    const flags = quiesceFlags(options.quiesce)
    await callWithProgress(
      (progress) => native.rbd.snapshotCreate(Handle.native(this.#image), name, flags, progress),
      options,
      { subject },
    )
  }

  /**
   * Removes a snapshot.
   * @throws SnapshotNotFoundError
   * @throws SnapshotBusyError if it is protected or has clones
   * @implements rbd_snap_remove2
   */
  async remove(name: string, options: RemoveSnapshotOptions = {}): Promise<void> {
    const subject = this.#subject(name)
    const flags = (options.unprotect === true ? 1 : 0) + (options.flatten === true ? 2 : 0)
    await callWithProgress(
      (progress) => native.rbd.snapshotRemove(Handle.native(this.#image), name, flags, progress),
      options,
      {
        subject,
      },
    )
  }

  /**
   * Gives a snapshot another name.
   * @throws SnapshotNotFoundError, SnapshotExistsError
   * @implements rbd_snap_rename
   */
  async rename(from: string, to: string, options?: CallOptions): Promise<void> {
    const subject = this.#subject(from)
    checkName(to, 'to')
    await call(() => native.rbd.snapshotRename(Handle.native(this.#image), from, to), options, { subject })
  }

  /**
   * Puts the image back to what it was. What was written since is lost; other snapshots stay.
   * @throws SnapshotNotFoundError
   * @implements rbd_snap_rollback_with_progress
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
   * How many snapshots the image may have, or no limit (`undefined`). `image.info()` tells the limit.
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
