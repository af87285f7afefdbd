import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { open, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setImmediate as turn } from 'node:timers/promises'
import { throwIfAborted } from '../core/abort.ts'
import { checkName, checkOptions, type Known } from '../core/arguments.ts'
import { call, underDeadline } from '../core/call.ts'
import { discard, Handle } from '../core/handle.ts'
import { destroyOnAbort } from '../core/streams/read-stream.ts'
import type { Subject } from '../core/subject.ts'
import { native } from '../native/load.ts'
import { StorageVolDownloadFlags, StorageVolInfoFlags } from './generated/enumerations.ts'
import { NativeStream, type Piece } from './native-stream.ts'
import type { StorageVolume } from './storage-volume.ts'
import {
  CHUNK,
  checkPart,
  type Part,
  Tally,
  TRANSFER_OPTIONS,
  type VolumeTransfer,
  type VolumeTransferOptions,
} from './volume-transfer.ts'

export type DownloadOptions = VolumeTransferOptions

/** Those of a download that is read: it is `destroy()`ed, and its progress is what was read. */
export type DownloadStreamOptions = Omit<DownloadOptions, 'onProgress' | 'timeout'>

const OPTIONS: Known<DownloadOptions> = TRANSFER_OPTIONS
const STREAM_OPTIONS: Known<DownloadStreamOptions> = { offset: true, length: true, sparse: true, signal: true }

/**
 * What is asked of libvirt at a time. It sends what it was asked for as fast as the connection carries it, whether it
 * is received or not, and what is not received lies in memory: so it is asked for no more than that.
 */
const RANGE = 32 * 1024 * 1024

/** The contents of a volume, range after range. */
class Download {
  readonly #volume: StorageVolume
  readonly #subject: Subject
  readonly #flags: number
  readonly #sparse: boolean
  readonly #signal: AbortSignal | undefined
  #position: number
  readonly #end: number
  #range: { readonly stream: NativeStream; left: number } | undefined
  #stopped = false

  constructor(
    volume: StorageVolume,
    subject: Subject,
    part: Part,
    { sparse = true, signal }: Pick<DownloadOptions, 'sparse' | 'signal'>,
  ) {
    this.#volume = volume
    this.#subject = subject
    this.#sparse = sparse
    this.#flags = sparse ? StorageVolDownloadFlags['sparse-stream'] : 0
    this.#signal = signal
    this.#position = part.offset
    this.#end = part.length === undefined ? Number.POSITIVE_INFINITY : part.offset + part.length
  }

  /** What comes next; undefined at the end. One at a time. */
  async next(): Promise<Piece | undefined> {
    for (;;) {
      this.#range ??= await this.#open()
      if (this.#range === undefined) return undefined
      const { stream, left } = this.#range
      const piece = await stream.receive()
      if (piece !== undefined) {
        const length = 'hole' in piece ? piece.hole : piece.length
        this.#range.left -= length
        this.#position += length
        return piece
      }
      await stream.finish()
      this.#range = undefined
      if (left > 0) return undefined // the volume ends here
    }
  }

  async #open(): Promise<{ readonly stream: NativeStream; left: number } | undefined> {
    const length = Math.min(RANGE, this.#end - this.#position)
    if (length === 0) return undefined
    const handle = await call(
      () => native.libvirt.storageVolDownload(Handle.native(this.#volume), this.#position, length, this.#flags),
      { signal: this.#signal },
      { subject: this.#subject, late: discard },
    )
    const stream = new NativeStream(handle, this.#subject, { chunk: CHUNK, holes: this.#sparse, fill: true }).heed(
      this.#volume.pool.connection,
      this.#signal,
    )
    if (this.#stopped) await stream.abort()
    return { stream, left: length }
  }

  /** Gives up what has not come. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#range?.stream.abort()
  }
}

/** The contents as a stream of Node: nothing is asked for before it is read. */
class DownloadStream extends Readable {
  readonly #download: Download
  readonly #unlisten: () => void
  #asking: Promise<unknown> = Promise.resolve()
  #zeros = 0

  constructor(download: Download, signal: AbortSignal | undefined) {
    super({ highWaterMark: CHUNK })
    this.#download = download
    this.#unlisten = destroyOnAbort(this, signal)
  }

  override _read(): void {
    this.#asking = this.#next().then(
      (chunk) => {
        if (!this.destroyed) this.push(chunk ?? null)
      },
      (error) => this.destroy(error as Error),
    )
  }

  async #next(): Promise<Buffer | undefined> {
    if (this.#zeros === 0) {
      const piece = await this.#download.next()
      if (piece === undefined || !('hole' in piece)) return piece
      this.#zeros = piece.hole
    }
    const zeros = Buffer.alloc(Math.min(this.#zeros, CHUNK))
    this.#zeros -= zeros.length
    await turn() // nothing else waits here: a large hole would keep the event loop to itself
    return zeros
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#unlisten()
    Promise.all([this.#download.stop(), this.#asking]).then(() => done(error), done)
  }
}

export function downloadStream(volume: StorageVolume, subject: Subject, options: DownloadStreamOptions): Readable {
  const part = checkPart(checkOptions(options, STREAM_OPTIONS))
  const { signal } = options
  if (signal !== undefined && !signal.aborted) throwIfAborted(signal)
  return new DownloadStream(new Download(volume, subject, part, options), signal)
}

export async function downloadTo(
  volume: StorageVolume,
  subject: Subject,
  target: string | Writable,
  options: DownloadOptions,
): Promise<VolumeTransfer> {
  const part = checkPart(checkOptions(options, OPTIONS))
  if (typeof target === 'string') checkName(target, 'target')
  return await underDeadline(options, subject, async (signal) => {
    throwIfAborted(signal)
    const total = options.onProgress === undefined ? 0 : await sizeOf(volume, part, signal)
    const tally = new Tally(options.onProgress, total)
    const open = (): Download => new Download(volume, subject, part, { sparse: options.sparse, signal })
    if (typeof target !== 'string') return await toStream(open, target, tally, signal)
    const found = await stat(target).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined
      throw error
    })
    if (found !== undefined && !found.isFile()) {
      // A device takes zeros for holes: it may hold something there.
      return await toStream(open, createWriteStream(target, { flags: 'r+' }), tally, signal)
    }
    const path = found === undefined ? target : await realpath(target)
    return await toFile(open(), path, found === undefined ? 0o666 : found.mode & 0o777, tally, signal)
  })
}

/** How much will come, for the progress; 0 where the other side does not tell. */
async function sizeOf(volume: StorageVolume, { offset, length }: Part, signal?: AbortSignal): Promise<number> {
  const flags = StorageVolInfoFlags['get-physical']
  const asked = call(() => native.libvirt.storageVolGetInfoFlags(Handle.native(volume), flags), { signal })
  const physical = await asked.then(
    ({ allocation }) => allocation,
    () => undefined,
  )
  if (physical === undefined) return length ?? 0
  return Math.min(length ?? physical, Math.max(0, physical - offset))
}

/** A file has its name when it is whole; until then it lies beside. */
async function toFile(
  download: Download,
  path: string,
  mode: number,
  tally: Tally,
  signal: AbortSignal | undefined,
): Promise<VolumeTransfer> {
  const partial = join(dirname(path), `.${basename(path)}.${randomUUID().slice(0, 8)}.partial`)
  const file = await open(partial, 'wx', mode)
  try {
    let end = 0
    let writing: Promise<void> = Promise.resolve()
    try {
      for (let piece = await download.next(); piece !== undefined; ) {
        throwIfAborted(signal)
        const position = end
        const current = piece
        end += 'hole' in current ? current.hole : current.length
        if ('hole' in current) {
          tally.add(0, current.hole)
        } else {
          writing = writeAll(file, current, position)
          writing.catch(() => {}) // heard below
          tally.add(current.length, 0)
        }
        // The next one comes while this one is written.
        piece = await download.next()
        await writing
      }
    } finally {
      await writing.catch(() => {})
    }
    await file.truncate(end)
    await file.sync()
    throwIfAborted(signal)
    const done = tally.finish()
    await file.close()
    await rename(partial, path)
    return done
  } catch (error) {
    await download.stop()
    await file.close().catch(() => {})
    await rm(partial, { force: true })
    throw error
  }
}

async function writeAll(file: Awaited<ReturnType<typeof open>>, data: Buffer, position: number): Promise<void> {
  for (let done = 0; done < data.length; ) {
    done += (await file.write(data, done, data.length - done, position + done)).bytesWritten
  }
}

async function toStream(
  open: () => Download,
  target: Writable,
  tally: Tally,
  signal: AbortSignal | undefined,
): Promise<VolumeTransfer> {
  const bytes = new DownloadStream(open(), undefined)
  const closed = new Promise((resolve) => bytes.once('close', resolve))
  const counted = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
    for await (const chunk of chunks) {
      yield chunk
      tally.add(chunk.length, 0)
    }
  }
  try {
    await pipeline(bytes, counted, target, signal === undefined ? {} : { signal })
  } catch (error) {
    throwIfAborted(signal)
    throw error
  } finally {
    await closed // then nothing of it is under way any more
  }
  return tally.finish()
}
