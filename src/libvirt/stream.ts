import { Duplex } from 'node:stream'
import { checkBuffer, wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { discard } from '../core/handle.ts'
import type { Subject } from '../core/subject.ts'
import type { StreamHandle } from '../native/contract/libvirt-streams.ts'
import { follow } from './followers.ts'
import { NativeStream } from './native-stream.ts'

/** What libvirt's own messages hold, and what is kept ready. */
const CHUNK = 64 * 1024

/**
 * A stream to something in a domain, of both directions. `end()` says that nothing more will be written, and reading
 * goes on; `destroy()` gives it up. It ends with the domain's run, and breaks with the connection. Read it: what comes
 * over the connection and is not read is kept by libvirt, in memory.
 */
export class Stream extends Duplex {
  readonly #stream: NativeStream
  readonly #unfollow: () => void
  #received = false
  #sent = false

  /** @internal */
  constructor(handle: StreamHandle, subject: Subject, connection: object) {
    super({ highWaterMark: CHUNK, allowHalfOpen: false })
    this.#stream = new NativeStream(handle, subject, { chunk: CHUNK })
    this.#unfollow = follow(connection, { end: (error) => this.destroy(error) })
  }

  /** @internal */
  override _read(): void {
    this.#stream.receive().then(
      (piece) => {
        if (this.destroyed) return
        this.#received = piece === undefined
        this.push((piece as Buffer | undefined) ?? null)
      },
      (error) => this.destroy(error as Error),
    )
  }

  /** @internal */
  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#send(chunk).then(
      () => done(),
      (error) => done(error as Error),
    )
  }

  async #send(chunk: Buffer): Promise<void> {
    await this.#stream.send(checkBuffer(chunk, 'chunk'))
  }

  /** @internal */
  override _final(done: (error?: Error | null) => void): void {
    this.#sent = true
    done()
  }

  /** @internal */
  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#unfollow()
    const whole = error === null && this.#received && this.#sent
    // All has been heard of the other side by then: that it is gone is no failure any more.
    const ended = whole ? this.#stream.finish().catch(() => {}) : this.#stream.abort()
    ended.then(() => done(error))
  }
}

/** How a console or a channel is opened. */
export interface OpenStreamOptions extends CallOptions {
  /** Takes it over from whoever has it open. Default false. */
  readonly force?: boolean | undefined
}

/** The bits of the options that are told yes. */
export function yesBits(options: object, table: Readonly<Record<string, number>>, fields: readonly string[]): number {
  return fields.reduce((sum, field) => {
    const value: unknown = Reflect.get(options, field)
    if (value !== undefined && typeof value !== 'boolean') throw wrongType(`options.${field}`, 'a boolean', value)
    return value === true ? sum | (table[field] ?? 0) : sum
  }, 0)
}

/** Opens a stream of its kind. */
export async function openStream<S extends Stream>(
  Opened: new (handle: StreamHandle, subject: Subject, connection: object) => S,
  open: () => Promise<StreamHandle>,
  connection: object,
  subject: Subject,
  options: CallOptions,
): Promise<S> {
  return new Opened(await call(open, options, { subject, late: discard }), subject, connection)
}
