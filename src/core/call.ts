import { native } from '../native/load.ts'
import { throwIfAborted, whenAborted } from './abort.ts'
import { checkInteger, checkObject } from './arguments.ts'
import { AbortError, OperationTimeoutError, type Subject } from './errors.ts'
import { toError } from './failure.ts'
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
  readonly hint?: string | undefined
  /** The error for a `timeout` that ran out, where it is not an `OperationTimeoutError`. */
  readonly timedOut?: (() => Error) | undefined
  /** Told when the caller gave up: asks the library to stop, where it can. */
  readonly cancel?: (() => void) | undefined
  /** An operation that is gathered with others of its turn. Whatever else is called comes after those. */
  readonly gathered?: true
  /** What comes after the caller gave up goes here, so that nothing stays open unseen. */
  readonly late?: ((value: T) => void) | undefined
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
    throw toError(thrown, making.subject, making.hint)
  }
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
