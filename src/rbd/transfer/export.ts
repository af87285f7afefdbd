import { createWriteStream } from 'node:fs'
import { open, realpath, stat } from 'node:fs/promises'
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { throwIfAborted } from '../../core/abort.ts'
import { checkName, checkOptions, type Known, outOfRange, wrongType } from '../../core/arguments.ts'
import { type CallOptions, underDeadline } from '../../core/call.ts'
import { VerifyError } from '../../core/errors.ts'
import { checkOnProgress } from '../../core/progress.ts'
import type { Image } from '../image.ts'
import { createReadStream } from '../read-stream.ts'
import { BLOCK, blocksOf, dataRuns, Frontier, sideBySide, together } from './blocks.ts'
import { Checksums } from './checksums.ts'
import { FileSource } from './file-source.ts'
import { writeAll } from './file-target.ts'
import { deviceSize } from './host-file.ts'
import { type Identity, identityOfImage, Keeper } from './identity.ts'
import { dataOf } from './image-source.ts'
import { Meter, type OnTransferProgress, type TransferReport } from './meter.ts'
import { PartialFile } from './partial-file.ts'
import { verify } from './verify.ts'

export interface ExportOptions extends CallOptions {
  readonly onProgress?: OnTransferProgress | undefined
  /**
   * An export that fails leaves what it has of the file, beside where the file will be (`.NAME.partial`), and goes on
   * there when it is called again in this way: one at a time. Only to a file, and of an image that is read at a
   * snapshot, since otherwise it may have changed meanwhile.
   */
  readonly resume?: boolean | undefined
  /** Reads the file or device back at the end and compares it, by checksums, with what was read from the image. */
  readonly verify?: boolean | undefined
}

const EXPORT_OPTIONS: Known<ExportOptions> = {
  onProgress: true,
  resume: true,
  verify: true,
  signal: true,
  timeout: true,
}

export async function exportImage(
  image: Image,
  target: string | Writable,
  options: ExportOptions,
): Promise<TransferReport> {
  checkOptions(options, EXPORT_OPTIONS)
  checkOnProgress(options.onProgress)
  for (const [option, value] of Object.entries({ resume: options.resume, verify: options.verify })) {
    if (value !== undefined && typeof value !== 'boolean') throw wrongType(`options.${option}`, 'a boolean', value)
  }
  return await underDeadline(options, image.subject, async (signal) => {
    const leaving = new Export(image, { ...options, signal })
    return typeof target === 'string'
      ? await leaving.toPath(checkName(target, 'target'))
      : await leaving.toStream(target)
  })
}

/** Where blocks are written. */
interface Place {
  /** Zeros are written too, over what was there. */
  readonly whole: boolean
  readonly write: (data: Buffer, position: number) => Promise<void>
  readonly from: number
  /** Takes down how far it is done. */
  readonly save?: ((done: number) => Promise<void>) | undefined
}

class Export {
  readonly #image: Image
  readonly #options: ExportOptions
  readonly #signal: AbortSignal | undefined
  readonly #checksums: Checksums | undefined

  constructor(image: Image, options: ExportOptions) {
    this.#image = image
    this.#options = options
    this.#signal = options.signal
    this.#checksums = options.verify === true ? new Checksums() : undefined
  }

  async toPath(path: string): Promise<TransferReport> {
    if (path === '-') return await this.toStream(process.stdout)
    const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined
      throw error
    })
    if (found === undefined) return await this.#toFile(path, 0o666)
    if (found.isFile()) return await this.#toFile(await realpath(path), found.mode & 0o777)
    if (found.isBlockDevice()) return await this.#toDevice(path, await deviceSize(found.rdev))
    this.#checkStream(`'${path}'`)
    return await this.toStream(createWriteStream(path))
  }

  async #toFile(path: string, mode: number): Promise<TransferReport> {
    const size = await this.#size()
    const partial = await this.#partial(path, mode, size)
    try {
      const meter = this.#meter(size, partial.done)
      const write = (data: Buffer, position: number): Promise<void> => partial.file.write(data, position)
      const save = partial.resumable ? (done: number): Promise<void> => partial.save(done) : undefined
      await this.#toPlace({ whole: false, write, from: partial.done, save }, size, meter)
      await partial.sync()
      const checksum = await this.#verify({ path, handle: partial.file.handle, size }, meter)
      await partial.publish()
      return meter.finish(size, checksum)
    } catch (error) {
      if (partial.resumable && !(error instanceof VerifyError)) await partial.leave()
      else await partial.remove()
      throw error
    }
  }

  async #partial(path: string, mode: number, size: number): Promise<PartialFile> {
    if (this.#options.resume !== true) return await PartialFile.create(path, mode, size)
    const identity: Identity = await identityOfImage(this.#image, size, { signal: this.#signal })
    return await PartialFile.resume(path, mode, size, identity)
  }

  async #toDevice(path: string, capacity: number): Promise<TransferReport> {
    if (this.#options.resume === true) throw outOfRange('options.resume', 'false where the target is a device', true)
    const size = await this.#size()
    if (capacity < size) throw outOfRange('target', `a device of at least ${size} bytes`, `${path} (${capacity} bytes)`)
    const handle = await open(path, 'r+')
    try {
      const meter = this.#meter(size, 0)
      const write = (data: Buffer, position: number): Promise<void> => writeAll(handle, data, position)
      await this.#toPlace({ whole: true, write, from: 0 }, size, meter)
      await handle.sync()
      return meter.finish(size, await this.#verify({ path, handle, size }, meter))
    } finally {
      await handle.close()
    }
  }

  /** Each block at its place, side by side. */
  async #toPlace({ whole, write, from, save }: Place, size: number, meter: Meter): Promise<void> {
    const image = this.#image
    const checksums = this.#checksums
    if (from > 0 && checksums !== undefined) await this.#recordUpTo(from, checksums)
    const frontier = new Frontier(from)
    const keeper = save === undefined ? undefined : new Keeper(() => save(frontier.position))
    const blocks = blocksOf(dataOf(image, this.#signal), from, size)
    try {
      await sideBySide(async (buffer) => {
        const { value: block, done } = await blocks.next()
        if (done === true || block === undefined) return false
        const { position, length, exists } = block
        frontier.begin(position, length)
        let written = 0
        if (exists) {
          const data = buffer.subarray(0, length)
          await image.read(data, position)
          const runs = [...dataRuns(data)]
          const parts = (whole ? [{ start: 0, end: length }] : runs).map(({ start, end }) => {
            written += end - start
            return write(data.subarray(start, end), position + start)
          })
          if (checksums !== undefined && runs.length > 0) parts.push(checksums.record(position, data))
          await together(parts)
        } else if (whole) {
          buffer.fill(0)
          for (; written < length && this.#signal?.aborted !== true; written += Math.min(BLOCK, length - written)) {
            await write(buffer.subarray(0, Math.min(BLOCK, length - written)), position + written)
          }
        }
        frontier.end(position)
        meter.add(length, written)
        await keeper?.nowAndThen()
        return true
      }, this.#signal)
    } catch (error) {
      // What is taken down already still holds.
      await keeper?.now().catch(() => {})
      throw error
    }
  }

  /** Takes down what an earlier attempt wrote, as the image has it. */
  async #recordUpTo(end: number, checksums: Checksums): Promise<void> {
    const blocks = blocksOf(dataOf(this.#image, this.#signal), 0, end)
    await sideBySide(async (buffer) => {
      const { value: block, done } = await blocks.next()
      if (done === true || block === undefined) return false
      if (!block.exists) return true
      const data = buffer.subarray(0, block.length)
      await this.#image.read(data, block.position)
      if (dataRuns(data).next().done !== true) await checksums.record(block.position, data)
      return true
    }, this.#signal)
  }

  async #verify(file: ConstructorParameters<typeof FileSource>[0], meter: Meter): Promise<string | undefined> {
    if (this.#checksums === undefined) return undefined
    const source = new FileSource(file, this.#image.pool)
    return await verify(source, this.#checksums, file.size, { file: file.path }, meter, this.#signal)
  }

  async toStream(target: Writable): Promise<TransferReport> {
    if (typeof target?.write !== 'function') throw wrongType('target', 'a path or a Writable', target)
    this.#checkStream('a stream')
    const size = await this.#size()
    const meter = this.#meter(size, 0)
    const bytes = size === 0 ? Readable.from([]) : createReadStream(this.#image, { end: size - 1 })
    const closed = new Promise((resolve) => bytes.once('close', resolve))
    try {
      await pipeline(bytes, metered(meter), target, {
        end: target !== process.stdout,
        ...(this.#signal === undefined ? {} : { signal: this.#signal }),
      })
    } catch (error) {
      throwIfAborted(this.#signal)
      throw error
    } finally {
      await closed // then nothing of it is under way any more
    }
    return meter.finish(size, undefined)
  }

  /** What has gone into a stream can neither be gone on with nor read back. */
  #checkStream(target: string): void {
    for (const [option, value] of Object.entries({ resume: this.#options.resume, verify: this.#options.verify })) {
      if (value === true) throw outOfRange(`options.${option}`, `false where the target is ${target}`, value)
    }
  }

  async #size(): Promise<number> {
    throwIfAborted(this.#signal)
    return await this.#image.size({ signal: this.#signal })
  }

  #meter(size: number, done: number): Meter {
    return new Meter(this.#options.onProgress, size, this.#checksums === undefined ? 1 : 2, done)
  }
}

function metered(meter: Meter): (chunks: AsyncIterable<Buffer>) => AsyncGenerator<Buffer, void, undefined> {
  return async function* (chunks) {
    for await (const chunk of chunks) {
      yield chunk
      meter.add(chunk.length, chunk.length)
    }
  }
}
