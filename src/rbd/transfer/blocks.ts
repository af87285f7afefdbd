import { throwIfAborted } from '../../core/abort.ts'
import { allocatePages } from '../../core/io-buffer.ts'
import type { Stretch } from './source.ts'

/** How much is moved at a time, at multiples of it: a whole number of objects, or of pieces of one. */
export const BLOCK = 2 * 1024 ** 2
/** How many blocks are under way at a time: what bounds the memory. */
export const WINDOW = 16

/** A stretch that is moved at a time: of at most `BLOCK` bytes if it holds data, however long if it does not. */
export interface Block {
  readonly position: number
  readonly length: number
  readonly exists: boolean
}

/** Cuts what is from `from` to `size` into blocks, in order, told where there may be data. */
export async function* blocksOf(
  data: AsyncIterable<Stretch>,
  from: number,
  size: number,
): AsyncGenerator<Block, void, undefined> {
  let done = from
  for await (const { offset, length } of data) {
    const start = Math.max(done, offset - (offset % BLOCK))
    if (start > done) yield { position: done, length: start - done, exists: false }
    done = start
    while (done < Math.min(offset + length, size)) {
      const block = { position: done, length: Math.min(BLOCK - (done % BLOCK), size - done), exists: true }
      done += block.length
      yield block
    }
  }
  if (done < size) yield { position: done, length: size - done, exists: false }
}

/** The least run of zeros that becomes a hole. */
const GRAIN = 64 * 1024
const ZEROS = Buffer.alloc(GRAIN)

/** The parts of a block that are not zeros, as offsets within it. */
export function* dataRuns(block: Buffer): Generator<{ readonly start: number; readonly end: number }> {
  let start = -1
  for (let from = 0; from < block.length; from += GRAIN) {
    const end = Math.min(from + GRAIN, block.length)
    const zero = ZEROS.compare(block, from, end, 0, end - from) === 0
    if (!zero && start < 0) start = from
    if (zero && start >= 0) {
      yield { start, end: from }
      start = -1
    }
  }
  if (start >= 0) yield { start, end: block.length }
}

/**
 * Makes steps side by side, each with a page-aligned buffer of its own, until one of them says that there is nothing left. The first
 * failure ends it; nothing is under way any more when it returns or throws.
 */
export async function sideBySide(
  step: (buffer: Buffer) => Promise<boolean>,
  signal: AbortSignal | undefined,
): Promise<void> {
  let failure: { readonly error: unknown } | undefined
  let ended = false
  const work = async (): Promise<void> => {
    const buffer = allocatePages(BLOCK)
    while (!ended && failure === undefined && signal?.aborted !== true) {
      try {
        if (!(await step(buffer))) ended = true
      } catch (error) {
        failure ??= { error }
      }
    }
  }
  await Promise.all(Array.from({ length: WINDOW }, work))
  throwIfAborted(signal)
  if (failure !== undefined) throw failure.error
}

/** Waits for all, and only then throws what the first of those that failed threw. */
export async function together(parts: readonly Promise<unknown>[]): Promise<void> {
  for (const result of await Promise.allSettled(parts)) if (result.status === 'rejected') throw result.reason
}

/** How far work has come whose parts are begun in order and end in any. */
export class Frontier {
  readonly #underWay = new Set<number>()
  #begun: number

  constructor(from: number) {
    this.#begun = from
  }

  /** Up to here all is done. */
  get position(): number {
    let position = this.#begun
    for (const start of this.#underWay) position = Math.min(position, start)
    return position
  }

  begin(start: number, length: number): void {
    this.#underWay.add(start)
    this.#begun = start + length
  }

  end(start: number): void {
    this.#underWay.delete(start)
  }
}
