import type { NativeProgress } from '../native/contract.ts'
import { native } from '../native/load.ts'
import { wrongType } from './arguments.ts'
import { type CallOptions, call, type Making } from './call.ts'

/**
 * Told how far a long call has come: in the units of the call (bytes, unless it says otherwise), at most once a turn of
 * the event loop. If it throws, the work is told to stop, and the call rejects with what it threw.
 */
export type OnProgress = (done: number, total: number) => void

/** What every long call takes. Its `signal` stops the work itself, not only the waiting. */
export interface ProgressOptions extends CallOptions {
  readonly onProgress?: OnProgress | undefined
}

/** A listener, if there is one. */
export function checkOnProgress(onProgress: unknown): void {
  if (onProgress === undefined || typeof onProgress === 'function') return
  throw wrongType('options.onProgress', 'a function', onProgress)
}

/** Makes a native call that reports its progress and can be told to stop. */
export async function callWithProgress<T>(
  start: (progress: NativeProgress) => Promise<T>,
  options: ProgressOptions = {},
  making: Making<T> = {},
): Promise<T> {
  const { onProgress } = options
  checkOnProgress(onProgress)
  let thrown: { readonly error: unknown } | undefined
  const listener =
    onProgress === undefined
      ? undefined
      : (done: number, total: number): void => {
          try {
            onProgress(done, total)
          } catch (error) {
            thrown ??= { error }
            native.runtime.cancel(progress)
          }
        }
  const progress = native.runtime.progress(listener)
  const cancel = (): void => native.runtime.cancel(progress)
  let result: T
  try {
    result = await call(() => start(progress), options, { ...making, cancel })
  } catch (error) {
    throw thrown === undefined ? error : thrown.error
  }
  // The listener threw too late for the work to be stopped.
  if (thrown !== undefined) throw thrown.error
  return result
}
