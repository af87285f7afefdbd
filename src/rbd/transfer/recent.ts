/** Remembers what was loaded last, up to a limit; who asks for the same while it is being loaded waits for that. */
export class Recent<T> {
  readonly #limit: number
  readonly #entries = new Map<number, Promise<T>>()

  constructor(limit: number) {
    this.#limit = limit
  }

  get(key: number, load: () => Promise<T>): Promise<T> {
    const known = this.#entries.get(key)
    this.#entries.delete(key) // the order of a Map is that of insertion: what was asked for last comes last
    const entry = known ?? load()
    this.#entries.set(key, entry)
    if (known !== undefined) return known
    entry.catch(() => {
      if (this.#entries.get(key) === entry) this.#entries.delete(key)
    })
    const [oldest] = this.#entries.keys()
    if (this.#entries.size > this.#limit && oldest !== undefined) this.#entries.delete(oldest)
    return entry
  }
}
