import { Operation } from '../core/operation.ts'
import { Window, type WindowLimits } from '../core/window.ts'
import type { ImageHandle } from '../native/contract/rbd.ts'
import { native } from '../native/load.ts'

/** What of one image may be in flight at a time, if nothing else is said. */
export const IMAGE_WINDOW: WindowLimits = { operations: 1024, bytes: 64 * 1024 ** 2 }

/**
 * The data path of one open image: its operations, within its window, which is within its cluster's. What is passed has
 * been checked.
 */
export class ImageIo {
  readonly window: Window
  readonly handle: () => ImageHandle

  /** `handle` answers the native handle, and throws if the image is closed. */
  constructor(handle: () => ImageHandle, limits: WindowLimits, cluster: Window) {
    this.handle = handle
    this.window = new Window(limits, cluster)
  }

  read(buffer: Uint8Array, position: number): Operation<number> {
    const image = this.handle()
    return this.#run(buffer.byteLength, (slot) => native.rbd.imageRead(slot, image, buffer, position))
  }

  write(buffer: Uint8Array, position: number): Operation<number> {
    const image = this.handle()
    return this.#run(buffer.byteLength, (slot) => native.rbd.imageWrite(slot, image, buffer, position))
  }

  readv(buffers: readonly Uint8Array[], bytes: number, position: number): Operation<number> {
    const image = this.handle()
    return this.#run(bytes, (slot) => native.rbd.imageReadv(slot, image, buffers, position))
  }

  writev(buffers: readonly Uint8Array[], bytes: number, position: number): Operation<number> {
    const image = this.handle()
    return this.#run(bytes, (slot) => native.rbd.imageWritev(slot, image, buffers, position))
  }

  discard(position: number, length: number): Operation<number> {
    const image = this.handle()
    return this.#run(0, (slot) => native.rbd.imageDiscard(slot, image, position, length))
  }

  writeZeroes(position: number, length: number, allocate: boolean): Operation<number> {
    const image = this.handle()
    return this.#run(0, (slot) => native.rbd.imageWriteZeroes(slot, image, position, length, allocate))
  }

  flush(): Operation<number> {
    const image = this.handle()
    return this.#run(0, (slot) => native.rbd.imageFlush(slot, image))
  }

  #run(bytes: number, start: (slot: number) => void): Operation<number> {
    return new Operation(this.window, bytes, start)
  }
}
