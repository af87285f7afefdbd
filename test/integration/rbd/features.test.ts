import { beforeAll, expect, test } from 'vitest'
import { AbortError } from '../../../src/core/errors.ts'
import { featuresFromString, featuresToString, type Image, type Images } from '../../../src/rbd/index.ts'
import { collect, failure, MiB, newImages } from './fixture.ts'

let images: Images
let image: Image

beforeAll(async () => {
  images = await newImages()
  await images.create('features', { size: 64 * MiB, features: ['layering', 'exclusive-lock'] })
  image = await images.open('features')
})

test('are enabled, with what they need, and disabled', async () => {
  await image.disableFeatures(['exclusive-lock'])
  const lacking = await failure(image.enableFeatures(['journaling']))
  expect(lacking).toMatchObject({ code: 'EINVAL' })
  expect(lacking.hint).toContain('exclusive-lock')
  await image.enableFeatures(['exclusive-lock'])
  await image.enableFeatures(['object-map', 'fast-diff'])
  expect((await image.info()).features).toEqual(['layering', 'exclusive-lock', 'object-map', 'fast-diff'])
  expect((await image.info()).flags).toContain('object map invalid')
  const told: number[] = []
  await image.rebuildObjectMap({ onProgress: (done, total) => told.push(done / total) })
  expect((await image.info()).flags).toEqual([])
  await image.disableFeatures(['fast-diff', 'object-map'])
  expect((await image.info()).features).toEqual(['layering', 'exclusive-lock'])
  expect(await failure(image.disableFeatures(['layering']))).toMatchObject({ code: 'EINVAL' })
  expect(await failure(image.rebuildObjectMap())).toMatchObject({ code: 'EINVAL' })
  expect(await failure(image.enableFeatures([]))).toBeInstanceOf(RangeError)
  expect(await failure(image.enableFeatures(['magic' as never]))).toBeInstanceOf(RangeError)
  expect(await failure(image.enableFeatures('object-map' as never))).toBeInstanceOf(TypeError)
  await using readOnly = await images.open('features', { readOnly: true })
  expect(await failure(readOnly.enableFeatures(['object-map']))).toMatchObject({ code: 'EROFS' })
})

test('have bits and names', async () => {
  const { featureBits } = await image.info()
  expect(featuresToString(featureBits)).toBe('exclusive-lock,layering')
  expect(featuresFromString('layering,exclusive-lock')).toBe(featureBits)
  expect(() => featuresFromString('magic')).toThrow(expect.objectContaining({ code: 'EINVAL' }))
  expect(() => featuresToString(-1)).toThrow(RangeError)
})

test('sparsify gives back what holds zeros', async () => {
  await image.write(Buffer.alloc(8 * MiB, 1), 0)
  await image.write(Buffer.alloc(8 * MiB), 0)
  await image.flush()
  const allocated = async (): Promise<number> =>
    (await collect(image.extents({ wholeObject: true }))).reduce((sum, { length }) => sum + length, 0)
  expect(await allocated()).toBe(8 * MiB)
  const told: number[] = []
  await image.sparsify({ sparseSize: '4MiB', onProgress: (done, total) => told.push(done / total) })
  expect(await allocated()).toBe(0)
  expect(told.length).toBeGreaterThan(0)
  expect(await failure(image.sparsify({ sparseSize: 5 }))).toBeInstanceOf(RangeError)
  expect(await failure(image.sparsify({ signal: AbortSignal.abort() }))).toBeInstanceOf(AbortError)
})
