import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { open, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable, Writable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AbortError, ImageExistsError } from '../../../src/core/errors.ts'
import type { Image, Images } from '../../../src/rbd/index.ts'
import { collect, failure, MiB, newImages } from './fixture.ts'

let images: Images
const folder = mkdtempSync(join(tmpdir(), 'cephvirt-transfer-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

beforeAll(async () => {
  images = await newImages()
})

/** A file with random data here and there, holes in between, and a hole at its end. */
async function sparseFile(name: string, size: number, data: readonly (readonly [number, number])[]): Promise<string> {
  const path = join(folder, name)
  const file = await open(path, 'w')
  await file.truncate(size)
  for (const [position, length] of data) {
    const bytes = randomBytes(length)
    bytes[0] = 1 // one that happens to be zero would be a hole
    await file.write(bytes, 0, length, position)
  }
  await file.close()
  return path
}

const digest = async (path: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex')

const names = async (): Promise<string[]> => (await images.list().toArray()).map(({ name }) => name)

async function allocated(image: Image): Promise<number> {
  const extents = await collect(image.extents({ wholeObject: true }))
  return extents.reduce((sum, { length }) => sum + length, 0)
}

describe('there and back', () => {
  test.each([
    ['whole objects', 32 * MiB, [[0, 32 * MiB]]],
    ['an odd size', 13 * MiB + 12345, [[0, 13 * MiB + 12345]]],
    ['one byte', 1, [[0, 1]]],
    [
      'holes',
      101 * MiB + 1,
      [
        [3, 5],
        [40 * MiB - 10, 20],
        [64 * MiB, 4 * MiB],
        [101 * MiB, 1],
      ],
    ],
    ['nothing but a hole', 50 * MiB, []],
    ['no bytes at all', 0, []],
  ] as const)('%s', async (title, size, data) => {
    const name = title.replaceAll(' ', '-')
    const source = await sparseFile(name, size, data)
    const told: (readonly [number, number])[] = []
    await images.import(source, name, { onProgress: (done, total) => told.push([done, total]) })
    expect(told.at(-1)).toEqual([size, size])
    expect(told.every(([done], index) => done >= (told[index - 1]?.[0] ?? 0))).toBe(true)
    await using image = await images.open(name, { readOnly: true })
    expect(await image.size()).toBe(size)
    const objects = new Set(
      data.flatMap(([at, length]) => [...range(Math.floor(at / 4 / MiB), Math.floor((at + length - 1) / 4 / MiB))]),
    )
    const last = Math.min(4 * MiB, size)
    expect(await allocated(image)).toBeLessThanOrEqual(objects.size * 4 * MiB)
    expect(await allocated(image)).toBeGreaterThanOrEqual(
      Math.max(0, objects.size - 1) * 4 * MiB + (objects.size > 0 ? Math.min(1, last) : 0),
    )

    const copy = join(folder, `${name}.copy`)
    const exported: number[] = []
    await image.export(copy, { onProgress: (done) => exported.push(done) })
    expect(exported.at(-1)).toBe(size)
    expect(await digest(copy)).toBe(await digest(source))
    const { blocks } = await stat(copy)
    expect(blocks * 512).toBeLessThanOrEqual((await stat(source)).blocks * 512 + data.length * 256 * 1024)

    const streamed = new PassThrough()
    const hash = createHash('sha256')
    const reading = (async () => {
      for await (const chunk of streamed) hash.update(chunk as Buffer)
    })()
    await image.export(streamed)
    await reading
    expect(hash.digest('hex')).toBe(await digest(source))
  })

  function* range(from: number, to: number): Generator<number> {
    for (let value = from; value <= to; value += 1) yield value
  }
})

describe('import', () => {
  test('from a stream, whether or not its size is known', async () => {
    const data = Buffer.concat([randomBytes(9 * MiB + 17), Buffer.alloc(20 * MiB), randomBytes(77)])
    const chunks = function* (): Generator<Buffer> {
      for (let at = 0; at < data.length; at += 100_001) yield data.subarray(at, at + 100_001)
    }
    await images.import(Readable.from(chunks()), 'unknown')
    await images.import(Readable.from(chunks()), 'known', { size: data.length })
    for (const name of ['unknown', 'known']) {
      await using image = await images.open(name)
      expect(await image.size()).toBe(data.length)
      const back = Buffer.alloc(data.length)
      await image.read(back, 0)
      expect(back.equals(data)).toBe(true)
      expect(await allocated(image)).toBeLessThanOrEqual(17 * MiB)
    }
    await images.import(Readable.from([]), 'empty-stream')
    await using empty = await images.open('empty-stream')
    expect(await empty.size()).toBe(0)
  })

  test('with a layout, and room to grow', async () => {
    const source = await sparseFile('small', 5 * MiB, [[MiB, 10]])
    await images.import(source, 'roomy', { size: '64MiB', objectSize: '64KiB', features: ['layering'] })
    await using image = await images.open('roomy')
    expect(await image.info()).toMatchObject({ size: 64 * MiB, objectSize: 65536, features: ['layering'] })
    const back = Buffer.alloc(5 * MiB)
    await image.read(back, 0)
    expect(back.equals(await readFile(source))).toBe(true)
    const tight = await failure(images.import(source, 'tight', { size: MiB }))
    expect(tight).toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
  })

  test('from and to a block device', async () => {
    const source = await sparseFile('disk', 24 * MiB, [[MiB, 5 * MiB]])
    const target = await sparseFile('target', 32 * MiB, [[0, 32 * MiB]])
    const attach = (path: string): string =>
      execFileSync('losetup', ['--find', '--show', path], { encoding: 'utf8' }).trim()
    const [from, to] = [attach(source), attach(target)]
    try {
      await images.import(from, 'from-device')
      await using image = await images.open('from-device')
      expect(await image.size()).toBe(24 * MiB)
      await image.export(to)
    } finally {
      for (const device of [from, to]) execFileSync('losetup', ['--detach', device])
    }
    const written = await readFile(target)
    expect(written.subarray(0, 24 * MiB).equals(await readFile(source))).toBe(true)
  })

  test('a source that is missing, or a name that is taken, changes nothing', async () => {
    expect(await failure(images.import(join(folder, 'missing'), 'never'))).toMatchObject({ code: 'ENOENT' })
    expect(await failure(images.import(folder, 'never'))).toMatchObject({ code: 'EISDIR' })
    await images.create('mine', { size: MiB })
    const source = await sparseFile('other', MiB, [[0, MiB]])
    expect(await failure(images.import(source, 'mine'))).toBeInstanceOf(ImageExistsError)
    expect(await names()).toContain('mine')
    expect(await names()).not.toContain('never')
  })

  test('that fails or is aborted leaves no image', async () => {
    const broken = Readable.from(
      (async function* () {
        yield randomBytes(6 * MiB)
        throw new Error('the tape tore')
      })(),
    )
    expect((await failure(images.import(broken, 'broken'))).message).toBe('the tape tore')
    expect(broken.destroyed).toBe(true)
    const toMuch = await failure(images.import(Readable.from([randomBytes(9 * MiB)]), 'too-long', { size: MiB }))
    expect(toMuch).toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
    expect(await failure(images.import(Readable.from(['text']), 'text'))).toMatchObject({
      code: 'ERR_INVALID_ARG_TYPE',
    })

    const abort = new AbortController()
    const source = await sparseFile('long', 300 * MiB, [[0, 300 * MiB]])
    const aborted = await failure(
      images.import(source, 'stopped', { signal: abort.signal, onProgress: () => abort.abort(new Error('enough')) }),
    )
    expect(aborted).toBeInstanceOf(AbortError)
    expect((aborted.cause as Error).message).toBe('enough')

    const silent = new PassThrough()
    const timeout = AbortSignal.timeout(500)
    expect(await failure(images.import(silent, 'silent', { signal: timeout }))).toBeInstanceOf(AbortError)
    expect(silent.destroyed).toBe(true)

    // The same of what is no Readable of Node's: it cannot be destroyed.
    const still = new ReadableStream<Uint8Array>()
    const later = AbortSignal.timeout(500)
    expect(await failure(images.import(still, 'still', { signal: later }))).toBeInstanceOf(AbortError)
    for (const name of ['broken', 'too-long', 'text', 'stopped', 'silent', 'still'])
      expect(await names()).not.toContain(name)
  })
})

test('an import that is aborted at any moment leaves no image', async () => {
  const source = await sparseFile('brief', 40 * MiB, [[0, 40 * MiB]])
  for (const delay of [0, 1, 2, 4, 8, 16, 32, 64]) {
    const abort = new AbortController()
    const importing = failure(images.import(source, `brief-${delay}`, { signal: abort.signal }))
    setTimeout(() => abort.abort(), delay)
    expect(await importing).toBeInstanceOf(AbortError)
  }
  expect((await names()).filter((name) => name.startsWith('brief'))).toEqual([])
})

test('an import follows the features of the configuration', async () => {
  const plain = await newImages({ rbd_default_features: '1' })
  await plain.import(await sparseFile('plain', MiB, [[0, MiB]]), 'plain')
  await using image = await plain.open('plain')
  expect((await image.info()).features).toEqual(['layering'])
})

describe('export', () => {
  let image: Image

  beforeAll(async () => {
    await images.create('exported', { size: 160 * MiB })
    image = await images.open('exported')
    for (let at = 0; at < 160; at += 4) await image.write(randomBytes(4 * MiB), at * MiB)
  })

  test('that fails or is aborted leaves what was there', async () => {
    const own = mkdtempSync(join(folder, 'own-'))
    const target = join(own, 'backup.img')
    await writeFile(target, 'the backup of yesterday', { mode: 0o600 })
    const abort = new AbortController()
    const aborted = await failure(image.export(target, { signal: abort.signal, onProgress: () => abort.abort() }))
    expect(aborted).toBeInstanceOf(AbortError)
    expect(await readFile(target, 'utf8')).toBe('the backup of yesterday')
    expect(readdirSync(own)).toEqual(['backup.img'])
    expect(await failure(image.export(join(own, 'missing', 'x')))).toMatchObject({ code: 'ENOENT' })

    await symlink('backup.img', join(own, 'link.img'))
    await image.export(join(own, 'link.img'))
    expect((await stat(target)).size).toBe(160 * MiB)
    expect((await stat(target)).mode & 0o777).toBe(0o600)
    expect(readdirSync(own).sort()).toEqual(['backup.img', 'link.img'])
  })

  test('into a stream that fails, or whose export is aborted', async () => {
    const failing = new Writable({ write: (_chunk, _encoding, done) => done(new Error('the disk is full')) })
    expect((await failure(image.export(failing))).message).toBe('the disk is full')
    const abort = new AbortController()
    const stuck = new Writable({ write: () => abort.abort() })
    expect(await failure(image.export(stuck, { signal: abort.signal }))).toBeInstanceOf(AbortError)
    expect(stuck.destroyed).toBe(true)
  })

  test('of a snapshot is that of its moment', async () => {
    const before = Buffer.alloc(MiB)
    await image.read(before, 0)
    await image.snapshots.create('moment')
    await image.write(randomBytes(MiB), 0)
    await using moment = await images.open('exported', { snapshot: 'moment' })
    const target = join(folder, 'moment.img')
    await moment.export(target)
    expect((await readFile(target)).subarray(0, MiB).equals(before)).toBe(true)
  })

  test('memory stays flat', async () => {
    const source = await sparseFile('large', 512 * MiB, [[0, 512 * MiB]])
    global.gc?.()
    const idle = process.memoryUsage().rss
    let peak = 0
    const onProgress = (): void => {
      peak = Math.max(peak, process.memoryUsage().rss)
    }
    await images.import(source, 'large', { onProgress })
    await using large = await images.open('large')
    await large.export(join(folder, 'large.copy'), { onProgress })
    expect(peak - idle).toBeLessThan(192 * MiB)
  })
})
