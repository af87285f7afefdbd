import type { CallOptions } from '../core/call.ts'
import type { Subject } from '../core/errors.ts'
import type { ImageSummary } from '../native/contract/rbd.ts'
import { Decoder, encodeStruct, encodeText, encodeU64 } from '../rados/encoding.ts'
import { type Pool, RadosObject, ReadOp } from '../rados/index.ts'

// What librbd asks for first when it opens an image, and no more: the same methods of the same object, so whoever may
// open the image may ask for this, and nobody else. All releases of Ceph from 14 on know these methods in this form.

/** The image itself, not one of its snapshots. */
const HEAD = encodeU64(2n ** 64n - 2n)
const READ_ONLY = Buffer.from([1])

const LOOK = new ReadOp()
  .exec('rbd', 'get_size', HEAD)
  .exec('rbd', 'get_features', Buffer.concat([HEAD, READ_ONLY]))
  .exec('lock', 'get_info', encodeStruct(encodeText('rbd_lock')))

const EXCLUSIVE = 1

/** Reads size, features and lock from the header of an image of format 2, without opening it. */
export async function readHeader(
  pool: Pool,
  id: string,
  subject: Subject,
  options: CallOptions,
): Promise<ImageSummary> {
  const [size, features, lock] = await new RadosObject(pool, `rbd_header.${id}`, subject).operate(LOOK, options)
  return {
    size: decodeSize(size, subject),
    featureBits: new Decoder(features, 'rbd.get_features', subject).u64(),
    lock: decodeLock(lock, subject),
  }
}

export function decodeSize(answer: Buffer, subject: Subject): number {
  const values = new Decoder(answer, 'rbd.get_size', subject)
  values.u8() // the order of its objects
  return values.u64()
}

/** Who holds the lock does not matter here, only that somebody does. */
export function decodeLock(answer: Buffer, subject: Subject): 'exclusive' | 'shared' | undefined {
  const info = new Decoder(answer, 'lock.get_info', subject).struct(1)
  const holders = info.u32()
  for (let count = 0; count < holders; count += 1) {
    info.struct(1) // which client, by which cookie
    info.struct(1) // until when, from which address, its own words
  }
  const type = info.u8()
  if (holders === 0) return undefined
  return type === EXCLUSIVE ? 'exclusive' : 'shared'
}
