import { beforeAll, expect, test } from 'vitest'
import {
  ImageNotFoundError,
  NamespaceExistsError,
  NamespaceNotEmptyError,
  NamespaceNotFoundError,
} from '../../../src/core/errors.ts'
import { type Images, images as imagesOf } from '../../../src/rbd/index.ts'
import { collect, failure, MiB, newImages } from './fixture.ts'

let images: Images

beforeAll(async () => {
  images = await newImages()
})

test('create, list, exists, remove', async () => {
  const { namespaces, pool } = images
  expect(await collect(namespaces.list())).toEqual([])
  await namespaces.create('tenant-b')
  await namespaces.create('tenant-a')
  expect(await collect(namespaces.list())).toEqual([{ name: 'tenant-a' }, { name: 'tenant-b' }])
  expect(await namespaces.exists('tenant-a')).toBe(true)
  expect(await namespaces.exists('tenant-c')).toBe(false)
  const exists = await failure(namespaces.create('tenant-a'))
  expect(exists).toBeInstanceOf(NamespaceExistsError)
  expect(exists).toMatchObject({ code: 'EEXIST', subject: { pool: pool.name, namespace: 'tenant-a' } })
  await namespaces.remove('tenant-b')
  expect(await namespaces.exists('tenant-b')).toBe(false)
  const missing = await failure(namespaces.remove('tenant-b'))
  expect(missing).toBeInstanceOf(NamespaceNotFoundError)
  expect(missing).toMatchObject({ code: 'ENOENT', hint: expect.stringContaining('namespaces.create') })
  for (const call of ['create', 'remove', 'exists'] as const) {
    expect(await failure(namespaces[call](''))).toBeInstanceOf(RangeError)
    expect(await failure(namespaces[call](1 as never))).toBeInstanceOf(TypeError)
  }
})

test('more of them than fit at first', async () => {
  const many = await newImages()
  const names = Array.from({ length: 60 }, (_, index) => `${String(index).padStart(3, '0')}${'x'.repeat(150)}`)
  for (const name of names) await many.namespaces.create(name)
  expect((await collect(many.namespaces.list())).map(({ name }) => name)).toEqual(names)
})

test('each has images of its own, and cannot be removed with them', async () => {
  await images.namespaces.create('own')
  const own = imagesOf(images.pool.inNamespace('own'))
  await own.create('inside', { size: MiB })
  expect((await collect(own.list())).map(({ name }) => name)).toEqual(['inside'])
  expect(await collect(images.list())).toEqual([])
  const full = await failure(images.namespaces.remove('own'))
  expect(full).toBeInstanceOf(NamespaceNotEmptyError)
  expect(full).toMatchObject({ code: 'EBUSY', hint: expect.stringContaining('trash') })
  await own.trash.move('inside')
  expect(await failure(images.namespaces.remove('own'))).toBeInstanceOf(NamespaceNotEmptyError)
  await own.create('still-there', { size: MiB })
  await own.remove('still-there')
  expect(await failure(own.open('still-there'))).toBeInstanceOf(ImageNotFoundError)
  await own.trash.purge()
  await images.namespaces.remove('own')
})

test('one that is not there is named, whatever is asked of it', async () => {
  const nowhere = imagesOf(images.pool.inNamespace('nowhere'))
  const calls: Record<string, () => Promise<unknown>> = {
    list: () => collect(nowhere.list()),
    listWithInfo: () => collect(nowhere.list({ info: true })),
    create: () => nowhere.create('x', { size: MiB }),
    open: () => nowhere.open('x'),
    rename: () => nowhere.rename('x', 'y'),
    remove: () => nowhere.remove('x'),
    stats: () => nowhere.stats(),
    trashList: () => collect(nowhere.trash.list()),
    trashMove: () => nowhere.trash.move('x'),
    trashGet: () => nowhere.trash.get('x'),
    trashRestore: () => nowhere.trash.restore('x'),
    trashRemove: () => nowhere.trash.remove('x'),
    trashPurge: () => nowhere.trash.purge(),
    groupList: () => collect(nowhere.groups.list()),
    groupCreate: () => nowhere.groups.create('x'),
    groupGet: () => nowhere.groups.get('x'),
    groupRename: () => nowhere.groups.rename('x', 'y'),
    groupRemove: () => nowhere.groups.remove('x'),
    migrationPrepare: () => nowhere.migration.prepare('x', 'y'),
    migrationStatus: () => nowhere.migration.status('x'),
    metadataSet: () => nowhere.metadata.set('a', 'b'),
  }
  for (const [name, call] of Object.entries(calls)) {
    const missing = await failure(call())
    expect([name, missing.constructor]).toEqual([name, NamespaceNotFoundError])
    expect(missing).toMatchObject({ code: 'ENOENT', subject: { pool: images.pool.name, namespace: 'nowhere' } })
    expect(missing.message).toContain(`namespace '${images.pool.name}/nowhere' does not exist`)
  }
  expect(await collect(images.pool.inNamespace('nowhere').objects())).toEqual([])
})
