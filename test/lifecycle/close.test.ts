import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { type Cluster, connect, type Pool } from '../../src/rados/index.ts'
import { type Image, images } from '../../src/rbd/index.ts'
import { preparePool } from './lab.ts'

const POOL = 'lifecycle-close'
let dispose: () => Promise<void>

beforeAll(async () => {
  ;({ dispose } = await preparePool(POOL, ['four']))
})
afterAll(() => dispose())

interface Opened {
  readonly cluster: Cluster
  readonly pool: Pool
  readonly image: Image
}

async function open(): Promise<Opened> {
  const { conf, keyring } = inject('lab')
  const cluster = await connect({ conf, keyring })
  const pool = await cluster.openPool(POOL)
  return { cluster, pool, image: await images(pool).open('four') }
}

const ORDERS: readonly (readonly (keyof Opened)[])[] = [
  ['image', 'pool', 'cluster'],
  ['image', 'cluster', 'pool'],
  ['pool', 'image', 'cluster'],
  ['pool', 'cluster', 'image'],
  ['cluster', 'image', 'pool'],
  ['cluster', 'pool', 'image'],
]

describe('closing', () => {
  test.each(ORDERS)('in the order %s, %s, %s, one after the other', async (...order) => {
    const opened = await open()
    for (const name of order) await opened[name].close()
    for (const name of order) expect(opened[name].closed).toBe(true)
  })

  test.each(ORDERS)('in the order %s, %s, %s, all at once, with writes in flight', async (...order) => {
    const opened = await open()
    const writes = Array.from({ length: 64 }, (_, index) => opened.image.write(Buffer.alloc(4096, 1), index * 4096))
    await Promise.all(order.map((name) => opened[name].close()))
    // What was accepted before the close is done, not lost.
    expect(await Promise.all(writes)).toEqual(writes.map(() => 4096))
  })

  test('twice is once', async () => {
    const { cluster, image } = await open()
    expect(image.close()).toBe(image.close())
    await image.close()
    await cluster.close()
    await image.close()
  })

  test('a handle refuses work from then on, and so do those opened through it', async () => {
    const { cluster, pool, image } = await open()
    const closing = cluster.close()
    const refused = { code: 'ERR_CEPHVIRT_CLOSED' }
    await expect(image.read(Buffer.alloc(512), 0)).rejects.toMatchObject(refused)
    await expect(image.write(Buffer.alloc(512), 0)).rejects.toMatchObject(refused)
    await expect(image.resize('1GiB')).rejects.toMatchObject(refused)
    await expect(image.info()).rejects.toMatchObject(refused)
    await expect(images(pool).open('four')).rejects.toMatchObject(refused)
    await expect(cluster.openPool(POOL)).rejects.toMatchObject(refused)
    await expect(cluster.fsid()).rejects.toMatchObject(refused)
    await closing
    await expect(cluster.fsid()).rejects.toMatchObject(refused)
  })

  test('what opens while its parent closes is not left open', async () => {
    const { cluster, pool } = await open()
    const opening = images(pool).open('four')
    const closing = cluster.close()
    const outcome = await opening.then(
      (image) => image.closed,
      (error) => error.code,
    )
    expect([true, 'ERR_CEPHVIRT_CLOSED']).toContain(outcome)
    await closing
  })
})
