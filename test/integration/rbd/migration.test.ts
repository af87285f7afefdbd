import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import {
  AbortError,
  CephError,
  ImageBusyError,
  ImageExistsError,
  ImageNotFoundError,
  NotFoundError,
  PoolNotFoundError,
} from '../../../src/core/errors.ts'
import { Secret } from '../../../src/core/secret.ts'
import { native } from '../../../src/native/load.ts'
import { type Images, images as imagesOf, type MigrationSource } from '../../../src/rbd/index.ts'
import { collect, failure, MiB, newImages, newPool } from './fixture.ts'

let images: Images
let others: Images
let folder: string

beforeAll(async () => {
  images = await newImages()
  others = imagesOf(await newPool(images.pool.cluster))
  await others.init()
  folder = await mkdtemp(path.join(tmpdir(), 'migration-'))
})

afterAll(async () => {
  await others.pool.close()
  await rm(folder, { recursive: true })
})

const PLACES = [0, 5 * MiB, 63 * MiB]

/** An image with something in three places, and a snapshot from before the last. */
async function newImage(name: string): Promise<void> {
  await images.create(name, { size: 64 * MiB })
  await using image = await images.open(name)
  for (const place of PLACES.slice(0, -1)) await image.write(Buffer.from(`at ${place}`), place)
  await image.snapshots.create('before')
  for (const place of PLACES.slice(-1)) await image.write(Buffer.from(`at ${place}`), place)
}

async function textsOf(home: Images, name: string): Promise<readonly string[]> {
  await using image = await home.open(name, { readOnly: true })
  const texts: string[] = []
  for (const place of PLACES) {
    const buffer = Buffer.alloc(`at ${place}`.length)
    await image.read(buffer, place)
    texts.push(buffer.toString())
  }
  return texts
}

const ALL = PLACES.map((place) => `at ${place}`)
const namesOf = async (home: Images): Promise<string[]> => (await collect(home.list())).map(({ name }) => name)

describe('an image of this cluster', () => {
  test('is moved to another pool and layout, in use from the beginning', async () => {
    await newImage('source')
    await images.migration.prepare('source', 'target', { pool: others.pool, objectSize: '1MiB' })
    expect(await namesOf(images)).not.toContain('source')
    expect(await namesOf(others)).toContain('target')
    const status = await others.migration.status('target')
    expect(status).toMatchObject({
      source: { pool: images.pool.name, poolId: images.pool.id, namespace: '', image: 'source' },
      target: { pool: others.pool.name, poolId: others.pool.id, namespace: '', image: 'target' },
      state: 'prepared',
    })
    expect(await textsOf(others, 'target')).toEqual(ALL)
    const [old] = await collect(images.trash.list())
    expect(old).toMatchObject({ name: 'source', source: 'migration', id: status.source?.imageId })
    const restored = await failure(images.trash.restore(old?.id ?? ''))
    expect(restored).toMatchObject({ code: 'EINVAL', message: expect.stringContaining('migration') })

    await using target = await others.open('target')
    expect((await target.info()).features).toContain('migrating')
    expect((await target.info()).objectSize).toBe(MiB)
    expect(await target.migrationSource()).toMatchObject({ type: 'native', image_name: 'source' })
    await target.write(Buffer.from('written meanwhile'), 32 * MiB)
    expect(await failure(others.trash.move('target'))).toBeInstanceOf(ImageBusyError)
    await target.close()

    const early = await failure(others.migration.commit('target'))
    expect(early).toBeInstanceOf(CephError)
    expect(early).toMatchObject({ code: 'EINVAL', message: expect.stringContaining("is 'prepared'") })
    const told: number[] = []
    await others.migration.execute('target', { onProgress: (done, total) => told.push(done / total) })
    expect(told.length).toBeGreaterThan(0)
    expect((await others.migration.status('target')).state).toBe('executed')
    const again = await failure(others.migration.execute('target'))
    expect(again).toMatchObject({ code: 'EINVAL', message: expect.stringContaining("is 'executed'") })
    await others.migration.commit('target', { onProgress: (done, total) => told.push(done / total) })
    expect(await collect(images.trash.list())).toEqual([])
    expect(await textsOf(others, 'target')).toEqual(ALL)
    await using moved = await others.open('target')
    expect((await moved.info()).features).not.toContain('migrating')
    expect((await collect(moved.snapshots.list())).map(({ name }) => name)).toEqual(['before'])
    expect(await moved.migrationSource()).toBeUndefined()
    const buffer = Buffer.alloc(17)
    await moved.read(buffer, 32 * MiB)
    expect(buffer.toString()).toBe('written meanwhile')
    const over = await failure(others.migration.status('target'))
    expect(over).toMatchObject({ code: 'EINVAL', message: expect.stringContaining('does not migrate') })
  })

  test('is renamed, striped otherwise, and may go back', async () => {
    await newImage('here')
    await images.migration.prepare('here', 'there', { stripeUnit: '64KiB', stripeCount: 4 })
    await using there = await images.open('there', { readOnly: true })
    expect(await there.info()).toMatchObject({ stripeUnit: 65536, stripeCount: 4, objectSize: 4 * MiB })
    await there.close()
    await images.migration.execute('there')
    const told: number[] = []
    const options = {
      onProgress: (done: number) => {
        told.push(done)
        throw new Error('it goes on')
      },
    }
    expect((await failure(images.migration.abort('there', options))).message).toBe('it goes on')
    expect(told).not.toEqual([])
    expect(await namesOf(images)).toContain('here')
    expect(await namesOf(images)).not.toContain('there')
    expect(await textsOf(images, 'here')).toEqual(ALL)
    expect(await collect(images.trash.list())).toEqual([])
  })

  test('keeps its striping where only the size of its objects changes', async () => {
    await images.create('striped', { size: 64 * MiB, stripeUnit: '64KiB', stripeCount: 4 })
    await images.migration.prepare('striped', 'striped-anew', { objectSize: '1MiB' })
    await using anew = await images.open('striped-anew', { readOnly: true })
    expect(await anew.info()).toMatchObject({ stripeUnit: 65536, stripeCount: 4, objectSize: MiB })
    await anew.close()
    await images.migration.abort('striped-anew')
  })

  test('its execution and its end go on when nobody waits any more', async () => {
    await newImage('begun')
    await images.migration.prepare('begun', 'ended')
    const { migration } = images
    const given = new AbortController()
    const execution = migration.execute('ended', { signal: given.signal, onProgress: () => given.abort() })
    expect(await failure(execution)).toBeInstanceOf(AbortError)
    await expect.poll(async () => (await migration.status('ended')).state, { timeout: 10_000 }).toBe('executed')
    const stopped = failure(
      migration.commit('ended', {
        onProgress: () => {
          throw new Error('it goes on')
        },
      }),
    )
    expect((await stopped).message).toBe('it goes on')
    expect(await collect(images.trash.list())).toEqual([])
    expect(await textsOf(images, 'ended')).toEqual(ALL)
  })

  test('a clone, made independent on the way', async () => {
    await newImage('parent')
    await using opened = await images.open('parent')
    await opened.snapshots.protect('before')
    await images.clone('parent', 'before', 'clone', { cloneFormat: 1 })
    await images.migration.prepare('clone', 'alone', { flatten: true })
    await images.migration.execute('alone')
    await images.migration.commit('alone')
    await using alone = await images.open('alone', { readOnly: true })
    expect((await alone.info()).parent).toBeUndefined()
    expect((await textsOf(images, 'alone')).slice(0, 2)).toEqual(ALL.slice(0, 2))
  })

  test('a clone, as the clone of a snapshot that nobody protects', async () => {
    await newImage('base')
    await images.clone('base', 'before', 'child', { cloneFormat: 2 })
    await images.migration.prepare('child', 'child-anew', { cloneFormat: 2 })
    await images.migration.execute('child-anew')
    await images.migration.commit('child-anew')
    await using child = await images.open('child-anew', { readOnly: true })
    expect((await child.info()).parent).toMatchObject({ image: 'base', snapshot: 'before' })
    expect((await textsOf(images, 'child-anew')).slice(0, 2)).toEqual(ALL.slice(0, 2))
    const unclear = await failure(images.migration.prepare('x', 'y', { cloneFormat: 3 as never }))
    expect(unclear).toBeInstanceOf(RangeError)
  })

  test('of format 1 becomes one of format 2', async () => {
    const { conf } = inject('lab')
    const env = { ...process.env, RBD_FORCE_ALLOW_V1: '1' }
    const name = `${images.pool.name}/old`
    execFileSync('rbd', ['-c', conf, 'create', '--image-format', '1', '--size', '2M', name], { env, stdio: 'pipe' })
    await images.migration.prepare('old', 'old')
    expect(await images.migration.status('old')).toMatchObject({ source: { image: 'old', imageId: '' } })
    await images.migration.execute('old')
    await images.migration.commit('old')
    await using image = await images.open('old', { readOnly: true })
    expect(await image.info()).toMatchObject({ format: 2, size: 2 * MiB })
  })

  test('is left as it was where its caller gives up', async () => {
    await newImage('given-up')
    const undone = vi.spyOn(native.rbd, 'migrationAbort')
    const given = new AbortController()
    const prepared = failure(images.migration.prepare('given-up', 'unwanted', { signal: given.signal }))
    given.abort()
    expect(await prepared).toBeInstanceOf(AbortError)
    await expect.poll(() => undone.mock.settledResults, { timeout: 20_000 }).toMatchObject([{ type: 'fulfilled' }])
    undone.mockRestore()
    expect(await textsOf(images, 'given-up')).toEqual(ALL)
    expect(await namesOf(images)).not.toContain('unwanted')
    expect(await namesOf(images)).toContain('given-up')
  })

  test('says what is in the way', async () => {
    await newImage('free')
    await images.create('taken', { size: MiB })
    const { migration } = images
    const taken = await failure(migration.prepare('free', 'taken'))
    expect(taken).toBeInstanceOf(ImageExistsError)
    expect(taken).toMatchObject({ subject: { image: 'taken' } })
    expect(await failure(migration.prepare('never', 'x'))).toBeInstanceOf(ImageNotFoundError)
    expect(await failure(migration.prepare('never', 'x', { order: 20 }))).toBeInstanceOf(ImageNotFoundError)
    await using image = await images.open('free')
    const busy = await failure(migration.prepare('free', 'x'))
    expect(busy).toBeInstanceOf(ImageBusyError)
    expect(busy).toMatchObject({ subject: { image: 'free' } })
    await image.close()
    for (const call of ['execute', 'commit', 'abort', 'status'] as const) {
      const idle = await failure(migration[call]('free'))
      expect(idle).toBeInstanceOf(CephError)
      expect(idle).toMatchObject({ code: 'EINVAL', message: expect.stringContaining('does not migrate') })
      expect(await failure(migration[call]('never'))).toBeInstanceOf(ImageNotFoundError)
      expect(await failure(migration[call](''))).toBeInstanceOf(RangeError)
    }
    expect(await failure(migration.prepare('free', ''))).toBeInstanceOf(RangeError)
    expect(await failure(migration.prepare('free', 'x', { pool: 'other' as never }))).toBeInstanceOf(TypeError)
    expect(await failure(migration.prepare('free', 'x', { flatten: 1 as never }))).toBeInstanceOf(TypeError)
    expect(await failure(migration.prepare('free', 'x', { order: 3 }))).toBeInstanceOf(RangeError)
    expect(await failure(migration.prepare('free', 'x', { Flatten: true } as never))).toBeInstanceOf(TypeError)
    expect(await textsOf(images, 'free')).toEqual(ALL)
    expect(await namesOf(images)).not.toContain('x')
  })
})

describe('an image from outside', () => {
  async function newSource(name: string): Promise<MigrationSource> {
    const file = path.join(folder, name)
    const bytes = Buffer.alloc(8 * MiB)
    bytes.write('first', 0)
    bytes.write('last', 8 * MiB - 4)
    await writeFile(file, bytes)
    return { type: 'raw', stream: { type: 'file', file_path: file } }
  }
  async function lastOf(name: string): Promise<string> {
    await using image = await images.open(name, { readOnly: true })
    const buffer = Buffer.alloc(4)
    await image.read(buffer, 8 * MiB - 4)
    return buffer.toString()
  }

  test('can be read before its data is copied', async () => {
    const source = await newSource('disk.img')
    await images.migration.prepareImport(source, 'imported', { objectSize: '1MiB' })
    await using image = await images.open('imported', { readOnly: true })
    expect(await image.size()).toBe(8 * MiB)
    expect(await image.migrationSource()).toEqual(source)
    expect((await image.info()).objectSize).toBe(MiB)
    await image.close()
    expect(await lastOf('imported')).toBe('last')
    expect(await images.migration.status('imported')).toMatchObject({
      source: undefined,
      target: { image: 'imported' },
      state: 'prepared',
    })
    await images.migration.execute('imported')
    await images.migration.commit('imported')
    await rm(path.join(folder, 'disk.img'))
    expect(await lastOf('imported')).toBe('last')
  })

  test('may be a qcow2 file, or another image by name', async () => {
    await newSource('plain.img')
    const file = path.join(folder, 'packed.qcow2')
    execFileSync('qemu-img', ['convert', '-O', 'qcow2', path.join(folder, 'plain.img'), file])
    await images.migration.prepareImport({ type: 'qcow', stream: { type: 'file', file_path: file } }, 'unpacked')
    expect(await lastOf('unpacked')).toBe('last')
    await images.migration.execute('unpacked')
    await images.migration.commit('unpacked')
    expect(await lastOf('unpacked')).toBe('last')
    await newImage('named')
    const source = { type: 'native', pool_name: images.pool.name, image_name: 'named', snap_name: 'before' } as const
    await images.migration.prepareImport(source, 'from-named')
    await images.migration.execute('from-named')
    await images.migration.commit('from-named')
    expect((await textsOf(images, 'from-named')).slice(0, 2)).toEqual(ALL.slice(0, 2))
    expect(await textsOf(images, 'named')).toEqual(ALL)
  })

  test('does not show the key of its store', async () => {
    await newSource('keyed.img')
    const stream = { type: 'file', file_path: path.join(folder, 'keyed.img'), secret_key: new Secret('hush-hush') }
    const keyed = { type: 'raw', stream }
    await images.migration.prepareImport(keyed as never, 'keyed')
    await using image = await images.open('keyed', { readOnly: true })
    const source = await image.migrationSource()
    expect(JSON.stringify(source)).not.toContain('hush')
    expect(source).toMatchObject({ stream: { secret_key: expect.any(Secret) } })
    await image.close()
    await images.migration.abort('keyed')
    const nowhere = images.migration.prepareImport(await newSource('nowhere-to.img'), 'none', { dataPool: 'no-such' })
    expect(await failure(nowhere)).toBeInstanceOf(PoolNotFoundError)
  })

  test('is gone when the migration is aborted', async () => {
    await images.migration.prepareImport(await newSource('unwanted.img'), 'unwanted')
    await images.migration.abort('unwanted')
    expect(await namesOf(images)).not.toContain('unwanted')
  })

  test('from a source that cannot be read, or that nobody understands, is none', async () => {
    const { migration } = images
    const nowhere = path.join(folder, 'nowhere.img')
    const missing = await failure(
      migration.prepareImport({ type: 'raw', stream: { type: 'file', file_path: nowhere } }, 'none'),
    )
    expect(missing).toBeInstanceOf(NotFoundError)
    expect(missing).not.toBeInstanceOf(ImageNotFoundError)
    expect(missing.message).toContain("the source of image 'none' does not exist")
    const stream = { type: 's4', url: 'http://127.0.0.1:1/x', secret_key: new Secret('hush-hush') }
    const secret = { type: 'raw', stream }
    const unclear = await failure(migration.prepareImport(secret as never, 'none'))
    expect(unclear).toMatchObject({ code: expect.stringMatching(/^(EINVAL|ENOSYS)$/) })
    expect(unclear.message).toContain('does not understand')
    expect(JSON.stringify([unclear, unclear.message, unclear.stack])).not.toContain('hush')
    expect(await namesOf(images)).not.toContain('none')
    await images.create('there-already', { size: MiB })
    const taken = await failure(migration.prepareImport(await newSource('again.img'), 'there-already'))
    expect(taken).toBeInstanceOf(ImageExistsError)
    expect(await failure(migration.prepareImport('x' as never, 'none'))).toBeInstanceOf(TypeError)
    expect(await failure(migration.prepareImport({} as never, ''))).toBeInstanceOf(RangeError)
    expect(await failure(migration.prepareImport({} as never, 'x', { flatten: true } as never))).toBeInstanceOf(
      TypeError,
    )
  })
})
