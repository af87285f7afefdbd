import { checkInteger, checkOptions, type Known, outOfRange } from '../core/arguments.ts'
import { ObjectNotFoundError } from '../core/errors.ts'
import type { ReadSource } from '../core/streams/read-ahead.ts'
import { ReadStream, type ReadStreamOptions } from '../core/streams/read-stream.ts'
import type { WriteTarget } from '../core/streams/write-behind.ts'
import { WRITE_STREAM_OPTIONS, WriteStream, type WriteStreamOptions } from '../core/streams/write-stream.ts'
import type { RadosObject } from './object.ts'

/** The names are those of `fs.createWriteStream`. */
export interface ObjectWriteStreamOptions extends WriteStreamOptions {
  /** `'w'`: replaces what the object holds, if not said. `'r+'`: writes into it. `'a'`: writes after it. */
  readonly flags?: 'w' | 'r+' | 'a' | undefined
  /** Where the first byte goes, with `'w'` and `'r+'`; 0 if not said. */
  readonly start?: number | undefined
}

const OPTIONS: Known<ObjectWriteStreamOptions> = { flags: true, start: true, ...WRITE_STREAM_OPTIONS }

export function createReadStream(object: RadosObject, options: ReadStreamOptions): ReadStream {
  const source: ReadSource = {
    async *stretches(start, end, signal) {
      const { size } = await object.stat({ signal })
      const length = Math.min(end, size) - start
      if (length > 0) yield { position: start, length, exists: true }
    },
    read: (buffer, position) => object.read(buffer, position),
  }
  return new ReadStream(source, options)
}

export function createWriteStream(object: RadosObject, options: ObjectWriteStreamOptions): WriteStream {
  checkOptions(options, OPTIONS)
  const { flags = 'w' } = options
  if (flags !== 'w' && flags !== 'r+' && flags !== 'a') throw outOfRange('options.flags', "'w', 'r+' or 'a'", flags)
  if (flags === 'a' && options.start !== undefined) {
    throw outOfRange('options.start', "left out with the flag 'a'", options.start)
  }
  const start = checkInteger(options.start ?? 0, 'options.start')
  const target: WriteTarget = {
    begin: async () => {
      if (flags === 'a') return await sizeOf(object)
      if (flags === 'w') await object.truncate(0)
      return start
    },
    check: () => undefined,
    vectored: false,
    write: async ([data], position) => {
      if (data !== undefined) await object.write(data, position)
    },
    finish: async () => {}, // what an OSD has acknowledged is safe
  }
  return new WriteStream(target, options)
}

async function sizeOf(object: RadosObject): Promise<number> {
  try {
    return (await object.stat()).size
  } catch (error) {
    if (error instanceof ObjectNotFoundError) return 0
    throw error
  }
}
