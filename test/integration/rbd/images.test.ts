import { execFileSync } from 'node:child_process'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import {
  AbortError,
  ClosedError,
  ImageBusyError,
  ImageExistsError,
  ImageHasSnapshotsError,
  ImageNotFoundError,
  NamespaceNotFoundError,
  PoolNotFoundError,
  SnapshotNotFoundError,
} from '../../../src/core/errors.ts'
import { type Images, images as imagesOf, supports, version } from '../../../src/rbd/index.ts'
import { asAnotherClient, collect, failure, MiB, newImages, newPool } from './fixture.ts'

let images: Images

beforeAll(async () => {
  images = await newImages()
})

test('version and supports tell of the installed librbd', () => {
  expect(version().major).toBeGreaterThanOrEqual(1)
  expect(supports('rbd_open')).toBe(true)
  expect(supports('rbd_no_such_function')).toBe(false)
})

test('init says that the pool is for rbd, and may be repeated', async () => {
  await images.init()
  const reply = await images.pool.cluster.monCommand({ prefix: 'osd pool application get', pool: images.pool.name })
  expect(Object.keys(JSON.parse(reply.output.toString()))).toEqual(['rbd'])
})

describe('create', () => {
  test('with what is said, and the rest by default', async () => {
    await images.create('plain', { size: '100MiB' })
    await using image = await images.open('plain')
    const info = await image.info()
    expect(info).toMatchObject({
      name: 'plain',
      id: image.id,
      size: 100 * MiB,
      objects: 25,
      objectSize: 4 * MiB,
      order: 22,
      format: 2,
      features: ['layering', 'exclusive-lock', 'object-map', 'fast-diff', 'deep-flatten'],
      featureBits: 61,
      opFeatures: [],
      flags: [],
      stripeUnit: 4 * MiB,
      stripeCount: 1,
      snapshotCount: 0,
    })
    expect(info.blockNamePrefix).toBe(`rbd_data.${image.id}`)
    for (const time of [info.createdAt, info.accessedAt, info.modifiedAt]) {
      expect(Math.abs(time.getTime() - Date.now())).toBeLessThan(60_000)
    }
    for (const absent of ['parent', 'group', 'dataPool', 'journal', 'mirroring', 'snapshotLimit'] as const) {
      expect(info[absent]).toBeUndefined()
    }
  })

  test('with striping, another object size, features and a data pool', async () => {
    const data = await newPool(images.pool.cluster)
    await imagesOf(data).init()
    await images.create('laid-out', {
      size: 64 * MiB,
      features: ['layering', 'exclusive-lock', 'journaling'],
      objectSize: '8MiB',
      stripeUnit: '64KiB',
      stripeCount: 4,
      dataPool: data.name,
    })
    await using image = await images.open('laid-out')
    const info = await image.info()
    expect(info).toMatchObject({
      objectSize: 8 * MiB,
      order: 23,
      stripeUnit: 64 * 1024,
      stripeCount: 4,
      dataPool: data.name,
      journal: image.id,
    })
    expect(info.features).toEqual(['layering', 'striping', 'exclusive-lock', 'journaling', 'data-pool'])
  })

  test('info tells the group of an image', async () => {
    const { conf } = inject('lab')
    const pool = images.pool.name
    await images.create('grouped', { size: MiB })
    for (const args of [
      ['group', 'create', `${pool}/together`],
      ['group', 'image', 'add', `${pool}/together`, `${pool}/grouped`],
    ]) {
      execFileSync('rbd', ['-c', conf, ...args])
    }
    await using image = await images.open('grouped', { readOnly: true })
    expect(await image.info()).toMatchObject({ group: { pool, name: 'together' }, opFeatures: ['group'] })
  })

  test('refuses a name that is taken, and a pool that is not there', async () => {
    await images.create('taken', { size: MiB })
    const taken = await failure(images.create('taken', { size: MiB }))
    expect(taken).toBeInstanceOf(ImageExistsError)
    expect(taken).toMatchObject({
      code: 'EEXIST',
      errno: -17,
      syscall: 'rbd_create4',
      subject: { pool: images.pool.name, image: 'taken' },
    })
    const lost = await failure(images.create('x', { size: MiB, dataPool: 'no-such-pool' }))
    expect(lost).toBeInstanceOf(PoolNotFoundError)
    expect(lost).toMatchObject({ code: 'ENOENT', subject: { pool: 'no-such-pool' } })
    const { cluster, name } = images.pool
    await using nowhere = await cluster.openPool(name, { namespace: 'no-such-namespace' })
    const unplaced = await failure(imagesOf(nowhere).create('x', { size: MiB }))
    expect(unplaced).toBeInstanceOf(NamespaceNotFoundError)
    expect(unplaced).toMatchObject({ syscall: 'rbd_create4', subject: { pool: name, namespace: 'no-such-namespace' } })
    expect(await collect(images.list())).not.toContainEqual(expect.objectContaining({ name: 'x' }))
  })
})

describe('list', () => {
  test('names and ids; with info also size, features and lock', async () => {
    const own = await newImages()
    expect(await collect(own.list())).toEqual([])
    expect(await collect(own.list({ info: true }))).toEqual([])
    for (let index = 0; index < 7; index += 1) await own.create(`vm-${index}`, { size: (index + 1) * MiB })
    const listed = await collect(own.list())
    expect(listed.map(({ name }) => name).sort()).toEqual(['vm-0', 'vm-1', 'vm-2', 'vm-3', 'vm-4', 'vm-5', 'vm-6'])
    await using held = await own.open('vm-3', { exclusive: true })
    expect(listed.find(({ name }) => name === 'vm-3')?.id).toBe(held.id)
    const detailed = await collect(own.list({ info: true, concurrency: 3 }))
    expect(detailed).toHaveLength(7)
    for (const { name, info } of detailed) {
      expect(info.size).toBe((Number(name.slice(3)) + 1) * MiB)
      expect(info.features).toContain('object-map')
      expect(info.lock).toBe(name === 'vm-3' ? 'exclusive' : undefined)
    }
    for await (const { name } of own.list({ info: true })) {
      expect(name).toMatch(/^vm-/)
      break
    }
  })

  test('knows only its own namespace', async () => {
    await images.create('elsewhere', { size: MiB })
    await images.namespaces.create('tenant-a')
    await using pool = await images.pool.cluster.openPool(images.pool.name, { namespace: 'tenant-a' })
    expect(await collect(imagesOf(pool).list())).toEqual([])
  })
})

describe('open', () => {
  test('by name and by id, for reading only, at a snapshot', async () => {
    await images.create('opened', { size: 8 * MiB })
    await using image = await images.open('opened')
    await image.write(Buffer.from('before'), 0)
    await image.snapshots.create('then')
    await image.write(Buffer.from('behind'), 0)
    await using same = await images.open({ id: String(image.id) }, { readOnly: true })
    expect(same.name).toBe('opened')
    expect(same.readOnly).toBe(true)
    await using then = await images.open('opened', { snapshot: 'then' })
    const buffer = Buffer.alloc(6)
    await same.read(buffer, 0)
    expect(buffer.toString()).toBe('behind')
    await then.read(buffer, 0)
    expect(buffer.toString()).toBe('before')
  })

  test('says what is missing: the image, or the snapshot', async () => {
    const image = await failure(images.open('missing'))
    expect(image).toBeInstanceOf(ImageNotFoundError)
    expect(image).toMatchObject({ code: 'ENOENT', syscall: 'rbd_open', subject: { image: 'missing' } })
    expect(image.message).toContain(`image '${images.pool.name}/missing'`)
    expect(await failure(images.open({ id: 'abc123' }))).toBeInstanceOf(ImageNotFoundError)
    expect(await failure(images.open('missing', { snapshot: 'then' }))).toBeInstanceOf(ImageNotFoundError)
    await images.create('without-snapshot', { size: MiB })
    const snapshot = await failure(images.open('without-snapshot', { snapshot: 'then' }))
    expect(snapshot).toBeInstanceOf(SnapshotNotFoundError)
    expect(snapshot).toMatchObject({ subject: { image: 'without-snapshot', snapshot: 'then' } })
  })

  test('exclusive takes the lock at once, or fails and leaves nothing open', async () => {
    await images.create('contended', { size: MiB })
    const holder = await images.open('contended', { exclusive: true })
    expect(await holder.lock.isOwner()).toBe(true)
    const other = await asAnotherClient(images)
    const refused = await failure(other.open('contended', { exclusive: true }))
    expect(refused).toBeInstanceOf(ImageBusyError)
    expect(refused).toMatchObject({ syscall: 'rbd_lock_acquire', subject: { image: 'contended' } })
    expect(refused.hint).toContain('lock.owners()')
    expect(await holder.watchers()).toHaveLength(1)
    await holder.close()
    await using next = await other.open('contended', { exclusive: true })
    expect(await next.lock.isOwner()).toBe(true)
  })

  test('a call that was aborted leaves nothing open', async () => {
    await images.create('aborted', { size: MiB })
    const abort = new AbortController()
    const opening = images.open('aborted', { signal: abort.signal })
    abort.abort(new Error('enough'))
    const error = await failure(opening)
    expect(error).toBeInstanceOf(AbortError)
    expect((error.cause as Error).message).toBe('enough')
    await expect.poll(() => images.remove('aborted').then(() => 'gone', String), { timeout: 10_000 }).toBe('gone')
  })

  test('zeroCopyWrites writes the same, and changes nothing for others', async () => {
    await images.create('zero-copy', { size: 16 * MiB })
    const { cluster } = images.pool
    await using image = await images.open('zero-copy', { zeroCopyWrites: true })
    const data = Buffer.alloc(4 * MiB, 'zero copy ')
    await image.write(data, MiB)
    const buffer = Buffer.alloc(4 * MiB)
    await image.read(buffer, MiB)
    expect(buffer.equals(data)).toBe(true)
    expect(await cluster.config.get('rbd_cache')).toBe('true')
    // This one librbd asks for at each write. That the others copy all the same is seen in data.test.ts.
    expect(await cluster.config.get('rbd_disable_zero_copy_writes')).toBe('false')
  })
})

describe('rename', () => {
  test('gives another name, and says which name is wrong', async () => {
    await images.create('old-name', { size: MiB })
    await images.rename('old-name', 'new-name')
    const missing = await failure(images.rename('old-name', 'other'))
    expect(missing).toBeInstanceOf(ImageNotFoundError)
    expect(missing).toMatchObject({ subject: { image: 'old-name' } })
    await images.create('in-the-way', { size: MiB })
    const taken = await failure(images.rename('new-name', 'in-the-way'))
    expect(taken).toBeInstanceOf(ImageExistsError)
    expect(taken).toMatchObject({ subject: { image: 'in-the-way' } })
  })
})

describe('remove', () => {
  test('tells its progress, and the image is gone', async () => {
    await images.create('removed', { size: 200 * MiB, features: ['layering', 'exclusive-lock'] })
    const told: [number, number][] = []
    await images.remove('removed', { onProgress: (done, total) => told.push([done, total]) })
    expect(told.length).toBeGreaterThan(0)
    expect(told.every(([done, total]) => done <= total)).toBe(true)
    expect(await failure(images.remove('removed'))).toBeInstanceOf(ImageNotFoundError)
  })

  test('refuses an image that is open, and one with snapshots', async () => {
    await images.create('kept', { size: MiB })
    const image = await images.open('kept')
    const busy = await failure(images.remove('kept'))
    expect(busy).toBeInstanceOf(ImageBusyError)
    expect(busy).toMatchObject({ code: 'EBUSY', subject: { image: 'kept' } })
    expect(busy.hint).toContain('watchers()')
    await image.snapshots.create('one')
    await image.close()
    const snapshots = await failure(images.remove('kept'))
    expect(snapshots).toBeInstanceOf(ImageHasSnapshotsError)
    expect(snapshots.hint).toContain('snapshots.remove')
    // An image that is open for reading only does not hold it.
    await using reader = await images.open('kept', { readOnly: true })
    expect(await reader.watchers()).toEqual([])
  })

  test('is stopped by its signal', async () => {
    await images.create('stopped', { size: '40GiB', features: ['layering'] })
    const abort = new AbortController()
    const error = await failure(images.remove('stopped', { signal: abort.signal, onProgress: () => abort.abort() }))
    expect(error).toBeInstanceOf(AbortError)
    await expect.poll(() => images.remove('stopped').then(() => 'gone', String), { timeout: 50_000 }).toBe('gone')
  })
})

test('a closed pool refuses', async () => {
  const pool = await images.pool.cluster.openPool(images.pool.name)
  await pool.close()
  expect(await failure(imagesOf(pool).create('x', { size: 1 }))).toBeInstanceOf(ClosedError)
  expect(await failure(imagesOf(pool).open('x'))).toMatchObject({ code: 'ERR_CEPHVIRT_CLOSED' })
})

test('a pool that is deleted is not found', async () => {
  const gone = await failure(images.pool.cluster.openPool('no-such-pool'))
  expect(gone).toBeInstanceOf(PoolNotFoundError)
})
