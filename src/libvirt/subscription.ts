import type { SubscriptionHandle } from '../native/contract/libvirt.ts'
import { native } from '../native/load.ts'

/**
 * One registration with libvirt, shared by all iterations of the same events: libvirt refuses a second one
 * (`event callback already tracked`).
 */
export class Subscription<T> {
  readonly ready: Promise<unknown>
  readonly #handle: Promise<SubscriptionHandle>
  readonly #receivers = new Set<(event: T) => void>()
  readonly #all: Map<string, Subscription<unknown>>
  readonly #key: string

  private constructor(
    all: Map<string, Subscription<unknown>>,
    key: string,
    subscribe: (receive: (event: T) => void) => Promise<SubscriptionHandle>,
  ) {
    this.#all = all
    this.#key = key
    const receive = (event: T): void => {
      for (const receiver of this.#receivers) receiver(event)
    }
    const before = ending.get(all)?.get(key)
    this.#handle = before === undefined ? subscribe(receive) : before.then(() => subscribe(receive))
    this.ready = this.#handle
  }

  /** The subscription of that key, which is made if there is none; `leave` it when done. */
  static join<T>(
    connection: object,
    key: string,
    receiver: (event: T) => void,
    subscribe: (receive: (event: T) => void) => Promise<SubscriptionHandle>,
  ): Subscription<T> {
    let all = subscriptions.get(connection)
    if (all === undefined) {
      all = new Map()
      subscriptions.set(connection, all)
    }
    // A key belongs to one kind of event, and so to one type.
    const existing = all.get(key) as Subscription<T> | undefined
    const joined = existing ?? new Subscription(all, key, subscribe)
    if (existing === undefined) all.set(key, joined as Subscription<unknown>)
    joined.#receivers.add(receiver)
    return joined
  }

  leave(receiver: (event: T) => void): void {
    if (!this.#receivers.delete(receiver) || this.#receivers.size > 0) return
    this.#all.delete(this.#key)
    const ended = this.#handle.then((handle) => native.runtime.close(handle)).catch(() => {})
    // The next one of that key must not overtake it.
    const keys = ending.get(this.#all) ?? new Map<string, Promise<void>>()
    ending.set(this.#all, keys)
    keys.set(this.#key, ended)
    void ended.then(() => {
      if (keys.get(this.#key) === ended) keys.delete(this.#key)
    })
  }
}

const subscriptions = new WeakMap<object, Map<string, Subscription<unknown>>>()
const ending = new WeakMap<object, Map<string, Promise<void>>>()
