import { InFlight } from './in-flight.ts'

/** What can be written anywhere. */
export interface WriteTarget {
  /** Before anything is written. Answers where the first byte goes. */
  begin(): Promise<number>
  /** Before bytes up to `end` are taken: throws if they cannot be written. */
  check(end: number): Promise<void> | undefined
  /** Writes the pieces, one after the other, from a position on. Called many times at once. */
  write(pieces: readonly Buffer[], position: number): Promise<unknown>
  /** Whether `write` takes more than one piece. */
  readonly vectored: boolean
  /** All has been written: makes it safe. */
  finish(): Promise<unknown>
}

export interface WriteBehindOptions {
  /** What is written ends at multiples of so many bytes. */
  readonly block: number
  /** Bytes that are being written at most. */
  readonly window: number
  /** Told the first failure. */
  readonly onFailure: (error: unknown) => void
}

/** Gathers what comes into blocks and writes them, many at once, by a window. */
export class WriteBehind {
  readonly #target: WriteTarget
  readonly #options: WriteBehindOptions
  readonly #writing = new InFlight()
  /** Those of `#writing` that are written from memory of who gave it. */
  readonly #borrowed = new InFlight()
  readonly #spare: Buffer[] = []
  #position = -1 // where the next byte goes, when that is known
  #copied: Buffer | undefined // the beginning of a block: our own memory
  #copiedLength = 0
  #lent: Buffer[] = [] // what comes after it: only while it is being taken
  #lentLength = 0
  #written = 0
  #stopped = false
  #failure: { readonly error: unknown } | undefined

  constructor(target: WriteTarget, options: WriteBehindOptions) {
    this.#target = target
    this.#options = options
  }

  /** Bytes that were written. */
  get written(): number {
    return this.#written
  }

  /**
   * Takes chunks; settles when there is room for more. Whole blocks are written from the chunks' own memory, which is
   * in use until `returned`; the rest is copied. `keep` copies all: then the memory is free when this settles.
   */
  async take(chunks: readonly Buffer[], keep = false): Promise<void> {
    await this.#begin()
    const { block } = this.#options
    for (const chunk of chunks) {
      const fits = this.#target.check(this.#position + chunk.length)
      if (fits !== undefined) await fits
      for (let from = 0; from < chunk.length && !this.#stopped; ) {
        const room = block - (this.#position % block)
        const piece = chunk.subarray(from, from + room)
        this.#lent.push(piece)
        this.#lentLength += piece.length
        this.#position += piece.length
        from += piece.length
        if (keep) this.#copy()
        if (piece.length === room) await this.#submit()
      }
    }
    this.#copy()
    this.#check()
  }

  /** When no memory of who gave it is in use any more. Rejects if anything could not be written. */
  async returned(): Promise<void> {
    await this.#borrowed.idle()
    this.#check()
  }

  /** Writes what is left, and waits until all is safe. */
  async end(): Promise<void> {
    await this.#begin()
    await this.#submit()
    await this.#writing.idle()
    this.#check()
    if (!this.#stopped) await this.#writing.add(0, this.#target.finish())
  }

  /** Gives up what was not written. Nothing is under way any more when it has settled. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#writing.idle()
    this.#copied = undefined
    this.#spare.length = 0
  }

  async #begin(): Promise<void> {
    if (this.#position < 0 && !this.#stopped) this.#position = await this.#writing.add(0, this.#target.begin())
    this.#check()
  }

  #check(): void {
    if (this.#failure !== undefined) throw this.#failure.error
  }

  /** Puts what is lent into memory of our own. */
  #copy(): void {
    if (this.#lentLength === 0) return
    this.#copied ??= this.#spare.pop() ?? Buffer.allocUnsafeSlow(this.#options.block)
    for (const piece of this.#lent) {
      this.#copied.set(piece, this.#copiedLength)
      this.#copiedLength += piece.length
    }
    this.#lent = []
    this.#lentLength = 0
  }

  /** Begins to write the block that is gathered, when there is room. */
  async #submit(): Promise<void> {
    const length = this.#copiedLength + this.#lentLength
    if (length === 0) return
    while (this.#writing.bytes > 0 && this.#writing.bytes + length > this.#options.window) await this.#writing.next()
    this.#check()
    if (this.#stopped) return
    if (!this.#target.vectored && this.#lent.length + (this.#copied === undefined ? 0 : 1) > 1) this.#copy()
    const copied = this.#copied
    const lent = this.#lent
    const pieces = copied === undefined ? lent : [copied.subarray(0, this.#copiedLength), ...lent]
    this.#copied = undefined
    this.#copiedLength = 0
    this.#lent = []
    this.#lentLength = 0
    const writing = this.#target.write(pieces, this.#position - length).then(
      () => {
        this.#written += length
        if (copied !== undefined) this.#spare.push(copied)
      },
      (error) => {
        if (this.#failure !== undefined) return
        this.#failure = { error }
        if (!this.#stopped) this.#options.onFailure(error)
      },
    )
    void this.#writing.add(length, writing)
    if (lent.length > 0) void this.#borrowed.add(length, writing)
  }
}
