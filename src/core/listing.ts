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

  /**
   * One that comes page by page, each asked for by the key of the last item before it. It ends with a page of less than
   * `full` items; with an empty one, if a page may be short before the end.
   * @internal
   */
  static pages<T>(ask: (after: string) => Promise<readonly T[]>, keyOf: (item: T) => string, full = 1): Listing<T> {
    return new Listing(async function* () {
      for (let after = ''; ; ) {
        const page = await ask(after)
        yield* page
        const last = page.at(-1)
        if (last === undefined || page.length < full) return
        after = keyOf(last)
      }
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
