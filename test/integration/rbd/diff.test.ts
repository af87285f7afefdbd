import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { AbortError, ReadOnlyError, SnapshotExistsError, SnapshotNotFoundError } from '../../../src/core/index.ts'
import type { CreateImageOptions, Image, Images } from '../../../src/rbd/index.ts'
import { collect, failure, MiB, newImages } from './fixture.ts'

const SIZE = 32 * MiB

let images: Images
let dir: string
let count = 0

beforeAll(async () => {
  images = await newImages()
  dir = await mkdtemp(join(tmpdir(), 'cephvirt-diff-'))
  return () => rm(dir, { recursive: true })
})

function rbd(...args: string[]): void {
  execFileSync('rbd', ['-c', inject('lab').conf, '--pool', images.pool.name, ...args], { stdio: 'pipe' })
}

const fileOf = (name: string): string => join(dir, name)

async function create(options: Partial<CreateImageOptions> = {}): Promise<string> {
  count += 1
  await images.create(`image-${count}`, { size: SIZE, ...options })
  return `image-${count}`
}

async function contents(name: string, snapshot?: string): Promise<Buffer> {
  await using image = await images.open(name, { readOnly: true, snapshot })
  const buffer = Buffer.alloc(await image.size())
  await image.read(buffer, 0)
  return buffer
}

// Two snapshots: data, zeros that were written, parts that are discarded, and a size that changes.
async function fill(image: Image): Promise<void> {
  await image.write(randomBytes(6 * MiB), 3 * MiB)
  await image.write(randomBytes(1000), 20 * MiB + 7)
  await image.write(Buffer.alloc(MiB), 16 * MiB)
  await image.snapshots.create('one')
  await image.write(randomBytes(8192), 5 * MiB)
  await image.discard(8 * MiB, 4 * MiB)
  await image.discard(3 * MiB + 4096, 8192)
  await image.write(Buffer.alloc(65536), 20 * MiB)
  await image.resize(SIZE + 5 * MiB)
  await image.write(randomBytes(5000), SIZE + 4 * MiB)
  await image.snapshots.create('two')
  await image.write(randomBytes(4096), 0)
  await image.flush()
}

describe.each([
  ['an image', {}],
  ['one without object map', { features: ['layering', 'exclusive-lock'] }],
  ['a striped one', { stripeUnit: '64KiB', stripeCount: 3 }],
] satisfies [string, Partial<CreateImageOptions>][])('a diff of %s', (_, layout) => {
  let name: string
  beforeAll(async () => {
    name = await create(layout)
    await using image = await images.open(name)
    await fill(image)
  })

  test.each([
    ['all', undefined, undefined, false],
    ['up to a snapshot', undefined, 'two', false],
    ['between snapshots', 'one', 'two', false],
    ['since a snapshot', 'one', undefined, false],
    ['since the last one', 'two', undefined, false],
    ['whole objects', 'one', 'two', true],
    ['all whole objects', undefined, undefined, true],
  ])('is that of `rbd export-diff`: %s', async (what, fromSnapshot, snapshot, wholeObject) => {
    const [ours, theirs] = [fileOf(`${name} ${what} ours`), fileOf(`${name} ${what} theirs`)]
    await using image = await images.open(name, { readOnly: true, snapshot })
    const report = await image.exportDiff(ours, { fromSnapshot, wholeObject })
    expect(report).toMatchObject({ fromSnapshot, toSnapshot: snapshot, size: await image.size() })
    expect(report.written).toBeGreaterThan(0)
    rbd(
      'export-diff',
      ...(fromSnapshot === undefined ? [] : ['--from-snap', fromSnapshot]),
      ...(wholeObject ? ['--whole-object'] : []),
      snapshot === undefined ? name : `${name}@${snapshot}`,
      theirs,
    )
    expect((await readFile(ours)).equals(await readFile(theirs))).toBe(true)
  })

  test('goes through the tool, and back', async () => {
    const [first, second, merged] = ['first', 'second', 'merged'].map((part) => fileOf(`${name} ${part}`))
    if (first === undefined || second === undefined || merged === undefined) throw new Error('No names')
    {
      await using one = await images.open(name, { readOnly: true, snapshot: 'one' })
      await one.exportDiff(first)
      await using two = await images.open(name, { readOnly: true, snapshot: 'two' })
      const id = (await collect(two.snapshots.list())).find((snapshot) => snapshot.name === 'one')?.id
      await two.exportDiff(second, { fromSnapshot: id })
    }
    const toTool = await create()
    rbd('import-diff', first, toTool)
    rbd('import-diff', second, toTool)
    for (const snapshot of ['one', 'two']) {
      expect((await contents(toTool, snapshot)).equals(await contents(name, snapshot))).toBe(true)
    }
    execFileSync('rbd', ['merge-diff', first, second, merged], { stdio: 'pipe' })
    const toUs = await create({ size: MiB })
    {
      await using image = await images.open(toUs)
      expect(await image.importDiff(merged)).toMatchObject({ toSnapshot: 'two', size: SIZE + 5 * MiB })
    }
    expect((await contents(toUs, 'two')).equals(await contents(name, 'two'))).toBe(true)
  })

  test('of the tool is taken', async () => {
    const [first, second] = [fileOf(`${name} tool 1`), fileOf(`${name} tool 2`)]
    rbd('export-diff', `${name}@one`, first)
    rbd('export-diff', '--from-snap', 'one', `${name}@two`, second)
    const copy = await create()
    {
      await using image = await images.open(copy)
      const told: number[] = []
      const onProgress = (done: number): number => told.push(done)
      expect(await image.importDiff(first, { onProgress })).toMatchObject({
        fromSnapshot: undefined,
        toSnapshot: 'one',
      })
      expect(told.at(-1)).toBe(SIZE)
      // A stream of small chunks.
      const report = await image.importDiff(createReadStream(second, { highWaterMark: 1000 }))
      expect(report).toMatchObject({ fromSnapshot: 'one', toSnapshot: 'two', size: SIZE + 5 * MiB })
      expect(report.zeroed).toBeGreaterThan(0)
      expect(await image.size()).toBe(SIZE + 5 * MiB)
    }
    for (const snapshot of ['one', 'two']) {
      expect((await contents(copy, snapshot)).equals(await contents(name, snapshot))).toBe(true)
    }
  })
})

describe('what cannot be', () => {
  let name: string
  let diff: Buffer
  beforeAll(async () => {
    name = await create()
    await using image = await images.open(name)
    await fill(image)
    await using two = await images.open(name, { readOnly: true, snapshot: 'two' })
    await two.exportDiff(fileOf('good'), { fromSnapshot: 'one' })
    diff = await readFile(fileOf('good'))
  })

  async function* chunks(data: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
    for (let from = 0; from < data.length; from += 65536) yield data.subarray(from, from + 65536)
  }

  test('snapshots that are missing, or there already', async () => {
    const before = await contents(name)
    await using image = await images.open(name)
    const exists = await failure(image.importDiff(fileOf('good')))
    expect(exists).toBeInstanceOf(SnapshotExistsError)
    expect(exists).toMatchObject({ code: 'EEXIST', subject: { image: name, snapshot: 'two' } })
    const other = await create()
    await using empty = await images.open(other)
    const missing = await failure(empty.importDiff(fileOf('good')))
    expect(missing).toBeInstanceOf(SnapshotNotFoundError)
    expect(missing.hint).toContain("'one'")
    expect(await empty.size()).toBe(SIZE)
    expect((await contents(name)).equals(before)).toBe(true)
    expect(await failure(image.exportDiff(fileOf('x'), { fromSnapshot: 'never' }))).toBeInstanceOf(
      SnapshotNotFoundError,
    )
    expect(await failure(image.exportDiff(fileOf('x'), { fromSnapshot: 77n }))).toBeInstanceOf(SnapshotNotFoundError)
    await using one = await images.open(name, { readOnly: true, snapshot: 'one' })
    expect(await failure(one.exportDiff(fileOf('x'), { fromSnapshot: 'two' }))).toMatchObject({ code: 'EINVAL' })
    expect((await readdir(dir)).filter((file) => file.includes('.partial') || file === 'x')).toEqual([])
  })

  test.each([
    ['no diff', () => Buffer.alloc(100, 'x')],
    ['a whole image', () => Buffer.from('rbd image v2\n and more')],
    ['nothing', () => Buffer.alloc(0)],
    ['an unknown record', () => Buffer.from('rbd diff v1\nq')],
    ['a name of no length', () => Buffer.from('rbd diff v1\nf\0\0\0\0')],
    ['a number beyond all bounds', () => Buffer.concat([Buffer.from('rbd diff v1\ns'), Buffer.alloc(8, 255)])],
    ['data beyond the end', () => Buffer.concat([Buffer.from('rbd diff v1\nz'), Buffer.alloc(16, 1)])],
  ])('%s', async (_, make) => {
    const other = await create()
    await using image = await images.open(other)
    expect(await failure(image.importDiff(chunks(make())))).toMatchObject({ code: 'ERR_CEPHVIRT_DIFF_DAMAGED' })
    expect(await image.size()).toBe(SIZE)
  })

  test('an end that is missing: what was done is told, and the rest done by another try', async () => {
    const other = await create()
    await using image = await images.open(other)
    {
      await using one = await images.open(name, { readOnly: true, snapshot: 'one' })
      await one.exportDiff(fileOf('base'))
    }
    await image.importDiff(fileOf('base'))
    const partial = await failure(image.importDiff(chunks(diff.subarray(0, -1))))
    expect(partial).toMatchObject({
      code: 'ERR_CEPHVIRT_PARTIAL_DIFF',
      subject: { image: other },
      cause: { code: 'ERR_CEPHVIRT_DIFF_DAMAGED' },
    })
    expect(partial.hint).toContain("rollback('one')")
    expect((await collect(image.snapshots.list())).map((snapshot) => snapshot.name)).toEqual(['one'])
    await image.importDiff(fileOf('good'))
    expect((await contents(other, 'two')).equals(await contents(name, 'two'))).toBe(true)
  })

  test('a source that fails or stands still', async () => {
    const other = await create()
    await using image = await images.open(other)
    const broken = new Error('Broken')
    async function* failing(): AsyncGenerator<Uint8Array, void, undefined> {
      yield Buffer.from('rbd diff v1\n')
      throw broken
    }
    expect(await failure(image.importDiff(failing()))).toBe(broken)
    async function* still(): AsyncGenerator<Uint8Array, void, undefined> {
      yield Buffer.from('rbd diff v1\n')
      await new Promise(() => {})
    }
    expect(await failure(image.importDiff(still(), { signal: AbortSignal.timeout(100) }))).toBeInstanceOf(AbortError)
    expect(await failure(image.importDiff(still(), { timeout: 100 }))).toMatchObject({ code: 'ETIMEDOUT' })
    expect(await failure(image.importDiff(fileOf('not there')))).toMatchObject({ code: 'ENOENT' })
    expect(await failure(image.importDiff(createReadStream(fileOf('not there'))))).toMatchObject({ code: 'ENOENT' })
    const thrown = new Error('Thrown')
    const throwing = (): never => {
      throw thrown
    }
    await using source = await images.open(name)
    expect(await failure(source.exportDiff(fileOf('x'), { onProgress: throwing }))).toBe(thrown)
  })

  test('an image that is read only', async () => {
    const file = Buffer.concat([Buffer.from('rbd diff v1\nw'), whole(4096)])
    for (const snapshot of [undefined, 'one']) {
      await using readOnly = await images.open(name, { readOnly: snapshot === undefined, snapshot })
      const error = await failure(readOnly.importDiff(chunks(file)))
      expect(error).toBeInstanceOf(ReadOnlyError)
      expect(error).toMatchObject({ code: 'EROFS', subject: { image: name }, hint: expect.stringMatching('without') })
    }
  })

  const whole = (length: number): Buffer => {
    const record = Buffer.alloc(16 + length + 1, 'e')
    record.writeBigUInt64LE(0n, 0)
    record.writeBigUInt64LE(BigInt(length), 8)
    return record
  }

  const number = (value: number): Buffer => {
    const bytes = Buffer.alloc(8)
    bytes.writeBigUInt64LE(BigInt(value))
    return bytes
  }
  const record = (tag: string, ...parts: Buffer[]): Buffer => {
    const body = Buffer.concat(parts)
    return Buffer.concat([Buffer.from(tag), number(body.length), body])
  }
  const ofProtected = Buffer.concat([
    Buffer.from('rbd diff v2\n'),
    record('t', Buffer.from([4, 0, 0, 0]), Buffer.from('gold')),
    Buffer.concat([Buffer.from('p'), number(8), Buffer.from([1])]),
    record('s', number(8 * MiB)),
    record('?', Buffer.alloc(100_000)),
    record('w', number(4096), number(5), Buffer.from('hello')),
    record('z', number(0), number(4096)),
    Buffer.from('e'),
  ])

  test('all but the protection of its snapshot, where the image can have none', async () => {
    const other = await create({ features: ['exclusive-lock'] })
    await using image = await images.open(other)
    expect(await failure(image.importDiff(chunks(ofProtected)))).toMatchObject({
      code: 'ENOSYS',
      subject: { image: other, snapshot: 'gold' },
      hint: expect.stringContaining("protect('gold')"),
    })
    expect((await contents(other, 'gold')).toString('latin1', 4095, 4102)).toBe('\0hello\0')
  })

  test('the second format, with a protected snapshot and what is not known', async () => {
    const other = await create()
    await using image = await images.open(other)
    const report = await image.importDiff(chunks(ofProtected))
    expect(report).toMatchObject({ size: 8 * MiB, toSnapshot: 'gold', written: 5, zeroed: 4096 })
    expect((await contents(other, 'gold')).toString('latin1', 4095, 4102)).toBe('\0hello\0')
    expect(await image.snapshots.isProtected('gold')).toBe(true)
  })

  test('a stream that is aborted, or breaks', async () => {
    await using image = await images.open(name)
    const controller = new AbortController()
    const target = new Writable({
      write(_chunk, _encoding, done) {
        controller.abort()
        done()
      },
    })
    expect(await failure(image.exportDiff(target, { signal: controller.signal }))).toBeInstanceOf(AbortError)
    const full = new Error('Full')
    const breaking = new Writable({ write: (_chunk, _encoding, done) => done(full) })
    expect(await failure(image.exportDiff(breaking))).toBe(full)
    expect(image.io.window.state).toEqual({ operations: 0, bytes: 0, waiting: 0 })
    await writeFile(fileOf('kept'), 'kept')
    const aborted = image.exportDiff(fileOf('kept'), { signal: AbortSignal.abort() })
    expect(await failure(aborted)).toBeInstanceOf(AbortError)
    expect(await readFile(fileOf('kept'), 'utf8')).toBe('kept')
  })

  test('a stream that nobody comes to read is closed', async () => {
    const image = await images.open(await create())
    await image.exportDiff(fileOf('unread.diff'))
    await image.close()
    const stream = createReadStream(fileOf('unread.diff'))
    expect(await failure(image.importDiff(stream))).toMatchObject({ code: 'ERR_CEPHVIRT_CLOSED' })
    expect(stream.destroyed).toBe(true)
  })

  test('arguments', async () => {
    await using image = await images.open(name)
    expect(await failure(image.exportDiff(5 as never))).toBeInstanceOf(TypeError)
    expect(await failure(image.exportDiff(''))).toBeInstanceOf(RangeError)
    expect(await failure(image.exportDiff('x', { fromSnapshot: '' }))).toBeInstanceOf(RangeError)
    expect(await failure(image.exportDiff('x', { wholeObject: 1 as never }))).toBeInstanceOf(TypeError)
    expect(await failure(image.exportDiff('x', { other: 1 } as never))).toBeInstanceOf(TypeError)
    expect(await failure(image.importDiff(5 as never))).toBeInstanceOf(TypeError)
    expect(await failure(image.importDiff('x', { onProgress: 1 as never }))).toBeInstanceOf(TypeError)
  })
})

test('extents since a snapshot, by name and by id', async () => {
  const name = await create()
  await using image = await images.open(name)
  await image.write(randomBytes(4096), 0)
  await image.snapshots.create('one')
  await image.write(randomBytes(4096), 8 * MiB)
  await image.flush()
  const [one] = await collect(image.snapshots.list())
  if (one === undefined) throw new Error('No snapshot')
  const expected = [{ offset: 8 * MiB, length: 4096, exists: true }]
  expect(await collect(image.extents({ fromSnapshot: 'one' }))).toEqual(expected)
  expect(await collect(image.extents({ fromSnapshot: one.id }))).toEqual(expected)
  expect(await collect(image.extents({ fromSnapshot: one.id, wholeObject: true }))).toEqual([
    { offset: 8 * MiB, length: 4 * MiB, exists: true },
  ])
  expect(await failure(collect(image.extents({ fromSnapshot: 12345n })))).toBeInstanceOf(SnapshotNotFoundError)
  expect(await failure(collect(image.extents({ fromSnapshot: -1n })))).toBeInstanceOf(RangeError)
})
