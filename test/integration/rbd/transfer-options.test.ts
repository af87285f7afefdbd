import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { open, readFile, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AbortError, ImageExistsError, NoSpaceError, ResumeError, VerifyError } from '../../../src/core/errors.ts'
import type { Image, Images, TransferRate } from '../../../src/rbd/index.ts'
import { collect, failure, MiB, newImages } from './fixture.ts'

let images: Images
const folder = mkdtempSync(join(tmpdir(), 'cephvirt-transfer-options-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

beforeAll(async () => {
  images = await newImages()
})

async function file(name: string, size: number, data: readonly (readonly [number, number])[]): Promise<string> {
  const path = join(folder, name)
  const handle = await open(path, 'w')
  await handle.truncate(size)
  for (const [position, length] of data) await handle.write(randomBytes(length), 0, length, position)
  await handle.close()
  return path
}

const names = async (all = images): Promise<string[]> => (await all.list().toArray()).map(({ name }) => name)

async function contents(image: Image): Promise<Buffer> {
  const bytes = Buffer.alloc(await image.size())
  await image.read(bytes, 0)
  return bytes
}

/** Aborts as soon as so much is done. */
function abortAt(bytes: number): { signal: AbortSignal; onProgress: (done: number) => void } {
  const abort = new AbortController()
  return { signal: abort.signal, onProgress: (done) => done >= bytes && abort.abort() }
}

/** The checksum of a transfer, as the documentation says that it is made. */
const checksumOf = (path: string): string =>
  execFileSync('sh', ['-c', `split -b 2M --filter='openssl sha256 -binary' '${path}' | sha256sum`], {
    encoding: 'utf8',
  }).slice(0, 64)

describe('the report', () => {
  test('adds up, and its checksum can be made by hand', async () => {
    const source = await file('report', 33 * MiB + 5, [
      [0, 100],
      [20 * MiB, 8 * MiB],
      [33 * MiB, 5],
    ])
    const imported = await images.import(source, 'report', { verify: true })
    const size = 33 * MiB + 5
    expect(imported).toMatchObject({ size, resumedFrom: 0, checksum: checksumOf(source) })
    expect(imported.written + imported.holes).toBe(size)
    expect(imported.written).toBe(8 * MiB + 64 * 1024 + 5)
    expect(imported.seconds).toBeGreaterThan(0)
    await using image = await images.open('report')
    const target = join(folder, 'report.out')
    const exported = await image.export(target, { verify: true })
    expect(exported).toMatchObject({ size, written: imported.written, checksum: imported.checksum })
    expect((await readFile(target)).equals(await readFile(source))).toBe(true)
    const streamed = new PassThrough()
    streamed.resume()
    expect(await image.export(streamed)).toMatchObject({ size, written: size, holes: 0 })
    expect(await images.import(source, 'plain')).not.toHaveProperty('checksum')
  })

  test('the checksum is that of the image, also where it is larger than its source', async () => {
    const source = await file('little', 5 * MiB + 1, [[0, 5 * MiB + 1]])
    const { checksum } = await images.import(source, 'little', { size: 13 * MiB, verify: true })
    await truncate(source, 13 * MiB)
    expect(checksum).toBe(checksumOf(source))
  })

  test('a stream can be verified too', async () => {
    const data = Buffer.concat([randomBytes(6 * MiB + 3), Buffer.alloc(7 * MiB), randomBytes(5)])
    await writeFile(join(folder, 'streamed'), data)
    const { checksum, size } = await images.import(Readable.from([data]), 'streamed', { verify: true })
    expect(size).toBe(data.length)
    expect(checksum).toBe(checksumOf(join(folder, 'streamed')))
  })
})

describe('progress', () => {
  test('tells how fast it goes and when it ends, once that is known', async () => {
    const rates: TransferRate[] = []
    const told: number[] = []
    const slow = Readable.from(
      (async function* () {
        for (let count = 0; count < 16; count += 1) {
          await sleep(150)
          yield randomBytes(MiB)
        }
      })(),
    )
    await images.import(slow, 'slow', {
      size: 16 * MiB,
      onProgress: (done, total, rate) => {
        expect(total).toBe(16 * MiB)
        told.push(done)
        rates.push(rate)
      },
    })
    expect(rates[0]).toEqual({ bytesPerSecond: undefined, secondsLeft: undefined })
    const known = rates.filter(({ bytesPerSecond }) => bytesPerSecond !== undefined)
    expect(known.length).toBeGreaterThan(0)
    for (const { bytesPerSecond = 0 } of known) {
      expect(bytesPerSecond).toBeGreaterThan(0.5 * MiB)
      expect(bytesPerSecond).toBeLessThan(8 * MiB)
    }
    expect(rates.at(-1)?.secondsLeft).toBe(0)
    expect(told.at(-1)).toBe(16 * MiB)
  })

  test('a listener that throws stops the import, and that is its outcome', async () => {
    const source = await file('thrown', 40 * MiB, [[0, 40 * MiB]])
    const onProgress = (): void => {
      throw new Error('no more')
    }
    expect((await failure(images.import(source, 'thrown', { onProgress }))).message).toBe('no more')
    expect(await names()).not.toContain('thrown')
  })

  test('with verify every byte counts twice', async () => {
    const source = await file('twice', 9 * MiB, [[0, 9 * MiB]])
    const told: (readonly [number, number])[] = []
    await images.import(source, 'twice', { verify: true, onProgress: (done, total) => told.push([done, total]) })
    expect(told.at(-1)).toEqual([18 * MiB, 18 * MiB])
    expect(told.every(([done], index) => done >= (told[index - 1]?.[0] ?? 0))).toBe(true)
  })
})

describe('from image to image', () => {
  test('of another pool and another connection, with its layout and its holes', async () => {
    const elsewhere = await newImages()
    await images.create('origin', {
      size: 70 * MiB,
      objectSize: '1MiB',
      features: ['layering', 'striping', 'exclusive-lock', 'object-map', 'fast-diff'],
      stripeUnit: '64KiB',
      stripeCount: 4,
    })
    await using origin = await images.open('origin')
    await origin.write(randomBytes(5 * MiB + 7), 3 * MiB)
    await origin.write(randomBytes(10), 60 * MiB)
    const before = await contents(origin)
    await origin.snapshots.create('before')
    await origin.write(randomBytes(MiB), 30 * MiB)

    const report = await elsewhere.import(origin, 'copy', { verify: true })
    expect(report.holes).toBeGreaterThan(50 * MiB)
    await using copy = await elsewhere.open('copy')
    expect((await contents(copy)).equals(await contents(origin))).toBe(true)
    const layout = { objectSize: MiB, stripeUnit: 65536, stripeCount: 4, features: (await origin.info()).features }
    expect(await copy.info()).toMatchObject(layout)

    await using moment = await images.open('origin', { snapshot: 'before' })
    await elsewhere.import(moment, 'copy-of-moment', { objectSize: '4MiB', features: ['layering'] })
    await using second = await elsewhere.open('copy-of-moment')
    expect((await contents(second)).equals(before)).toBe(true)
    expect(await second.info()).toMatchObject({ objectSize: 4 * MiB, stripeCount: 1, features: ['layering'] })
    expect(origin.closed).toBe(false)
    expect(await failure(elsewhere.import(origin, 'resumed', { resume: true }))).toMatchObject({
      code: 'ERR_OUT_OF_RANGE',
    })
    expect(await failure(elsewhere.import(origin, 'wrong', { format: 'qcow2' }))).toMatchObject({
      code: 'ERR_OUT_OF_RANGE',
    })
    expect(await names(elsewhere)).toEqual(['copy', 'copy-of-moment'])
  })
})

describe('an import that can be resumed', () => {
  test('goes on where it was stopped, and leaves no mark', async () => {
    const source = await file('long', 200 * MiB + 3, [[0, 200 * MiB + 3]])
    const stopped = await failure(images.import(source, 'long', { resume: true, ...abortAt(120 * MiB) }))
    expect(stopped).toBeInstanceOf(AbortError)
    expect(await names()).toContain('long')
    expect(await failure(images.import(source, 'long'))).toBeInstanceOf(ImageExistsError)

    const told: number[] = []
    const onProgress = (done: number): void => void told.push(done)
    const { resumedFrom, written, checksum } = await images.import(source, 'long', {
      resume: true,
      verify: true,
      onProgress,
    })
    expect(resumedFrom).toBeGreaterThan(60 * MiB)
    expect(resumedFrom + written).toBe(200 * MiB + 3)
    expect(Math.min(...told)).toBeGreaterThanOrEqual(resumedFrom)
    expect(checksum).toBe(checksumOf(source))
    await using image = await images.open('long')
    expect(await collect(image.metadata.list())).toEqual([])
    const done = await failure(images.import(source, 'long', { resume: true }))
    expect(done).toBeInstanceOf(ResumeError)
    expect(done).toMatchObject({ code: 'ERR_CEPHVIRT_RESUME', subject: { image: 'long' } })
  })

  test('but not with a source that was changed, with another size, or into an image of somebody else', async () => {
    const source = await file('changing', 100 * MiB, [[0, 100 * MiB]])
    await failure(images.import(source, 'changing', { resume: true, ...abortAt(20 * MiB) }))
    const larger = await failure(images.import(source, 'changing', { resume: true, size: 128 * MiB }))
    expect(larger).toBeInstanceOf(ResumeError)
    await utimes(source, new Date(), new Date(Date.now() + 60_000))
    const changed = await failure(images.import(source, 'changing', { resume: true }))
    expect(changed).toBeInstanceOf(ResumeError)
    expect(changed.message).toMatch(/changed/)
    expect(await names()).toContain('changing')

    await images.create('foreign', { size: 100 * MiB })
    expect(await failure(images.import(source, 'foreign', { resume: true }))).toBeInstanceOf(ResumeError)
    expect(await names()).toContain('foreign')
    const stream = await failure(images.import(Readable.from([]), 'of-stream', { resume: true }))
    expect(stream).toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
    expect(await names()).not.toContain('of-stream')
  })

  test('also of a snapshot of an image', async () => {
    await images.create('big', { size: 96 * MiB })
    await using big = await images.open('big')
    await big.write(randomBytes(96 * MiB), 0)
    await big.snapshots.create('one')
    await using one = await images.open('big', { snapshot: 'one' })
    await failure(images.import(one, 'big-copy', { resume: true, ...abortAt(50 * MiB) }))
    const { resumedFrom } = await images.import(one, 'big-copy', { resume: true, verify: true })
    expect(resumedFrom).toBeGreaterThan(0)
    await using copy = await images.open('big-copy')
    expect((await contents(copy)).equals(await contents(one))).toBe(true)
  })
})

describe('what is not as it was written', () => {
  test('is found, and the image is removed', async () => {
    const alone = await newImages()
    // Another client writes into the image, past the lock, when its first object is written and more is yet to come.
    async function* source(): AsyncGenerator<Buffer> {
      for (let block = 0; block < 20; block += 1) yield randomBytes(2 * MiB)
      const deadline = Date.now() + 30_000
      for (;;) {
        const listed = (await collect(alone.pool.objects())).map(({ name }) => name)
        const first = listed.find((name) => /^rbd_data\..*\.0{16}$/.test(name))
        if (first !== undefined) {
          const object = alone.pool.object(first)
          if ((await object.stat()).size === 4 * MiB) {
            await object.write(Buffer.from('spoilt'), 2 * MiB + 4096)
            break
          }
        }
        if (Date.now() > deadline) throw new Error('the first object is never written')
        await sleep(10)
      }
      yield randomBytes(2 * MiB)
    }
    const found = await failure(alone.import(Readable.from(source()), 'spoilt', { size: 42 * MiB, verify: true }))
    expect(found).toBeInstanceOf(VerifyError)
    expect(found).toMatchObject({ code: 'ERR_CEPHVIRT_VERIFY', position: 2 * MiB, length: 2 * MiB })
    expect(await names(alone)).not.toContain('spoilt')
  })
})

describe('an export that can be resumed', () => {
  let image: Image
  let moment: Image
  const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

  beforeAll(async () => {
    await images.create('outgoing', { size: 160 * MiB + 4097 })
    image = await images.open('outgoing')
    for (let at = 0; at < 160; at += 4) await image.write(randomBytes(4 * MiB), at * MiB)
    await image.write(randomBytes(97), 160 * MiB + 4000)
    await image.snapshots.create('moment')
    moment = await images.open('outgoing', { snapshot: 'moment' })
  })

  test('goes on where it was stopped', async () => {
    const own = mkdtempSync(join(folder, 'resumed-'))
    const target = join(own, 'disk.img')
    const stopped = await failure(moment.export(target, { resume: true, ...abortAt(100 * MiB) }))
    expect(stopped).toBeInstanceOf(AbortError)
    expect(readdirSync(own)).toEqual(['.disk.img.partial'])
    const { resumedFrom, written, holes, checksum } = await moment.export(target, { resume: true, verify: true })
    expect(resumedFrom).toBeGreaterThan(40 * MiB)
    expect(resumedFrom + written + holes).toBe(160 * MiB + 4097)
    expect(readdirSync(own)).toEqual(['disk.img'])
    expect(digest(await readFile(target))).toBe(digest(await contents(moment)))
    expect(checksum).toBe(checksumOf(target))
  })

  test('but not of an image that may change, of another snapshot, nor into what is no file', async () => {
    const own = mkdtempSync(join(folder, 'refused-'))
    const target = join(own, 'disk.img')
    const head = await failure(image.export(target, { resume: true }))
    expect(head).toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
    for (const option of ['resume', 'verify']) {
      const stream = new PassThrough()
      expect(await failure(moment.export(stream, { [option]: true }))).toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
    }
    expect(readdirSync(own)).toEqual([])
    await failure(moment.export(target, { resume: true, ...abortAt(20 * MiB) }))
    await image.snapshots.create('later')
    await using later = await images.open('outgoing', { snapshot: 'later' })
    expect(await failure(later.export(target, { resume: true }))).toBeInstanceOf(ResumeError)
    expect(readdirSync(own)).toEqual(['.disk.img.partial'])
    await writeFile(join(own, '.disk.img.partial'), 'something else')
    expect(await failure(moment.export(target, { resume: true }))).toBeInstanceOf(ResumeError)
  })
})

describe('a pool at its quota', () => {
  test('makes an import fail, and leaves nothing; or what goes on when there is space again', async () => {
    const source = await file('much', 160 * MiB, [[0, 160 * MiB]])
    const full = await newImages()
    const { pool } = full
    const quota = async (bytes: number, isFull: boolean): Promise<void> => {
      await pool.cluster.command('osd pool set-quota', { pool: pool.name, field: 'max_bytes', val: String(bytes) })
      for (;;) {
        const { pools } = await pool.cluster.command('osd dump')
        const found = pools.find(({ pool_name }: { readonly pool_name: string }) => pool_name === pool.name)
        if (String(found?.flags_names).includes('full_quota') === isFull) break
        await sleep(200)
      }
      await sleep(1_000) // until the OSDs have heard of it
    }
    await pool.object('ballast').writeFull(Buffer.alloc(16 * MiB, 1))
    await quota(8 * MiB, true)
    const failed = await failure(full.import(source, 'much'))
    expect(failed).toBeInstanceOf(NoSpaceError)
    expect(failed).toMatchObject({ code: 'EDQUOT' })
    expect(failed.hint).toMatch(/quota/)
    expect(await names(full)).not.toContain('much')

    // What was begun while there was space is kept, and goes on when there is some again.
    await quota(0, false)
    expect(await failure(full.import(source, 'much', { resume: true, ...abortAt(30 * MiB) }))).toBeInstanceOf(
      AbortError,
    )
    await quota(8 * MiB, true)
    expect(await failure(full.import(source, 'much', { resume: true }))).toBeInstanceOf(NoSpaceError)
    expect(await names(full)).toContain('much')
    await quota(0, false)
    const { resumedFrom } = await full.import(source, 'much', { resume: true, verify: true })
    expect(resumedFrom).toBeGreaterThan(0)
  }, 120_000)
})
