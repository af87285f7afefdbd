import { type HostFile, readPadded } from './host-file.ts'
import { ClusterMap, type Run } from './qcow2-clusters.ts'
import { type Unpack, unpacker } from './qcow2-compression.ts'
import { clusterSizeOf, LEAST_HEADER, parseHeader, type Qcow2Header } from './qcow2-header.ts'
import { Recent } from './recent.ts'
import type { PositionalSource, Stretch } from './source.ts'

/** How many bytes of compressed clusters that lie side by side are read at a time. */
const SPAN = 1024 ** 2
/** How many unpacked clusters are kept for the reads that want but a part of each. */
const UNPACKED = 4

/** Opens what a header's backing file is; the header is not to be trusted. */
export type OpenBacking = (backing: NonNullable<Qcow2Header['backing']>, from: HostFile) => Promise<PositionalSource>

/**
 * Opens a qcow2 file as the image that it holds. Nothing in the file is trusted: each number is checked before it is
 * used, memory stays bounded, and no other file is touched but what `openBacking` opens. If it fails, the file stays
 * open.
 */
export async function openQcow2(file: HostFile, openBacking: OpenBacking): Promise<PositionalSource> {
  const start = Buffer.alloc(Math.min(LEAST_HEADER, file.size))
  await readPadded(file, start, 0)
  const first = Buffer.alloc(Math.min(clusterSizeOf(start, file.path), file.size))
  await readPadded(file, first, 0)
  const header = parseHeader(first, file.size, file.path)
  const unpack = unpacker(header, file.path)
  const map = await ClusterMap.load(file, header)
  const below = header.backing === undefined ? undefined : await openBacking(header.backing, file)
  return new Qcow2Source(file, header, map, unpack, below)
}

type Compressed = Extract<Run, { kind: 'compressed' }>

class Qcow2Source implements PositionalSource {
  readonly kind = 'positional'
  readonly size: number
  readonly #file: HostFile
  readonly #clusterSize: number
  readonly #map: ClusterMap
  readonly #unpack: Unpack
  readonly #unpacked = new Recent<Buffer>(UNPACKED)
  readonly #below: PositionalSource | undefined

  constructor(
    file: HostFile,
    { size, clusterSize }: Qcow2Header,
    map: ClusterMap,
    unpack: Unpack,
    below: PositionalSource | undefined,
  ) {
    this.size = size
    this.#file = file
    this.#clusterSize = clusterSize
    this.#map = map
    this.#unpack = unpack
    this.#below = below
  }

  async *data(signal: AbortSignal | undefined): AsyncGenerator<Stretch, void, undefined> {
    const below = this.#below === undefined ? undefined : new Cursor(this.#below.data(signal))
    try {
      for await (const { where, offset, length } of this.#map.parts(signal)) {
        if (where === 'here') yield { offset, length }
        else if (below !== undefined) yield* below.within(offset, offset + length)
      }
    } finally {
      await below?.close()
    }
  }

  async read(buffer: Buffer, position: number): Promise<void> {
    const place = ({ offset, length }: Stretch): Buffer =>
      buffer.subarray(offset - position, offset - position + length)
    for await (const runs of this.#map.runs(position, position + buffer.length)) {
      for (const run of withSpans(runs)) {
        if (run.kind === 'data') await readPadded(this.#file, place(run), run.at)
        else if (run.kind === 'below') await this.#readBelow(place(run), run.offset)
        else if (run.kind === 'zeros') place(run).fill(0)
        else await this.#readCompressed(run.clusters, place)
      }
    }
  }

  async close(): Promise<void> {
    await this.#file.handle.close()
    await this.#below?.close()
  }

  async #readBelow(target: Buffer, position: number): Promise<void> {
    const length = Math.max(0, Math.min(target.length, (this.#below?.size ?? 0) - position))
    if (length > 0) await this.#below?.read(target.subarray(0, length), position)
    target.fill(0, length)
  }

  /** Clusters that lie side by side. One after the other: the reads that are under way besides keep all threads busy. */
  async #readCompressed(clusters: readonly Compressed[], place: (run: Compressed) => Buffer): Promise<void> {
    const [first, last] = [clusters.at(0), clusters.at(-1)]
    if (first === undefined || last === undefined) return
    const span = Buffer.allocUnsafeSlow(last.at + last.packed - first.at)
    await readPadded(this.#file, span, first.at)
    for (const run of clusters) {
      const packed = span.subarray(run.at - first.at, run.at - first.at + run.packed)
      const whole = run.length === this.#clusterSize
      const unpacked = whole ? await this.#unpack(packed) : await this.#unpacked.get(run.at, () => this.#unpack(packed))
      unpacked.copy(place(run), 0, run.skip, run.skip + run.length)
    }
  }
}

/** Compressed clusters that are read at one go. */
interface Span {
  readonly kind: 'span'
  readonly clusters: Compressed[]
}

/** The runs, with the compressed ones gathered that follow one another in the file too. */
function* withSpans(runs: readonly Run[]): Generator<Exclude<Run, Compressed> | Span> {
  let span: Span | undefined
  for (const run of runs) {
    const [first, last] = [span?.clusters.at(0), span?.clusters.at(-1)]
    if (run.kind === 'compressed' && first !== undefined && last !== undefined) {
      // A sector may hold the end of one and the beginning of the next.
      const follows = run.at > last.at && run.at <= last.at + last.packed
      if (follows && run.at + run.packed - first.at <= SPAN) {
        span?.clusters.push(run)
        continue
      }
    }
    if (span !== undefined) yield span
    span = run.kind === 'compressed' ? { kind: 'span', clusters: [run] } : undefined
    if (run.kind !== 'compressed') yield run
  }
  if (span !== undefined) yield span
}

/** Stretches in order, asked for part by part. */
class Cursor {
  readonly #stretches: AsyncIterator<Stretch>
  #next: Stretch | undefined
  #ended = false

  constructor(stretches: AsyncIterable<Stretch>) {
    this.#stretches = stretches[Symbol.asyncIterator]()
  }

  /** What of them lies between two positions, neither less than any asked for before. */
  async *within(from: number, end: number): AsyncGenerator<Stretch, void, undefined> {
    while (!this.#ended) {
      if (this.#next === undefined) {
        const { value, done } = await this.#stretches.next()
        if (done === true) this.#ended = true
        else this.#next = value
        continue
      }
      const offset = Math.max(from, this.#next.offset)
      const until = this.#next.offset + this.#next.length
      if (offset < Math.min(until, end)) yield { offset, length: Math.min(until, end) - offset }
      if (until > end) return
      this.#next = undefined
    }
  }

  async close(): Promise<void> {
    await this.#stretches.return?.()
  }
}
