import type { WritableStream } from 'node:stream/web'
import { checkInteger, checkOptions, type Known, outOfRange, wrongType } from '../core/arguments.ts'
import type { WriteTarget } from '../core/streams/write-behind.ts'
import {
  type WriteStreamOptions as BaseOptions,
  WRITE_STREAM_OPTIONS,
  WriteStream,
  webWritable,
} from '../core/streams/write-stream.ts'
import type { Image } from './image.ts'
import { dataRuns } from './transfer/blocks.ts'

export interface WriteStreamOptions extends BaseOptions {
  /** Where the first byte goes; 0 if not said. */
  readonly start?: number | undefined
  /** Gives runs of zeros (64 KiB and more) back as holes instead of writing them. */
  readonly sparse?: boolean | undefined
}

const OPTIONS: Known<WriteStreamOptions> = { start: true, sparse: true, ...WRITE_STREAM_OPTIONS }

export function createWriteStream(image: Image, options: WriteStreamOptions): WriteStream {
  return new WriteStream(targetOf(image, options), options)
}

export function writableWebStream(image: Image, options: WriteStreamOptions): WritableStream<Uint8Array> {
  return webWritable(targetOf(image, options), options)
}

function targetOf(image: Image, options: WriteStreamOptions): WriteTarget {
  checkOptions(options, OPTIONS)
  const start = checkInteger(options.start ?? 0, 'options.start')
  const { sparse = false } = options
  if (typeof sparse !== 'boolean') throw wrongType('options.sparse', 'a boolean', sparse)
  let size = 0
  const checkSize = async (end: number): Promise<void> => {
    size = await image.size()
    if (end > size) throw outOfRange('The end of what is written', `within the image, which has ${size} bytes`, end)
  }
  return {
    begin: async () => {
      await checkSize(start)
      return start
    },
    check: (end) => (end > size ? checkSize(end) : undefined),
    vectored: !sparse,
    write: async (pieces, position) => {
      const [first] = pieces
      if (first === undefined) return
      if (sparse) await writeSparse(image, first, position)
      else if (pieces.length === 1) await image.write(first, position)
      else await image.writev(pieces, position)
    },
    finish: () => image.flush(),
  }
}

async function writeSparse(image: Image, data: Buffer, position: number): Promise<void> {
  const writing: Promise<unknown>[] = []
  let done = 0
  for (const { start, end } of [...dataRuns(data), { start: data.length, end: data.length }]) {
    if (start > done) writing.push(image.writeZeroes(position + done, start - done))
    if (end > start) writing.push(image.write(data.subarray(start, end), position + start))
    done = end
  }
  const settled = await Promise.allSettled(writing) // the memory is in use until then
  for (const result of settled) if (result.status === 'rejected') throw result.reason
}
