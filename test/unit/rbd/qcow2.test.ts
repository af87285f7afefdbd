import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { NotSupportedError } from '../../../src/core/errors.ts'
import { type AllowedBacking, checkBacking, openChain } from '../../../src/rbd/transfer/backing.ts'
import { checkFormat, checkRawOnly, checkRawStart, formatOf } from '../../../src/rbd/transfer/format.ts'
import { type HostFile, openHostFile, readPadded } from '../../../src/rbd/transfer/host-file.ts'
import { openQcow2 } from '../../../src/rbd/transfer/qcow2.ts'
import { parseHeader } from '../../../src/rbd/transfer/qcow2-header.ts'
import { Recent } from '../../../src/rbd/transfer/recent.ts'
import type { PositionalSource, Stretch } from '../../../src/rbd/transfer/source.ts'
import { compressedEntry, type Sketch, sketch } from './qcow2-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'cephvirt-qcow2-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const COPIED = 1n << 63n
let count = 0

function written(content: Buffer | Sketch, name?: string): string {
  count += 1
  const path = join(folder, name ?? `${count}.qcow2`)
  writeFileSync(path, Buffer.isBuffer(content) ? content : sketch(content))
  return path
}

/** The bytes as they are; with the whole of it as data. */
function openRaw(file: HostFile): PositionalSource {
  return {
    kind: 'positional',
    size: file.size,
    async *data() {
      yield { offset: 0, length: file.size }
    },
    read: (buffer, position) => readPadded(file, buffer, position),
    close: () => file.handle.close(),
  }
}

async function opened(path: string, allowed: AllowedBacking = []): Promise<PositionalSource> {
  const file = await openHostFile(path)
  try {
    return await openChain(file, allowed, openRaw)
  } catch (error) {
    await file.handle.close()
    throw error
  }
}

async function contents(path: string, allowed?: AllowedBacking): Promise<{ bytes: Buffer; data: Stretch[] }> {
  const source = await opened(path, allowed)
  try {
    const data: Stretch[] = []
    for await (const stretch of source.data(undefined)) data.push(stretch)
    const bytes = Buffer.alloc(source.size, 0xee)
    await source.read(bytes, 0)
    return { bytes, data }
  } finally {
    await source.close()
  }
}

const bytesOf = (value: number, length = 512): Buffer => Buffer.alloc(length, value)

describe('the header', () => {
  const parse = (given: Sketch, fileSize?: number) => {
    const file = sketch(given)
    return parseHeader(file.subarray(0, 2 ** (given.clusterBits ?? 9)), fileSize ?? file.length, 'disk.qcow2')
  }

  test('of both versions', () => {
    expect(parse({ version: 2, size: 32768 })).toEqual({
      version: 2,
      size: 32768,
      clusterSize: 512,
      l1Entries: 1,
      l1Offset: 512,
      extendedL2: false,
      compression: 'deflate',
      backing: undefined,
    })
    const backing = { name: 'base', format: 'raw' }
    expect(
      parse({ clusterBits: 16, size: 2 ** 40, l1Entries: 5000, incompatible: 25n, compression: 1, backing }),
    ).toEqual({
      version: 3,
      size: 2 ** 40,
      clusterSize: 65536,
      l1Entries: 4096,
      l1Offset: 65536,
      extendedL2: true,
      compression: 'zstd',
      backing,
    })
    expect(parse({ version: 2, backing: { name: 'base' } }).backing).toEqual({ name: 'base', format: undefined })
    expect(parse({ incompatible: 1n }).size).toBe(512)
    expect(parse({ size: 0, l1Entries: 0, l1Offset: 0 }).l1Entries).toBe(0)
    expect(parse({ headerLength: 104 }).compression).toBe('deflate')
  })

  const file = sketch({})
  test.each<[string, Sketch, RegExp]>([
    ['clusters of no size', { clusterBits: 9, length: 2 }, /2\^8 bytes/],
    ['a header too long', { headerLength: 4096 }, /header of 4096/],
    ['a header too short', { headerLength: 96 }, /header of 96/],
    ['a header of an odd length', { headerLength: 108 }, /header of 108/],
    ['a size without end', { size: 2 ** 60, l1Entries: 2 ** 31 }, /image of \d+ bytes/],
    ['no L1 table for the size', { size: 1024 ** 3, l1Entries: 2 }, /L1 table of 2 entries/],
    ['an L1 table without end', { size: 2 ** 40, l1Entries: 2 ** 31 }, /L1 table of \d+ entries/],
    ['an L1 table nowhere', { l1Offset: 0 }, /L1 table at 0/],
    ['an L1 table askew', { l1Offset: 520 }, /L1 table at 520/],
    ['an L1 table outside', { l1Offset: 2 ** 50 }, /past the end/],
    ['being marked corrupt', { incompatible: 2n }, /marked as corrupt/],
    ['extended entries in small clusters', { incompatible: 16n }, /too small/],
    ['a compression that its bits do not tell', { compression: 1 }, /against its feature bits/],
    ['no compression that its bits tell', { incompatible: 8n }, /against its feature bits/],
    ['a backing file with a NUL', { backing: { name: 'a\0b', format: 'raw' } }, /no text/],
  ])('is damaged by %s', (name, given, message) => {
    const bits = name === 'clusters of no size' ? 8 : undefined
    const start = sketch(given)
    if (bits !== undefined) start.writeUInt32BE(bits, 20)
    const thrown = caught(() => parseHeader(start.subarray(0, 512), start.length, 'disk.qcow2'))
    expect(thrown).toMatchObject({ code: 'ERR_CEPHVIRT_QCOW2_DAMAGED', subject: { file: 'disk.qcow2' } })
    expect(thrown.message).toMatch(message)
  })

  test.each<[string, (start: Buffer) => unknown]>([
    [
      'a backing name past the first cluster',
      (start) => start.writeBigUInt64BE(500n, 8) && start.writeUInt32BE(100, 16),
    ],
    ['a backing name within the header', (start) => start.writeBigUInt64BE(8n, 8) && start.writeUInt32BE(8, 16)],
    ['an endless backing name', (start) => start.writeBigUInt64BE(200n, 8) && start.writeUInt32BE(2 ** 31, 16)],
    ['a backing name of no length', (start) => start.writeBigUInt64BE(200n, 8)],
    [
      'an endless extension',
      (start) =>
        start.writeBigUInt64BE(200n, 8) &&
        start.writeUInt32BE(9, 16) &&
        start.writeUInt32BE(1, 112) &&
        start.writeUInt32BE(2 ** 32 - 1, 116),
    ],
    ['the magic of something else', (start) => start.write('QED\0')],
  ])('is damaged by %s', (_, harm) => {
    const start = Buffer.from(file)
    harm(start)
    const thrown = caught(() => parseHeader(start.subarray(0, 512), start.length, 'disk.qcow2'))
    expect(thrown).toMatchObject({ code: 'ERR_CEPHVIRT_QCOW2_DAMAGED' })
  })

  test.each<[string, Sketch, RegExp]>([
    ['version 1', { version: 1 }, /version 1/],
    ['AES', { crypt: 1 }, /encrypted/],
    ['LUKS', { crypt: 2 }, /encrypted/],
    ['an external data file', { incompatible: 4n }, /another file/],
    ['a feature of the future', { incompatible: 1n << 40n }, /bits 0x10000000000/],
    ['a compression of the future', { incompatible: 8n, compression: 7 }, /compressed.*7/],
  ])('%s is not supported, and what to do instead', (_, given, message) => {
    const start = sketch(given)
    const thrown = caught(() => parseHeader(start.subarray(0, 512), start.length, 'disk.qcow2'))
    expect(thrown).toBeInstanceOf(NotSupportedError)
    expect(thrown.message).toMatch(message)
    expect(thrown.hint).toMatch(/qemu-img/)
  })

  test('that ends too early, at any byte', async () => {
    for (const length of [0, 1, 3, 4, 24, 71, 72, 103]) {
      await expect(opened(written(file.subarray(0, length)))).rejects.toMatchObject({
        code: 'ERR_CEPHVIRT_QCOW2_DAMAGED',
      })
    }
  })
})

function caught(work: () => unknown): Error & Record<string, unknown> {
  try {
    work()
  } catch (error) {
    return error as Error & Record<string, unknown>
  }
  throw new Error('It was expected to throw')
}

describe('clusters', () => {
  test('of each kind', async () => {
    const plain = randomBytes(512)
    const packed = [1, 2, 3].map((value) => deflateRawSync(Buffer.alloc(512, `${value} on each line\n`)))
    const [first = plain, second = plain, third = plain] = packed
    const at = 5 * 512 + 3
    const path = written({
      size: 9 * 512 + 100,
      clusters: {
        1: [COPIED | 1024n],
        2: [
          COPIED | 2048n,
          0n,
          1n,
          COPIED | 1537n, // zeros that have a place, too
          compressedEntry(9, at, first.length),
          compressedEntry(9, at + first.length, second.length),
          compressedEntry(9, at + first.length + second.length, third.length),
          COPIED | 1536n,
          COPIED | 2048n,
          COPIED | 1536n,
        ],
        3: plain,
        4: bytesOf(4),
        5: Buffer.concat([Buffer.alloc(3), ...packed]),
        20: bytesOf(0),
      },
    })
    const { bytes, data } = await contents(path)
    const text = (value: number): Buffer => Buffer.alloc(512, `${value} on each line\n`)
    const expected = [bytesOf(4), bytesOf(0), bytesOf(0), bytesOf(0), text(1), text(2), text(3), plain, bytesOf(4)]
    expect(bytes.equals(Buffer.concat([...expected, plain.subarray(0, 100)]))).toBe(true)
    expect(data).toEqual([
      { offset: 0, length: 512 },
      { offset: 2048, length: 9 * 512 + 100 - 2048 },
    ])
    const source = await opened(path)
    for (const [from, length] of [
      [0, 1],
      [511, 2],
      [2100, 1500],
      [4607, 101],
    ] as const) {
      const part = Buffer.alloc(length, 0xee)
      await source.read(part, from)
      expect(part.equals(bytes.subarray(from, from + length))).toBe(true)
    }
    await source.close()
  })

  test('in parts', async () => {
    const path = written({
      clusterBits: 14,
      size: 16384 * 3,
      incompatible: 16n,
      clusters: {
        1: [COPIED | 32768n],
        // the first two parts are there, the third and the last are zeros
        2: [COPIED | 49152n, (0x80000004n << 32n) | 3n, 0n, 1n << 32n, 0n, 0n],
        3: bytesOf(9, 16384),
      },
    })
    const { bytes, data } = await contents(path)
    expect(bytes.equals(Buffer.concat([bytesOf(9, 1024), Buffer.alloc(16384 * 3 - 1024)]))).toBe(true)
    expect(data).toEqual([{ offset: 0, length: 1024 }])
  })

  test('the last of a file may be cut, what it lacks is zeros', async () => {
    const file = sketch({ clusters: { 1: [1024n], 2: [1536n], 3: bytesOf(7) } })
    const { bytes } = await contents(written(file.subarray(0, 1536 + 200)))
    expect(bytes.equals(Buffer.concat([bytesOf(7, 200), Buffer.alloc(312)]))).toBe(true)
  })

  const bomb = deflateRawSync(Buffer.alloc(64 * 1024))
  test.each<[string, Sketch, RegExp]>([
    ['an L2 table askew', { clusterBits: 10, clusters: { 1: [512n], 2: [] } }, /L2 table at 512/],
    ['an L2 table outside', { clusters: { 1: [1n << 40n] } }, /L2 table at 1099511627776, past/],
    ['an L2 table farther than numbers go', { clusters: { 1: [0x00fffffffffffe00n] } }, /L2 table.*past/],
    ['an L2 table that is cut', { clusterBits: 16, clusters: { 1: [65536n * 3n] }, length: 3 }, /L2 table.*past/],
    ['a cluster outside', { clusters: { 1: [1024n], 2: [1n << 50n] } }, /a cluster at \d+, past/],
    ['a cluster askew', { clusterBits: 10, clusters: { 1: [2048n], 2: [512n] } }, /a cluster at 512/],
    ['a cluster of zeros in version 2', { version: 2, clusters: { 1: [1024n], 2: [1n] } }, /version 2/],
    [
      'a compressed cluster outside',
      { clusters: { 1: [1024n], 2: [compressedEntry(9, 2 ** 40, 9)] } },
      /compressed.*past/,
    ],
    [
      'a compressed cluster of noise',
      { clusters: { 1: [1024n], 2: [compressedEntry(9, 1536, 300)], 3: bytesOf(0xff) } },
      /unpacked/,
    ],
    [
      'one that is too short',
      { clusters: { 1: [1024n], 2: [compressedEntry(9, 1536, 20)], 3: deflateRawSync(bytesOf(1, 100)) } },
      /of 100 bytes/,
    ],
    ['one that is too long', { clusters: { 1: [1024n], 2: [compressedEntry(9, 1536, 80)], 3: bomb } }, /unpacked/],
    [
      'parts that are and are not zeros',
      { clusterBits: 14, incompatible: 16n, clusters: { 1: [32768n], 2: [49152n, (1n << 32n) | 1n], 3: bytesOf(1) } },
      /the parts/,
    ],
    ['parts of nothing', { clusterBits: 14, incompatible: 16n, clusters: { 1: [32768n], 2: [0n, 1n] } }, /the parts/],
    [
      'one table for all of it',
      {
        size: 64 * 32768,
        l1Entries: 64,
        clusters: { 1: Array.from({ length: 64 }, () => 1024n), 2: [1536n], 3: bytesOf(1) },
      },
      /more than once/,
    ],
    [
      'one cluster for all of it',
      { size: 32768, clusters: { 1: [1024n], 2: Array.from({ length: 64 }, () => 1536n), 3: bytesOf(1) } },
      /more than once/,
    ],
  ])('damage: %s', async (_, given, message) => {
    const path = written(given)
    await expect(contents(path)).rejects.toMatchObject({
      code: 'ERR_CEPHVIRT_QCOW2_DAMAGED',
      message: expect.stringMatching(message),
      subject: { file: path },
    })
  })

  test('whatever the bytes say, it ends, and within bounds', async () => {
    let seed = 7
    const random = (below: number): number => {
      seed ^= seed << 13
      seed ^= seed >>> 17
      seed ^= seed << 5
      return (seed >>> 0) % below
    }
    const sound = sketch({
      size: 20 * 512,
      clusters: {
        1: [1024n],
        2: [1536n, compressedEntry(9, 2048, 30), 1n],
        3: bytesOf(1),
        4: deflateRawSync(bytesOf(2)),
      },
    })
    const outcomes = new Set<string>()
    for (let round = 0; round < 400; round += 1) {
      const file = Buffer.from(sound)
      for (let change = 0; change <= random(3); change += 1) file[4 + random(1600)] = random(256)
      if (file.readUInt32BE(24) > 0 || file.readUInt32BE(28) > 2 ** 20) continue // what is read whole here
      const outcome = await contents(written(file, 'fuzzed.qcow2')).then(
        () => 'read',
        (error: { code?: string }) => error.code ?? String(error),
      )
      outcomes.add(outcome)
    }
    expect([...outcomes].sort()).toEqual(
      expect.arrayContaining(['ERR_CEPHVIRT_NOT_SUPPORTED', 'ERR_CEPHVIRT_QCOW2_DAMAGED', 'read']),
    )
    for (const outcome of outcomes) expect(outcome).toMatch(/^(read|ERR_CEPHVIRT_\w+)$/)
  })

  test('an image of 2 PiB without data is passed over at once, and can be aborted', async () => {
    const entries = 4 * 1024 ** 2
    const given: Sketch = { clusterBits: 16, size: entries * 2 ** 29, l1Entries: entries, length: 513 }
    const path = written(given)
    const source = await opened(path)
    let turns = 0
    const timer = setInterval(() => {
      turns += 1
    }, 0)
    const data: Stretch[] = []
    for await (const stretch of source.data(undefined)) data.push(stretch)
    clearInterval(timer)
    expect(data).toEqual([])
    expect(turns).toBeGreaterThan(10) // the event loop went on meanwhile
    const walk = source.data(AbortSignal.abort())
    await expect(walk[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'ABORT_ERR' })
    await source.close()
  })
})

describe('backing files', () => {
  const base = join(folder, 'base.raw')
  writeFileSync(base, Buffer.concat([bytesOf(1), bytesOf(2), bytesOf(3)]))
  const overlay = (name: string, format?: string): string =>
    written({
      clusterBits: 10,
      size: 4096,
      clusters: { 1: [2048n], 2: [0n, 1n, 0n, 3072n], 3: bytesOf(4, 1024) },
      backing: format === undefined ? { name } : { name, format },
    })

  test('are read where nothing was written above', async () => {
    const path = overlay('base.raw', 'raw')
    const { bytes, data } = await contents(path, [base])
    const expected = [bytesOf(1), bytesOf(2), Buffer.alloc(2048), bytesOf(4, 1024)]
    expect(bytes.equals(Buffer.concat(expected))).toBe(true)
    expect(data).toEqual([
      { offset: 0, length: 1024 },
      { offset: 3072, length: 1024 },
    ])
    expect((await contents(path, true)).bytes.equals(bytes)).toBe(true)
    const above = written({ size: 4096, clusters: { 1: [0n] }, backing: { name: path, format: 'qcow2' } })
    expect((await contents(above, [path, base])).bytes.equals(bytes)).toBe(true)
    mkdirSync(join(folder, 'elsewhere'))
    symlinkSync(base, join(folder, 'elsewhere', 'link'))
    const linked = overlay(join(folder, 'elsewhere', 'link'), 'raw')
    expect((await contents(linked, [base])).bytes.equals(bytes)).toBe(true)
  })

  test('are refused unless they are allowed', async () => {
    const path = overlay('base.raw', 'raw')
    const refused = await contents(path).catch((error) => error)
    expect(refused).toMatchObject({ code: 'ERR_CEPHVIRT_QCOW2_BACKING', subject: { file: path } })
    expect(refused.message).toContain(JSON.stringify(base))
    expect(refused.hint).toContain("'backing: true'")
    await expect(contents(path, ['/etc/passwd'])).rejects.toMatchObject({ code: 'ERR_CEPHVIRT_QCOW2_BACKING' })
    const above = written({ size: 4096, clusters: { 1: [0n] }, backing: { name: path, format: 'qcow2' } })
    await expect(contents(above, [path])).rejects.toMatchObject({ code: 'ERR_CEPHVIRT_QCOW2_BACKING' })
    const sly = await contents(overlay('\u001b[2J\nbase', 'raw')).catch((error) => error)
    expect(sly.message).not.toMatch(/\p{Cc}/u)
  })

  test('that cannot be read', async () => {
    await expect(contents(overlay('base.raw'), true)).rejects.toMatchObject({
      code: 'ERR_CEPHVIRT_QCOW2_BACKING',
      hint: expect.stringContaining('-F raw'),
    })
    for (const [name, format] of [
      ['base.raw', 'vmdk'],
      ['json:{"driver":"raw"}', 'raw'],
      ['nbd://127.0.0.1/disk', 'raw'],
      ['rbd:pool/image', 'raw'],
    ] as const) {
      const unread = contents(overlay(name, format), true)
      await expect(unread).rejects.toBeInstanceOf(NotSupportedError)
    }
    await expect(contents(overlay('missing', 'raw'), true)).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(contents(overlay('missing', 'raw'), [join(folder, 'missing')])).rejects.toMatchObject({
      code: 'ENOENT',
    })
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    await expect(contents(overlay('pipe', 'raw'), true)).rejects.toThrow(/neither a file nor a block device/)
    await expect(contents(overlay('elsewhere', 'raw'), true)).rejects.toThrow(/neither a file nor a block device/)
  })

  test('in a ring', async () => {
    const first = join(folder, 'ring-1.qcow2')
    written({ clusters: { 1: [0n] }, backing: { name: 'ring-2.qcow2', format: 'qcow2' } }, 'ring-1.qcow2')
    written({ clusters: { 1: [0n] }, backing: { name: './ring-1.qcow2', format: 'qcow2' } }, 'ring-2.qcow2')
    await expect(contents(first, true)).rejects.toThrow(/lies above it/)
  })

  test('as an option', () => {
    expect(checkBacking(undefined)).toEqual([])
    expect(checkBacking(['/a'])).toEqual(['/a'])
    for (const wrong of [false, 'yes', {}, [1]]) expect(() => checkBacking(wrong)).toThrow(TypeError)
    expect(() => checkBacking([''])).toThrow(RangeError)
  })
})

describe('the format', () => {
  test('is what the name and the bytes agree on, or what is said', async () => {
    const image = sketch({})
    const cases = [
      ['a.qcow2', image, 'qcow2'],
      ['a.raw', Buffer.alloc(600), 'raw'],
      ['tiny', Buffer.from('Q'), 'raw'],
    ] as const
    for (const [name, content, format] of cases) {
      const file = await openHostFile(written(content, name))
      expect(await formatOf(file, undefined)).toBe(format)
      await file.handle.close()
    }
    for (const [name, content] of [
      ['guest.img', image],
      ['wiped.qcow2', Buffer.alloc(600)],
      ['none.QCOW2', Buffer.alloc(0)],
    ] as const) {
      const file = await openHostFile(written(content, name))
      await expect(formatOf(file, undefined)).rejects.toMatchObject({ code: 'ERR_CEPHVIRT_FORMAT_UNCLEAR' })
      expect(await formatOf(file, 'raw')).toBe('raw')
      expect(await formatOf(file, 'qcow2')).toBe('qcow2')
      await file.handle.close()
    }
  })

  test('of a stream is raw', () => {
    expect(() => checkRawOnly({ format: 'qcow2' }, 'a stream')).toThrow(/must be a file or block device/)
    expect(() => checkRawOnly({ backing: true }, 'a stream')).toThrow(RangeError)
    expect(() => checkRawOnly({ format: 'raw' }, 'a stream')).not.toThrow()
    expect(() => checkRawStart(sketch({}))).toThrow(/not clear/)
    expect(() => checkRawStart(Buffer.alloc(3))).not.toThrow()
    expect(() => checkFormat({ format: 'vmdk' as never })).toThrow(RangeError)
  })
})

test('what was asked for last is remembered, failures are not', async () => {
  const recent = new Recent<number>(2)
  let loads = 0
  const load = (value: number) => async () => {
    loads += 1
    if (value < 0) throw new Error('lost')
    return value
  }
  expect(await Promise.all([recent.get(1, load(1)), recent.get(1, load(9))])).toEqual([1, 1])
  await recent.get(2, load(2))
  await recent.get(1, load(9))
  await recent.get(3, load(3)) // 2 goes
  expect(loads).toBe(3)
  expect(await recent.get(1, load(9))).toBe(1)
  expect(await recent.get(2, load(4))).toBe(4)
  await expect(recent.get(5, load(-1))).rejects.toThrow('lost')
  expect(await recent.get(5, load(6))).toBe(6)
})

test('a qcow2 file is opened with nothing but itself', async () => {
  const file = await openHostFile(written({ backing: { name: 'b', format: 'raw' } }))
  const asked: string[] = []
  const refuse = async ({ name }: { readonly name: string }): Promise<never> => {
    asked.push(name)
    throw new Error('refused')
  }
  await expect(openQcow2(file, refuse)).rejects.toThrow('refused')
  expect(asked).toEqual(['b'])
  await file.handle.close()
})
