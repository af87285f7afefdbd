import { createHash, webcrypto } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import { BLOCK } from './blocks.ts'

const BYTES = 32
/** How many checksums lie together: those of 2 GiB. */
const TOGETHER = 1024
const NONE = Buffer.alloc(BYTES)

/**
 * The SHA-256 of each block of what is moved, in the order in which they come: 32 bytes for each 2 MiB of data, nothing
 * for a stretch of zeros. They are computed off the JS thread.
 */
export class Checksums {
  readonly #groups = new Map<number, Buffer>()

  /** Takes down a block that holds data: all of it, up to the next multiple of `BLOCK` or to the end. */
  async record(position: number, block: Uint8Array): Promise<void> {
    const checksum = await checksumOf(block)
    const index = position / BLOCK
    const group = Math.floor(index / TOGETHER)
    let checksums = this.#groups.get(group)
    if (checksums === undefined) {
      checksums = Buffer.alloc(TOGETHER * BYTES)
      this.#groups.set(group, checksums)
    }
    checksum.copy(checksums, (index % TOGETHER) * BYTES)
  }

  /** What was taken down of a block; undefined if it is zeros. */
  at(position: number): Buffer | undefined {
    const index = position / BLOCK
    const from = (index % TOGETHER) * BYTES
    const checksum = this.#groups.get(Math.floor(index / TOGETHER))?.subarray(from, from + BYTES)
    return checksum === undefined || checksum.equals(NONE) ? undefined : checksum
  }

  /** The first block with data from a position on, before another. */
  firstData(from: number, to: number): number | undefined {
    for (let position = from; position < to; ) {
      const stride = BLOCK * TOGETHER
      if (!this.#groups.has(Math.floor(position / stride))) {
        position += stride - (position % stride)
        continue
      }
      if (this.at(position) !== undefined) return position
      position += BLOCK
    }
    return undefined
  }

  /** The checksum of all, zeros among them. */
  async total(size: number): Promise<string> {
    const hash = createHash('sha256')
    const zeros = await checksumOf(Buffer.alloc(BLOCK))
    const empty = Buffer.alloc(TOGETHER * BYTES, zeros)
    const blocks = Math.floor(size / BLOCK)
    for (let from = 0; from < blocks; from += TOGETHER) {
      const count = Math.min(TOGETHER, blocks - from)
      if (this.#groups.has(from / TOGETHER)) {
        for (let index = from; index < from + count; index += 1) hash.update(this.at(index * BLOCK) ?? zeros)
      } else {
        hash.update(empty.subarray(0, count * BYTES))
      }
      await turn()
    }
    const rest = size - blocks * BLOCK
    if (rest > 0) hash.update(this.at(blocks * BLOCK) ?? (await checksumOf(Buffer.alloc(rest))))
    return hash.digest('hex')
  }
}

export async function checksumOf(block: Uint8Array): Promise<Buffer> {
  return Buffer.from(await webcrypto.subtle.digest('SHA-256', block))
}
