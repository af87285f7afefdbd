import { type FileHandle, open, readFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { whenAborted } from '../../core/abort.ts'
import { wrongType } from '../../core/arguments.ts'
import { AbortError } from '../../core/errors.ts'
import { Handle } from '../../core/handle.ts'
import { native } from '../../native/load.ts'
import type { Image } from '../image.ts'
import { BLOCK } from './blocks.ts'

/** What an image is made from. */
export interface Source {
  /** In bytes, if that is known beforehand. */
  readonly size: number | undefined
  /** Fills a buffer with the next block; undefined at the end. May be called while other calls are under way. */
  next(buffer: Buffer): Promise<SourceBlock | undefined>
  close(): Promise<void>
}

export interface SourceBlock {
  readonly position: number
  readonly length: number
}

/** Opens a file or a block device. What can only be read from front to back (a pipe, a terminal) becomes a stream. */
export async function openSource(path: string, signal: AbortSignal | undefined): Promise<Source> {
  const file = await open(path, 'r')
  try {
    const found = await file.stat()
    if (found.isFile()) return new FileSource(file, found.size)
    if (found.isBlockDevice()) return new FileSource(file, await deviceSize(found.rdev))
    if (found.isDirectory()) {
      throw Object.assign(new Error(`EISDIR: '${path}' is a directory`), { code: 'EISDIR', syscall: 'read', path })
    }
    return new StreamSource(file.createReadStream(), undefined, signal)
  } catch (error) {
    await file.close()
    throw error
  }
}

/** The size of a block device, by its number; Linux tells it in sectors of 512 bytes, whatever the device's own are. */
export async function deviceSize(device: number): Promise<number> {
  const number = BigInt(device)
  const major = ((number >> 8n) & 0xfffn) | ((number >> 32n) & 0xfffff000n)
  const minor = (number & 0xffn) | ((number >> 12n) & 0xffffff00n)
  return Number(await readFile(`/sys/dev/block/${major}:${minor}/size`, 'utf8')) * 512
}

/** A file or a device: blocks at their positions, read side by side. */
export class FileSource implements Source {
  readonly size: number
  readonly #file: FileHandle
  #position = 0

  constructor(file: FileHandle, size: number) {
    this.#file = file
    this.size = size
  }

  async next(buffer: Buffer): Promise<SourceBlock | undefined> {
    const position = this.#position
    if (position >= this.size) return undefined
    this.#position += BLOCK
    const length = Math.min(BLOCK, this.size - position)
    for (let done = 0; done < length; ) {
      const { bytesRead } = await this.#file.read(buffer, done, length - done, position + done)
      if (bytesRead === 0)
        throw new Error(`The source ended at ${position + done}: it became shorter while it was read`)
      done += bytesRead
    }
    return { position, length }
  }

  /** Passes over a hole: goes on where the next data is, or not at all. Answers the bytes passed over. */
  async skipHole(image: Image): Promise<number> {
    const from = this.#position
    if (from >= this.size) return 0
    const data = await native.rbd.fileData(Handle.native(image), this.#file.fd, from)
    const before = this.#position // others went on meanwhile: they may have passed the place
    this.#position = Math.max(before, data === undefined ? this.size : data - (data % BLOCK))
    return this.#position - before
  }

  async close(): Promise<void> {
    await this.#file.close()
  }
}

/** A stream: its chunks are gathered into blocks, one block after the other. */
export class StreamSource implements Source {
  readonly size: number | undefined
  readonly #stream: AsyncIterable<Uint8Array>
  readonly #chunks: AsyncIterator<Uint8Array>
  /** Rejects when the signal is aborted: a stream that brings nothing would hold up the end for ever. */
  readonly #aborted: Promise<never>
  readonly #signal: AbortSignal | undefined
  #unlisten: () => void = () => {}
  #turn: Promise<unknown> = Promise.resolve()
  #rest: Uint8Array = new Uint8Array()
  #position = 0

  constructor(stream: AsyncIterable<Uint8Array>, size: number | undefined, signal: AbortSignal | undefined) {
    this.#stream = stream
    this.#chunks = stream[Symbol.asyncIterator]()
    this.size = size
    this.#signal = signal
    this.#aborted = new Promise((_, reject) => {
      if (signal !== undefined)
        this.#unlisten = whenAborted(signal, () => reject(new AbortError({ cause: signal.reason })))
    })
    this.#aborted.catch(() => {}) // heard where it is waited for, if it is
  }

  next(buffer: Buffer): Promise<SourceBlock | undefined> {
    const block = this.#turn.then(() => Promise.race([this.#fill(buffer), this.#aborted]))
    this.#turn = block.catch(() => {})
    return block
  }

  async close(): Promise<void> {
    this.#unlisten()
    if (this.#stream instanceof Readable) {
      this.#stream.destroy()
      return
    }
    const returned = Promise.resolve(this.#chunks.return?.())
    // A generator returns only when it has brought what it was asked for last.
    if (this.#signal?.aborted === true) returned.catch(() => {})
    else await returned
  }

  async #fill(buffer: Buffer): Promise<SourceBlock | undefined> {
    const position = this.#position
    let length = 0
    while (length < BLOCK) {
      if (this.#rest.length === 0) {
        const { value, done } = await this.#chunks.next()
        if (done === true) break
        if (!(value instanceof Uint8Array)) throw wrongType('What the source yields', 'a Uint8Array or Buffer', value)
        this.#rest = value
      }
      const part = this.#rest.subarray(0, BLOCK - length)
      buffer.set(part, length)
      length += part.length
      this.#rest = this.#rest.subarray(part.length)
    }
    this.#position += length
    return length === 0 ? undefined : { position, length }
  }
}
