import { existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Cluster, connect } from '../../../src/rados/index.ts'
import { type Images, images } from '../../../src/rbd/index.ts'
import { type Lab, startCluster } from '../../../src/testing/index.ts'
import { eventually, processesNaming } from './observe.ts'

const MiB = 2 ** 20
const within = 30_000

interface Place {
  readonly lab: Lab
  readonly cluster: Cluster
  readonly images: Images
}

async function place(): Promise<Place> {
  const lab = await startCluster({ osds: 1, libvirt: false, cephConfig: { osd_pool_default_size: '1' } })
  labs.push(lab)
  const cluster = await connect({ conf: lab.conf, keyring: lab.keyring })
  await cluster.pools.create('mirrored', { pgNum: 8 })
  const all = images(await cluster.openPool('mirrored'))
  await all.init()
  await all.mirror.setMode('image')
  return { lab, cluster, images: all }
}

/** What an image begins with; '' where it is not there yet, or not readable yet. */
async function beginning({ images }: Place, name: string, length: number): Promise<string> {
  try {
    await using image = await images.open(name, { readOnly: true })
    const bytes = Buffer.alloc(length)
    await image.read(bytes, 0)
    return bytes.toString()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  }
}

async function arrives(where: Place, name: string, text: string): Promise<void> {
  await eventually(`${name} holds ${text}`, async () => (await beginning(where, name, text.length)) === text, within)
}

/** Promotes once the other side's demotion has come over. */
async function promoted({ images }: Place, name: string): Promise<void> {
  const done = async () => {
    await using image = await images.open(name)
    try {
      await image.mirror.promote()
      return true
    } catch (error) {
      // What librbd answers while the demotion is still being copied.
      if (error instanceof Error && 'code' in error && ['EBUSY', 'EROFS'].includes(String(error.code))) return false
      throw error
    }
  }
  await eventually(`${name} is promoted`, done, within)
}

const labs: Lab[] = []
let a: Place
let b: Place

beforeAll(async () => {
  ;[a, b] = await Promise.all([place(), place()])
  const token = path.join(b.lab.dir, 'token')
  const peer = ['mirror', 'pool', 'peer', 'bootstrap']
  writeFileSync(token, await a.lab.exec('rbd', [...peer, 'create', '--site-name', 'site-a', 'mirrored']), {
    mode: 0o600,
  })
  await b.lab.exec('rbd', [...peer, 'import', '--site-name', 'site-b', '--direction', 'rx-tx', 'mirrored', token])
  await Promise.all([a.lab.startMirror(), b.lab.startMirror()])
})

afterAll(async () => {
  await Promise.all([a?.cluster.close(), b?.cluster.close()])
  await Promise.all(labs.map((lab) => lab.close()))
})

describe('two labs that mirror each other', () => {
  it('have an image of the one at the other, with what a mirror snapshot holds', async () => {
    await a.images.create('disk', { size: 8 * MiB })
    await using image = await a.images.open('disk')
    await image.write(Buffer.from('first'), 0)
    await image.mirror.enable({ mode: 'snapshot' })
    await arrives(b, 'disk', 'first')
    await using copy = await b.images.open('disk', { readOnly: true })
    expect((await copy.info()).mirroring).toMatchObject({ state: 'enabled', mode: 'snapshot', primary: false })

    await image.write(Buffer.from('later'), 0)
    await image.mirror.createSnapshot()
    await arrives(b, 'disk', 'later')
  })

  it('change places: demoted here, promoted there', async () => {
    {
      await using image = await a.images.open('disk')
      await image.mirror.demote()
    }
    await promoted(b, 'disk')
    await using image = await b.images.open('disk')
    expect((await image.info()).mirroring).toMatchObject({ primary: true })
    await image.write(Buffer.from('there'), 0)
    await image.mirror.createSnapshot()
    await arrives(a, 'disk', 'there')
  })

  it('are both primary after a forced promotion, until one gives up its own and copies anew', async () => {
    {
      await using image = await a.images.open('disk')
      await expect(image.mirror.promote()).rejects.toMatchObject({ code: 'EBUSY' })
      await image.mirror.promote({ force: true })
      expect((await image.info()).mirroring).toMatchObject({ primary: true })
      await image.write(Buffer.from('force'), 0)
      await image.mirror.createSnapshot()
    }
    expect(await beginning(b, 'disk', 5)).toBe('there')
    {
      await using image = await b.images.open('disk')
      await image.mirror.demote()
      await image.mirror.resync()
    }
    await arrives(b, 'disk', 'force')
  })

  it('mirror every write by the journal', async () => {
    await a.images.create('journalled', { size: 8 * MiB, features: ['layering', 'exclusive-lock', 'journaling'] })
    await using image = await a.images.open('journalled')
    await image.write(Buffer.from('first'), 0)
    await image.mirror.enable({ mode: 'journal' })
    await arrives(b, 'journalled', 'first')
    await image.write(Buffer.from('later'), 0)
    await image.flush()
    await arrives(b, 'journalled', 'later')
  })

  it('have a daemon for it, with the others', async () => {
    const names = b.lab.daemons.map(({ name }) => name)
    expect(names).toEqual(['mon.a', 'mgr.x', 'osd.0', 'rbd-mirror.a'])
    const before = b.lab.daemons.at(-1)?.pid
    await b.lab.startMirror()
    expect(b.lab.daemons.at(-1)?.pid).toBe(before)
    await b.lab.kill('rbd-mirror.a')
    expect(b.lab.daemons.at(-1)?.pid).toBeUndefined()
    await b.lab.start('rbd-mirror.a')
    expect(b.lab.daemons.at(-1)?.pid).not.toBe(before)
  })

  it('leave nothing behind', async () => {
    await Promise.all([a.cluster.close(), b.cluster.close()])
    await Promise.all(labs.map((lab) => lab.close()))
    for (const { dir, fsid } of labs) {
      expect(processesNaming(dir)).toEqual([])
      expect(processesNaming(fsid)).toEqual([])
      expect(existsSync(dir)).toBe(false)
    }
  })
})
