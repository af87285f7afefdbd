import { open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { throwIfAborted } from '../../core/abort.ts'
import { checkName, checkOptions, type Known, wrongType } from '../../core/arguments.ts'
import { type CallOptions, call, underDeadline } from '../../core/call.ts'
import { cephError } from '../../core/ceph-failure.ts'
import { AbortError, CephvirtError } from '../../core/errors.ts'
import { Handle } from '../../core/handle.ts'
import { checkOnProgress } from '../../core/progress.ts'
import { native } from '../../native/load.ts'
import type { Image } from '../image.ts'
import { BLOCK } from './blocks.ts'
import { DiffReader, damaged } from './diff-format.ts'
import type { DiffReport } from './export-diff.ts'
import { Meter, type OnTransferProgress } from './meter.ts'

export interface ImportDiffOptions extends CallOptions {
  readonly onProgress?: OnTransferProgress | undefined
}

const OPTIONS: Known<ImportDiffOptions> = { onProgress: true, signal: true, timeout: true }

/** How much is under way at a time, in bytes, and in operations. */
const BYTES = 32 * 1024 ** 2
const OPERATIONS = 64

export async function importDiff(
  image: Image,
  source: string | AsyncIterable<Uint8Array>,
  options: ImportDiffOptions,
): Promise<DiffReport> {
  checkOptions(options, OPTIONS)
  checkOnProgress(options.onProgress)
  if (typeof source !== 'string' && typeof source?.[Symbol.asyncIterator] !== 'function') {
    throw wrongType('source', 'a path or a stream', source)
  }
  if (typeof source === 'string') checkName(source, 'source')
  return await underDeadline(options, image.subject, async (signal) => {
    throwIfAborted(signal)
    const chunks = typeof source === 'string' ? await chunksOf(source) : source
    if (chunks instanceof Readable) chunks.on('error', () => {}) // heard where it is read, which is not at once
    const reader = new DiffReader(chunks, signal)
    try {
      return await new Patch(image, reader, options.onProgress, signal).apply()
    } finally {
      try {
        await reader.close()
      } finally {
        // An iteration closes its stream only if it was begun, and brings what it was asked for.
        if (chunks instanceof Readable) chunks.destroy()
      }
    }
  })
}

async function chunksOf(path: string): Promise<Readable> {
  if (path === '-') return process.stdin
  return (await open(path, 'r')).createReadStream({ highWaterMark: 2 ** 20 })
}

interface UnderWay {
  readonly start: number
  readonly end: number
  readonly bytes: number
  readonly done: Promise<unknown>
}

/** A diff on its way in: side by side, since its stretches do not overlap; those that do wait for each other. */
class Patch {
  readonly #image: Image
  readonly #reader: DiffReader
  readonly #signal: AbortSignal | undefined
  readonly #onProgress: OnTransferProgress | undefined
  readonly #underWay = new Set<UnderWay>()
  #bytes = 0
  #failure: { readonly error: unknown } | undefined
  /** Whether the image is not as it was any more. */
  #changed = false
  #size = 0
  #meter: Meter
  #reached = 0
  #fromSnapshot: string | undefined
  #toSnapshot: string | undefined
  #isProtected = false
  #written = 0
  #zeroed = 0

  constructor(
    image: Image,
    reader: DiffReader,
    onProgress: OnTransferProgress | undefined,
    signal: AbortSignal | undefined,
  ) {
    this.#image = image
    this.#reader = reader
    this.#onProgress = onProgress
    this.#signal = signal
    this.#meter = new Meter(onProgress, 0)
  }

  async apply(): Promise<DiffReport> {
    try {
      this.#checkWritable()
      this.#size = await this.#image.size({ signal: this.#signal })
      await this.#records()
      await this.#settled()
      this.#check()
      await this.#image.flush()
      await this.#snapshot()
    } catch (error) {
      await this.#settled()
      throw this.#partial(error)
    }
    const { seconds } = this.#meter.finish(this.#size, undefined)
    return {
      size: this.#size,
      fromSnapshot: this.#fromSnapshot,
      toSnapshot: this.#toSnapshot,
      written: this.#written,
      zeroed: this.#zeroed,
      seconds,
    }
  }

  #checkWritable(): void {
    const { readOnly, snapshot, subject } = this.#image
    if (!readOnly && snapshot === undefined) return
    throw cephError({
      syscall: 'rbd_write',
      errno: -30,
      subject,
      hint: 'Open the image without `readOnly` and without a snapshot.',
    })
  }

  async #records(): Promise<void> {
    for (;;) {
      throwIfAborted(this.#signal)
      this.#check()
      const record = await this.#reader.next()
      if (record === undefined) return
      switch (record.kind) {
        case 'fromSnapshot':
          this.#fromSnapshot = record.name
          await this.#checkSnapshot(record.name, true)
          break
        case 'toSnapshot':
          this.#toSnapshot = record.name
          await this.#checkSnapshot(record.name, false)
          break
        case 'protection':
          this.#isProtected = record.isProtected
          break
        case 'size':
          await this.#resize(record.size)
          break
        default:
          this.#checkWithin(record)
          if (record.kind === 'zero') await this.#zero(record.offset, record.length)
          else await this.#write(record.offset, record.length)
      }
    }
  }

  /** The image must be what the diff begins with, and must not have what it ends with. */
  async #checkSnapshot(name: string, wanted: boolean): Promise<void> {
    const image = this.#image
    let found = false
    for await (const snapshot of image.snapshots.list({ signal: this.#signal })) found ||= snapshot.name === name
    if (found === wanted) return
    const subject = { ...image.subject, snapshot: name }
    throw wanted
      ? cephError({
          syscall: 'rbd_snap_list',
          errno: -2,
          subject,
          sentence: `the diff begins at snapshot '${name}', which the image lacks: ${JSON.stringify(image.name)}`,
          hint: `Import the diff that ends at '${name}' first. Nothing was changed.`,
        })
      : cephError({
          syscall: 'rbd_snap_list',
          errno: -17,
          subject,
          sentence: `the diff ends at snapshot '${name}', which the image has already: ${JSON.stringify(image.name)}`,
          hint: 'The diff was imported before, or is of another image. Nothing was changed.',
        })
  }

  async #resize(size: number): Promise<void> {
    await this.#settled()
    this.#meter = new Meter(this.#onProgress, size)
    this.#reached = 0
    if (size !== this.#size) {
      this.#changed = true
      await this.#image.resize(size, { allowShrink: true })
    }
    this.#size = size
  }

  #checkWithin({ offset, length }: { readonly offset: number; readonly length: number }): void {
    if (offset + length <= this.#size) return
    throw damaged(`it has ${length} bytes at ${offset}, where the image has ${this.#size}`)
  }

  async #write(offset: number, length: number): Promise<void> {
    for (let done = 0; done < length; ) {
      throwIfAborted(this.#signal)
      const data = Buffer.allocUnsafeSlow(Math.min(BLOCK, length - done))
      await this.#reader.fill(data)
      const position = offset + done
      await this.#start(position, data.length, data.length, () => this.#image.write(data, position))
      done += data.length
      this.#written += data.length
    }
  }

  async #zero(offset: number, length: number): Promise<void> {
    await this.#start(offset, length, 0, () => this.#image.writeZeroes(offset, length))
    this.#zeroed += length
  }

  async #start(start: number, length: number, bytes: number, work: () => Promise<unknown>): Promise<void> {
    const end = start + length
    const mustWait = (): boolean => {
      if (this.#underWay.size >= OPERATIONS || (this.#bytes > 0 && this.#bytes + bytes > BYTES)) return true
      for (const other of this.#underWay) if (other.start < end && start < other.end) return true
      return false
    }
    while (mustWait()) await Promise.race([...this.#underWay].map(({ done }) => done))
    this.#check()
    this.#changed = true
    const settle = (): void => {
      this.#underWay.delete(one)
      this.#bytes -= bytes
    }
    const done = work().then(
      () => {
        settle()
        const reached = Math.max(this.#reached, end)
        try {
          this.#meter.add(reached - this.#reached, bytes)
        } catch (error) {
          this.#failure ??= { error } // what the caller's listener threw
        }
        this.#reached = reached
      },
      (error) => {
        settle()
        this.#failure ??= { error }
      },
    )
    const one: UnderWay = { start, end, bytes, done }
    this.#underWay.add(one)
    this.#bytes += bytes
  }

  #check(): void {
    if (this.#failure !== undefined) throw this.#failure.error
  }

  async #settled(): Promise<void> {
    await Promise.all([...this.#underWay].map(({ done }) => done))
  }

  async #snapshot(): Promise<void> {
    const name = this.#toSnapshot
    if (name === undefined) return
    await this.#image.snapshots.create(name)
    this.#changed = false // no more: it is what the diff ends with
    if (!this.#isProtected) return
    await call(
      () => native.rbd.snapshotProtect(Handle.native(this.#image), name),
      {},
      {
        subject: { ...this.#image.subject, snapshot: name },
        hint: `The diff is imported; only the protection of its snapshot is missing: image.snapshots.protect('${name}').`,
      },
    )
  }

  #partial(error: unknown): unknown {
    if (!this.#changed || error instanceof AbortError) return error
    return new CephvirtError(`The diff is imported in part only: ${error instanceof Error ? error.message : error}`, {
      code: 'ERR_CEPHVIRT_PARTIAL_DIFF',
      subject: this.#image.subject,
      hint:
        this.#fromSnapshot === undefined
          ? 'Import the whole of it again: what is there already is written once more.'
          : `Import the whole of it again, or image.snapshots.rollback('${this.#fromSnapshot}').`,
      cause: error,
    })
  }
}
