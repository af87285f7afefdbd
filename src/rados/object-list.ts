import { checkInteger } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import type { Subject } from '../core/errors.ts'
import { discard, Handle } from '../core/handle.ts'
import type { ObjectEntry } from '../native/contract/rados.ts'
import { native } from '../native/load.ts'
import type { Pool } from './pool.ts'

export type { ObjectEntry } from '../native/contract/rados.ts'

export interface ListObjectsOptions extends CallOptions {
  /** How many are asked for at once, 1,000 if not said. */
  readonly pageSize?: number
}

/** The names of a pool's objects, asked for page by page while they are iterated over. */
export class ObjectList implements AsyncIterable<ObjectEntry> {
  readonly #pool: Pool
  readonly #subject: Subject
  readonly #options: ListObjectsOptions
  readonly #pageSize: number

  /** @internal */
  constructor(pool: Pool, options: ListObjectsOptions) {
    this.#pool = pool
    this.#subject = { pool: pool.name, namespace: pool.namespace }
    this.#options = options
    this.#pageSize = checkInteger(options.pageSize ?? 1000, 'options.pageSize', 1, 100_000)
  }

  /**
   * @implements rados_nobjects_list_open rados_nobjects_list_next2 rados_nobjects_list_close
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<ObjectEntry, void, undefined> {
    const list = await this.#call(() => native.rados.objectListOpen(Handle.native(this.#pool)), discard)
    try {
      for (;;) {
        const page = await this.#call(() => native.rados.objectListNext(list, this.#pageSize))
        yield* page
        if (page.length < this.#pageSize) return
      }
    } finally {
      discard(list) // not waited for: a page that an OSD owes would hold up whoever gave up
    }
  }

  /** All of them at once. */
  async toArray(): Promise<ObjectEntry[]> {
    const all: ObjectEntry[] = []
    for await (const entry of this) all.push(entry)
    return all
  }

  #call<T>(start: () => Promise<T>, late?: (value: T) => void): Promise<T> {
    return call(start, this.#options, { subject: this.#subject, late })
  }
}
