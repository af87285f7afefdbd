import type { PoolHandle } from './rados.ts'

export interface ObjectStat {
  readonly size: number
  /** Since 1970. */
  readonly seconds: number
  readonly nanoseconds: number
}

/** One of LIBRADOS_CMPXATTR_OP_*. */
type Comparing = { readonly how: number; readonly data: Uint8Array }

/** LIBRADOS_OP_FLAG_* of one step. */
interface Flagged {
  readonly flags?: number
}

/** What an operation of either kind may begin with: it goes on if this holds. */
type CheckStep =
  | { readonly kind: 'assertExists' }
  | { readonly kind: 'assertVersion'; readonly version: bigint }
  | { readonly kind: 'compareExtent'; readonly data: Uint8Array; readonly position: number }
  | ({ readonly kind: 'compareXattr'; readonly name: string } & Comparing)
  | ({ readonly kind: 'compareOmap'; readonly keys: readonly [Uint8Array] } & Comparing)

interface ExecStep {
  readonly kind: 'exec'
  /** The class. */
  readonly name: string
  readonly method: string
  readonly data: Uint8Array
}

/** One step of a read operation, … */
export type ReadStep = Flagged &
  (
    | CheckStep
    | ExecStep
    | { readonly kind: 'read'; readonly into: Uint8Array; readonly position: number }
    | { readonly kind: 'stat' | 'version' | 'xattrs' }
    | {
        readonly kind: 'checksum'
        readonly how: number
        /** What the algorithm begins with. */
        readonly data: Uint8Array
        readonly position: number
        readonly length: number
        readonly chunk: number
        readonly into: Uint8Array
      }
    | { readonly kind: 'omapValues'; readonly after: Uint8Array; readonly prefix: Uint8Array; readonly most: number }
    | { readonly kind: 'omapKeys'; readonly after: Uint8Array; readonly most: number }
    | { readonly kind: 'omapValuesByKeys'; readonly keys: readonly Uint8Array[] }
  )

export interface OmapAnswer {
  readonly keys: readonly Buffer[]
  /** As many, unless keys alone were asked for. */
  readonly values: readonly Buffer[]
  readonly more: boolean
}

/**
 * … and what it brings: the answer of a class method, how many bytes were read, the stat, the version, names and values
 * by turns, a page of the omap. A negative number is the errno of a step that failed by itself.
 */
export type ReadAnswer = Buffer | number | ObjectStat | bigint | readonly (string | Buffer)[] | OmapAnswer | undefined

/** One step of a write operation. */
export type WriteStep = Flagged &
  (
    | CheckStep
    | ExecStep
    | { readonly kind: 'create'; readonly exclusive: boolean }
    | { readonly kind: 'remove' | 'omapClear' }
    | { readonly kind: 'write'; readonly data: Uint8Array; readonly position: number }
    | { readonly kind: 'writeSame'; readonly data: Uint8Array; readonly length: number; readonly position: number }
    | { readonly kind: 'writeFull' | 'append'; readonly data: Uint8Array }
    | { readonly kind: 'zero'; readonly position: number; readonly length: number }
    | { readonly kind: 'truncate'; readonly length: number }
    | { readonly kind: 'setXattr'; readonly name: string; readonly data: Uint8Array }
    | { readonly kind: 'removeXattr'; readonly name: string }
    | { readonly kind: 'omapSet'; readonly keys: readonly Uint8Array[]; readonly values: readonly Uint8Array[] }
    | { readonly kind: 'omapRemoveKeys'; readonly keys: readonly Uint8Array[] }
    | { readonly kind: 'omapRemoveRange'; readonly keys: readonly [from: Uint8Array, to: Uint8Array] }
    | {
        readonly kind: 'setAllocationHint'
        readonly objectSize: number
        readonly writeSize: number
        readonly how: number
      }
  )

export interface WriteAnswer {
  readonly version: bigint
  /** What each step says of itself. */
  readonly results: readonly number[]
}

/** A time since 1970. */
export interface Moment {
  readonly seconds: number
  readonly nanoseconds: number
}

export interface LockRequest {
  readonly name: string
  readonly cookie: string
  readonly tag: string
  readonly description: string
  readonly exclusive: boolean
  /** In milliseconds; 0 is for ever. */
  readonly duration: number
  readonly flags: number
}

export interface Lockers {
  readonly exclusive: boolean
  readonly tag: string
  readonly lockers: readonly { readonly client: string; readonly cookie: string; readonly address: string }[]
}

export interface NativeRadosObjects {
  // Operations: told on the board.
  objectRead(slot: number, pool: PoolHandle, name: string, into: Uint8Array, position: number): void
  objectWrite(slot: number, pool: PoolHandle, name: string, data: Uint8Array, position: number): void
  objectWriteFull(slot: number, pool: PoolHandle, name: string, data: Uint8Array): void
  objectAppend(slot: number, pool: PoolHandle, name: string, data: Uint8Array): void
  objectRemove(slot: number, pool: PoolHandle, name: string): void
  /** Brings an `ObjectStat`. */
  objectStat(slot: number, pool: PoolHandle, name: string): void
  /** Brings a `ReadAnswer` for each step. */
  objectOperateRead(slot: number, pool: PoolHandle, name: string, steps: readonly ReadStep[], flags: number): void
  /** Brings a `WriteAnswer`. */
  objectOperateWrite(
    slot: number,
    pool: PoolHandle,
    name: string,
    steps: readonly WriteStep[],
    flags: number,
    mtime: Moment | undefined,
  ): void
  objectUnlock(slot: number, pool: PoolHandle, name: string, lock: string, cookie: string): void
  /** Asks for the operation of that slot to be given back. */
  objectRecall(pool: PoolHandle, slot: number): void

  objectLock(pool: PoolHandle, name: string, request: LockRequest): Promise<void>
  objectLockers(pool: PoolHandle, name: string, lock: string): Promise<Lockers>
  objectBreakLock(pool: PoolHandle, name: string, lock: string, client: string, cookie: string): Promise<void>
  objectCachePin(pool: PoolHandle, name: string): Promise<void>
  objectCacheUnpin(pool: PoolHandle, name: string): Promise<void>
}
