interface Waiting<T> {
  readonly resolve: (result: IteratorResult<T, undefined>) => void
  readonly reject: (error: unknown) => void
}

/**
 * Events on their way to one iteration: at most `limit` of them wait. When there is one too many the oldest is dropped,
 * and the next one that is delivered says in `lost` how many were.
 */
export class EventQueue<T extends { readonly lost: number }> {
  readonly #limit: number
  readonly #onDropped: ((event: T) => void) | undefined
  readonly #events: T[] = []
  readonly #waiting: Waiting<T>[] = []
  #dropped = 0
  #lost = 0
  #ended = false
  #error: Error | undefined

  /** @param onDropped hears of each that will not be delivered */
  constructor(limit: number, onDropped?: (event: T) => void) {
    this.#limit = limit
    this.#onDropped = onDropped
  }

  get ended(): boolean {
    return this.#ended
  }

  /** Whether somebody waits for the next one. */
  get awaited(): boolean {
    return this.#waiting.length > 0
  }

  /** All that were dropped so far. */
  get lost(): number {
    return this.#lost
  }

  push(event: T): void {
    if (this.#ended) return
    this.#lost += event.lost
    const waiting = this.#waiting.shift()
    if (waiting !== undefined) {
      waiting.resolve({ value: event, done: false })
      return
    }
    this.#events.push(event)
    if (this.#events.length <= this.#limit) return
    const oldest = this.#events.shift()
    this.#dropped += 1 + (oldest?.lost ?? 0)
    this.#lost += 1
    if (oldest !== undefined) this.#onDropped?.(oldest)
  }

  next(): Promise<IteratorResult<T, undefined>> {
    const event = this.#events.shift()
    if (event !== undefined) {
      const lost = event.lost + this.#dropped
      this.#dropped = 0
      return Promise.resolve({ value: lost === event.lost ? event : { ...event, lost }, done: false })
    }
    if (!this.#ended) return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }))
    const error = this.#error
    this.#error = undefined
    return error === undefined ? Promise.resolve({ value: undefined, done: true }) : Promise.reject(error)
  }

  /**
   * Nothing comes any more. What is waiting is still delivered, then the error thrown, once; unless `discard`.
   */
  end({ error, discard = false }: { readonly error?: Error | undefined; readonly discard?: boolean } = {}): void {
    if (discard) for (const event of this.#events.splice(0)) this.#onDropped?.(event)
    if (this.#ended) return
    this.#ended = true
    this.#error = error
    for (const waiting of this.#waiting.splice(0)) {
      this.next().then(waiting.resolve, waiting.reject)
    }
  }
}
