import { call } from '../../core/call.ts'
import { Handle } from '../../core/handle.ts'
import { native } from '../../native/load.ts'
import type { Pool } from '../../rados/index.ts'
import { BLOCK } from './blocks.ts'
import { type HostFile, readWhole } from './host-file.ts'
import type { PositionalSource, Stretch } from './source.ts'

/** A file or a device that holds the bytes as they are. */
export class FileSource implements PositionalSource {
  readonly kind = 'positional'
  readonly size: number
  readonly #file: HostFile
  readonly #pool: Pool

  /** `pool`: whose threads ask the file system where there is data. */
  constructor(file: HostFile, pool: Pool) {
    this.#file = file
    this.size = file.size
    this.#pool = pool
  }

  async *data(signal: AbortSignal | undefined): AsyncGenerator<Stretch, void, undefined> {
    for (let position = 0; position < this.size; ) {
      const found = await call(
        () => native.rbd.fileData(Handle.native(this.#pool), this.#file.handle.fd, position, this.size),
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
    await readWhole(this.#file, buffer, position)
  }

  async close(): Promise<void> {
    await this.#file.handle.close()
  }
}
