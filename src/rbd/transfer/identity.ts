import { stat } from 'node:fs/promises'
import { isDeepStrictEqual } from 'node:util'
import { outOfRange } from '../../core/arguments.ts'
import type { CallOptions } from '../../core/call.ts'
import { ResumeError } from '../../core/errors.ts'
import type { Subject } from '../../core/subject.ts'
import type { Image } from '../image.ts'

/** By what the source of a transfer is known again. */
export type Identity = Readonly<Record<string, string | number>>

/** Of a file its size and the time of its last change. A block device has no such time. */
export async function identityOfPath(path: string, size: number): Promise<Identity> {
  const found = await stat(path, { bigint: true })
  if (found.isFile()) return { size, modified: String(found.mtimeNs) }
  return { size, device: String(found.rdev) }
}

/** Of an image that is read at a snapshot. The image as it is now may change without a trace. */
export async function identityOfImage(image: Image, size: number, options: CallOptions): Promise<Identity> {
  const { snapshot, pool } = image
  if (snapshot === undefined) {
    throw outOfRange(
      'options.resume',
      'false for an image that is not read at a snapshot: it may change meanwhile',
      true,
    )
  }
  const all = await image.snapshots.list({ all: true, signal: options.signal }).toArray()
  const found = all.find(({ id, name }) => snapshot === id || snapshot === name)
  const cluster = await pool.cluster.fsid(options)
  return {
    size,
    cluster,
    pool: pool.id,
    namespace: pool.namespace,
    image: image.id ?? image.name,
    snapshot: String(found?.id ?? snapshot),
  }
}

/** What an unfinished transfer leaves: what it moves, and how far that is done. */
export interface Mark {
  readonly source: Identity
  /** Of the image that is made, in bytes. */
  readonly size: number
  /** Up to here all is done. */
  readonly done: number
}

export function parseMark(text: string): Mark | undefined {
  try {
    const mark: unknown = JSON.parse(text)
    return isMark(mark) ? mark : undefined
  } catch {
    return undefined
  }
}

function isMark(value: unknown): value is Mark {
  if (typeof value !== 'object' || value === null || !('source' in value && 'size' in value && 'done' in value)) {
    return false
  }
  return typeof value.source === 'object' && Number.isSafeInteger(value.size) && Number.isSafeInteger(value.done)
}

/** Refuses to go on with what is another source, or that source changed. */
export function checkSame(mark: Mark, source: Identity, size: number, subject: Subject, hint: string): void {
  if (isDeepStrictEqual(mark.source, source) && mark.size === size) return
  const changed = mark.size === size ? 'The source is not the one, or was changed since' : 'The size is another'
  throw new ResumeError(
    `${changed}: the transfer began with ${shown(mark.source, mark.size)}; now ${shown(source, size)}`,
    {
      subject,
      hint,
    },
  )
}

function shown(source: Identity, size: number): string {
  const fields = Object.entries(source).map(([name, value]) => `${name} ${value}`)
  return `${fields.join(', ')}, for ${size} bytes`
}

/** Tells now and then how far a transfer has come, to whatever keeps that. */
export class Keeper {
  readonly #save: () => Promise<void>
  #last = performance.now()

  constructor(save: () => Promise<void>) {
    this.#save = save
  }

  async now(): Promise<void> {
    this.#last = performance.now()
    await this.#save()
  }

  async nowAndThen(): Promise<void> {
    if (performance.now() - this.#last >= 2_000) await this.now()
  }
}
