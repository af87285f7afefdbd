/**
 * How much may be in flight to the OSDs at once. librados would block its caller beyond that, which here is the thread
 * of JavaScript; so its own limits (`objecter_inflight_ops`, `objecter_inflight_op_bytes`) are lifted at connect and
 * kept here, where an operation that finds the window full waits as a promise. One window for each cluster, in order.
 */
export class Window {
  readonly #mostOperations: number
  readonly #mostBytes: number
  #operations = 0
  #bytes = 0
  readonly #waiting: { readonly bytes: number; readonly enter: () => void }[] = []

  /** 0 is no limit. */
  constructor(mostOperations: number, mostBytes: number) {
    this.#mostOperations = mostOperations === 0 ? Number.POSITIVE_INFINITY : mostOperations
    this.#mostBytes = mostBytes === 0 ? Number.POSITIVE_INFINITY : mostBytes
  }

  /** What is in flight, and how many wait for it. */
  get state(): { readonly operations: number; readonly bytes: number; readonly waiting: number } {
    return { operations: this.#operations, bytes: this.#bytes, waiting: this.#waiting.length }
  }

  /** Starts an operation of so many bytes as soon as there is room for it. */
  run<T>(bytes: number, start: () => Promise<T>): Promise<T> {
    if (this.#waiting.length === 0 && this.#hasRoom(bytes)) return this.#start(bytes, start)
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ bytes, enter: () => this.#start(bytes, start).then(resolve, reject) })
    })
  }

  /** When all that waits now has begun; undefined if nothing waits. */
  get begun(): Promise<void> | undefined {
    // Those that wait enter in order, so what enters after them tells.
    return this.#waiting.length === 0 ? undefined : this.run(0, () => Promise.resolve())
  }

  // One that is larger than the window passes when it is alone.
  #hasRoom(bytes: number): boolean {
    if (this.#operations === 0) return true
    return this.#operations < this.#mostOperations && this.#bytes + bytes <= this.#mostBytes
  }

  #start<T>(bytes: number, start: () => Promise<T>): Promise<T> {
    this.#operations += 1
    this.#bytes += bytes
    const leave = (): void => this.#leave(bytes)
    let running: Promise<T>
    try {
      running = start()
    } catch (error) {
      leave()
      return Promise.reject(error)
    }
    running.then(leave, leave)
    return running
  }

  #leave(bytes: number): void {
    this.#operations -= 1
    this.#bytes -= bytes
    for (let next = this.#waiting[0]; next !== undefined && this.#hasRoom(next.bytes); next = this.#waiting[0]) {
      this.#waiting.shift()
      next.enter()
    }
  }
}
