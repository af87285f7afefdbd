import { native } from '../native/load.ts'
import { checkInteger, outOfRange } from './arguments.ts'
import { parseSize, type Size } from './sizes.ts'

/** The size of a page of memory on this machine, in bytes: 4 KiB mostly, 16 KiB on Apple Silicon. */
export const pageSize: number = native.runtime.pageSize

/** Memory that begins at a page, as files opened with `O_DIRECT` and devices want it. In one stretch, zeroed. */
export function allocatePages(bytes: number): Buffer {
  const memory = Buffer.from(new ArrayBuffer(bytes + pageSize))
  const beyond = native.runtime.address(memory) % pageSize
  return memory.subarray(beyond === 0 ? 0 : pageSize - beyond).subarray(0, bytes)
}

/** A buffer on loan from a pool. */
export interface IoBuffer extends Disposable {
  /** Begins at a page. Holds what it held before. */
  readonly bytes: Buffer
  /**
   * Gives it back, once nothing reads or writes it any more: after an abort or a timeout librbd still may, so keep it
   * until the image is closed then. Again is nothing.
   */
  release(): void
}

/**
 * A fixed number of page-aligned buffers, lent and given back: I/O without new memory for each operation, and a bound on
 * how much is under way, since `take` waits when all are lent.
 *
 * @example
 * ```ts
 * const pool = new IoBufferPool({ size: '4MiB', count: 16 })
 * using buffer = await pool.take()
 * await image.read(buffer.bytes, 0)
 * ```
 */
export class IoBufferPool {
  /** Of each buffer, in bytes. */
  readonly size: number
  readonly count: number
  readonly #free: Buffer[]
  readonly #waiting: ((buffer: IoBuffer) => void)[] = []

  /**
   * @param options `size`: of each buffer; `count`: how many
   * @throws RangeError `ERR_OUT_OF_RANGE` if there is nothing to lend
   */
  constructor(options: { readonly size: Size; readonly count: number }) {
    const size = parseSize(options.size, 'options.size')
    if (size === 0) throw outOfRange('options.size', 'above 0', size)
    this.size = size
    this.count = checkInteger(options.count, 'options.count', 1, 2 ** 20)
    const stride = Math.ceil(size / pageSize) * pageSize
    const memory = allocatePages(stride * this.count)
    this.#free = Array.from({ length: this.count }, (_, index) =>
      memory.subarray(index * stride, index * stride + size),
    )
  }

  /** How many are not lent. */
  get available(): number {
    return this.#free.length
  }

  /** Lends a buffer: at once if there is one, otherwise as soon as one is given back, in the order of the calls. */
  take(): Promise<IoBuffer> {
    const bytes = this.#free.pop()
    if (bytes !== undefined) return Promise.resolve(this.#lend(bytes))
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  #lend(bytes: Buffer): IoBuffer {
    let lent = true
    const release = (): void => {
      if (!lent) return
      lent = false
      const next = this.#waiting.shift()
      if (next === undefined) this.#free.push(bytes)
      else next(this.#lend(bytes))
    }
    return { bytes, release, [Symbol.dispose]: release }
  }
}
