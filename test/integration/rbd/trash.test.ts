import { execFileSync } from 'node:child_process'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import {
  ImageBusyError,
  ImageExistsError,
  ImageHasSnapshotsError,
  ImageInGroupError,
  ImageNotFoundError,
  TrashDeferredError,
} from '../../../src/core/errors.ts'
import type { Images, TrashEntry } from '../../../src/rbd/index.ts'
import { collect, failure, MiB, newImages } from './fixture.ts'

let images: Images

beforeAll(async () => {
  images = await newImages()
})

/** An image in the trash. */
async function trashed(name: string, options: { readonly delay?: number } = {}): Promise<TrashEntry> {
  await images.create(name, { size: 16 * MiB })
  await images.trash.move(name, options)
  const entry = (await collect(images.trash.list())).find((listed) => listed.name === name)
  if (entry === undefined) throw new Error(`${name} is not in the trash`)
  return entry
}

describe('move', () => {
  test('takes the name away and keeps the image', async () => {
    const entry = await trashed('moved')
    expect(entry).toMatchObject({ name: 'moved', source: 'user' })
    expect(Math.abs(entry.deletedAt.getTime() - Date.now())).toBeLessThan(60_000)
    expect(entry.deferredUntil).toEqual(entry.deletedAt)
    expect(await images.trash.get(entry.id)).toEqual(entry)
    expect(await collect(images.list())).not.toContainEqual(expect.objectContaining({ name: 'moved' }))
    expect(await failure(images.open('moved'))).toBeInstanceOf(ImageNotFoundError)
    await using image = await images.open({ id: entry.id }, { readOnly: true })
    expect(await image.size()).toBe(16 * MiB)
  })

  test('for a while: milliseconds, whole seconds count', async () => {
    const entry = await trashed('deferred', { delay: 59_001 })
    expect(entry.deferredUntil.getTime() - entry.deletedAt.getTime()).toBe(60_000)
  })

  test('fails for what is not there, and for what is not a number', async () => {
    const missing = await failure(images.trash.move('never'))
    expect(missing).toBeInstanceOf(ImageNotFoundError)
    expect(missing).toMatchObject({ syscall: 'rbd_trash_move', subject: { image: 'never' } })
    expect(await failure(images.trash.move('x', { delay: -1 }))).toBeInstanceOf(RangeError)
    expect(await failure(images.trash.move('x', { delay: '1' as never }))).toBeInstanceOf(TypeError)
    expect(await failure(images.trash.move('x', { Delay: 1 } as never))).toBeInstanceOf(TypeError)
    expect(await failure(images.trash.move(''))).toBeInstanceOf(RangeError)
  })

  test('fails for an image of format 1', async () => {
    const { conf } = inject('lab')
    const env = { ...process.env, RBD_FORCE_ALLOW_V1: '1' }
    const name = `${images.pool.name}/of-format-1`
    execFileSync('rbd', ['-c', conf, 'create', '--image-format', '1', '--size', '2M', name], { env, stdio: 'pipe' })
    expect(await failure(images.trash.move('of-format-1'))).toMatchObject({ code: 'EOPNOTSUPP' })
  })

  test('fails while another client keeps its lock', async () => {
    await images.create('held', { size: MiB })
    await using image = await images.open('held', { exclusive: true })
    expect(await failure(images.trash.move('held'))).toBeInstanceOf(ImageBusyError)
    expect(await image.lock.isOwner()).toBe(true)
  })

  test('of an image in a group: newer releases refuse it, older ones leave it in the group', async () => {
    await images.create('grouped', { size: MiB })
    const group = await images.groups.create('together')
    await group.addImage('grouped')
    const refusal = await images.trash.move('grouped').catch((error: unknown) => error)
    if (refusal !== undefined) {
      expect(refusal).toBeInstanceOf(ImageInGroupError)
      return
    }
    expect(await collect(group.images())).toEqual([])
    const entry = (await collect(images.trash.list())).find(({ name }) => name === 'grouped')
    await images.trash.restore(entry?.id ?? '')
    expect(await collect(group.images())).toMatchObject([{ name: 'grouped' }])
  })
})

test('get of what is not in the trash says so', async () => {
  const missing = await failure(images.trash.get('1234567890ab'))
  expect(missing).toBeInstanceOf(ImageNotFoundError)
  expect(missing.message).toContain('in the trash of pool')
  expect(await failure(images.trash.get(''))).toBeInstanceOf(RangeError)
})

describe('restore', () => {
  test('under the old name, and under a new one', async () => {
    const { id } = await trashed('back')
    await images.trash.restore(id)
    await images.trash.move('back')
    await images.trash.restore(id, 'back-again')
    await using image = await images.open('back-again')
    expect(image.id).toBe(id)
    expect((await collect(images.trash.list())).map((entry) => entry.id)).not.toContain(id)
  })

  test('fails where the name is taken, and for what is not there', async () => {
    const { id } = await trashed('twice')
    await images.create('twice', { size: MiB })
    const taken = await failure(images.trash.restore(id))
    expect(taken).toBeInstanceOf(ImageExistsError)
    expect(taken).toMatchObject({ subject: { image: 'twice' }, hint: expect.stringContaining('restore(id, name)') })
    await images.trash.restore(id, 'twice-2')
    const gone = await failure(images.trash.restore(id))
    expect(gone).toBeInstanceOf(ImageNotFoundError)
    expect(gone.message).toContain(id)
    expect(await failure(images.trash.restore(id, ''))).toBeInstanceOf(RangeError)
  })
})

describe('remove', () => {
  test('with progress', async () => {
    const { id } = await trashed('removed')
    const told: number[] = []
    await images.trash.remove(id, { onProgress: (done, total) => told.push(done / total) })
    expect(told.length).toBeGreaterThan(0)
    expect(await failure(images.trash.get(id))).toBeInstanceOf(ImageNotFoundError)
    expect(await failure(images.trash.remove(id))).toBeInstanceOf(ImageNotFoundError)
  })

  test('what is to be kept for a while only by force', async () => {
    const { id, deferredUntil } = await trashed('kept', { delay: 3_600_000 })
    const deferred = await failure(images.trash.remove(id))
    expect(deferred).toBeInstanceOf(TrashDeferredError)
    expect(deferred).toMatchObject({ code: 'EPERM', deferredUntil, hint: expect.stringContaining('force: true') })
    expect(deferred.message).toContain(deferredUntil.toISOString())
    expect(await failure(images.trash.remove(id, { force: 1 as never }))).toBeInstanceOf(TypeError)
    await images.trash.remove(id, { force: true })
    expect(await failure(images.trash.get(id))).toBeInstanceOf(ImageNotFoundError)
  })

  test('not what has snapshots, nor what is open', async () => {
    const { id } = await trashed('in-use')
    await using image = await images.open({ id })
    await image.snapshots.create('one')
    const snapshots = await failure(images.trash.remove(id))
    expect(snapshots).toBeInstanceOf(ImageHasSnapshotsError)
    await image.snapshots.remove('one')
    const busy = await failure(images.trash.remove(id))
    expect(busy).toBeInstanceOf(ImageBusyError)
    expect(busy.hint).toContain('{ id }')
    await image.close()
    await images.trash.remove(id)
  })

  test('stopped by its listener it is left to be removed', async () => {
    await images.create('stopped', { size: 256 * MiB })
    await using image = await images.open('stopped')
    await Promise.all(Array.from({ length: 64 }, (_, index) => image.write(Buffer.alloc(512, 1), index * 4 * MiB)))
    await image.close()
    await images.trash.move('stopped')
    const entry = (await collect(images.trash.list())).find(({ name }) => name === 'stopped')
    const id = entry?.id ?? ''
    const stop = new Error('enough')
    const options = {
      onProgress: () => {
        throw stop
      },
    }
    expect(await failure(images.trash.remove(id, options))).toBe(stop)
    await images.trash.remove(id).catch((error: unknown) => expect(error).toBeInstanceOf(ImageNotFoundError))
    expect(await failure(images.trash.get(id))).toBeInstanceOf(ImageNotFoundError)
  })
})

describe('purge', () => {
  let own: Images

  beforeAll(async () => {
    own = await newImages()
  })

  async function put(name: string, delay = 0): Promise<void> {
    await own.create(name, { size: MiB })
    await own.trash.move(name, { delay })
  }
  const left = async (): Promise<string[]> => (await collect(own.trash.list())).map(({ name }) => name).sort()

  test('removes what need not be kept, or will not have to be', async () => {
    await put('now-1')
    await put('now-2')
    await put('soon', 60_000)
    await put('later', 7_200_000)
    const told: string[] = []
    await own.trash.purge({ onProgress: (done, total) => told.push(`${done}/${total}`) })
    expect(told.at(-1)).toBe('2/2')
    expect(await left()).toEqual(['later', 'soon'])
    await own.trash.purge({ expiredBefore: new Date(Date.now() + 3_600_000) })
    expect(await left()).toEqual(['later'])
    await own.trash.purge({ expiredBefore: new Date(2000, 0) })
    expect(await left()).toEqual(['later'])
  })

  test('by how full the pool is', async () => {
    await own.create('full', { size: 64 * MiB })
    await using image = await own.open('full')
    await image.write(Buffer.alloc(16 * MiB, 1), 0)
    await image.close()
    await own.trash.move('full', { delay: 3_600_000 })
    await own.trash.purge({ threshold: 0.9 })
    expect(await left()).toContain('full')
    const purged = async (): Promise<readonly string[]> => {
      await own.trash.purge({ threshold: 0 })
      return await left()
    }
    // The cluster reports every few seconds how full its pools are.
    await expect.poll(purged, { timeout: 20_000, interval: 500 }).not.toContain('full')
  })

  test('leaves what has snapshots or is open, and says so', async () => {
    await put('stuck')
    const entry = (await collect(own.trash.list())).find(({ name }) => name === 'stuck')
    await using image = await own.open({ id: entry?.id ?? '' })
    await image.snapshots.create('one')
    const snapshots = await failure(own.trash.purge())
    expect(snapshots).toBeInstanceOf(ImageHasSnapshotsError)
    expect(snapshots.message).toContain('left in the trash of pool')
    await image.snapshots.remove('one')
    expect(await failure(own.trash.purge())).toBeInstanceOf(ImageBusyError)
    await image.close()
    await own.trash.purge()
    expect(await left()).not.toContain('stuck')
  })

  test('wants moments and shares', async () => {
    for (const options of [{ threshold: 2 }, { threshold: Number.NaN }, { expiredBefore: new Date(0) }]) {
      expect(await failure(own.trash.purge(options))).toBeInstanceOf(RangeError)
    }
    expect(await failure(own.trash.purge({ expiredBefore: new Date(Number.NaN) }))).toBeInstanceOf(RangeError)
    expect(await failure(own.trash.purge({ expiredBefore: 1 as never }))).toBeInstanceOf(TypeError)
    expect(await failure(own.trash.purge({ threshold: '1' as never }))).toBeInstanceOf(TypeError)
  })
})
