import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { type Cluster, connect, type Pool } from '../../../src/rados/index.ts'
import { type Images, images as imagesOf } from '../../../src/rbd/index.ts'

// What a user sees of a slip: nothing is done that was not meant.
const POOL = 'slips'
let cluster: Cluster
let pool: Pool
let images: Images

beforeAll(async () => {
  const { conf, keyring } = inject('lab')
  cluster = await connect({ conf, keyring })
  await cluster.pools.create(POOL, { pgNum: 8, application: 'rbd' })
  pool = await cluster.openPool(POOL)
  images = imagesOf(pool)
  await images.init()
  await images.create('a', { size: '8MiB' })
})

afterAll(async () => {
  await pool.close()
  await cluster.pools.delete(POOL)
  await cluster.close()
})

describe('a slip', () => {
  const unknown = { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' }

  test('in the name of an option is refused, and says what is meant', async () => {
    await expect(images.open('a', { readonly: true } as never)).rejects.toMatchObject({
      ...unknown,
      message: "options.readonly is unknown: 'readOnly' is meant",
    })
    await expect(cluster.pools.create('p2', { pg_num: 8 } as never)).rejects.toMatchObject(unknown)
    await expect(cluster.pools.setQuota(POOL, { maxByte: 1 } as never)).rejects.toMatchObject(unknown)
    await expect(connect({ conff: 'x' } as never)).rejects.toMatchObject(unknown)
  })

  test('a missing await is recognised', () => {
    expect(() => imagesOf(cluster.openPool(POOL) as never)).toThrow(/is an `await` missing/)
  })

  test('a listener that throws stops the work, and its error is the outcome', async () => {
    const image = await images.open('a')
    await image.write(Buffer.alloc(8 * 1024 ** 2, 1), 0)
    await image.close()
    const thrown = new Error('from the listener')
    const listener = () => {
      throw thrown
    }
    await expect(images.remove('a', { onProgress: listener })).rejects.toBe(thrown)
    // It was told to stop; what was too late to stop is done.
    await images.remove('a').catch((error) => expect(error).toMatchObject({ name: 'ImageNotFoundError' }))
  })

  test('an import and an export end at their timeout, and leave nothing', async () => {
    async function* endless() {
      for (;;) {
        yield Buffer.alloc(1024 ** 2, 1)
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    }
    await expect(images.import(endless(), 'endless', { timeout: 300 })).rejects.toMatchObject({
      name: 'OperationTimeoutError',
      message: `No answer within 300 ms: image '${POOL}/endless'`,
    })
    await expect(images.open('endless')).rejects.toMatchObject({ name: 'ImageNotFoundError' })
  })
})

test('a handle shows its name, and whether it is open', async () => {
  await images.create('shown', { size: '4MiB' })
  const image = await images.open('shown', { readOnly: true })
  expect(inspect(image)).toBe(`Image { '${POOL}/shown', open }`)
  expect(inspect({ cluster, pool, list: images.list() })).toContain(`Pool { '${POOL}', open }`)
  await image.close()
  expect(inspect(image)).toBe(`Image { '${POOL}/shown', closed }`)
  await expect(image.size()).rejects.toMatchObject({
    message: `The image '${POOL}/shown' is closed`,
    subject: { pool: POOL, image: 'shown' },
  })
})
