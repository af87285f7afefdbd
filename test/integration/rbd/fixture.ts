import { afterAll, inject } from 'vitest'
import { type Cluster, connect, type Pool } from '../../../src/rados/index.ts'
import { type Images, images } from '../../../src/rbd/index.ts'

export const MiB = 1024 ** 2

let count = 0

/** A connection of its own to the lab's cluster, closed at the end of the file. */
export async function newCluster(config: Record<string, string> = {}): Promise<Cluster> {
  const lab = inject('lab')
  const cluster = await connect({ conf: lab.conf, keyring: lab.keyring, config })
  afterAll(() => cluster.close())
  return cluster
}

/** A pool of its own. */
export async function newPool(cluster: Cluster): Promise<Pool> {
  count += 1
  const name = `rbd-${process.pid}-${count}`
  await cluster.pools.create(name, { pgNum: 8 })
  return await cluster.openPool(name)
}

export async function newImages(config?: Record<string, string>): Promise<Images> {
  const pool = await newPool(await newCluster(config))
  const all = images(pool)
  await all.init()
  return all
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
