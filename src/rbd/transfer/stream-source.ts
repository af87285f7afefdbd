import { Readable } from 'node:stream'
import { whenAborted } from '../../core/abort.ts'
import { wrongType } from '../../core/arguments.ts'
import { AbortError } from '../../core/errors.ts'
import { BLOCK } from './blocks.ts'
import type { SequentialSource, SourceBlock } from './source.ts'

/** A stream: its chunks are gathered into blocks, one block after the other. */
export class StreamSource implements SequentialSource {
  readonly kind = 'sequential'
  readonly size: number | undefined
  readonly #stream: AsyncIterable<Uint8Array>
  readonly #chunks: AsyncIterator<Uint8Array>
  /** Rejects when the signal is aborted: a stream that brings nothing would hold up the end for ever. */
  readonly #aborted: Promise<never>
  readonly #signal: AbortSignal | undefined
  #unlisten: () => void = () => {}
  #turn: Promise<unknown> = Promise.resolve()
  #rest: Uint8Array = new Uint8Array()
  #position = 0

  constructor(stream: AsyncIterable<Uint8Array>, size: number | undefined, signal: AbortSignal | undefined) {
    this.#stream = stream
    this.#chunks = stream[Symbol.asyncIterator]()
    this.size = size
    this.#signal = signal
    this.#aborted = new Promise((_, reject) => {
      if (signal !== undefined)
        this.#unlisten = whenAborted(signal, () => reject(new AbortError({ cause: signal.reason })))
    })
    this.#aborted.catch(() => {}) // heard where it is waited for, if it is
  }

  next(buffer: Buffer): Promise<SourceBlock | undefined> {
    const block = this.#turn.then(() => Promise.race([this.#fill(buffer), this.#aborted]))
    this.#turn = block.catch(() => {})
    return block
  }

  async close(): Promise<void> {
    this.#unlisten()
    if (this.#stream instanceof Readable) {
      this.#stream.destroy()
      return
    }
    const returned = Promise.resolve(this.#chunks.return?.())
    // A generator returns only when it has brought what it was asked for last.
    if (this.#signal?.aborted === true) returned.catch(() => {})
    else await returned
  }

  async #fill(buffer: Buffer): Promise<SourceBlock | undefined> {
    const position = this.#position
    let length = 0
    while (length < BLOCK) {
      if (this.#rest.length === 0) {
        const { value, done } = await this.#chunks.next()
        if (done === true) break
        if (!(value instanceof Uint8Array)) throw wrongType('What the source yields', 'a Uint8Array or Buffer', value)
        this.#rest = value
      }
      const part = this.#rest.subarray(0, BLOCK - length)
      buffer.set(part, length)
      length += part.length
      this.#rest = this.#rest.subarray(part.length)
    }
    this.#position += length
    return length === 0 ? undefined : { position, length }
  }
}
