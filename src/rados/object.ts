import { constants } from 'node:os'
import { checkInteger, checkName, checkOptions, type Known, toBytes } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { cephError } from '../core/ceph-failure.ts'
import { CephError, type Subject } from '../core/errors.ts'
import { Handle } from '../core/handle.ts'
import { Operation, submitted } from '../core/operation.ts'
import type { ReadStream, ReadStreamOptions } from '../core/streams/read-stream.ts'
import type { WriteStream } from '../core/streams/write-stream.ts'
import { describe } from '../core/subject.ts'
import type { PoolHandle, Watcher } from '../native/contract/rados.ts'
import type { NotifyAnswer } from '../native/contract/rados-pools.ts'
import { native } from '../native/load.ts'
import { ObjectLocks } from './locks.ts'
import { ObjectData } from './object-data.ts'
import { createReadStream, createWriteStream, type ObjectWriteStreamOptions } from './object-streams.ts'
import { ObjectOmap } from './omap.ts'
import type { Pool } from './pool.ts'
import { ReadOp } from './read-op.ts'
import { Watch, type WatchOptions } from './watch.ts'
import { type AllocationHint, WriteOp } from './write-op.ts'

export type { Watcher } from '../native/contract/rados.ts'
export type { NotifyAnswer, NotifyReply } from '../native/contract/rados-pools.ts'

export interface NotifyOptions {
  /**
   * How long to wait for the watchers' answers, in milliseconds, counted in whole seconds; this client's
   * `client_notify_timeout` (10 seconds) if not said.
   */
  readonly timeout?: number | undefined
  /** Rejects the call with an `AbortError`: the watchers are notified all the same. */
  readonly signal?: AbortSignal | undefined
}

const NOTIFY_OPTIONS: Known<NotifyOptions> = { timeout: true, signal: true }

/**
 * An object of a pool, by name; whether it exists shows when it is used. What is written to one object from one
 * connection is done in the order of the calls.
 *
 * A `signal` or `timeout` recalls an operation from librados; what an OSD has got already may still be done.
 *
 * @example
 * ```ts
 * const object = pool.object('greeting')
 * await object.writeFull('hello')
 * console.log(String(await object.read()))
 * ```
 * @implements rados_aio_create_completion2 rados_aio_get_return_value rados_aio_release rados_aio_cancel
 */
export class RadosObject extends ObjectData {
  /** Its values by keys. */
  readonly omap: ObjectOmap
  /** Its advisory locks. */
  readonly locks: ObjectLocks

  /** @internal */
  constructor(pool: Pool, name: string, subject?: Subject) {
    super(pool, name, subject)
    this.omap = new ObjectOmap(this)
    this.locks = new ObjectLocks(this)
  }

  /**
   * The value of an extended attribute.
   *
   * @example
   * ```ts
   * await object.setXattr('lang', 'en')
   * console.log(String(await object.getXattr('lang'))) // en
   * ```
   * @throws ObjectNotFoundError
   * @throws CephError `ENODATA` if there is none of that name
   * @implements rados_getxattr rados_aio_getxattr
   */
  async getXattr(name: string, options?: CallOptions): Promise<Buffer> {
    checkName(name, 'name')
    const value = (await this.xattrs(options)).get(name)
    if (value !== undefined) return value
    throw cephError({
      syscall: 'rados_getxattr',
      errno: -constants.errno.ENODATA,
      subject: this.subject,
      sentence: `${describe(this.subject)} has no extended attribute '${name}'`,
    })
  }

  /**
   * All extended attributes, by name.
   *
   * @example
   * ```ts
   * for (const [name, value] of await object.xattrs()) console.log(name, String(value))
   * ```
   * @throws ObjectNotFoundError
   * @implements rados_getxattrs rados_aio_getxattrs
   */
  async xattrs(options?: CallOptions): Promise<ReadonlyMap<string, Buffer>> {
    const [all] = await this.operate(new ReadOp().getXattrs(), options)
    return all
  }

  /**
   * Sets an extended attribute; the object is made if need be.
   *
   * @example
   * ```ts
   * await object.setXattr('lang', 'en')
   * ```
   * @throws PermissionError, NoSpaceError
   * @throws CephError `ENAMETOOLONG` or `EFBIG` if the name or the value is too long for the cluster
   * @implements rados_setxattr rados_aio_setxattr
   */
  async setXattr(name: string, value: Uint8Array | string, options?: CallOptions): Promise<void> {
    await this.operate(new WriteOp().setXattr(name, value), options)
  }

  /**
   * Takes an extended attribute away.
   *
   * @example
   * ```ts
   * await object.setXattr('lang', 'en')
   * await object.removeXattr('lang')
   * ```
   * @throws ObjectNotFoundError
   * @implements rados_rmxattr rados_aio_rmxattr
   */
  async removeXattr(name: string, options?: CallOptions): Promise<void> {
    await this.operate(new WriteOp().removeXattr(name), options)
  }

  /**
   * The object's version: a number that grows with each change. `ReadOp.version()` brings it along with what is read,
   * and a write operation answers what it became.
   *
   * @example
   * ```ts
   * const version = await object.version()
   * await object.operate(new rados.WriteOp().assertVersion(version).append('!'))
   * ```
   * @throws ObjectNotFoundError
   */
  async version(options?: CallOptions): Promise<bigint> {
    const [version] = await this.operate(new ReadOp().version(), options)
    return version
  }

  /**
   * Tells the OSDs what to expect of the object, so that they lay it out well; it is made if need be.
   *
   * @example
   * ```ts
   * await object.setAllocationHint({ objectSize: '4MiB', writeSize: '64KiB', flags: ['sequential-write', 'immutable'] })
   * ```
   * @throws PermissionError, NoSpaceError
   * @implements rados_set_alloc_hint rados_set_alloc_hint2
   */
  async setAllocationHint(hint: AllocationHint, options?: CallOptions): Promise<void> {
    await this.operate(new WriteOp().setAllocationHint(hint), options)
  }

  /**
   * Keeps the object in its cache tier: it is not evicted from there.
   *
   * @example
   * ```ts
   * await object.cachePin().catch((error) => console.log(error.code)) // EINVAL: this pool is no cache tier
   * ```
   * @throws CephError `EINVAL` if the pool is no cache tier
   * @implements rados_cache_pin
   */
  async cachePin(options?: CallOptions): Promise<void> {
    await this.#tier((pool) => native.rados.objectCachePin(pool, this.name), options)
  }

  /**
   * Lets the object be evicted from its cache tier again.
   *
   * @example
   * ```ts
   * await object.cacheUnpin().catch((error) => console.log(error.code)) // EINVAL: this pool is no cache tier
   * ```
   * @throws CephError `EINVAL` if the pool is no cache tier
   * @implements rados_cache_unpin
   */
  async cacheUnpin(options?: CallOptions): Promise<void> {
    await this.#tier((pool) => native.rados.objectCacheUnpin(pool, this.name), options)
  }

  async #tier(work: (pool: PoolHandle) => Promise<void>, options: CallOptions | undefined): Promise<void> {
    const { subject } = this
    try {
      await call(() => work(Handle.native(this.pool)), options, { subject })
    } catch (error) {
      if (!(error instanceof CephError) || error.code !== 'EINVAL') throw error
      const { syscall, errno } = error
      const hint = 'Only in a cache tier are objects kept: use the pool that is the tier, not the one below it.'
      throw cephError({ syscall, errno, subject, hint, sentence: `${describe(subject)} is in no cache tier` })
    }
  }

  /** Gives a lock back: see `locks`. @internal */
  async unlock(lock: string, cookie: string, options: CallOptions | undefined): Promise<void> {
    await this.submit(0, (slot, pool) => native.rados.objectUnlock(slot, pool, this.name, lock, cookie), options)
  }

  /**
   * Who watches the object: a client that has an image open watches its header. librados tells this in its C++
   * interface only, which is reached through the two symbols that Ceph has kept since release 14.
   *
   * @example
   * ```ts
   * for (const { address, clientId } of await object.watchers()) console.log(address, clientId)
   * ```
   * @throws ObjectNotFoundError
   * @throws NotSupportedError if the installed librados no longer has them
   * @implements librados::IoCtx::list_watchers
   */
  async watchers(options?: CallOptions): Promise<readonly Watcher[]> {
    return await call(() => native.rados.objectWatchers(Handle.native(this.pool), this.name), options, {
      subject: this.subject,
    })
  }

  /**
   * Watches the object: its notifications, as they come. See `Watch`.
   *
   * @example
   * ```ts
   * const stop = new AbortController()
   * const watch = object.watch({ signal: stop.signal })
   * await watch.ready
   * console.log((await object.watchers()).some(({ timeout }) => timeout === 30_000))
   * stop.abort()
   * ```
   * @throws ObjectNotFoundError, WatchLostError from the iteration
   * @implements rados_watch rados_watch2 rados_watch3 rados_aio_watch rados_aio_watch2
   * @implements rados_unwatch rados_unwatch2 rados_aio_unwatch rados_watch_flush rados_aio_watch_flush rados_notify_ack
   */
  watch(options: WatchOptions = {}): Watch {
    return new Watch(this, this.subject, options)
  }

  /**
   * Notifies all who watch the object, and waits until they have answered or `timeout` is over. What they said, and who
   * said nothing, is in the answer.
   *
   * @example
   * ```ts
   * const { replies, missed } = await object.notify('the configuration changed', { timeout: 5_000 })
   * console.log(`${replies.length} have heard it, ${missed.length} have not`)
   * ```
   * @throws ObjectNotFoundError
   * @implements rados_notify rados_notify2 rados_aio_notify rados_decode_notify_response rados_free_notify_response
   */
  async notify(payload: Uint8Array | string = '', options: NotifyOptions = {}): Promise<NotifyAnswer> {
    checkOptions(options, NOTIFY_OPTIONS)
    const bytes = toBytes(payload, 'payload')
    const { timeout, signal } = options
    if (timeout !== undefined) checkInteger(timeout, 'options.timeout', 1, 2 ** 31 - 1)
    // librados drops what is less than a second.
    const wait = Math.ceil((timeout ?? 0) / 1000) * 1000
    const pool = Handle.native(this.pool)
    const start = (slot: number): void => native.rados.objectNotify(slot, pool, this.name, bytes, wait)
    return await submitted<NotifyAnswer>(
      () => new Operation(this.pool.window, bytes.byteLength, start),
      { signal },
      this.subject,
    )
  }

  /**
   * The object's bytes as a stream, as `fs.createReadStream` makes one: `end` is the position of the last byte. It reads
   * ahead by `window` bytes and no further.
   *
   * @example
   * ```ts
   * await pipeline(object.createReadStream(), fs.createWriteStream(path.join(dir, 'greeting')))
   * ```
   * @throws ObjectNotFoundError as the stream's 'error'
   */
  createReadStream(options: ReadStreamOptions = {}): ReadStream {
    return createReadStream(this, options)
  }

  /**
   * A stream that writes the object, as `fs.createWriteStream` writes a file: `flags` say whether it replaces what the
   * object holds (`'w'`, if not said), writes into it (`'r+'`, with `start`) or after it (`'a'`). It writes piece by
   * piece: others see what is written so far, and it stays if the stream fails.
   *
   * An object holds 128 MiB at most, if the cluster's `osd_max_object_size` does not say otherwise.
   *
   * @throws NoSpaceError, PermissionError as the stream's 'error'
   * @throws CephError `EFBIG`, as the stream's 'error', if the object would become too large
   */
  createWriteStream(options: ObjectWriteStreamOptions = {}): WriteStream {
    return createWriteStream(this, options)
  }
}
