import { checkName, checkObject, checkWord } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { Handle } from '../core/handle.ts'
import { native } from '../native/load.ts'
import type { Image } from './image.ts'
import { changeFailure } from './mirror-failure.ts'

/** Who holds an image's exclusive lock. */
export interface LockOwner {
  /** The client's address and nonce: `'10.0.0.7:0/2214081543'`. */
  readonly address: string
  readonly mode: 'exclusive' | 'shared'
}

export interface AcquireLockOptions extends CallOptions {
  /**
   * What becomes of others who want to write meanwhile: they fail (`exclusive`, and if it is not said), or wait until the
   * lock is given back, which should be soon then (`exclusive-transient`: Ceph 20.2.1 and newer). The one may be changed
   * into the other while the lock is held. librbd names `shared` too, and refuses it.
   */
  readonly mode?: 'exclusive' | 'shared' | 'exclusive-transient' | undefined
}

// rbd_lock_mode_t
const MODES = { exclusive: 0, shared: 1, 'exclusive-transient': 2 } as const

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
   * Takes the lock and keeps it until `release()` or `close()`, whoever asks for it. After that call, successful or not,
   * no write of this handle takes the lock by itself any more.
   * @example
   * ```ts
   * await image.lock.acquire({ mode: 'exclusive' })
   * ```
   * @throws ImageBusyError if another client keeps it
   * @throws NotPrimaryError if mirroring keeps it
   * @throws ReadOnlyError if the image was opened for reading only
   * @throws CephError `EOPNOTSUPP` for a mode that this release of librbd does not have
   * @implements rbd_lock_acquire
   */
  async acquire(options: AcquireLockOptions = {}): Promise<void> {
    const image = this.#image
    const { mode = 'exclusive' } = checkObject(options)
    const number = checkWord(mode, MODES, 'options.mode')
    try {
      await call(() => native.rbd.lockAcquire(Handle.native(image), number), options, { subject: image.subject })
    } catch (error) {
      throw image.readOnly || image.snapshot !== undefined ? error : await changeFailure(image.io.handle, error)
    }
  }

  /**
   * Gives the lock back.
   * @example
   * ```ts
   * await image.lock.acquire()
   * await image.lock.release()
   * ```
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
   * @example
   * ```ts
   * await image.lock.acquire()
   * const [owner] = await image.lock.owners()
   * console.log(owner?.address)
   * ```
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
