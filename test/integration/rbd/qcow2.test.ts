import { execFileSync, spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { createReadStream, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as zlib from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { NotSupportedError } from '../../../src/core/errors.ts'
import type { Images, ImportOptions } from '../../../src/rbd/index.ts'
import { collect, failure, MiB, newImages } from './fixture.ts'

const OBJECT = 4 * MiB
const SIZE = 26 * MiB + 1536

let images: Images
let raw: string
let count = 0
const folder = mkdtempSync(join(tmpdir(), 'cephvirt-qcow2-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const at = (name: string): string => join(folder, name)
const qemuImg = (...args: readonly string[]): string => execFileSync('qemu-img', args, { encoding: 'utf8' })
const qemuIo = (file: string, ...commands: readonly string[]): string =>
  execFileSync('qemu-io', ['-f', 'qcow2', ...commands.flatMap((command) => ['-c', command]), file], {
    encoding: 'utf8',
  })

beforeAll(async () => {
  images = await newImages()
  raw = at('source.raw')
  const file = await open(raw, 'w')
  await file.truncate(SIZE)
  const text = Buffer.alloc(MiB, 'What is written again and again becomes small. ')
  for (const [position, data] of [
    [0, randomBytes(100_000)],
    [5 * MiB - 7, randomBytes(70_000)],
    [12 * MiB, randomBytes(4 * MiB)],
    [16 * MiB, Buffer.concat([text, text])],
    [SIZE - 700, randomBytes(700)],
  ] as const) {
    await file.write(data, 0, data.length, position)
  }
  await file.close()
})

/** Imports a qcow2 file and compares the image with what QEMU reads out of it: its bytes, and which objects there are. */
async function compare(path: string, options: ImportOptions = {}): Promise<void> {
  count += 1
  const name = `imported-${count}`
  const expected = at(`${name}.raw`)
  qemuImg('convert', '-f', 'qcow2', '-O', 'raw', path, expected)
  const bytes = readFileSync(expected)
  rmSync(expected)
  const told: (readonly [number, number])[] = []
  await images.import(path, name, { ...options, onProgress: (done, total) => told.push([done, total]) })
  expect(told.at(-1)).toEqual([bytes.length, bytes.length])
  await using image = await images.open(name, { readOnly: true })
  expect(await image.size()).toBe(bytes.length)
  const hash = createHash('sha256')
  for (let position = 0; position < bytes.length; position += OBJECT) {
    const part = Buffer.alloc(Math.min(OBJECT, bytes.length - position))
    await image.read(part, position)
    hash.update(part)
  }
  expect(hash.digest('hex')).toBe(createHash('sha256').update(bytes).digest('hex'))
  const there = new Set<number>()
  for (const { offset, length, exists } of await collect(image.extents({ wholeObject: true }))) {
    if (exists) for (let from = offset; from < offset + length; from += OBJECT) there.add(Math.floor(from / OBJECT))
  }
  const zeros = Buffer.alloc(OBJECT)
  const objects = Array.from({ length: Math.ceil(bytes.length / OBJECT) }, (_, index) => index)
  const written = objects.filter((index) => {
    const part = bytes.subarray(index * OBJECT, (index + 1) * OBJECT)
    return !part.equals(zeros.subarray(0, part.length))
  })
  expect([...there]).toEqual(written)
}

describe('what qemu-img converts', () => {
  test.each([
    ['as it is by default', []],
    ['for old QEMUs', ['-o', 'compat=0.10']],
    ['in the smallest clusters', ['-o', 'cluster_size=512']],
    ['in clusters of 4 KiB', ['-o', 'cluster_size=4k']],
    ['in the largest clusters', ['-o', 'cluster_size=2M']],
    ['with extended entries', ['-o', 'extended_l2=on']],
    ['with extended entries of small clusters', ['-o', 'extended_l2=on,cluster_size=16k']],
    ['with small reference counts', ['-o', 'refcount_bits=1']],
    ['compressed', ['-c']],
    ['compressed, for old QEMUs', ['-c', '-o', 'compat=0.10']],
    ['compressed in the smallest clusters', ['-c', '-o', 'cluster_size=512']],
    ['compressed in clusters of 4 KiB', ['-c', '-o', 'cluster_size=4k']],
    ['compressed in the largest clusters', ['-c', '-o', 'cluster_size=2M']],
    ['compressed, with extended entries', ['-c', '-o', 'extended_l2=on']],
    ['compressed out of order', ['-c', '-W', '-m', '16']],
    ['with tables for all', ['-o', 'preallocation=metadata']],
    ['with room for all', ['-o', 'preallocation=falloc']],
    ['with zeros for all', ['-o', 'preallocation=full', '-S', '0']],
  ])('%s', async (_, options) => {
    count += 1
    const path = at(`converted-${count}.qcow2`)
    qemuImg('convert', '-f', 'raw', '-O', 'qcow2', ...options, raw, path)
    await compare(path)
    rmSync(path)
  })

  test('compressed with zstd, where this Node.js can', async () => {
    const path = at('zstd.qcow2')
    qemuImg('convert', '-c', '-O', 'qcow2', '-o', 'compression_type=zstd', raw, path)
    if ('zstdDecompress' in zlib) {
      await compare(path)
    } else {
      const refused = await failure(images.import(path, 'zstd'))
      expect(refused).toBeInstanceOf(NotSupportedError)
      expect(refused.hint).toMatch(/Node\.js 22\.15.*qemu-img convert/)
    }
  })
})

describe('what qemu-io writes', () => {
  const odd = [
    'write -P 0x11 12345 999',
    'write -P 0x22 65535 2',
    'write -P 0x33 3M 1M',
    'write -z 3500k 128k',
    'write -z -u 3800k 64k',
    'discard 3100k 192k',
    'write -P 0x44 9999999 54321',
    'write -c -P 0x55 20M 64k',
    'write -c -P 0x66 20544k 64k',
    `write -P 0x77 ${SIZE - 1000} 1000`,
  ]
  const odder = ['write -P 0x88 65000 1000', 'write -z 9M 2M', 'discard 20M 64k', 'write -P 0x99 22M 100000']

  test.each([
    ['here and there', 'cluster_size=64k'],
    ['in parts of clusters', 'cluster_size=64k,extended_l2=on'],
    ['for old QEMUs', 'compat=0.10'],
    ['into tables that are there', 'preallocation=metadata'],
  ])('%s', async (_, options) => {
    count += 1
    const path = at(`written-${count}.qcow2`)
    qemuImg('create', '-f', 'qcow2', '-o', options, path, String(SIZE))
    // What has its place already cannot be written compressed.
    qemuIo(path, ...odd.filter((command) => options !== 'preallocation=metadata' || !command.startsWith('write -c')))
    await compare(path)
    qemuImg('snapshot', '-c', 'before', path)
    qemuIo(path, ...odder)
    await compare(path) // as it is now, and not as it was
    qemuImg('snapshot', '-a', 'before', path)
    await compare(path)
  })

  test('and does not finish', async () => {
    const path = at('dirty.qcow2')
    qemuImg('create', '-f', 'qcow2', '-o', 'lazy_refcounts=on', path, String(SIZE))
    const commands = [...odd, 'flush', 'abort'].flatMap((command) => ['-c', command])
    spawnSync('qemu-io', ['-f', 'qcow2', ...commands, path])
    expect(readFileSync(path).readBigUInt64BE(72)).toBe(1n)
    await compare(path)
  })

  test('above other files', async () => {
    const [base, middle, top] = [at('base.raw'), at('middle.qcow2'), at('top.qcow2')]
    qemuImg('convert', '-O', 'raw', raw, base)
    qemuImg('create', '-f', 'qcow2', '-b', 'base.raw', '-F', 'raw', '-o', 'cluster_size=4k', middle)
    qemuIo(middle, ...odd)
    const larger = String(SIZE + 9 * MiB)
    qemuImg('create', '-f', 'qcow2', '-b', 'middle.qcow2', '-F', 'qcow2', '-o', 'extended_l2=on', top, larger)
    qemuIo(top, ...odder, 'write -P 0xaa 30M 70000')
    await compare(top, { backing: [base, middle] })
    await compare(middle, { backing: true })

    expect(await failure(images.import(top, 'refused'))).toMatchObject({ code: 'ERR_CEPHVIRT_QCOW2_BACKING' })
    expect(await failure(images.import(top, 'refused', { backing: [base] }))).toMatchObject({
      code: 'ERR_CEPHVIRT_QCOW2_BACKING',
    })
    await expect(images.open('refused')).rejects.toMatchObject({ code: 'ENOENT' })

    const smaller = at('smaller.qcow2')
    qemuImg('create', '-f', 'qcow2', '-b', 'middle.qcow2', '-F', 'qcow2', smaller, '13M')
    await compare(smaller, { backing: true })

    qemuImg('commit', '-q', top)
    await compare(middle, { backing: true })
    qemuImg('rebase', '-b', '', top)
    await compare(top)
  })
})

describe('the source', () => {
  test('may be a block device, whose format is said', async () => {
    const path = at('device.qcow2')
    qemuImg('convert', '-O', 'qcow2', raw, path)
    const file = await open(path, 'r+')
    await file.truncate(40 * MiB)
    await file.close()
    const device = execFileSync('losetup', ['--find', '--show', path], { encoding: 'utf8' }).trim()
    try {
      await compare(device, { format: 'qcow2' })
      expect(await failure(images.import(device, 'unclear'))).toMatchObject({ code: 'ERR_CEPHVIRT_FORMAT_UNCLEAR' })
      await images.import(device, 'device-raw', { format: 'raw' })
      await using image = await images.open('device-raw')
      expect(await image.size()).toBe(40 * MiB)
    } finally {
      execFileSync('losetup', ['--detach', device])
    }
  })

  test('is what its name and its first bytes agree on', async () => {
    const path = at('disk.qcow2')
    qemuImg('convert', '-O', 'qcow2', raw, path)
    await rename(path, at('disk.img'))
    const unclear = await failure(images.import(at('disk.img'), 'unclear'))
    expect(unclear).toMatchObject({ code: 'ERR_CEPHVIRT_FORMAT_UNCLEAR', hint: expect.stringContaining("'format'") })
    await compare(at('disk.img'), { format: 'qcow2' })
    expect(await failure(images.import(raw, 'no', { format: 'qcow2' }))).toMatchObject({
      code: 'ERR_CEPHVIRT_QCOW2_DAMAGED',
    })
    expect(await failure(images.import(raw, 'no', { backing: true }))).toBeInstanceOf(RangeError)
    const stream = (): AsyncIterable<Uint8Array> => createReadStream(at('disk.img'))
    expect(await failure(images.import(stream(), 'no', { format: 'qcow2' }))).toBeInstanceOf(RangeError)
    expect(await failure(images.import(stream(), 'no'))).toMatchObject({ code: 'ERR_CEPHVIRT_FORMAT_UNCLEAR' })
    await images.import(stream(), 'bytes', { format: 'raw' })
    expect((await images.list().toArray()).map(({ name }) => name)).not.toContain('no')
  })

  test('that cannot be read leaves no image', async () => {
    const locked = at('luks.qcow2')
    const key = ['--object', 'secret,id=key,data=not-a-real-key']
    const luks = 'encrypt.format=luks,encrypt.key-secret=key,encrypt.iter-time=10'
    for (let attempt = 1; ; attempt += 1) {
      try {
        qemuImg('create', ...key, '-f', 'qcow2', '-o', luks, locked, '1M')
        break
      } catch (error) {
        // QEMU measures the processor to choose how often to hash, and now and then that fails on a busy machine.
        if (attempt === 20 || !String(error).includes('Unable to get accurate CPU usage')) throw error
      }
    }
    expect((await failure(images.import(locked, 'never'))).message).toMatch(/is encrypted/)
    const apart = at('apart.qcow2')
    qemuImg('create', '-f', 'qcow2', '-o', `data_file=${at('apart.raw')}`, apart, '1M')
    expect((await failure(images.import(apart, 'never'))).message).toMatch(/its data in another file/)

    const torn = at('torn.qcow2')
    qemuImg('create', '-f', 'qcow2', torn, '1M')
    qemuIo(torn, 'write -c -P 0x55 0 64k')
    const file = await open(torn, 'r+')
    await file.write(Buffer.alloc(512, 0xff), 0, 512, (await file.stat()).size - 512)
    await file.close()
    expect(await failure(images.import(torn, 'never'))).toMatchObject({ code: 'ERR_CEPHVIRT_QCOW2_DAMAGED' })
    expect((await images.list().toArray()).map(({ name }) => name)).not.toContain('never')
  })

  test('larger than memory should be is read in bounded memory', async () => {
    const large = at('large.raw')
    const file = await open(large, 'w')
    const part = randomBytes(8 * MiB)
    for (let number = 0; number < 40; number += 1) {
      part.fill(number % 7, 0, 4 * MiB)
      await file.write(part, 0, part.length, number * part.length)
    }
    await file.close()
    const packed = at('large.qcow2')
    qemuImg('convert', '-c', '-O', 'qcow2', large, packed)
    global.gc?.()
    const idle = process.memoryUsage().rss
    let peak = 0
    await images.import(packed, 'large', {
      onProgress: () => {
        peak = Math.max(peak, process.memoryUsage().rss)
      },
    })
    expect(peak - idle).toBeLessThan(192 * MiB)
  })
})
