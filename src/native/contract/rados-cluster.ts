import type { NativeHandle } from '../contract.ts'
import type { ClusterHandle } from './rados.ts'

export type LogHandle = NativeHandle<'log'>

/** Release numbers of Ceph; negative where nothing is set. */
export interface MinCompatibleClient {
  readonly inUse: number
  readonly required: number
}

export interface LogEntry {
  readonly line: string
  readonly channel: string
  readonly who: string
  readonly name: string
  /** Milliseconds since 1970. */
  readonly time: number
  readonly seq: number
  /** As librados says it: `'[INF]'`. */
  readonly level: string
  readonly text: string
  /** How many before this one were not received. */
  readonly lost: number
}

type Pairs = readonly (readonly [name: string, value: string])[]

export interface NativeRadosCluster {
  addresses(cluster: ClusterHandle): Promise<string>
  minCompatibleClient(cluster: ClusterHandle): Promise<MinCompatibleClient>
  minCompatibleOsd(cluster: ClusterHandle): Promise<number>
  pingMonitor(cluster: ClusterHandle, monitor: string): Promise<string>
  /** 0 seconds is the cluster's own default. */
  blocklistAdd(cluster: ClusterHandle, address: string, seconds: number): Promise<void>

  serviceRegister(cluster: ClusterHandle, service: string, daemon: string, metadata: Pairs): Promise<void>
  serviceUpdateStatus(cluster: ClusterHandle, status: Pairs): Promise<void>

  /** Takes the place of the cluster's former follower. At most `limit` entries wait for the JavaScript thread. */
  logFollow(
    cluster: ClusterHandle,
    level: string,
    limit: number,
    receive: (entry: LogEntry) => void,
  ): Promise<LogHandle>
}
