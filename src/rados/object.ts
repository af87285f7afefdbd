import { constants } from 'node:buffer'
import { checkBuffer, checkInteger, toBytes, wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import type { Subject } from '../core/errors.ts'
import { Handle } from '../core/handle.ts'
import { Operation, submitted } from '../core/operation.ts'
import type { Size } from '../core/sizes.ts'
import type { ReadStream, ReadStreamOptions } from '../core/streams/read-stream.ts'
import type { WriteStream } from '../core/streams/write-stream.ts'
import type { PoolHandle, ObjectStat as RawStat, ReadAnswer, Watcher } from '../native/contract/rados.ts'
import { native } from '../native/load.ts'
import { createReadStream, createWriteStream, type ObjectWriteStreamOptions } from './object-streams.ts'
import type { Pool } from './pool.ts'
import { type ObjectStat, objectStat, ReadOp } from './read-op.ts'
import { WriteOp } from './write-op.ts'

export type { Watcher } from '../native/contract/rados.ts'

export interface ReadOptions extends CallOptions {
  /** Where to begin, in bytes; 0 if not said. */
  readonly position?: number
  /** How many bytes at most; to the end of the object if not said. */
  readonly length?: number
}

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
  readonly #subject: Subject

  /**
   * @internal
   * @param subject what its errors are about, if that is another thing to its users than this object
   */
  constructor(pool: Pool, name: string, subject?: Subject) {
    this.pool = pool
    this.name = name
    this.#subject = subject ?? { pool: pool.name, namespace: pool.namespace, object: name }
  }

  /**
   * Reads into a buffer, from `position` on. Answers how many bytes: fewer than the buffer holds at the object's end.
   * The buffer is in use until the promise settles, and after an abort until librados lets go of it.
   * @throws ObjectNotFoundError
   * @implements rados_aio_read
   */
  read(buffer: Uint8Array, position?: number, options?: CallOptions): Promise<number>
  /**
   * Reads the object, or a part of it, into a new buffer.
   * @throws ObjectNotFoundError
   * @implements rados_aio_read rados_aio_stat
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
   * @throws PermissionError, NoSpaceError
   * @implements rados_aio_write
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
   * @implements rados_aio_write_full
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
   * @throws PermissionError, NoSpaceError
   * @implements rados_aio_append
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
   * @implements rados_write_op_truncate
   */
  async truncate(size: Size, options?: CallOptions): Promise<void> {
    await this.operate(new WriteOp().truncate(size), options)
  }

  /**
   * Removes the object.
   * @throws ObjectNotFoundError
   * @implements rados_aio_remove
   */
  async remove(options?: CallOptions): Promise<void> {
    await this.#operate(0, (slot, pool) => native.rados.objectRemove(slot, pool, this.name), options)
  }

  /**
   * Its size and when it was last written.
   * @throws ObjectNotFoundError
   * @implements rados_aio_stat
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
   * const answer = await pool.object('rbd_directory').exec('rbd', 'dir_list', input)
   * ```
   * @throws ObjectNotFoundError if the method needs the object to exist
   * @throws PermissionError if the OSDs know or allow no such class (their `osd_class_load_list`), or the user may not
   * @throws CephError `EOPNOTSUPP` if the class has no such method; else what the method itself says
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
   * Does all steps of an operation at one moment. Of one that reads it answers what each step brings. If one fails, all of
   * it fails, and nothing is changed.
   *
   * @example
   * ```ts
   * const [{ size }, head] = await object.operate(new rados.ReadOp().stat().read({ length: 512 }))
   * await object.operate(new rados.WriteOp().assertExists().append('more').setXattr('state', 'open'))
   * ```
   * @throws ObjectNotFoundError
   * @implements rados_aio_read_op_operate rados_aio_write_op_operate
   */
  operate<Answers extends readonly unknown[]>(op: ReadOp<Answers>, options?: CallOptions): Promise<Answers>
  operate(op: WriteOp, options?: CallOptions): Promise<undefined>
  async operate<Answers extends readonly unknown[]>(
    op: ReadOp<Answers> | WriteOp,
    options?: CallOptions,
  ): Promise<Answers | undefined> {
    if (op instanceof WriteOp) {
      const { steps, bytes } = WriteOp.begin(op)
      await this.#operate(bytes, (slot, pool) => native.rados.objectOperateWrite(slot, pool, this.name, steps), options)
      return undefined
    }
    const { steps, bytes, answers } = ReadOp.begin(op)
    return answers(
      await this.#operate<readonly ReadAnswer[]>(
        bytes,
        (slot, pool) => native.rados.objectOperateRead(slot, pool, this.name, steps),
        options,
      ),
    )
  }

  /**
   * Who watches the object: a client that has an image open watches its header. librados tells this in its C++
   * interface only, which is reached through the two symbols that Ceph has kept since release 14.
   * @throws ObjectNotFoundError
   * @throws NotSupportedError if the installed librados no longer has them
   * @implements librados::IoCtx::list_watchers
   */
  async watchers(options?: CallOptions): Promise<readonly Watcher[]> {
    return await call(() => native.rados.objectWatchers(Handle.native(this.pool), this.name), options, {
      subject: this.#subject,
    })
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
      this.#subject,
      (slot) => native.rados.objectRecall(pool, slot),
    )
  }
}
