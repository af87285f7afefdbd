import { randomUUID } from 'node:crypto'
import { rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { ResumeError } from '../../core/errors.ts'
import { FileTarget, writeAll } from './file-target.ts'
import { checkSame, type Identity, type Mark, parseMark } from './identity.ts'

const PAGE = 4096

/**
 * A file that is complete when it has its name: until then it lies beside, as `.NAME….partial`. If it can be resumed,
 * its name there has no random part, and what it is and how far it is done stands behind its contents, in a page that
 * is cut off at the end.
 */
export class PartialFile {
  readonly file: FileTarget
  /** Where the export goes on. */
  readonly done: number
  readonly #path: string
  readonly #partial: string
  readonly #size: number
  readonly #source: Identity | undefined

  private constructor(
    file: FileTarget,
    path: string,
    partial: string,
    size: number,
    source: Identity | undefined,
    done: number,
  ) {
    this.file = file
    this.done = done
    this.#path = path
    this.#partial = partial
    this.#size = size
    this.#source = source
  }

  static async create(path: string, mode: number, size: number): Promise<PartialFile> {
    const partial = join(dirname(path), `.${basename(path)}.${randomUUID().slice(0, 8)}.partial`)
    return await PartialFile.#make(path, partial, mode, size, undefined)
  }

  /**
   * Goes on with the one that an earlier attempt left, if there is one.
   * @throws ResumeError if that is of another source
   */
  static async resume(path: string, mode: number, size: number, source: Identity): Promise<PartialFile> {
    const partial = join(dirname(path), `.${basename(path)}.partial`)
    const found = await stat(partial).catch(() => undefined)
    if (found === undefined) return await PartialFile.#make(path, partial, mode, size, source)
    const file = await FileTarget.open(partial, 'r+')
    try {
      const subject = { file: path }
      const hint = `Remove '${partial}' to begin anew.`
      const mark = await readMark(file, found.size)
      if (mark === undefined)
        throw new ResumeError(`'${partial}' is not that of an unfinished export`, { subject, hint })
      checkSame(mark, source, size, subject, hint)
      return new PartialFile(file, path, partial, size, source, mark.done)
    } catch (error) {
      await file.close()
      throw error
    }
  }

  static async #make(
    path: string,
    partial: string,
    mode: number,
    size: number,
    source: Identity | undefined,
  ): Promise<PartialFile> {
    const made = new PartialFile(await FileTarget.open(partial, 'wx+', mode), path, partial, size, source, 0)
    try {
      await made.file.handle.truncate(size)
      if (source !== undefined) await made.save(0)
      return made
    } catch (error) {
      await made.file.close()
      await rm(partial, { force: true })
      throw error
    }
  }

  get resumable(): boolean {
    return this.#source !== undefined
  }

  /** Takes down how far it is done, once that is on the disk. */
  async save(done: number): Promise<void> {
    if (this.#source === undefined) return
    await this.file.handle.datasync()
    const mark: Mark = { source: this.#source, size: this.#size, done }
    const page = Buffer.alloc(PAGE)
    page.write(JSON.stringify(mark))
    await writeAll(this.file.handle, page, markAt(this.#size))
  }

  /** Waits until all that was written is on the disk. */
  async sync(): Promise<void> {
    await this.file.handle.sync()
  }

  /** Gives the file its name: it is complete, and on the disk before it takes the place of what was there. */
  async publish(): Promise<void> {
    if (this.#source !== undefined) {
      await this.file.handle.truncate(this.#size)
      await this.sync()
    }
    await this.file.close()
    await rename(this.#partial, this.#path)
  }

  async leave(): Promise<void> {
    await this.file.close()
  }

  async remove(): Promise<void> {
    await this.file.close()
    await rm(this.#partial, { force: true })
  }
}

const markAt = (size: number): number => Math.ceil(size / PAGE) * PAGE

async function readMark(file: FileTarget, length: number): Promise<Mark | undefined> {
  if (length < PAGE || length % PAGE !== 0) return undefined
  const page = Buffer.alloc(PAGE)
  await file.handle.read(page, 0, PAGE, length - PAGE)
  const end = page.indexOf(0)
  return parseMark(page.toString('utf8', 0, end < 0 ? PAGE : end))
}
