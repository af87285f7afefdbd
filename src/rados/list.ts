/** A list that is asked for when it is iterated over: `for await (const pool of cluster.pools.list())`. */
export class List<T> implements AsyncIterable<T> {
  readonly #load: () => Promise<Iterable<T>>

  constructor(load: () => Promise<Iterable<T>>) {
    this.#load = load
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    yield* await this.#load()
  }

  /** All of it at once. */
  async toArray(): Promise<T[]> {
    return [...(await this.#load())]
  }
}
