import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { AbortError, OperationTimeoutError, PermissionError } from '../../../src/core/errors.ts'
import { native } from '../../../src/native/load.ts'
import { encodeStruct, encodeText } from '../../../src/rados/encoding.ts'
import { type Cluster, connect, type Pool } from '../../../src/rados/index.ts'
import { PAGE } from '../../../src/rbd/directory.ts'
import { type Images, images as imagesOf, type ListedImageWithInfo } from '../../../src/rbd/index.ts'
import { failure, MiB, newCluster, newPool } from './fixture.ts'

let cluster: Cluster

beforeAll(async () => {
  cluster = await newCluster()
})

function rbd(pool: Pool, args: readonly string[], environment: NodeJS.ProcessEnv = {}): string {
  const place = ['-c', inject('lab').conf]
  // Those that name two things of a pool each take no `--pool`: their names say it.
  if (!args.some((arg) => arg.startsWith(`${pool.name}/`))) place.push('--pool', pool.name)
  if (pool.namespace !== '') place.push('--namespace', pool.namespace)
  return execFileSync('rbd', [...place, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  })
}

interface Told {
  readonly image: string
  readonly id?: string
  readonly snapshot?: string
  readonly size: number
  readonly lock_type?: string
}

/** What `rbd ls -l` says of the images themselves. */
function told(pool: Pool): unknown[] {
  const all: Told[] = JSON.parse(rbd(pool, ['ls', '-l', '--format', 'json']))
  return all
    .filter(({ snapshot }) => snapshot === undefined)
    .map(({ image, id, size, lock_type }) => ({ name: image, id: id ?? '', size, lock: lock_type }))
}

const asTold = (all: readonly ListedImageWithInfo[]): unknown[] =>
  all.map(({ name, id, info: { size, lock } }) => ({ name, id, size, lock }))

const pools: Pool[] = []
afterAll(() => Promise.all(pools.map((pool) => pool.close())))

async function newImages(): Promise<Images> {
  const pool = await newPool(cluster)
  pools.push(pool)
  const images = imagesOf(pool)
  await images.init()
  return images
}

describe('more images than an OSD lists at once', () => {
  const count = PAGE + 80
  const nameOf = (index: number): string => `vm-${String(index).padStart(5, '0')}`
  let images: Images

  beforeAll(async () => {
    images = await newImages()
    let next = 0
    const maker = async (): Promise<void> => {
      for (let index = next++; index < count; index = next++) {
        await images.create(nameOf(index), { size: (index + 1) * MiB, features: ['layering', 'exclusive-lock'] })
      }
    }
    await Promise.all(Array.from({ length: 8 }, maker))
  }, 300_000)

  test('are those of rbd ls -l, with and without info', async () => {
    await using _held = await images.open(nameOf(PAGE), { exclusive: true })
    rbd(images.pool, ['lock', 'add', '--shared', 'together', nameOf(3), 'mine'])
    const expected = told(images.pool)
    expect(expected).toHaveLength(count)
    const listed = await images.list({ info: true }).toArray()
    expect(asTold(listed)).toEqual(expected)
    expect(listed[3]?.info).toEqual({
      size: 4 * MiB,
      features: ['layering', 'exclusive-lock'],
      featureBits: 5,
      lock: 'shared',
    })
    expect(listed[PAGE]?.info.lock).toBe('exclusive')
    for (const concurrency of [1, 64]) {
      expect(asTold(await images.list({ info: true, concurrency }).toArray())).toEqual(expected)
    }
    expect(await images.list().toArray()).toEqual(listed.map(({ name, id }) => ({ name, id })))
    expect(cluster.window.state).toEqual({ operations: 0, bytes: 0, waiting: 0 })
  })

  test('are asked for as they are needed, and a break ends that', async () => {
    const operate = vi.spyOn(native.rados, 'objectOperateRead')
    try {
      for await (const { name } of images.list({ info: true, concurrency: 5 })) {
        expect(name).toBe(nameOf(0))
        break
      }
      await expect.poll(() => cluster.window.state.operations).toBe(0)
      // The trash, one page of the directory, and five headers.
      expect(operate.mock.calls.length).toBe(7)
      operate.mockClear()
      for await (const { name } of images.list()) {
        if (name === nameOf(PAGE - 1)) break
      }
      expect(operate.mock.calls.length).toBe(2)
    } finally {
      operate.mockRestore()
    }
  })

  test('stop coming when aborted', async () => {
    for (const info of [true, false] as const) {
      const stop = new AbortController()
      let met = 0
      const all = (async () => {
        for await (const _ of info
          ? images.list({ info, signal: stop.signal })
          : images.list({ signal: stop.signal })) {
          met += 1
          if (met === 10) stop.abort()
        }
      })()
      expect(await failure(all)).toBeInstanceOf(AbortError)
      expect(met).toBeLessThan(info ? 100 : count)
      await expect.poll(() => cluster.window.state.operations).toBe(0)
    }
  })

  test('that go meanwhile are left out, and no other', async () => {
    const gone = [2, 40, 700, count - 1].map(nameOf)
    const met: string[] = []
    for await (const { name } of images.list({ info: true, concurrency: 1 })) {
      if (met.length === 0) for (const one of gone) await images.remove(one)
      met.push(name)
    }
    const all = Array.from({ length: count }, (_, index) => nameOf(index))
    expect(met).toEqual(all.filter((name) => !gone.includes(name)))
    const before = await images.list().toArray()
    expect(before.map(({ name }) => name)).toEqual(met)
  })
})

describe('images of all kinds', () => {
  test('names of any characters', async () => {
    const images = await newImages()
    const names = ['two words', 'größe', '图像-🐧', `quo"te's`, 'a\\b', 'ﬀ', '\ttab', 'z'.repeat(90)]
    for (const name of names) await images.create(name, { size: MiB })
    const listed = await images.list({ info: true }).toArray()
    expect(asTold(listed)).toEqual(told(images.pool))
    expect(listed.map(({ name }) => name).sort()).toEqual([...names].sort())
  })

  test('of a namespace', async () => {
    const images = await newImages()
    rbd(images.pool, ['namespace', 'create', '--namespace', 'tenant-a'])
    const own = imagesOf(images.pool.inNamespace('tenant-a'))
    expect(await own.list({ info: true }).toArray()).toEqual([])
    await own.create('mine', { size: 3 * MiB })
    await images.create('not mine', { size: MiB })
    await using _held = await own.open('mine', { exclusive: true })
    const listed = await own.list({ info: true }).toArray()
    expect(listed).toMatchObject([{ name: 'mine', info: { size: 3 * MiB, lock: 'exclusive' } }])
    expect(asTold(listed)).toEqual(told(own.pool))
  })

  test('clones, with a data pool, of a group, in migration', async () => {
    const images = await newImages()
    await using data = await newPool(cluster)
    await images.create('parent', { size: 8 * MiB })
    await images.create('elsewhere', { size: 2 * MiB, dataPool: data.name })
    await images.create('grouped', { size: MiB })
    await images.create('moved', { size: 5 * MiB })
    const { name } = images.pool
    for (const args of [
      ['snap', 'create', `${name}/parent@base`],
      ['clone', '--rbd-default-clone-format', '2', `${name}/parent@base`, `${name}/clone`],
      ['resize', '--size', '16M', `${name}/parent`],
      ['group', 'create', `${name}/together`],
      ['group', 'image', 'add', `${name}/together`, `${name}/grouped`],
      ['migration', 'prepare', `${name}/moved`, `${name}/arrived`],
    ]) {
      rbd(images.pool, args)
    }
    const listed = await images.list({ info: true }).toArray()
    expect(asTold(listed)).toEqual(told(images.pool))
    expect(listed.map((image) => [image.name, image.info.size / MiB])).toEqual([
      ['arrived', 5],
      ['clone', 8],
      ['elsewhere', 2],
      ['grouped', 1],
      ['parent', 16],
    ])
    for (const { name, info } of listed) {
      await using image = await images.open(name, { readOnly: true })
      expect(await image.info()).toMatchObject({ features: info.features, featureBits: info.featureBits })
    }
    expect(listed[0]?.info.features).toContain('migrating')
    expect(listed[2]?.info.features).toContain('data-pool')
    rbd(images.pool, ['migration', 'abort', `${name}/arrived`])
  })

  test('of format 1', async () => {
    const images = await newImages()
    const old = { RBD_FORCE_ALLOW_V1: '1' }
    await images.create('new', { size: 4 * MiB })
    for (const name of ['old', 'very old'])
      rbd(images.pool, ['create', '--image-format', '1', '--size', '2M', name], old)
    rbd(images.pool, ['lock', 'add', 'old', 'mine'])
    const listed = await images.list({ info: true }).toArray()
    expect(asTold(listed)).toEqual(told(images.pool))
    expect(listed).toMatchObject([
      { name: 'old', id: '', info: { size: 2 * MiB, features: [], featureBits: 0, lock: 'exclusive' } },
      { name: 'very old', id: '', info: { lock: undefined } },
      { name: 'new', info: { size: 4 * MiB } },
    ])
    expect((await images.list().toArray()).map(({ name }) => name)).toEqual(['old', 'very old', 'new'])
    rbd(images.pool, ['rm', 'very old'])
    rbd(images.pool, [
      'lock',
      'rm',
      'old',
      'mine',
      JSON.parse(rbd(images.pool, ['lock', 'ls', 'old', '--format', 'json']))[0].locker,
    ])
    rbd(images.pool, ['rm', 'old'])
    expect((await images.list().toArray()).map(({ name }) => name)).toEqual(['new'])
  })

  test('that somebody began to remove; not those in the trash', async () => {
    const images = await newImages()
    for (const name of ['half removed', 'kept', 'thrown away']) await images.create(name, { size: MiB })
    const id = (await images.list().toArray()).find(({ name }) => name === 'half removed')?.id ?? ''
    rbd(images.pool, ['trash', 'mv', 'thrown away'])
    // What a remover that dies leaves behind: the image is in the trash, as one that is being removed.
    const source = 3
    const spec = encodeStruct(Buffer.from([source]), encodeText('half removed'), Buffer.alloc(16))
    await images.pool.object('rbd_trash').exec('rbd', 'trash_add', Buffer.concat([encodeText(id), spec]))
    // In both for a moment, and listed once.
    const both = await images.list().toArray()
    expect(both.map(({ name }) => name)).toEqual(['half removed', 'kept'])
    await images.pool
      .object('rbd_directory')
      .exec('rbd', 'dir_remove_image', Buffer.concat([encodeText('half removed'), encodeText(id)]))
    const listed = await images.list({ info: true }).toArray()
    expect(listed.map(({ name }) => name)).toEqual(['kept', 'half removed'])
    expect(asTold(listed)).toEqual(told(images.pool))
  })
})

describe('users', () => {
  const userOf = async (osd: string | undefined): Promise<Cluster> => {
    const entity = `client.list-${process.pid}`
    await cluster.auth.ensure(entity, osd === undefined ? { mon: 'profile rbd' } : { mon: 'profile rbd', osd })
    return await connect({ conf: inject('lab').conf, user: entity, key: await cluster.auth.key(entity) })
  }

  test('who may open images may list them', async () => {
    const images = await newImages()
    const pool = images.pool.name
    for (const name of ['one', 'two']) await images.create(name, { size: MiB })
    await using _held = await images.open('two', { exclusive: true })
    const expected = await images.list({ info: true }).toArray()
    expect(expected).toHaveLength(2)
    for (const osd of [
      `profile rbd pool=${pool}`,
      `profile rbd-read-only pool=${pool}`,
      `allow r class-read pool=${pool}`,
      `allow r pool=${pool}, allow class rbd, allow class lock`,
    ]) {
      await using user = await userOf(osd)
      await using own = await user.openPool(pool)
      expect(await imagesOf(own).list({ info: true }).toArray()).toEqual(expected)
    }
  })

  test('who may not is told so, as by librbd', async () => {
    const images = await newImages()
    const pool = images.pool.name
    await images.create('one', { size: MiB })
    for (const osd of [`allow r pool=${pool}`, `profile rbd pool=another`]) {
      await using user = await userOf(osd)
      await using own = await user.openPool(pool)
      for (const list of [imagesOf(own).list(), imagesOf(own).list({ info: true })]) {
        const error = await failure(list.toArray())
        expect(error).toBeInstanceOf(PermissionError)
        expect(error).toMatchObject({ code: 'EPERM', subject: { pool } })
      }
    }
    {
      // With nothing to say to an OSD: Ceph 16 tells it, Ceph 18 waits for ever for a ticket that none gives it.
      await using user = await userOf(undefined)
      await using own = await user.openPool(pool)
      const error = await failure(imagesOf(own).list({ timeout: 2_000 }).toArray())
      expect(error).toMatchObject({ subject: { pool } })
      expect(error instanceof PermissionError || error instanceof OperationTimeoutError).toBe(true)
    }
    // The directory, but no header.
    await using user = await userOf(`allow rx object_prefix rbd_directory, allow rx object_prefix rbd_trash`)
    await using own = await user.openPool(pool)
    expect(await imagesOf(own).list().toArray()).toHaveLength(1)
    const error = await failure(imagesOf(own).list({ info: true }).toArray())
    expect(error).toBeInstanceOf(PermissionError)
    expect(error).toMatchObject({ subject: { pool, image: 'one' } })
  })
})
