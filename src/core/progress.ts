import type { NativeProgress } from '../native/contract.ts'
import { native } from '../native/load.ts'
import { wrongType } from './arguments.ts'
import { type CallOptions, call, type Making } from './call.ts'

/** Told how far a long call has come: in the units of the call (bytes, unless it says otherwise), at most once a turn of the event loop. */
export type OnProgress = (done: number, total: number) => void

/** What every long call takes. Its `signal` stops the work itself, not only the waiting. */
export interface ProgressOptions extends CallOptions {
  readonly onProgress?: OnProgress | undefined
}

/** Makes a native call that reports its progress and can be told to stop. */
export async function callWithProgress<T>(
  start: (progress: NativeProgress) => Promise<T>,
  options: ProgressOptions = {},
  making: Making<T> = {},
): Promise<T> {
  const { onProgress } = options
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    throw wrongType('options.onProgress', 'a function', onProgress)
  }
  const progress = native.runtime.progress(onProgress)
  return await call(() => start(progress), options, { ...making, cancel: () => native.runtime.cancel(progress) })
}
