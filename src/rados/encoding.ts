import { constants } from 'node:os'
import { cephError } from '../core/ceph-failure.ts'
import type { Subject } from '../core/errors.ts'

// How Ceph writes values into bytes: little-endian, a text or a collection behind its length or count (32 bits), a
// versioned structure behind its version, the least version that can read it, and its length.

export function encodeU64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(value)
  return bytes
}

/** A text, or a name as the bytes that it came in. */
export function encodeText(text: string | Uint8Array): Buffer {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text
  const length = Buffer.alloc(4)
  length.writeUInt32LE(bytes.length)
  return Buffer.concat([length, bytes])
}

/** A structure of version 1. */
export function encodeStruct(...fields: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(fields)
  const head = Buffer.from([1, 1, 0, 0, 0, 0])
  head.writeUInt32LE(body.length, 2)
  return Buffer.concat([head, body])
}

/**
 * Reads what a class method answered, value by value. Never reads beyond the end, whatever the bytes say: bytes that do
 * not make sense are a `CephError` `EBADMSG` that names the method.
 */
export class Decoder {
  readonly #bytes: Buffer
  readonly #method: string
  readonly #subject: Subject
  #position: number
  readonly #end: number

  constructor(bytes: Buffer, method: string, subject: Subject, start = 0, end = bytes.length) {
    this.#bytes = bytes
    this.#method = method
    this.#subject = subject
    this.#position = start
    this.#end = end
  }

  u8(): number {
    return this.#bytes.readUInt8(this.#skip(1))
  }

  u32(): number {
    return this.#bytes.readUInt32LE(this.#skip(4))
  }

  /** One that a number can hold: sizes, sets of bits. */
  u64(): number {
    const value = this.#bytes.readBigUInt64LE(this.#skip(8))
    if (value > Number.MAX_SAFE_INTEGER) throw this.malformed(`${value} is beyond 2 ** 53`)
    return Number(value)
  }

  /** A view of the answer's own bytes. */
  bytes(): Buffer {
    const length = this.u32()
    const start = this.#skip(length)
    return this.#bytes.subarray(start, start + length)
  }

  text(): string {
    return this.bytes().toString()
  }

  /**
   * A structure, to be read by itself: what a later release has put at its end is passed over.
   * @param version the newest that is known
   */
  struct(version: number): Decoder {
    this.u8()
    const compatible = this.u8()
    if (compatible > version) throw this.malformed(`a structure that needs version ${compatible} to be read`)
    const length = this.u32()
    const start = this.#skip(length)
    return new Decoder(this.#bytes, this.#method, this.#subject, start, start + length)
  }

  malformed(reason: string): Error {
    return cephError({
      syscall: this.#method,
      errno: -constants.errno.EBADMSG,
      subject: this.#subject,
      sentence: `the answer of the class method ${this.#method} is malformed: ${reason}`,
    })
  }

  // Where the next `length` bytes begin.
  #skip(length: number): number {
    const start = this.#position
    if (length > this.#end - start) {
      throw this.malformed(`${length} bytes are needed at ${start}, and it ends at ${this.#end}`)
    }
    this.#position = start + length
    return start
  }
}
