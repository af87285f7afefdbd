import type { NativeHandle } from '../contract.ts'

export type ClusterHandle = NativeHandle<'cluster'>

export type PoolHandle = NativeHandle<'pool'>

export interface ConnectOptions {
  readonly cluster: string
  readonly name: string
  readonly conf?: string | undefined
  readonly confRequired: boolean
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

export interface NativeRados {
  version(): { readonly major: number; readonly minor: number; readonly extra: number }
  /** Undefined for a name that is in no table. */
  supports(name: string): boolean | undefined

  connect(options: ConnectOptions): Promise<ClusterHandle>
  fsid(cluster: ClusterHandle): Promise<string>
  clusterStat(cluster: ClusterHandle): Promise<ClusterStat>
  instanceId(cluster: ClusterHandle): Promise<bigint>
  waitForLatestOsdMap(cluster: ClusterHandle): Promise<void>
  configGet(cluster: ClusterHandle, option: string): Promise<string>
  configSet(cluster: ClusterHandle, option: string, value: string): Promise<void>

  poolOpen(cluster: ClusterHandle, name: string, namespace: string): Promise<PoolHandle>
  poolId(pool: PoolHandle): number

  monCommand(cluster: ClusterHandle, command: string, input: Uint8Array): Promise<CommandReply>
  monCommandTarget(cluster: ClusterHandle, monitor: string, command: string, input: Uint8Array): Promise<CommandReply>
  mgrCommand(cluster: ClusterHandle, command: string, input: Uint8Array): Promise<CommandReply>
  osdCommand(cluster: ClusterHandle, osd: number, command: string, input: Uint8Array): Promise<CommandReply>
  pgCommand(cluster: ClusterHandle, group: string, command: string, input: Uint8Array): Promise<CommandReply>
}
