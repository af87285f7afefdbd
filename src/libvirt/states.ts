import { throwIfAborted, whenAborted } from '../core/abort.ts'
import { checkOptions } from '../core/arguments.ts'
import { AbortError } from '../core/errors.ts'
import { EventQueue } from '../core/event-queue.ts'
import { follow } from './followers.ts'
import { hold } from './held.ts'
import type { ConnectionLoss } from './loss.ts'

/** A connection with `reconnect` was lost, or is there again. */
export type ConnectionState =
  | {
      readonly state: 'away'
      readonly reason: ConnectionLoss['reason']
      /** How many before this one were dropped because too many waited. */
      readonly lost: number
    }
  | {
      readonly state: 'back'
      /** How many attempts it took. */
      readonly attempts: number
      /** For how many milliseconds it was away: what happened meanwhile no event tells. */
      readonly away: number
      /** How many before this one were dropped because too many waited. */
      readonly lost: number
    }

const LIMIT = 1024
const listeners = new WeakMap<object, Set<EventQueue<ConnectionState>>>()

/** Tells all who iterate. */
export function tellState(connection: object, state: ConnectionState): void {
  for (const queue of listeners.get(connection) ?? []) queue.push(state)
}

/** How a connection goes and comes, one after the other. It does not keep the process alive. */
export function statesOf(
  connection: object,
  options: { readonly signal?: AbortSignal },
): AsyncIterableIterator<ConnectionState> {
  const { signal } = checkOptions(options, { signal: true })
  throwIfAborted(signal)
  const queue = new EventQueue<ConnectionState>(LIMIT)
  const queues = listeners.get(connection) ?? new Set()
  listeners.set(connection, queues)
  queues.add(queue)
  const forget: (() => void)[] = []
  const end = (how: { readonly error?: Error | undefined; readonly discard?: boolean }): void => {
    queue.end(how)
    queues.delete(queue)
    for (const undo of forget.splice(0)) undo()
  }
  const nothing = (): void => {}
  forget.push(follow(connection, { end: (error) => end({ error }), suspend: nothing, resume: nothing }))
  if (signal !== undefined) {
    forget.push(whenAborted(signal, () => end({ error: new AbortError({ cause: signal.reason }), discard: true })))
  }
  return {
    next: () => {
      const next = queue.next()
      if (queue.awaited) {
        const release = hold(connection)
        next.then(release, release)
      }
      return next
    },
    return: async () => {
      end({ discard: true })
      return { value: undefined, done: true }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
