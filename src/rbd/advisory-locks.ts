import { checkName } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { CephError, ExistsError, ImageBusyError, NotFoundError } from '../core/errors.ts'
import { Handle } from '../core/handle.ts'
import { describe } from '../core/subject.ts'
import type { AdvisoryHolder } from '../native/contract/rbd-io.ts'
import { native } from '../native/load.ts'
import type { Image } from './image.ts'

export type { AdvisoryHolder } from '../native/contract/rbd-io.ts'

/** Who holds the advisory lock of an image. */
export interface AdvisoryLock {
  readonly mode: 'exclusive' | 'shared'
  /** What all holders of a shared lock have to know; empty for an exclusive one. */
  readonly tag: string
  readonly holders: readonly AdvisoryHolder[]
}

/**
 * The advisory lock of an image, as `rbd lock` takes it: it keeps nobody from writing, but those who ask for it. It
 * outlives its holder: whoever ends without giving it back leaves it to be broken. It is for images without the feature
 * `exclusive-lock`: of others librbd itself holds it while it has the exclusive lock (`image.lock`).
 *
 * @example
 * ```ts
 * await images.create('z-shared', { size: '1GiB', features: ['layering'] })
 * await using shared = await images.open('z-shared')
 * await shared.advisoryLocks.lockExclusive('backup')
 * await shared.advisoryLocks.unlock('backup')
 * ```
 */
export class AdvisoryLocks {
  readonly #image: Image

  /** @internal */
  constructor(image: Image) {
    this.#image = image
  }

  /**
   * Who holds it; undefined if nobody does.
   *
   * @example
   * ```ts
   * await images.create('z-shared', { size: '1GiB', features: ['layering'] })
   * await using shared = await images.open('z-shared')
   * await shared.advisoryLocks.lockShared('reader-1', 'readers')
   * console.log(await shared.advisoryLocks.get()) // { mode: 'shared', tag: 'readers', holders: [{ cookie: 'reader-1', … }] }
   * ```
   * @implements rbd_list_lockers
   */
  async get(options?: CallOptions): Promise<AdvisoryLock | undefined> {
    const image = this.#image
    const { exclusive, tag, holders } = await call(() => native.rbd.advisoryLockList(Handle.native(image)), options, {
      subject: image.subject,
    })
    return holders.length === 0 ? undefined : { mode: exclusive ? 'exclusive' : 'shared', tag, holders }
  }

  /**
   * Takes it alone.
   *
   * @param cookie names this lock among those of this client
   * @throws ImageBusyError if somebody else holds it, or this client by another cookie
   * @throws ExistsError if this client holds it by this cookie
   * @implements rbd_lock_exclusive
   */
  async lockExclusive(cookie: string, options?: CallOptions): Promise<void> {
    checkName(cookie, 'cookie')
    await this.#call(() => native.rbd.advisoryLockExclusive(Handle.native(this.#image), cookie), options)
  }

  /**
   * Takes it together with all who say the same tag.
   *
   * @param cookie names this lock among those of this client
   * @example
   * ```ts
   * await images.create('z-shared', { size: '1GiB', features: ['layering'] })
   * await using shared = await images.open('z-shared')
   * await shared.advisoryLocks.lockShared('reader-1', 'readers')
   * await shared.advisoryLocks.lockShared('reader-2', 'readers')
   * ```
   * @throws ImageBusyError if it is held exclusively, or under another tag
   * @throws ExistsError if this client holds it by this cookie
   * @implements rbd_lock_shared
   */
  async lockShared(cookie: string, tag: string, options?: CallOptions): Promise<void> {
    checkName(cookie, 'cookie')
    checkName(tag, 'tag')
    await this.#call(() => native.rbd.advisoryLockShared(Handle.native(this.#image), cookie, tag), options)
  }

  /**
   * Gives it back.
   * @throws NotFoundError if this client does not hold it by this cookie
   * @implements rbd_unlock
   */
  async unlock(cookie: string, options?: CallOptions): Promise<void> {
    checkName(cookie, 'cookie')
    await this.#call(() => native.rbd.advisoryUnlock(Handle.native(this.#image), cookie), options)
  }

  /**
   * Takes it from a client that is gone. Unless Ceph is told otherwise (`rbd_blocklist_on_break_lock`), that client is
   * shut out of the cluster: one's own lock is given back by `unlock()`.
   *
   * @param holder as `get()` names it
   * @example
   * ```ts
   * await cluster.config.set('rbd_blocklist_on_break_lock', 'false')
   * await images.create('z-shared', { size: '1GiB', features: ['layering'] })
   * await using shared = await images.open('z-shared')
   * await shared.advisoryLocks.lockExclusive('of-a-client-that-died')
   * for (const holder of (await shared.advisoryLocks.get())?.holders ?? []) await shared.advisoryLocks.break(holder)
   * ```
   * @throws NotFoundError if that client does not hold it by this cookie
   * @implements rbd_break_lock
   */
  async break(holder: Pick<AdvisoryHolder, 'client' | 'cookie'>, options?: CallOptions): Promise<void> {
    const client = checkName(holder?.client, 'holder.client')
    const cookie = checkName(holder?.cookie, 'holder.cookie')
    await this.#call(() => native.rbd.advisoryLockBreak(Handle.native(this.#image), client, cookie), options)
  }

  /** The failures here are those of the lock, not of the image. */
  async #call(start: () => Promise<void>, options: CallOptions | undefined): Promise<void> {
    const { subject } = this.#image
    try {
      await call(start, options, { subject })
    } catch (error) {
      if (!(error instanceof CephError)) throw error
      const { code, errno, syscall } = error
      const details = { code, errno, syscall, subject, cause: error }
      const message = (state: string): string =>
        `${code}: the advisory lock of ${describe(subject)} ${state} (${syscall})`
      if (code === 'ENOENT') throw new NotFoundError(message('is not held so'), details)
      if (code === 'EEXIST') throw new ExistsError(message('is held by this client already'), details)
      if (code !== 'EBUSY') throw error
      const hint = 'image.advisoryLocks.get() tells who holds it; break(holder) takes it from a client that is gone.'
      throw new ImageBusyError(message('is held by somebody else'), { ...details, hint })
    }
  }
}
