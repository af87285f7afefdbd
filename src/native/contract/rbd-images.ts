import type { NativeProgress } from '../contract.ts'
import type { PoolHandle } from './rados.ts'
import type { ImageHandle } from './rbd.ts'

/** What a new image is to be like; `mirrorMode` 0 is by journal, 1 by snapshots. */
export interface NewImage {
  readonly features?: number | undefined
  readonly featuresSet?: number | undefined
  readonly featuresClear?: number | undefined
  readonly order?: number | undefined
  readonly stripeUnit?: number | undefined
  readonly stripeCount?: number | undefined
  readonly dataPool?: string | undefined
  readonly journalOrder?: number | undefined
  readonly journalSplayWidth?: number | undefined
  readonly journalPool?: string | undefined
  readonly cloneFormat?: number | undefined
  readonly mirrorMode?: number | undefined
  readonly flatten?: boolean | undefined
}

export interface LinkedImage {
  readonly pool: string
  readonly namespace: string
  readonly image: string
  readonly imageId: string
  /** Whether it lies in the trash. */
  readonly trash: boolean
}

export interface NativeRbdImages {
  imageCreate(pool: PoolHandle, name: string, size: number, options: NewImage): Promise<void>
  imageClone(
    parentPool: PoolHandle,
    parent: string,
    snapshot: string,
    pool: PoolHandle,
    name: string,
    options: NewImage,
  ): Promise<void>
  imageCloneById(
    parentPool: PoolHandle,
    parent: string,
    snapshot: bigint,
    pool: PoolHandle,
    name: string,
    options: NewImage,
  ): Promise<void>
  imageCopy(
    image: ImageHandle,
    pool: PoolHandle,
    name: string,
    options: NewImage,
    sparseSize: number,
    progress: NativeProgress,
  ): Promise<void>
  imageDeepCopy(
    image: ImageHandle,
    pool: PoolHandle,
    name: string,
    options: NewImage,
    progress: NativeProgress,
  ): Promise<void>
  imageFlatten(image: ImageHandle, progress: NativeProgress): Promise<void>
  imageChildren(image: ImageHandle): Promise<readonly LinkedImage[]>
  imageDescendants(image: ImageHandle): Promise<readonly LinkedImage[]>

  featuresToString(bits: number): string
  featuresFromString(names: string): number
  imageUpdateFeatures(image: ImageHandle, bits: number, enabled: boolean): Promise<void>
  imageRebuildObjectMap(image: ImageHandle, progress: NativeProgress): Promise<void>
  imageSparsify(image: ImageHandle, sparseSize: number, progress: NativeProgress): Promise<void>

  /** Answers the image's size from now on. `strong` is AES-256. */
  encryptionFormat(image: ImageHandle, format: string, strong: boolean, passphrase: Uint8Array): Promise<number>
  encryptionLoad(image: ImageHandle, formats: readonly string[], passphrases: readonly Uint8Array[]): Promise<number>
}
