import { giveSlot, takeSlot, type Waiter } from '../core/in-flight.ts'
import { native } from '../native/load.ts'
import { type Direction, FIELDS, type ImageIo } from './io.ts'

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
  /** What had to wait for the window, and is in. */
  #late: { readonly tag: number; readonly row: Float64Array }[] = []

  constructor(io: ImageIo, customer: Customer, tags: number, memory: Uint8Array | readonly Uint8Array[]) {
    this.#io = io
    this.#customer = customer
    this.#memory = memory
    this.#table = new Float64Array(tags * FIELDS)
    this.#tags = new Uint32Array(tags)
    this.#lengths = new Float64Array(tags)
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
    this.#send(this.#table, this.#tags, count)
  }

  #send(table: Float64Array, tags: Uint32Array, count: number): void {
    if (count === 0) return
    for (let index = 0; index < count; index += 1) table[index * FIELDS] = takeSlot(this, tags[index] ?? 0)
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
    const row = this.#table.slice(index * FIELDS, (index + 1) * FIELDS)
    const entered = (): void => {
      this.#late.push({ tag, row })
      if (this.#late.length > 1) return
      // Others may be let in within the same turn.
      queueMicrotask(() => {
        const late = this.#late
        this.#late = []
        const table = Float64Array.from(late.flatMap((order) => [...order.row]))
        this.#send(
          table,
          Uint32Array.from(late, (order) => order.tag),
          late.length,
        )
      })
    }
    this.#io.window.admit({ bytes: this.#lengths[tag] ?? 0, entered })
  }

  /** @internal */
  finished(slot: number, tag: number, result: unknown): void {
    giveSlot(slot)
    this.#io.window.leave(this.#lengths[tag] ?? 0)
    this.#customer.moved(tag, Number(result))
  }

  /** @internal */
  failed(slot: number, tag: number, error: unknown): void {
    giveSlot(slot)
    this.#io.window.leave(this.#lengths[tag] ?? 0)
    this.#customer.failed(tag, error)
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
