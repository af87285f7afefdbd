import { inspect } from 'node:util'
import type { NativeHandle } from '../native/contract.ts'
import { native } from '../native/load.ts'
import { call, NotReadyError } from './call.ts'
import { CephvirtError, ClosedError } from './errors.ts'
import { submitGathered } from './in-flight.ts'
import { describeName, type Subject } from './subject.ts'

/** Closes what nobody waits for any more: what was opened after its caller gave up. */
export function discard(handle: NativeHandle<string>): void {
  native.runtime.close(handle).catch(() => {})
}

/** The same for what may be in use for ever: that it closes in the end keeps no process alive. */
export function discardInBackground(handle: NativeHandle<string>): void {
  const closing = native.runtime.close(handle)
  closing.catch(() => {})
  native.runtime.abandon(closing)
}

/**
 * Something open: a cluster, a pool, an image, a connection, a domain. Close it when done with it, best by
 * `await using`; what was opened through it is closed before it.
 */
export abstract class Handle<Kind extends string> {
  readonly #kind: Kind
  #handle: NativeHandle<Kind>
  readonly #parent: Handle<string> | undefined
  /** What all was opened through. It may come to be another native handle: then those of its descendants have to follow. */
  readonly #root: Handle<string>
  /** How often the root was replaced when the native handle was got. */
  #age: number
  #reopening: Promise<void> | undefined
  #away: { readonly back: Promise<void>; readonly refusal: (() => Error) | undefined } | undefined
  #closing: Promise<void> | undefined

  protected constructor(kind: Kind, handle: NativeHandle<Kind>, parent?: Handle<string>) {
    this.#kind = kind
    this.#handle = handle
    this.#parent = parent
    this.#root = parent === undefined ? this : parent.#root
    this.#age = parent === undefined ? 0 : parent.#root.#age
  }

  /** Whether it was closed, or what it was opened through. */
  get closed(): boolean {
    return this.#closing !== undefined || this.#parent?.closed === true
  }

  /** What errors say they are about. */
  protected get subject(): Subject | undefined {
    return undefined
  }

  /** What was called before the closing and has not begun yet; undefined if there is nothing to wait for. */
  protected get queued(): Promise<void> | undefined {
    return undefined
  }

  /**
   * Closes it: refuses new work at once, closes what was opened through it, waits for what is in flight, and gives
   * back what the library holds. Calling it again gives the same promise.
   */
  close(): Promise<void> {
    this.#closing ??= call(() => this.#close(), {}, { subject: this.subject })
    return this.#closing
  }

  /**
   * What it was opened through was replaced: gets it anew there, under the same name. Who has no such method is gone with
   * the former one.
   */
  protected async reopen(): Promise<NativeHandle<Kind>> {
    throw new CephvirtError(`The ${this.#kind} was got before the connection was lost`, {
      code: 'ERR_CEPHVIRT_CONNECTION_LOST',
      subject: this.subject,
      hint: 'Get it anew.',
    })
  }

  /** Of a root: from now on, calls on it and on what was opened through it wait for `back`, or are refused. */
  protected setAway(back: Promise<void>, refusal: (() => Error) | undefined): void {
    this.#away = { back, refusal }
  }

  /** Of a root: it goes on as another native handle, or as it was. */
  protected setBack(handle?: NativeHandle<Kind>): void {
    this.#away = undefined
    if (handle === undefined) return
    discard(this.#handle)
    this.#handle = handle
    this.#age += 1
  }

  async #follow(): Promise<void> {
    while (this.#age !== this.#root.#age) {
      const age = this.#root.#age
      const handle = await this.reopen()
      if (this.closed) {
        discard(handle)
        throw new ClosedError(this.#kind, { subject: this.subject })
      }
      if (age !== this.#root.#age) {
        discard(handle)
        continue
      }
      discard(this.#handle)
      this.#handle = handle
      this.#age = age
    }
  }

  #current(): NativeHandle<Kind> {
    if (this.closed) throw new ClosedError(this.#kind, { subject: this.subject })
    const away = this.#root.#away
    if (away !== undefined) {
      if (away.refusal !== undefined) throw away.refusal()
      throw new NotReadyError(this.#kind, away.back, this.subject)
    }
    if (this.#age === this.#root.#age) return this.#handle
    if (this.#reopening === undefined) {
      this.#reopening = this.#follow().finally(() => {
        this.#reopening = undefined
      })
      this.#reopening.catch(() => {}) // those who wait for it hear of it
    }
    throw new NotReadyError(this.#kind, this.#reopening, this.subject)
  }

  #close(): Promise<void> {
    const { queued } = this
    const close = (): Promise<void> => {
      submitGathered()
      return native.runtime.close(this.#handle)
    }
    return queued === undefined ? close() : queued.then(close)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  [inspect.custom](): string {
    const name = describeName(this.subject ?? {})
    return `${this.constructor.name} { ${name === '' ? '' : `${name}, `}${this.closed ? 'closed' : 'open'} }`
  }

  /** The native handle of one, for the layers that build on it. Throws if it is closed, or, for `call` to wait, not there at the moment. */
  static native<K extends string>(handle: Handle<K>): NativeHandle<K> {
    return handle.#current()
  }
}
