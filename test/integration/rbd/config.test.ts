import { beforeAll, describe, expect, test } from 'vitest'
import { CephvirtError, NotFoundError, ReadOnlyError } from '../../../src/core/errors.ts'
import { type Image, type Images, images as imagesOf } from '../../../src/rbd/index.ts'
import { collect, failure, MiB, newImages } from './fixture.ts'

let images: Images
let image: Image

beforeAll(async () => {
  images = await newImages()
  await images.create('configured', { size: 16 * MiB })
  image = await images.open('configured')
})

test('metadata of the pool', async () => {
  const { metadata } = images
  expect(await metadata.get('owner')).toBeUndefined()
  await metadata.set('owner', 'team-a')
  await metadata.set('owner', 'team-ä')
  await metadata.set('empty', '')
  const long = 'x'.repeat(50_000)
  await metadata.set('long', long)
  expect(await metadata.get('owner')).toBe('team-ä')
  expect(await metadata.get('empty')).toBe('')
  expect(await metadata.get('long')).toBe(long)
  await metadata.remove('owner')
  const missing = await failure(metadata.remove('owner'))
  expect(missing).toBeInstanceOf(NotFoundError)
  expect(missing.message).toContain("'owner'")
  expect(await collect(metadata.list())).toEqual([
    { key: 'empty', value: '' },
    { key: 'long', value: long },
  ])
  // More than a page of them.
  const keys = Array.from({ length: 300 }, (_, index) => `key-${String(index).padStart(3, '0')}`)
  for (const key of keys) await metadata.set(key, key)
  const listed = (await collect(metadata.list())).filter(({ key }) => key.startsWith('key-'))
  expect(listed).toEqual(keys.map((key) => ({ key, value: key })))
  // Each namespace has its own.
  await images.namespaces.create('tenant')
  const theirs = imagesOf(images.pool.inNamespace('tenant')).metadata
  await theirs.set('empty', 'not here')
  expect(await collect(theirs.list())).toEqual([{ key: 'empty', value: 'not here' }])
  expect(await metadata.get('empty')).toBe('')
  for (const [key, value] of [
    ['', 'x'],
    ['a\0b', 'x'],
    ['a', 'b\0'],
  ] as const) {
    expect(await failure(metadata.set(key, value))).toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
  }
  expect(await failure(metadata.set('a', 1 as never))).toBeInstanceOf(TypeError)
})

describe('configuration', () => {
  const option = 'rbd_readahead_max_bytes'

  test('of the pool and of the image: what is nearer counts', async () => {
    const all = await collect(image.config.list())
    expect(all.length).toBeGreaterThan(50)
    expect(all.every(({ source, value }) => source === 'config' && typeof value === 'string')).toBe(true)
    const before = await image.config.get(option)
    expect(before.source).toBe('config')
    await images.config.set(option, 1024)
    expect(await images.config.get(option)).toEqual({ name: option, value: '1024', source: 'pool' })
    expect(await image.config.get(option)).toEqual({ name: option, value: '1024', source: 'pool' })
    await image.config.set(option, '2048')
    expect(await image.config.get(option)).toEqual({ name: option, value: '2048', source: 'image' })
    expect(await images.config.get(option)).toMatchObject({ value: '1024' })
    expect(await image.metadata.get(`conf_${option}`)).toBe('2048')
    await image.config.remove(option)
    await images.config.remove(option)
    expect(await image.config.get(option)).toEqual(before)
    await image.config.set('rbd_cache', false)
    expect(await image.config.get('rbd_cache')).toMatchObject({ value: 'false', source: 'image' })
    await image.config.remove('rbd_cache')
  })

  test('of the pool is that of all its namespaces', async () => {
    await images.namespaces.create('space')
    const theirs = imagesOf(images.pool.inNamespace('space')).config
    await theirs.set(option, 4096)
    expect(await images.config.get(option)).toMatchObject({ value: '4096', source: 'pool' })
    await images.config.remove(option)
    expect(await theirs.get(option)).toMatchObject({ source: 'config' })
  })

  test('knows its options and their values', async () => {
    for (const config of [images.config, image.config]) {
      const calls = [config.get('rbd_no_such'), config.set('rbd_no_such', 1), config.set('rbd_op_threads', 1)]
      for (const unknown of await Promise.all(calls.map(failure))) {
        expect(unknown).toBeInstanceOf(CephvirtError)
        expect(unknown).toMatchObject({ code: 'ERR_CEPHVIRT_OPTION', hint: expect.stringContaining('config.list()') })
        expect(unknown.message).toMatch(/librbd has no option 'rbd_(no_such|op_threads)'/)
      }
      const value = await failure(config.set('rbd_cache', 'maybe'))
      expect(value).toMatchObject({ code: 'ERR_CEPHVIRT_OPTION', subject: { option: 'rbd_cache' } })
      expect(value.message).toContain("'maybe'")
      const unset = await failure(config.remove('rbd_cache'))
      expect(unset).toBeInstanceOf(NotFoundError)
      expect(unset.message).toContain('rbd_cache is not set')
      expect(await failure(config.set('rbd_cache', undefined as never))).toBeInstanceOf(TypeError)
      expect(await failure(config.set('', true))).toBeInstanceOf(RangeError)
    }
    // Of images that are yet to be made: for pools only.
    await images.config.set('rbd_default_order', 23)
    expect(await failure(image.config.set('rbd_default_order', 23))).toMatchObject({ code: 'ERR_CEPHVIRT_OPTION' })
    await images.create('of-the-pool', { size: MiB })
    await using made = await images.open('of-the-pool', { readOnly: true })
    expect((await made.info()).order).toBe(23)
    expect(await failure(made.config.set('rbd_cache', false))).toBeInstanceOf(ReadOnlyError)
    await images.config.remove('rbd_default_order')
  })
})

describe('qos', () => {
  const none = { limit: 0, burst: 0, burstSeconds: 1 }

  test('is set, read and taken back', async () => {
    const free = await image.qos.get()
    expect(free).toEqual({
      iops: none,
      readIops: none,
      writeIops: none,
      bps: none,
      readBps: none,
      writeBps: none,
      scheduleTickMin: 50,
      excludeOps: [],
    })
    await image.qos.set({
      iops: { limit: 500, burst: 2000, burstSeconds: 10 },
      writeBps: { limit: '100MiB' },
      scheduleTickMin: 20,
    })
    expect(await image.qos.get()).toEqual({
      ...free,
      iops: { limit: 500, burst: 2000, burstSeconds: 10 },
      writeBps: { limit: 100 * MiB, burst: 0, burstSeconds: 1 },
      scheduleTickMin: 20,
    })
    expect(await image.metadata.get('conf_rbd_qos_iops_burst_seconds')).toBe('10')
    // What is not said of a limit is by default again; what is not said at all stays.
    await image.qos.set({ iops: { limit: 100 } })
    expect(await image.qos.get()).toMatchObject({ iops: { ...none, limit: 100 }, writeBps: { limit: 100 * MiB } })
    await image.qos.clear(['iops', 'scheduleTickMin'])
    expect(await image.qos.get()).toMatchObject({ iops: none, scheduleTickMin: 50, writeBps: { limit: 100 * MiB } })
    await image.qos.clear()
    expect(await image.qos.get()).toEqual(free)
    expect(await collect(image.metadata.list())).toEqual([])
  })

  test('of the pool counts where the image says nothing', async () => {
    await images.qos.set({ readIops: { limit: 300 }, bps: { limit: '1GiB', burst: '2GiB' } })
    await image.qos.set({ readIops: { limit: 200 } })
    expect(await image.qos.get()).toMatchObject({ readIops: { limit: 200 }, bps: { limit: 2 ** 30, burst: 2 ** 31 } })
    expect(await images.qos.get()).toMatchObject({ readIops: { limit: 300 } })
    await image.qos.clear()
    await images.qos.clear()
    expect(await image.qos.get()).toMatchObject({ readIops: none, bps: none })
  })

  test('limits at once where the image is open', async () => {
    const writes = async (): Promise<number> => {
      const start = performance.now()
      await Promise.all(Array.from({ length: 60 }, (_, index) => image.write(Buffer.alloc(512, 1), index * 4096)))
      return performance.now() - start
    }
    await image.qos.set({ writeIops: { limit: 20 } })
    // At most a second's worth of them at once: the other 40 take 2 s.
    const limited = await writes()
    expect(limited).toBeGreaterThan(1900)
    await image.qos.clear()
    expect(await writes()).toBeLessThan(limited / 2)
  })

  test('what is left out of it', async () => {
    const known = (await collect(image.config.list())).some(({ name }) => name === 'rbd_qos_exclude_ops')
    const setting = image.qos.set({ readIops: { limit: 100 }, excludeOps: ['read', 'compare_and_write'] })
    if (!known) {
      // All or nothing.
      expect(await failure(setting)).toMatchObject({ code: 'ERR_CEPHVIRT_OPTION' })
      expect(await collect(image.metadata.list())).toEqual([])
      return
    }
    await setting
    expect((await image.qos.get()).excludeOps).toEqual(['read', 'compare_and_write'])
    await image.config.set('rbd_qos_exclude_ops', 'write,discard')
    expect((await image.qos.get()).excludeOps).toEqual(['write', 'discard'])
    await image.qos.clear()
    expect((await image.qos.get()).excludeOps).toEqual([])
  })

  test('refuses what cannot be', async () => {
    const { qos } = image
    for (const changes of [
      { iops: { limit: -1 } },
      { iops: { limit: 1.5 } },
      { iops: { limit: 'fast' } },
      { iops: { limit: 100, burst: 50 } },
      { iops: { limit: 100, burstSeconds: 0 } },
      { scheduleTickMin: 0 },
      { excludeOps: ['reed' as never] },
    ]) {
      expect(await failure(qos.set(changes))).toBeInstanceOf(RangeError)
    }
    for (const changes of [
      { iops: 5 },
      { iops: {} },
      { Iops: { limit: 1 } },
      { iops: { limit: 1, Burst: 2 } },
      { excludeOps: 'read' },
    ]) {
      expect(await failure(qos.set(changes as never))).toBeInstanceOf(TypeError)
    }
    expect(await failure(qos.clear(['x' as never]))).toBeInstanceOf(RangeError)
    expect(await failure(qos.clear('iops' as never))).toBeInstanceOf(TypeError)
    expect(await collect(image.metadata.list())).toEqual([])
  })
})

test('stats count images and what is in the trash', async () => {
  const own = await newImages()
  const empty = { images: 0, provisionedBytes: 0, maxProvisionedBytes: 0, snapshots: 0 }
  expect(await own.stats()).toEqual({ ...empty, trash: empty })
  await own.create('one', { size: 4 * MiB })
  await own.create('two', { size: 8 * MiB })
  await own.create('three', { size: 2 * MiB })
  await using two = await own.open('two')
  await two.snapshots.create('large')
  await two.resize(MiB, { allowShrink: true })
  await own.trash.move('three')
  expect(await own.stats()).toEqual({
    images: 2,
    provisionedBytes: 5 * MiB,
    maxProvisionedBytes: 12 * MiB,
    snapshots: 1,
    trash: { images: 1, provisionedBytes: 2 * MiB, maxProvisionedBytes: 2 * MiB, snapshots: 0 },
  })
})
