import { beforeAll, expect, test } from 'vitest'
import { CephError, SnapshotBusyError, SnapshotExistsError, SnapshotNotFoundError } from '../../../src/core/errors.ts'
import type { Image, Images } from '../../../src/rbd/index.ts'
import { collect, failure, MiB, newImages } from './fixture.ts'

let images: Images
let image: Image

beforeAll(async () => {
  images = await newImages()
  await images.create('z-centos9', { size: 16 * MiB })
  image = await images.open('z-centos9')
})

test('create, list, rename, remove', async () => {
  await image.snapshots.create('one')
  await image.resize('32MiB')
  await image.snapshots.create('two', { quiesce: 'skip' })
  const listed = await collect(image.snapshots.list())
  expect(listed).toMatchObject([
    { name: 'one', size: 16 * MiB, kind: 'user', isProtected: false },
    { name: 'two', size: 32 * MiB, kind: 'user', isProtected: false },
  ])
  expect(listed.every(({ id, createdAt }) => typeof id === 'bigint' && Date.now() - createdAt.getTime() < 60_000)).toBe(
    true,
  )
  expect((await image.info()).snapshotCount).toBe(2)
  const exists = await failure(image.snapshots.create('one'))
  expect(exists).toBeInstanceOf(SnapshotExistsError)
  expect(exists).toMatchObject({ subject: { image: 'z-centos9', snapshot: 'one' } })
  await image.snapshots.rename('one', 'first')
  expect(await failure(image.snapshots.rename('one', 'other'))).toBeInstanceOf(SnapshotNotFoundError)
  const taken = await failure(image.snapshots.rename('first', 'two'))
  expect(taken).toBeInstanceOf(SnapshotExistsError)
  expect(taken).toMatchObject({ subject: { snapshot: 'two' } })
  const missing = await failure(image.snapshots.remove('one'))
  expect(missing).toBeInstanceOf(SnapshotNotFoundError)
  expect(missing.message).toContain("z-centos9@one'")
  expect(missing.hint).toBeUndefined()
  const quiesce = await failure(image.snapshots.create('three', { quiesce: 'maybe' as never }))
  expect(quiesce).toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
  await image.snapshots.remove('first')
  await image.snapshots.remove('two')
  expect(await collect(image.snapshots.list({ all: true }))).toEqual([])
})

test('protection', async () => {
  await image.snapshots.create('golden')
  await image.snapshots.protect('golden')
  expect(await image.snapshots.isProtected('golden')).toBe(true)
  expect((await collect(image.snapshots.list()))[0]?.isProtected).toBe(true)
  expect(await failure(image.snapshots.protect('golden'))).toBeInstanceOf(SnapshotBusyError)
  const busy = await failure(image.snapshots.remove('golden'))
  expect(busy).toBeInstanceOf(SnapshotBusyError)
  expect(busy.hint).toContain('unprotect')
  await image.snapshots.unprotect('golden')
  expect(await failure(image.snapshots.unprotect('golden'))).toMatchObject({ code: 'EINVAL' })
  await image.snapshots.protect('golden')
  await image.snapshots.remove('golden', { unprotect: true })
  expect(await failure(image.snapshots.isProtected('golden'))).toBeInstanceOf(SnapshotNotFoundError)
})

test('rollback brings the data and the size back, and tells its progress', async () => {
  const text = async (): Promise<string> => {
    const buffer = Buffer.alloc(6)
    await image.read(buffer, 0)
    return buffer.toString()
  }
  await image.resize('64MiB')
  await image.write(Buffer.from('before'), 0)
  await image.snapshots.create('then')
  await image.write(Buffer.from('behind'), 0)
  await image.resize('128MiB')
  const told: number[] = []
  await image.snapshots.rollback('then', { onProgress: (done, total) => told.push(done / total) })
  expect(await text()).toBe('before')
  expect(await image.size()).toBe(64 * MiB)
  expect(told.length).toBeGreaterThan(0)
  expect(await failure(image.snapshots.rollback('never'))).toBeInstanceOf(SnapshotNotFoundError)
  await image.write(Buffer.from('behind'), 0)
  await image.resize('128MiB')

  await image.setSnapshot('then')
  expect(await text()).toBe('before')
  expect(await image.size()).toBe(64 * MiB)
  expect(await failure(image.read(Buffer.alloc(1), 64 * MiB))).toBeInstanceOf(RangeError)
  await image.setSnapshot(undefined)
  expect(await text()).toBe('behind')
  const [snapshot] = await collect(image.snapshots.list())
  await image.setSnapshot(snapshot?.id)
  expect(await text()).toBe('before')
  await image.setSnapshot(undefined)
  expect(await failure(image.setSnapshot('never'))).toBeInstanceOf(SnapshotNotFoundError)
  expect(await failure(image.setSnapshot(12345n))).toBeInstanceOf(SnapshotNotFoundError)
  expect(await text()).toBe('behind')
})

test('a limit', async () => {
  const { snapshotCount } = await image.info()
  await image.snapshots.setLimit(snapshotCount)
  expect((await image.info()).snapshotLimit).toBe(snapshotCount)
  const full = await failure(image.snapshots.create('one-too-many'))
  expect(full).toBeInstanceOf(CephError)
  expect(full.code).toBe('EDQUOT')
  await image.snapshots.setLimit(undefined)
  expect((await image.info()).snapshotLimit).toBeUndefined()
})
