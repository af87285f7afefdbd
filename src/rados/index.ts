/**
 * Ceph clusters, their pools, users and objects: librados.
 *
 * @packageDocumentation
 */

export { Listing } from '../core/listing.ts'
export { ReadStream, type ReadStreamOptions } from '../core/streams/read-stream.ts'
export { WriteStream } from '../core/streams/write-stream.ts'
export { Auth, type AuthEntry, type EnsuredAuthEntry } from './auth.ts'
export {
  Cluster,
  type ClusterStats,
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
export { type LibraryVersion, supports, version } from './library.ts'
export type * from './mon-commands.ts'
export type { Monitor, MonitorAddress } from './monitors.ts'
export { RadosObject, type ReadOptions, type Watcher } from './object.ts'
export type { ListObjectsOptions, ObjectEntry } from './object-list.ts'
export type { ObjectWriteStreamOptions } from './object-streams.ts'
export { ALL_NAMESPACES, Pool, type PoolStats } from './pool.ts'
export { type CreatePoolOptions, type PoolInfo, type PoolQuota, Pools, type PoolUsage } from './pools.ts'
export { type ObjectStat, ReadOp } from './read-op.ts'
export { type CreateStepOptions, WriteOp } from './write-op.ts'
