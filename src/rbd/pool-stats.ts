import { type CallOptions, call } from '../core/call.ts'
import { Handle } from '../core/handle.ts'
import { native } from '../native/load.ts'
import type { Pool } from '../rados/index.ts'
import { checkPlace } from './namespaces.ts'

/** Images of some kind, counted together. */
export interface ImageTotals {
  readonly images: number
  /** The sizes of the images, in bytes: what they would take if all of it were written. */
  readonly provisionedBytes: number
  /** The same, of each image the largest that it or one of its snapshots is. */
  readonly maxProvisionedBytes: number
  readonly snapshots: number
}

/** The images of a pool's namespace, and those in its trash. */
export interface RbdStats extends ImageTotals {
  readonly trash: ImageTotals
}

export async function poolStats(pool: Pool, options?: CallOptions): Promise<RbdStats> {
  const subject = { pool: pool.name, namespace: pool.namespace }
  const { trashImages, trashProvisionedBytes, trashMaxProvisionedBytes, trashSnapshots, ...live } = await call(
    () => native.rbd.poolStats(Handle.native(pool)),
    options,
    { subject },
  )
  if (live.images === 0 && trashImages === 0) await checkPlace(pool, options)
  return {
    ...live,
    trash: {
      images: trashImages,
      provisionedBytes: trashProvisionedBytes,
      maxProvisionedBytes: trashMaxProvisionedBytes,
      snapshots: trashSnapshots,
    },
  }
}
