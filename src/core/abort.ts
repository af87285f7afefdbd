import { wrongType } from './arguments.ts'
import { AbortError } from './errors.ts'

// One listener for each signal, however many operations wait on it: Node warns from the eleventh on.
const waiting = new WeakMap<AbortSignal, Set<() => void>>()

function onAbort(this: AbortSignal): void {
  const callbacks = waiting.get(this)
  waiting.delete(this)
  for (const callback of callbacks ?? []) callback()
}

/** Throws if the signal is aborted already. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal === undefined) return
  if (!(signal instanceof AbortSignal)) throw wrongType('options.signal', 'an AbortSignal', signal)
  if (signal.aborted) throw new AbortError({ cause: signal.reason })
}

/** Calls back when the signal is aborted, until the returned function is called. */
export function whenAborted(signal: AbortSignal, callback: () => void): () => void {
  let callbacks = waiting.get(signal)
  if (callbacks === undefined) {
    callbacks = new Set()
    waiting.set(signal, callbacks)
    signal.addEventListener('abort', onAbort, { once: true })
  }
  callbacks.add(callback)
  return () => {
    callbacks.delete(callback)
    if (callbacks.size > 0 || waiting.get(signal) !== callbacks) return
    waiting.delete(signal)
    signal.removeEventListener('abort', onAbort)
  }
}
