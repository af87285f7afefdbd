import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  AbortError,
  NotMirroredError,
  NotPrimaryError,
  PermissionError,
  PoolNotFoundError,
  PrimaryElsewhereError,
} from '../../../src/core/errors.ts'
import type { MirrorStatus } from '../../../src/rbd/index.ts'
import { images as imagesOf } from '../../../src/rbd/index.ts'
import type { Lab } from '../../../src/testing/index.ts'
import { eventually } from '../testing/observe.ts'
import { arrives, at, beginning, gone, type Place, put, snapshotsOf, twoPlaces, within } from '../testing/places.ts'
import { collect, failure, MiB } from './fixture.ts'

const labs: Lab[] = []
let a: Place
let b: Place

beforeAll(async () => {
  ;[a, b] = await twoPlaces(labs)
})

afterAll(async () => {
  await Promise.all([a?.cluster.close(), b?.cluster.close()])
  await Promise.all(labs.map((lab) => lab.close()))
})

/** The first status that is as it should be. */
async function statusAt(where: Place, name: string, fits: (status: MirrorStatus) => boolean): Promise<MirrorStatus> {
  let last: MirrorStatus | undefined
  try {
    await eventually(
      `the status of ${name}`,
      async () => {
        last = await at(where, name, (image) => image.mirror.status())
        return fits(last)
      },
      within,
    )
  } catch (error) {
    throw new Error(`${String(error)}: ${JSON.stringify(last)}`)
  }
  if (last === undefined) throw new Error('no status')
  return last
}

async function replaying(where: Place, name: string): Promise<MirrorStatus> {
  return await statusAt(where, name, ({ local }) => local?.state === 'replaying' && local.up)
}

/** Promotes once the other side's demotion has come over. */
async function promoted(where: Place, name: string): Promise<void> {
  const done = async () => {
    try {
      await at(where, name, (image) => image.mirror.promote())
      return true
    } catch (error) {
      if (error instanceof PrimaryElsewhereError) return false
      throw error
    }
  }
  await eventually(`${name} is promoted`, done, within)
}

/** Two primary images, until the one of b is demoted: then it is seen that they differ, and mended by `resync`. */
async function splitAndHeal(name: string, mode: 'journal' | 'snapshot'): Promise<void> {
  await at(a, name, async (image) => {
    await image.mirror.promote({ force: true })
    expect((await image.mirror.info())?.primary).toBe(true)
    await image.write(Buffer.from('force'), 0)
    if (mode === 'snapshot') await image.mirror.createSnapshot()
    expect(await failure(image.mirror.resync())).toMatchObject({
      code: 'EINVAL',
      hint: expect.stringContaining('demote()'),
    })
  })
  await put(b, name, 'other')
  await at(b, name, (image) => image.mirror.demote())
  const split = await statusAt(b, name, ({ local }) => local?.state === 'error')
  // The journal's says `split-brain detected`.
  expect(split).toMatchObject({
    primary: false,
    local: { up: true, description: expect.stringMatching(/^split-brain/) },
  })
  await statusAt(a, name, ({ remote }) => remote[0]?.state === 'error')
  expect((await b.images.mirror.summary()).get('error')).toBe(1)

  await at(b, name, (image) => image.mirror.resync())
  await arrives(b, name, 'force')
  // Each of the two says how it stands by itself, and in its own time.
  const healed = await statusAt(
    a,
    name,
    ({ local, remote }) => local?.state === 'stopped' && remote[0]?.state === 'replaying',
  )
  expect(healed).toMatchObject({ primary: true, local: { state: 'stopped' } })
}

describe('two clusters that mirror each other', { timeout: 180_000 }, () => {
  it('are made peers by a token', async () => {
    const { mirror } = a.images
    const refused = [mirror.bootstrapToken(), mirror.uuid(), mirror.peers.add('site-b', 'client.x')]
    for (const error of await Promise.all(refused.map(failure))) {
      expect(error).toBeInstanceOf(NotMirroredError)
      expect(error.hint).toContain('setMode')
    }
    await mirror.setMode('image')
    await mirror.setSiteName('site-a')
    await b.images.mirror.setSiteName('site-b')
    expect([await mirror.siteName(), await b.images.mirror.siteName()]).toEqual(['site-a', 'site-b'])
    const token = await mirror.bootstrapToken()

    const content = JSON.parse(Buffer.from(token.reveal(), 'base64').toString())
    const stale = Buffer.from(JSON.stringify({ ...content, key: 'AQB7rD9pAAAAABAAoTaGmJmP7pXbS5yTn8tbXg==' }))
    const unknown = await failure(b.images.mirror.importBootstrapToken(stale.toString('base64')))
    expect(unknown).toBeInstanceOf(PermissionError)
    expect(unknown.hint).toContain('bootstrapToken()')
    await b.cluster.pools.create('lonely', { pgNum: 8 })
    const lonely = imagesOf(await b.cluster.openPool('lonely'))
    await lonely.init()
    const missing = await failure(lonely.mirror.importBootstrapToken(token))
    expect(missing).toBeInstanceOf(PoolNotFoundError)
    expect(missing.message).toContain('on the other cluster')

    await b.images.mirror.importBootstrapToken(token)
    expect(await b.images.mirror.mode()).toBe('image')
    await b.images.mirror.importBootstrapToken(token)
    const otherWay = await failure(b.images.mirror.importBootstrapToken(token, { direction: 'tx' }))
    expect(otherWay).toMatchObject({ code: 'EINVAL', hint: expect.stringContaining('direction') })
    for (const [place, siteName] of [
      [a, 'site-b'],
      [b, 'site-a'],
    ] as const) {
      const peers = await collect(place.images.mirror.peers.list())
      expect(peers).toMatchObject([{ siteName, clientName: 'client.rbd-mirror-peer', direction: 'rx-tx' }])
      const { monHost, key } = await place.images.mirror.peers.attributes(peers[0]?.id ?? '')
      expect(monHost).toContain('127.0.0.1')
      expect(key?.reveal()).toMatch(/^[\w+/]+=*$/)
    }
    expect(await failure(mirror.setMode('disabled'))).toMatchObject({
      code: 'EBUSY',
      hint: expect.stringContaining('peers.remove'),
    })

    await Promise.all([a.lab.startMirror(), b.lab.startMirror()])
    for (const [place, other] of [
      [a, b],
      [b, a],
    ] as const) {
      const uuid = await other.images.mirror.uuid()
      const known = async () => (await collect(place.images.mirror.peers.list()))[0]?.mirrorUuid === uuid
      await eventually('the peers have met', known, within)
    }
  })

  it('have what mirror snapshots hold', async () => {
    // It takes rbd-mirror up to half a minute to say how it stands: begun early for the last of these tests.
    await a.images.create('log', { size: 8 * MiB })
    await put(a, 'log', 'first')
    await at(a, 'log', (image) => image.mirror.enable({ mode: 'journal' }))

    await a.images.create('disk', { size: 8 * MiB })
    await put(a, 'disk', 'first')
    await at(a, 'disk', (image) => image.mirror.enable({ mode: 'snapshot' }))
    await arrives(b, 'disk', 'first')
    await put(a, 'disk', 'later')
    expect(typeof (await at(a, 'disk', (image) => image.mirror.createSnapshot()))).toBe('bigint')
    await arrives(b, 'disk', 'later')
    // rbd-mirror then removes the copy's former snapshot. Whoever asks for the copy to be removed takes away what is in the
    // trash, before it is refused; rbd-mirror 16 never gets over that, and copies nothing until it is started anew.
    await eventually('the former snapshot is removed', async () => (await snapshotsOf(b, 'disk')).length === 1, within)
  })

  it('change an image where it is primary alone', async () => {
    const x = Buffer.from('x')
    {
      await using image = await b.images.open('disk')
      expect(image.readOnly).toBe(false)
      await using queue = image.queue({ depth: 2 })
      queue.write(0, 1)
      const refused: readonly Promise<unknown>[] = [
        image.write(x, 0),
        image.write(x, 0, { advice: 'nocache' }),
        image.writeMany([{ buffer: x, position: 0 }]),
        image.discard(0, 4096),
        image.writeZeroes(0, 4096),
        queue.next(),
        image.resize('9MiB'),
        image.sparsify(),
        image.snapshots.create('of-a-copy'),
        image.lock.acquire(),
        image.mirror.demote(),
        image.mirror.createSnapshot(),
        image.mirror.disable(),
      ]
      for (const [index, error] of (await Promise.all(refused.map(failure))).entries()) {
        expect(error, `${index}`).toBeInstanceOf(NotPrimaryError)
        expect(error).toMatchObject({
          message: expect.stringContaining("image 'mirrored/disk' is mirrored and not primary"),
          hint: expect.stringContaining('image.mirror.promote()'),
        })
      }
      const promotion = await failure(image.mirror.promote())
      expect(promotion).toBeInstanceOf(PrimaryElsewhereError)
      expect(promotion).toMatchObject({ code: 'EBUSY', hint: expect.stringContaining('image.mirror.demote()') })
      expect(await failure(image.metadata.set('a', 'b'))).toMatchObject({
        code: 'EROFS',
        hint: expect.stringContaining('mirroring'),
      })
    }
    const refused = [
      b.images.open('disk', { exclusive: true }),
      b.images.rename('disk', 'renamed'),
      b.images.remove('disk'),
      b.images.trash.move('disk'),
    ]
    for (const error of await Promise.all(refused.map(failure))) expect(error).toBeInstanceOf(NotPrimaryError)
    expect(await beginning(b, 'disk', 5)).toBe('later')
  })

  it('take a mirror snapshot that its caller gave up, and remove it as the others', async () => {
    await using image = await a.images.open('disk')
    const existing = () => snapshotsOf(a, 'disk')
    await image.write(Buffer.from('given'), 0)
    const before = await existing()
    const controller = new AbortController()
    const given = image.mirror.createSnapshot({ signal: controller.signal })
    controller.abort()
    expect(await failure(given)).toBeInstanceOf(AbortError)
    let late: bigint[] = []
    const taken = async () => {
      late = (await existing()).filter((id) => !before.includes(id))
      return late.length === 1
    }
    await eventually('it is taken', taken, within)
    // It is waited for by no peer when the next one has come over, and removed when another is taken.
    await image.mirror.createSnapshot()
    const removed = async () => {
      await image.mirror.createSnapshot()
      return !(await existing()).some((id) => late.includes(id))
    }
    await eventually('it is removed', removed, within)
    await arrives(b, 'disk', 'given')
  })

  it('take mirror snapshots of an image that are asked for at once one after the other', async () => {
    await using image = await a.images.open('disk')
    await using again = await a.images.open('disk')
    await image.write(Buffer.from('at once'), 0)
    const ids = await Promise.all([image, again, image, again].map(({ mirror }) => mirror.createSnapshot()))
    expect(new Set(ids).size).toBe(4)
    const newest = (await collect(image.snapshots.list({ all: true }))).find(({ id }) => id === ids.toSorted().at(-1))
    // librbd takes one that another call is about to complete for a remnant, and its peers away from it.
    expect(newest?.mirror).toMatchObject({ state: 'primary', complete: true, peers: [expect.any(String)] })
    await arrives(b, 'disk', 'at once')
  })

  it('change places: demoted here, then promoted there, once that has come over', async () => {
    expect(await failure(at(a, 'disk', (image) => image.mirror.promote()))).toMatchObject({
      code: 'EINVAL',
      message: expect.stringContaining('is primary already'),
    })
    await b.lab.kill('rbd-mirror.a', 'SIGTERM')
    await statusAt(a, 'disk', ({ remote }) => remote[0]?.up === false)
    await at(a, 'disk', async (image) => {
      await image.mirror.demote()
      expect(await failure(image.mirror.demote())).toBeInstanceOf(NotPrimaryError)
    })
    expect(await failure(put(a, 'disk', 'never'))).toBeInstanceOf(NotPrimaryError)
    const early = await failure(at(b, 'disk', (image) => image.mirror.promote()))
    expect(early).toBeInstanceOf(PrimaryElsewhereError)
    expect(early.hint).toContain('try again')
    await b.lab.start('rbd-mirror.a')
    await promoted(b, 'disk')
    expect(await at(b, 'disk', (image) => image.mirror.info())).toMatchObject({ primary: true })
    await put(b, 'disk', 'there')
    await at(b, 'disk', (image) => image.mirror.createSnapshot())
    await arrives(a, 'disk', 'there')
  })

  it('say how an image stands on both', async () => {
    const there = await replaying(a, 'disk')
    expect(there).toMatchObject({
      name: 'disk',
      mirroring: 'enabled',
      primary: false,
      local: { mirrorUuid: undefined, description: expect.stringMatching(/^replaying, \{/) },
    })
    expect(there.local?.details).toMatchObject({ replay_state: expect.any(String) })
    // It is up before it has looked at the image, and may still say what was before the two changed places.
    const seen = await statusAt(
      a,
      'disk',
      ({ remote }) => remote[0]?.up === true && remote[0].description === 'local image is primary',
    )
    expect(seen.remote).toMatchObject([
      { mirrorUuid: await b.images.mirror.uuid(), state: 'stopped', description: 'local image is primary' },
    ])
    const here = await statusAt(
      b,
      'disk',
      ({ local, remote }) => local?.up === true && remote[0]?.state === 'replaying',
    )
    expect(here).toMatchObject({
      globalId: there.globalId,
      primary: true,
      local: { state: 'stopped' },
      remote: [{ mirrorUuid: await a.images.mirror.uuid(), up: true }],
    })
    for (const { lastUpdate } of [there.local, ...here.remote].filter((site) => site !== undefined)) {
      expect(Math.abs(Date.now() - Number(lastUpdate))).toBeLessThan(120_000)
    }

    for (const { images } of [a, b]) {
      const counted = async () => ((await images.mirror.summary()).get('replaying') ?? 0) > 0
      await eventually('what is replayed is counted', counted, within)
      const listed = await collect(images.mirror.statuses())
      expect(listed.map(({ name }) => name).sort()).toEqual(['disk', 'log'])
      expect(listed.find(({ name }) => name === 'disk')).toMatchObject({ globalId: there.globalId })
      await using image = await images.open('disk', { readOnly: true })
      const instance = async () =>
        (await collect(images.mirror.instances())).find(({ imageId }) => imageId === image.id)
      await eventually('a daemon sees to it', async () => (await instance()) !== undefined, within)
      const instanceId = await image.mirror.instanceId()
      expect(instanceId).toMatch(/^\d+$/)
      expect(await instance()).toEqual({ imageId: image.id, instanceId })
    }
  })

  it('differ after a promotion by force, until one of them is copied anew', async () => {
    await splitAndHeal('disk', 'snapshot')
  })

  it('end it: the copy goes', async () => {
    await using image = await a.images.open('disk')
    await image.mirror.disable()
    await gone(b, 'disk')
    expect(await beginning(a, 'disk', 5)).toBe('force')
    expect(await image.mirror.info()).toBeUndefined()
    expect(await image.mirror.status()).toMatchObject({ mirroring: 'disabled' })
    const { mirror } = image
    const refused = [mirror.promote(), mirror.demote(), mirror.resync(), mirror.createSnapshot(), mirror.instanceId()]
    for (const error of await Promise.all(refused.map(failure))) {
      expect(error).toBeInstanceOf(NotMirroredError)
      expect(error.hint).toContain('enable')
    }
    for (const { images } of [a, b]) {
      expect(await collect(images.mirror.images({ mode: 'snapshot' }))).toEqual([])
      expect(await collect(images.mirror.images())).toMatchObject([{ mode: 'journal' }])
    }
  })

  it('have every write, by the journal', async () => {
    await at(a, 'log', async (image) => {
      expect((await image.info()).features).toContain('journaling')
      expect(await failure(image.mirror.enable({ mode: 'snapshot' }))).toMatchObject({
        code: 'EINVAL',
        hint: expect.stringContaining('disable()'),
      })
      expect(await failure(image.mirror.createSnapshot())).toMatchObject({
        code: 'EINVAL',
        message: expect.stringContaining('journal'),
      })
    })
    await arrives(b, 'log', 'first')
    await put(a, 'log', 'later')
    await arrives(b, 'log', 'later')
    const here = await statusAt(
      a,
      'log',
      ({ local, remote }) => local?.state === 'stopped' && remote[0]?.state === 'replaying' && remote[0].up,
    )
    expect(here).toMatchObject({
      primary: true,
      local: { description: 'local image is primary' },
      remote: [{ details: { entries_behind_primary: expect.any(Number) } }],
    })
    expect(await failure(put(b, 'log', 'never'))).toBeInstanceOf(NotPrimaryError)
    expect(await failure(at(b, 'log', (image) => image.mirror.promote()))).toBeInstanceOf(PrimaryElsewhereError)

    await at(a, 'log', async (image) => {
      await image.mirror.demote()
      const error = await failure(image.write(Buffer.from('never'), 0))
      expect(error).toBeInstanceOf(NotPrimaryError)
      expect(error).toMatchObject({ code: 'EPERM' })
    })
    await promoted(b, 'log')
    await put(b, 'log', 'there')
    await arrives(a, 'log', 'there')
    await splitAndHeal('log', 'journal')
    await at(a, 'log', (image) => image.mirror.disable())
    await gone(b, 'log')
  })
})
