import { existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Lab } from '../../../src/testing/index.ts'
import { processesNaming } from './observe.ts'
import { arrives, type Place, twoPlaces } from './places.ts'

const MiB = 2 ** 20

const labs: Lab[] = []
let a: Place
let b: Place

beforeAll(async () => {
  ;[a, b] = await twoPlaces(labs)
  await Promise.all([a.images.mirror.setMode('image'), b.images.mirror.setMode('image')])
  // As an administrator would; test/integration/rbd/mirror.test.ts does it without the tool.
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
  it('have the images of the one at the other, both ways', async () => {
    for (const [from, to, name] of [
      [a, b, 'disk'],
      [b, a, 'other'],
    ] as const) {
      await from.images.create(name, { size: 8 * MiB })
      await using image = await from.images.open(name)
      await image.write(Buffer.from('first'), 0)
      await image.mirror.enable({ mode: 'snapshot' })
      await arrives(to, name, 'first')
    }
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
