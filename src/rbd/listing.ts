/** A list that is made while it is iterated over, anew each time: `for await (const image of images.list())`. */
export class Listing<T> implements AsyncIterable<T> {
  readonly #start: () => AsyncGenerator<T, void, undefined>

  constructor(start: () => AsyncGenerator<T, void, undefined>) {
    this.#start = start
  }

  [Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    return this.#start()
  }

  /** All of it at once. */
  async toArray(): Promise<T[]> {
    const all: T[] = []
    for await (const item of this) all.push(item)
    return all
  }
}
