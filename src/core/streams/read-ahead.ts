import { setImmediate as turn } from 'node:timers/promises'
import { InFlight } from './in-flight.ts'

/** A part of what is read, and whether there is anything: what does not exist reads as zeros. */
export interface Stretch {
  readonly position: number
  readonly length: number
  readonly exists: boolean
}

/** What can be read anywhere. */
export interface ReadSource {
  /** What there is from `start` to before `end`, in order and without gaps; less, where the source ends earlier. */
  stretches(start: number, end: number, signal: AbortSignal): AsyncIterable<Stretch>
  /** Fills a buffer. Answers less than it holds where the source has come to an end. Called many times at once. */
  read(buffer: Buffer, position: number): Promise<number>
}

export interface ReadAheadOptions {
  readonly start: number
  /** The position after the last byte. */
  readonly end: number
  /** Bytes of one chunk at most; chunks end at multiples of it. */
  readonly chunk: number
  /** Bytes that are read, or read and not yet asked for, at most. */
  readonly window: number
}

type Part =
  | { readonly kind: 'hole'; left: number }
  | { readonly kind: 'data'; readonly buffer: Buffer; readonly reading: Promise<number> }
  | { readonly kind: 'failure'; readonly error: unknown }

/** Reads chunk after chunk, ahead of who asks for them, by a window. */
export class ReadAhead {
  readonly #source: ReadSource
  readonly #options: ReadAheadOptions
  readonly #stopping = new AbortController()
  readonly #reading = new InFlight()
  readonly #parts: Part[] = []
  readonly #plan: AsyncGenerator<Stretch, void, undefined>
  #ahead = 0 // bytes of the data among the parts
  #planned = false
  #planning: Promise<void> | undefined

  constructor(source: ReadSource, options: ReadAheadOptions) {
    this.#source = source
    this.#options = options
    this.#plan = this.#pieces()
  }

  /**
   * The next chunk; undefined at the end. Each is memory of its own, zeros too: who gets it may keep and change it.
   * Ask again when it has come.
   */
  async next(): Promise<Buffer | undefined> {
    while (!this.#stopping.signal.aborted) {
      const planning = this.#goOn()
      const [part] = this.#parts
      if (part === undefined) {
        if (this.#planned) return undefined
        await planning
      } else if (part.kind === 'failure') {
        throw part.error
      } else if (part.kind === 'hole') {
        return await this.#zeros(part)
      } else {
        const length = await part.reading
        this.#parts.shift()
        this.#ahead -= part.buffer.length
        if (length < part.buffer.length) this.#end()
        void this.#goOn()
        return length === 0 ? undefined : part.buffer.subarray(0, length)
      }
    }
    return undefined
  }

  /** Gives up what was not asked for. Nothing is under way any more when it has settled. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#planning
    await this.#reading.idle()
    this.#end()
  }

  async #zeros(hole: { left: number }): Promise<Buffer> {
    const zeros = Buffer.alloc(Math.min(hole.left, this.#options.chunk))
    hole.left -= zeros.length
    if (hole.left === 0) this.#parts.shift()
    await turn() // nothing else waits here: a large hole would keep the event loop to itself
    return zeros
  }

  #end(): void {
    this.#parts.length = 0
    this.#ahead = 0
    this.#planned = true
  }

  #goOn(): Promise<void> {
    this.#planning ??= this.#fill().finally(() => {
      this.#planning = undefined
    })
    return this.#planning
  }

  async #fill(): Promise<void> {
    const { chunk, window } = this.#options
    try {
      while (!this.#planned && !this.#stopping.signal.aborted && (this.#ahead === 0 || this.#ahead + chunk <= window)) {
        const { value: piece, done } = await this.#plan.next()
        if (this.#stopping.signal.aborted || this.#planned) return
        if (done === true) this.#planned = true
        else this.#add(piece)
      }
    } catch (error) {
      this.#planned = true
      this.#parts.push({ kind: 'failure', error })
    }
  }

  #add({ position, length, exists }: Stretch): void {
    const last = this.#parts.at(-1)
    if (!exists) {
      if (last?.kind === 'hole') last.left += length
      else this.#parts.push({ kind: 'hole', left: length })
      return
    }
    const buffer = Buffer.allocUnsafeSlow(length)
    const reading = this.#reading.add(length, this.#source.read(buffer, position))
    this.#ahead += length
    this.#parts.push({ kind: 'data', buffer, reading })
  }

  /** Data in chunks, holes whole. */
  async *#pieces(): AsyncGenerator<Stretch, void, undefined> {
    const { start, end, chunk } = this.#options
    for await (const { position, length, exists } of this.#source.stretches(start, end, this.#stopping.signal)) {
      for (let at = position; at < position + length; ) {
        const piece = exists ? Math.min(chunk - (at % chunk), position + length - at) : length
        yield { position: at, length: piece, exists }
        at += piece
      }
    }
  }
}
