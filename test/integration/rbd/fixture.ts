import { afterAll, inject } from 'vitest'
import { type Cluster, connect, type Pool } from '../../../src/rados/index.ts'
import { type Images, images } from '../../../src/rbd/index.ts'

export const MiB = 1024 ** 2

const pools: string[] = []

// After all connections were closed: what was asked for last is done first.
afterAll(async () => {
  if (pools.length === 0) return
  const { conf, keyring } = inject('lab')
  await using cluster = await connect({ conf, keyring })
  await Promise.all(pools.map((name) => cluster.pools.delete(name)))
})

/** A connection of its own to the lab's cluster, closed at the end of the file. */
export async function newCluster(config: Record<string, string> = {}): Promise<Cluster> {
  const lab = inject('lab')
  const cluster = await connect({ conf: lab.conf, keyring: lab.keyring, config })
  afterAll(() => cluster.close())
  return cluster
}

/** A pool of its own, gone at the end of the file. */
export async function newPool(cluster: Cluster): Promise<Pool> {
  const name = `rbd-${process.pid}-${pools.length + 1}`
  pools.push(name)
  await cluster.pools.create(name, { pgNum: 8 })
  return await openPool(cluster, name)
}

async function openPool(cluster: Cluster, name: string): Promise<Pool> {
  const pool = await cluster.openPool(name)
  afterAll(() => pool.close())
  return pool
}

export async function newImages(config?: Record<string, string>): Promise<Images> {
  const pool = await newPool(await newCluster(config))
  const all = images(pool)
  await all.init()
  return all
}

/** The same images as another client has them. */
export async function asAnotherClient({ pool }: Images, config?: Record<string, string>): Promise<Images> {
  return images(await openPool(await newCluster(config), pool.name))
}

/** What a promise rejects with. */
export async function failure(promise: Promise<unknown>): Promise<Error & Record<string, unknown>> {
  try {
    await promise
  } catch (error) {
    return error as Error & Record<string, unknown>
  }
  throw new Error('It was expected to fail')
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}
