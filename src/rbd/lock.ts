import { checkName } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { Handle } from '../core/handle.ts'
import { native } from '../native/load.ts'
import { lockedElsewhere } from './failure.ts'
import type { Image } from './image.ts'

/** Who holds an image's exclusive lock. */
export interface LockOwner {
  /** The client's address and nonce: `'10.0.0.7:0/2214081543'`. */
  readonly address: string
  readonly mode: 'exclusive' | 'shared'
}

/**
 * The exclusive lock of an image. librbd takes it for the first write and passes it on when another client asks;
 * `acquire()` takes it for keeps. Only its owner uses the object map, which makes reads of unwritten space and
 * exports fast.
 *
 * @example
 * ```ts
 * await image.lock.acquire()
 * console.log(await image.lock.isOwner()) // true
 * ```
 */
export class ImageLock {
  readonly #image: Image

  /** @internal */
  constructor(image: Image) {
    this.#image = image
  }

  /**
   * Takes the lock and keeps it until `release()` or `close()`, whoever asks for it.
   * @throws ImageBusyError if another client keeps it
   * @throws ReadOnlyError if the image was opened for reading only
   * @implements rbd_lock_acquire
   */
  async acquire(options?: CallOptions): Promise<void> {
    const image = this.#image
    try {
      await call(() => native.rbd.lockAcquire(Handle.native(image)), options, { subject: image.subject })
    } catch (error) {
      throw image.readOnly || image.snapshot !== undefined ? error : lockedElsewhere(error)
    }
  }

  /**
   * Gives the lock back.
   * @implements rbd_lock_release
   */
  async release(options?: CallOptions): Promise<void> {
    const image = this.#image
    await call(() => native.rbd.lockRelease(Handle.native(image)), options, { subject: image.subject })
  }

  /**
   * Whether this handle holds the lock.
   * @implements rbd_is_exclusive_lock_owner
   */
  async isOwner(options?: CallOptions): Promise<boolean> {
    const image = this.#image
    return await call(() => native.rbd.lockIsOwner(Handle.native(image)), options, { subject: image.subject })
  }

  /**
   * Who holds the lock: nobody, or one client.
   * @throws CephError `EINVAL` if the image was opened for reading only, or lacks the feature `exclusive-lock`
   * @implements rbd_lock_get_owners rbd_lock_get_owners_cleanup
   */
  async owners(options?: CallOptions): Promise<readonly LockOwner[]> {
    const image = this.#image
    const held = await call(() => native.rbd.lockOwners(Handle.native(image)), options, { subject: image.subject })
    return held.owners.map((address) => ({ address, mode: held.exclusive ? 'exclusive' : 'shared' }))
  }

  /**
   * Takes the lock from a client that died, and shuts that client out of the cluster (blocklist).
   *
   * @param owner as `owners()` gives it
   * @throws ImageBusyError if the owner is alive, or is not the owner any more
   * @implements rbd_lock_break
   */
  async break(owner: LockOwner | string, options?: CallOptions): Promise<void> {
    const image = this.#image
    const address = checkName(typeof owner === 'string' ? owner : owner?.address, 'owner')
    await call(() => native.rbd.lockBreak(Handle.native(image), address), options, { subject: image.subject })
  }
}
