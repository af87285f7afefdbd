import { checkInteger, checkOptions, outOfRange, toBytes } from '../core/arguments.ts'
import type { CallOptions } from '../core/call.ts'
import { NotSupportedError } from '../core/errors.ts'
import { Listing } from '../core/listing.ts'
import type { RadosObject } from './object.ts'
import { type OmapEntry, textKey } from './omap-page.ts'
import { ReadOp } from './read-op.ts'
import type { OmapKey } from './step.ts'
import { type OmapEntries, WriteOp } from './write-op.ts'

export interface ListOmapOptions extends CallOptions {
  /** Begins after this key. */
  readonly after?: OmapKey
  /** Only keys that begin with this. */
  readonly prefix?: OmapKey
  /** How many are asked for at once, 1,000 if not said. */
  readonly pageSize?: number
  /** How keys are told: as text, or as the bytes that they are. A key that is no UTF-8 is an error with `'utf8'`. */
  readonly encoding?: 'utf8' | 'buffer'
}

/**
 * The omap of an object: values by keys, in the order of the keys' bytes. Keys and values may be any bytes; text stands
 * for its UTF-8 bytes. Pools with erasure coding have none.
 *
 * @example
 * ```ts
 * await object.omap.set({ 'user.1': 'alice', 'user.2': 'bob' })
 * for await (const { key, value } of object.omap.entries({ prefix: 'user.' })) console.log(key, String(value))
 * ```
 */
export class ObjectOmap {
  readonly #object: RadosObject

  /** @internal */
  constructor(object: RadosObject) {
    this.#object = object
  }

  /**
   * The value of a key; undefined if it is not there.
   *
   * @example
   * ```ts
   * await object.omap.set({ owner: 'alice' })
   * console.log(String(await object.omap.get('owner'))) // alice
   * ```
   * @throws ObjectNotFoundError
   */
  async get(key: OmapKey, options?: CallOptions): Promise<Buffer | undefined> {
    const [value] = await this.getMany([key], options)
    return value
  }

  /**
   * The values of many keys, in the order asked for; undefined for one that is not there.
   *
   * @example
   * ```ts
   * await object.omap.set({ a: '1', c: '3' })
   * const [a, b, c] = await object.omap.getMany(['a', 'b', 'c'])
   * ```
   * @throws ObjectNotFoundError
   */
  async getMany(keys: readonly OmapKey[], options?: CallOptions): Promise<readonly (Buffer | undefined)[]> {
    const [values] = await this.#object.operate(new ReadOp().omapGetValuesByKeys(keys), options)
    return values
  }

  /**
   * Sets values, beside those that are there. The object is made if need be.
   *
   * @example
   * ```ts
   * await object.omap.set(new Map([['2026-11-23', 'Monday'], ['2026-11-24', 'Tuesday']]))
   * ```
   * @throws PermissionError, NoSpaceError
   * @throws CephError `EOPNOTSUPP` in a pool with erasure coding
   */
  async set(entries: OmapEntries, options?: CallOptions): Promise<void> {
    await this.#object.operate(new WriteOp().omapSet(entries), options)
  }

  /**
   * Takes out keys, which need not be there.
   *
   * @example
   * ```ts
   * await object.omap.remove(['user.1', 'user.2'])
   * ```
   * @throws ObjectNotFoundError
   */
  async remove(keys: readonly OmapKey[], options?: CallOptions): Promise<void> {
    await this.#object.operate(new WriteOp().omapRemoveKeys(keys), options)
  }

  /**
   * Takes out the keys from one up to another, without that one.
   *
   * @example
   * ```ts
   * await object.omap.removeRange('2025-', '2026-')
   * ```
   * @throws ObjectNotFoundError
   */
  async removeRange(from: OmapKey, to: OmapKey, options?: CallOptions): Promise<void> {
    await this.#object.operate(new WriteOp().omapRemoveRange(from, to), options)
  }

  /**
   * Takes out everything.
   *
   * @example
   * ```ts
   * await object.omap.clear()
   * ```
   * @throws ObjectNotFoundError
   */
  async clear(options?: CallOptions): Promise<void> {
    await this.#object.operate(new WriteOp().omapClear(), options)
  }

  /**
   * All entries, in the order of the keys, asked for page by page while they are iterated over.
   *
   * @example
   * ```ts
   * await object.omap.set([[Buffer.from([0xff, 0]), 'any bytes']])
   * const all = await object.omap.entries({ encoding: 'buffer' }).toArray()
   * ```
   * @throws ObjectNotFoundError
   */
  entries(options: ListOmapOptions & { readonly encoding: 'buffer' }): Listing<OmapEntry<Buffer>>
  entries(options?: ListOmapOptions & { readonly encoding?: 'utf8' }): Listing<OmapEntry>
  entries(options: ListOmapOptions = {}): Listing<OmapEntry<string | Buffer>> {
    const { keyOf, pages } = this.#list(options, true)
    return new Listing(async function* () {
      for await (const page of pages()) yield* page.map(({ key, value }) => ({ key: keyOf(key), value }))
    })
  }

  /**
   * All keys, in their order, asked for page by page while they are iterated over.
   *
   * @example
   * ```ts
   * await object.omap.set({ a: '1', b: '2' })
   * for await (const key of object.omap.keys({ after: 'a' })) console.log(key)
   * ```
   * @throws ObjectNotFoundError
   */
  keys(options: ListOmapOptions & { readonly encoding: 'buffer' }): Listing<Buffer>
  keys(options?: ListOmapOptions & { readonly encoding?: 'utf8' }): Listing<string>
  keys(options: ListOmapOptions = {}): Listing<string | Buffer> {
    // Only values can be asked for by a prefix.
    const { keyOf, pages } = this.#list(options, options.prefix !== undefined)
    return new Listing(async function* () {
      for await (const page of pages()) yield* page.map(({ key }) => keyOf(key))
    })
  }

  #list(options: ListOmapOptions, values: boolean) {
    const known = { after: true, prefix: true, pageSize: true, encoding: true, signal: true, timeout: true } as const
    const { after, prefix = '', pageSize = 1000, encoding = 'utf8', ...rest } = checkOptions(options, known)
    checkInteger(pageSize, 'options.pageSize', 1, 100_000)
    if (encoding !== 'utf8' && encoding !== 'buffer') {
      throw outOfRange('options.encoding', "'utf8' or 'buffer'", encoding)
    }
    const start = after === undefined ? undefined : Buffer.from(toBytes(after, 'options.after'))
    const beginning = Buffer.from(toBytes(prefix, 'options.prefix'))
    return {
      keyOf: encoding === 'buffer' ? (key: Buffer) => key : textKey,
      pages: () => this.#pages(start, beginning, pageSize, values, rest),
    }
  }

  // C takes the key to begin after, and the prefix, as texts that end at a NUL. Of keys that have one it is asked for
  // those after the part before the NUL, and what comes again is left out.
  async *#pages(
    after: Buffer | undefined,
    prefix: Buffer,
    pageSize: number,
    values: boolean,
    options: CallOptions,
  ): AsyncGenerator<readonly OmapEntry<Buffer>[], void, undefined> {
    let last = after
    for (let limit = pageSize; ; ) {
      const page = await this.#page(upToNul(last), upToNul(prefix), limit, values, options)
      const { entries, more } = page
      const begun = last
      const fresh = begun === undefined ? entries : entries.filter(({ key }) => key.compare(begun) > 0)
      yield fresh.filter(({ key }) => key.subarray(0, prefix.length).equals(prefix))
      if (!more) return
      const newest = fresh.at(-1)
      if (newest !== undefined) {
        last = newest.key
        limit = pageSize
      } else if (entries.length < limit) {
        throw new NotSupportedError(
          'The omap has more keys that are the same up to a NUL than an OSD tells at once: librados cannot go on after them',
          { subject: this.#object.subject, hint: 'Raise osd_max_omap_entries_per_request, or use keys without NUL.' },
        )
      } else {
        limit *= 2
      }
    }
  }

  async #page(after: Buffer, prefix: Buffer, limit: number, values: boolean, options: CallOptions) {
    if (values) {
      const step = new ReadOp().omapGetValues({ after, prefix, limit, encoding: 'buffer' })
      const [page] = await this.#object.operate(step, options)
      return page
    }
    const [{ keys, more }] = await this.#object.operate(
      new ReadOp().omapGetKeys({ after, limit, encoding: 'buffer' }),
      options,
    )
    return { entries: keys.map((key) => ({ key, value: NO_VALUE })), more }
  }
}

const NO_VALUE = Buffer.alloc(0)

function upToNul(key: Buffer | undefined): Buffer {
  if (key === undefined) return NO_VALUE
  const end = key.indexOf(0)
  return end < 0 ? key : key.subarray(0, end)
}
