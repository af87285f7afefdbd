import type { ObjectStat as RawStat } from '../native/contract/rados-objects.ts'

export interface ObjectStat {
  /** In bytes. */
  readonly size: number
  /** When it was last written. */
  readonly mtime: Date
  /** The same in nanoseconds since 1970. librados before Ceph 18 tells whole seconds only. */
  readonly mtimeNs: bigint
}

export function objectStat({ size, seconds, nanoseconds }: RawStat): ObjectStat {
  return {
    size,
    mtime: new Date(seconds * 1000 + nanoseconds / 1e6),
    mtimeNs: BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds),
  }
}
