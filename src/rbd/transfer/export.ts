import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { throwIfAborted } from '../../core/abort.ts'
import { checkName, checkOptions, type Known, outOfRange, wrongType } from '../../core/arguments.ts'
import { underDeadline } from '../../core/call.ts'
import { checkOnProgress, type OnProgress } from '../../core/progress.ts'
import type { ExportOptions, Image } from '../image.ts'
import { BLOCK, blocksOf, dataRuns, Meter, sideBySide, WINDOW } from './blocks.ts'
import { deviceSize } from './host-file.ts'
import { dataOf } from './image-source.ts'

const EXPORT_OPTIONS: Known<ExportOptions> = { onProgress: true, signal: true, timeout: true }

export async function exportImage(image: Image, target: string | Writable, options: ExportOptions): Promise<void> {
  checkOptions(options, EXPORT_OPTIONS)
  await underDeadline(options, image.subject, (signal) => exportUnder(image, target, options.onProgress, signal))
}

async function exportUnder(
  image: Image,
  target: string | Writable,
  onProgress: OnProgress | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  checkOnProgress(onProgress)
  throwIfAborted(signal)
  const size = await image.size({ signal })
  const meter = new Meter(onProgress, size)
  if (typeof target === 'string') await toPath(image, checkName(target, 'target'), size, meter, signal)
  else await toStream(image, target, size, meter, signal)
  meter.finish(size)
}

async function toPath(image: Image, path: string, size: number, meter: Meter, signal?: AbortSignal): Promise<void> {
  if (path === '-') return await toStream(image, process.stdout, size, meter, signal)
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (found === undefined) return await toFile(image, path, 0o666, size, meter, signal)
  if (found.isFile()) return await toFile(image, await realpath(path), found.mode & 0o777, size, meter, signal)
  if (!found.isBlockDevice()) return await toStream(image, createWriteStream(path), size, meter, signal)
  const capacity = await deviceSize(found.rdev)
  if (capacity < size) throw outOfRange('target', `a device of at least ${size} bytes`, `${path} (${capacity} bytes)`)
  const device = await open(path, 'r+')
  try {
    await toPositions(image, device, size, true, meter, signal)
    await device.sync()
  } finally {
    await device.close()
  }
}

/** A file that is complete when it has its name. */
async function toFile(
  image: Image,
  path: string,
  mode: number,
  size: number,
  meter: Meter,
  signal: AbortSignal | undefined,
): Promise<void> {
  const partial = join(dirname(path), `.${basename(path)}.${randomUUID().slice(0, 8)}.partial`)
  const file = await open(partial, 'wx', mode)
  try {
    try {
      await file.truncate(size)
      await toPositions(image, file, size, false, meter, signal)
      await file.sync() // before it takes the place of what was there
    } finally {
      await file.close()
    }
    await rename(partial, path)
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
}

/** Into a file or device: each block at its place, side by side. `whole`: zeros are written too, over what was there. */
async function toPositions(
  image: Image,
  file: FileHandle,
  size: number,
  whole: boolean,
  meter: Meter,
  signal: AbortSignal | undefined,
): Promise<void> {
  const blocks = blocksOf(dataOf(image, signal), 0, size)
  await sideBySide(async (buffer) => {
    const { value: block, done } = await blocks.next()
    if (done === true || block === undefined) return false
    const { position, length, exists } = block
    if (exists) {
      const data = buffer.subarray(0, length)
      await image.read(data, position)
      for (const { start, end } of whole ? [{ start: 0, end: length }] : dataRuns(data)) {
        await writeAll(file, data.subarray(start, end), position + start)
      }
    } else if (whole) {
      buffer.fill(0)
      for (let at = 0; at < length && signal?.aborted !== true; at += BLOCK) {
        await writeAll(file, buffer.subarray(0, Math.min(BLOCK, length - at)), position + at)
      }
    }
    meter.add(length)
    return true
  }, signal)
}

async function writeAll(file: FileHandle, data: Buffer, position: number): Promise<void> {
  for (let done = 0; done < data.length; ) {
    const { bytesWritten } = await file.write(data, done, data.length - done, position + done)
    done += bytesWritten
  }
}

async function toStream(
  image: Image,
  target: Writable,
  size: number,
  meter: Meter,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (typeof target?.write !== 'function') throw wrongType('target', 'a path or a Writable', target)
  try {
    await pipeline(contents(image, size, meter, signal), target, {
      end: target !== process.stdout,
      ...(signal === undefined ? {} : { signal }),
    })
  } catch (error) {
    throwIfAborted(signal)
    throw error
  }
}

/** The image's bytes in order, read ahead by a window. */
async function* contents(
  image: Image,
  size: number,
  meter: Meter,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer, void, undefined> {
  const zeros = Buffer.alloc(Math.min(BLOCK, size))
  const ahead: Promise<Buffer>[] = []
  try {
    for await (const { position, length, exists } of blocksOf(dataOf(image, signal), 0, size)) {
      if (exists) {
        // Not reused: whoever the stream hands it to may keep it.
        const buffer = Buffer.allocUnsafeSlow(length)
        const reading = image.read(buffer, position).then(() => buffer)
        reading.catch(() => {}) // heard when its turn comes
        ahead.push(reading)
        if (ahead.length < WINDOW) continue
      }
      for (let next = ahead.shift(); next !== undefined; next = exists ? undefined : ahead.shift()) {
        const buffer = await next
        yield buffer
        meter.add(buffer.length)
      }
      for (let left = exists ? 0 : length; left > 0; left -= zeros.length) {
        const piece = zeros.subarray(0, left)
        yield piece
        meter.add(piece.length)
      }
    }
    for (let next = ahead.shift(); next !== undefined; next = ahead.shift()) {
      const buffer = await next
      yield buffer
      meter.add(buffer.length)
    }
  } finally {
    await Promise.allSettled(ahead)
  }
}
