import { giveSlot, submitGathered, takeSlot, type Waiter } from '../core/in-flight.ts'
import type { Entrant } from '../core/window.ts'
import { native } from '../native/load.ts'
import { type Direction, FIELDS, type ImageIo, READ, WRITE } from './io.ts'

/** Who hears of orders, by the tag of each. */
export interface Customer {
  moved(tag: number, bytes: number): void
  failed(tag: number, error: unknown): void
}

/**
 * Reads and writes of one image that are submitted together, in one native call: gathered, let in by the image's
 * window, written into an array that both sides see. At most as many at a time as there are tags.
 */
export class Orders implements Waiter {
  readonly #io: ImageIo
  readonly #customer: Customer
  /** One buffer of which each order has a part, or one for each, by its tag. */
  readonly #memory: Uint8Array | readonly Uint8Array[]
  readonly #table: Float64Array
  readonly #tags: Uint32Array
  readonly #lengths: Float64Array
  #count = 0
  /** By tag: the slot in flight, or -1. */
  readonly #slots: Int32Array
  readonly #waiting = new Set<Entrant>()

  constructor(io: ImageIo, customer: Customer, tags: number, memory: Uint8Array | readonly Uint8Array[]) {
    this.#io = io
    this.#customer = customer
    this.#memory = memory
    this.#table = new Float64Array(tags * FIELDS)
    this.#tags = new Uint32Array(tags)
    this.#lengths = new Float64Array(tags)
    this.#slots = new Int32Array(tags).fill(-1)
  }

  /** Gathers one. */
  add(tag: number, direction: Direction, position: number, offset: number, length: number): void {
    const table = this.#table
    const at = this.#count * FIELDS
    table[at + 1] = direction
    table[at + 2] = position
    table[at + 3] = offset
    table[at + 4] = length
    this.#tags[this.#count] = tag
    this.#lengths[tag] = length
    this.#count += 1
  }

  /** Submits what was gathered. What the window has no room for yet follows as soon as there is. */
  submit(): void {
    const { window } = this.#io
    this.#io.submit() // what came before stays before it
    const gathered = this.#count
    let count = 0
    for (let index = 0; index < gathered; index += 1) {
      const tag = this.#tags[index] ?? 0
      if (window.enter(this.#lengths[tag] ?? 0)) {
        if (count < index) this.#move(index, count)
        count += 1
      } else {
        this.#wait(index, tag)
      }
    }
    this.#count = 0
    this.#send(count)
  }

  #send(count: number): void {
    if (count === 0) return
    const table = this.#table
    const tags = this.#tags
    for (let index = 0; index < count; index += 1) {
      const tag = tags[index] ?? 0
      const slot = takeSlot(this, tag)
      this.#slots[tag] = slot
      table[index * FIELDS] = slot
    }
    const memory = this.#memory
    try {
      const buffers = memory instanceof Uint8Array ? memory : buffersOf(memory, tags, count)
      native.rbd.imageMany(this.#io.handle, table, count, buffers)
    } catch (error) {
      for (let index = 0; index < count; index += 1) this.failed(table[index * FIELDS] ?? 0, tags[index] ?? 0, error)
    }
  }

  #move(from: number, to: number): void {
    this.#table.copyWithin(to * FIELDS, from * FIELDS, (from + 1) * FIELDS)
    this.#tags[to] = this.#tags[from] ?? 0
  }

  #wait(index: number, tag: number): void {
    const [, direction = READ, position = 0, offset = 0, length = 0] = this.#table.subarray(index * FIELDS)
    const memory = this.#memory
    const part = memory instanceof Uint8Array ? memory.subarray(offset, offset + length) : memory[tag]
    if (part === undefined) return
    const entrant: Entrant = {
      bytes: length,
      entered: () => {
        this.#waiting.delete(entrant)
        const slot = takeSlot(this, tag)
        this.#slots[tag] = slot
        this.#io.gather(slot, direction === READ ? READ : WRITE, position, part)
      },
    }
    this.#waiting.add(entrant)
    this.#io.window.admit(entrant)
  }

  /** Nobody waits for them any more: those that wait are not begun, the others do not keep the process alive. */
  abandon(): void {
    submitGathered()
    for (const entrant of this.#waiting) this.#io.window.withdraw(entrant)
    this.#waiting.clear()
    for (const slot of this.#slots) if (slot >= 0) native.runtime.abandon(slot)
  }

  /** @internal */
  finished(slot: number, tag: number, result: unknown): void {
    this.#end(slot, tag)
    this.#customer.moved(tag, Number(result))
  }

  /** @internal */
  failed(slot: number, tag: number, error: unknown): void {
    this.#end(slot, tag)
    this.#customer.failed(tag, error)
  }

  #end(slot: number, tag: number): void {
    giveSlot(slot)
    this.#slots[tag] = -1
    this.#io.window.leave(this.#lengths[tag] ?? 0)
  }
}

function buffersOf(memory: readonly Uint8Array[], tags: Uint32Array, count: number): Uint8Array[] {
  const buffers: Uint8Array[] = []
  for (let index = 0; index < count; index += 1) {
    const buffer = memory[tags[index] ?? 0]
    if (buffer !== undefined) buffers.push(buffer)
  }
  return buffers
}
