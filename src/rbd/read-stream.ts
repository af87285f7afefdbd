import type { ReadableStream } from 'node:stream/web'
import type { ReadSource, Stretch } from '../core/streams/read-ahead.ts'
import { ReadStream, type ReadStreamOptions, webReadable } from '../core/streams/read-stream.ts'
import type { Image } from './image.ts'

export function createReadStream(image: Image, options: ReadStreamOptions): ReadStream {
  return new ReadStream(sourceOf(image), options)
}

export function readableWebStream(image: Image, options: ReadStreamOptions): ReadableStream<Uint8Array> {
  return webReadable(sourceOf(image), options)
}

function sourceOf(image: Image): ReadSource {
  return {
    stretches: (start, end, signal) => stretches(image, start, end, signal),
    read: (buffer, position) => image.read(buffer, position),
  }
}

async function* stretches(
  image: Image,
  start: number,
  end: number,
  signal: AbortSignal,
): AsyncGenerator<Stretch, void, undefined> {
  const { size, features, flags } = await image.info({ signal })
  const last = Math.min(end, size)
  if (start >= last) return
  // Elsewhere asking what exists takes as long as reading it.
  if (!features.includes('fast-diff') || flags.includes('fast diff invalid')) {
    yield { position: start, length: last - start, exists: true }
    return
  }
  let done = start
  for await (const extent of image.extents({ wholeObject: true, offset: start, length: last - start, signal })) {
    if (!extent.exists) continue
    const from = Math.max(done, extent.offset)
    const to = Math.min(last, extent.offset + extent.length)
    if (from > done) yield { position: done, length: from - done, exists: false }
    if (to > from) yield { position: from, length: to - from, exists: true }
    done = Math.max(done, to)
  }
  if (done < last) yield { position: done, length: last - done, exists: false }
}
