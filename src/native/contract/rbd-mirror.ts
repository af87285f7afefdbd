import type { PoolHandle } from './rados.ts'
import type { ImageHandle } from './rbd.ts'

/** Times are milliseconds since 1970. */
export interface NativeMirrorPeer {
  readonly id: string
  readonly direction: 'rx' | 'tx' | 'rx-tx' | 'unknown'
  readonly siteName: string
  readonly mirrorUuid: string
  readonly clientName: string
  readonly lastSeen: number
}

export type MirrorState =
  | 'unknown'
  | 'error'
  | 'syncing'
  | 'starting-replay'
  | 'replaying'
  | 'stopping-replay'
  | 'stopped'

export interface NativeSiteStatus {
  readonly mirrorUuid: string
  readonly state: MirrorState
  readonly description: string
  readonly lastUpdate: number
  readonly up: boolean
}

export interface NativeMirrorStatus {
  readonly imageId: string
  readonly name: string
  readonly globalId: string
  readonly mirroring: 'disabling' | 'enabled' | 'disabled' | 'creating' | 'unknown'
  readonly primary: boolean
  readonly sites: readonly NativeSiteStatus[]
}

/** An image of a pool that is mirrored. */
export interface MirroredImage {
  readonly imageId: string
  readonly mode: 'journal' | 'snapshot'
  /** What the image is called on all its clusters. */
  readonly globalId: string
  readonly mirroring: NativeMirrorStatus['mirroring']
  /** Whether this cluster's is the one that is written. */
  readonly primary: boolean
}

export interface NativeRbdMirror {
  mirrorPoolMode(pool: PoolHandle): Promise<number>
  mirrorPoolSetMode(pool: PoolHandle, mode: number): Promise<void>
  mirrorSiteName(pool: PoolHandle): Promise<string>
  mirrorSetSiteName(pool: PoolHandle, name: string): Promise<void>
  mirrorUuid(pool: PoolHandle): Promise<string>
  mirrorPeerAdd(pool: PoolHandle, site: string, client: string, direction: number): Promise<string>
  mirrorPeerRemove(pool: PoolHandle, id: string): Promise<void>
  mirrorBootstrapToken(pool: PoolHandle): Promise<Buffer>
  mirrorImportToken(pool: PoolHandle, token: Uint8Array, direction: number): Promise<void>
  mirrorPeerAttributes(pool: PoolHandle, id: string): Promise<readonly (readonly [name: string, value: Buffer])[]>
  mirrorPeerSetAttributes(
    pool: PoolHandle,
    id: string,
    names: readonly string[],
    values: readonly Uint8Array[],
  ): Promise<void>
  mirrorPeerSetSite(pool: PoolHandle, id: string, name: string): Promise<void>
  mirrorPeerSetClient(pool: PoolHandle, id: string, name: string): Promise<void>
  mirrorPeerSetDirection(pool: PoolHandle, id: string, direction: number): Promise<void>
  mirrorRemoteNamespace(pool: PoolHandle): Promise<string>
  mirrorSetRemoteNamespace(pool: PoolHandle, name: string): Promise<void>
  mirrorStatusSummary(pool: PoolHandle): Promise<readonly { readonly state: MirrorState; readonly count: number }[]>
  mirrorStatusList(pool: PoolHandle, after: string, most: number): Promise<readonly NativeMirrorStatus[]>
  mirrorInfoList(
    pool: PoolHandle,
    mode: number | undefined,
    after: string,
    most: number,
  ): Promise<readonly MirroredImage[]>
  mirrorInstanceList(
    pool: PoolHandle,
    after: string,
    most: number,
  ): Promise<readonly (readonly [imageId: string, instanceId: string])[]>
  mirrorImageStatus(image: ImageHandle): Promise<NativeMirrorStatus>
  mirrorImageInstanceId(image: ImageHandle): Promise<string>
  mirrorPeerList(pool: PoolHandle): Promise<readonly NativeMirrorPeer[]>

  mirrorImageEnable(image: ImageHandle, mode: number): Promise<void>
  mirrorImageDisable(image: ImageHandle, force: boolean): Promise<void>
  mirrorImagePromote(image: ImageHandle, force: boolean): Promise<void>
  mirrorImageDemote(image: ImageHandle): Promise<void>
  mirrorImageResync(image: ImageHandle): Promise<void>
  mirrorImageCreateSnapshot(image: ImageHandle, flags: number): Promise<bigint>
}
