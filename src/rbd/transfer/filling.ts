import { outOfRange } from '../../core/arguments.ts'
import type { Image } from '../image.ts'
import { BLOCK, blocksOf, dataRuns, Frontier, sideBySide, together } from './blocks.ts'
import type { Checksums } from './checksums.ts'
import { checkRawStart, type Format } from './format.ts'
import { Keeper } from './identity.ts'
import type { ImportMark } from './import-mark.ts'
import type { Meter } from './meter.ts'
import type { PositionalSource, SequentialSource } from './source.ts'

export interface FillingOptions {
  readonly image: Image
  /** Of the image; undefined if it is what the source brings. */
  readonly size: number | undefined
  readonly meter: Meter
  readonly checksums: Checksums | undefined
  readonly mark: ImportMark | undefined
  readonly signal: AbortSignal | undefined
}

/** Fills an image from a source, side by side. Both ways answer the size of the image at the end. */
export class Filling {
  readonly #image: Image
  readonly #size: number | undefined
  readonly #meter: Meter
  readonly #checksums: Checksums | undefined
  readonly #mark: ImportMark | undefined
  readonly #signal: AbortSignal | undefined

  constructor({ image, size, meter, checksums, mark, signal }: FillingOptions) {
    this.#image = image
    this.#size = size
    this.#meter = meter
    this.#checksums = checksums
    this.#mark = mark
    this.#signal = signal
  }

  /** Blocks in any order, those without data passed over. */
  async from(source: PositionalSource): Promise<number> {
    const mark = this.#mark
    const from = mark?.done ?? 0
    if (from > 0 && this.#checksums !== undefined) await this.#recordUpTo(source, from, this.#checksums)
    const frontier = new Frontier(from)
    // What was written is safe when its write has ended: the image has no cache.
    const keeper = mark === undefined ? undefined : new Keeper(() => mark.save(frontier.position))
    const blocks = blocksOf(source.data(this.#signal), from, source.size)
    try {
      await sideBySide(async (buffer) => {
        const { value: block, done } = await blocks.next()
        if (done === true || block === undefined) return false
        const { position, length, exists } = block
        frontier.begin(position, length)
        let written = 0
        if (exists) {
          await source.read(buffer.subarray(0, length), position)
          written = await this.#write(buffer, length, position)
        }
        frontier.end(position)
        this.#meter.add(length, written)
        await keeper?.nowAndThen()
        return true
      }, this.#signal)
    } catch (error) {
      // What is marked already still holds.
      await keeper?.now().catch(() => {})
      throw error
    }
    return this.#size ?? source.size
  }

  /** Blocks as they come; an image whose size is not known becomes as large as what came. */
  async through(source: SequentialSource, format: Format | undefined): Promise<number> {
    const growth = new Growth(this.#image, this.#size)
    let end = 0
    await sideBySide(async (buffer) => {
      const block = await source.next(buffer)
      if (block === undefined) return false
      const { position, length } = block
      if (position === 0 && format === undefined) checkRawStart(buffer.subarray(0, length))
      end = Math.max(end, position + length)
      await growth.reach(position + length)
      this.#meter.add(length, await this.#write(buffer, length, position))
      return true
    }, this.#signal)
    if (this.#size !== undefined) return this.#size
    await this.#image.resize(end, { allowShrink: true })
    return end
  }

  /** Takes down what an earlier attempt wrote, as the source has it. */
  async #recordUpTo(source: PositionalSource, end: number, checksums: Checksums): Promise<void> {
    const blocks = blocksOf(source.data(this.#signal), 0, end)
    await sideBySide(async (buffer) => {
      const { value: block, done } = await blocks.next()
      if (done === true || block === undefined) return false
      const { position, length, exists } = block
      if (!exists) return true
      const data = buffer.subarray(0, length)
      await source.read(data, position)
      const whole = this.#whole(buffer, length, position)
      if (dataRuns(data).next().done !== true) await checksums.record(position, whole)
      return true
    }, this.#signal)
  }

  /** Writes what of a block is not zeros, and answers how much that was. */
  async #write(buffer: Buffer, length: number, position: number): Promise<number> {
    const runs = [...dataRuns(buffer.subarray(0, length))]
    if (runs.length === 0) return 0
    const parts: Promise<unknown>[] = runs.map(({ start, end }) =>
      this.#image.write(buffer.subarray(start, end), position + start),
    )
    if (this.#checksums !== undefined) {
      parts.push(this.#checksums.record(position, this.#whole(buffer, length, position)))
    }
    await together(parts)
    return runs.reduce((sum, { start, end }) => sum + end - start, 0)
  }

  /** The block as it will be in the image: after the end of the source there are zeros. */
  #whole(buffer: Buffer, length: number, position: number): Buffer {
    const whole = this.#size === undefined ? length : Math.min(BLOCK, this.#size - position)
    return buffer.fill(0, length, whole).subarray(0, whole)
  }
}

/** Keeps an image of unknown size large enough for what comes: it doubles. */
class Growth {
  readonly #image: Image
  readonly #limit: number | undefined
  #size: number
  #turn: Promise<unknown> = Promise.resolve()

  constructor(image: Image, limit: number | undefined) {
    this.#image = image
    this.#limit = limit
    this.#size = limit ?? BLOCK
  }

  async reach(end: number): Promise<void> {
    if (end <= this.#size) {
      await this.#turn
      return
    }
    if (this.#limit !== undefined) throw outOfRange('options.size', 'not less than what the source brings', this.#limit)
    while (this.#size < end) this.#size *= 2
    const size = this.#size
    this.#turn = this.#turn.then(() => this.#image.resize(size))
    await this.#turn
  }
}
