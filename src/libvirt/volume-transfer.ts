import { checkInteger, wrongType } from '../core/arguments.ts'
import { checkOnProgress, type OnProgress, type ProgressOptions } from '../core/progress.ts'
import { parseSize, type Size } from '../core/sizes.ts'

/** What part of a volume is moved, and how. `signal` and `timeout` stop it. */
export interface VolumeTransferOptions extends ProgressOptions {
  /** Where in the volume it begins; 0 if not said. */
  readonly offset?: Size | undefined
  /** How much is moved at most; all there is, if not said. */
  readonly length?: Size | undefined
  /**
   * Whether holes go as such instead of as zeros: what was never written takes no time, and stays a hole. Default true;
   * libvirt has it since 3.4, on both sides.
   */
  readonly sparse?: boolean | undefined
}

/** What was moved, in bytes: `data` and `holes` add up to `size`. */
export interface VolumeTransfer {
  readonly size: number
  readonly data: number
  readonly holes: number
}

/** How much is moved at a time. */
export const CHUNK = 2 * 1024 * 1024

export const TRANSFER_OPTIONS = {
  offset: true,
  length: true,
  sparse: true,
  onProgress: true,
  signal: true,
  timeout: true,
} as const

/** A part, checked. */
export interface Part {
  readonly offset: number
  /** Undefined for all there is. */
  readonly length: number | undefined
}

export function checkPart({ offset = 0, length, sparse, onProgress }: VolumeTransferOptions): Part {
  const from = parseSize(offset, 'options.offset')
  const most = length === undefined ? undefined : parseSize(length, 'options.length')
  // To libvirt no length means all there is.
  if (most !== undefined) checkInteger(most, 'options.length', 1)
  if (sparse !== undefined && typeof sparse !== 'boolean') throw wrongType('options.sparse', 'a boolean', sparse)
  checkOnProgress(onProgress)
  return { offset: from, length: most }
}

/** Counts what was moved, and tells it: at most once a turn of the event loop, and the last state always. */
export class Tally {
  readonly #onProgress: OnProgress | undefined
  readonly #total: number
  #data = 0
  #holes = 0
  #telling = false
  #thrown: { readonly error: unknown } | undefined

  /** `total`: 0 while it is not known. */
  constructor(onProgress: OnProgress | undefined, total: number) {
    this.#onProgress = onProgress
    this.#total = total
  }

  get size(): number {
    return this.#data + this.#holes
  }

  get holes(): number {
    return this.#holes
  }

  /** Throws what the listener threw. */
  add(data: number, holes: number): void {
    if (this.#thrown !== undefined) throw this.#thrown.error
    this.#data += data
    this.#holes += holes
    if (this.#onProgress === undefined || this.#telling) return
    this.#telling = true
    setImmediate(() => {
      if (this.#telling) this.#tell(this.#total)
    })
  }

  finish(): VolumeTransfer {
    const { size } = this
    if (this.#thrown === undefined) this.#tell(size)
    if (this.#thrown !== undefined) throw (this.#thrown as { readonly error: unknown }).error
    return { size, data: this.#data, holes: this.#holes }
  }

  #tell(total: number): void {
    this.#telling = false
    try {
      this.#onProgress?.(this.size, total)
    } catch (error) {
      this.#thrown ??= { error }
    }
  }
}
