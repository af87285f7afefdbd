/** How fast a transfer goes, by its last seconds. */
export interface TransferRate {
  /** How much data was moved in a second, holes not counted; undefined while that is not known. */
  readonly bytesPerSecond: number | undefined
  /** When it will be done, if it goes on like that; undefined while that is not known. */
  readonly secondsLeft: number | undefined
}

/**
 * Told how far a transfer has come: the bytes done, holes among them, and the whole, which is 0 while that is not known.
 * With `verify` each byte counts twice: when it was moved, and when it was read back. Told at most once a turn of the
 * event loop. If it throws, the transfer stops and rejects with what it threw.
 */
export type OnTransferProgress = (done: number, total: number, rate: TransferRate) => void

/** What a transfer did. `written`, `holes` and `resumedFrom` add up to `size`. */
export interface TransferReport {
  /** Of the image, in bytes. */
  readonly size: number
  /** How many bytes were written. */
  readonly written: number
  /** How many bytes were passed over since they are zeros. */
  readonly holes: number
  /** How many bytes an earlier attempt had done; 0 unless it was resumed. */
  readonly resumedFrom: number
  readonly seconds: number
  /**
   * With `verify`: the SHA-256 (hex) of the SHA-256s of the contents' pieces of 2 MiB, one after the other. By itself:
   * `split -b 2M --filter='openssl sha256 -binary' disk.img | sha256sum`.
   */
  readonly checksum?: string
}

interface Sample {
  readonly time: number
  readonly done: number
  readonly moved: number
}

/** How far back the rate looks, and what it needs at least, in milliseconds. */
const SPAN = 5_000
const LEAST = 1_000
const STEP = 250

/** Counts what a transfer does, and tells its progress: at most once a turn of the event loop, and the last state always. */
export class Meter {
  readonly #onProgress: OnTransferProgress | undefined
  readonly #passes: number
  readonly #started = performance.now()
  readonly #samples: Sample[] = []
  readonly #resumedFrom: number
  #total: number
  #done: number
  #moved = 0
  #written = 0
  #told = false
  #thrown: { readonly error: unknown } | undefined

  /** `passes`: how often each byte counts. `done`: where the transfer goes on. */
  constructor(onProgress: OnTransferProgress | undefined, total: number, passes = 1, done = 0) {
    this.#onProgress = onProgress
    this.#passes = passes
    this.#total = total * passes
    this.#done = done
    this.#resumedFrom = done
    this.#sample()
  }

  /** So many bytes are done, of which so many were written. */
  add(bytes: number, written: number): void {
    this.#written += written
    this.#advance(bytes, written)
  }

  /** So many bytes were compared with what was written, of which so many were read for that. */
  compared(bytes: number, read: number): void {
    this.#advance(bytes, read)
  }

  finish(size: number, checksum: string | undefined): TransferReport {
    this.#told = true
    this.#done = this.#total = size * this.#passes
    this.#tell()
    if (this.#thrown !== undefined) throw this.#thrown.error
    const written = this.#written
    const resumedFrom = this.#resumedFrom
    const holes = size - written - resumedFrom
    const seconds = (performance.now() - this.#started) / 1_000
    return { size, written, holes, resumedFrom, seconds, ...(checksum === undefined ? {} : { checksum }) }
  }

  #advance(bytes: number, moved: number): void {
    if (this.#thrown !== undefined) throw this.#thrown.error
    this.#done += bytes
    this.#moved += moved
    if (this.#onProgress === undefined) return
    this.#sample()
    if (this.#told) return
    this.#told = true
    setImmediate(() => this.#tell())
  }

  #tell(): void {
    if (!this.#told) return
    this.#told = false
    try {
      this.#onProgress?.(this.#done, this.#total, this.#rate())
    } catch (error) {
      this.#thrown ??= { error }
    }
  }

  #sample(): void {
    const time = performance.now()
    const last = this.#samples.at(-1)
    if (last !== undefined && time - last.time < STEP) return
    this.#samples.push({ time, done: this.#done, moved: this.#moved })
    while ((this.#samples[1]?.time ?? time) < time - SPAN) this.#samples.shift()
  }

  #rate(): TransferRate {
    const [first] = this.#samples
    const milliseconds = first === undefined ? 0 : performance.now() - first.time
    if (first === undefined || milliseconds < LEAST) return { bytesPerSecond: undefined, secondsLeft: undefined }
    const seconds = milliseconds / 1_000
    const advanced = this.#done - first.done
    const secondsLeft =
      this.#total === 0 || advanced === 0 ? undefined : (this.#total - this.#done) / (advanced / seconds)
    return { bytesPerSecond: (this.#moved - first.moved) / seconds, secondsLeft }
  }
}
