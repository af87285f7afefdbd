import { constants } from 'node:buffer'
import { checkBuffer, checkInteger, toBytes, wrongType } from '../core/arguments.ts'
import type { CallOptions } from '../core/call.ts'
import type { Size } from '../core/sizes.ts'
import type { ObjectStat as RawStat } from '../native/contract/rados-objects.ts'
import { native } from '../native/load.ts'
import type { Checksum, ChecksumOptions, ChecksumType } from './checksum.ts'
import { ObjectOperations } from './object-operations.ts'
import { type ObjectStat, objectStat } from './object-stat.ts'
import { ReadOp } from './read-op.ts'
import { WriteOp } from './write-op.ts'

export interface ReadOptions extends CallOptions {
  /** Where to begin, in bytes; 0 if not said. */
  readonly position?: number
  /** How many bytes at most; to the end of the object if not said. */
  readonly length?: number
}

/** What a checksum is made of, and how long it may take. */
export type ObjectChecksumOptions<Type extends ChecksumType> = ChecksumOptions<Type> & CallOptions

/** The bytes of an object. */
export abstract class ObjectData extends ObjectOperations {
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
    return await this.submit(
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
    await this.submit(
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
    await this.submit(
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
    await this.submit(
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
    await this.submit(0, (slot, pool) => native.rados.objectRemove(slot, pool, this.name), options)
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
      await this.submit<RawStat>(0, (slot, pool) => native.rados.objectStat(slot, pool, this.name), options),
    )
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
}
