import {
  checkBuffer,
  checkInteger,
  checkObject,
  checkOptions,
  type Known,
  outOfRange,
  wrongType,
} from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import type { Subject } from '../core/errors.ts'
import { toError } from '../core/failure.ts'
import { Handle } from '../core/handle.ts'
import { type Operation, submitted } from '../core/operation.ts'
import type { WindowLimits } from '../core/window.ts'
import type { OpenedImage } from '../native/contract/rbd.ts'
import { native } from '../native/load.ts'
import type { Pool } from '../rados/index.ts'
import { type AdviceOptions, adviceFlags } from './advice.ts'
import { type Direction, ImageIo, READ, WRITE } from './io.ts'
import { Many, type Placed } from './many.ts'
import { changeFailure } from './mirror-failure.ts'
import { ImageQueue, type QueueOptions } from './queue.ts'

export type { Placed } from './many.ts'
export type { ImageQueue, QueueOptions } from './queue.ts'

/** @internal */
export interface Opening {
  readonly opened: OpenedImage
  readonly readOnly: boolean
  readonly snapshot: string | undefined
  readonly window: WindowLimits
}

export interface ReadOptions extends CallOptions, AdviceOptions {}

export interface WriteOptions extends CallOptions, AdviceOptions {
  /**
   * The CRC-32C of the data, from which librbd spares itself computing one: with -1 as its initial value and without
   * the inversion at the end. Ceph 20.2.2 and newer.
   */
  readonly crc32c?: number | undefined
}

const QUEUE_OPTIONS: Known<QueueOptions> = { depth: true, bufferSize: true }

/** The data of an open image: what reads it, and writes what it is given. */
export abstract class ImageData extends Handle<'image'> {
  readonly pool: Pool
  readonly name: string
  /** Whether it was opened for reading only. */
  readonly readOnly: boolean
  /** @internal */
  readonly io: ImageIo
  /** As last heard. Other clients may resize the image, so what seems to lie beyond it is asked for again. */
  protected lastSize: number

  /** @internal */
  protected constructor(pool: Pool, { opened, readOnly, window }: Opening) {
    super('image', opened.image, pool)
    this.pool = pool
    this.name = opened.name
    this.readOnly = readOnly
    this.lastSize = opened.size
    this.io = new ImageIo(opened.image, window, pool.cluster.window)
    pool.windows.add(this.io.window)
  }

  override close(): Promise<void> {
    const closing = super.close()
    const forget = (): void => void this.pool.windows.delete(this.io.window)
    closing.then(forget, forget)
    return closing
  }

  /** The snapshot that is read, by name or id; undefined for the image as it is now. */
  abstract get snapshot(): string | bigint | undefined

  /** What errors say they are about. */
  override get subject(): Subject {
    return { pool: this.pool.name, namespace: this.pool.namespace, image: this.name }
  }

  protected override get queued(): Promise<void> | undefined {
    return this.io.window.begun
  }

  /**
   * The size in bytes: of the image as it is now, or as it was at the snapshot that is read.
   * @implements rbd_get_size
   */
  async size(options?: CallOptions): Promise<number> {
    this.lastSize = await call(() => native.rbd.imageSize(Handle.native(this)), options, { subject: this.subject })
    return this.lastSize
  }

  /**
   * Fills a buffer from the image.
   *
   * @returns the bytes read: the buffer's length
   * @throws RangeError `ERR_OUT_OF_RANGE` if it would read beyond the end
   * @example
   * ```ts
   * const buffer = Buffer.alloc(4096)
   * await image.read(buffer, 0, { advice: ['random', 'willneed'] })
   * ```
   * @implements rbd_aio_read rbd_aio_read2 rbd_read rbd_read2 rbd_aio_wait_for_complete
   */
  async read(buffer: Uint8Array, position: number, options?: ReadOptions): Promise<number> {
    checkBuffer(buffer)
    const length = buffer.byteLength
    if (!this.#holds(position, length)) await this.#checkWithin(position, length)
    try {
      Handle.native(this)
      if (length === 0) return 0
      if (options === undefined) return await this.io.read(buffer, position).promise
      const flags = adviceFlags(options.advice)
      return await submitted(() => this.io.read(buffer, position, flags), options, this.subject)
    } catch (error) {
      throw toError(error, this.subject)
    }
  }

  /**
   * Writes a buffer into the image. The data is safe after the next `flush()`; other clients see it at once.
   *
   * @returns the bytes written: the buffer's length
   * @throws RangeError `ERR_OUT_OF_RANGE` if it would write beyond the end
   * @throws ReadOnlyError, NoSpaceError
   * @throws ImageBusyError if another client keeps the exclusive lock
   * @throws NotSupportedError with `crc32c`, if this release of librbd does not take one
   * @example
   * ```ts
   * await image.write(Buffer.from('hello'), 4096, { advice: 'nocache' })
   * ```
   * @implements rbd_aio_write rbd_aio_write2 rbd_aio_write_with_crc32c rbd_write rbd_write2
   */
  async write(buffer: Uint8Array, position: number, options?: WriteOptions): Promise<number> {
    checkBuffer(buffer)
    const length = buffer.byteLength
    if (!this.#holds(position, length)) await this.#checkWithin(position, length)
    try {
      Handle.native(this)
      if (length === 0) return 0
      if (options === undefined) await this.io.write(buffer, position).promise
      else await this.#writeWith(buffer, position, options)
      return length
    } catch (error) {
      throw await this.writeError(error)
    }
  }

  async #writeWith(buffer: Uint8Array, position: number, options: WriteOptions): Promise<void> {
    const { crc32c } = options
    const flags = adviceFlags(options.advice)
    if (crc32c !== undefined) checkInteger(crc32c, 'options.crc32c', 0, 2 ** 32 - 1)
    const start = (): Operation<number> =>
      crc32c === undefined
        ? this.io.write(buffer, position, flags)
        : this.io.writeWithCrc(buffer, position, crc32c, flags)
    await submitted(start, options, this.subject)
  }

  /**
   * Fills buffers, one after the other, from one place of the image: one operation, no copy.
   *
   * @returns the bytes read
   * @throws RangeError `ERR_OUT_OF_RANGE` if it would read beyond the end
   * @example
   * ```ts
   * const [header, body] = [Buffer.alloc(512), Buffer.alloc(4096)]
   * await image.readv([header, body], 0)
   * ```
   * @implements rbd_aio_readv
   */
  async readv(buffers: readonly Uint8Array[], position: number, options?: CallOptions): Promise<number> {
    const { length, filled } = await this.#checkBuffers(buffers, position)
    if (length === 0) return 0
    return await submitted(() => this.io.readv(filled, length, position), options, this.subject)
  }

  /**
   * Writes buffers, one after the other, to one place of the image: one operation, no copy.
   *
   * @returns the bytes written
   * @throws as `write`
   * @example
   * ```ts
   * await image.writev([Buffer.from('head'), Buffer.from('body')], 8192)
   * ```
   * @implements rbd_aio_writev
   */
  async writev(buffers: readonly Uint8Array[], position: number, options?: CallOptions): Promise<number> {
    const { length, filled } = await this.#checkBuffers(buffers, position)
    if (length > 0) await this.change(() => this.io.writev(filled, length, position), options)
    return length
  }

  /**
   * Fills many buffers, each from its own place: one call and one promise for all of them.
   *
   * @example
   * ```ts
   * const blocks = [0, 4096, 65536].map((position) => ({ buffer: Buffer.alloc(4096), position }))
   * await image.readMany(blocks)
   * ```
   * @returns the bytes read: the sum of the buffers' lengths
   * @throws as `read`: the first failure, when all that were begun have settled
   * @implements rbd_aio_read
   */
  async readMany(operations: readonly Placed[], options?: CallOptions): Promise<number> {
    return await this.#many(READ, operations, options)
  }

  /**
   * Writes many buffers, each to its own place: one call and one promise for all of them.
   *
   * @returns the bytes written: the sum of the buffers' lengths
   * @throws as `write`: the first failure, when all that were begun have settled; others may have been written
   * @example
   * ```ts
   * await image.writeMany([0, 4096, 65536].map((position) => ({ buffer: Buffer.from('hello'), position })))
   * ```
   * @implements rbd_aio_write
   */
  async writeMany(operations: readonly Placed[], options?: CallOptions): Promise<number> {
    return await this.#many(WRITE, operations, options)
  }

  async #many(direction: Direction, operations: readonly Placed[], options: CallOptions | undefined): Promise<number> {
    if (!Array.isArray(operations)) throw wrongType('operations', 'an array of { buffer, position }', operations)
    const filled: Placed[] = []
    for (const [index, operation] of operations.entries()) {
      const { buffer, position } = checkObject(operation, `operations[${index}]`)
      const length = checkBuffer(buffer, `operations[${index}].buffer`).byteLength
      if (!this.#holds(position, length)) await this.#checkWithin(position, length, `operations[${index}].position`)
      if (length > 0) filled.push({ buffer, position })
    }
    try {
      Handle.native(this)
      if (filled.length === 0) return 0
      let many: Many | undefined
      const start = (): Promise<number> => {
        many = new Many(this.io, direction, filled)
        return many.promise
      }
      const bytes = await call(start, options, { subject: this.subject, cancel: () => many?.abandon() })
      return direction === READ ? bytes : filled.reduce((sum, { buffer }) => sum + buffer.byteLength, 0)
    } catch (error) {
      throw direction === READ ? toError(error, this.subject) : await this.writeError(error)
    }
  }

  /**
   * For those who want the last bit: reads and writes in slots with buffers of their own, without a promise or a call for
   * each.
   *
   * @example
   * ```ts
   * await using queue = image.queue({ depth: 64 })
   * queue.read(0, 4096)
   * for (const slot of await queue.next()) console.log(queue.buffers[slot])
   * ```
   * @throws RangeError `ERR_OUT_OF_RANGE` for a depth or a size that cannot be
   */
  queue(options: QueueOptions): ImageQueue {
    checkOptions(options, QUEUE_OPTIONS)
    Handle.native(this)
    return new ImageQueue(
      {
        io: this.io,
        check: (position, length) => {
          Handle.native(this)
          if (this.#holds(position, length)) return
          checkInteger(position, 'position')
          throw outOfRange(
            'position',
            `such that ${length} bytes end within the image (${this.lastSize} bytes, as last heard)`,
            position,
          )
        },
        error: (thrown, direction) => (direction === READ ? toError(thrown, this.subject) : this.writeError(thrown)),
      },
      options,
    )
  }

  #holds(position: number, length: number): boolean {
    return Number.isSafeInteger(position) && position >= 0 && position + length <= this.lastSize
  }

  async #checkWithin(position: number, length: number, name = 'position'): Promise<void> {
    checkInteger(position, name)
    const size = await this.size()
    if (position + length <= size) return
    throw outOfRange(name, `such that ${length} bytes end within the image, which has ${size}`, position)
  }

  /** @internal */
  protected async checkRange(position: number, length: number): Promise<void> {
    checkInteger(length, 'length')
    if (!this.#holds(position, length)) await this.#checkWithin(position, length)
  }

  async #checkBuffers(
    buffers: readonly Uint8Array[],
    position: number,
  ): Promise<{ readonly length: number; readonly filled: readonly Uint8Array[] }> {
    const { length, filled } = filledOf(buffers, 'buffers')
    await this.checkRange(position, length)
    Handle.native(this)
    return { length, filled }
  }

  /** @internal */
  protected async change(start: () => Operation<number>, options: CallOptions | undefined): Promise<void> {
    try {
      Handle.native(this)
      await submitted(start, options, this.subject)
    } catch (error) {
      throw await this.writeError(error)
    }
  }

  /** @internal */
  protected async writeError(thrown: unknown): Promise<unknown> {
    const error = toError(thrown, this.subject)
    return this.readOnly || this.snapshot !== undefined ? error : await changeFailure(this.io.handle, error)
  }
}

/** Those of an array of buffers that hold something, and how much that is. */
export function filledOf(
  buffers: readonly Uint8Array[],
  name: string,
): { readonly length: number; readonly filled: readonly Uint8Array[] } {
  if (!Array.isArray(buffers)) throw wrongType(name, 'an array of Uint8Arrays', buffers)
  const filled = buffers.filter((buffer, index) => checkBuffer(buffer, `${name}[${index}]`).byteLength > 0)
  return { length: filled.reduce((sum, buffer) => sum + buffer.byteLength, 0), filled }
}
