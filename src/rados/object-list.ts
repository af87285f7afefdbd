import {
  checkInteger,
  checkName,
  checkObject,
  checkOptions,
  type Known,
  outOfRange,
  toBytes,
  wrongType,
} from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { discard, Handle } from '../core/handle.ts'
import { Listing } from '../core/listing.ts'
import type { NativeListOptions, ObjectEntry } from '../native/contract/rados-pools.ts'
import { native } from '../native/load.ts'
import { encodeText } from './encoding.ts'
import type { Pool } from './pool.ts'

export type { ObjectEntry } from '../native/contract/rados-pools.ts'

export interface ListObjectsOptions extends CallOptions {
  /** How many are asked for at once, 1,000 if not said. */
  readonly pageSize?: number
  /**
   * Where to begin: a position that `pages()` told of a list of this pool, or a hash, which is where the placement group
   * begins that has it.
   */
  readonly from?: string | number | undefined
  /** Only a part of the pool: so many programs can list it together. `{ index: 0, of: 4 }` is the first of four. */
  readonly slice?: ObjectSlice | undefined
  /** In how many slices to list at once, 1 if not said. At most four of a cluster's calls wait at any time. */
  readonly parallel?: number | undefined
  /** Only objects with this attribute; the OSDs look at it, so nothing else is sent. */
  readonly where?: ObjectFilter | undefined
}

/** A part of a pool, by the hashes of its objects' names. */
export interface ObjectSlice {
  readonly index: number
  readonly of: number
}

/** Objects by an attribute (xattr) and its value. */
export interface ObjectFilter {
  readonly xattr: string
  readonly equals: string | Uint8Array
}

/** A page of a list of objects. */
export interface ObjectPage {
  readonly objects: readonly ObjectEntry[]
  /** Where the next one begins: the option `from` of another list; undefined after the last. */
  readonly position: string | undefined
  /** The hash of the placement group that the list has come to. */
  readonly hash: number
}

const OPTIONS: Known<ListObjectsOptions> = {
  pageSize: true,
  from: true,
  slice: true,
  parallel: true,
  where: true,
  signal: true,
  timeout: true,
}
const SLICE: Known<ObjectSlice> = { index: true, of: true }
const FILTER: Known<ObjectFilter> = { xattr: true, equals: true }

/** The objects of a pool, asked for page by page while they are iterated over: see `pool.objects`. */
export class ObjectListing extends Listing<ObjectEntry> {
  readonly #pages: () => AsyncGenerator<ObjectPage, void, undefined>

  private constructor(
    start: () => AsyncGenerator<ObjectEntry, void, undefined>,
    pages: () => AsyncGenerator<ObjectPage, void, undefined>,
  ) {
    super(start)
    this.#pages = pages
  }

  /** @internal */
  static begin(pool: Pool, options: ListObjectsOptions): ObjectListing {
    checkOptions(options, OPTIONS)
    const { pageSize: most = 1000, parallel = 1, slice = { index: 0, of: 1 }, from, where, ...rest } = options
    const pageSize = checkInteger(most, 'options.pageSize', 1, 100_000)
    checkInteger(parallel, 'options.parallel', 1, 256)
    checkOptions(slice, SLICE, 'options.slice')
    checkInteger(slice.of, 'options.slice.of', 1, 2 ** 16)
    checkInteger(slice.index, 'options.slice.index', 0, slice.of - 1)
    const filter = where === undefined ? new Uint8Array(0) : encodeFilter(where)
    const begin = checkFrom(from, pool)
    const lists = Array.from({ length: parallel }, (_, index): NativeListOptions => {
      return { ...begin, slice: slice.index * parallel + index, slices: slice.of * parallel, filter }
    })
    return new ObjectListing(
      async function* () {
        const all = lists.map((list) => listPages(pool, list, pageSize, rest))
        for await (const { objects } of inParallel(all)) yield* objects
      },
      () => {
        const [list] = lists
        if (list === undefined || lists.length > 1) throw outOfRange('options.parallel', '1, for pages', parallel)
        return listPages(pool, list, pageSize, rest, true)
      },
    )
  }

  /**
   * The same list in pages, each with the position behind it: a list that goes on there, later or in another program, is
   * `pool.objects({ from: position })`.
   *
   * @example
   * ```ts
   * for await (const { objects, position } of pool.objects({ pageSize: 500 }).pages()) {
   *   console.log(objects.length, position)
   * }
   * ```
   * @throws NotSupportedError if the installed librados cannot write a position down
   * @implements rados_nobjects_list_get_cursor rados_nobjects_list_seek_cursor rados_nobjects_list_get_pg_hash_position
   */
  pages(): AsyncIterable<ObjectPage> {
    const pages = this.#pages
    return { [Symbol.asyncIterator]: () => pages() }
  }
}

async function* listPages(
  pool: Pool,
  list: NativeListOptions,
  pageSize: number,
  options: CallOptions,
  positions = false,
): AsyncGenerator<ObjectPage, void, undefined> {
  const making = { subject: { pool: pool.name, namespace: pool.namespace } }
  const open = (): ReturnType<typeof native.rados.objectListOpen> =>
    native.rados.objectListOpen(Handle.native(pool), list)
  const handle = await call(open, options, { ...making, late: discard })
  try {
    for (let ended = false; !ended; ) {
      const page = await call(() => native.rados.objectListNext(handle, pageSize), options, making)
      ended = page.ended
      const position =
        positions && !ended ? await call(() => native.rados.objectListPosition(handle), options, making) : undefined
      const hash = positions ? await call(() => native.rados.objectListHash(handle), options, making) : 0
      yield { objects: page.objects, position, hash }
    }
  } finally {
    discard(handle) // not waited for: a page that an OSD owes would hold up whoever gave up
  }
}

/** What several generators bring, as it comes. */
async function* inParallel<T>(all: readonly AsyncGenerator<T, void, undefined>[]): AsyncGenerator<T, void, undefined> {
  const [only] = all
  if (only !== undefined && all.length === 1) return yield* only
  type Next = { readonly generator: AsyncGenerator<T, void, undefined>; readonly result: IteratorResult<T, void> }
  const running = new Map<AsyncGenerator<T, void, undefined>, Promise<Next>>()
  const go = (generator: AsyncGenerator<T, void, undefined>): void => {
    const next = generator.next().then((result) => ({ generator, result }))
    next.catch(() => {}) // the first failure is told, by the race
    running.set(generator, next)
  }
  try {
    for (const generator of all) go(generator)
    while (running.size > 0) {
      const { generator, result } = await Promise.race(running.values())
      if (result.done === true) {
        running.delete(generator)
        continue
      }
      go(generator)
      yield result.value
    }
  } finally {
    for (const generator of all) generator.return().catch(() => {})
  }
}

function checkFrom(from: unknown, pool: Pool): Pick<NativeListOptions, 'from' | 'fromHash'> {
  if (from === undefined) return {}
  if (typeof from === 'number') return { fromHash: checkInteger(from, 'options.from', 0, 2 ** 32 - 1) }
  if (typeof from !== 'string') throw wrongType('options.from', 'a position or a hash', from)
  checkName(from, 'options.from')
  if (!from.startsWith(`${pool.id}:`)) throw outOfRange('options.from', 'a position in this pool', from)
  return { from }
}

/** As an OSD reads the filter called `plain`: three texts. Attributes are kept with a `_`. */
function encodeFilter(where: ObjectFilter): Uint8Array {
  checkOptions(checkObject(where, 'options.where'), FILTER, 'options.where')
  const xattr = checkName(where.xattr, 'options.where.xattr')
  const value = toBytes(where.equals, 'options.where.equals')
  return Buffer.concat([encodeText('plain'), encodeText(`_${xattr}`), encodeText(value)])
}
