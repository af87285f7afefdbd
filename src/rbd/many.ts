import { withResolvers } from '../core/with-resolvers.ts'
import type { Direction, ImageIo } from './io.ts'
import { type Customer, Orders } from './orders.ts'

/** One of many reads or writes: a buffer, and its place in the image. */
export interface Placed {
  readonly buffer: Uint8Array
  /** In bytes. */
  readonly position: number
}

/** Many reads or writes with one promise for all: it settles when the last of them has. */
export class Many implements Customer {
  readonly promise: Promise<number>
  readonly #orders: Orders
  #left: number
  #bytes = 0
  #failure: { readonly error: unknown } | undefined
  readonly #resolve: (bytes: number) => void
  readonly #reject: (error: unknown) => void

  constructor(io: ImageIo, direction: Direction, operations: readonly Placed[]) {
    this.#left = operations.length
    const { promise, resolve, reject } = withResolvers<number>()
    this.promise = promise
    this.#resolve = resolve
    this.#reject = reject
    const buffers = operations.map(({ buffer }) => buffer)
    this.#orders = new Orders(io, this, operations.length, buffers)
    operations.forEach(({ buffer, position }, index) => {
      this.#orders.add(index, direction, position, 0, buffer.byteLength)
    })
    this.#orders.submit()
  }

  abandon(): void {
    this.#orders.abandon()
  }

  moved(_tag: number, bytes: number): void {
    this.#bytes += bytes
    this.#ended()
  }

  failed(_tag: number, error: unknown): void {
    this.#failure ??= { error }
    this.#ended()
  }

  #ended(): void {
    this.#left -= 1
    if (this.#left > 0) return
    if (this.#failure === undefined) this.#resolve(this.#bytes)
    else this.#reject(this.#failure.error)
  }
}
