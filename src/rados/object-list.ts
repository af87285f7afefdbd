import { checkInteger } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { discard, Handle } from '../core/handle.ts'
import { Listing } from '../core/listing.ts'
import type { ObjectEntry } from '../native/contract/rados.ts'
import { native } from '../native/load.ts'
import type { Pool } from './pool.ts'

export type { ObjectEntry } from '../native/contract/rados.ts'

export interface ListObjectsOptions extends CallOptions {
  /** How many are asked for at once, 1,000 if not said. */
  readonly pageSize?: number
}

/** The names of a pool's objects, asked for page by page while they are iterated over. */
export function listObjects(pool: Pool, options: ListObjectsOptions): Listing<ObjectEntry> {
  const pageSize = checkInteger(options.pageSize ?? 1000, 'options.pageSize', 1, 100_000)
  const subject = { pool: pool.name, namespace: pool.namespace }
  return new Listing(async function* () {
    const list = await call(() => native.rados.objectListOpen(Handle.native(pool)), options, { subject, late: discard })
    try {
      for (;;) {
        const page = await call(() => native.rados.objectListNext(list, pageSize), options, { subject })
        yield* page
        if (page.length < pageSize) return
      }
    } finally {
      discard(list) // not waited for: a page that an OSD owes would hold up whoever gave up
    }
  })
}
