import { checkInteger, checkOptions } from '../core/arguments.ts'
import { atEndOfTurn, failSlot, operationsInFlight } from '../core/in-flight.ts'
import { Operation } from '../core/operation.ts'
import { parseSize, type Size } from '../core/sizes.ts'
import { Window, type WindowLimits } from '../core/window.ts'
import type { ImageHandle } from '../native/contract/rbd.ts'
import { native } from '../native/load.ts'

/** Which way the data goes; the numbers are those of `imageMany`. */
export const READ = 0
export const WRITE = 1
export type Direction = typeof READ | typeof WRITE

/** A direction with the flags of an operation, as `imageMany` reads them. */
const kindOf = (direction: Direction, flags: number): number => direction + 2 * flags

/** Numbers for each order, as `imageMany` reads them: slot, kind, position, offset, length. */
export const FIELDS = 5

/** How many reads and writes are gathered at most before they are submitted. */
const GATHERED = 256

/** What of one image may be in flight at a time. */
export function imageWindow(given: { readonly operations?: number; readonly bytes?: Size } = {}): WindowLimits {
  const { operations = 1024, bytes = '24MiB' } = checkOptions(
    given,
    { operations: true, bytes: true },
    'options.window',
  )
  return {
    operations: checkInteger(operations, 'options.window.operations', 1),
    bytes: Math.max(1, parseSize(bytes, 'options.window.bytes')),
  }
}

/**
 * The data path of one open image: its operations, within its window, which is within its cluster's. What is passed has
 * been checked, and that the image is open: what was begun before it was closed goes on.
 */
export class ImageIo {
  readonly window: Window
  readonly handle: ImageHandle
  // Reads and writes of this turn. Submitted one by one, each would wake a thread of librbd that the one before let go
  // to sleep.
  readonly #orders = new Float64Array(GATHERED * FIELDS)
  #buffers: Uint8Array[] = []

  constructor(handle: ImageHandle, limits: WindowLimits, cluster: Window) {
    this.handle = handle
    this.window = new Window(limits, cluster)
  }

  read(buffer: Uint8Array, position: number, flags = 0): Operation<number> {
    const kind = kindOf(READ, flags)
    return new Operation(this.window, buffer.byteLength, (slot) => this.gather(slot, kind, position, buffer))
  }

  write(buffer: Uint8Array, position: number, flags = 0): Operation<number> {
    const kind = kindOf(WRITE, flags)
    return new Operation(this.window, buffer.byteLength, (slot) => this.gather(slot, kind, position, buffer))
  }

  writeWithCrc(buffer: Uint8Array, position: number, crc32c: number, flags: number): Operation<number> {
    return this.#run(buffer.byteLength, (slot) =>
      native.rbd.imageWriteWithCrc(slot, this.handle, buffer, position, crc32c, flags),
    )
  }

  writeSame(pattern: Uint8Array, position: number, length: number, flags: number): Operation<number> {
    return this.#run(pattern.byteLength, (slot) =>
      native.rbd.imageWriteSame(slot, this.handle, pattern, position, length, flags),
    )
  }

  compareAndWrite(expected: Uint8Array, data: Uint8Array, position: number, flags: number): Operation<number> {
    return this.#run(2 * data.byteLength, (slot) =>
      native.rbd.imageCompareAndWrite(slot, this.handle, expected, data, position, flags),
    )
  }

  compareAndWritev(
    expected: readonly Uint8Array[],
    data: readonly Uint8Array[],
    bytes: number,
    position: number,
    flags: number,
  ): Operation<number> {
    return this.#run(2 * bytes, (slot) =>
      native.rbd.imageCompareAndWritev(slot, this.handle, expected, data, position, flags),
    )
  }

  readv(buffers: readonly Uint8Array[], bytes: number, position: number): Operation<number> {
    return this.#run(bytes, (slot) => native.rbd.imageReadv(slot, this.handle, buffers, position))
  }

  writev(buffers: readonly Uint8Array[], bytes: number, position: number): Operation<number> {
    return this.#run(bytes, (slot) => native.rbd.imageWritev(slot, this.handle, buffers, position))
  }

  discard(position: number, length: number): Operation<number> {
    return this.#run(0, (slot) => native.rbd.imageDiscard(slot, this.handle, position, length))
  }

  writeZeroes(position: number, length: number, allocate: boolean): Operation<number> {
    return this.#run(0, (slot) => native.rbd.imageWriteZeroes(slot, this.handle, position, length, allocate))
  }

  flush(): Operation<number> {
    return this.#run(0, (slot) => native.rbd.imageFlush(slot, this.handle))
  }

  #run(bytes: number, start: (slot: number) => void): Operation<number> {
    return new Operation(this.window, bytes, (slot) => {
      this.submit() // what came before stays before it
      start(slot)
    })
  }

  /** Submits a read or write at the end of this turn, with others; at once if there are no others. */
  gather(slot: number, kind: number, position: number, buffer: Uint8Array): void {
    const before = this.#buffers.length
    const idle = operationsInFlight() === 1
    if (before === 0 && !idle) atEndOfTurn(this.submit)
    const at = before * FIELDS
    this.#orders[at] = slot
    this.#orders[at + 1] = kind
    this.#orders[at + 2] = position
    this.#orders[at + 4] = buffer.byteLength
    this.#buffers.push(buffer)
    if (idle || before + 1 === GATHERED) this.submit()
  }

  /** Submits what was gathered. */
  readonly submit = (): void => {
    const buffers = this.#buffers
    if (buffers.length === 0) return
    this.#buffers = []
    try {
      native.rbd.imageMany(this.handle, this.#orders, buffers.length, buffers)
    } catch (error) {
      const slots = Array.from(buffers, (_, index) => this.#orders[index * FIELDS] ?? 0)
      for (const slot of slots) failSlot(slot, error)
    }
  }
}
