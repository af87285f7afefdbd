/**
 * RBD images: block devices in a Ceph cluster.
 *
 * @packageDocumentation
 */

import { wrongType } from '../core/arguments.ts'
import { Pool } from '../rados/index.ts'
import { Images } from './images.ts'

export { Listing } from '../core/listing.ts'
export { ReadStream, type ReadStreamOptions } from '../core/streams/read-stream.ts'
export { WriteStream } from '../core/streams/write-stream.ts'
export type { Advice, AdviceOptions } from './advice.ts'
export { type AdvisoryHolder, type AdvisoryLock, AdvisoryLocks } from './advisory-locks.ts'
export { ImageChanges, type WatchOptions } from './changes.ts'
export type { CloneOptions, CopyOptions, DeepCopyOptions } from './clone.ts'
export { Config, type ConfigOption } from './config.ts'
export { type EncryptionLayer, type FormatEncryptionOptions, ImageEncryption, type Passphrase } from './encryption.ts'
export { type Feature, type Flag, featuresFromString, featuresToString, type OpFeature } from './features.ts'
export {
  type CreateGroupSnapshotOptions,
  type GroupImageSnapshot,
  type GroupSnapshot,
  GroupSnapshots,
} from './group-snapshots.ts'
export { Group, type GroupImage, type GroupImageOptions, Groups, type ListedGroup } from './groups.ts'
export {
  type Extent,
  type ExtentsOptions,
  Image,
} from './image.ts'
export type { ImageQueue, Placed, QueueOptions, ReadOptions, WriteOptions } from './image-data.ts'
export type {
  ListedImage,
  ListedImageWithInfo,
  ListImagesOptions,
  ListImagesWithInfoOptions,
} from './image-list.ts'
export type { ResizeOptions, SparsifyOptions } from './image-shape.ts'
export type { CompareOptions, WriteSameOptions, WriteZeroesOptions } from './image-writes.ts'
export { type CreateImageOptions, Images, type InitOptions, type OpenImageOptions } from './images.ts'
export type {
  ImageGroup,
  ImageInfo,
  ImageMirroring,
  ImageParent,
  LinkedImage,
  Watcher,
} from './info.ts'
export type { JournalOptions, LayoutOptions } from './layout.ts'
export { type AcquireLockOptions, ImageLock, type LockOwner } from './lock.ts'
export { Metadata, type MetadataEntry } from './metadata.ts'
export {
  Migration,
  type MigrationEnd,
  type MigrationSource,
  type MigrationStatus,
  type MigrationStream,
  type PrepareImportOptions,
  type PrepareMigrationOptions,
} from './migration.ts'
export {
  type EnableMirrorOptions,
  type ForceMirrorOptions,
  ImageMirror,
  type MirrorSnapshotOptions,
} from './mirror-image.ts'
export {
  type AddMirrorPeerOptions,
  type MirrorDirection,
  type MirrorPeer,
  type MirrorPeerAttributes,
  MirrorPeers,
} from './mirror-peers.ts'
export { type ImportTokenOptions, type MirroredImagesOptions, PoolMirror, type PoolMirrorMode } from './mirror-pool.ts'
export type {
  ListedMirrorStatus,
  MirroredImage,
  MirrorSiteStatus,
  MirrorState,
  MirrorStatus,
} from './mirror-status.ts'
export { type ListedNamespace, Namespaces } from './namespaces.ts'
export { PoolMetadata } from './pool-metadata.ts'
export type { ImageTotals, RbdStats } from './pool-stats.ts'
export {
  Qos,
  type QosChanges,
  type QosLimit,
  type QosLimitName,
  type QosLimitOptions,
  type QosOperation,
  type QosSettings,
} from './qos.ts'
export type { Quiesce } from './quiesce.ts'
export { type QuiesceHandlers, QuiesceWatch } from './quiesce-watch.ts'
export {
  type CreateSnapshotOptions,
  type GroupOfSnapshot,
  type ListSnapshotsOptions,
  type MirrorSnapshot,
  type RemoveSnapshotOptions,
  type Snapshot,
  type SnapshotKind,
  Snapshots,
  type TrashedSnapshot,
} from './snapshots.ts'
export type { AllowedBacking } from './transfer/backing.ts'
export type { ExportOptions } from './transfer/export.ts'
export type { DiffReport, ExportDiffOptions } from './transfer/export-diff.ts'
export type { Format, FormatOptions } from './transfer/format.ts'
export type { ImportOptions, ImportSource } from './transfer/import.ts'
export type { ImportDiffOptions } from './transfer/import-diff.ts'
export type { OnTransferProgress, TransferRate, TransferReport } from './transfer/meter.ts'
export {
  type MoveToTrashOptions,
  type PurgeTrashOptions,
  type RemoveFromTrashOptions,
  Trash,
  type TrashEntry,
} from './trash.ts'
export { supports, version } from './version.ts'
export type { WriteStreamOptions } from './write-stream.ts'

/**
 * The images of a pool.
 *
 * @example
 * ```ts
 * const images = rbd.images(await cluster.openPool('libvirt-pool'))
 * await images.create('z-ubuntu24', { size: '6GiB' })
 * ```
 */
export function images(pool: Pool): Images {
  if (!(pool instanceof Pool)) throw wrongType('pool', 'a Pool', pool)
  return new Images(pool)
}
