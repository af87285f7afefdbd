import { setImmediate as nextTurn } from 'node:timers/promises'
import { throwIfAborted } from '../../core/abort.ts'
import { type HostFile, readPadded } from './host-file.ts'
import { damaged } from './qcow2-failure.ts'
import type { Qcow2Header } from './qcow2-header.ts'
import { Recent } from './recent.ts'
import type { Stretch } from './source.ts'

/** A stretch of the image of one kind. */
export type Run =
  /** It lies in the file as it is, at `at`. */
  | { readonly kind: 'data'; readonly offset: number; readonly length: number; readonly at: number }
  /** It is a part of a cluster, `skip` bytes in, whose compressed form lies in `packed` bytes at `at`, or in fewer. */
  | {
      readonly kind: 'compressed'
      readonly offset: number
      readonly length: number
      readonly skip: number
      readonly at: number
      readonly packed: number
    }
  | { readonly kind: 'zeros'; readonly offset: number; readonly length: number }
  /** It was never written here: the backing file tells, or there are zeros if there is none. */
  | { readonly kind: 'below'; readonly offset: number; readonly length: number }

/** A stretch of the image that may hold data. */
export interface Part extends Stretch {
  readonly where: 'here' | 'below'
}

/** Tables of up to 2 MiB are read and kept in pieces: what one piece tells is worked out without a pause. */
const SLICE = 64 * 1024
/** How many bytes of tables are kept. */
const KEPT = 8 * 1024 ** 2
/** How many empty entries of the L1 table are passed over without a pause. */
const STRIDE = 64 * 1024

const SECTOR = 512
const SUBCLUSTERS = 32
/** The parts of an entry's upper half. */
const COMPRESSED = 0x40000000
const OFFSET_HIGH = 0x00ffffff
/** And of its lower half. */
const ZERO = 1
const OFFSET_LOW = 0xfffffe00

/** Where the clusters of an image lie in its file. */
export class ClusterMap {
  readonly #file: HostFile
  readonly #header: Qcow2Header
  readonly #l1: Buffer
  readonly #entrySize: 8 | 16
  /** What an L2 table, and a piece of it, tell about, in bytes of the image. */
  readonly #tableSpan: number
  readonly #sliceSpan: number
  readonly #sliceSize: number
  readonly #slices: Recent<Buffer>

  private constructor(file: HostFile, header: Qcow2Header, l1: Buffer) {
    this.#file = file
    this.#header = header
    this.#l1 = l1
    this.#entrySize = header.extendedL2 ? 16 : 8
    this.#sliceSize = Math.min(SLICE, header.clusterSize)
    this.#tableSpan = (header.clusterSize / this.#entrySize) * header.clusterSize
    this.#sliceSpan = (this.#sliceSize / this.#entrySize) * header.clusterSize
    this.#slices = new Recent(KEPT / this.#sliceSize)
  }

  static async load(file: HostFile, header: Qcow2Header): Promise<ClusterMap> {
    const l1 = Buffer.alloc(header.l1Entries * 8)
    await readPadded(file, l1, header.l1Offset)
    return new ClusterMap(file, header, l1)
  }

  /** What a part of the image is made of, in order and without gaps, some runs at a time. */
  async *runs(from: number, end: number, signal?: AbortSignal): AsyncGenerator<readonly Run[], void> {
    for (let position = from; position < end; ) {
      throwIfAborted(signal)
      const index = Math.floor(position / this.#tableSpan)
      const empty = this.#emptyFrom(index, Math.ceil(end / this.#tableSpan))
      if (empty > index) {
        const until = Math.min(end, empty * this.#tableSpan)
        yield [{ kind: 'below', offset: position, length: until - position }]
        position = until
        if (empty - index >= STRIDE) await nextTurn()
        continue
      }
      const slice = Math.floor(position / this.#sliceSpan)
      const until = Math.min(end, (slice + 1) * this.#sliceSpan)
      yield this.#runsOf(await this.#slice(index, slice), slice * this.#sliceSpan, position, until)
      position = until
    }
  }

  /**
   * What of the image holds no zeros: written here, or left to what is below.
   * Since each byte of the file has but one use in a sound image, no more can be written here than the file has room
   * for: this is what stops a small file that names the same cluster a million times.
   */
  async *parts(signal: AbortSignal | undefined): AsyncGenerator<Part, void> {
    const { path, size } = this.#file
    let used = -this.#header.clusterSize // the last cluster may end past the end of the file
    let table = -1
    for await (const runs of this.runs(0, this.#header.size, signal)) {
      const parts: Part[] = []
      for (const run of runs) {
        if (run.kind === 'zeros') continue
        addPart(parts, run)
        if (run.kind === 'below') continue
        // The room of a compressed cluster is told in whole sectors; the last one may hold the beginning of the next.
        used += run.kind === 'data' ? run.length : Math.max(1, run.packed - SECTOR + 1)
        const index = Math.floor(run.offset / this.#tableSpan)
        if (index !== table) used += this.#header.clusterSize
        table = index
      }
      if (used > size) throw damaged(path, 'clusters are used more than once')
      yield* parts
    }
  }

  /** The first entry of the L1 table, from one on, that is not empty; looks no further than a stride. */
  #emptyFrom(from: number, end: number): number {
    const last = Math.min(end, from + STRIDE)
    let index = from
    while (index < last && this.#l2Offset(index) === 0) index += 1
    return index
  }

  #l2Offset(index: number): number {
    return offsetIn(this.#l1, index * 8)
  }

  async #slice(index: number, slice: number): Promise<Buffer> {
    const table = this.#l2Offset(index)
    const { path, size } = this.#file
    if (table % this.#header.clusterSize !== 0) throw damaged(path, `an L2 table at ${table}`)
    const at = table + (slice % (this.#tableSpan / this.#sliceSpan)) * this.#sliceSize
    if (at + this.#sliceSize > size) throw damaged(path, `an L2 table at ${table}, past the end of the file`)
    return await this.#slices.get(at, async () => {
      const buffer = Buffer.allocUnsafeSlow(this.#sliceSize)
      await readPadded(this.#file, buffer, at)
      return buffer
    })
  }

  /** What a piece of an L2 table that begins at `start` tells of the stretch between two positions. */
  #runsOf(slice: Buffer, start: number, from: number, end: number): Run[] {
    const { clusterSize, extendedL2 } = this.#header
    const runs: Run[] = []
    for (let position = from; position < end; ) {
      const number = Math.floor((position - start) / clusterSize)
      const at = number * this.#entrySize
      const cluster = start + number * clusterSize
      const until = Math.min(end, cluster + clusterSize)
      if ((slice.readUInt32BE(at) & COMPRESSED) !== 0) runs.push(this.#compressed(slice, at, cluster, position, until))
      else if (extendedL2) this.#subclusters(runs, slice, at, cluster, position, until)
      else this.#standard(runs, slice, at, cluster, position, until)
      position = until
    }
    return runs
  }

  #standard(runs: Run[], slice: Buffer, at: number, cluster: number, from: number, end: number): void {
    const zero = (slice.readUInt32BE(at + 4) & ZERO) !== 0
    if (zero && this.#header.version === 2)
      throw damaged(this.#file.path, `a cluster of zeros at ${cluster}, in version 2`)
    const offset = offsetIn(slice, at)
    if (zero) append(runs, { kind: 'zeros', offset: from, length: end - from })
    else if (offset === 0) append(runs, { kind: 'below', offset: from, length: end - from })
    else append(runs, this.#data(offset, cluster, from, end))
  }

  #subclusters(runs: Run[], slice: Buffer, at: number, cluster: number, from: number, end: number): void {
    const offset = offsetIn(slice, at)
    const [zeros, allocated] = [slice.readUInt32BE(at + 8), slice.readUInt32BE(at + 12)]
    if ((zeros & allocated) !== 0 || (offset === 0 && allocated !== 0)) {
      throw damaged(this.#file.path, `the parts of the cluster at ${cluster}`)
    }
    const part = this.#header.clusterSize / SUBCLUSTERS
    for (let position = from; position < end; ) {
      const number = Math.floor((position - cluster) / part)
      const bit = 2 ** number
      const until = Math.min(end, cluster + (number + 1) * part)
      const length = until - position
      if ((zeros & bit) !== 0) append(runs, { kind: 'zeros', offset: position, length })
      else if ((allocated & bit) === 0) append(runs, { kind: 'below', offset: position, length })
      else append(runs, this.#data(offset, cluster, position, until))
      position = until
    }
  }

  #data(offset: number, cluster: number, from: number, end: number): Run {
    const { path, size } = this.#file
    if (offset % this.#header.clusterSize !== 0) throw damaged(path, `a cluster at ${offset}`)
    if (offset >= size) throw damaged(path, `a cluster at ${offset}, past the end of the file`)
    return { kind: 'data', offset: from, length: end - from, at: offset + from - cluster }
  }

  #compressed(slice: Buffer, at: number, cluster: number, from: number, end: number): Run {
    const { path, size } = this.#file
    const { clusterSize } = this.#header
    // The lower bits are the offset, as many as leave room for the number of further sectors; at least 49 of the 62.
    const highBits = 38 - Math.log2(clusterSize)
    const high = slice.readUInt32BE(at) & 0x3fffffff
    const offset = (high % 2 ** highBits) * 2 ** 32 + slice.readUInt32BE(at + 4)
    const packed = ((high >>> highBits) + 1) * SECTOR - (offset % SECTOR)
    if (offset >= size) throw damaged(path, `a compressed cluster at ${offset}, past the end of the file`)
    return { kind: 'compressed', offset: from, length: end - from, skip: from - cluster, at: offset, packed }
  }
}

/** Adds a part, to the last one if it goes on where that ends. */
function addPart(parts: Part[], { kind, offset, length }: Run): void {
  const where = kind === 'below' ? 'below' : 'here'
  const last = parts.at(-1)
  if (last?.where === where && last.offset + last.length === offset) {
    parts[parts.length - 1] = { ...last, length: last.length + length }
  } else {
    parts.push({ where, offset, length })
  }
}

/** Adds a run, to the last one if it goes on where that ends. */
function append(runs: Run[], run: Run): void {
  const last = runs.at(-1)
  const joins =
    last !== undefined &&
    last.kind === run.kind &&
    last.kind !== 'compressed' &&
    (last.kind !== 'data' || run.kind !== 'data' || last.at + last.length === run.at)
  if (joins) runs[runs.length - 1] = { ...last, length: last.length + run.length }
  else runs.push(run)
}

/** The offset in an entry of a table. What does not fit a number exactly is past the end of any file. */
function offsetIn(table: Buffer, at: number): number {
  return (table.readUInt32BE(at) & OFFSET_HIGH) * 2 ** 32 + ((table.readUInt32BE(at + 4) & OFFSET_LOW) >>> 0)
}
