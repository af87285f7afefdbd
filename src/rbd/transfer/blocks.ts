import { throwIfAborted } from '../../core/abort.ts'
import type { OnProgress } from '../../core/progress.ts'

/** How much is moved at a time, at multiples of it: a whole number of objects, or of pieces of one. */
export const BLOCK = 4 * 1024 ** 2
/** How many blocks are under way at a time: what bounds the memory. */
export const WINDOW = 12

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
 * Makes steps side by side, each with a buffer of its own, until one of them says that there is nothing left. The first
 * failure ends it; nothing is under way any more when it returns or throws.
 */
export async function sideBySide(
  step: (buffer: Buffer) => Promise<boolean>,
  signal: AbortSignal | undefined,
): Promise<void> {
  let failure: { readonly error: unknown } | undefined
  let ended = false
  const work = async (): Promise<void> => {
    const buffer = Buffer.allocUnsafeSlow(BLOCK)
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

/** Tells progress at most once a turn of the event loop, and the last state always. */
export class Meter {
  readonly #onProgress: OnProgress | undefined
  #total: number
  #done = 0
  #told = false

  constructor(onProgress: OnProgress | undefined, total: number) {
    this.#onProgress = onProgress
    this.#total = total
  }

  add(bytes: number): void {
    this.#done += bytes
    if (this.#onProgress === undefined || this.#told) return
    this.#told = true
    setImmediate(() => {
      if (!this.#told) return
      this.#told = false
      this.#onProgress?.(this.#done, this.#total)
    })
  }

  finish(total: number): void {
    this.#told = false
    this.#done = total
    this.#total = total
    this.#onProgress?.(total, total)
  }
}
