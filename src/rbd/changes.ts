import { throwIfAborted, whenAborted } from '../core/abort.ts'
import { type CallOptions, call } from '../core/call.ts'
import { cephError } from '../core/ceph-failure.ts'
import { AbortError } from '../core/errors.ts'
import { EventQueue } from '../core/event-queue.ts'
import { Handle } from '../core/handle.ts'
import type { WatchHandle } from '../native/contract/rbd-io.ts'
import { native } from '../native/load.ts'
import type { Image } from './image.ts'

export type WatchOptions = Pick<CallOptions, 'signal'>

/** A watch needs an image that takes part in what its clients tell each other. */
export function checkWatchable(image: Image, syscall: string): void {
  if (!image.readOnly) return
  throw cephError({
    syscall,
    errno: -30,
    subject: image.subject,
    hint: 'librbd tells nothing to an image that was opened for reading only: open it without `readOnly`.',
  })
}

/**
 * Changes of an image, by whichever client: its size, features, flags, snapshots, metadata, lock. What changed is to be
 * asked for; changes that come while one is being looked at are told as one.
 *
 * @example
 * ```ts
 * const changes = image.watch()
 * await changes.ready
 * await image.snapshots.create('new')
 * for await (const _ of changes) break
 * ```
 */
export class ImageChanges implements AsyncIterableIterator<void> {
  /** Resolves when the watch is there, and rejects if it cannot be. */
  readonly ready: Promise<void>
  readonly #queue = new EventQueue<{ readonly lost: number }>(1)
  readonly #handle: Promise<WatchHandle>
  readonly #unlisten: (() => void) | undefined

  /** @internal */
  constructor(image: Image, { signal }: WatchOptions) {
    throwIfAborted(signal)
    checkWatchable(image, 'rbd_update_watch')
    const { subject } = image
    const handle = Handle.native(image)
    const receive = (changed: boolean): void => {
      if (changed) this.#queue.push({ lost: 0 })
      else this.#end()
    }
    this.#handle = call(() => native.rbd.updateWatch(handle, receive), {}, { subject })
    this.ready = this.#handle.then(() => {})
    // Who does not wait for it hears of its failure from the iteration.
    this.ready.catch((error) => this.#end({ error, discard: true }))
    if (signal !== undefined) {
      this.#unlisten = whenAborted(signal, () =>
        this.#end({ error: new AbortError({ cause: signal.reason }), discard: true }),
      )
    }
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async next(): Promise<IteratorResult<void, undefined>> {
    const { done } = await this.#queue.next()
    return done === true ? { value: undefined, done: true } : { value: undefined, done: false }
  }

  /** Ends the watch. */
  async return(): Promise<IteratorResult<void, undefined>> {
    await this.#end({ discard: true })
    return { value: undefined, done: true }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#end({ discard: true })
  }

  async #end(end: { readonly error?: Error; readonly discard?: boolean } = {}): Promise<void> {
    this.#unlisten?.()
    this.#queue.end(end)
    await this.#handle.then((handle) => native.runtime.close(handle)).catch(() => {})
  }
}
