import type { NativeHandle } from '../contract.ts'
import type { ClusterHandle, PoolHandle } from './rados.ts'

export type ObjectListHandle = NativeHandle<'list of objects'>

export type WatchHandle = NativeHandle<'watch'>

/** What a view of a pool is set to. */
export interface PoolView {
  readonly namespace: string
  readonly locator: string | undefined
  readonly snapshot: bigint | undefined
  /** With it, what is written keeps `snapshots`, newest first. */
  readonly sequence: bigint | undefined
  readonly snapshots: readonly bigint[]
  readonly fullTry: boolean
}

export interface PoolSnapshotRecord {
  readonly id: bigint
  readonly name: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
}

export interface ObjectEntry {
  readonly name: string
  readonly namespace: string
  /** By what it is placed instead of by its name; `''` if by its name. */
  readonly locator: string
}

export interface NativeObjectPage {
  readonly objects: readonly ObjectEntry[]
  readonly ended: boolean
}

export interface NativeListOptions {
  readonly from?: string | undefined
  readonly fromHash?: number | undefined
  readonly slice: number
  readonly slices: number
  readonly filter: Uint8Array
}

export interface WatchEvent {
  readonly what: 'notified' | 'lost' | 'closed'
  readonly notification: bigint
  readonly notifier: bigint
  readonly payload: Buffer
  /** How many notifications were dropped before it. */
  readonly dropped: number
  /** Why it was lost: a negative errno. */
  readonly error: number
}

/** A watcher's answer to a notification. */
export interface NotifyReply {
  /** Who answered: a watcher's `clientId`. */
  readonly clientId: bigint
  readonly cookie: bigint
  readonly payload: Buffer
}

/** What the watchers of an object answered to a notification. */
export interface NotifyAnswer {
  readonly replies: readonly NotifyReply[]
  /** Who watches the object, but did not answer in time. */
  readonly missed: readonly { readonly clientId: bigint; readonly cookie: bigint }[]
}

export interface NativeRadosPools {
  poolOpen(cluster: ClusterHandle, name: string, view: PoolView): Promise<PoolHandle>
  poolOpenById(cluster: ClusterHandle, id: number, view: PoolView): Promise<PoolHandle>
  poolView(cluster: ClusterHandle, id: number, view: PoolView): PoolHandle
  poolName(pool: PoolHandle): Promise<string>
  poolAlignment(pool: PoolHandle): Promise<number | undefined>
  poolLookup(cluster: ClusterHandle, name: string): Promise<number>
  poolReverseLookup(cluster: ClusterHandle, id: number): Promise<string>
  poolBaseTier(cluster: ClusterHandle, id: number): Promise<number>
  poolInconsistentGroups(cluster: ClusterHandle, id: number): Promise<readonly string[]>

  applicationEnable(pool: PoolHandle, name: string, force: boolean): Promise<void>
  applicationList(pool: PoolHandle): Promise<readonly string[]>
  applicationMetadataGet(pool: PoolHandle, name: string, key: string): Promise<string>
  applicationMetadataSet(pool: PoolHandle, name: string, key: string, value: string): Promise<void>
  applicationMetadataRemove(pool: PoolHandle, name: string, key: string): Promise<void>
  applicationMetadataList(pool: PoolHandle, name: string): Promise<readonly (readonly [string, string])[]>

  poolSnapshotCreate(pool: PoolHandle, name: string): Promise<void>
  poolSnapshotRemove(pool: PoolHandle, name: string): Promise<void>
  poolSnapshotList(pool: PoolHandle): Promise<readonly PoolSnapshotRecord[]>
  poolSnapshotGet(pool: PoolHandle, name: string): Promise<PoolSnapshotRecord>
  poolSnapshotGetById(pool: PoolHandle, id: bigint): Promise<PoolSnapshotRecord>
  poolSnapshotRollback(pool: PoolHandle, object: string, name: string): Promise<void>
  /** An operation that brings the id, a bigint. */
  selfManagedSnapshotCreate(slot: number, pool: PoolHandle): void
  selfManagedSnapshotRemove(slot: number, pool: PoolHandle, id: bigint): void
  selfManagedSnapshotRollback(pool: PoolHandle, object: string, id: bigint): Promise<void>

  objectListOpen(pool: PoolHandle, options: NativeListOptions): Promise<ObjectListHandle>
  objectListNext(list: ObjectListHandle, most: number): Promise<NativeObjectPage>
  objectListPosition(list: ObjectListHandle): Promise<string>
  objectListHash(list: ObjectListHandle): Promise<number>

  /** `seconds`: how long the watch outlives its connection; 0 for the cluster's default. */
  objectWatch(
    pool: PoolHandle,
    name: string,
    seconds: number,
    receive: (event: WatchEvent) => void,
    limit: number,
  ): Promise<WatchHandle>
  watchAcknowledge(watch: WatchHandle, notification: bigint, reply: Uint8Array): void
  watchCookie(watch: WatchHandle): bigint
  watchCheck(watch: WatchHandle): Promise<number>
  /** An operation that brings a `NotifyAnswer`. */
  objectNotify(slot: number, pool: PoolHandle, name: string, payload: Uint8Array, timeout: number): void
}
