export { Cluster, type OpenPoolOptions } from './cluster.ts'
export { type ConnectOptions, connect } from './connect.ts'
export { Pool } from './pool.ts'
