import { inspect } from 'node:util'

/**
 * A list that is asked for while it is iterated over, anew each time: `for await (const image of images.list())`.
 */
export class Listing<T> implements AsyncIterable<T> {
  readonly #start: () => AsyncGenerator<T, void, undefined>

  /** @internal */
  constructor(start: () => AsyncGenerator<T, void, undefined>) {
    this.#start = start
  }

  /**
   * One that comes in one piece.
   * @internal
   */
  static of<T>(load: () => Promise<Iterable<T>>): Listing<T> {
    return new Listing(async function* () {
      yield* await load()
    })
  }

  [Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    return this.#start()
  }

  [inspect.custom](): string {
    return "Listing { iterate with 'for await', or await its toArray() }"
  }

  /** All of it at once. */
  async toArray(): Promise<T[]> {
    const all: T[] = []
    for await (const item of this) all.push(item)
    return all
  }
}
