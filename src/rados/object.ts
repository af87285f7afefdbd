import { constants } from 'node:buffer'
import { constants as osConstants } from 'node:os'
import {
  checkBuffer,
  checkInteger,
  checkName,
  checkOptions,
  type Known,
  outOfRange,
  toBytes,
  wrongType,
} from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { cephError } from '../core/ceph-failure.ts'
import { CephError, ComparisonFailedError, type Subject } from '../core/errors.ts'
import { Handle } from '../core/handle.ts'
import { Operation, submitted } from '../core/operation.ts'
import type { Size } from '../core/sizes.ts'
import type { ReadStream, ReadStreamOptions } from '../core/streams/read-stream.ts'
import type { WriteStream } from '../core/streams/write-stream.ts'
import { describe } from '../core/subject.ts'
import type { PoolHandle, Watcher } from '../native/contract/rados.ts'
import type { Moment, ObjectStat as RawStat, ReadAnswer, WriteAnswer } from '../native/contract/rados-objects.ts'
import type { NotifyAnswer } from '../native/contract/rados-pools.ts'
import { native } from '../native/load.ts'
import type { Checksum, ChecksumOptions, ChecksumType } from './checksum.ts'
import { ObjectLocks } from './locks.ts'
import { createReadStream, createWriteStream, type ObjectWriteStreamOptions } from './object-streams.ts'
import { ObjectOmap } from './omap.ts'
import type { Pool } from './pool.ts'
import { type ObjectStat, objectStat, ReadOp } from './read-op.ts'
import { type OperationFlag, operationFlags } from './step.ts'
import { Watch, type WatchOptions } from './watch.ts'
import { type AllocationHint, WriteOp, type WriteResult } from './write-op.ts'

export type { Watcher } from '../native/contract/rados.ts'
export type { NotifyAnswer, NotifyReply } from '../native/contract/rados-pools.ts'

export interface ReadOptions extends CallOptions {
  /** Where to begin, in bytes; 0 if not said. */
  readonly position?: number
  /** How many bytes at most; to the end of the object if not said. */
  readonly length?: number
}

export interface OperateOptions extends CallOptions {
  readonly flags?: readonly OperationFlag[]
}

export interface OperateWriteOptions extends OperateOptions {
  /** What `stat` then tells as the time of the last write: a date, or nanoseconds since 1970. Now, if not said. */
  readonly mtime?: Date | bigint
}

/** What a checksum is made of, and how long it may take. */
export type ObjectChecksumOptions<Type extends ChecksumType> = ChecksumOptions<Type> & CallOptions

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
export class RadosObject {
  readonly pool: Pool
  readonly name: string
  /** Its values by keys. */
  readonly omap: ObjectOmap
  /** Its advisory locks. */
  readonly locks: ObjectLocks
  /** What its errors are about. @internal */
  readonly subject: Subject

  /**
   * @internal
   * @param subject what its errors are about, if that is another thing to its users than this object
   */
  constructor(pool: Pool, name: string, subject?: Subject) {
    this.pool = pool
    this.name = name
    this.subject = subject ?? { pool: pool.name, namespace: pool.namespace, object: name }
    this.omap = new ObjectOmap(this)
    this.locks = new ObjectLocks(this)
  }

  /**
   * Reads into a buffer, from `position` on. Answers how many bytes: fewer than the buffer holds at the object's end.
   * The buffer is in use until the promise settles, and after an abort until librados lets go of it.
   *
   * @example
   * ```ts
   * const buffer = Buffer.alloc(4)
   * const count = await object.read(buffer, 1) // 4: 'ello'
   * ```
   * @throws ObjectNotFoundError
   * @implements rados_read rados_aio_read
   */
  read(buffer: Uint8Array, position?: number, options?: CallOptions): Promise<number>
  /**
   * Reads the object, or a part of it, into a new buffer.
   * @throws ObjectNotFoundError
   * @implements rados_read rados_aio_read
   */
  read(options?: ReadOptions): Promise<Buffer>
  async read(target: Uint8Array | ReadOptions = {}, position = 0, options?: CallOptions): Promise<number | Buffer> {
    if (typeof target !== 'object' || target === null) throw wrongType('buffer', 'a Uint8Array or Buffer', target)
    if (ArrayBuffer.isView(target)) return await this.#read(checkBuffer(target), position, options)
    const { position: start = 0, length, ...rest } = target
    checkInteger(start, 'options.position')
    const size =
      length === undefined
        ? (await this.stat(rest)).size - start
        : checkInteger(length, 'options.length', 0, constants.MAX_LENGTH)
    if (size <= 0) return Buffer.alloc(0)
    const buffer = Buffer.allocUnsafeSlow(size)
    return buffer.subarray(0, await this.#read(buffer, start, rest))
  }

  async #read(buffer: Uint8Array, position: number, options: CallOptions | undefined): Promise<number> {
    checkInteger(position, 'position')
    return await this.#operate(
      buffer.byteLength,
      (slot, pool) => native.rados.objectRead(slot, pool, this.name, buffer, position),
      options,
    )
  }

  /**
   * Writes at `position`; the object grows, and is made, as needed. Answers how many bytes.
   *
   * @example
   * ```ts
   * await object.write('HE')
   * await object.write(Buffer.from('LLO'), 2)
   * ```
   * @throws PermissionError, NoSpaceError
   * @implements rados_write rados_aio_write
   */
  async write(data: Uint8Array | string, position = 0, options?: CallOptions): Promise<number> {
    const bytes = toBytes(data)
    checkInteger(position, 'position')
    await this.#operate(
      bytes.byteLength,
      (slot, pool) => native.rados.objectWrite(slot, pool, this.name, bytes, position),
      options,
    )
    return bytes.byteLength
  }

  /**
   * Makes these bytes all of the object, in one step.
   * @throws PermissionError, NoSpaceError
   * @implements rados_write_full rados_aio_write_full
   */
  async writeFull(data: Uint8Array | string, options?: CallOptions): Promise<number> {
    const bytes = toBytes(data)
    await this.#operate(
      bytes.byteLength,
      (slot, pool) => native.rados.objectWriteFull(slot, pool, this.name, bytes),
      options,
    )
    return bytes.byteLength
  }

  /**
   * Adds to the end of the object, which is made if need be.
   *
   * @example
   * ```ts
   * await object.append(' world')
   * ```
   * @throws PermissionError, NoSpaceError
   * @implements rados_append rados_aio_append
   */
  async append(data: Uint8Array | string, options?: CallOptions): Promise<number> {
    const bytes = toBytes(data)
    await this.#operate(
      bytes.byteLength,
      (slot, pool) => native.rados.objectAppend(slot, pool, this.name, bytes),
      options,
    )
    return bytes.byteLength
  }

  /**
   * Cuts the object to a size, or extends it with zeros; it is made if need be.
   *
   * @example
   * ```ts
   * await object.truncate('4KiB')
   * ```
   * @throws CephError `EFBIG` if it would become too large
   * @implements rados_trunc
   */
  async truncate(size: Size, options?: CallOptions): Promise<void> {
    await this.operate(new WriteOp().truncate(size), options)
  }

  /**
   * Removes the object.
   *
   * @example
   * ```ts
   * await object.remove()
   * ```
   * @throws ObjectNotFoundError
   * @implements rados_remove rados_aio_remove
   */
  async remove(options?: CallOptions): Promise<void> {
    await this.#operate(0, (slot, pool) => native.rados.objectRemove(slot, pool, this.name), options)
  }

  /**
   * Its size and when it was last written.
   *
   * @example
   * ```ts
   * const { size, mtime } = await object.stat()
   * ```
   * @throws ObjectNotFoundError
   * @implements rados_stat rados_stat2 rados_aio_stat rados_aio_stat2
   */
  async stat(options?: CallOptions): Promise<ObjectStat> {
    return objectStat(
      await this.#operate<RawStat>(0, (slot, pool) => native.rados.objectStat(slot, pool, this.name), options),
    )
  }

  /**
   * Calls a method of an object class, which an OSD runs on the object. Input and answer are in that class's own form,
   * and the answer may be of any length.
   *
   * @example
   * ```ts
   * const answer = await object.exec('lock', 'list_locks')
   * ```
   * @throws ObjectNotFoundError if the method needs the object to exist
   * @throws PermissionError if the OSDs know or allow no such class (their `osd_class_load_list`), or the user may not
   * @throws CephError `EOPNOTSUPP` if the class has no such method; else what the method itself says
   * @implements rados_exec rados_aio_exec
   */
  async exec(
    objectClass: string,
    method: string,
    input: Uint8Array | string = '',
    options?: CallOptions,
  ): Promise<Buffer> {
    const [answer] = await this.operate(new ReadOp().exec(objectClass, method, input), options)
    return answer
  }

  /**
   * Goes on only if the object has these bytes at `position`: compares them on the OSD.
   *
   * @example
   * ```ts
   * await object.compareExtent('ell', 1)
   * ```
   * @throws ExtentMismatchError which says where they differ
   * @throws ObjectNotFoundError
   * @implements rados_cmpext rados_aio_cmpext
   */
  async compareExtent(data: Uint8Array | string, position = 0, options?: CallOptions): Promise<void> {
    await this.operate(new ReadOp().compareExtent(data, position), options)
  }

  /**
   * Writes the same bytes again and again from `position` on, `length` bytes in all. They are carried there once.
   *
   * @example
   * ```ts
   * await object.writeSame('-=', 64)
   * ```
   * @throws PermissionError, NoSpaceError
   * @implements rados_writesame rados_aio_writesame
   */
  async writeSame(data: Uint8Array | string, length: number, position = 0, options?: CallOptions): Promise<void> {
    await this.operate(new WriteOp().writeSame(data, length, position), options)
  }

  /**
   * Checksums of the object's bytes, which the OSD computes: one, or one for each `chunkSize` bytes.
   *
   * @example
   * ```ts
   * const [sum] = await object.checksum('crc32c')
   * const [a, b] = await object.checksum('xxhash64', { length: 4, chunkSize: 2 })
   * ```
   * @throws ObjectNotFoundError
   * @implements rados_checksum
   */
  async checksum<Type extends ChecksumType>(
    type: Type,
    options: ObjectChecksumOptions<Type> = {},
  ): Promise<readonly Checksum<Type>[]> {
    const { signal, timeout, ...what } = options
    const [sums] = await this.operate(new ReadOp().checksum<Type>(type, what), { signal, timeout })
    return sums
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
      errno: -osConstants.errno.ENODATA,
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
    await this.#operate(0, (slot, pool) => native.rados.objectUnlock(slot, pool, this.name, lock, cookie), options)
  }

  /**
   * Does all steps of an operation at one moment. Of one that reads it answers what each step brings, of one that writes
   * the object's version then. If one fails, all of it fails, and nothing is changed.
   *
   * @example
   * ```ts
   * const [{ size }, head] = await object.operate(new rados.ReadOp().stat().read({ length: 512 }))
   * await object.operate(new rados.WriteOp().assertExists().append('more').setXattr('state', 'open'))
   * ```
   * @throws ObjectNotFoundError
   * @throws ComparisonFailedError if what it compares or asserts does not hold
   * @implements rados_read_op_operate rados_aio_read_op_operate rados_write_op_operate rados_write_op_operate2 rados_aio_write_op_operate rados_aio_write_op_operate2
   */
  operate<Answers extends readonly unknown[]>(op: ReadOp<Answers>, options?: OperateOptions): Promise<Answers>
  operate(op: WriteOp, options?: OperateWriteOptions): Promise<WriteResult>
  async operate<Answers extends readonly unknown[]>(
    op: ReadOp<Answers> | WriteOp,
    options: OperateWriteOptions = {},
  ): Promise<Answers | WriteResult> {
    const { flags = [], mtime, ...rest } = checkOptions(options, OPERATE_OPTIONS)
    const bits = operationFlags(flags)
    if (op instanceof WriteOp) {
      const { steps, bytes } = WriteOp.begin(op)
      const moment = mtime === undefined ? undefined : momentOf(mtime)
      const write = this.#operate<WriteAnswer>(
        bytes,
        (slot, pool) => native.rados.objectOperateWrite(slot, pool, this.name, steps, bits, moment),
        rest,
      )
      return await asserted(write, steps)
    }
    if (mtime !== undefined) throw outOfRange('options.mtime', 'left out: this only reads', mtime)
    const { steps, bytes, answers } = ReadOp.begin(op)
    const read = this.#operate<readonly ReadAnswer[]>(
      bytes,
      (slot, pool) => native.rados.objectOperateRead(slot, pool, this.name, steps, bits),
      rest,
    )
    return answers(await asserted(read, steps), this.subject)
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
   * await pipeline(object.createReadStream(), fs.createWriteStream('copy'))
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

  // All that goes to the OSDs goes through here: within the cluster's window, and recalled if the caller gives up.
  async #operate<T>(
    bytes: number,
    start: (slot: number, pool: PoolHandle) => void,
    options: CallOptions | undefined,
  ): Promise<T> {
    const pool = Handle.native(this.pool)
    return await submitted<T>(
      () => new Operation(this.pool.window, bytes, (slot) => start(slot, pool)),
      options,
      this.subject,
      (slot) => native.rados.objectRecall(pool, slot),
    )
  }
}

const OPERATE_OPTIONS = { flags: true, mtime: true, signal: true, timeout: true } as const

function momentOf(mtime: Date | bigint): Moment {
  if (typeof mtime === 'bigint') {
    if (mtime < 0n || mtime >= 1n << 62n) throw outOfRange('options.mtime', 'nanoseconds since 1970', mtime)
    return { seconds: Number(mtime / 1_000_000_000n), nanoseconds: Number(mtime % 1_000_000_000n) }
  }
  if (!(mtime instanceof Date)) throw wrongType('options.mtime', 'a Date or a bigint of nanoseconds', mtime)
  const milliseconds = mtime.getTime()
  if (!(milliseconds >= 0)) throw outOfRange('options.mtime', 'a valid date since 1970', mtime)
  return { seconds: Math.floor(milliseconds / 1000), nanoseconds: (milliseconds % 1000) * 1e6 }
}

/** Two numbers say that the version is another one, if one was asserted; else they may be a class method's. */
async function asserted<T>(running: Promise<T>, steps: readonly { readonly kind: string }[]): Promise<T> {
  try {
    return await running
  } catch (error) {
    if (!(error instanceof CephError) || (error.code !== 'ERANGE' && error.code !== 'EOVERFLOW')) throw error
    if (!steps.some(({ kind }) => kind === 'assertVersion')) throw error
    const { code, errno, syscall, subject } = error
    const age = code === 'ERANGE' ? 'newer' : 'older'
    throw new ComparisonFailedError(
      `${code}: ${describe(subject ?? {})} is ${age} than the version asserted (${syscall})`,
      {
        code,
        errno,
        syscall,
        subject,
        hint: 'Read the object again, with its version, and decide anew.',
      },
    )
  }
}
