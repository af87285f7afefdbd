import { checkBuffer, checkInteger, outOfRange } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { Handle } from '../core/handle.ts'
import { native } from '../native/load.ts'
import { type AdviceOptions, adviceFlags } from './advice.ts'
import { filledOf, ImageData } from './image-data.ts'

export interface WriteZeroesOptions extends CallOptions {
  /** Allocates the space as well; without it the space is given back where it can be. */
  readonly allocate?: boolean
}

export interface CompareOptions extends CallOptions, AdviceOptions {}

export interface WriteSameOptions extends CallOptions, AdviceOptions {}

/** What a comparison may be of: librbd compares within one sector. */
const SECTOR = 512

/** The other ways to write an image: zeros, patterns, after a comparison; and what makes writes last. */
export abstract class ImageWrites extends ImageData {
  /**
   * Gives space back. What is discarded reads as zeros where whole objects are, and may do so elsewhere.
   * @throws as `write`
   * @example
   * ```ts
   * await image.discard(0, 4 * 2 ** 20)
   * ```
   * @implements rbd_aio_discard rbd_discard
   */
  async discard(position: number, length: number, options?: CallOptions): Promise<void> {
    await this.checkRange(position, length)
    if (length === 0) return
    await this.change(() => this.io.discard(position, length), options)
  }

  /**
   * Writes zeros without carrying them there.
   * @throws as `write`
   * @example
   * ```ts
   * await image.writeZeroes(0, 65536, { allocate: true })
   * ```
   * @implements rbd_aio_write_zeroes rbd_write_zeroes
   */
  async writeZeroes(position: number, length: number, options: WriteZeroesOptions = {}): Promise<void> {
    await this.checkRange(position, length)
    if (length === 0) return
    const allocate = options.allocate === true
    await this.change(() => this.io.writeZeroes(position, length, allocate), options)
  }

  /**
   * Waits until all that was written before is on disk.
   * @example
   * ```ts
   * await image.write(Buffer.from('safe'), 0)
   * await image.flush()
   * ```
   * @implements rbd_aio_flush rbd_flush
   */
  async flush(options?: CallOptions): Promise<void> {
    await this.change(() => this.io.flush(), options)
  }

  /**
   * Writes a pattern over and over, which is carried there once.
   *
   * @param length in bytes: a multiple of the pattern's length
   * @throws as `write`
   * @example
   * ```ts
   * await image.writeSame(Buffer.from('deadbeef', 'hex'), 0, 65536)
   * ```
   * @implements rbd_aio_writesame rbd_writesame
   */
  async writeSame(
    pattern: Uint8Array,
    position: number,
    length: number,
    options: WriteSameOptions = {},
  ): Promise<void> {
    const { byteLength } = checkBuffer(pattern, 'pattern')
    if (byteLength === 0) throw outOfRange('pattern', 'not empty', 'one of 0 bytes')
    const flags = adviceFlags(options.advice)
    checkInteger(length, 'length')
    if (length % byteLength !== 0) throw outOfRange('length', `a multiple of the pattern's ${byteLength} bytes`, length)
    await this.checkRange(position, length)
    if (length === 0) return
    await this.change(() => this.io.writeSame(pattern, position, length, flags), options)
  }

  /**
   * Writes data where the image holds what is expected, in one step that nobody comes between: within one sector of 512
   * bytes.
   *
   * @param expected of the same length as the data
   * @throws ExtentMismatchError if the image holds something else, which says where; nothing is written
   * @throws RangeError `ERR_OUT_OF_RANGE` if it would not lie within one sector
   * @throws as `write`
   * @example
   * ```ts
   * const expected = Buffer.alloc(4)
   * await image.read(expected, 8192)
   * await image.compareAndWrite(expected, Buffer.from('mine'), 8192)
   * ```
   * @implements rbd_aio_compare_and_write rbd_compare_and_write
   */
  async compareAndWrite(
    expected: Uint8Array,
    data: Uint8Array,
    position: number,
    options: CompareOptions = {},
  ): Promise<number> {
    const length = checkBuffer(data, 'data').byteLength
    const flags = adviceFlags(options.advice)
    await this.#checkComparison(checkBuffer(expected, 'expected').byteLength, length, position)
    if (length > 0) await this.change(() => this.io.compareAndWrite(expected, data, position, flags), options)
    return length
  }

  /**
   * `compareAndWrite` of many buffers, one after the other. Where librbd cannot (before Ceph 18), they are gathered first.
   *
   * @throws as `compareAndWrite`
   * @example
   * ```ts
   * const expected = [Buffer.alloc(2), Buffer.alloc(2)]
   * await image.readv(expected, 8192)
   * await image.compareAndWritev(expected, [Buffer.from('mine')], 8192)
   * ```
   * @implements rbd_aio_compare_and_writev
   */
  async compareAndWritev(
    expected: readonly Uint8Array[],
    data: readonly Uint8Array[],
    position: number,
    options: CompareOptions = {},
  ): Promise<number> {
    const flags = adviceFlags(options.advice)
    const compared = filledOf(expected, 'expected')
    const written = filledOf(data, 'data')
    const { length } = written
    await this.#checkComparison(compared.length, length, position)
    if (length === 0) return 0
    await this.change(() => this.io.compareAndWritev(compared.filled, written.filled, length, position, flags), options)
    return length
  }

  async #checkComparison(compared: number, written: number, position: number): Promise<void> {
    if (compared !== written) throw outOfRange('expected', `as long as the data: ${written} bytes`, `${compared} bytes`)
    await this.checkRange(position, written)
    if ((position % SECTOR) + written > SECTOR) {
      throw outOfRange('position', `such that ${written} bytes lie within one sector of ${SECTOR}`, position)
    }
  }

  /**
   * Forgets what librbd keeps in memory of the image's data, having written what is not on disk yet: what is read next
   * comes from the cluster. For an image that is written by others without a lock.
   *
   * @example
   * ```ts
   * await image.invalidateCache()
   * ```
   * @implements rbd_invalidate_cache
   */
  async invalidateCache(options?: CallOptions): Promise<void> {
    await call(() => native.rbd.imageInvalidateCache(Handle.native(this)), options, { subject: this.subject })
  }
}
