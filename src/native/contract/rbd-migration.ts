import type { NativeProgress } from '../contract.ts'
import type { PoolHandle } from './rados.ts'
import type { ImageHandle } from './rbd.ts'
import type { NewImage } from './rbd-images.ts'

/** Where an image migrates from, or to. */
export interface MigrationEnd {
  readonly pool: string
  readonly poolId: number
  readonly namespace: string
  readonly image: string
  /** Images of format 1 have none: `''`. */
  readonly imageId: string
}

export interface MigrationStatus {
  /** Undefined if the data comes from outside of this cluster. */
  readonly source: MigrationEnd | undefined
  readonly target: MigrationEnd
  readonly state: 'error' | 'preparing' | 'prepared' | 'executing' | 'executed' | 'aborting' | 'unknown'
  /** For people: `'37% complete'`. */
  readonly description: string
}

export interface NativeRbdMigration {
  migrationPrepare(pool: PoolHandle, image: string, target: PoolHandle, name: string, options: NewImage): Promise<void>
  migrationPrepareImport(pool: PoolHandle, source: Uint8Array, name: string, options: NewImage): Promise<void>
  migrationExecute(pool: PoolHandle, image: string, progress: NativeProgress): Promise<void>
  migrationCommit(pool: PoolHandle, image: string, progress: NativeProgress): Promise<void>
  migrationAbort(pool: PoolHandle, image: string, progress: NativeProgress): Promise<void>
  migrationStatus(pool: PoolHandle, image: string): Promise<MigrationStatus>
  /** In JSON. */
  migrationSource(image: ImageHandle): Promise<string>
}
