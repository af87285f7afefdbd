import { checkInteger, checkOptions, type Known } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { ImageNotFoundError } from '../core/errors.ts'
import { Handle } from '../core/handle.ts'
import { Listing } from '../core/listing.ts'
import { native } from '../native/load.ts'
import type { Pool } from '../rados/index.ts'
import { type DirectoryEntry, directoryPages } from './directory.ts'
import { type Feature, featuresOf } from './features.ts'
import { readHeader } from './header.ts'

export interface ListImagesOptions extends CallOptions {
  readonly info?: false
}

export interface ListImagesWithInfoOptions extends CallOptions {
  readonly info: true
  /** How many images to ask for at a time, up to 64; 32 if not said. */
  readonly concurrency?: number
}

export interface ListedImage {
  readonly name: string
  readonly id: string
}

export interface ListedImageWithInfo extends ListedImage {
  readonly info: {
    /** In bytes. */
    readonly size: number
    readonly features: readonly Feature[]
    readonly featureBits: number
    /** Whether a client holds a lock on it. */
    readonly lock: 'exclusive' | 'shared' | undefined
  }
}

const LIST_OPTIONS: Known<ListImagesWithInfoOptions> = { info: true, concurrency: true, signal: true, timeout: true }

/** How many headers are asked for at a time: twice as many are hardly faster. */
const CONCURRENCY = 32

export function listImages(
  pool: Pool,
  options: ListImagesOptions | ListImagesWithInfoOptions,
): Listing<ListedImage | ListedImageWithInfo> {
  checkOptions<object>(options, LIST_OPTIONS)
  const { signal, timeout } = options
  if (options.info !== true) {
    return new Listing(async function* () {
      for await (const page of directoryPages(pool, { signal, timeout })) yield* page
    })
  }
  const { concurrency = CONCURRENCY } = options
  return new Listing(() => withInfo(pool, concurrency, { signal, timeout }))
}

async function* withInfo(
  pool: Pool,
  concurrency: number,
  options: CallOptions,
): AsyncGenerator<ListedImageWithInfo, void, undefined> {
  const width = checkInteger(concurrency, 'options.concurrency', 1, 64)
  const asked: Promise<ListedImageWithInfo | undefined>[] = []
  for await (const page of directoryPages(pool, options)) {
    for (const image of page) {
      const answer = look(pool, image, options)
      answer.catch(() => {}) // heard when its turn comes, or not at all if the caller leaves
      if (asked.push(answer) < width) continue
      const next = await asked.shift()
      if (next !== undefined) yield next
    }
  }
  for (const answer of asked) {
    const image = await answer
    if (image !== undefined) yield image
  }
}

async function look(pool: Pool, image: DirectoryEntry, options: CallOptions): Promise<ListedImageWithInfo | undefined> {
  const { name, id } = image
  const subject = { pool: pool.name, namespace: pool.namespace, image: name }
  try {
    const { size, featureBits, lock } =
      id === ''
        ? await call(() => native.rbd.imageSummary(Handle.native(pool), name), options, { subject })
        : await readHeader(pool, id, subject, options)
    return { name, id, info: { size, features: featuresOf(featureBits), featureBits, lock } }
  } catch (error) {
    if (error instanceof ImageNotFoundError) return undefined
    throw error
  }
}
