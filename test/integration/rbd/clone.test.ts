import { randomBytes } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  AbortError,
  ImageExistsError,
  ImageNotFoundError,
  NotSupportedError,
  PoolNotFoundError,
  SnapshotBusyError,
  SnapshotNotFoundError,
} from '../../../src/core/errors.ts'
import { type Image, type Images, images as imagesOf, supports } from '../../../src/rbd/index.ts'
import { collect, failure, MiB, newImages, newPool } from './fixture.ts'

let images: Images
let elsewhere: Images
let parent: Image
const data = randomBytes(6 * MiB)

const names = async (all: Images): Promise<string[]> => (await all.list().toArray()).map(({ name }) => name)

async function bytes(image: Image, length = 6 * MiB): Promise<Buffer> {
  const buffer = Buffer.alloc(length)
  await image.read(buffer, 0)
  return buffer
}

beforeAll(async () => {
  images = await newImages()
  elsewhere = imagesOf(await newPool(images.pool.cluster))
  await elsewhere.init()
  await images.create('golden', { size: 32 * MiB })
  parent = await images.open('golden')
  await parent.write(data, 0)
  await parent.snapshots.create('clean')
  await parent.write(Buffer.from('later'), 0)
})

describe('a clone', () => {
  test('begins as its parent, and is its own', async () => {
    await images.clone('golden', 'clean', 'guest', { cloneFormat: 2 })
    const clone = await images.open('guest')
    expect((await bytes(clone)).equals(data)).toBe(true)
    await clone.write(Buffer.from('mine'), 0)
    expect((await bytes(clone)).subarray(0, 4).toString()).toBe('mine')
    expect(await clone.parent()).toMatchObject({ image: 'golden', snapshot: 'clean', overlap: 32 * MiB })
    expect((await clone.info()).opFeatures).toContain('clone-child')
    expect(await collect(parent.children())).toEqual([
      { pool: images.pool.name, namespace: '', image: 'guest', imageId: clone.id, trash: false },
    ])
    expect(await collect(clone.children())).toEqual([])
    await clone.close()
  })

  test('of another pool, with a layout of its own; and a clone of that', async () => {
    await images.clone('golden', 'clean', 'far', {
      into: elsewhere,
      cloneFormat: 2,
      objectSize: '8MiB',
      disableFeatures: ['deep-flatten'],
    })
    await using far = await elsewhere.open('far')
    const { objectSize, features, parent: from } = await far.info()
    expect(objectSize).toBe(8 * MiB)
    expect(features).not.toContain('deep-flatten')
    expect(features).toContain('object-map')
    expect(from).toMatchObject({ pool: images.pool.name, image: 'golden' })
    await far.snapshots.create('again')
    await elsewhere.clone('far', 'again', 'farther', { cloneFormat: 2 })
    expect((await collect(parent.descendants())).map(({ image }) => image).sort()).toEqual(['far', 'farther', 'guest'])
    await parent.setSnapshot('clean')
    expect((await collect(parent.children())).map(({ image }) => image).sort()).toEqual(['far', 'guest'])
    await parent.setSnapshot(undefined)
  })

  test('of format 1 needs a protected snapshot', async () => {
    const unprotected = await failure(images.clone('golden', 'clean', 'old', { cloneFormat: 1 }))
    expect(unprotected).toMatchObject({ code: 'EINVAL' })
    expect(await names(images)).not.toContain('old')
    await parent.snapshots.create('kept')
    await parent.snapshots.protect('kept')
    await images.clone('golden', 'kept', 'old', { cloneFormat: 1 })
    expect(await failure(parent.snapshots.unprotect('kept'))).toBeInstanceOf(SnapshotBusyError)
    await parent.snapshots.remove('kept', { unprotect: true, flatten: true })
    await using old = await images.open('old')
    expect(await old.parent()).toBeUndefined()
  })

  test('by the id of a snapshot', async () => {
    const id = await parent.snapshots.idOf('clean')
    const made = images.clone('golden', id, 'by-id', { cloneFormat: 2 })
    if (supports('rbd_clone4')) {
      await made
      await images.remove('by-id')
    } else {
      expect(await failure(made)).toBeInstanceOf(NotSupportedError)
    }
  })

  test('is refused for what is not there, or there already', async () => {
    expect(await failure(images.clone('golden', 'never', 'x'))).toBeInstanceOf(SnapshotNotFoundError)
    expect(await failure(images.clone('nobody', 'clean', 'x'))).toBeInstanceOf(ImageNotFoundError)
    const there = await failure(images.clone('golden', 'clean', 'guest'))
    expect(there).toBeInstanceOf(ImageExistsError)
    expect(there).toMatchObject({ subject: { image: 'guest' } })
    expect(await failure(images.clone('golden', 'clean', ''))).toBeInstanceOf(RangeError)
    expect(await failure(images.clone('golden', 7 as never, 'x'))).toBeInstanceOf(TypeError)
    expect(await failure(images.clone('golden', 'clean', 'x', { cloneFormat: 3 as never }))).toBeInstanceOf(RangeError)
    expect(await failure(images.clone('golden', 'clean', 'x', { into: 'pool' as never }))).toBeInstanceOf(TypeError)
    const other = await newImages()
    const foreign = await failure(images.clone('golden', 'clean', 'x', { into: other }))
    expect(foreign).toBeInstanceOf(RangeError)
    expect(foreign.message).toContain('import')
  })

  test('becomes independent when it is flattened', async () => {
    await using clone = await images.open('guest')
    const told: number[] = []
    await clone.flatten({ onProgress: (done, total) => told.push(done / total) })
    expect(await clone.parent()).toBeUndefined()
    expect(told.every((part) => part <= 1)).toBe(true)
    expect((await bytes(clone)).subarray(4).equals(data.subarray(4))).toBe(true)
    expect(await failure(clone.flatten())).toMatchObject({ code: 'EINVAL' })
    await using still = await images.open('guest', { readOnly: true })
    expect(await failure(still.flatten())).toMatchObject({ code: 'EROFS' })
  })

  test('holds up a snapshot that is removed', async () => {
    await images.clone('golden', 'clean', 'holder', { cloneFormat: 2 })
    await parent.snapshots.remove('clean')
    const trashed = (await collect(parent.snapshots.list({ all: true }))).filter(({ kind }) => kind === 'trash')
    expect(trashed).toMatchObject([{ trash: { originalName: 'clean' } }])
    expect(await parent.snapshots.exists('clean')).toBe(false)
    const [snapshot] = trashed
    expect(await failure(parent.snapshots.remove(snapshot?.id ?? 0n))).toBeInstanceOf(SnapshotBusyError)
  })
})

describe('a copy', () => {
  test('has the data and the holes, but no snapshots', async () => {
    const told: number[] = []
    await images.copy('golden', 'copy', { objectSize: '8MiB', onProgress: (done, total) => told.push(done / total) })
    await using copy = await images.open('copy')
    expect((await bytes(copy)).subarray(0, 5).toString()).toBe('later')
    expect((await copy.info()).objectSize).toBe(8 * MiB)
    expect(await collect(copy.snapshots.list())).toEqual([])
    const [extent] = await collect(copy.extents({ wholeObject: true }))
    expect(extent).toMatchObject({ offset: 0, length: 8 * MiB })
    expect(told.at(-1)).toBe(1)
  })

  test('of a snapshot, into another pool', async () => {
    await parent.snapshots.create('then')
    await parent.write(Buffer.from('newer'), 0)
    await images.copy('golden', 'copied', { snapshot: 'then', into: elsewhere, sparseSize: '64KiB' })
    await using copy = await elsewhere.open('copied')
    expect((await bytes(copy)).subarray(0, 5).toString()).toBe('later')
    expect(await failure(images.copy('golden', 'x', { snapshot: 'never' }))).toBeInstanceOf(SnapshotNotFoundError)
  })

  test('that is deep has the snapshots too', async () => {
    await images.deepCopy('golden', 'deep', { into: elsewhere })
    await using deep = await elsewhere.open('deep')
    expect(await deep.snapshots.exists('then')).toBe(true)
    expect((await bytes(deep)).subarray(0, 5).toString()).toBe('newer')
    await deep.setSnapshot('then')
    expect((await bytes(deep)).subarray(0, 5).toString()).toBe('later')
    await elsewhere.deepCopy('far', 'flat', { flatten: true })
    await using flat = await elsewhere.open('flat')
    expect(await flat.parent()).toBeUndefined()
    expect((await bytes(flat)).equals(data)).toBe(true)
  })

  test('that is stopped leaves nothing', async () => {
    const stop = new AbortController()
    const copying = images.copy('golden', 'stopped', { signal: stop.signal, onProgress: () => stop.abort() })
    expect(await failure(copying)).toBeInstanceOf(AbortError)
    expect(await names(images)).not.toContain('stopped')
    const thrown = new Error('enough')
    const deep = images.deepCopy('golden', 'stopped', {
      onProgress: () => {
        throw thrown
      },
    })
    expect(await failure(deep)).toBe(thrown)
    expect(await names(images)).not.toContain('stopped')
  })

  test('that is given up leaves what another has made of that name', async () => {
    for (let round = 0; round < 4; round += 1) {
      const name = `raced-${round}`
      const [made] = await Promise.allSettled([
        images.copy('golden', name),
        images.copy('golden', name, { timeout: 1 }),
      ])
      expect((await names(images)).includes(name)).toBe(made.status === 'fulfilled')
    }
  })

  test('for whose data there is no pool says so', async () => {
    const nowhere = { dataPool: 'no-such-pool' }
    for (const making of [
      () => images.clone('golden', 'clean', 'nowhere', { cloneFormat: 2, ...nowhere }),
      () => images.copy('golden', 'nowhere', nowhere),
      () => images.deepCopy('golden', 'nowhere', nowhere),
    ]) {
      expect(await failure(making())).toBeInstanceOf(PoolNotFoundError)
    }
    expect(await names(images)).not.toContain('nowhere')
    const misspelt = images.clone('golden', 'clean', 'nowhere', { journal: { splay: 2 } as never })
    expect(await failure(misspelt)).toBeInstanceOf(TypeError)
  })

  test('does not touch what is there', async () => {
    for (const copy of [images.copy, images.deepCopy]) {
      const error = await failure(copy.call(images, 'golden', 'copy'))
      expect(error).toBeInstanceOf(ImageExistsError)
      expect(error).toMatchObject({ subject: { image: 'copy' } })
    }
    expect(await names(images)).toContain('copy')
    expect(await failure(images.copy('nobody', 'x'))).toBeInstanceOf(ImageNotFoundError)
    expect(await failure(images.copy('golden', 'x', { sparseSize: 3000 }))).toBeInstanceOf(RangeError)
    expect(await failure(images.deepCopy('golden', 'x', { flatten: 1 as never }))).toBeInstanceOf(TypeError)
    expect(await failure(images.copy('golden', 'x', { sparse: 1 } as never))).toBeInstanceOf(TypeError)
  })
})

test('an image keeps its journal where it is told to', async () => {
  await images.create('journaled', {
    size: 8 * MiB,
    enableFeatures: ['journaling'],
    journal: { objectSize: '1MiB', splayWidth: 2, pool: elsewhere.pool.name },
  })
  await using journaled = await images.open('journaled')
  expect((await journaled.info()).journal).toBe(journaled.id)
  await journaled.write(Buffer.from('first into the journal'), 0)
  const objects = (await collect(elsewhere.pool.objects())).map(({ name }) => name)
  expect(objects.some((name) => name.startsWith('journal_data.'))).toBe(true)
  const wrong = await failure(images.create('x', { size: 1, journal: { splayWidth: 0 } }))
  expect(wrong).toBeInstanceOf(RangeError)
})
