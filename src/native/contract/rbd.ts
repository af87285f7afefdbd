import type { NativeHandle, NativeProgress } from '../contract.ts'
import type { PoolHandle } from './rados.ts'
import type { NativeRbdConfig } from './rbd-config.ts'
import type { NativeRbdGroups } from './rbd-groups.ts'
import type { NativeRbdImages } from './rbd-images.ts'
import type { NativeRbdIo } from './rbd-io.ts'
import type { NativeRbdMigration } from './rbd-migration.ts'
import type { NativeRbdMirror } from './rbd-mirror.ts'
import type { NativeRbdNamespaces } from './rbd-namespaces.ts'
import type { NativeRbdSnapshots } from './rbd-snapshots.ts'
import type { NativeRbdTrash } from './rbd-trash.ts'

export type ImageHandle = NativeHandle<'image'>

export interface OpenOptions {
  readonly byId: boolean
  readonly readOnly: boolean
  readonly snapshot?: string | undefined
  readonly exclusive: boolean
  readonly zeroCopyWrites: boolean
}

export interface OpenedImage {
  readonly image: ImageHandle
  readonly name: string
  readonly id: string | undefined
  readonly size: number
}

export interface ImageSummary {
  readonly size: number
  readonly featureBits: number
  readonly lock: 'exclusive' | 'shared' | undefined
}

/** Times are milliseconds since 1970. */
export interface ImageInfo {
  readonly size: number
  readonly objects: number
  readonly objectSize: number
  readonly order: number
  readonly blockNamePrefix: string
  readonly format: 1 | 2
  readonly featureBits: number
  readonly opFeatureBits: number
  readonly flagBits: number
  readonly createdAt: number
  readonly accessedAt: number
  readonly modifiedAt: number
  readonly dataPool: string | undefined
  readonly stripeUnit: number
  readonly stripeCount: number
  readonly snapshotCount: number
  readonly snapshotLimit: number | undefined
  readonly parent: ImageParent | undefined
  readonly group: ImageGroup | undefined
  readonly mirroring: ImageMirroring | undefined
}

export interface ImageParent {
  readonly pool: string
  readonly namespace: string
  readonly image: string
  readonly imageId: string
  readonly snapshot: string
  readonly snapshotId: bigint
  /** Whether the parent lies in the trash. */
  readonly trash: boolean
  /** How many of the image's first bytes still come from the parent where they were not written. */
  readonly overlap: number
}

export interface ImageGroup {
  readonly pool: string
  readonly name: string
}

export interface ImageMirroring {
  readonly state: 'disabling' | 'enabled' | 'creating' | 'unknown'
  readonly mode: 'journal' | 'snapshot'
  readonly globalId: string
  readonly primary: boolean
}

export interface Watcher {
  /** The client's address and nonce: `'10.0.0.7:0/2214081543'`. */
  readonly address: string
  readonly clientId: bigint
  readonly cookie: bigint
}

export interface DiffOptions {
  readonly fromSnapshot?: string | undefined
  readonly fromSnapshotId?: bigint | undefined
  readonly includeParent: boolean
  readonly wholeObject: boolean
  /** In order, and those that touch as one; as librbd tells them if not. */
  readonly merge: boolean
}

export interface Extent {
  readonly offset: number
  readonly length: number
  /** Whether there is data; a hole, which reads as zeros, if not. */
  readonly exists: boolean
}

export interface NativeRbd
  extends NativeRbdImages,
    NativeRbdSnapshots,
    NativeRbdConfig,
    NativeRbdGroups,
    NativeRbdIo,
    NativeRbdMigration,
    NativeRbdMirror,
    NativeRbdNamespaces,
    NativeRbdTrash {
  version(): { readonly major: number; readonly minor: number; readonly extra: number }
  /** Undefined for a name that is in no table. */
  supports(name: string): boolean | undefined

  poolInit(pool: PoolHandle, force: boolean): Promise<void>
  poolFailWhenFull(pool: PoolHandle): Promise<void>
  imageList(pool: PoolHandle): Promise<readonly { readonly name: string; readonly id: string }[]>
  imageSummary(pool: PoolHandle, name: string): Promise<ImageSummary>
  imageOpen(pool: PoolHandle, nameOrId: string, options: OpenOptions): Promise<OpenedImage>
  imageRename(pool: PoolHandle, from: string, to: string): Promise<void>
  imageRemove(pool: PoolHandle, name: string, progress: NativeProgress): Promise<void>

  imageInfo(image: ImageHandle): Promise<ImageInfo>
  imageSize(image: ImageHandle): Promise<number>
  imageResize(image: ImageHandle, size: number, allowShrink: boolean, progress: NativeProgress): Promise<void>
  imageWatchers(image: ImageHandle): Promise<readonly Watcher[]>
  imageSetSnapshot(image: ImageHandle, name: string | undefined, id: bigint | undefined): Promise<number>

  // Operations: told on the board. Reads bring the bytes read, the others 0.
  imageReadv(slot: number, image: ImageHandle, into: readonly Uint8Array[], position: number): void
  imageWritev(slot: number, image: ImageHandle, from: readonly Uint8Array[], position: number): void
  imageDiscard(slot: number, image: ImageHandle, position: number, length: number): void
  imageWriteZeroes(slot: number, image: ImageHandle, position: number, length: number, allocate: boolean): void
  imageFlush(slot: number, image: ImageHandle): void
  /**
   * Many reads and writes. Of each, five numbers: slot, kind (0 read, 1 write; plus twice the flags of librados, as advice
   * is), position, and its part of the memory: offset and length, or 0 and 0 where each has a buffer of its own.
   */
  imageMany(image: ImageHandle, orders: Float64Array, count: number, memory: Uint8Array | readonly Uint8Array[]): void

  imageExtents(image: ImageHandle, offset: number, length: number, options: DiffOptions): Promise<readonly Extent[]>
  /** The next data of an open file, from a position on. */
  fileData(
    pool: PoolHandle,
    file: number,
    position: number,
    size: number,
  ): Promise<{ readonly offset: number; readonly length: number } | undefined>

  metadataGet(image: ImageHandle, key: string): Promise<string | undefined>
  metadataSet(image: ImageHandle, key: string, value: string): Promise<void>
  metadataRemove(image: ImageHandle, key: string): Promise<void>
  metadataList(
    image: ImageHandle,
    after: string,
    most: number,
  ): Promise<readonly { readonly key: string; readonly value: string }[]>
}
