import { native } from '../native/load.ts'
import { type CallOptions, call } from './call.ts'
import type { Subject } from './errors.ts'
import { giveSlot, submitGathered, takeSlot, type Waiter } from './in-flight.ts'
import type { Entrant, Window } from './window.ts'
import { withResolvers } from './with-resolvers.ts'

/**
 * One operation that a library runs by itself, on its way: it waits for room in a window, is submitted, and settles a
 * promise. `start` submits it; what it refers to (the buffers) is kept until the library has let go.
 */
export class Operation<T> implements Waiter, Entrant {
  readonly promise: Promise<T>
  readonly bytes: number
  readonly #window: Window
  readonly #start: (slot: number) => void
  readonly #resolve: (value: T) => void
  readonly #reject: (error: unknown) => void
  #slot: number | undefined

  constructor(window: Window, bytes: number, start: (slot: number) => void) {
    this.#window = window
    this.bytes = bytes
    this.#start = start
    const { promise, resolve, reject } = withResolvers<T>()
    this.promise = promise
    this.#resolve = resolve
    this.#reject = reject
    window.admit(this)
  }

  /** @internal */
  entered(): void {
    const slot = takeSlot(this, 0)
    this.#slot = slot
    try {
      this.#start(slot)
    } catch (error) {
      this.failed(slot, 0, error)
    }
  }

  /** @internal */
  finished(slot: number, _tag: number, result: unknown): void {
    this.#end(slot)
    this.#resolve(result as T)
  }

  /** @internal */
  failed(slot: number, _tag: number, error: unknown): void {
    this.#end(slot)
    this.#reject(error)
  }

  #end(slot: number): void {
    this.#slot = undefined
    giveSlot(slot)
    this.#window.leave(this.bytes)
  }

  /**
   * Nobody waits for it any more: if it waits for the window, it is never begun; otherwise it goes on without keeping the
   * process alive. Answers its slot in that case, for those who can recall it.
   */
  abandon(): number | undefined {
    submitGathered()
    const slot = this.#slot
    if (slot !== undefined) native.runtime.abandon(slot)
    else this.#window.withdraw(this)
    return slot
  }
}

/** Waits for an operation under `{ signal, timeout }`; `recall` asks the library to give back what is in a slot, where it can. */
export async function submitted<T>(
  begin: () => Operation<T>,
  options: CallOptions | undefined,
  subject: Subject | undefined,
  recall?: (slot: number) => void,
): Promise<T> {
  let operation: Operation<T> | undefined
  const start = (): Promise<T> => {
    operation = begin()
    return operation.promise
  }
  const cancel = (): void => {
    const slot = operation?.abandon()
    if (slot !== undefined) recall?.(slot)
  }
  return await call(start, options, { subject, cancel, gathered: true })
}
