import type { PoolHandle } from './rados.ts'
import type { ImageHandle } from './rbd.ts'

export interface ConfigOption {
  readonly name: string
  readonly value: string
  /** Where the value comes from: the client's configuration, which falls back on the cluster's and on Ceph's defaults; the pool; or the image. */
  readonly source: 'config' | 'pool' | 'image' | 'unknown'
}

export interface NativePoolStats {
  readonly images: number
  readonly provisionedBytes: number
  readonly maxProvisionedBytes: number
  readonly snapshots: number
  readonly trashImages: number
  readonly trashProvisionedBytes: number
  readonly trashMaxProvisionedBytes: number
  readonly trashSnapshots: number
}

export interface NativeRbdConfig {
  poolConfig(pool: PoolHandle): Promise<readonly ConfigOption[]>
  imageConfig(image: ImageHandle): Promise<readonly ConfigOption[]>
  poolStats(pool: PoolHandle): Promise<NativePoolStats>

  poolMetadataGet(pool: PoolHandle, key: string): Promise<string | undefined>
  poolMetadataSet(pool: PoolHandle, key: string, value: string): Promise<void>
  poolMetadataRemove(pool: PoolHandle, key: string): Promise<void>
  poolMetadataList(
    pool: PoolHandle,
    after: string,
    most: number,
  ): Promise<readonly { readonly key: string; readonly value: string }[]>
}
