import { whenAborted } from '../core/abort.ts'
import { AbortError, ClosedError } from '../core/errors.ts'
import { toError } from '../core/failure.ts'
import { giveSlot, takeSlot, type Waiter } from '../core/in-flight.ts'
import type { Subject } from '../core/subject.ts'
import { withResolvers } from '../core/with-resolvers.ts'
import type { StreamHandle } from '../native/contract/libvirt-streams.ts'
import { native } from '../native/load.ts'
import { follow } from './followers.ts'

/** One operation of a stream on its way, which keeps the memory that libvirt reads or writes. */
class Transfer implements Waiter {
  readonly promise: Promise<number>
  readonly memory: Uint8Array
  readonly #resolve: (result: number) => void
  readonly #reject: (error: unknown) => void

  constructor(memory: Uint8Array, start: (slot: number) => void) {
    const { promise, resolve, reject } = withResolvers<number>()
    this.promise = promise
    this.memory = memory
    this.#resolve = resolve
    this.#reject = reject
    const slot = takeSlot(this, 0)
    try {
      start(slot)
    } catch (error) {
      this.failed(slot, 0, error)
    }
  }

  finished(slot: number, _tag: number, result: unknown): void {
    giveSlot(slot)
    this.#resolve(result as number)
  }

  failed(slot: number, _tag: number, error: unknown): void {
    giveSlot(slot)
    this.#reject(error)
  }
}

/** What came: bytes, or a hole of so many. */
export type Piece = Buffer | { readonly hole: number }

/** How a stream is received. */
export interface Receiving {
  /** How much at a time at most. */
  readonly chunk: number
  /** Whether holes are told; they come as zeros otherwise. */
  readonly holes?: boolean
  /** Whether as much is gathered, instead of being told what has come. */
  readonly fill?: boolean
}

/** An open stream of libvirt's. Errors are the user's; one that was finished or aborted is closed. */
export class NativeStream {
  readonly #handle: StreamHandle
  readonly #subject: Subject
  readonly #receiving: Required<Receiving>
  #room = Buffer.alloc(0)
  #ending: Promise<void> | undefined
  readonly #givenUp = withResolvers<never>()
  readonly #unheed: (() => void)[] = []
  /** Why it was given up. */
  #reason: Error | undefined

  constructor(handle: StreamHandle, subject: Subject, { chunk, holes = false, fill = false }: Receiving) {
    this.#handle = handle
    this.#subject = subject
    this.#receiving = { chunk, holes, fill }
    this.#givenUp.promise.catch(() => {})
  }

  /** From here on an abort of the signal gives it up, and the end of the connection. */
  heed(connection: object, signal: AbortSignal | undefined): this {
    const giveUp = (reason: Error): void => {
      this.#reason ??= reason
      this.#givenUp.reject(this.#reason)
      void this.abort()
    }
    const closed = (): Error => new ClosedError('connection', { subject: { connection: this.#subject.connection } })
    this.#unheed.push(follow(connection, { end: (error) => giveUp(error ?? closed()) }))
    if (signal === undefined) return this
    const aborted = (): void => giveUp(new AbortError({ cause: signal.reason }))
    if (signal.aborted) aborted()
    else this.#unheed.push(whenAborted(signal, aborted))
    return this
  }

  /** Does what is to be done with it, and finishes it; it is aborted if that fails, or if it is given up meanwhile. */
  async whole(work: () => Promise<void>): Promise<void> {
    const working = work()
    try {
      await Promise.race([working, this.#givenUp.promise])
      await this.finish()
    } catch (error) {
      working.catch(() => {}) // it may wait for something else, and fails when that has come
      await this.abort()
      throw this.#reason ?? error
    }
  }

  async #ask<T>(asked: Promise<T>): Promise<T> {
    try {
      return await asked
    } catch (error) {
      throw this.#reason ?? toError(error, this.#subject)
    }
  }

  /** What comes next, in memory that is the receiver's; undefined at the end. One at a time. */
  async receive(): Promise<Piece | undefined> {
    const { chunk, holes, fill } = this.#receiving
    if (this.#room.length < chunk / 8) this.#room = Buffer.allocUnsafeSlow(chunk)
    const room = this.#room
    const { promise } = new Transfer(room, (slot) =>
      native.libvirt.streamReceive(slot, this.#handle, room, holes, fill),
    )
    const got = await this.#ask(promise)
    if (got === 0) return undefined
    if (got < 0) return { hole: -got }
    this.#room = room.subarray(got)
    return room.subarray(0, got)
  }

  /** Sends all of it, which must not change meanwhile. One at a time. */
  async send(bytes: Uint8Array): Promise<void> {
    const { promise } = new Transfer(bytes, (slot) => native.libvirt.streamSend(slot, this.#handle, bytes))
    await this.#ask(promise)
  }

  async sendHole(length: number): Promise<void> {
    await this.#ask(native.libvirt.streamSendHole(this.#handle, length))
  }

  /** All has gone, or come: rejects if the other side says that it did not. */
  finish(): Promise<void> {
    this.#ending ??= this.#ask(this.#end(native.libvirt.streamFinish(this.#handle)))
    return this.#ending
  }

  /** Gives up what has not gone or come. A stream that broke can be neither finished nor aborted. */
  abort(): Promise<void> {
    this.#ending ??= this.#end(native.libvirt.streamAbort(this.#handle))
    return this.#ending.catch(() => {})
  }

  async #end(ending: Promise<void>): Promise<void> {
    for (const unheed of this.#unheed.splice(0)) unheed()
    try {
      await ending
    } finally {
      await native.runtime.close(this.#handle)
    }
  }
}
