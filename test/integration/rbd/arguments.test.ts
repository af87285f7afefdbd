import { beforeAll, expect, test } from 'vitest'
import { type Images, images as imagesOf } from '../../../src/rbd/index.ts'
import { failure, MiB, newImages } from './fixture.ts'

let images: Images

beforeAll(async () => {
  images = await newImages()
  await images.create('image', { size: MiB })
})

const TYPE = 'ERR_INVALID_ARG_TYPE'
const RANGE = 'ERR_OUT_OF_RANGE'
const size = MiB

test.each([
  ['no options', () => images.create('x', undefined as never), TYPE],
  ['no size', () => images.create('x', {} as never), TYPE],
  ['a negative size', () => images.create('x', { size: -1 }), RANGE],
  ['half a byte', () => images.create('x', { size: 0.5 }), RANGE],
  ['a size that is none', () => images.create('x', { size: '6 apples' }), RANGE],
  ['an empty name', () => images.create('', { size }), RANGE],
  ['a name with NUL', () => images.create('a\0b', { size }), RANGE],
  ['an unknown feature', () => images.create('x', { size, features: ['magic' as never] }), RANGE],
  ['objects that are no power of two', () => images.create('x', { size, objectSize: 3 * MiB }), RANGE],
  ['objects that are too small', () => images.create('x', { size, objectSize: 2048 }), RANGE],
  ['an order that is too large', () => images.create('x', { size, order: 26 }), RANGE],
  ['order and object size', () => images.create('x', { size, order: 22, objectSize: '4MiB' }), RANGE],
  ['half a striping', () => images.create('x', { size, stripeUnit: 65536 }), RANGE],
  ['no name to open', () => images.open(undefined as never), TYPE],
  ['an id that is none', () => images.open({ id: 7 as never }), TYPE],
  ['exclusive for reading', () => images.open('image', { readOnly: true, exclusive: true }), RANGE],
  ['exclusive at a snapshot', () => images.open('image', { snapshot: 's', exclusive: true }), RANGE],
  ['a flag that is none', () => images.open('image', { readOnly: 'yes' as never }), TYPE],
  ['a new name that is empty', () => images.rename('image', ''), RANGE],
  ['progress that cannot be told', () => images.remove('image', { onProgress: 1 as never }), TYPE],
  ['a signal that is none', () => images.remove('image', { signal: {} as never }), TYPE],
  ['a source that is none', () => images.import(7 as never, 'x'), TYPE],
  ['too many at a time', () => images.list({ info: true, concurrency: 0 }).toArray(), RANGE],
])('%s is refused before librbd is asked', async (_title, start, code) => {
  expect(await failure(start())).toMatchObject({ code })
  expect(await images.list().toArray()).toMatchObject([{ name: 'image' }])
})

test('images() wants a pool', () => {
  expect(() => imagesOf('libvirt-pool' as never)).toThrow(TypeError)
})
