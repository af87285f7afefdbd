import { damaged, unsupported } from './qcow2-failure.ts'

/** How every qcow2 file begins: 'QFI' and 0xfb. */
export const QCOW2_MAGIC = 0x514649fb
/** The shortest header: that of version 2. */
export const LEAST_HEADER = 72

const VERSION_3_HEADER = 104
/** QEMU's own bounds. */
const LEAST_CLUSTER_BITS = 9
const MOST_CLUSTER_BITS = 21
const MOST_L1_BYTES = 32 * 1024 ** 2
const MOST_NAME = 1023
/** Clusters in 32 parts are 16 KiB at least: a part is no less than a sector. */
const LEAST_EXTENDED_BITS = 14

const DIRTY = 1
const CORRUPT = 2
const EXTERNAL_DATA = 4
const COMPRESSION_TYPE = 8
const EXTENDED_L2 = 16
const KNOWN = DIRTY | CORRUPT | EXTERNAL_DATA | COMPRESSION_TYPE | EXTENDED_L2

const BACKING_FORMAT = 0xe2792aca

/** What the header of a qcow2 file says, as far as reading the active image needs it. Sizes and offsets in bytes. */
export interface Qcow2Header {
  readonly version: 2 | 3
  /** The size of the image that the file holds. */
  readonly size: number
  readonly clusterSize: number
  /** How many entries the L1 table needs for that size. */
  readonly l1Entries: number
  readonly l1Offset: number
  /** Entries of 16 bytes, that tell of each cluster in 32 parts. */
  readonly extendedL2: boolean
  readonly compression: 'deflate' | 'zstd'
  readonly backing: { readonly name: string; readonly format: string | undefined } | undefined
}

export function hasMagic(start: Buffer): boolean {
  return start.length >= 4 && start.readUInt32BE(0) === QCOW2_MAGIC
}

/** The cluster size that a header tells, checked: the header lies in the first cluster. */
export function clusterSizeOf(start: Buffer, path: string): number {
  if (start.length < LEAST_HEADER) throw damaged(path, `it ends within its header, after ${start.length} bytes`)
  if (!hasMagic(start)) throw damaged(path, 'it does not begin as a qcow2 file does')
  const bits = start.readUInt32BE(20)
  if (bits < LEAST_CLUSTER_BITS || bits > MOST_CLUSTER_BITS) throw damaged(path, `clusters of 2^${bits} bytes`)
  return 2 ** bits
}

/**
 * Reads the header out of the file's first cluster. All of it may have been written by somebody hostile, so that each
 * number is checked before it is used.
 *
 * @param first the first cluster, or the whole file if that is shorter
 * @param fileSize the size of the file
 */
export function parseHeader(first: Buffer, fileSize: number, path: string): Qcow2Header {
  const clusterSize = clusterSizeOf(first, path)
  const version = first.readUInt32BE(4)
  if (version !== 2 && version !== 3) {
    throw unsupported(path, `is of version ${version}`, 'Versions 2 and 3 are read; convert it with qemu-img convert.')
  }
  if (version === 3 && first.length < VERSION_3_HEADER) throw damaged(path, 'it ends within its header')
  if (first.readUInt32BE(32) !== 0) {
    throw unsupported(path, 'is encrypted', 'Decrypt it first: qemu-img convert with --object secret.')
  }
  const length = version === 2 ? LEAST_HEADER : first.readUInt32BE(100)
  if (version === 3 && (length < VERSION_3_HEADER || length % 8 !== 0 || length > first.length)) {
    throw damaged(path, `a header of ${length} bytes`)
  }
  const features = version === 2 ? 0 : incompatible(first, path)
  const extendedL2 = (features & EXTENDED_L2) !== 0
  if (extendedL2 && clusterSize < 2 ** LEAST_EXTENDED_BITS) {
    throw damaged(path, `clusters of ${clusterSize} bytes are too small for extended L2 entries`)
  }
  const size = uint64(first, 24)
  if (!Number.isSafeInteger(size)) throw damaged(path, `an image of ${size} bytes`)
  return {
    version,
    size,
    clusterSize,
    extendedL2,
    ...l1Table(first, size, (clusterSize / (extendedL2 ? 16 : 8)) * clusterSize, clusterSize, fileSize, path),
    compression: compressionOf(first, length, features, path),
    backing: backingOf(first, length, path),
  }
}

/** The features that a reader must know, checked; a dirty file has but wrong reference counts, which no reader needs. */
function incompatible(first: Buffer, path: string): number {
  const [high, low] = [first.readUInt32BE(72), first.readUInt32BE(76)]
  if ((low & CORRUPT) !== 0) throw damaged(path, 'it is marked as corrupt')
  if ((low & EXTERNAL_DATA) !== 0) {
    throw unsupported(
      path,
      'keeps its data in another file',
      'Bring both together first: qemu-img convert -O qcow2, without data_file.',
    )
  }
  const unknown = BigInt(high) * 2n ** 32n + BigInt((low & ~KNOWN) >>> 0)
  if (unknown !== 0n) {
    const hint = 'Convert it with the qemu-img of the QEMU that wrote it.'
    throw unsupported(path, `needs features that are not known here (bits 0x${unknown.toString(16)})`, hint)
  }
  return low
}

function l1Table(
  first: Buffer,
  size: number,
  l2Span: number,
  clusterSize: number,
  fileSize: number,
  path: string,
): { readonly l1Entries: number; readonly l1Offset: number } {
  const l1Entries = Math.ceil(size / l2Span)
  const [there, l1Offset] = [first.readUInt32BE(36), uint64(first, 40)]
  if (l1Entries > there) throw damaged(path, `an L1 table of ${there} entries for an image of ${size} bytes`)
  if (l1Entries * 8 > MOST_L1_BYTES) throw damaged(path, `an L1 table of ${l1Entries} entries`)
  if (l1Entries === 0) return { l1Entries, l1Offset: 0 }
  if (l1Offset === 0 || l1Offset % clusterSize !== 0) throw damaged(path, `an L1 table at ${l1Offset}`)
  if (l1Offset + l1Entries * 8 > fileSize) throw damaged(path, `an L1 table at ${l1Offset}, past the end of the file`)
  return { l1Entries, l1Offset }
}

function compressionOf(first: Buffer, length: number, features: number, path: string): 'deflate' | 'zstd' {
  const type = length > VERSION_3_HEADER ? first.readUInt8(104) : 0
  if ((type !== 0) !== ((features & COMPRESSION_TYPE) !== 0)) {
    throw damaged(path, `compression of type ${type}, against its feature bits`)
  }
  if (type > 1)
    throw unsupported(path, `is compressed in a way not known here (${type})`, 'Use qemu-img convert first.')
  return type === 0 ? 'deflate' : 'zstd'
}

function backingOf(first: Buffer, headerLength: number, path: string): Qcow2Header['backing'] {
  const [offset, length] = [uint64(first, 8), first.readUInt32BE(16)]
  if (offset === 0) return undefined
  if (length === 0 || length > MOST_NAME || offset < headerLength || offset + length > first.length) {
    throw damaged(path, `the name of a backing file at ${offset}, ${length} bytes long`)
  }
  const name = text(first.subarray(offset, offset + length))
  if (name === undefined) throw damaged(path, 'the name of its backing file is no text')
  const format = extension(first.subarray(headerLength, offset), BACKING_FORMAT, path)
  return { name, format: format === undefined ? undefined : (text(format) ?? '?') }
}

/** The data of a header extension, if there is one of that type. */
function extension(area: Buffer, wanted: number, path: string): Buffer | undefined {
  for (let at = 0; at + 8 <= area.length; ) {
    const [type, length] = [area.readUInt32BE(at), area.readUInt32BE(at + 4)]
    if (type === 0) return undefined
    if (length > area.length - at - 8) throw damaged(path, `a header extension of ${length} bytes`)
    if (type === wanted) return area.subarray(at + 8, at + 8 + length)
    at += 8 + Math.ceil(length / 8) * 8
  }
  return undefined
}

function text(bytes: Buffer): string | undefined {
  try {
    const decoded = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    return decoded.includes('\0') ? undefined : decoded
  } catch {
    return undefined
  }
}

/** As a number, which is exact below 2^53: what is larger is refused by a comparison with the file's size. */
function uint64(buffer: Buffer, at: number): number {
  return buffer.readUInt32BE(at) * 2 ** 32 + buffer.readUInt32BE(at + 4)
}
