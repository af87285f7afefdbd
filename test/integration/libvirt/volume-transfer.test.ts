/** What goes into volumes and comes out of them, through a real libvirtd: bytes, holes, and what ends it early. */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { PassThrough, Readable, Writable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { counters } from '../../../src/core/counters.ts'
import { type Connection, connect, type StoragePool, type StorageVolume } from '../../../src/libvirt/index.ts'

const MIB = 2 ** 20

let conn: Connection
let storage: StoragePool
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cephvirt-volumes-'))
  mkdirSync(join(folder, 'pool'))
  conn = await connect(inject('lab').libvirtUri)
  storage = await conn.storagePools.create({ type: 'dir', name: 'transfer-test', path: join(folder, 'pool') })
})

afterAll(async () => {
  await storage.stop()
  await conn.close()
  rmSync(folder, { recursive: true })
})

const at = (name: string): string => join(folder, name)
const contents = (volume: StorageVolume): Buffer => readFileSync(volume.key)
const allocated = (path: string): number => statSync(path).blocks * 512

/** They are kept, so that none is collected while open handles are counted. */
const volumes: StorageVolume[] = []

/** One that holds nothing: libvirt allocates all of it unless it is told otherwise. */
const empty = async (name: string, capacity = 8 * MIB): Promise<StorageVolume> => {
  const volume = await storage.volumes.create({ name, capacity, allocation: 0, format: 'raw' })
  volumes.push(volume)
  return volume
}

const full = async (name: string, size = 8 * MIB): Promise<StorageVolume> => {
  const volume = await empty(name, size)
  await volume.upload(Buffer.alloc(size, 'x'))
  return volume
}

/** 64 MiB with data at 3 MiB and at 40 MiB, a MiB of each. */
function sparseFile(name: string): string {
  const path = at(name)
  const file = openSync(path, 'w')
  for (const [letter, position] of [
    ['a', 3],
    ['b', 40],
  ] as const) {
    writeSync(file, Buffer.alloc(MIB, letter), 0, MIB, position * MIB)
  }
  ftruncateSync(file, 64 * MIB)
  closeSync(file)
  return path
}

async function read(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

describe('256 MiB', () => {
  let data: Buffer
  let volume: StorageVolume

  beforeAll(async () => {
    data = randomBytes(256 * MIB)
    writeFileSync(at('large'), data)
    volume = await empty('large', data.length)
  })

  test('of a file go in and come out as they are; nothing is copied on the way, nobody is held up', async () => {
    const { copiedBytes } = counters()
    const delay = monitorEventLoopDelay({ resolution: 1 })
    delay.enable()
    const told: [number, number][] = []
    const onProgress = (done: number, total: number) => told.push([done, total])
    expect(await volume.upload(at('large'), { onProgress })).toEqual({ size: data.length, data: data.length, holes: 0 })
    expect(await volume.download(at('large.out'), { onProgress })).toEqual({
      size: data.length,
      data: data.length,
      holes: 0,
    })
    delay.disable()
    expect(counters().copiedBytes).toBe(copiedBytes)
    expect(contents(volume).equals(data)).toBe(true)
    expect(readFileSync(at('large.out')).equals(data)).toBe(true)
    expect(told.at(-1)).toEqual([data.length, data.length])
    expect(told.every(([done, total]) => done <= total && total === data.length)).toBe(true)
    // Half of the turns are far below what would be felt; the slowest is the machine's affair.
    expect(delay.percentile(50) / 1e6).toBeLessThan(5)
  })

  test('as a stream: no more of it comes than is read', async () => {
    const stream = volume.download()
    const before = process.memoryUsage().rss
    let seen = 0
    for await (const chunk of stream) {
      expect(chunk.equals(data.subarray(seen, seen + chunk.length))).toBe(true)
      seen += chunk.length
      // Whatever libvirt had sent unasked would lie in memory now.
      if (seen === chunk.length) {
        await new Promise((resolve) => setTimeout(resolve, 300))
        expect(process.memoryUsage().rss - before).toBeLessThan(96 * MIB)
      }
    }
    expect(seen).toBe(data.length)
  })
})

describe('holes', () => {
  test('of a file are holes in a volume, and in the file made of it again', async () => {
    const source = sparseFile('holes')
    const volume = await empty('holes', 100 * MIB)
    expect(await volume.upload(source)).toEqual({ size: 64 * MIB, data: 2 * MIB, holes: 62 * MIB })
    // What is behind it is there still.
    expect(await volume.info()).toMatchObject({ capacity: 100 * MIB })
    expect(allocated(volume.key)).toBeLessThan(4 * MIB)
    expect(
      contents(volume)
        .subarray(0, 64 * MIB)
        .equals(readFileSync(source)),
    ).toBe(true)
    const report = await volume.download(at('holes.out'))
    expect(report.size).toBe(100 * MIB)
    expect(report.holes).toBeGreaterThan(90 * MIB)
    expect(allocated(at('holes.out'))).toBeLessThan(8 * MIB)
    expect(readFileSync(at('holes.out')).equals(contents(volume))).toBe(true)
    // Ranges end within holes and within data.
    expect((await read(volume.download())).equals(contents(volume))).toBe(true)
    const part = { offset: '39.5MiB', length: MIB }
    expect((await read(volume.download(part))).equals(contents(volume).subarray(39.5 * MIB, 40.5 * MIB))).toBe(true)
    expect(await volume.download(at('part'), part)).toEqual({ size: MIB, data: MIB / 2, holes: MIB / 2 })
  })

  test('are zeros where the volume holds something: what was there shines through nowhere', async () => {
    const source = sparseFile('over')
    const volume = await full('over', 100 * MIB)
    expect(await volume.upload(source, { sparse: true })).toEqual({ size: 64 * MIB, data: 64 * MIB, holes: 0 })
    const expected = Buffer.concat([readFileSync(source), Buffer.alloc(36 * MIB, 'x')])
    expect(contents(volume).equals(expected)).toBe(true)
  })

  test('are zeros if that is asked for', async () => {
    const source = sparseFile('dense')
    const volume = await empty('dense', 64 * MIB)
    expect(await volume.upload(source, { sparse: false })).toMatchObject({ data: 64 * MIB, holes: 0 })
    expect(allocated(volume.key)).toBe(64 * MIB)
    expect(await volume.download(at('dense.out'), { sparse: false })).toMatchObject({ data: 64 * MIB, holes: 0 })
    expect(readFileSync(at('dense.out')).equals(readFileSync(source))).toBe(true)
  })
})

describe('an upload', () => {
  test('of bytes, of a stream, of a generator; in the middle', async () => {
    const volume = await full('sources')
    expect(await volume.upload(Buffer.from('bytes'), { offset: 10 })).toEqual({ size: 5, data: 5, holes: 0 })
    await volume.upload(new Uint8Array(Buffer.from('--array--')).subarray(2, 7), { offset: '1MiB' })
    await volume.upload(Readable.from([Buffer.from('a '), Buffer.from('stream')]), { offset: 2 * MIB })
    async function* generated() {
      yield Buffer.from('genera')
      yield Buffer.from('tor and more')
    }
    expect(await volume.upload(generated(), { offset: 3 * MIB, length: 9 })).toMatchObject({ size: 9 })
    writeFileSync(at('small'), 'a file')
    expect(await volume.upload(at('small'), { offset: 4 * MIB, length: 4 })).toMatchObject({ size: 4 })
    expect(await volume.upload(Buffer.alloc(0))).toEqual({ size: 0, data: 0, holes: 0 })
    const text = contents(volume).toString('latin1').replaceAll(/x+/g, '|')
    expect(text).toBe('|bytes|array|a stream|generator|a fi|')
    expect(contents(volume)).toHaveLength(8 * MIB)
  })

  test('a source that fails: so does the upload, and leaves no stream behind', async () => {
    const volume = await empty('failing')
    const { openHandles } = counters()
    async function* failing() {
      yield Buffer.alloc(MIB)
      throw new Error('no more')
    }
    await expect(volume.upload(failing())).rejects.toThrow('no more')
    await expect(volume.upload(Readable.from(['text', 5]) as never)).rejects.toThrow(TypeError)
    await expect(volume.upload(at('missing'))).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(volume.upload(folder)).rejects.toMatchObject({ code: 'EISDIR' })
    expect(counters().openHandles).toBe(openHandles)
    expect(await volume.upload(Buffer.from('still works'))).toMatchObject({ size: 11 })
  })

  test('a source that brings nothing: signal and timeout end it', async () => {
    const volume = await empty('waiting')
    const { openHandles } = counters()
    const source = new PassThrough()
    await expect(volume.upload(source, { timeout: 100 })).rejects.toMatchObject({ name: 'OperationTimeoutError' })
    expect(source.destroyed).toBe(true)
    const controller = new AbortController()
    const uploading = volume.upload(new PassThrough(), { signal: controller.signal })
    setTimeout(() => controller.abort('enough'), 100)
    await expect(uploading).rejects.toMatchObject({ code: 'ABORT_ERR', cause: 'enough' })
    expect(counters().openHandles).toBe(openHandles)
  })

  test('a listener that throws ends it', async () => {
    const volume = await empty('listener')
    const onProgress = () => {
      throw new Error('seen enough')
    }
    await expect(volume.upload(Buffer.alloc(8 * MIB), { onProgress })).rejects.toThrow('seen enough')
  })

  test('bad arguments', async () => {
    const volume = await empty('arguments')
    const range = { code: 'ERR_OUT_OF_RANGE' }
    const type = { code: 'ERR_INVALID_ARG_TYPE' }
    await expect(volume.upload(5 as never)).rejects.toMatchObject(type)
    await expect(volume.upload('')).rejects.toMatchObject(range)
    await expect(volume.upload(Buffer.from('x'), { offset: -1 })).rejects.toMatchObject(range)
    await expect(volume.upload(Buffer.from('x'), { length: 0 })).rejects.toMatchObject(range)
    await expect(volume.upload(Buffer.from('x'), { sparse: 'yes' as never })).rejects.toMatchObject(type)
    await expect(volume.upload(Buffer.from('x'), { size: 1 } as never)).rejects.toMatchObject(type)
    await expect(volume.upload(Buffer.from('x'), { onProgress: 1 as never })).rejects.toMatchObject(type)
  })
})

describe('a download', () => {
  let volume: StorageVolume

  beforeAll(async () => {
    volume = await empty('downloads', 80 * MIB)
    await volume.upload(randomBytes(80 * MIB))
  })

  test('into a stream; of a part; past the end', async () => {
    const chunks: Buffer[] = []
    const target = new Writable({
      write(chunk, _encoding, done) {
        chunks.push(chunk)
        done()
      },
    })
    expect(await volume.download(target, { offset: 70 * MIB })).toEqual({ size: 10 * MIB, data: 10 * MIB, holes: 0 })
    expect(Buffer.concat(chunks).equals(contents(volume).subarray(70 * MIB))).toBe(true)
    expect(target.writableFinished).toBe(true)
    // Exactly one range, and one byte more.
    for (const length of [32 * MIB, 32 * MIB + 1]) {
      const bytes = await read(volume.download({ offset: 1, length }))
      expect(bytes.equals(contents(volume).subarray(1, 1 + length))).toBe(true)
    }
    expect(await read(volume.download({ offset: 80 * MIB }))).toHaveLength(0)
  })

  test('given up: by destroy, by leaving the loop, by a signal', async () => {
    const { openHandles } = counters()
    for await (const chunk of volume.download()) if (chunk.length > 0) break
    const stream = volume.download()
    await once(stream, 'readable')
    stream.destroy()
    await once(stream, 'close')
    const controller = new AbortController()
    const aborted = volume.download({ signal: controller.signal })
    await once(aborted, 'readable')
    controller.abort('enough')
    await expect(once(aborted, 'end')).rejects.toMatchObject({ code: 'ABORT_ERR', cause: 'enough' })
    if (!aborted.closed) await once(aborted, 'close')
    expect(() => volume.download({ length: 0 })).toThrow(RangeError)
    expect(counters().openHandles).toBe(openHandles)
  })

  test('a file is there when it is whole', async () => {
    const { openHandles } = counters()
    const target = at('given-up')
    const controller = new AbortController()
    const onProgress = (done: number) => {
      if (done > 8 * MIB) controller.abort()
    }
    await expect(volume.download(target, { signal: controller.signal, onProgress })).rejects.toMatchObject({
      code: 'ABORT_ERR',
    })
    await expect(volume.download(at('no/such/folder'))).rejects.toMatchObject({ code: 'ENOENT' })
    expect(readdirSync(folder).filter((name) => name.includes('given-up'))).toEqual([])
    expect(counters().openHandles).toBe(openHandles)
    writeFileSync(target, 'what was there', { mode: 0o640 })
    await volume.download(target, { length: 100 })
    expect(statSync(target)).toMatchObject({ size: 100, mode: 0o100640 })
  })

  test('of a volume that is gone', async () => {
    const gone = await empty('gone')
    rmSync(gone.key)
    await expect(read(gone.download())).rejects.toMatchObject({
      name: 'LibvirtError',
      syscall: 'virStorageVolDownload',
      subject: { volume: 'gone', storagePool: 'transfer-test' },
    })
    await expect(gone.upload(Buffer.from('x'), { sparse: false })).rejects.toMatchObject({
      name: 'LibvirtError',
      syscall: 'virStorageVolUpload',
    })
  })

  test('whose connection closes', async () => {
    const other = await connect(inject('lab').libvirtUri)
    const pool = await other.storagePools.get('transfer-test')
    const stream = (await pool.volumes.get('downloads')).download()
    await once(stream, 'readable')
    const failed = read(stream).catch((error) => error)
    await other.close()
    expect(await failed).toMatchObject({
      code: 'ERR_CEPHVIRT_CLOSED',
      message: `The connection '${other.uri}' is closed`,
    })
  })
})
