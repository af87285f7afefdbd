import type { NativeHandle } from '../contract.ts'
import type { NativeRadosCluster } from './rados-cluster.ts'
import type { NativeRadosObjects } from './rados-objects.ts'
import type { NativeRadosPools } from './rados-pools.ts'

export type ClusterHandle = NativeHandle<'cluster'>

export type PoolHandle = NativeHandle<'pool'>

export interface ConnectOptions {
  readonly cluster: string
  readonly name: string
  readonly conf?: string | undefined
  readonly confRequired: boolean
  readonly environment: readonly string[]
  readonly args: readonly string[]
  readonly config: readonly (readonly [option: string, value: string])[]
}

export interface CommandReply {
  readonly code: number
  readonly output: Buffer
  readonly status: string
}

export interface ClusterStat {
  readonly totalBytes: number
  readonly usedBytes: number
  readonly availableBytes: number
  readonly objects: number
}

/** 0 is no limit. */
export interface InFlightLimits {
  readonly operations: number
  readonly bytes: number
}

export interface PoolStat {
  /** What the pool takes on the OSDs. */
  readonly usedBytes: number
  /** What was written to it, counted once for each copy. */
  readonly userBytes: number
  readonly objects: number
  /** Objects that snapshots keep. */
  readonly clones: number
  readonly copies: number
  readonly missingOnPrimary: number
  readonly unfound: number
  readonly degraded: number
  readonly reads: number
  readonly readBytes: number
  readonly writes: number
  readonly writtenBytes: number
}

export interface Watcher {
  readonly address: string
  readonly clientId: bigint
  readonly cookie: bigint
  readonly timeout: number
}

export interface NativeRados extends NativeRadosCluster, NativeRadosObjects, NativeRadosPools {
  version(): { readonly major: number; readonly minor: number; readonly extra: number }
  /** Undefined for a name that is in no table. */
  supports(name: string): boolean | undefined

  connect(options: ConnectOptions): Promise<ClusterHandle>
  fsid(cluster: ClusterHandle): Promise<string>
  clusterStat(cluster: ClusterHandle): Promise<ClusterStat>
  instanceId(cluster: ClusterHandle): Promise<bigint>
  inFlightLimits(cluster: ClusterHandle): InFlightLimits
  waitForLatestOsdMap(cluster: ClusterHandle): Promise<void>
  configGet(cluster: ClusterHandle, option: string): Promise<string>
  configSet(cluster: ClusterHandle, option: string, value: string): Promise<void>

  poolId(pool: PoolHandle): number
  poolStat(pool: PoolHandle): Promise<PoolStat>

  objectWatchers(pool: PoolHandle, name: string): Promise<readonly Watcher[]>

  monCommand(cluster: ClusterHandle, command: string, input: Uint8Array): Promise<CommandReply>
  monCommandTarget(cluster: ClusterHandle, monitor: string, command: string, input: Uint8Array): Promise<CommandReply>
  mgrCommand(cluster: ClusterHandle, command: string, input: Uint8Array): Promise<CommandReply>
  mgrCommandTarget(cluster: ClusterHandle, manager: string, command: string, input: Uint8Array): Promise<CommandReply>
  osdCommand(cluster: ClusterHandle, osd: number, command: string, input: Uint8Array): Promise<CommandReply>
  pgCommand(cluster: ClusterHandle, group: string, command: string, input: Uint8Array): Promise<CommandReply>
}
