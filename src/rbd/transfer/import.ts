import { throwIfAborted } from '../../core/abort.ts'
import { checkOptions, type Known, outOfRange, wrongType } from '../../core/arguments.ts'
import { type CallOptions, call, underDeadline } from '../../core/call.ts'
import { CephvirtError, ImageExistsError, NotFoundError, VerifyError } from '../../core/errors.ts'
import { Handle } from '../../core/handle.ts'
import { checkOnProgress } from '../../core/progress.ts'
import { parseSize, type Size } from '../../core/sizes.ts'
import type { Subject } from '../../core/subject.ts'
import { native } from '../../native/load.ts'
import { Image } from '../image.ts'
import type { Images } from '../images.ts'
import { LAYOUT_OPTIONS, type LayoutOptions } from '../layout.ts'
import { BLOCK } from './blocks.ts'
import { Checksums } from './checksums.ts'
import { Filling } from './filling.ts'
import { checkFormat, checkRawOnly, FORMAT_OPTIONS, type FormatOptions } from './format.ts'
import { type Identity, identityOfImage, identityOfPath } from './identity.ts'
import { ImageSource, layoutOf } from './image-source.ts'
import { ImportMark } from './import-mark.ts'
import { Meter, type OnTransferProgress, type TransferReport } from './meter.ts'
import { openSource } from './path-source.ts'
import type { Source } from './source.ts'
import { StreamSource } from './stream-source.ts'
import { verify } from './verify.ts'

/**
 * The path of a file or block device; a stream of bytes; or an open image of any pool and any cluster, which is read as
 * it is now, or at the snapshot it was opened at. An image that is written meanwhile gives a mixture.
 */
export type ImportSource = string | AsyncIterable<Uint8Array> | Image

/** `signal` and `timeout` stop the import. Layout options that are not given come from the image, if one is the source. */
export interface ImportOptions extends LayoutOptions, CallOptions, FormatOptions {
  readonly onProgress?: OnTransferProgress | undefined
  /** The image's size, not less than the source's; that of the source, if not said. A stream of known size is imported faster. */
  readonly size?: Size | undefined
  /**
   * An import that fails leaves its image, marked as unfinished, and goes on there when it is called again in this way.
   * Not for streams, nor for an image without snapshot. A file is known again by its size and the time of its last
   * change; a block device only by its number and size: `verify` tells whether it was changed.
   */
  readonly resume?: boolean | undefined
  /** Reads the image back at the end and compares it, by checksums, with what was read from the source. */
  readonly verify?: boolean | undefined
}

const IMPORT_OPTIONS: Known<ImportOptions> = {
  onProgress: true,
  signal: true,
  timeout: true,
  size: true,
  resume: true,
  verify: true,
  ...FORMAT_OPTIONS,
  ...LAYOUT_OPTIONS,
}

/** `images` must be a view of a pool that nothing else uses: it is set to fail when the pool is full. */
export async function importImage(
  images: Images,
  from: ImportSource,
  name: string,
  options: ImportOptions,
): Promise<TransferReport> {
  checkOptions(options, IMPORT_OPTIONS)
  checkOnProgress(options.onProgress)
  for (const [option, value] of Object.entries({ resume: options.resume, verify: options.verify })) {
    if (value !== undefined && typeof value !== 'boolean') throw wrongType(`options.${option}`, 'a boolean', value)
  }
  const subject = { pool: images.pool.name, namespace: images.pool.namespace, image: name }
  return await underDeadline(options, subject, (signal) => importUnder(images, from, name, { ...options, signal }))
}

async function importUnder(
  images: Images,
  from: ImportSource,
  name: string,
  options: ImportOptions,
): Promise<TransferReport> {
  const wanted = options.size === undefined ? undefined : parseSize(options.size, 'options.size')
  checkFormat(options)
  throwIfAborted(options.signal)
  await call(() => native.rbd.poolFailWhenFull(Handle.native(images.pool)), options)
  const source = await sourceOf(images, from, wanted, options)
  try {
    if (wanted !== undefined && source.size !== undefined && wanted < source.size) {
      throw outOfRange('options.size', `at least ${source.size}, the size of the source`, wanted)
    }
    const size = wanted ?? source.size
    const identity = options.resume === true ? await identityOf(from, source, options) : undefined
    const target = new Target(images, name, await layoutFor(from, options), size, identity)
    return await target.make(source, options)
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
  if (from instanceof Image) {
    checkRawOnly(options, 'an image')
    return new ImageSource(from, await from.size(options))
  }
  if (typeof from !== 'object' || from === null || typeof from[Symbol.asyncIterator] !== 'function') {
    throw wrongType('source', 'a path, a stream or an Image', from)
  }
  checkRawOnly(options, 'source')
  return new StreamSource(from, size, options.signal)
}

async function identityOf(from: ImportSource, source: Source, options: CallOptions): Promise<Identity> {
  if (source.kind === 'positional' && typeof from === 'string') return await identityOfPath(from, source.size)
  if (source.kind === 'positional' && from instanceof Image) return await identityOfImage(from, source.size, options)
  throw outOfRange('options.resume', 'false for a stream, which cannot be read again', true)
}

async function layoutFor(from: ImportSource, options: ImportOptions): Promise<LayoutOptions> {
  const { features, objectSize, order, stripeUnit, stripeCount, dataPool } = options
  const said = { features, objectSize, order, stripeUnit, stripeCount, dataPool }
  return from instanceof Image ? layoutOf(await from.info(options), said) : said
}

/** The image that an import makes. */
class Target {
  readonly #images: Images
  readonly #name: string
  readonly #layout: LayoutOptions
  readonly #size: number | undefined
  /** Of the source, if the import can be resumed. */
  readonly #identity: Identity | undefined
  /** Whether the image is left where it is when the import fails. */
  #kept = false

  constructor(
    images: Images,
    name: string,
    layout: LayoutOptions,
    size: number | undefined,
    identity: Identity | undefined,
  ) {
    this.#images = images
    this.#name = name
    this.#layout = layout
    this.#size = size
    this.#identity = identity
  }

  async make(source: Source, options: ImportOptions): Promise<TransferReport> {
    try {
      // A stream that does not say how long it is begins with room for a block, and the image grows with it.
      // Without the signal: a creation that nobody waits for would leave an image behind. The filling heeds it.
      await this.#images.create(this.#name, { ...this.#layout, size: this.#size ?? BLOCK })
    } catch (error) {
      if (!(error instanceof ImageExistsError) || this.#identity === undefined) throw error
      this.#kept = true
    }
    try {
      return await this.#fill(source, options)
    } catch (error) {
      if (!this.#kept || error instanceof VerifyError) await this.#remove(error)
      throw error
    }
  }

  get #subject(): Subject {
    const { pool } = this.#images
    return { pool: pool.name, namespace: pool.namespace, image: this.#name }
  }

  async #fill(source: Source, options: ImportOptions): Promise<TransferReport> {
    const { signal } = options
    const checksums = options.verify === true ? new Checksums() : undefined
    // Nothing changes its buffers while they are written, so they need not be copied.
    const image = await this.#images.open(this.#name, { zeroCopyWrites: true })
    let meter: Meter
    let size: number
    try {
      // Which features it has may be for the cluster's configuration to say.
      if ((await image.info()).features.includes('exclusive-lock')) await image.lock.acquire()
      const mark = await this.#mark(image)
      meter = new Meter(options.onProgress, this.#size ?? 0, checksums === undefined ? 1 : 2, mark?.done)
      const filling = new Filling({ image, size: this.#size, meter, checksums, mark, signal })
      size = source.kind === 'positional' ? await filling.from(source) : await filling.through(source, options.format)
      await image.flush()
      if (checksums === undefined) await mark?.remove()
    } finally {
      await image.close()
    }
    if (checksums === undefined) return meter.finish(size, undefined)
    return meter.finish(size, await this.#verify(checksums, size, meter, signal))
  }

  /** The mark of an import that can be resumed: a new one, or that of an earlier attempt. */
  async #mark(image: Image): Promise<ImportMark | undefined> {
    if (this.#identity === undefined || this.#size === undefined) return undefined
    if (!this.#kept) {
      const mark = await ImportMark.set(image, this.#identity, this.#size)
      this.#kept = true
      return mark
    }
    return await ImportMark.find(image, this.#identity, this.#size)
  }

  /** By another opening of the image, which has nothing of it in memory. */
  async #verify(checksums: Checksums, size: number, meter: Meter, signal?: AbortSignal): Promise<string> {
    const image = await this.#images.open(this.#name, { readOnly: this.#identity === undefined })
    try {
      const checksum = await verify(new ImageSource(image, size), checksums, size, this.#subject, meter, signal)
      if (this.#identity !== undefined) await ImportMark.remove(image)
      return checksum
    } finally {
      await image.close()
    }
  }

  async #remove(error: unknown): Promise<void> {
    try {
      await this.#images.remove(this.#name)
    } catch (cause) {
      if (cause instanceof NotFoundError) return
      throw new CephvirtError(`The import failed (${String(error)}), and so did removing what there was of the image`, {
        code: 'ERR_CEPHVIRT_PARTIAL_IMAGE',
        subject: this.#subject,
        hint: `Remove it with images.remove('${this.#name}').`,
        cause,
      })
    }
  }
}
