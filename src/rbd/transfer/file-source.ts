import { type FileHandle, open, readFile } from 'node:fs/promises'
import { call } from '../../core/call.ts'
import { Handle } from '../../core/handle.ts'
import { native } from '../../native/load.ts'
import type { Pool } from '../../rados/index.ts'
import { BLOCK } from './blocks.ts'
import type { PositionalSource, Source, Stretch } from './source.ts'
import { StreamSource } from './stream-source.ts'

/** Opens a file or a block device. What can only be read from front to back (a pipe, a terminal) becomes a stream. */
export async function openSource(path: string, pool: Pool, signal: AbortSignal | undefined): Promise<Source> {
  const file = await open(path, 'r')
  try {
    const found = await file.stat()
    if (found.isFile()) return new FileSource(file, found.size, pool)
    if (found.isBlockDevice()) return new FileSource(file, await deviceSize(found.rdev), pool)
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

/** A file or a device that holds the bytes as they are. */
export class FileSource implements PositionalSource {
  readonly kind = 'positional'
  readonly size: number
  readonly #file: FileHandle
  readonly #pool: Pool

  /** `pool`: whose threads ask the file system where there is data. */
  constructor(file: FileHandle, size: number, pool: Pool) {
    this.#file = file
    this.size = size
    this.#pool = pool
  }

  async *data(signal: AbortSignal | undefined): AsyncGenerator<Stretch, void, undefined> {
    for (let position = 0; position < this.size; ) {
      const found = await call(
        () => native.rbd.fileData(Handle.native(this.#pool), this.#file.fd, position, this.size),
        { signal },
      )
      if (found === undefined) return
      // A whole block is read at a time, so holes within one are not asked for.
      const end = Math.max(found.offset + found.length, found.offset + BLOCK - (found.offset % BLOCK))
      position = Math.min(end, this.size)
      yield { offset: found.offset, length: position - found.offset }
    }
  }

  async read(buffer: Buffer, position: number): Promise<void> {
    for (let done = 0; done < buffer.length; ) {
      const { bytesRead } = await this.#file.read(buffer, done, buffer.length - done, position + done)
      if (bytesRead === 0) {
        throw new Error(`The source ended at ${position + done}: it became shorter while it was read`)
      }
      done += bytesRead
    }
  }

  async close(): Promise<void> {
    await this.#file.close()
  }
}
