import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { throwIfAborted } from '../../core/abort.ts'
import { checkName, checkOptions, type Known, wrongType } from '../../core/arguments.ts'
import { type CallOptions, call, underDeadline } from '../../core/call.ts'
import { cephError } from '../../core/ceph-failure.ts'
import { Handle } from '../../core/handle.ts'
import { checkOnProgress } from '../../core/progress.ts'
import type { Extent } from '../../native/contract/rbd.ts'
import { native } from '../../native/load.ts'
import type { Image } from '../image.ts'
import { dataRuns } from './blocks.ts'
import { type DiffHeader, END, encodeExtent, encodeHeader } from './diff-format.ts'
import { Meter, type OnTransferProgress } from './meter.ts'

export interface ExportDiffOptions extends CallOptions {
  /** What changed since this snapshot, by name or id; all that the image holds without it. */
  readonly fromSnapshot?: string | bigint | undefined
  /** Whole objects where anything of them changed: much faster with the feature `fast-diff`, and more to write. */
  readonly wholeObject?: boolean | undefined
  readonly onProgress?: OnTransferProgress | undefined
}

/** What a diff holds. */
export interface DiffReport {
  /** Of the image, in bytes. */
  readonly size: number
  readonly fromSnapshot: string | undefined
  readonly toSnapshot: string | undefined
  /** How many bytes of data it holds. */
  readonly written: number
  /** How many bytes became zeros. */
  readonly zeroed: number
  readonly seconds: number
}

const OPTIONS: Known<ExportDiffOptions> = {
  fromSnapshot: true,
  wholeObject: true,
  onProgress: true,
  signal: true,
  timeout: true,
}

/** How much of an image one question for its extents covers. */
const PAGE = 16 * 1024 ** 3
/** How much is read ahead, in bytes, and in stretches. */
const AHEAD = 32 * 1024 ** 2
const STRETCHES = 32
/** No object is larger, so that no stretch is. */
const LARGEST = 32 * 1024 ** 2

export async function exportDiff(
  image: Image,
  target: string | Writable,
  options: ExportDiffOptions,
): Promise<DiffReport> {
  checkOptions(options, OPTIONS)
  const { wholeObject = false, fromSnapshot } = options
  checkOnProgress(options.onProgress)
  if (typeof wholeObject !== 'boolean') throw wrongType('options.wholeObject', 'a boolean', wholeObject)
  if (fromSnapshot !== undefined && typeof fromSnapshot !== 'bigint') checkName(fromSnapshot, 'options.fromSnapshot')
  if (typeof target === 'string') checkName(target, 'target')
  else if (typeof target?.write !== 'function') throw wrongType('target', 'a path or a Writable', target)
  return await underDeadline(options, image.subject, async (signal) => {
    throwIfAborted(signal)
    const diff = new Diff(image, wholeObject, options.onProgress, signal)
    await diff.begin(fromSnapshot)
    if (typeof target === 'string' && target !== '-') await toFile(diff, target, signal)
    else await into(diff, typeof target === 'string' ? process.stdout : target, signal)
    return diff.report()
  })
}

/** The file has its name when it is complete. */
async function toFile(diff: Diff, path: string, signal: AbortSignal | undefined): Promise<void> {
  const partial = join(dirname(path), `.${basename(path)}.${randomUUID().slice(0, 8)}.partial`)
  try {
    await into(diff, createWriteStream(partial, { flags: 'wx', flush: true }), signal)
    await rename(partial, path)
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
}

async function into(diff: Diff, target: Writable, signal: AbortSignal | undefined): Promise<void> {
  try {
    await pipeline(diff.chunks(), target, {
      end: target !== process.stdout,
      ...(signal === undefined ? {} : { signal }),
    })
  } catch (error) {
    throwIfAborted(signal)
    throw error
  }
}

interface Piece {
  readonly extent: Extent
  /** Of one that holds something else than zeros. */
  readonly data: Buffer | undefined
}

/** A diff on its way out, its stretches as `rbd export-diff` has them: what librbd tells, in its order. */
class Diff {
  readonly #image: Image
  readonly #wholeObject: boolean
  readonly #signal: AbortSignal | undefined
  readonly #onProgress: OnTransferProgress | undefined
  #header: DiffHeader = { fromSnapshot: undefined, toSnapshot: undefined, size: 0 }
  #page = PAGE
  #meter: Meter
  #reached = 0
  #written = 0
  #zeroed = 0

  constructor(
    image: Image,
    wholeObject: boolean,
    onProgress: OnTransferProgress | undefined,
    signal: AbortSignal | undefined,
  ) {
    this.#image = image
    this.#wholeObject = wholeObject
    this.#signal = signal
    this.#onProgress = onProgress
    this.#meter = new Meter(undefined, 0)
  }

  async begin(from: string | bigint | undefined): Promise<void> {
    const image = this.#image
    const signal = { signal: this.#signal }
    const { size, objectSize, stripeCount } = await image.info(signal)
    const fromSnapshot = await this.#nameOf(from)
    const toSnapshot = await this.#nameOf(image.snapshot)
    this.#header = { fromSnapshot, toSnapshot, size: image.snapshot === undefined ? size : await image.size(signal) }
    // Whole rows of objects, so that where a question ends is where a stretch does.
    const row = objectSize * stripeCount
    this.#page = Math.max(1, Math.floor(PAGE / row)) * row
    this.#meter = new Meter(this.#onProgress, this.#header.size)
  }

  async #nameOf(snapshot: string | bigint | undefined): Promise<string | undefined> {
    if (snapshot === undefined) return undefined
    const image = this.#image
    for await (const { id, name } of image.snapshots.list({ signal: this.#signal })) {
      if (snapshot === id || snapshot === name) return name
    }
    const subject = { ...image.subject, snapshot: String(snapshot) }
    throw cephError({ syscall: 'rbd_diff_iterate2', errno: -2, subject })
  }

  async *chunks(): AsyncGenerator<Buffer, void, undefined> {
    yield encodeHeader(this.#header)
    const ahead: Promise<Piece>[] = []
    let bytes = 0
    try {
      for await (const extent of this.#extents()) {
        const reading = this.#read(extent)
        reading.catch(() => {}) // heard in its turn
        ahead.push(reading)
        bytes += extent.length
        while (bytes > AHEAD || ahead.length > STRETCHES) {
          const piece = await ahead.shift()
          if (piece === undefined) break
          bytes -= piece.extent.length
          yield* this.#encode(piece)
        }
      }
      for (let next = ahead.shift(); next !== undefined; next = ahead.shift()) yield* this.#encode(await next)
      yield END
    } finally {
      await Promise.allSettled(ahead)
    }
  }

  async *#extents(): AsyncGenerator<Extent, void, undefined> {
    const { fromSnapshot, size } = this.#header
    const image = this.#image
    const diff = { fromSnapshot, includeParent: true, wholeObject: this.#wholeObject, merge: false }
    const making = { subject: { ...image.subject, snapshot: fromSnapshot } }
    for (let from = 0; from < size; from += this.#page) {
      const length = Math.min(this.#page, size - from)
      const ask = (): Promise<readonly Extent[]> => native.rbd.imageExtents(Handle.native(image), from, length, diff)
      for (const { offset, length, exists } of await call(ask, { signal: this.#signal }, making)) {
        for (let done = 0; done < length; done += LARGEST) {
          yield { offset: offset + done, length: Math.min(LARGEST, length - done), exists }
        }
      }
    }
  }

  async #read(extent: Extent): Promise<Piece> {
    if (!extent.exists) return { extent, data: undefined }
    const data = Buffer.allocUnsafeSlow(extent.length)
    await this.#image.read(data, extent.offset, { advice: 'nocache' })
    return { extent, data: dataRuns(data).next().done === true ? undefined : data }
  }

  *#encode({ extent: { offset, length }, data }: Piece): Generator<Buffer, void, undefined> {
    yield encodeExtent(data === undefined ? 'z' : 'w', offset, length)
    if (data === undefined) {
      this.#zeroed += length
    } else {
      this.#written += length
      yield data
    }
    const end = Math.max(this.#reached, offset + length)
    this.#meter.add(end - this.#reached, data === undefined ? 0 : length)
    this.#reached = end
  }

  report(): DiffReport {
    const { seconds } = this.#meter.finish(this.#header.size, undefined)
    return { ...this.#header, written: this.#written, zeroed: this.#zeroed, seconds }
  }
}
