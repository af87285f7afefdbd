import { type FileHandle, open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { throwIfAborted } from '../core/abort.ts'
import { checkBuffer, checkName, checkOptions, type Known, wrongType } from '../core/arguments.ts'
import { call, underDeadline } from '../core/call.ts'
import { discard, Handle } from '../core/handle.ts'
import type { Subject } from '../core/subject.ts'
import { native } from '../native/load.ts'
import { StorageVolInfoFlags, StorageVolUploadFlags } from './generated/enumerations.ts'
import { NativeStream, type Piece } from './native-stream.ts'
import type { StorageVolume } from './storage-volume.ts'
import {
  CHUNK,
  checkPart,
  Tally,
  TRANSFER_OPTIONS,
  type VolumeTransfer,
  type VolumeTransferOptions,
} from './volume-transfer.ts'

/** The path of a file or device; the bytes themselves; a stream of them. */
export type UploadSource = string | Uint8Array | AsyncIterable<Uint8Array>

export type UploadOptions = VolumeTransferOptions

const OPTIONS: Known<UploadOptions> = TRANSFER_OPTIONS

interface Pieces {
  /** How much there is; 0 where that is not known. */
  readonly total: number
  readonly all: AsyncIterable<Piece>
  close(): Promise<void>
}

export async function upload(
  volume: StorageVolume,
  subject: Subject,
  source: UploadSource,
  options: UploadOptions,
): Promise<VolumeTransfer> {
  const part = checkPart(checkOptions(options, OPTIONS))
  const limit = part.length ?? Number.POSITIVE_INFINITY
  return await underDeadline(options, subject, async (signal) => {
    throwIfAborted(signal)
    const target = await targetOf(volume, options.sparse ?? true, signal)
    const pieces = await piecesOf(volume, source, limit, target.sparse)
    try {
      const flags = target.sparse ? StorageVolUploadFlags['sparse-stream'] : 0
      const handle = await call(
        () => native.libvirt.storageVolUpload(Handle.native(volume), part.offset, 0, flags),
        { signal },
        { subject, late: discard },
      )
      const stream = new NativeStream(handle, subject, { chunk: CHUNK }).heed(volume.pool.connection, signal)
      const tally = new Tally(options.onProgress, pieces.total)
      await stream.whole(async () => {
        for await (const piece of pieces.all) {
          if ('hole' in piece) {
            await stream.sendHole(piece.hole)
            tally.add(0, piece.hole)
          } else {
            await stream.send(piece)
            tally.add(piece.length, 0)
          }
        }
        // A hole cuts the file off where it ends.
        const rest = target.size - part.offset - tally.size
        if (tally.holes > 0 && rest > 0) await stream.sendHole(rest)
      })
      return tally.finish()
    } finally {
      await pieces.close()
    }
  })
}

interface Target {
  /** Whether it can be sent holes. */
  readonly sparse: boolean
  /** In bytes. */
  readonly size: number
}

/**
 * libvirt passes over a hole, so that what was there stays, and cuts the file off behind it: holes are for volumes that
 * hold nothing yet. Others are sent zeros.
 */
async function targetOf(volume: StorageVolume, sparse: boolean, signal: AbortSignal | undefined): Promise<Target> {
  if (!sparse) return { sparse, size: 0 }
  const { allocation } = await call(() => native.libvirt.storageVolGetInfoFlags(Handle.native(volume), 0), { signal })
  if (allocation > 0) return { sparse: false, size: 0 }
  const flags = StorageVolInfoFlags['get-physical']
  const { allocation: size } = await call(() => native.libvirt.storageVolGetInfoFlags(Handle.native(volume), flags), {
    signal,
  })
  return { sparse, size }
}

async function piecesOf(volume: StorageVolume, source: UploadSource, limit: number, sparse: boolean): Promise<Pieces> {
  if (typeof source === 'string') {
    const file = await open(checkName(source, 'source'), 'r')
    try {
      const found = await file.stat()
      // A device or a pipe; a directory says by itself that it is one.
      if (!found.isFile()) return ofStream(file.createReadStream({ highWaterMark: CHUNK }), limit)
      const total = Math.min(found.size, limit)
      const all = sparse ? withHoles(volume, file, total) : ofFile(file, 0, total)
      return { total, all, close: () => file.close() }
    } catch (error) {
      await file.close()
      throw error
    }
  }
  if (source instanceof Uint8Array) {
    const bytes = checkBuffer(source, 'source').subarray(0, Math.min(source.length, limit))
    return { total: bytes.length, all: chunksOf(bytes), close: async () => {} }
  }
  if (typeof source?.[Symbol.asyncIterator] !== 'function') {
    throw wrongType('source', 'a path, a Uint8Array or a stream of bytes', source)
  }
  return ofStream(source, limit)
}

function ofStream(source: AsyncIterable<Uint8Array>, limit: number): Pieces {
  const close = async (): Promise<void> => {
    if (source instanceof Readable) source.destroy()
  }
  return { total: 0, all: upTo(source, limit), close }
}

async function* upTo(source: AsyncIterable<Uint8Array>, limit: number): AsyncGenerator<Buffer, void, undefined> {
  let left = limit
  for await (const chunk of source) {
    const bytes = checkBuffer(chunk, 'what the source yields').subarray(0, Math.min(chunk.length, left))
    yield* chunksOf(bytes)
    left -= bytes.length
    if (left === 0) return
  }
}

function* inChunks(bytes: Uint8Array): Generator<Buffer, void, undefined> {
  for (let at = 0; at < bytes.length; at += CHUNK) {
    const part = bytes.subarray(at, at + CHUNK)
    yield Buffer.from(part.buffer, part.byteOffset, part.length)
  }
}

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Buffer, void, undefined> {
  yield* inChunks(bytes)
}

/** What is read while what came before it is sent: two pieces of memory, in turn. */
async function* ofFile(file: FileHandle, start: number, end: number): AsyncGenerator<Buffer, void, undefined> {
  const memory = [Buffer.allocUnsafeSlow(CHUNK), Buffer.allocUnsafeSlow(CHUNK)] as const
  const read = async (turn: 0 | 1, position: number): Promise<Buffer> => {
    const length = Math.min(CHUNK, end - position)
    const { bytesRead } = await file.read(memory[turn], 0, length, position)
    if (bytesRead === 0 && length > 0)
      throw new Error(`The file ended at ${position}: it became shorter while it was read`)
    return memory[turn].subarray(0, bytesRead)
  }
  let turn: 0 | 1 = 0
  let position = start
  for (let reading = read(turn, position); position < end; ) {
    const bytes = await reading
    position += bytes.length
    turn = turn === 0 ? 1 : 0
    reading = read(turn, position)
    reading.catch(() => {}) // heard when its turn comes, if it comes
    yield bytes
  }
}

async function* withHoles(
  volume: StorageVolume,
  file: FileHandle,
  size: number,
): AsyncGenerator<Piece, void, undefined> {
  for (let position = 0; position < size; ) {
    const { connection } = volume.pool
    const data = await call(() => native.libvirt.fileData(Handle.native(connection), file.fd, position, size))
    const start = data?.offset ?? size
    if (start > position) yield { hole: start - position }
    position = start + (data?.length ?? 0)
    yield* ofFile(file, start, position)
  }
}
