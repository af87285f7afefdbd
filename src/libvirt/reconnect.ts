import { setTimeout as sleep } from 'node:timers/promises'
import { checkInteger, checkOptions, type Known, outOfRange, wrongType } from '../core/arguments.ts'
import type { CallOptions } from '../core/call.ts'
import { AuthenticationError } from '../core/errors.ts'
import type { ConnectionRecord } from '../native/contract/libvirt.ts'
import { native } from '../native/load.ts'
import { Session } from './session.ts'

/** How a connection that was lost is made anew. */
export interface ReconnectOptions {
  /** Milliseconds before the first attempt; each further one is waited for twice as long. Default 100. */
  readonly minDelay?: number
  /** Milliseconds between two attempts, at most. Default 10 000. */
  readonly maxDelay?: number
  /** After how many it is given up, and the connection is lost for good. Default: never. */
  readonly attempts?: number
  /** Milliseconds for one attempt. Default 10 000. */
  readonly attemptTimeout?: number
  /** Whether calls made meanwhile wait, up to their `timeout`, or fail at once (`ERR_CEPHVIRT_CONNECTION_LOST`). Default true. */
  readonly wait?: boolean
}

const RECONNECT_OPTIONS: Known<ReconnectOptions> = {
  minDelay: true,
  maxDelay: true,
  attempts: true,
  attemptTimeout: true,
  wait: true,
}

/** Opens a connection; `begun` gets the native call. */
export type Dial = (
  session: Session,
  limits: CallOptions,
  begun?: (running: Promise<unknown>) => void,
) => Promise<ConnectionRecord>

export interface Reconnecting extends Required<ReconnectOptions> {
  readonly dial: Dial
}

const LONGEST = 2 ** 31 - 1

export function checkReconnect(given: boolean | ReconnectOptions | undefined): Required<ReconnectOptions> | undefined {
  if (given === undefined || given === false) return undefined
  const options: ReconnectOptions = given === true ? {} : given
  if (typeof options !== 'object') throw wrongType('options.reconnect', 'a boolean or an object', given)
  checkOptions(options, RECONNECT_OPTIONS, 'options.reconnect')
  const {
    minDelay = 100,
    maxDelay = Math.max(10_000, minDelay),
    attempts = Number.POSITIVE_INFINITY,
    attemptTimeout = 10_000,
    wait = true,
  } = options
  checkInteger(minDelay, 'options.reconnect.minDelay', 0, LONGEST)
  checkInteger(maxDelay, 'options.reconnect.maxDelay', 0, LONGEST)
  if (maxDelay < minDelay) throw outOfRange('options.reconnect.maxDelay', `at least minDelay (${minDelay})`, maxDelay)
  if (attempts !== Number.POSITIVE_INFINITY) checkInteger(attempts, 'options.reconnect.attempts', 1)
  checkInteger(attemptTimeout, 'options.reconnect.attemptTimeout', 1, LONGEST)
  if (typeof wait !== 'boolean') throw wrongType('options.reconnect.wait', 'a boolean', wait)
  return { minDelay, maxDelay, attempts, attemptTimeout, wait }
}

/** A thread of its own is with each attempt that hangs, and cannot be called back. */
const MOST_HANGING = 2

/**
 * Dials until somebody answers, and keeps the process alive for none of it.
 * @param settle makes what answered ready; what it throws counts as a failed attempt
 * @throws what the last attempt failed with, or AbortError
 */
export async function redial(
  { dial, minDelay, maxDelay, attempts, attemptTimeout }: Reconnecting,
  signal: AbortSignal,
  settle: (record: ConnectionRecord, limits: CallOptions) => Promise<void>,
): Promise<{ readonly record: ConnectionRecord; readonly session: Session; readonly attempts: number }> {
  const hanging = new Set<Promise<unknown>>()
  const begun = (running: Promise<unknown>): void => {
    native.runtime.abandon(running)
    hanging.add(running)
    const over = (): void => void hanging.delete(running)
    running.then(over, over)
  }
  let delay = minDelay
  for (let attempt = 1; ; attempt += 1) {
    // Up to a fifth more: many clients of one daemon do not come back at the same moment.
    await sleep(delay * (1 + Math.random() / 5), undefined, { signal, ref: false })
    delay = Math.min(maxDelay, Math.max(delay * 2, 1))
    while (hanging.size >= MOST_HANGING) {
      await Promise.race([
        Promise.allSettled([Promise.race(hanging)]),
        sleep(maxDelay, undefined, { signal, ref: false }),
      ])
    }
    const session = new Session()
    const limits = { signal, timeout: attemptTimeout }
    try {
      const record = await dial(session, limits, begun)
      await settle(record, limits)
      return { record, session, attempts: attempt }
    } catch (error) {
      // Who refused to answer once is not asked again.
      if (signal.aborted || attempt >= attempts || error instanceof AuthenticationError) throw error
    }
  }
}
