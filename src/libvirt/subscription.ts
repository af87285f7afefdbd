import { call } from '../core/call.ts'
import type { SubscriptionHandle } from '../native/contract/libvirt.ts'
import { native } from '../native/load.ts'
import { follow } from './followers.ts'

/** What is subscribed to. */
interface Subscribed {
  readonly uri: string
}

/**
 * One registration with libvirt, shared by all iterations of the same events: libvirt refuses a second one
 * (`event callback already tracked`).
 */
export class Subscription<T> {
  readonly #connection: Subscribed
  readonly #subscribe: (receive: (event: T) => void) => Promise<SubscriptionHandle>
  readonly #receivers = new Map<(event: T) => void, (error: Error) => void>()
  readonly #all: Map<string, Subscription<unknown>>
  readonly #key: string
  readonly #unfollow: () => void
  #handle: Promise<SubscriptionHandle>
  #registration = 0
  #away = false

  private constructor(
    connection: Subscribed,
    all: Map<string, Subscription<unknown>>,
    key: string,
    subscribe: (receive: (event: T) => void) => Promise<SubscriptionHandle>,
  ) {
    this.#connection = connection
    this.#subscribe = subscribe
    this.#all = all
    this.#key = key
    const before = ending.get(all)?.get(key)
    this.#handle = before === undefined ? this.#register() : before.then(() => this.#register())
    this.#unfollow = follow(connection, {
      end: () => {},
      suspend: () => {
        this.#away = true
      },
      resume: () => this.#again(),
    })
  }

  /** The registration that there is now, or is on its way. */
  get ready(): Promise<unknown> {
    return this.#handle
  }

  #register(): Promise<SubscriptionHandle> {
    this.#registration += 1
    const registration = this.#registration
    const receive = (event: T): void => {
      if (registration !== this.#registration) return // of the connection that was lost
      for (const receiver of [...this.#receivers.keys()]) receiver(event)
    }
    // One that waited while the connection was away finds another in its place.
    const start = (): Promise<SubscriptionHandle> =>
      registration === this.#registration ? this.#subscribe(receive) : this.#handle
    return call(start, {}, { subject: { connection: this.#connection.uri } })
  }

  #again(): void {
    const handle = this.#register()
    this.#handle = handle
    this.#away = false
    handle.catch((error) => {
      // If the connection was lost once more, there will be another registration.
      if (handle !== this.#handle || this.#away) return
      for (const failed of [...this.#receivers.values()]) failed(error)
    })
  }

  /** The subscription of that key, which is made if there is none; `leave` it when done. `failed` is told if it cannot be made anew. */
  static join<T>(
    connection: Subscribed,
    key: string,
    receiver: (event: T) => void,
    failed: (error: Error) => void,
    subscribe: (receive: (event: T) => void) => Promise<SubscriptionHandle>,
  ): Subscription<T> {
    let all = subscriptions.get(connection)
    if (all === undefined) {
      all = new Map()
      subscriptions.set(connection, all)
    }
    // A key belongs to one kind of event, and so to one type.
    const existing = all.get(key) as Subscription<T> | undefined
    const joined = existing ?? new Subscription(connection, all, key, subscribe)
    if (existing === undefined) all.set(key, joined as Subscription<unknown>)
    joined.#receivers.set(receiver, failed)
    return joined
  }

  leave(receiver: (event: T) => void): void {
    if (!this.#receivers.delete(receiver) || this.#receivers.size > 0) return
    this.#unfollow()
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
