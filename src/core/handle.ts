import { inspect } from 'node:util'
import type { NativeHandle } from '../native/contract.ts'
import { native } from '../native/load.ts'
import { call } from './call.ts'
import { ClosedError } from './errors.ts'
import { submitGathered } from './in-flight.ts'
import { describeName, type Subject } from './subject.ts'

/** Closes what nobody waits for any more: what was opened after its caller gave up. */
export function discard(handle: NativeHandle<string>): void {
  native.runtime.close(handle).catch(() => {})
}

/**
 * Something open: a cluster, a pool, an image, a connection, a domain. Close it when done with it, best by
 * `await using`; what was opened through it is closed before it.
 */
export abstract class Handle<Kind extends string> {
  readonly #kind: Kind
  readonly #handle: NativeHandle<Kind>
  readonly #parent: Handle<string> | undefined
  #closing: Promise<void> | undefined

  protected constructor(kind: Kind, handle: NativeHandle<Kind>, parent?: Handle<string>) {
    this.#kind = kind
    this.#handle = handle
    this.#parent = parent
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

  /** The native handle of one, for the layers that build on it. Throws if it is closed. */
  static native<K extends string>(handle: Handle<K>): NativeHandle<K> {
    if (handle.closed) throw new ClosedError(handle.#kind, { subject: handle.subject })
    return handle.#handle
  }
}
