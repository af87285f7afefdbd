/** What is under way: how much it is, and when it has settled. */
export class InFlight {
  readonly #running = new Set<Promise<void>>()
  #bytes = 0

  get bytes(): number {
    return this.#bytes
  }

  /** Keeps account of something that has begun. */
  add<T>(bytes: number, running: Promise<T>): Promise<T> {
    this.#bytes += bytes
    const settled = (): void => {
      this.#bytes -= bytes
      this.#running.delete(entry)
    }
    const entry: Promise<void> = running.then(settled, settled)
    this.#running.add(entry)
    return running
  }

  /** When one of those that are under way has settled, in whatever way. */
  async next(): Promise<void> {
    await Promise.race(this.#running)
  }

  /** When nothing is under way any more, in whatever way it settled. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running)
  }
}
