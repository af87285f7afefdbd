/** A list that is asked for when it is iterated, anew each time: one call, however long it is. */
export class Listing<T> implements AsyncIterable<T> {
  readonly #fetch: () => Promise<readonly T[]>

  /** @internal */
  constructor(fetch: () => Promise<readonly T[]>) {
    this.#fetch = fetch
  }

  async *[Symbol.asyncIterator](): AsyncIterator<T, void, void> {
    yield* await this.#fetch()
  }

  /** All of it at once. */
  async toArray(): Promise<T[]> {
    return [...(await this.#fetch())]
  }
}
