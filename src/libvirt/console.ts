import { Duplex } from 'node:stream'
import { checkName, wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import type { Subject } from '../core/errors.ts'
import { toError } from '../core/failure.ts'
import { discard } from '../core/handle.ts'
import type { DomainHandle, StreamHandle } from '../native/contract/libvirt.ts'
import { native } from '../native/load.ts'
import { follow } from './followers.ts'
import { DomainConsoleFlags, StreamEventType } from './generated/enumerations.ts'

export interface OpenConsoleOptions extends CallOptions {
  /** The alias of one of several: `'serial0'`, `'console1'`; the first one without it. */
  readonly device?: string
  /** Takes it over from whoever has it open. Default false. */
  readonly force?: boolean
}

/** At most so much is asked for at once: what libvirt's own messages hold. */
const CHUNK = 64 * 1024

/** Whether the stream has become readable or writable again, and who waits for it. */
class Readiness {
  readonly #waiting = new Map<number, () => void>()
  #told = 0

  tell(events: number): void {
    this.#told |= events
    for (const [event, wake] of [...this.#waiting]) {
      if ((this.#told & event) === 0) continue
      this.#told &= ~event
      this.#waiting.delete(event)
      wake()
    }
  }

  /** It may have been told before the call that found nothing to do has come back. */
  wait(event: number): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.set(event, resolve)
      this.tell(0)
    })
  }
}

/**
 * A domain's console, as a stream of both directions. What nobody reads stays with the guest's host; `end()` says that
 * nothing more will be written, and reading goes on; `destroy()` gives it up.
 */
export class Console extends Duplex {
  readonly #stream: StreamHandle
  readonly #readiness: Readiness
  readonly #subject: Subject
  readonly #unfollow: () => void
  #received = false
  #sent = false

  /** @internal */
  constructor(stream: StreamHandle, readiness: Readiness, subject: Subject, connection: object) {
    super({ highWaterMark: CHUNK, allowHalfOpen: false })
    this.#stream = stream
    this.#readiness = readiness
    this.#subject = subject
    this.#unfollow = follow(connection, { end: (error) => this.destroy(error) })
  }

  override _read(): void {
    this.#receive().catch((error) => this.destroy(toError(error, this.#subject) as Error))
  }

  async #receive(): Promise<void> {
    for (;;) {
      if (this.destroyed) return
      const bytes = await native.libvirt.streamReceive(this.#stream, CHUNK)
      if (bytes === undefined) {
        await this.#readiness.wait(StreamEventType.readable)
      } else {
        this.#received = bytes.length === 0
        this.push(this.#received ? null : bytes)
        return
      }
    }
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#send(chunk).then(
      () => done(),
      (error) => done(toError(error, this.#subject) as Error),
    )
  }

  async #send(bytes: Buffer): Promise<void> {
    let position = 0
    while (position < bytes.length && !this.destroyed) {
      const sent = await native.libvirt.streamSend(this.#stream, bytes, position)
      if (sent === 0) await this.#readiness.wait(StreamEventType.writable)
      position += sent
    }
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#sent = true
    done()
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#unfollow()
    const { libvirt, runtime } = native
    const whole = error === null && this.#received && this.#sent
    // A stream that broke can be neither finished nor aborted; it is closed all the same.
    const ending = whole ? libvirt.streamFinish(this.#stream) : libvirt.streamAbort(this.#stream)
    const close = (): Promise<void> => runtime.close(this.#stream)
    ending.then(close, close).then(
      () => done(error),
      (failed) => done(error ?? (toError(failed, this.#subject) as Error)),
    )
    this.#readiness.tell(-1)
  }
}

export async function openConsole(
  connection: object,
  domain: DomainHandle,
  subject: Subject,
  options: OpenConsoleOptions,
): Promise<Console> {
  const { device, force = false } = options
  if (device !== undefined) checkName(device, 'options.device')
  if (typeof force !== 'boolean') throw wrongType('options.force', 'a boolean', force)
  const readiness = new Readiness()
  const about = { ...subject, device }
  const stream = await call(
    () =>
      native.libvirt.domainOpenConsole(domain, device, force ? DomainConsoleFlags.force : 0, (events) =>
        readiness.tell(events),
      ),
    options,
    { subject: about, late: discard },
  )
  return new Console(stream, readiness, about, connection)
}
