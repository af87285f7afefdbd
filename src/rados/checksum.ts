import { checkId, checkInteger, checkOptions, type Known, outOfRange, wrongType } from '../core/arguments.ts'
import type { ReadStep } from '../native/contract/rados-objects.ts'
import { oneOf } from './step.ts'

/** The checksums that OSDs compute. `crc32c` is Ceph's: without the inversion at its end that others make. */
export type ChecksumType = 'xxhash32' | 'xxhash64' | 'crc32c'

/** One of 64 bits is a bigint. */
export type Checksum<Type extends ChecksumType> = Type extends 'xxhash64' ? bigint : number

export interface ChecksumOptions<Type extends ChecksumType> {
  /** Where to begin, in bytes; 0 if not said. */
  readonly position?: number
  /** How many bytes; to the end of the object if not said. */
  readonly length?: number
  /** One checksum for each so many bytes, of which `length` is a multiple; one for all if not said. */
  readonly chunkSize?: number
  /** What it begins with: 0xffffffff for `crc32c`, 0 for the others, if not said. */
  readonly initial?: Checksum<Type>
}

const OPTIONS: Known<ChecksumOptions<ChecksumType>> = { position: true, length: true, chunkSize: true, initial: true }
const TYPES: Readonly<Record<ChecksumType, number>> = { xxhash32: 0, xxhash64: 1, crc32c: 2 }
const MOST_CHUNKS = 2 ** 24

/** A step that computes checksums, and how its answer is read. */
export function checksumStep<Type extends ChecksumType>(
  type: Type,
  options: ChecksumOptions<Type>,
): () => { readonly native: ReadStep; readonly checksums: () => readonly Checksum<Type>[] } {
  const how = oneOf(type, TYPES, 'type')
  const { position = 0, length = 0, chunkSize = 0, initial } = checkOptions(options, OPTIONS)
  checkInteger(position, 'options.position')
  checkInteger(length, 'options.length')
  checkInteger(chunkSize, 'options.chunkSize', 0, 2 ** 32 - 1)
  const chunks = chunkSize === 0 ? 1 : length / chunkSize
  if (chunks < 1 || chunks > MOST_CHUNKS || !Number.isInteger(chunks)) {
    throw outOfRange('options.length', `a multiple of options.chunkSize, of ${MOST_CHUNKS} chunks at most`, length)
  }
  const wide = type === 'xxhash64'
  const width = wide ? 8 : 4
  const data = Buffer.alloc(width)
  if (wide) {
    data.writeBigUInt64LE(checkId(initial ?? 0n, 'options.initial'))
  } else {
    if (typeof initial === 'bigint') throw wrongType('options.initial', 'a number', initial)
    data.writeUInt32LE(
      checkInteger(initial ?? (type === 'crc32c' ? 2 ** 32 - 1 : 0), 'options.initial', 0, 2 ** 32 - 1),
    )
  }
  return () => {
    const into = Buffer.alloc(4 + chunks * width)
    const read = (index: number): number | bigint =>
      wide ? into.readBigUInt64LE(4 + index * width) : into.readUInt32LE(4 + index * width)
    return {
      native: { kind: 'checksum', how, data, position, length, chunk: chunkSize, into },
      // Behind their number: there are fewer where the object ends before.
      checksums: () => Array.from({ length: into.readUInt32LE(0) }, (_, index) => read(index) as Checksum<Type>),
    }
  }
}
