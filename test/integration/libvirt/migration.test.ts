/** A running guest moved between two libvirtds, and what one can do meanwhile. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import * as bridge from '../../../src/bridge/index.ts'
import { type Connection, connect, type Domain, version } from '../../../src/libvirt/index.ts'
import * as rados from '../../../src/rados/index.ts'
import * as rbd from '../../../src/rbd/index.ts'
import { buildGuest, type Guest, guestDisk } from '../../../src/testing/index.ts'
import { type DomainOptions, domain as describeDomain } from '../../../src/xml/index.ts'

const name = 'traveller'
let guest: Guest
let here: Connection
let there: Connection
let folder: string

beforeAll(async () => {
  guest = await buildGuest({ cacheDir: fileURLToPath(new URL('../../../.cache/guest', import.meta.url)) })
  here = await connect(inject('lab').libvirtUri)
  there = await connect(inject('lab').otherLibvirtUri)
  folder = mkdtempSync(join(tmpdir(), 'cephvirt-migration-'))
})

afterAll(async () => {
  await here.close()
  await there.close()
  rmSync(folder, { recursive: true })
})

async function remove(conn: Connection): Promise<void> {
  for await (const left of conn.domains.list()) {
    if (!left.name.startsWith(name)) continue
    await left.destroy().catch(() => {})
    await left.undefine().catch(() => {})
  }
}

afterEach(async () => {
  await remove(here)
  await remove(there)
})

const description = (more: Partial<DomainOptions> = {}) =>
  describeDomain({
    name,
    virtType: 'qemu',
    memory: '256MiB',
    kernel: guest.kernel,
    initrd: guest.initrd,
    cmdline: guest.commandLine,
    ...more,
  })

async function names(conn: Connection, active: boolean): Promise<string[]> {
  const all = []
  for await (const domain of conn.domains.list({ active })) all.push(domain.name)
  return all.filter((one) => one.startsWith(name))
}

/** Types a line at the guest's console until there is an answer: what is typed before it listens is lost. */
async function answers(domain: Domain, line: string, text: string): Promise<void> {
  const tty = await domain.openConsole({ force: true })
  const typing = setInterval(() => tty.write(`${line}\n`), 300)
  try {
    let seen = ''
    for await (const chunk of tty) {
      seen += String(chunk)
      if (seen.includes(text)) return
    }
    throw new Error(`no '${text}' in: ${seen}`)
  } finally {
    clearInterval(typing)
    tty.destroy()
  }
}

async function booted(domain: Domain): Promise<void> {
  await answers(domain, 'awake', `${guest.marker}: echo awake`)
}

/** A migration that lasts until it is let go, as there is nothing in it for a second. */
const slow = { bandwidth: 1024 ** 2 } as const

/** Resolves once a migration sends its memory; rejects if it is over before that. */
async function underWay(domain: Domain, moving: Promise<unknown>): Promise<void> {
  const over = moving.then(() => Promise.reject(new Error('the migration was over before it was seen')))
  over.catch(() => {}) // what it ends with later is for others to see
  while (((await domain.job.stats()).memoryProcessed ?? 0n) === 0n) await Promise.race([sleep(20), over])
}

describe('a guest with an rbd disk', () => {
  test('goes there through this program, and back from daemon to daemon', async () => {
    const { conf, keyring } = inject('lab')
    await using cluster = await rados.connect({ conf, keyring })
    await cluster.pools.create('traveller', { pgNum: 8, application: 'rbd' })
    await using pool = await cluster.openPool('traveller')
    const images = rbd.images(pool)
    await images.init()
    await images.create('disk', { size: '16MiB' })
    await using image = await images.open('disk')
    await image.write(Buffer.from('taken along\n'), 0)
    await cluster.auth.ensure('client.traveller', { mon: 'profile rbd', osd: 'profile rbd pool=traveller' })
    const secret = await bridge.shareCredentials(cluster, here, { entity: 'client.traveller' })
    // Both know it by one UUID, as the disk names it.
    const copy = await there.secrets.define(await secret.secret.xml())
    await bridge.shareCredentials(cluster, there, { entity: 'client.traveller' })
    const disk = await bridge.diskFor(image, { secret, target: 'vda' })
    await image.close()
    const domain = await here.domains.define(description({ disks: [disk] }))
    await domain.start()
    await booted(domain)

    const progress: [number, number][] = []
    const moved = await domain.migrate(there, {
      persist: true,
      undefineSource: true,
      onProgress: (done, total) => void progress.push([done, total]),
    })
    expect(moved.connection).toBe(there)
    expect(moved.name).toBe(name)
    expect(moved.uuid).toBe(domain.uuid)
    expect(await moved.state()).toMatchObject({ state: 'running' })
    expect(await moved.isPersistent()).toBe(true)
    expect(await names(here, true)).toEqual([])
    expect(await names(here, false)).toEqual([])
    expect(progress.length).toBeGreaterThan(0)
    for (const [done, total] of progress) expect(done).toBeLessThanOrEqual(total)
    expect(progress.at(-1)?.[0]).toBe(progress.at(-1)?.[1])
    expect(progress.at(-1)?.[1]).toBeGreaterThan(200 * 2 ** 20)
    // It remembers what it read before it left.
    await answers(moved, 'status', `${guest.marker}: read taken along`)

    expect(await moved.migrate(inject('lab').libvirtUri, { name: `${name}-2` })).toBeUndefined()
    const back = await here.domains.get(`${name}-2`)
    expect(await back.state()).toMatchObject({ state: 'running' })
    expect(await back.isPersistent()).toBe(false)
    expect(await moved.isActive()).toBe(false)
    expect(await moved.job.statsCompleted({ keep: true })).toMatchObject({
      type: 'completed',
      operation: 'migration-out',
      dataRemaining: 0n,
      timeElapsed: expect.any(BigInt),
      extra: {},
    })
    expect((await moved.job.statsCompleted()).type).toBe('completed')
    expect((await moved.job.statsCompleted()).type).toBe('none')
    await answers(back, 'status', `${guest.marker}: read taken along`)
    await back.destroy()
    await moved.undefine()
    await copy.undefine()
    await secret.secret.undefine()
    await pool.close()
    await cluster.pools.delete('traveller')
  })
})

describe('a migration', () => {
  let domain: Domain

  beforeEach(async () => {
    domain = await here.domains.define(description())
  })

  test('by two daemons, as a connection or an address says', async () => {
    await domain.start()
    const moved = await domain.migrate(there, { peerToPeer: true, paused: true, parallel: 2 })
    expect(await moved.state()).toMatchObject({ state: 'paused' })
    expect(await names(here, false)).toEqual([name])
    await moved.migrate(inject('lab').libvirtUri, { uri: 'tcp://127.0.0.1', listenAddress: '127.0.0.1', live: false })
    expect(await domain.state()).toMatchObject({ state: 'paused' })
    expect(await names(there, true)).toEqual([])
    await domain.migrate(inject('lab').otherLibvirtUri, { tunnelled: true })
    expect(await names(there, true)).toEqual([name])
  })

  test('tells how it goes, and is aborted', async () => {
    await expect(domain.job.info()).rejects.toMatchObject({ code: 'VIR_ERR_OPERATION_INVALID' })
    await domain.start()
    expect(await domain.job.info()).toMatchObject({ type: 'none', dataTotal: 0 })
    expect(await domain.job.stats()).toMatchObject({ type: 'none', extra: {} })
    await expect(domain.job.abort()).rejects.toMatchObject({ code: 'VIR_ERR_OPERATION_INVALID' })
    const moving = domain.migrate(there, slow)
    const ending = expect(moving).rejects.toMatchObject({ name: 'LibvirtError', code: 'VIR_ERR_OPERATION_ABORTED' })
    await underWay(domain, moving)
    const stats = await domain.job.stats()
    expect(stats).toMatchObject({ type: 'unbounded', operation: 'migration-out', memoryPageSize: 4096n })
    expect(stats.dataTotal).toBeGreaterThan(200n * 2n ** 20n)
    expect(stats.dataRemaining).toBeLessThanOrEqual(stats.dataTotal ?? 0n)
    const info = await domain.job.info()
    expect(info).toMatchObject({ type: 'unbounded', fileTotal: 0, memoryTotal: Number(stats.memoryTotal) })
    expect(info.timeElapsed).toBeGreaterThan(0)
    await domain.job.abort()
    await ending
    expect(await domain.state()).toMatchObject({ state: 'running' })
    expect(await names(there, true)).toEqual([])
    expect(await domain.job.info()).toMatchObject({ type: 'none' })
  })

  test('stops when its signal is aborted, its time is up, or its listener throws', async () => {
    await domain.start()
    const stop = new AbortController()
    const onProgress = () => stop.abort(new Error('enough'))
    await expect(domain.migrate(there, { ...slow, signal: stop.signal, onProgress })).rejects.toMatchObject({
      name: 'AbortError',
      cause: { message: 'enough' },
    })
    // The promise waited for the end of it.
    expect(await domain.job.info()).toMatchObject({ type: 'none' })
    expect(await names(there, true)).toEqual([])
    expect(await domain.state()).toMatchObject({ state: 'running' })

    await expect(domain.migrate(inject('lab').otherLibvirtUri, { ...slow, timeout: 500 })).rejects.toMatchObject({
      name: 'OperationTimeoutError',
      timeout: 500,
      subject: { domain: name },
    })
    expect(await names(there, true)).toEqual([])
    expect(await domain.state()).toMatchObject({ state: 'running' })

    const broken = () => {
      throw new Error('cannot draw')
    }
    await expect(domain.migrate(there, { ...slow, onProgress: broken })).rejects.toThrow('cannot draw')
    expect(await domain.job.info()).toMatchObject({ type: 'none' })
    expect(await domain.state()).toMatchObject({ state: 'running' })

    const late = domain.migrate(there, { signal: AbortSignal.abort(new Error('no')) })
    await expect(late).rejects.toMatchObject({ name: 'AbortError', cause: { message: 'no' } })
  })

  test('is hurried while it is under way', async () => {
    await domain.start()
    await domain.migration.setMaxSpeed('3MiB')
    expect(await domain.migration.maxSpeed()).toBe(3 * 2 ** 20)
    await domain.migration.setMaxSpeed(1)
    expect(await domain.migration.maxSpeed()).toBe(2 ** 20)
    await domain.migration.setMaxDowntime(700)
    expect(await domain.migration.maxDowntime()).toBe(700)
    await domain.migration.setCompressionCache('32MiB')
    expect(await domain.migration.compressionCache()).toBe(32 * 2 ** 20)
    const moving = domain.migrate(there, { compression: ['xbzrle'], autoConverge: true, autoConvergeInitial: 10 })
    await underWay(domain, moving)
    await domain.migration.setMaxSpeed('1GiB')
    await domain.migration.setMaxDowntime(2_000)
    expect(await (await moving).state()).toMatchObject({ state: 'running' })
  })

  test('ends by post-copy', async () => {
    await domain.start()
    await expect(domain.migration.startPostCopy()).rejects.toMatchObject({ code: 'VIR_ERR_OPERATION_INVALID' })
    await domain.migration.setMaxSpeed('5GiB', { postcopy: true })
    expect(await domain.migration.maxSpeed({ postcopy: true })).toBe(5 * 2 ** 30)
    const events = there.events('domain.lifecycle')
    await events.ready
    const moving = domain.migrate(there, { ...slow, postcopy: true })
    await underWay(domain, moving)
    await domain.migration.startPostCopy()
    const moved = await moving
    const seen: string[] = []
    for await (const { event, detail } of events) {
      seen.push(`${event} ${detail}`)
      if (event === 'resumed' && detail === 'migrated') break
    }
    expect(seen).toContain('resumed postcopy')
    expect(await moved.state()).toMatchObject({ state: 'running' })
    expect(await domain.isActive()).toBe(false)
  })

  test('with what newer libvirts take: levels of compression (9.4), the speed at its end (11.1)', async () => {
    await domain.start()
    const packed = { parallel: 2, compression: ['zstd'], compressionZstdLevel: 3 } as const
    const judged = { bandwidthAvailSwitchover: '100MiB' } as const
    if (version().major < 11) {
      for (const options of [packed, judged]) {
        await expect(domain.migrate(there, options)).rejects.toMatchObject({ code: 'VIR_ERR_ARGUMENT_UNSUPPORTED' })
      }
      expect(await domain.state()).toMatchObject({ state: 'running' })
      return
    }
    const moved = await domain.migrate(there, { ...packed, ...judged })
    expect(await moved.state()).toMatchObject({ state: 'running' })
  })

  test('of a definition alone', async () => {
    const moved = await domain.migrate(there, { offline: true, persist: true, undefineSource: true })
    expect(await moved.isActive()).toBe(false)
    expect(await moved.isPersistent()).toBe(true)
    expect(await names(here, false)).toEqual([])
    await expect(moved.migrate(here)).rejects.toMatchObject({ code: 'VIR_ERR_OPERATION_INVALID' })
  })

  test('with a file for a disk is unsafe, unless the file is copied', async () => {
    const [file, copy] = [join(folder, 'disk.raw'), join(folder, 'copy.raw')]
    guestDisk(file, { text: 'to be copied', size: 16 * 2 ** 20 })
    guestDisk(copy, { text: 'nothing yet', size: 16 * 2 ** 20 })
    const disk = (path: string) => ({ type: 'file', file: path, format: 'raw', target: 'vda' }) as const
    domain = await here.domains.define(description({ uuid: domain.uuid, disks: [disk(file)] }))
    await domain.start()
    await expect(domain.migrate(there)).rejects.toMatchObject({ code: 'VIR_ERR_MIGRATE_UNSAFE' })
    const xml = (await domain.xml({ flags: ['migratable'] })).replaceAll(file, copy)
    const moved = await domain.migrate(there, { copyStorage: 'all', disks: ['vda'], xml })
    expect(await moved.xml()).toContain(copy)
    await booted(moved)
    await answers(moved, 'status', `${guest.marker}: read to be copied`)
    await moved.destroy()
    await domain.start()
    await domain.migrate(there, { unsafe: true })
    expect(await names(there, true)).toEqual([name])
  })

  test('that cannot be', async () => {
    await expect(domain.migrate(there)).rejects.toMatchObject({
      name: 'LibvirtError',
      code: 'VIR_ERR_OPERATION_INVALID',
      syscall: 'virDomainMigrate3',
      subject: { domain: name, connection: inject('lab').libvirtUri },
    })
    await domain.start()
    await expect(domain.migrate(here)).rejects.toMatchObject({ name: 'LibvirtError' })
    await expect(domain.migrate('qemu+unix:///system?socket=/nowhere')).rejects.toMatchObject({
      code: 'VIR_ERR_SYSTEM_ERROR',
      syscall: 'virDomainMigrateToURI3',
    })
    await expect(domain.migrate('tcp://127.0.0.1', { direct: true })).rejects.toMatchObject({ name: 'LibvirtError' })
    expect(await domain.state()).toMatchObject({ state: 'running' })
  })
})

describe('the test driver', () => {
  let conn: Connection
  let domain: Domain

  beforeAll(async () => {
    conn = await connect('test:///default')
    domain = await conn.domains.get('test')
  })
  afterAll(() => conn.close())

  test('cannot migrate', async () => {
    await expect(domain.migrate(there)).rejects.toMatchObject({ name: 'LibvirtError' })
    await expect(domain.migration.maxSpeed()).rejects.toMatchObject({ code: 'VIR_ERR_NO_SUPPORT' })
  })

  test.each([
    ['a destination of no kind', 5, {}, TypeError],
    ['a domain', null, {}, TypeError],
    ['an empty URI', '', {}, RangeError],
    ['a misspelt option', 'x:///', { peer2peer: true }, TypeError],
    ['a flag that is none', 'x:///', { flags: ['lively'] }, RangeError],
    ['flags that are no list', 'x:///', { flags: 'live' }, TypeError],
    ['a boolean that is none', 'x:///', { live: 'yes' }, TypeError],
    ['a bandwidth below nothing', 'x:///', { bandwidth: -1 }, RangeError],
    ['a bandwidth of no unit', 'x:///', { bandwidthPostcopy: '5 apples' }, RangeError],
    ['a kind of copy', 'x:///', { copyStorage: 'some' }, RangeError],
    ['a kind of compression', 'x:///', { compression: ['bzip3'] }, RangeError],
    ['compression by a word', 'x:///', { compression: 'mt' }, TypeError],
    ['disks by a word', 'x:///', { disks: 'vda' }, TypeError],
    ['a port', 'x:///', { disksPort: 70_000 }, RangeError],
    ['connections', 'x:///', { parallel: 0 }, RangeError],
    ['an empty name', 'x:///', { name: '' }, RangeError],
    ['a listener', 'x:///', { onProgress: 5 }, TypeError],
    ['a signal', 'x:///', { signal: 5 }, TypeError],
    ['options', 'x:///', null, TypeError],
  ])('refuses what cannot be: %s', async (_what, destination, options, error) => {
    await expect(domain.migrate(destination as string, options as object)).rejects.toThrow(error)
  })

  test('refuses direct with a connection', async () => {
    await expect(domain.migrate(there, { direct: true })).rejects.toThrow(TypeError)
  })

  test('refuses limits that cannot be', async () => {
    await expect(domain.migration.setMaxDowntime(0)).rejects.toThrow(RangeError)
    await expect(domain.migration.setMaxSpeed('fast')).rejects.toThrow(RangeError)
    await expect(domain.migration.setMaxSpeed(1, { postcopy: 1 as never })).rejects.toThrow(TypeError)
    await expect(domain.migration.setCompressionCache(-1)).rejects.toThrow(RangeError)
    await expect(domain.job.abort({ postcopy: 'yes' as never })).rejects.toThrow(TypeError)
    await expect(domain.job.statsCompleted({ keep: 1 as never })).rejects.toThrow(TypeError)
  })
})
