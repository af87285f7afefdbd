import { whenAborted } from '../../core/abort.ts'
import { wrongType } from '../../core/arguments.ts'
import { AbortError, CephvirtError } from '../../core/errors.ts'

// The files of `rbd export-diff`: doc/dev/rbd-diff.rst of Ceph. A banner, then records: a letter, and what belongs to it,
// numbers with their lowest byte first. In the second format each but the last says how long it is.

const BANNERS: ReadonlyMap<string, 1 | 2> = new Map([
  ['rbd diff v1\n', 1],
  ['rbd diff v2\n', 2],
])
const BANNER = 'rbd diff v1\n'

/** No name of a snapshot is longer. */
const LONGEST_NAME = 4096

/** What a diff tells of itself before its data. */
export interface DiffHeader {
  readonly fromSnapshot: string | undefined
  readonly toSnapshot: string | undefined
  readonly size: number
}

export function encodeHeader({ fromSnapshot, toSnapshot, size }: DiffHeader): Buffer {
  const named = (tag: string, name: string | undefined): readonly Buffer[] => {
    if (name === undefined) return []
    const text = Buffer.from(name)
    const length = Buffer.alloc(5, tag)
    length.writeUInt32LE(text.length, 1)
    return [length, text]
  }
  const sized = Buffer.alloc(9, 's')
  sized.writeBigUInt64LE(BigInt(size), 1)
  return Buffer.concat([Buffer.from(BANNER), ...named('f', fromSnapshot), ...named('t', toSnapshot), sized])
}

/** What comes before the data of a stretch, or says that it became zeros. */
export function encodeExtent(tag: 'w' | 'z', offset: number, length: number): Buffer {
  const record = Buffer.alloc(17, tag)
  record.writeBigUInt64LE(BigInt(offset), 1)
  record.writeBigUInt64LE(BigInt(length), 9)
  return record
}

export const END = Buffer.from('e')

export type DiffRecord =
  | { readonly kind: 'fromSnapshot' | 'toSnapshot'; readonly name: string }
  | { readonly kind: 'size'; readonly size: number }
  | { readonly kind: 'protection'; readonly isProtected: boolean }
  /** Its data is read next, before the next record. */
  | { readonly kind: 'write'; readonly offset: number; readonly length: number }
  | { readonly kind: 'zero'; readonly offset: number; readonly length: number }

/** A file that contradicts itself, or ends too early. */
export function damaged(why: string): CephvirtError {
  return new CephvirtError(`The diff is damaged: ${why}`, {
    code: 'ERR_CEPHVIRT_DIFF_DAMAGED',
    hint: 'Export it again with image.exportDiff() or `rbd export-diff`.',
  })
}

/** Reads a diff from front to back. */
export class DiffReader {
  readonly #chunks: AsyncIterator<Uint8Array>
  readonly #signal: AbortSignal | undefined
  #rest: Uint8Array = new Uint8Array()
  #format: 1 | 2 | undefined

  constructor(chunks: AsyncIterable<Uint8Array>, signal: AbortSignal | undefined) {
    this.#chunks = chunks[Symbol.asyncIterator]()
    this.#signal = signal
  }

  /** The next record; undefined at the end. */
  async next(): Promise<DiffRecord | undefined> {
    this.#format ??= await this.#banner()
    for (;;) {
      const tag = String.fromCharCode(...(await this.#take(1)))
      if (tag === 'e') return undefined
      const length = this.#format === 2 ? await this.#number() : undefined
      const record = await this.#record(tag, length)
      if (record !== undefined) return record
    }
  }

  async #record(tag: string, length: number | undefined): Promise<DiffRecord | undefined> {
    switch (tag) {
      case 'f':
        return { kind: 'fromSnapshot', name: await this.#name() }
      case 't':
        return { kind: 'toSnapshot', name: await this.#name() }
      case 's':
        return { kind: 'size', size: await this.#number() }
      case 'w':
        return { kind: 'write', offset: await this.#number(), length: await this.#number() }
      case 'z':
        return { kind: 'zero', offset: await this.#number(), length: await this.#number() }
    }
    if (length === undefined) throw damaged(`it has a record of an unknown kind, ${JSON.stringify(tag)}`)
    if (tag !== 'p') {
      await this.#skip(length)
      return undefined
    }
    const [isProtected] = await this.#take(1)
    // The tool says 8, and writes one byte.
    return { kind: 'protection', isProtected: isProtected !== 0 }
  }

  async #banner(): Promise<1 | 2> {
    const start = (await this.#take(BANNER.length)).toString('latin1')
    const format = BANNERS.get(start)
    if (format !== undefined) return format
    throw new CephvirtError('This is no diff of an image', {
      code: 'ERR_CEPHVIRT_DIFF_DAMAGED',
      hint: start.startsWith('rbd image v2')
        ? 'It is a whole image with its snapshots: `rbd import --export-format 2` reads it.'
        : 'A diff is made by image.exportDiff() or `rbd export-diff`.',
    })
  }

  async #number(): Promise<number> {
    const number = (await this.#take(8)).readBigUInt64LE()
    if (number > BigInt(Number.MAX_SAFE_INTEGER)) throw damaged(`it names ${number} bytes`)
    return Number(number)
  }

  async #name(): Promise<string> {
    const length = (await this.#take(4)).readUInt32LE()
    if (length === 0 || length > LONGEST_NAME) throw damaged(`it names a snapshot by ${length} bytes`)
    return (await this.#take(length)).toString()
  }

  async #skip(length: number): Promise<void> {
    for (let left = length; left > 0; ) left -= (await this.#take(Math.min(left, 65536))).length
  }

  async #take(length: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafe(length)
    await this.fill(buffer)
    return buffer
  }

  /** The data of a stretch, or a part of it. */
  async fill(buffer: Buffer): Promise<void> {
    for (let done = 0; done < buffer.length; ) {
      if (this.#rest.length === 0) this.#rest = await this.#chunk()
      const part = this.#rest.subarray(0, buffer.length - done)
      buffer.set(part, done)
      done += part.length
      this.#rest = this.#rest.subarray(part.length)
    }
  }

  async #chunk(): Promise<Uint8Array> {
    const { value, done } = await this.#unlessAborted(this.#chunks.next())
    if (done === true) throw damaged('it ends before its end')
    if (!(value instanceof Uint8Array)) throw wrongType('What the source yields', 'a Uint8Array or Buffer', value)
    return value
  }

  /** A source that brings nothing would hold up the end for ever. */
  async #unlessAborted<T>(promise: Promise<T>): Promise<T> {
    const signal = this.#signal
    if (signal === undefined) return await promise
    promise.catch(() => {})
    let unlisten = (): void => {}
    const aborted = new Promise<never>((_, reject) => {
      const abort = (): void => reject(new AbortError({ cause: signal.reason }))
      if (signal.aborted) abort()
      else unlisten = whenAborted(signal, abort)
    })
    try {
      return await Promise.race([promise, aborted])
    } finally {
      unlisten()
    }
  }

  async close(): Promise<void> {
    // A generator returns only when it has brought what it was asked for last.
    const returned = Promise.resolve(this.#chunks.return?.())
    if (this.#signal?.aborted === true) returned.catch(() => {})
    else await returned
  }
}
