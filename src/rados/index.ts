/**
 * Ceph clusters, their pools, users and objects: librados.
 *
 * @packageDocumentation
 */

export { Listing } from '../core/listing.ts'
export { ReadStream, type ReadStreamOptions } from '../core/streams/read-stream.ts'
export { WriteStream } from '../core/streams/write-stream.ts'
export { Applications, type EnableApplicationOptions } from './applications.ts'
export { Auth, type AuthEntry, type EnsuredAuthEntry } from './auth.ts'
export { Blocklist, type BlocklistAddOptions, type BlocklistEntry } from './blocklist.ts'
export type { Checksum, ChecksumOptions, ChecksumType } from './checksum.ts'
export {
  Cluster,
  type ClusterStats,
  type MinCompatibleClient,
  type OpenPoolOptions,
  type RawCommand,
} from './cluster.ts'
export type {
  CommandOptions,
  CommandReply,
  CommandTarget,
  RawCommandOptions,
  TargetedCommandOptions,
} from './command.ts'
export { ClientConfig } from './config.ts'
export { type ConnectOptions, connect } from './connect.ts'
export type { CreatePoolOptions } from './create-pool.ts'
export { type LibraryVersion, supports, version } from './library.ts'
export {
  type Locker,
  type Lockers,
  type LockMode,
  type LockOptions,
  ObjectLock,
  ObjectLocks,
} from './locks.ts'
export { ClusterLog, type LogEntry, type LogLevel, type LogOptions } from './log.ts'
export type * from './mon-commands.ts'
export type { Monitor, MonitorAddress, MonitorPing } from './monitors.ts'
export { type NotifyAnswer, type NotifyOptions, type NotifyReply, RadosObject, type Watcher } from './object.ts'
export type { ObjectChecksumOptions, ReadOptions } from './object-data.ts'
export {
  type ListObjectsOptions,
  type ObjectEntry,
  type ObjectFilter,
  ObjectListing,
  type ObjectPage,
  type ObjectSlice,
} from './object-list.ts'
export type { OperateOptions, OperateWriteOptions } from './object-operations.ts'
export type { ObjectStat } from './object-stat.ts'
export type { ObjectWriteStreamOptions } from './object-streams.ts'
export { type ListOmapOptions, ObjectOmap } from './omap.ts'
export type { OmapEntry, OmapKeysPage, OmapPage, OmapPageOptions, OmapValuesPageOptions } from './omap-page.ts'
export { ALL_NAMESPACES, Pool, type PoolStats } from './pool.ts'
export type { PoolInfo, PoolQuota, PoolUsage } from './pool-info.ts'
export { type PoolSnapshot, PoolSnapshots, SelfManagedSnapshots } from './pool-snapshots.ts'
export { Pools } from './pools.ts'
export { type LastMayFail, ReadOp, type ReadStepOptions } from './read-op.ts'
export type { CephRelease } from './releases.ts'
export { type RegisterServiceOptions, Service, type ServiceFields } from './service.ts'
export type {
  AllocationHintFlag,
  Comparison,
  OmapComparison,
  OmapKey,
  OperationFlag,
  StepFlag,
} from './step.ts'
export { type ObjectNotification, Watch, type WatchOptions } from './watch.ts'
export {
  type AllocationHint,
  type CreateStepOptions,
  type OmapEntries,
  WriteOp,
  type WriteResult,
} from './write-op.ts'
