import type { NativeProgress } from '../contract.ts'
import type { PoolHandle } from './rados.ts'

/** Times are milliseconds since 1970. */
export interface TrashEntry {
  readonly id: string
  readonly name: string
  readonly source: 'user' | 'mirroring' | 'migration' | 'removing' | 'user-parent' | 'unknown'
  readonly deletedAt: number
  readonly deferredUntil: number
}

export interface NativeRbdTrash {
  trashMove(pool: PoolHandle, name: string, seconds: number): Promise<void>
  trashGet(pool: PoolHandle, id: string): Promise<TrashEntry>
  trashList(pool: PoolHandle): Promise<readonly TrashEntry[]>
  /** An empty name stands for the one that it had. */
  trashRestore(pool: PoolHandle, id: string, name: string): Promise<void>
  trashRemove(pool: PoolHandle, id: string, force: boolean, progress: NativeProgress): Promise<void>
  /** In seconds since 1970, or 0 for now; the threshold from 0 to 1, or -1 for none. */
  trashPurge(pool: PoolHandle, expiredBefore: number, threshold: number, progress: NativeProgress): Promise<void>
}
