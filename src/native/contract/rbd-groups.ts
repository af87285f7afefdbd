import type { NativeProgress } from '../contract.ts'
import type { PoolHandle } from './rados.ts'

export interface GroupImage {
  readonly name: string
  readonly pool: string
  readonly poolId: number
  /** `'incomplete'` while it is being added or removed, or when who did that died. */
  readonly state: 'attached' | 'incomplete'
}

export interface GroupSnapshot {
  readonly name: string
  /** `'incomplete'` while it is being taken or removed, or when who did that died. */
  readonly state: 'complete' | 'incomplete'
  /** Undefined before Ceph 20, as are the two below. */
  readonly id: string | undefined
  /** The name of the snapshot that each image has for this one. */
  readonly imageSnapshotName: string | undefined
  /** The images that were in the group then, each with its snapshot. */
  readonly images: readonly GroupImageSnapshot[] | undefined
}

export interface GroupImageSnapshot {
  readonly image: string
  readonly poolId: number
  readonly snapshotId: bigint
}

export interface NativeRbdGroups {
  groupCreate(pool: PoolHandle, name: string): Promise<void>
  groupRemove(pool: PoolHandle, name: string): Promise<void>
  groupRename(pool: PoolHandle, from: string, to: string): Promise<void>
  groupList(pool: PoolHandle): Promise<readonly string[]>
  groupId(pool: PoolHandle, name: string): Promise<string>

  groupAddImage(pool: PoolHandle, group: string, imagePool: PoolHandle, image: string): Promise<void>
  groupRemoveImage(
    pool: PoolHandle,
    group: string,
    imagePool: PoolHandle,
    nameOrId: string,
    byId: boolean,
  ): Promise<void>
  groupImages(pool: PoolHandle, group: string): Promise<readonly GroupImage[]>

  groupSnapshotCreate(pool: PoolHandle, group: string, name: string, flags: number): Promise<void>
  groupSnapshotList(pool: PoolHandle, group: string): Promise<readonly GroupSnapshot[]>
  groupSnapshotGet(pool: PoolHandle, group: string, name: string): Promise<GroupSnapshot>
  groupSnapshotRename(pool: PoolHandle, group: string, from: string, to: string): Promise<void>
  groupSnapshotRemove(pool: PoolHandle, group: string, name: string): Promise<void>
  groupSnapshotRollback(pool: PoolHandle, group: string, name: string, progress: NativeProgress): Promise<void>
}
