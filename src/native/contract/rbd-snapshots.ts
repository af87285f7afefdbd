import type { NativeProgress } from '../contract.ts'
import type { ImageHandle } from './rbd.ts'

export type SnapshotKind = 'user' | 'group' | 'trash' | 'mirror' | 'unknown'

/** The snapshot of a consistency group that a snapshot is part of. */
export interface GroupOfSnapshot {
  readonly pool: string
  readonly group: string
  readonly snapshot: string
}

/** A snapshot that was removed, and that clones still hold up. */
export interface TrashedSnapshot {
  readonly originalName: string
  /** Ceph 20 tells. */
  readonly originalKind: SnapshotKind | undefined
}

/** A snapshot that mirroring took, or brought from another cluster. */
export interface MirrorSnapshot {
  readonly state: 'primary' | 'primary-demoted' | 'non-primary' | 'non-primary-demoted' | 'unknown'
  /** The uuids of the peers that are yet to have it. */
  readonly peers: readonly string[]
  /** Whether all of it has come over, where it comes from another cluster. */
  readonly complete: boolean
  readonly primaryUuid: string
  readonly primarySnapshotId: bigint
  readonly lastCopiedObject: number
}

export interface SnapshotInfo {
  readonly id: bigint
  readonly name: string
  readonly size: number
  readonly kind: SnapshotKind
  readonly isProtected: boolean
  readonly createdAt: number
  readonly group: GroupOfSnapshot | undefined
  readonly trash: TrashedSnapshot | undefined
  readonly mirror: MirrorSnapshot | undefined
}

export interface NativeRbdSnapshots {
  snapshotList(image: ImageHandle): Promise<readonly SnapshotInfo[]>
  snapshotCreate(image: ImageHandle, name: string, flags: number, progress: NativeProgress): Promise<void>
  snapshotRemove(image: ImageHandle, name: string, flags: number, progress: NativeProgress): Promise<void>
  snapshotRename(image: ImageHandle, from: string, to: string): Promise<void>
  snapshotRollback(image: ImageHandle, name: string, progress: NativeProgress): Promise<void>
  snapshotProtect(image: ImageHandle, name: string): Promise<void>
  snapshotUnprotect(image: ImageHandle, name: string): Promise<void>
  snapshotIsProtected(image: ImageHandle, name: string): Promise<boolean>
  snapshotSetLimit(image: ImageHandle, limit: number | undefined): Promise<void>
  snapshotRemoveById(image: ImageHandle, id: bigint): Promise<void>
  snapshotExists(image: ImageHandle, name: string): Promise<boolean>
  snapshotId(image: ImageHandle, name: string): Promise<bigint>
  snapshotName(image: ImageHandle, id: bigint): Promise<string>
  snapshotLimit(image: ImageHandle): Promise<number | undefined>
}
