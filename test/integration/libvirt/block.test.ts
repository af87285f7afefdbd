/** Disks of a real guest: copied, committed, backed up while it runs. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { diskFor, shareCredentials } from '../../../src/bridge/index.ts'
import { JobError } from '../../../src/core/errors.ts'
import { BlockJob, type Connection, connect, type Domain } from '../../../src/libvirt/index.ts'
import { connect as connectCluster } from '../../../src/rados/index.ts'
import { images as imagesOf } from '../../../src/rbd/index.ts'
import { buildGuest, type Guest, guestDisk } from '../../../src/testing/index.ts'
import { domain as describeDomain } from '../../../src/xml/index.ts'

const NAME = 'block-test'
const SIZE = 64 * 2 ** 20
const TEXT = 'hello from outside'
const BAD = { code: expect.stringMatching(/^ERR_(INVALID_ARG_TYPE|OUT_OF_RANGE)$/) }

let guest: Guest
let conn: Connection
let domain: Domain
let folder: string

beforeAll(async () => {
  guest = await buildGuest({ cacheDir: fileURLToPath(new URL('../../../.cache/guest', import.meta.url)) })
  conn = await connect(inject('lab').libvirtUri)
})

afterAll(async () => {
  await conn.close()
})

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cephvirt-block-'))
})

afterEach(async () => {
  if (await domain.isActive()) await domain.destroy()
  await domain.undefine({ flags: ['snapshots-metadata', 'checkpoints-metadata'] })
  rmSync(folder, { recursive: true })
})

/** The domain with a disk that begins with a line of text, before its first instruction. */
async function begin(format: 'raw' | 'qcow2'): Promise<string> {
  const raw = join(folder, 'disk.raw')
  const file = join(folder, `disk.${format}`)
  guestDisk(raw, { text: TEXT, size: SIZE })
  if (format === 'qcow2') execFileSync('qemu-img', ['convert', '-O', 'qcow2', raw, file])
  domain = await conn.domains.define(
    describeDomain({
      name: NAME,
      virtType: 'qemu',
      memory: '256MiB',
      kernel: guest.kernel,
      initrd: guest.initrd,
      cmdline: guest.commandLine,
      disks: [{ type: 'file', file, format, target: 'vda' }],
    }),
  )
  await domain.start({ paused: true })
  return file
}

/** Lets it run until it has written its own text to its disk. */
async function runUntilWritten(): Promise<void> {
  await domain.resume()
  while (((await domain.block('vda').stats()).writeReq ?? 0n) === 0n) await sleep(100)
  // The write is counted once it is done; it asks for a flush then.
  while (((await domain.block('vda').stats()).flushReq ?? 0n) === 0n) await sleep(100)
}

async function sourceOf(target: string): Promise<string | undefined> {
  const disk = (await domain.describe()).disks?.find((one) => one.target === target)
  return disk?.type === 'file'
    ? disk.file
    : disk?.type === 'network' && disk.protocol === 'rbd'
      ? disk.image
      : undefined
}

describe('a disk', () => {
  test('its sizes, statistics, limits, contents', async () => {
    await begin('raw')
    const disk = domain.block('vda')
    expect(disk).toMatchObject({ domain, target: 'vda' })
    const info = await disk.info()
    expect(info).toMatchObject({ capacity: SIZE, physical: SIZE })
    expect(info.allocation).toBeLessThan(SIZE)
    expect((await disk.peek(0, TEXT.length)).toString()).toBe(TEXT)
    expect((await disk.peek(0, 200_000)).length).toBe(200_000)
    expect(await disk.peek(SIZE - 512, 512)).toEqual(Buffer.alloc(512))
    const stats = await disk.stats()
    expect(stats).toMatchObject({ writeBytes: 0n, writeReq: 0n })
    expect(await domain.diskErrors()).toEqual([])
    expect(await domain.peekMemory(0xf0000, 100_000, { addresses: 'physical' })).toHaveLength(100_000)

    await disk.setIoTune({ totalIopsSec: 500, totalBytesSec: 50n * 2n ** 20n, groupName: 'few' }, { live: true })
    expect(await disk.ioTune({ live: true })).toMatchObject({
      totalIopsSec: 500n,
      totalBytesSec: 50n * 2n ** 20n,
      readIopsSec: 0n,
      groupName: 'few',
    })
    expect((await disk.ioTune({ config: true })).totalIopsSec).toBe(0n)
    await disk.setIoTune({ writeBytesSec: 2 ** 20, totalBytesSec: 0 }, { config: true })
    expect((await disk.ioTune({ config: true })).writeBytesSec).toBe(2n ** 20n)

    await disk.resize('96MiB')
    expect((await disk.info()).capacity).toBe(96 * 2 ** 20)
    await expect(disk.resize(SIZE, { extend: true })).rejects.toMatchObject({ name: 'LibvirtError' })
  })

  test('written beyond a threshold: an event', async () => {
    await begin('raw')
    const events = conn.events('domain.block-threshold', { domain })
    await events.ready
    await domain.block('vda').setThreshold('64KiB')
    await domain.resume()
    const { value } = await events.next()
    expect(value).toMatchObject({ device: expect.stringMatching(/^vda/), threshold: 65_536 })
    expect(value?.excess).toBeGreaterThan(0)
    await events.return()
  })

  test('one that is not there', async () => {
    await begin('raw')
    const none = domain.block('vdz')
    const missing = { code: 'VIR_ERR_INVALID_ARG', subject: { domain: NAME, disk: 'vdz' } }
    await expect(none.info()).rejects.toMatchObject(missing)
    await expect(none.peek(0, 1)).rejects.toMatchObject(missing)
    await expect(none.job()).rejects.toMatchObject({ name: 'LibvirtError' })
    await expect(none.pull()).rejects.toMatchObject({ name: 'LibvirtError' })
    await domain.destroy()
    const off = { code: 'VIR_ERR_OPERATION_INVALID' }
    await expect(domain.block('vda').stats()).rejects.toMatchObject(off)
    await expect(domain.block('vda').pull()).rejects.toMatchObject(off)
    await expect(domain.block('vda').setThreshold(1)).rejects.toMatchObject(off)
    await expect(domain.diskErrors()).rejects.toMatchObject(off)
    await expect(domain.peekMemory(0, 16)).rejects.toMatchObject(off)
    await expect(domain.backup.begin()).rejects.toMatchObject({ code: 'VIR_ERR_OPERATION_UNSUPPORTED' })
  })

  test('bad input', async () => {
    await begin('raw')
    const disk = domain.block('vda')
    for (const target of ['', '/dev/vda', 5]) expect(() => domain.block(target as string)).toThrow(/target must be/)
    await expect(disk.peek(-1, 5)).rejects.toMatchObject(BAD)
    await expect(disk.peek(0, 0)).rejects.toMatchObject(BAD)
    await expect(disk.resize('big')).rejects.toMatchObject(BAD)
    await expect(disk.setIoTune({ iops: 5 } as never)).rejects.toMatchObject(BAD)
    await expect(disk.setIoTune({ totalIopsSec: '5' } as never)).rejects.toMatchObject(BAD)
    await expect(disk.setIoTune(null as never)).rejects.toMatchObject(BAD)
    await expect(disk.setThreshold(-5)).rejects.toMatchObject(BAD)
    await expect(disk.copy({ type: 'file' } as never, { shallow: 1 } as never)).rejects.toMatchObject(BAD)
    await expect(disk.copy({ type: 'disk' } as never)).rejects.toMatchObject(BAD)
    await expect(disk.commit({ base: '' })).rejects.toMatchObject(BAD)
    await expect(disk.rebase('', {})).rejects.toMatchObject(BAD)
    await expect(disk.rebase(undefined, { flags: ['shallo'] as never })).rejects.toMatchObject(BAD)
    await expect(disk.pull({ bandwidth: 'fast' })).rejects.toMatchObject(BAD)
    await expect(domain.peekMemory(0, 2 ** 31)).rejects.toMatchObject(BAD)
    await expect(domain.peekMemory(0, 1, { addresses: 'real' as never })).rejects.toMatchObject(BAD)
    await expect(domain.backup.begin({ modus: 'push' } as never)).rejects.toMatchObject(BAD)
    await expect(domain.throttleGroups.set('', {})).rejects.toMatchObject(BAD)
  })
})

describe('a copy', () => {
  test('of a running guest to an RBD image, and on from there', async () => {
    await begin('raw')
    const { conf, keyring } = inject('lab')
    await using cluster = await connectCluster({ conf, keyring })
    await cluster.pools.create('block-copy', { pgNum: 8, application: 'rbd' })
    await cluster.auth.ensure('client.block', { mon: 'profile rbd', osd: 'profile rbd pool=block-copy' })
    const secret = await shareCredentials(cluster, conn, { entity: 'client.block' })
    try {
      await using pool = await cluster.openPool('block-copy')
      const images = imagesOf(pool)
      await images.init()
      await images.create('moved', { size: SIZE })
      await using image = await images.open('moved', { readOnly: true })
      await domain.resume()
      const destination = await diskFor(image, { secret, target: 'vda' })
      const job = await domain.block('vda').copy(destination, { reuseExternal: true })
      expect(job).toBeInstanceOf(BlockJob)
      expect(job.type).toBe('copy')
      await job.ready
      expect(await job.info()).toMatchObject({ type: 'copy', ready: true })
      expect(await sourceOf('vda')).toBe(join(folder, 'disk.raw'))
      await job.pivot()
      expect(await job.done).toBe('completed')
      expect(await job.info()).toBeUndefined()
      expect(await sourceOf('vda')).toBe('moved')
      const start = Buffer.alloc(TEXT.length)
      await image.read(start, 0)
      expect(start.toString()).toBe(TEXT)
      // What the guest writes reaches the image.
      const written = Buffer.alloc(guest.text.length)
      while (written.toString() !== guest.text) {
        await image.read(written, guest.offset)
        await sleep(100)
      }
      await domain.destroy()
    } finally {
      if (await domain.isActive()) await domain.destroy()
      await secret.secret.undefine()
      await cluster.auth.remove('client.block')
      await cluster.pools.delete('block-copy')
    }
  })

  test('is followed, slowed down, found again, aborted', async () => {
    await begin('qcow2')
    execFileSync('qemu-img', ['create', '-q', '-f', 'raw', join(folder, 'there.raw'), String(SIZE)])
    const disk = domain.block('vda')
    expect(await disk.job()).toBeUndefined()
    const destination = { type: 'file', file: join(folder, 'copy.raw'), format: 'raw' } as const
    const job = await disk.copy(destination, { bandwidth: 1, granularity: 65_536, bufferSize: '64KiB' })
    await expect(job.pivot()).rejects.toMatchObject({
      code: 'VIR_ERR_BLOCK_COPY_ACTIVE',
      hint: expect.stringContaining('job.ready'),
      subject: { disk: 'vda' },
    })
    await expect(disk.pull()).rejects.toMatchObject({ name: 'LibvirtError' })
    expect(await job.info()).toMatchObject({ type: 'copy', bandwidth: 1, ready: false })
    await job.setSpeed('2MiB')
    expect((await job.info())?.bandwidth).toBe(2 * 2 ** 20)
    const same = await disk.job()
    expect(same?.type).toBe('copy')
    await job.abort()
    expect(await job.done).toBe('canceled')
    expect(await same?.done).toBe('canceled')
    await expect(job.ready).rejects.toBeInstanceOf(JobError)
    await expect(job.abort()).rejects.toMatchObject({ name: 'LibvirtError' })
    await expect(job.finish()).rejects.toMatchObject({ code: 'ERR_CEPHVIRT_JOB_FAILED', message: /aborted/ })

    // A signal aborts the job itself.
    const controller = new AbortController()
    const second = await disk.copy({ ...destination, file: join(folder, 'second.raw') }, { bandwidth: 1 })
    const finishing = second.finish({ signal: controller.signal })
    controller.abort(new Error('enough'))
    await expect(finishing).rejects.toMatchObject({ code: 'ABORT_ERR' })
    expect(await disk.job()).toBeUndefined()

    // So does a listener that throws.
    const third = await disk.copy({ ...destination, file: join(folder, 'third.raw') }, { bandwidth: 1 })
    const thrown = new Error('thrown')
    const onProgress = (): void => {
      throw thrown
    }
    await expect(third.finish({ onProgress })).rejects.toBe(thrown)
    expect(await disk.job()).toBeUndefined()

    // Closing it only ends the following.
    const fourth = await disk.copy(
      { ...destination, file: join(folder, 'there.raw') },
      { bandwidth: 1, reuseExternal: true },
    )
    fourth.close()
    await expect(fourth.done).rejects.toMatchObject({ code: 'ERR_CEPHVIRT_CLOSED' })
    const found = await disk.job()
    expect(found).toBeDefined()
    await domain.destroy()
    await expect(found?.done).rejects.toBeInstanceOf(JobError)
  })

  test('finishes by itself', async () => {
    await begin('qcow2')
    const destination = join(folder, 'finished.qcow2')
    const job = await domain.block('vda').copy({ type: 'file', file: destination, format: 'qcow2' })
    const seen: (readonly [number, number])[] = []
    await job.finish({ onProgress: (done, total) => seen.push([done, total]) })
    expect(seen.at(-1)?.[0]).toBe(seen.at(-1)?.[1])
    expect(await sourceOf('vda')).toBe(destination)
  })
})

describe('a snapshot in new files', () => {
  async function overlay(name: string): Promise<string> {
    const file = join(folder, `${name}.qcow2`)
    const disks = [{ name: 'vda', snapshot: 'external', file } as const]
    const snapshot = await domain.snapshots.create({ name, disks }, { diskOnly: true, atomic: true })
    expect((await snapshot.describe()).disks).toMatchObject([{ name: 'vda', snapshot: 'external', file }])
    expect(await sourceOf('vda')).toBe(file)
    await snapshot.delete({ metadataOnly: true })
    return file
  }

  test('is committed, pulled, rebased', async () => {
    const base = await begin('qcow2')
    const disk = domain.block('vda')
    await overlay('one')
    await runUntilWritten()
    const commit = await disk.commit({ shallow: true })
    expect(commit.type).toBe('active-commit')
    await commit.finish()
    expect(await sourceOf('vda')).toBe(base)
    expect(readFileSync(base).includes(guest.text)).toBe(true)

    const two = await overlay('two')
    const three = await overlay('three')
    const four = await overlay('four')
    // What lies between: it ends by itself.
    const middle = await disk.commit({ base: two, top: three })
    expect(middle.type).toBe('commit')
    expect(await middle.done).toBe('completed')
    await middle.ready
    expect(await domain.xml()).not.toContain(three)
    const rebase = await disk.rebase(base)
    await rebase.finish()
    expect(await domain.xml()).not.toContain(two)
    const pull = await disk.pull()
    for await (const { type, ready } of pull) expect([type, ready]).toEqual(['pull', false])
    expect(await pull.done).toBe('completed')
    expect(await domain.xml()).not.toContain(base)
    expect(await sourceOf('vda')).toBe(four)
    await expect(disk.commit({ base: '/nowhere/else.qcow2' })).rejects.toMatchObject({ code: 'VIR_ERR_INVALID_ARG' })
  })
})

describe('a backup', () => {
  test('in full with a checkpoint, then what was written since', async () => {
    await begin('qcow2')
    const full = join(folder, 'full.qcow2')
    const events: (readonly [number, number])[] = []
    const job = await domain.backup.begin(
      { disks: [{ name: 'vda', target: { file: full } }] },
      { checkpoint: { name: 'monday' } },
    )
    await job.finish({ onProgress: (done, total) => events.push([done, total]) })
    expect(await job.done).toBe('completed')
    const [written = 0, total] = events.at(-1) ?? []
    expect(written).toBe(total)
    expect(written).toBeGreaterThan(0)
    expect(readFileSync(full).includes(TEXT)).toBe(true)
    const monday = await domain.checkpoints.get('monday')
    expect((await monday.describe({ size: true })).disks).toMatchObject([{ name: 'vda', size: 0 }])

    await runUntilWritten()
    expect((await monday.describe({ size: true })).disks?.[0]?.size).toBeGreaterThan(0)
    const since = join(folder, 'since.qcow2')
    const next = await domain.backup.begin(
      { incremental: 'monday', disks: [{ name: 'vda', target: { file: since } }] },
      { checkpoint: { name: 'tuesday' } },
    )
    await next.finish()
    const bytes = readFileSync(since)
    expect(bytes.includes(guest.text)).toBe(true)
    expect(bytes.includes(TEXT)).toBe(false)
    expect((await (await domain.checkpoints.get('tuesday')).parent())?.name).toBe('monday')
    await monday.delete({ children: true })
    expect(await domain.checkpoints.list().toArray()).toEqual([])
    await expect(domain.backup.begin({ incremental: 'sunday', disks: [{ name: 'vda' }] })).rejects.toMatchObject({
      name: 'LibvirtError',
    })
  })

  test('is served to be read, until it is ended', async () => {
    await begin('qcow2')
    await expect(domain.backup.xml()).rejects.toMatchObject({ code: 'VIR_ERR_NO_DOMAIN_BACKUP' })
    const socket = join(folder, 'nbd.sock')
    const job = await domain.backup.begin({
      server: { socket },
      disks: [{ name: 'vda', scratch: { file: join(folder, 'scratch.qcow2') } }],
    })
    expect(existsSync(socket)).toBe(true)
    expect(await domain.backup.describe()).toMatchObject({
      kind: 'domainbackup',
      mode: 'pull',
      server: { transport: 'unix', socket },
      disks: [{ name: 'vda', backup: true, type: 'file' }],
    })
    expect(await job.progress()).toMatchObject({ total: expect.any(Number) })
    const copy = join(folder, 'pulled.raw')
    execFileSync('qemu-img', ['convert', '-O', 'raw', `nbd+unix:///vda?socket=${socket}`, copy])
    expect(readFileSync(copy).subarray(0, TEXT.length).toString()).toBe(TEXT)
    expect(await job.end()).toBe('completed')
    expect(await job.progress()).toBeUndefined()
    await expect(job.end()).rejects.toMatchObject({ code: 'VIR_ERR_OPERATION_INVALID' })
  })

  test('a signal ends it', async () => {
    await begin('qcow2')
    const socket = join(folder, 'nbd.sock')
    const job = await domain.backup.begin({
      server: { socket },
      disks: [{ name: 'vda', scratch: { file: join(folder, 'scratch.qcow2') } }],
    })
    await expect(job.finish({ timeout: 500 })).rejects.toMatchObject({ code: 'ETIMEDOUT' })
    await expect(domain.backup.xml()).rejects.toMatchObject({ code: 'VIR_ERR_NO_DOMAIN_BACKUP' })
    const second = await domain.backup.begin({
      server: { socket },
      disks: [{ name: 'vda', scratch: { file: join(folder, 'scratch2.qcow2') } }],
    })
    await domain.destroy()
    // libvirt tells of both ends, in no order that it promises.
    const outcome = await second.done.catch((error: { code?: unknown }) => error.code)
    expect(['canceled', 'ERR_CEPHVIRT_JOB_FAILED']).toContain(outcome)
  })
})
