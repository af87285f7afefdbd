import { type CallOptions, call } from '../core/call.ts'
import { CephError, NotFoundError } from '../core/errors.ts'
import { Handle } from '../core/handle.ts'
import type { Subject } from '../core/subject.ts'
import { native } from '../native/load.ts'
import { Decoder, encodeText, encodeU64 } from '../rados/encoding.ts'
import { type Pool, RadosObject } from '../rados/index.ts'
import { checkPlace } from './namespaces.ts'

export interface DirectoryEntry {
  readonly name: string
  /** `''` if it is of format 1. */
  readonly id: string
}

/** How many entries an OSD is asked for at a time, as librbd does. */
export const PAGE = 1024

const PAGE_SIZE = encodeU64(BigInt(PAGE))

/** Why an image is in the trash: it is being removed, or was when its remover died. `rbd ls` lists it as ever. */
const BEING_REMOVED = 3

/**
 * The images of a pool's namespace page by page, in the order of librbd's own list: those of format 1, those of format
 * 2 by name, those that are being removed.
 */
export async function* directoryPages(
  pool: Pool,
  options: CallOptions,
): AsyncGenerator<readonly DirectoryEntry[], void, undefined> {
  // Asked for first: an image goes from the directory to the trash, not back. While it goes it is in both.
  const [removed, old] = await Promise.all([imagesBeingRemoved(pool, options), imagesOfFormat1(pool, options)])
  yield old
  let found = removed.size > 0
  for await (const page of pages(pool, 'rbd_directory', 'dir_list', imageOf, options)) {
    if (removed.size > 0) for (const { id } of page) removed.delete(id)
    if (page.length > 0) found = true
    yield page
  }
  yield [...removed.values()]
  if (!found) await checkPlace(pool, options)
}

/** By their ids. */
async function imagesBeingRemoved(pool: Pool, options: CallOptions): Promise<Map<string, DirectoryEntry>> {
  const found = new Map<string, DirectoryEntry>()
  try {
    for await (const page of pages(pool, 'rbd_trash', 'trash_list', removedImageOf, options)) {
      for (const entry of page) if (entry !== undefined) found.set(entry.id, entry)
    }
  } catch (error) {
    // OSDs of a release without a trash.
    if (!(error instanceof CephError && error.code === 'EOPNOTSUPP')) throw error
  }
  return found
}

/** They are in the data of the default namespace's directory, which librbd reads; it has none if there are none. */
async function imagesOfFormat1(pool: Pool, options: CallOptions): Promise<readonly DirectoryEntry[]> {
  if (pool.namespace !== '') return []
  const subject = subjectOf(pool)
  try {
    const { size } = await new RadosObject(pool, 'rbd_directory', subject).stat(options)
    if (size === 0) return []
  } catch (error) {
    if (error instanceof NotFoundError) return []
    throw error
  }
  const all = await call(() => native.rbd.imageList(Handle.native(pool)), options, { subject })
  return all.filter(({ id }) => id === '')
}

/** What a class method lists of an object, asked for page by page; nothing if there is no such object. */
async function* pages<Entry>(
  pool: Pool,
  name: string,
  method: string,
  entryOf: (key: Buffer, value: Decoder) => Entry,
  options: CallOptions,
): AsyncGenerator<readonly Entry[], void, undefined> {
  const subject = subjectOf(pool)
  const object = new RadosObject(pool, name, subject)
  let after: Buffer = Buffer.alloc(0)
  try {
    for (;;) {
      const input = Buffer.concat([encodeText(after), PAGE_SIZE])
      const answer = new Decoder(await object.exec('rbd', method, input, options), `rbd.${method}`, subject)
      const { entries, last } = decodePage(answer, after, entryOf)
      yield entries
      if (entries.length < PAGE) return
      after = last
    }
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error
  }
}

/** The entries of an answer, and the key of the last one: the next page comes after it. */
export function decodePage<Entry>(
  answer: Decoder,
  after: Buffer,
  entryOf: (key: Buffer, value: Decoder) => Entry,
): { readonly entries: readonly Entry[]; readonly last: Buffer } {
  const entries: Entry[] = []
  const count = answer.u32()
  let last = after
  for (let index = 0; index < count; index += 1) {
    const key = answer.bytes()
    // Else the listing might never end.
    if (Buffer.compare(key, last) <= 0) throw answer.malformed('its entries are out of order')
    last = key
    entries.push(entryOf(key, answer))
  }
  return { entries, last }
}

export function imageOf(name: Buffer, id: Decoder): DirectoryEntry {
  return { name: name.toString(), id: id.text() }
}

export function removedImageOf(id: Buffer, value: Decoder): DirectoryEntry | undefined {
  const spec = value.struct(2)
  return spec.u8() === BEING_REMOVED ? { name: spec.text(), id: id.toString() } : undefined
}

/** What errors of a listing are about. */
function subjectOf({ name, namespace }: Pool): Subject {
  return { pool: name, namespace }
}
