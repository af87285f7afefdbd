import { Readable } from 'node:stream'
import { ReadableStream } from 'node:stream/web'
import { throwIfAborted, whenAborted } from '../abort.ts'
import { checkInteger, checkOptions, type Known, outOfRange } from '../arguments.ts'
import { AbortError } from '../errors.ts'
import { parseSize, type Size } from '../sizes.ts'
import { ReadAhead, type ReadSource } from './read-ahead.ts'

/** The names are those of `fs.createReadStream`. */
export interface ReadStreamOptions {
  /** The position of the first byte; 0 if not said. */
  readonly start?: number | undefined
  /** The position of the last byte: it is read too, as with `fs`. To the end, if not said or beyond it. */
  readonly end?: number | undefined
  /** Bytes of one chunk at most, and how much is kept ready in the stream itself; 2 MiB if not said. */
  readonly highWaterMark?: number | undefined
  /** How much is read ahead at most: what is under way and what waits for its turn. 16 MiB if not said. */
  readonly window?: Size | undefined
  /** Destroys the stream with an `AbortError`. */
  readonly signal?: AbortSignal | undefined
}

const OPTIONS: Known<ReadStreamOptions> = { start: true, end: true, highWaterMark: true, window: true, signal: true }

// Measured: more is not faster, and what waits for the garbage collector is several times the window.
const CHUNK = 2 * 1024 ** 2
const WINDOW = 16 * 1024 ** 2
const LARGEST_CHUNK = 64 * 1024 ** 2

function readAhead(
  source: ReadSource,
  options: ReadStreamOptions,
): { readonly ahead: ReadAhead; readonly chunk: number } {
  checkOptions(options, OPTIONS)
  const start = checkInteger(options.start ?? 0, 'options.start')
  const last = options.end ?? Number.POSITIVE_INFINITY
  if (last !== Number.POSITIVE_INFINITY) checkInteger(last, 'options.end')
  if (start > last) throw outOfRange('options.start', `at most \`end\`, which is ${last}`, start)
  const chunk = checkInteger(options.highWaterMark ?? CHUNK, 'options.highWaterMark', 1, LARGEST_CHUNK)
  const window = parseSize(options.window ?? WINDOW, 'options.window')
  if (options.signal !== undefined && !options.signal.aborted) throwIfAborted(options.signal)
  return { ahead: new ReadAhead(source, { start, end: last + 1, chunk, window }), chunk }
}

/**
 * What is read, chunk after chunk, as a stream of Node. It reads ahead by a window and no further, however slowly it is
 * consumed. Chunks are the consumer's to keep and to change. When it closes, nothing is under way any more.
 */
export class ReadStream extends Readable {
  readonly #ahead: ReadAhead
  #unlisten = (): void => {}
  #bytesRead = 0

  /** @internal */
  constructor(source: ReadSource, options: ReadStreamOptions) {
    const { ahead, chunk } = readAhead(source, options)
    super({ highWaterMark: chunk })
    this.#ahead = ahead
    this.#unlisten = destroyOnAbort(this, options.signal)
  }

  /** Bytes that were read and handed on. */
  get bytesRead(): number {
    return this.#bytesRead
  }

  override _read(): void {
    this.#ahead.next().then(
      (chunk) => {
        if (this.destroyed) return
        this.#bytesRead += chunk?.length ?? 0
        this.push(chunk ?? null)
      },
      (error: Error) => this.destroy(error),
    )
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#unlisten()
    this.#ahead.stop().then(() => done(error), done)
  }
}

/** The same as a stream of the Web, of bytes: readers may bring their own memory (`mode: 'byob'`). */
export function webReadable(source: ReadSource, options: ReadStreamOptions): ReadableStream<Uint8Array> {
  const { ahead } = readAhead(source, options)
  const { signal } = options
  let unlisten = (): void => {}
  let stopped = false
  const stop = async (): Promise<void> => {
    stopped = true
    unlisten()
    await ahead.stop()
  }
  return new ReadableStream(
    {
      type: 'bytes',
      start(controller) {
        if (signal === undefined) return
        const abort = (): void => {
          controller.error(new AbortError({ cause: signal.reason }))
          void stop()
        }
        if (signal.aborted) abort()
        else unlisten = whenAborted(signal, abort)
      },
      async pull(controller) {
        try {
          const chunk = await ahead.next()
          if (stopped) return
          if (chunk !== undefined) {
            controller.enqueue(chunk)
            return
          }
          controller.close()
          controller.byobRequest?.respond(0)
        } catch (error) {
          await stop()
          throw error
        }
        await stop()
      },
      cancel: stop,
    },
    { highWaterMark: 0 },
  )
}

/** Destroys a stream when a signal is aborted, until the returned function is called. */
export function destroyOnAbort(
  stream: { destroy(error: Error): unknown },
  signal: AbortSignal | undefined,
): () => void {
  if (signal === undefined) return () => {}
  const destroy = (): void => void stream.destroy(new AbortError({ cause: signal.reason }))
  if (!signal.aborted) return whenAborted(signal, destroy)
  destroy()
  return () => {}
}
