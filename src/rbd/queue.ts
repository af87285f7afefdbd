import { inspect } from 'node:util'
import { checkInteger, outOfRange } from '../core/arguments.ts'
import { CephvirtError, ClosedError } from '../core/errors.ts'
import { allocatePages } from '../core/io-buffer.ts'
import { parseSize, type Size } from '../core/sizes.ts'
import { type Direction, type ImageIo, READ, WRITE } from './io.ts'
import { type Customer, Orders } from './orders.ts'

export interface QueueOptions {
  /** How many operations at a time, each with a slot of its own: 1 to 1024. */
  readonly depth: number
  /** The size of each slot's buffer; 4 KiB if not said. */
  readonly bufferSize?: Size
}

/** What a queue needs of its image. @internal */
export interface QueuedImage {
  readonly io: ImageIo
  /** Throws if this does not lie within the image. */
  readonly check: (position: number, length: number) => void
  /** Makes of what a read or write threw the error that the user gets. */
  readonly error: (thrown: unknown, direction: Direction) => unknown | Promise<unknown>
}

const FREE = 0
const BUSY = 1

/**
 * Reads and writes of an image with the least that each can cost: no promise and no call for each of them. There are as
 * many slots as the queue is deep, each with a buffer of its own in one page-aligned stretch of memory. `read` and
 * `write` prepare an operation in a slot; `next` submits all that was prepared in one call, and answers the slots whose
 * operations have come to their end.
 *
 * @example
 * ```ts
 * await using queue = image.queue({ depth: 64, bufferSize: '4KiB' })
 * let position = 0
 * for (let slot = 0; slot < queue.depth; slot += 1, position += 4096) queue.read(slot, position)
 * while (queue.busy > 0) {
 *   for (const slot of await queue.next()) {
 *     const data = queue.buffers[slot] // what was read, until the slot is used again
 *     if (position < 2 ** 20) queue.read(slot, position)
 *     position += 4096
 *   }
 * }
 * ```
 */
export class ImageQueue implements Customer {
  readonly depth: number
  /** Of each slot, in bytes. */
  readonly bufferSize: number
  /** The slots' memory: not to be touched from `read` or `write` until `next` has answered the slot. */
  readonly buffers: readonly Buffer[]
  readonly #image: QueuedImage
  readonly #orders: Orders
  readonly #states: Uint8Array
  readonly #directions: Uint8Array
  /** Where slots are noted that are done, and where those stand that were answered last: in turns. */
  #done: Uint32Array
  #answered: Uint32Array
  #doneCount = 0
  #busy = 0
  #prepared = 0
  readonly #failures: { readonly slot: number; readonly direction: Direction; readonly thrown: unknown }[] = []
  #isAwaited = false
  #wake: (() => void) | undefined
  readonly #closing: (() => void)[] = []
  #isClosed = false

  /** @internal */
  constructor(image: QueuedImage, options: QueueOptions) {
    this.#image = image
    this.depth = checkInteger(options.depth, 'options.depth', 1, 1024)
    const size = parseSize(options.bufferSize ?? 4096, 'options.bufferSize')
    if (size === 0 || size * this.depth > 2 ** 31)
      throw outOfRange('options.bufferSize', 'from 1 byte to 2 GiB in all', size)
    this.bufferSize = size
    const memory = allocatePages(size * this.depth)
    this.buffers = Array.from({ length: this.depth }, (_, slot) => memory.subarray(slot * size, (slot + 1) * size))
    this.#orders = new Orders(image.io, this, this.depth, memory)
    this.#states = new Uint8Array(this.depth)
    this.#directions = new Uint8Array(this.depth)
    this.#done = new Uint32Array(this.depth)
    this.#answered = new Uint32Array(this.depth)
  }

  /** How many slots are prepared, under way, or done and not answered yet. */
  get busy(): number {
    return this.#busy
  }

  /**
   * Prepares to fill a slot's buffer from the image.
   * @param length how much of the buffer, in bytes; all of it if not said
   * @throws RangeError `ERR_OUT_OF_RANGE` if the slot is busy, or it would read beyond the end
   * @implements rbd_aio_read
   */
  read(slot: number, position: number, length: number = this.bufferSize): void {
    this.#prepare(slot, READ, position, length)
  }

  /**
   * Prepares to write a slot's buffer into the image.
   * @param length how much of the buffer, in bytes; all of it if not said
   * @throws RangeError `ERR_OUT_OF_RANGE` if the slot is busy, or it would write beyond the end
   * @implements rbd_aio_write
   */
  write(slot: number, position: number, length: number = this.bufferSize): void {
    this.#prepare(slot, WRITE, position, length)
  }

  #prepare(slot: number, direction: Direction, position: number, length: number): void {
    if (this.#isClosed || this.#states[slot] !== FREE) throw this.#unusable(slot)
    checkInteger(length, 'length', 1, this.bufferSize)
    this.#image.check(position, length)
    this.#states[slot] = BUSY
    this.#directions[slot] = direction
    this.#busy += 1
    this.#prepared += 1
    this.#orders.add(slot, direction, position, slot * this.bufferSize, length)
  }

  #unusable(slot: number): Error {
    if (this.#isClosed) return new ClosedError('queue')
    checkInteger(slot, 'slot', 0, this.depth - 1)
    return outOfRange('slot', 'one that is not busy', slot)
  }

  /**
   * Submits what was prepared, without waiting: `next` does so by itself.
   *
   * @example
   * ```ts
   * await using queue = image.queue({ depth: 2 })
   * queue.read(0, 0)
   * queue.submit() // begun, while this goes on with something else
   * const [slot] = await queue.next()
   * ```
   */
  submit(): void {
    if (this.#prepared === 0) return
    this.#prepared = 0
    this.#orders.submit()
  }

  /**
   * Submits what was prepared and waits until at least one operation has come to its end. Answers the slots of all that
   * have, free again, their buffers the caller's until they are used anew; the list is good until the next call. Where
   * nothing is busy it is empty.
   *
   * @throws what `image.read` and `image.write` do, if an operation failed: the error's `slot` says which; it is free, and
   * the other slots come with the calls that follow
   */
  async next(): Promise<Uint32Array> {
    if (this.#isAwaited) {
      throw new CephvirtError('Somebody waits for this queue already', {
        code: 'ERR_CEPHVIRT_QUEUE_AWAITED',
        hint: 'Call next() again when the promise of the call before has settled.',
      })
    }
    this.#isAwaited = true
    try {
      this.submit()
      if (this.#doneCount === 0 && this.#failures.length === 0 && this.#busy > 0) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve
        })
      }
    } finally {
      this.#isAwaited = false
    }
    if (this.#failures.length > 0) await this.#tellFailure()
    const done = this.#done
    const count = this.#doneCount
    this.#done = this.#answered
    this.#answered = done
    this.#doneCount = 0
    this.#busy -= count
    for (let index = 0; index < count; index += 1) this.#states[done[index] ?? 0] = FREE
    return done.subarray(0, count)
  }

  async #tellFailure(): Promise<void> {
    const failure = this.#failures.shift()
    if (failure === undefined) return
    const { slot, direction, thrown } = failure
    throw Object.assign(Object(await this.#image.error(thrown, direction)), { slot })
  }

  /** @internal */
  moved(slot: number): void {
    this.#done[this.#doneCount] = slot
    this.#doneCount += 1
    this.#wakeUp()
  }

  /** @internal */
  failed(slot: number, thrown: unknown): void {
    this.#states[slot] = FREE
    this.#busy -= 1
    this.#failures.push({ slot, direction: this.#directions[slot] === WRITE ? WRITE : READ, thrown })
    this.#wakeUp()
  }

  #wakeUp(): void {
    const wake = this.#wake
    this.#wake = undefined
    wake?.()
    if (this.#closing.length > 0 && this.#busy === this.#doneCount) for (const end of this.#closing.splice(0)) end()
  }

  /**
   * Takes no more operations, and waits until those under way have come to their end. Does not close the image.
   *
   * @example
   * ```ts
   * const queue = image.queue({ depth: 2 })
   * queue.buffers[0]?.fill('z')
   * queue.write(0, 4096)
   * await queue.close()
   * ```
   * @throws what `next` would have, if an operation failed and nobody was told
   */
  async close(): Promise<void> {
    this.#isClosed = true
    this.submit()
    if (this.#busy > this.#doneCount) await new Promise<void>((resolve) => this.#closing.push(resolve))
    await this.#tellFailure()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  [inspect.custom](): string {
    return `ImageQueue { depth: ${this.depth}, bufferSize: ${this.bufferSize}, busy: ${this.busy} }`
  }
}
