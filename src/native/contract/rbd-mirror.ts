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

export interface NativeRbdMirror {
  mirrorPoolMode(pool: PoolHandle): Promise<number>
  mirrorPoolSetMode(pool: PoolHandle, mode: number): Promise<void>
  mirrorSiteName(pool: PoolHandle): Promise<string>
  mirrorSetSiteName(pool: PoolHandle, name: string): Promise<void>
  mirrorUuid(pool: PoolHandle): Promise<string>
  mirrorPeerAdd(pool: PoolHandle, site: string, client: string, direction: number): Promise<string>
  mirrorPeerRemove(pool: PoolHandle, id: string): Promise<void>
  mirrorPeerList(pool: PoolHandle): Promise<readonly NativeMirrorPeer[]>

  mirrorImageEnable(image: ImageHandle, mode: number): Promise<void>
  mirrorImageDisable(image: ImageHandle, force: boolean): Promise<void>
  mirrorImagePromote(image: ImageHandle, force: boolean): Promise<void>
  mirrorImageDemote(image: ImageHandle): Promise<void>
  mirrorImageResync(image: ImageHandle): Promise<void>
  mirrorImageCreateSnapshot(image: ImageHandle, flags: number): Promise<bigint>
}
