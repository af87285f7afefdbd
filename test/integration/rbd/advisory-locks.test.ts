import { beforeAll, expect, test } from 'vitest'
import { ExistsError, ImageBusyError, NotFoundError } from '../../../src/core/index.ts'
import type { Image } from '../../../src/rbd/index.ts'
import { asAnotherClient, failure, MiB, newImages } from './fixture.ts'

let image: Image
let other: Image

beforeAll(async () => {
  const images = await newImages()
  await images.create('z-centos9', { size: MiB })
  image = await images.open('z-centos9')
  other = await (await asAnotherClient(images, { rbd_blocklist_on_break_lock: 'false' })).open('z-centos9')
})

test('exclusive', async () => {
  expect(await image.advisoryLocks.get()).toBeUndefined()
  await image.advisoryLocks.lockExclusive('backup')
  const lock = await image.advisoryLocks.get()
  expect(lock).toMatchObject({ mode: 'exclusive', tag: '', holders: [{ cookie: 'backup' }] })
  expect(lock?.holders[0]?.client).toMatch(/^client\.\d+$/)
  expect(lock?.holders[0]?.address).toMatch(/:0\/\d+$/)
  expect(await failure(image.advisoryLocks.lockExclusive('backup'))).toBeInstanceOf(ExistsError)
  const busy = await failure(other.advisoryLocks.lockExclusive('backup'))
  expect(busy).toBeInstanceOf(ImageBusyError)
  expect(busy).toMatchObject({ code: 'EBUSY', subject: { image: 'z-centos9' } })
  expect(busy.hint).toContain('break')
  expect(await failure(other.advisoryLocks.lockShared('backup', 'tag'))).toBeInstanceOf(ImageBusyError)
  const missing = await failure(other.advisoryLocks.unlock('backup'))
  expect(missing).toBeInstanceOf(NotFoundError)
  expect(missing.message).toContain('is not held so')
  await image.advisoryLocks.unlock('backup')
  expect(await image.advisoryLocks.get()).toBeUndefined()
})

test('shared by those who know the tag', async () => {
  await image.advisoryLocks.lockShared('reader-1', 'readers')
  await other.advisoryLocks.lockShared('reader-2', 'readers')
  expect(await failure(other.advisoryLocks.lockShared('reader-3', 'others'))).toBeInstanceOf(ImageBusyError)
  const lock = await image.advisoryLocks.get()
  expect(lock).toMatchObject({ mode: 'shared', tag: 'readers' })
  expect(lock?.holders.map(({ cookie }) => cookie).sort()).toEqual(['reader-1', 'reader-2'])
  await image.advisoryLocks.unlock('reader-1')
  await other.advisoryLocks.unlock('reader-2')
})

test('many holders with long names are listed', async () => {
  const cookies = Array.from({ length: 40 }, (_, index) => `${'long-'.repeat(20)}${index}`)
  for (const cookie of cookies) await image.advisoryLocks.lockShared(cookie, 'tag')
  const lock = await image.advisoryLocks.get()
  expect(lock?.holders.map(({ cookie }) => cookie).sort()).toEqual([...cookies].sort())
  for (const cookie of cookies) await image.advisoryLocks.unlock(cookie)
})

test('is broken', async () => {
  await image.advisoryLocks.lockExclusive('of one that died')
  const lock = await other.advisoryLocks.get()
  const holder = lock?.holders[0]
  if (holder === undefined) throw new Error('Nobody holds it')
  await other.advisoryLocks.break(holder)
  expect(await other.advisoryLocks.get()).toBeUndefined()
  expect(await failure(other.advisoryLocks.break(holder))).toBeInstanceOf(NotFoundError)
})

test('arguments', async () => {
  const locks = image.advisoryLocks
  expect(await failure(locks.lockExclusive(''))).toBeInstanceOf(RangeError)
  expect(await failure(locks.lockShared('a', 5 as never))).toBeInstanceOf(TypeError)
  expect(await failure(locks.unlock(undefined as never))).toBeInstanceOf(TypeError)
  expect(await failure(locks.break(undefined as never))).toBeInstanceOf(TypeError)
})
