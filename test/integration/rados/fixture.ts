import { afterAll, beforeAll, inject } from 'vitest'
import { type Cluster, connect, type Pool } from '../../../src/rados/index.ts'

/** A pool of its own for the tests of a file, on a connection of its own: handed over before them, gone after them. */
export function withPool(name: string, take: (pool: Pool) => void): void {
  let cluster: Cluster
  let pool: Pool
  beforeAll(async () => {
    const { conf, keyring } = inject('lab')
    cluster = await connect({ conf, keyring })
    await cluster.pools.create(name, { pgNum: 8 })
    pool = await cluster.openPool(name)
    take(pool)
  })
  afterAll(async () => {
    await pool.close()
    await cluster.pools.delete(name)
    await cluster.close()
  })
}
