import { native } from '../native/load.ts'
import { throwIfAborted, whenAborted } from './abort.ts'
import { checkInteger, checkObject } from './arguments.ts'
import { AbortError, CephvirtError, OperationTimeoutError, type Subject } from './errors.ts'
import { type Hint, toError } from './failure.ts'
import { submitGathered } from './in-flight.ts'

/** What every asynchronous call takes. */
export interface CallOptions {
  /**
   * Rejects the call with an `AbortError` as soon as it is aborted. The libraries cannot always recall what they were
   * asked: an aborted write may still happen, and its memory stays in use until the library lets go.
   */
  readonly signal?: AbortSignal | undefined
  /** Rejects the call with an `OperationTimeoutError` after so many milliseconds, in the same way. */
  readonly timeout?: number | undefined
}

/** How a call is made and what becomes of what it brings. */
export interface Making<T> {
  readonly subject?: Subject | undefined
  /** What to do next if it fails, where that is known beforehand. */
  readonly hint?: Hint | undefined
  /** The error for a `timeout` that ran out, where it is not an `OperationTimeoutError`. */
  readonly timedOut?: (() => Error) | undefined
  /** Told when the caller gave up: asks the library to stop, where it can. */
  readonly cancel?: (() => void) | undefined
  /** An operation that is gathered with others of its turn. Whatever else is called comes after those. */
  readonly gathered?: true
  /** What comes after the caller gave up goes here, so that nothing stays open unseen. */
  readonly late?: ((value: T) => void) | undefined
}

/**
 * Thrown by what a call needs and is not there at the moment: the call waits until it is, and starts once more. Work that
 * is no such call fails with it.
 */
export class NotReadyError extends CephvirtError {
  readonly #ready: Promise<unknown>

  constructor(what: string, ready: Promise<unknown>, subject: Subject | undefined) {
    super(`The ${what} is not there at the moment: its connection is made anew`, {
      code: 'ERR_CEPHVIRT_CONNECTION_LOST',
      subject,
    })
    this.#ready = ready
  }

  static readyOf(error: NotReadyError): Promise<unknown> {
    return error.#ready
  }
}

/** Makes a native call and waits for it: its failure becomes the user's error, with the stack of the user's call. */
export async function call<T>(start: () => Promise<T>, options: CallOptions = {}, making: Making<T> = {}): Promise<T> {
  const { signal, timeout } = checkObject(options)
  throwIfAborted(signal)
  if (timeout !== undefined) checkInteger(timeout, 'options.timeout', 1, 2 ** 31 - 1)
  try {
    if (making.gathered !== true) submitGathered()
    if (signal === undefined && timeout === undefined) return await start()
    return await abandonable(start(), signal, timeout, making)
  } catch (thrown) {
    if (thrown instanceof NotReadyError) return await callWhen(NotReadyError.readyOf(thrown), start, options, making)
    throw toError(thrown, making.subject, making.hint)
  }
}

/** One deadline for the waiting and the call. Who waits keeps the process alive, as one who calls does. */
async function callWhen<T>(
  ready: Promise<unknown>,
  start: () => Promise<T>,
  { signal, timeout }: CallOptions,
  making: Making<T>,
): Promise<T> {
  const began = performance.now()
  const timedOut =
    making.timedOut ?? (timeout === undefined ? undefined : () => new OperationTimeoutError(timeout, making.subject))
  native.runtime.retain()
  try {
    await abandonable(ready, signal, timeout, { timedOut })
  } finally {
    native.runtime.release()
  }
  const left = timeout === undefined ? undefined : Math.max(1, Math.ceil(timeout - (performance.now() - began)))
  return await call(start, { signal, timeout: left }, { ...making, timedOut })
}

/** Does what heeds a signal under `{ signal, timeout }`: for work made of many calls. */
export async function underDeadline<T>(
  { signal, timeout }: CallOptions,
  subject: Subject | undefined,
  work: (signal: AbortSignal | undefined) => Promise<T>,
): Promise<T> {
  if (timeout === undefined) return await work(signal)
  const late = new OperationTimeoutError(checkInteger(timeout, 'options.timeout', 1, 2 ** 31 - 1), subject)
  const deadline = new AbortController()
  const timer = setTimeout(() => deadline.abort(late), timeout)
  try {
    return await work(signal === undefined ? deadline.signal : AbortSignal.any([signal, deadline.signal]))
  } catch (thrown) {
    throw thrown instanceof AbortError && thrown.cause === late ? late : thrown
  } finally {
    clearTimeout(timer)
  }
}

function abandonable<T>(
  running: Promise<T>,
  signal: AbortSignal | undefined,
  timeout: number | undefined,
  { subject, timedOut, cancel, late }: Making<T>,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    let over = false
    let timer: NodeJS.Timeout | undefined
    let unlisten: (() => void) | undefined
    const end = (): boolean => {
      if (over) return false
      over = true
      clearTimeout(timer)
      unlisten?.()
      return true
    }
    const giveUp = (error: Error): void => {
      if (!end()) return
      reject(error)
      cancel?.()
      native.runtime.abandon(running)
    }
    if (signal !== undefined) unlisten = whenAborted(signal, () => giveUp(new AbortError({ cause: signal.reason })))
    if (timeout !== undefined) {
      timer = setTimeout(() => giveUp(timedOut?.() ?? new OperationTimeoutError(timeout, subject)), timeout)
    }
    running.then(
      (value) => (end() ? resolve(value) : late?.(value)),
      (error) => {
        if (end()) reject(error)
      },
    )
  })
}
