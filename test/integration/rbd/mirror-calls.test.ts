import { inspect } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import {
  NotFoundError,
  NotMirroredError,
  NotPrimaryError,
  NotSupportedError,
  ReadOnlyError,
} from '../../../src/core/errors.ts'
import { type Images, supports } from '../../../src/rbd/index.ts'
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
  const name = await mirror.siteName()
  try {
    await mirror.setSiteName('site-a')
    expect(await mirror.siteName()).toBe('site-a')
  } finally {
    // All pools of the cluster have it.
    await mirror.setSiteName(name)
  }
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
  const early = await failure(image.mirror.enable({ mode: 'snapshot' }))
  expect(early).toBeInstanceOf(NotMirroredError)
  expect(early).toMatchObject({ code: 'EINVAL', hint: expect.stringContaining("images.mirror.setMode('image')") })
  expect(await image.mirror.status()).toMatchObject({ mirroring: 'disabled', remote: [] })
  await images.mirror.setMode('image')
  await image.mirror.enable({ mode: 'snapshot' })
  expect((await image.info()).mirroring).toMatchObject({ state: 'enabled', mode: 'snapshot', primary: true })
  expect(await failure(image.mirror.createSnapshot())).toMatchObject({
    code: 'EINVAL',
    message: expect.stringContaining('has no peer'),
    hint: expect.stringContaining('importBootstrapToken'),
  })
  await images.mirror.peers.add('site-b', 'client.mirror')
  const id = await image.mirror.createSnapshot({ quiesce: 'skip' })
  const all = await collect(image.snapshots.list({ all: true }))
  expect(all.find((snapshot) => snapshot.id === id)?.kind).toBe('mirror')
  expect(await failure(image.mirror.resync())).toMatchObject({
    code: 'EINVAL',
    hint: expect.stringContaining('demote'),
  })
  await image.mirror.demote()
  expect((await image.info()).mirroring).toMatchObject({ primary: false })
  await using other = await images.open('disk')
  expect(await failure(other.write(Buffer.from('x'), 0))).toBeInstanceOf(NotPrimaryError)
  await using reader = await images.open('disk', { readOnly: true })
  expect(await failure(reader.write(Buffer.from('x'), 0))).toBeInstanceOf(ReadOnlyError)
  await image.mirror.resync()
  await image.mirror.promote({ force: true })
  expect((await image.info()).mirroring).toMatchObject({ primary: true })
  await image.mirror.disable()
  expect((await image.info()).mirroring).toBeUndefined()
})

test('what cannot be mirrored so says why', async () => {
  const all = await newImages()
  await all.mirror.setMode('image')
  await all.create('parent', { size: MiB })
  await using parent = await all.open('parent')
  await parent.snapshots.create('before')
  await all.clone('parent', 'before', 'child', { cloneFormat: 2 })
  await using child = await all.open('child')
  expect(await failure(child.mirror.enable({ mode: 'snapshot' }))).toMatchObject({
    code: 'EINVAL',
    hint: expect.stringMatching(/parent'.*flatten\(\)/),
  })
  await child.flatten()
  await child.mirror.enable({ mode: 'snapshot' })
  expect(await failure(child.mirror.enable({ mode: 'journal' }))).toMatchObject({
    message: expect.stringContaining("mirrored in mode 'snapshot' already"),
  })
  await child.mirror.demote()
  expect(await failure(child.mirror.disable())).toBeInstanceOf(NotPrimaryError)
  await child.mirror.disable({ force: true })

  const whole = await newImages()
  await whole.mirror.setMode('pool')
  await whole.create('disk', { size: MiB })
  await using disk = await whole.open('disk')
  const refused = { code: 'EINVAL', hint: expect.stringContaining("enableFeatures(['journaling'])") }
  expect(await failure(disk.mirror.enable({ mode: 'journal' }))).toMatchObject(refused)
  await disk.enableFeatures(['journaling'])
  expect(await disk.mirror.info()).toMatchObject({ mode: 'journal', primary: true })
  expect(await failure(disk.mirror.disable())).toMatchObject(refused)
})

test('what is known of a peer is read and changed; its key is a secret', async () => {
  const all = await newImages()
  await all.mirror.setMode('image')
  const { peers } = all.mirror
  const id = await peers.add('site-b', 'client.mirror', { direction: 'rx' })
  expect(await peers.attributes(id)).toEqual({ monHost: undefined, key: undefined })
  await peers.setAttributes(id, { monHost: '192.0.2.7:6789', key: 'AQBsecretsecret==' })
  const attributes = await peers.attributes(id)
  expect(attributes.monHost).toBe('192.0.2.7:6789')
  expect(attributes.key?.reveal()).toBe('AQBsecretsecret==')
  expect(inspect(attributes)).not.toContain('secretsecret')
  const long = Array.from({ length: 400 }, (_, index) => `192.0.2.${index % 250}:6789`).join(',')
  await peers.setAttributes(id, { monHost: long, key: 'AQBsecretsecret==' })
  expect((await peers.attributes(id)).monHost).toBe(long)
  await peers.setSiteName(id, 'site-c')
  await peers.setClientName(id, 'client.other')
  await peers.setDirection(id, 'rx-tx')
  expect(await collect(peers.list())).toMatchObject([
    { id, siteName: 'site-c', clientName: 'client.other', direction: 'rx-tx' },
  ])
  expect(await failure(peers.setSiteName('00000000-0000-0000-0000-000000000000', 'x'))).toBeInstanceOf(NotFoundError)
  expect(await failure(peers.setDirection(id, 'up' as never))).toBeInstanceOf(RangeError)
  expect(await failure(peers.setAttributes(id, { key: 7 as never }))).toBeInstanceOf(TypeError)
  expect(await failure(peers.setAttributes(id, { monHost: 'a"' }))).toBeInstanceOf(RangeError)
})

test('a token is made, kept secret, and refused by its own cluster', async () => {
  const all = await newImages()
  await all.mirror.setMode('image')
  const token = await all.mirror.bootstrapToken()
  const content = JSON.parse(Buffer.from(token.reveal(), 'base64').toString())
  expect(content).toMatchObject({ client_id: 'rbd-mirror-peer' })
  expect(inspect(token)).not.toContain(token.reveal())
  const own = await failure(all.mirror.importBootstrapToken(token))
  expect(own).toMatchObject({ code: 'EINVAL' })
  expect(inspect(own)).not.toContain(token.reveal())
  expect(await failure(all.mirror.importBootstrapToken('no token'))).toMatchObject({ code: 'EINVAL' })
  expect(await failure(all.mirror.importBootstrapToken(7 as never))).toBeInstanceOf(TypeError)
})

test('images are listed with how they stand', async () => {
  const all = await newImages()
  await all.mirror.setMode('image')
  const ids: string[] = []
  for (const name of ['one', 'two', 'three']) {
    await all.create(name, { size: MiB })
    await using image = await all.open(name)
    await image.mirror.enable({ mode: 'snapshot' })
    ids.push(image.id ?? '')
    const status = await image.mirror.status()
    expect(status).toMatchObject({ name, mirroring: 'enabled', primary: true, remote: [] })
    expect((await image.mirror.info())?.globalId).toBe(status.globalId)
    const nobody = await failure(image.mirror.instanceId())
    expect(nobody).toBeInstanceOf(NotFoundError)
    expect(nobody.message).toContain('rbd-mirror')
  }
  const listed = await collect(all.mirror.images({ mode: 'snapshot' }))
  expect(listed.map(({ imageId }) => imageId).sort()).toEqual(ids.sort())
  expect(listed.every(({ primary, mode }) => primary && mode === 'snapshot')).toBe(true)
  expect(await collect(all.mirror.images({ mode: 'journal' }))).toEqual([])
  expect((await collect(all.mirror.statuses())).map(({ name }) => name).sort()).toEqual(['one', 'three', 'two'])
  expect(await collect(all.mirror.instances())).toEqual([])
  expect(await all.mirror.summary()).toBeInstanceOf(Map)
  expect(() => all.mirror.images({ mode: 'both' as never })).toThrow(RangeError)
})

test('the namespace of the peers', async () => {
  const all = await newImages()
  if (supports('rbd_mirror_remote_namespace_set')) {
    await all.mirror.setRemoteNamespace('tenant-b')
    expect(await all.mirror.remoteNamespace()).toBe('tenant-b')
  } else {
    expect(await failure(all.mirror.remoteNamespace())).toBeInstanceOf(NotSupportedError)
  }
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
  expect(await failure(image.mirror.promote({ force: 'yes' as never }))).toBeInstanceOf(TypeError)
  expect(await failure(image.mirror.disable({ forced: true } as never))).toBeInstanceOf(TypeError)
  expect(await failure(image.mirror.createSnapshot({ quiesce: 'x' as never }))).toBeInstanceOf(RangeError)
})
