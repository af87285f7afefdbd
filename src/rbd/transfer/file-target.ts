import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'

/** What direct writes begin at and are made of: a multiple of what any device wants. */
const ALIGNED = 4096

/**
 * A file that is written at many places. Whole pages go past the page cache (`O_DIRECT`), where the file system can: they
 * cost no copy, and are on the disk already when the file is synced. The rest, such as the end of a file of odd size,
 * takes the usual way.
 */
export class FileTarget {
  readonly handle: FileHandle
  readonly #direct: FileHandle | undefined
  #isDirect: boolean

  private constructor(handle: FileHandle, direct: FileHandle | undefined) {
    this.handle = handle
    this.#direct = direct
    this.#isDirect = direct !== undefined
  }

  /** `flags` say whether the file must be new (`'wx+'`), or be there (`'r+'`). */
  static async open(path: string, flags: 'wx+' | 'r+', mode?: number): Promise<FileTarget> {
    const handle = await open(path, flags, mode)
    const direct = await open(path, constants.O_WRONLY | constants.O_DIRECT).catch(() => undefined)
    return new FileTarget(handle, direct)
  }

  async write(data: Buffer, position: number): Promise<void> {
    if (this.#direct !== undefined && this.#isDirect && position % ALIGNED === 0 && data.length % ALIGNED === 0) {
      try {
        return await writeAll(this.#direct, data, position)
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EINVAL')) throw error
        this.#isDirect = false // this file system cannot after all, or wants more than whole pages
      }
    }
    await writeAll(this.handle, data, position)
  }

  async close(): Promise<void> {
    await this.#direct?.close()
    await this.handle.close()
  }
}

export async function writeAll(file: FileHandle, data: Buffer, position: number): Promise<void> {
  for (let done = 0; done < data.length; ) {
    const { bytesWritten } = await file.write(data, done, data.length - done, position + done)
    done += bytesWritten
  }
}
