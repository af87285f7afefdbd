/** Storage pools and volumes in full: libvirt's test driver for breadth, a folder of a real libvirtd for what must be real. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { type Connection, connect, type StoragePool } from '../../../src/libvirt/index.ts'

const MIB = 2 ** 20
const RANGE = { code: 'ERR_OUT_OF_RANGE' }
const TYPE = { code: 'ERR_INVALID_ARG_TYPE' }

describe('the test driver', () => {
  let conn: Connection
  let storage: StoragePool

  beforeAll(async () => {
    conn = await connect('test:///default')
    storage = await conn.storagePools.create({ type: 'dir', name: 'breadth', path: '/breadth' })
  })

  afterAll(async () => {
    await storage.stop()
    await conn.close()
  })

  test('pools are listed by their type', async () => {
    const names = async (types: readonly ('dir' | 'rbd' | 'logical')[]) =>
      (await conn.storagePools.list({ types }).toArray()).map(({ name }) => name)
    expect(await names(['dir'])).toContain('breadth')
    expect(await names(['rbd', 'logical'])).toEqual([])
    expect(await names(['rbd', 'dir'])).toContain('breadth')
    expect(() => conn.storagePools.list({ types: ['active' as 'dir'] })).toThrow(RangeError)
    expect(() => conn.storagePools.list({ types: 'dir' as never })).toThrow(TypeError)
  })

  test('volumes are found by key and by path, and know their pool', async () => {
    const made = await storage.volumes.create({ name: 'found.img', capacity: MIB })
    for (const found of [
      await conn.storagePools.volumeByKey(made.key),
      await conn.storagePools.volumeByPath(await made.path()),
    ]) {
      expect(found).toMatchObject({ name: 'found.img', key: made.key })
      expect(found.pool).toMatchObject({ name: 'breadth', uuid: storage.uuid })
    }
    await made.delete()
    const missing = { code: 'VIR_ERR_NO_STORAGE_VOL', subject: { volume: made.key } }
    await expect(conn.storagePools.volumeByKey(made.key)).rejects.toMatchObject(missing)
    await expect(conn.storagePools.volumeByPath(made.key)).rejects.toMatchObject(missing)
    await expect(conn.storagePools.volumeByKey('')).rejects.toMatchObject(RANGE)
    await expect(conn.storagePools.volumeByPath(5 as never)).rejects.toMatchObject(TYPE)
  })

  test('sources are looked for', async () => {
    expect(await conn.storagePools.findSources('logical')).toEqual([
      expect.objectContaining({ name: 'testvg1', format: 'lvm2', devices: ['/dev/sda20'], hosts: [] }),
      expect.objectContaining({ name: 'testvg2', format: 'lvm2', devices: ['/dev/sda21'], directory: undefined }),
    ])
    const shares = await conn.storagePools.findSources('netfs', { host: { name: 'localhost', port: 2049 } })
    expect(shares).toEqual([
      {
        name: undefined,
        format: 'nfs',
        directory: '/testshare',
        devices: [],
        hosts: [{ name: 'localhost', port: undefined }],
        xml: expect.stringMatching(/^<source>\s*<host .*\s*<dir path="\/testshare"\/>.*\s*.*\s*<\/source>$/),
      },
    ])
    const asXml = await conn.storagePools.findSources('netfs', '<source><host name="localhost"/></source>')
    expect(asXml).toEqual(shares)
    await expect(conn.storagePools.findSources('no-such-type')).rejects.toMatchObject({ name: 'LibvirtError' })
    await expect(conn.storagePools.findSources('rbd')).rejects.toMatchObject({ name: 'LibvirtError' })
    await expect(conn.storagePools.findSources('')).rejects.toMatchObject(RANGE)
    const host = { name: 'x', port: 0 }
    await expect(conn.storagePools.findSources('netfs', { host })).rejects.toMatchObject(RANGE)
    await expect(conn.storagePools.findSources('netfs', { server: 'x' } as never)).rejects.toMatchObject(TYPE)
  })

  test('bad arguments', async () => {
    const volume = await storage.volumes.create({ name: 'arguments.img', capacity: MIB })
    await expect(volume.info({ physical: 1 as never })).rejects.toMatchObject(TYPE)
    await expect(volume.resize('2MiB', { shrink: 'yes' as never })).rejects.toMatchObject(TYPE)
    await expect(volume.resize(-1)).rejects.toMatchObject(RANGE)
    await expect(volume.resize(MIB, { flags: ['grow' as 'delta'] })).rejects.toMatchObject(RANGE)
    await expect(volume.wipe({ algorithm: 'ones' as 'zero' })).rejects.toMatchObject(RANGE)
    await expect(storage.volumes.createFrom('x' as never, { name: 'y', capacity: 1 })).rejects.toMatchObject(TYPE)
    const description = { name: 'y', capacity: 1 }
    await expect(storage.volumes.create(description, { validate: 1 as never })).rejects.toMatchObject(TYPE)
    await expect(conn.storagePools.getByTargetPath('')).rejects.toMatchObject(RANGE)
    await volume.delete()
  })
})

describe('a folder of a real host', () => {
  let conn: Connection
  let storage: StoragePool
  let folder: string

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cephvirt-pools-'))
    conn = await connect(inject('lab').libvirtUri)
    storage = await conn.storagePools.define({ type: 'dir', name: 'pools-test', path: join(folder, 'pool') })
    await storage.start({ flags: ['with-build'] })
  })

  afterAll(async () => {
    await storage.stop()
    await storage.delete()
    await storage.undefine()
    await conn.close()
    rmSync(folder, { recursive: true })
  })

  const empty = (name: string) => storage.volumes.create({ name, capacity: 4 * MIB, allocation: 0, format: 'raw' })

  test('is found by the folder', async () => {
    expect(await conn.storagePools.getByTargetPath(join(folder, 'pool'))).toMatchObject({ name: 'pools-test' })
    await expect(conn.storagePools.getByTargetPath(folder)).rejects.toMatchObject({
      code: 'VIR_ERR_NO_STORAGE_POOL',
      subject: { storagePool: folder },
    })
  })

  test('is made as it starts, and not over another', async () => {
    const path = join(folder, 'transient')
    const description = { type: 'dir', name: 'transient-test', path } as const
    await expect(conn.storagePools.create(description)).rejects.toMatchObject({ name: 'LibvirtError' })
    const pool = await conn.storagePools.create(description, { build: true })
    expect(statSync(path).isDirectory()).toBe(true)
    expect(await pool.isPersistent()).toBe(false)
    await pool.stop()
    const options = { flags: ['with-build-overwrite', 'with-build-no-overwrite'] } as const
    await expect(conn.storagePools.create(description, options)).rejects.toMatchObject({
      code: 'VIR_ERR_OPERATION_INVALID', // one or the other
    })
  })

  test('what came without libvirt appears when it is refreshed', async () => {
    writeFileSync(join(folder, 'pool', 'strange.img'), 'something')
    await expect(storage.volumes.get('strange.img')).rejects.toMatchObject({ code: 'VIR_ERR_NO_STORAGE_VOL' })
    await storage.refresh()
    const volume = await storage.volumes.get('strange.img')
    expect(await volume.info()).toMatchObject({ type: 'file', capacity: 9 })
    expect((await conn.storagePools.volumeByPath(volume.key)).pool.uuid).toBe(storage.uuid)
    await volume.delete()
  })

  test('a volume is made from another, of another pool too', async () => {
    const golden = await empty('golden.img')
    await golden.upload(Buffer.alloc(4 * MIB, 'g'))
    const copy = await storage.volumes.createFrom(golden, { name: 'copy.img', capacity: 8 * MIB, format: 'raw' })
    expect(
      readFileSync(copy.key)
        .subarray(0, 4 * MIB)
        .equals(Buffer.alloc(4 * MIB, 'g')),
    ).toBe(true)
    expect(await copy.info()).toMatchObject({ capacity: 8 * MIB })
    mkdirSync(join(folder, 'other'))
    const other = await conn.storagePools.create({ type: 'dir', name: 'other-test', path: join(folder, 'other') })
    const away = await other.volumes.createFrom(golden, { name: 'away.qcow2', capacity: 4 * MIB, format: 'qcow2' })
    expect(await away.describe()).toMatchObject({ format: 'qcow2', capacity: 4 * MIB })
    await expect(other.volumes.createFrom(golden, { name: 'away.qcow2', capacity: MIB })).rejects.toMatchObject({
      name: 'LibvirtError',
      subject: { storagePool: 'other-test' },
    })
    await other.stop()
    await expect(other.volumes.createFrom(golden, { name: 'b', capacity: MIB })).rejects.toMatchObject({
      code: 'VIR_ERR_NO_STORAGE_POOL', // a transient one is gone
    })
    for (const volume of [golden, copy]) await volume.delete()
  })

  test('sizes: by so much, smaller, set aside; of the file itself', async () => {
    const volume = await empty('sizes.img')
    expect(await volume.info()).toEqual({ type: 'file', capacity: 4 * MIB, allocation: 0 })
    expect(await volume.info({ physical: true })).toEqual({ type: 'file', capacity: 4 * MIB, allocation: 4 * MIB })
    await volume.resize('2MiB', { flags: ['delta'] })
    expect(await volume.info()).toMatchObject({ capacity: 6 * MIB, allocation: 0 })
    await expect(volume.resize('1MiB')).rejects.toMatchObject({ code: 'VIR_ERR_INVALID_ARG' })
    await volume.resize('1MiB', { shrink: true, flags: ['delta'] })
    expect(await volume.info()).toMatchObject({ capacity: 5 * MIB })
    await volume.resize('1MiB', { shrink: true })
    expect(statSync(volume.key).size).toBe(MIB)
    await volume.resize('3MiB', { flags: ['allocate'] })
    expect(await volume.info()).toMatchObject({ capacity: 3 * MIB, allocation: 3 * MIB })
    await volume.delete()
  })

  test('is wiped', async () => {
    const volume = await empty('wiped.img')
    await volume.upload(Buffer.alloc(4 * MIB, 's'))
    await volume.wipe()
    expect(readFileSync(volume.key).equals(Buffer.alloc(4 * MIB))).toBe(true)
    // A folder cannot discard.
    await expect(volume.wipe({ algorithm: 'trim' })).rejects.toMatchObject({ name: 'LibvirtError' })
    await volume.delete()
    await expect(volume.wipe()).rejects.toMatchObject({ code: 'VIR_ERR_NO_STORAGE_VOL' })
  })

  test('flags of making and deleting', async () => {
    const description = { name: 'flags.qcow2', capacity: 64 * MIB, format: 'qcow2' }
    const volume = await storage.volumes.create(description, { flags: ['prealloc-metadata'] })
    expect((await volume.info({ physical: true })).allocation).toBeGreaterThan(MIB)
    await expect(volume.delete({ flags: ['with-snapshots'] })).rejects.toMatchObject({ name: 'LibvirtError' })
    await volume.delete({ flags: ['normal'] })
    const text = '<volume><name>odd.img</name><capacity>1</capacity><nonsense/></volume>'
    await expect(storage.volumes.create(text, { validate: true })).rejects.toMatchObject({
      code: expect.stringMatching(/^VIR_ERR_(XML_INVALID_SCHEMA|INVALID_ARG)$/),
    })
  })
})
