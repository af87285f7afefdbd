import { throwIfAborted } from '../../core/abort.ts'
import { checkOptions, type Known, outOfRange, wrongType } from '../../core/arguments.ts'
import { type CallOptions, underDeadline } from '../../core/call.ts'
import { CephvirtError, NotFoundError } from '../../core/errors.ts'
import { checkOnProgress, type OnProgress } from '../../core/progress.ts'
import { parseSize, type Size } from '../../core/sizes.ts'
import type { Image } from '../image.ts'
import type { Images } from '../images.ts'
import { LAYOUT_OPTIONS, type LayoutOptions } from '../layout.ts'
import { BLOCK, blocksOf, dataRuns, Meter, sideBySide } from './blocks.ts'
import { checkFormat, checkRawOnly, checkRawStart, FORMAT_OPTIONS, type Format, type FormatOptions } from './format.ts'
import { openSource } from './path-source.ts'
import type { PositionalSource, SequentialSource, Source } from './source.ts'
import { StreamSource } from './stream-source.ts'

/** The path of a file or block device, or a stream of bytes. */
export type ImportSource = string | AsyncIterable<Uint8Array>

/** `signal` and `timeout` stop the import; the image is removed before it rejects. */
export interface ImportOptions extends LayoutOptions, CallOptions, FormatOptions {
  /** Told the bytes done, holes among them, and the whole: 0 while that is not known. */
  readonly onProgress?: OnProgress | undefined
  /** The image's size, not less than the source's; that of the source, if not said. A stream of known size is imported faster. */
  readonly size?: Size | undefined
}

const IMPORT_OPTIONS: Known<ImportOptions> = {
  onProgress: true,
  signal: true,
  timeout: true,
  size: true,
  ...FORMAT_OPTIONS,
  ...LAYOUT_OPTIONS,
}

export async function importImage(
  images: Images,
  from: ImportSource,
  name: string,
  options: ImportOptions,
): Promise<void> {
  checkOptions(options, IMPORT_OPTIONS)
  const subject = { pool: images.pool.name, namespace: images.pool.namespace, image: name }
  await underDeadline(options, subject, (signal) => importUnder(images, from, name, { ...options, signal }))
}

async function importUnder(images: Images, from: ImportSource, name: string, options: ImportOptions): Promise<void> {
  const { signal, onProgress } = options
  const wanted = options.size === undefined ? undefined : parseSize(options.size, 'options.size')
  checkOnProgress(onProgress)
  checkFormat(options)
  throwIfAborted(signal)
  const source = await sourceOf(images, from, wanted, options)
  try {
    if (wanted !== undefined && source.size !== undefined && wanted < source.size) {
      throw outOfRange('options.size', `at least ${source.size}, the size of the source`, wanted)
    }
    const size = wanted ?? source.size
    // A stream that does not say how long it is begins with room for a block, and the image grows with it.
    // Without the signal: a creation that nobody waits for would leave an image behind. `fill` heeds it.
    const { features, objectSize, order, stripeUnit, stripeCount, dataPool } = options
    const layout = { features, objectSize, order, stripeUnit, stripeCount, dataPool }
    await images.create(name, { ...layout, size: size ?? BLOCK })
    try {
      await fill(images, name, source, size, options)
    } catch (error) {
      await removePartial(images, name, error)
      throw error
    }
  } finally {
    await source.close()
  }
}

async function sourceOf(
  images: Images,
  from: ImportSource,
  size: number | undefined,
  options: ImportOptions,
): Promise<Source> {
  if (typeof from === 'string') return await openSource(from, images.pool, options, options.signal)
  if (typeof from !== 'object' || from === null || typeof from[Symbol.asyncIterator] !== 'function') {
    throw wrongType('source', 'a path or a stream', from)
  }
  checkRawOnly(options, 'source')
  return new StreamSource(from, size, options.signal)
}

async function fill(
  images: Images,
  name: string,
  source: Source,
  size: number | undefined,
  { signal, onProgress, format }: ImportOptions,
): Promise<void> {
  const image = await images.open(name)
  try {
    // Which features it has may be for the cluster's configuration to say.
    if ((await image.info()).features.includes('exclusive-lock')) await image.lock.acquire()
    const meter = new Meter(onProgress, size ?? 0)
    const end =
      source.kind === 'positional'
        ? await fromPositions(image, source, meter, signal)
        : await fromFront(image, source, size, format, meter, signal)
    await image.flush()
    meter.finish(size ?? end)
  } finally {
    await image.close()
  }
}

/** Blocks in any order, those without data passed over. */
async function fromPositions(
  image: Image,
  source: PositionalSource,
  meter: Meter,
  signal: AbortSignal | undefined,
): Promise<number> {
  const blocks = blocksOf(source.data(signal), 0, source.size)
  await sideBySide(async (buffer) => {
    const { value: block, done } = await blocks.next()
    if (done === true || block === undefined) return false
    if (block.exists) {
      const data = buffer.subarray(0, block.length)
      await source.read(data, block.position)
      await writeData(image, data, block.position)
    }
    meter.add(block.length)
    return true
  }, signal)
  return source.size
}

/** Blocks as they come; an image whose size is not known becomes as large as what came. */
async function fromFront(
  image: Image,
  source: SequentialSource,
  size: number | undefined,
  format: Format | undefined,
  meter: Meter,
  signal: AbortSignal | undefined,
): Promise<number> {
  const growth = new Growth(image, size)
  let end = 0
  await sideBySide(async (buffer) => {
    const block = await source.next(buffer)
    if (block === undefined) return false
    const { position, length } = block
    if (position === 0 && format === undefined) checkRawStart(buffer.subarray(0, length))
    end = Math.max(end, position + length)
    await growth.reach(position + length)
    await writeData(image, buffer.subarray(0, length), position)
    meter.add(length)
    return true
  }, signal)
  if (size === undefined) await image.resize(end, { allowShrink: true })
  return end
}

/** Writes what of a block is not zeros. */
async function writeData(image: Image, block: Buffer, position: number): Promise<void> {
  const runs = [...dataRuns(block)]
  await Promise.all(runs.map(({ start, end }) => image.write(block.subarray(start, end), position + start)))
}

/** Keeps an image of unknown size large enough for what comes: it doubles. */
class Growth {
  readonly #image: Image
  readonly #limit: number | undefined
  #size: number
  #turn: Promise<unknown> = Promise.resolve()

  constructor(image: Image, limit: number | undefined) {
    this.#image = image
    this.#limit = limit
    this.#size = limit ?? BLOCK
  }

  async reach(end: number): Promise<void> {
    if (end <= this.#size) {
      await this.#turn
      return
    }
    if (this.#limit !== undefined) throw outOfRange('options.size', 'not less than what the source brings', this.#limit)
    while (this.#size < end) this.#size *= 2
    const size = this.#size
    this.#turn = this.#turn.then(() => this.#image.resize(size))
    await this.#turn
  }
}

async function removePartial(images: Images, name: string, error: unknown): Promise<void> {
  try {
    await images.remove(name)
  } catch (cause) {
    if (cause instanceof NotFoundError) return
    throw new CephvirtError(`The import failed (${String(error)}), and so did removing what there was of the image`, {
      code: 'ERR_CEPHVIRT_PARTIAL_IMAGE',
      subject: { pool: images.pool.name, namespace: images.pool.namespace, image: name },
      hint: `Remove it with images.remove('${name}').`,
      cause,
    })
  }
}
