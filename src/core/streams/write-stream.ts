import { Writable } from 'node:stream'
import { WritableStream, type WritableStreamDefaultController } from 'node:stream/web'
import { throwIfAborted, whenAborted } from '../abort.ts'
import { checkBuffer, checkInteger, outOfRange } from '../arguments.ts'
import { AbortError } from '../errors.ts'
import { parseSize, type Size } from '../sizes.ts'
import { destroyOnAbort } from './read-stream.ts'
import { WriteBehind, type WriteTarget } from './write-behind.ts'

export interface WriteStreamOptions {
  /** Bytes that wait in the stream itself before `write()` answers `false`; 4 MiB if not said. */
  readonly highWaterMark?: number | undefined
  /** How much is being written at a time at most; at least 4 MiB, 32 MiB if not said. */
  readonly window?: Size | undefined
  /** Destroys the stream with an `AbortError`. */
  readonly signal?: AbortSignal | undefined
}

export const WRITE_STREAM_OPTIONS = { highWaterMark: true, window: true, signal: true } as const

/** What is written at a time: a whole number of objects, or of parts of one. */
const BLOCK = 4 * 1024 ** 2
const WINDOW = 32 * 1024 ** 2

function limits(options: WriteStreamOptions): { readonly highWaterMark: number; readonly window: number } {
  const highWaterMark = checkInteger(options.highWaterMark ?? BLOCK, 'options.highWaterMark')
  const window = parseSize(options.window ?? WINDOW, 'options.window')
  if (window < BLOCK) throw outOfRange('options.window', `at least ${BLOCK} bytes`, window)
  if (options.signal !== undefined && !options.signal.aborted) throwIfAborted(options.signal)
  return { highWaterMark, window }
}

type Written = (error: Error | null | undefined) => void

/**
 * What is written, as a stream of Node. It writes behind by a window: small chunks are gathered into blocks of 4 MiB at
 * multiples of that, larger ones are written from their own memory. So a failure may come after the chunk it is about,
 * as the stream's 'error'; and only at 'finish' is all of it written, and safe on disk. The callback of `write` is
 * called when the chunk's memory is free again. When the stream closes, nothing is under way any more.
 */
export class WriteStream extends Writable {
  readonly #behind: WriteBehind
  #unlisten = (): void => {}

  /** @internal */
  constructor(target: WriteTarget, options: WriteStreamOptions) {
    const { highWaterMark, window } = limits(options)
    super({ highWaterMark })
    const onFailure = (error: unknown): void => void this.destroy(asError(error))
    this.#behind = new WriteBehind(target, { block: BLOCK, window, onFailure })
    this.#unlisten = destroyOnAbort(this, options.signal)
  }

  /** Bytes that were written. */
  get bytesWritten(): number {
    return this.#behind.written
  }

  override write(chunk: unknown, written?: Written): boolean
  override write(chunk: unknown, encoding: BufferEncoding, written?: Written): boolean
  override write(chunk: unknown, encoding?: BufferEncoding | Written, written?: Written): boolean {
    const told = typeof encoding === 'function' ? encoding : written
    const text = typeof encoding === 'function' ? undefined : encoding
    // Node calls back when the chunk was taken, but parts of it may be under way from where they are.
    const taken: Written = (error) => {
      if (told === undefined) return
      if (error) told(error)
      else this.#behind.returned().then(() => told(null), told)
    }
    return text === undefined ? super.write(chunk, taken) : super.write(chunk, text, taken)
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Written): void {
    this.#behind.take([chunk]).then(() => done(null), done)
  }

  override _writev(chunks: readonly { readonly chunk: Buffer }[], done: Written): void {
    this.#behind.take(chunks.map(({ chunk }) => chunk)).then(() => done(null), done)
  }

  override _final(done: Written): void {
    this.#behind.end().then(() => done(null), done)
  }

  override _destroy(error: Error | null, done: Written): void {
    this.#unlisten()
    this.#behind.stop().then(() => done(error), done)
  }
}

/**
 * The same as a stream of the Web. What is written is copied, for there a chunk's memory is free when its `write` has
 * settled.
 */
export function webWritable(target: WriteTarget, options: WriteStreamOptions): WritableStream<Uint8Array> {
  const { highWaterMark, window } = limits(options)
  const { signal } = options
  let controller: WritableStreamDefaultController | undefined
  const fail = (error: unknown): void => {
    unlisten()
    controller?.error(error)
    void behind.stop()
  }
  let unlisten = (): void => {}
  const behind = new WriteBehind(target, { block: BLOCK, window, onFailure: fail })
  return new WritableStream<Uint8Array>(
    {
      start(started) {
        controller = started
        if (signal === undefined) return
        const abort = (): void => fail(new AbortError({ cause: signal.reason }))
        if (signal.aborted) abort()
        else unlisten = whenAborted(signal, abort)
      },
      async write(chunk) {
        const { buffer, byteOffset, byteLength } = chunk
        await behind.take([Buffer.from(buffer, byteOffset, byteLength)], true)
      },
      async close() {
        await behind.end()
        unlisten()
        await behind.stop()
      },
      async abort() {
        unlisten()
        await behind.stop()
      },
    },
    { highWaterMark, size: (chunk) => checkBuffer(chunk, 'chunk').byteLength },
  )
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown), { cause: thrown })
}
