import { native } from '../native/load.ts'

/** What waits to be let in. */
export interface Entrant {
  /** What it will carry. */
  readonly bytes: number
  /** It is in: it must leave again. */
  entered(): void
}

/** How much may be in flight at a time. */
export interface WindowLimits {
  readonly operations: number
  readonly bytes: number
}

const UNLIMITED: WindowLimits = { operations: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY }

/**
 * How much may be in flight at once, by operations and by bytes; what finds it full waits, in order. Windows within one
 * window (the images and pools of a cluster) share what it has room for: one of each in turn, so that none starves.
 * A window that is shared in this way is not entered itself.
 *
 * librados itself would block its caller beyond its limits (`objecter_inflight_ops`, `objecter_inflight_op_bytes`), and
 * its caller is the thread of JavaScript: so these limits are lifted at connect, and kept here.
 */
export class Window {
  readonly #limits: WindowLimits
  readonly #parent: Window | undefined
  readonly #waiting = new Queue<Entrant>()
  #operations = 0
  #bytes = 0
  /** The windows within this one where something waits, and those of them that have room of their own, in turn. */
  readonly #crowded = new Set<Window>()
  readonly #ready = new Queue<Window>()
  #isReady = false
  // What enters may leave at once: then the loop that let it in goes on, not one within it.
  #isAdmitting = false

  constructor(limits: WindowLimits = UNLIMITED, parent?: Window) {
    this.#limits = limits
    this.#parent = parent
  }

  /** What is in flight, and how many wait for it. */
  get state(): { readonly operations: number; readonly bytes: number; readonly waiting: number } {
    let waiting = this.#waiting.length
    for (const window of this.#crowded) waiting += window.#waiting.length
    return { operations: this.#operations, bytes: this.#bytes, waiting }
  }

  /** Enters at once, if there is room and nothing waits for it. */
  enter(bytes: number): boolean {
    if (this.#waiting.length > 0 || !this.#hasRoom(bytes)) return false
    const parent = this.#parent
    if (parent !== undefined && (parent.#ready.length > 0 || !parent.#hasRoom(bytes))) return false
    this.#enter(bytes)
    return true
  }

  /** Lets in what fits, at once; whatever does not waits for its turn. */
  admit(entrant: Entrant): void {
    if (this.enter(entrant.bytes)) {
      entrant.entered()
      return
    }
    const parent = this.#parent
    // What waits keeps the process alive, as what is in flight does.
    if (this.#waiting.length === 0) native.runtime.retain()
    this.#waiting.push(entrant)
    if (parent !== undefined) parent.#crowded.add(this)
    this.#becomeReady()
  }

  /** Something is no longer in flight. */
  leave(bytes: number): void {
    this.#operations -= 1
    this.#bytes -= bytes
    const parent = this.#parent
    if (parent === undefined) {
      this.#admitWaiting()
      return
    }
    parent.#operations -= 1
    parent.#bytes -= bytes
    if (this.#waiting.length > 0) this.#becomeReady()
    parent.#admitInTurn()
  }

  /** Does work that carries so many bytes, as soon as there is room for it. */
  async run<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    await new Promise<void>((resolve) => this.admit({ bytes, entered: resolve }))
    try {
      return await work()
    } finally {
      this.leave(bytes)
    }
  }

  /** Takes back what waits. */
  withdraw(entrant: Entrant): void {
    if (!this.#waiting.remove(entrant)) return
    if (this.#waiting.length === 0) native.runtime.release()
    const parent = this.#parent
    if (parent === undefined) {
      this.#admitWaiting()
      return
    }
    if (this.#waiting.length === 0) parent.#crowded.delete(this)
    this.#becomeReady()
    parent.#admitInTurn()
  }

  /** When all that waits now has begun; undefined if nothing waits. */
  get begun(): Promise<void> | undefined {
    const waits = [...this.#crowded].map((window) => window.begun)
    if (this.#waiting.length > 0) waits.push(this.#turn())
    return waits.length === 0 ? undefined : Promise.all(waits).then(() => {})
  }

  // Those that wait enter in order, so what enters after them tells.
  #turn(): Promise<void> {
    return new Promise((resolve) => {
      const entered = (): void => {
        this.leave(0)
        resolve()
      }
      this.admit({ bytes: 0, entered })
    })
  }

  // One that is larger than the window passes when it is alone.
  #hasRoom(bytes: number): boolean {
    if (this.#operations === 0) return true
    return this.#operations < this.#limits.operations && this.#bytes + bytes <= this.#limits.bytes
  }

  #enter(bytes: number): void {
    this.#operations += 1
    this.#bytes += bytes
    const parent = this.#parent
    if (parent === undefined) return
    parent.#operations += 1
    parent.#bytes += bytes
  }

  #admitWaiting(): void {
    if (this.#isAdmitting) return
    this.#isAdmitting = true
    for (let next = this.#waiting.first; next !== undefined && this.#hasRoom(next.bytes); next = this.#waiting.first) {
      this.#shift()
      this.#enter(next.bytes)
      next.entered()
    }
    this.#isAdmitting = false
  }

  #shift(): void {
    this.#waiting.shift()
    if (this.#waiting.length === 0) native.runtime.release()
  }

  #becomeReady(): void {
    const { first } = this.#waiting
    const parent = this.#parent
    if (parent === undefined || first === undefined || this.#isReady || !this.#hasRoom(first.bytes)) return
    this.#isReady = true
    parent.#ready.push(this)
  }

  #admitInTurn(): void {
    if (this.#isAdmitting) return
    this.#isAdmitting = true
    for (let window = this.#ready.first; window !== undefined; window = this.#ready.first) {
      const next = window.#waiting.first
      // Whoever is first in turn is waited for: smaller ones of others must not overtake it for ever.
      if (next !== undefined && window.#hasRoom(next.bytes) && !this.#hasRoom(next.bytes)) break
      this.#ready.shift()
      window.#isReady = false
      if (next === undefined || !window.#hasRoom(next.bytes)) continue
      window.#shift()
      if (window.#waiting.length === 0) this.#crowded.delete(window)
      window.#enter(next.bytes)
      window.#becomeReady()
      next.entered()
    }
    this.#isAdmitting = false
  }
}

/** First in, first out, at a cost that does not grow with how many wait. */
class Queue<T> {
  #items: (T | undefined)[] = []
  #from = 0

  get length(): number {
    return this.#items.length - this.#from
  }

  get first(): T | undefined {
    return this.#items[this.#from]
  }

  push(item: T): void {
    this.#items.push(item)
  }

  shift(): void {
    this.#items[this.#from] = undefined
    this.#from += 1
    if (this.#from * 2 < this.#items.length) return
    this.#items = this.#items.slice(this.#from)
    this.#from = 0
  }

  remove(item: T): boolean {
    const at = this.#items.indexOf(item, this.#from)
    if (at < 0) return false
    if (at === this.#from) {
      this.shift()
      return true
    }
    this.#items.splice(at, 1)
    return true
  }
}
