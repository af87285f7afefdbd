import { beforeAll, expect, test } from 'vitest'
import type { Images } from '../../../src/rbd/index.ts'
import { collect, failure, MiB, newImages } from './fixture.ts'

let images: Images

beforeAll(async () => {
  images = await newImages()
})

test('the mode, the names, and the peers of a pool', async () => {
  const { mirror } = images
  expect(await mirror.mode()).toBe('disabled')
  await mirror.setMode('image')
  expect(await mirror.mode()).toBe('image')
  expect(await mirror.uuid()).toMatch(/^[0-9a-f-]{36}$/)
  await mirror.setSiteName('site-a')
  expect(await mirror.siteName()).toBe('site-a')
  const id = await mirror.peers.add('site-b', 'client.mirror')
  expect(await collect(mirror.peers.list())).toMatchObject([
    { id, siteName: 'site-b', clientName: 'client.mirror', direction: 'rx-tx', lastSeen: undefined },
  ])
  expect(await failure(mirror.peers.add('site-b', 'client.mirror'))).toMatchObject({ code: 'EEXIST' })
  expect(await failure(mirror.setMode('disabled'))).toMatchObject({ code: 'EBUSY' })
  await mirror.peers.remove(id)
  expect(await collect(mirror.peers.list())).toEqual([])
  await mirror.setMode('disabled')
  expect(await mirror.mode()).toBe('disabled')
})

test('an image is enabled, snapshotted, demoted, promoted, disabled', async () => {
  await images.create('disk', { size: MiB })
  await using image = await images.open('disk')
  expect(await failure(image.mirror.enable({ mode: 'snapshot' }))).toMatchObject({ code: 'EINVAL' })
  await images.mirror.setMode('image')
  await image.mirror.enable({ mode: 'snapshot' })
  expect((await image.info()).mirroring).toMatchObject({ state: 'enabled', mode: 'snapshot', primary: true })
  expect(await failure(image.mirror.createSnapshot())).toMatchObject({ code: 'EINVAL' })
  await images.mirror.peers.add('site-b', 'client.mirror')
  const id = await image.mirror.createSnapshot({ quiesce: 'skip' })
  const all = await collect(image.snapshots.list({ all: true }))
  expect(all.find((snapshot) => snapshot.id === id)?.kind).toBe('mirror')
  expect(await failure(image.mirror.resync())).toMatchObject({ code: 'EINVAL' })
  await image.mirror.demote()
  expect((await image.info()).mirroring).toMatchObject({ primary: false })
  await image.mirror.resync()
  await image.mirror.promote({ force: true })
  expect((await image.info()).mirroring).toMatchObject({ primary: true })
  await image.mirror.disable()
  expect((await image.info()).mirroring).toBeUndefined()
})

test('bad arguments', async () => {
  const { mirror } = images
  expect(await failure(mirror.setMode('all' as never))).toBeInstanceOf(RangeError)
  expect(await failure(mirror.setSiteName(''))).toBeInstanceOf(RangeError)
  expect(await failure(mirror.peers.add('b', 1 as never))).toBeInstanceOf(TypeError)
  expect(await failure(mirror.peers.add('b', 'c', { direction: 'up' as never }))).toBeInstanceOf(RangeError)
  expect(await failure(mirror.peers.remove(''))).toBeInstanceOf(RangeError)
  await images.create('other', { size: MiB })
  await using image = await images.open('other')
  expect(await failure(image.mirror.enable({ mode: 'both' as never }))).toBeInstanceOf(RangeError)
  expect(await failure(image.mirror.createSnapshot({ quiesce: 'x' as never }))).toBeInstanceOf(RangeError)
})
