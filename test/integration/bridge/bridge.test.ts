import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import {
  defineStoragePool,
  diskFor,
  holders,
  removeImage,
  type SharedCredentials,
  shareCredentials,
} from '../../../src/bridge/index.ts'
import { ImageBusyError, LibvirtError, NotFoundError } from '../../../src/core/errors.ts'
import { type Connection, connect as connectLibvirt } from '../../../src/libvirt/index.ts'
import { type Cluster, connect, type Pool } from '../../../src/rados/index.ts'
import { type Images, images as imagesOf } from '../../../src/rbd/index.ts'
import { build, domain as describeDomain, parse } from '../../../src/xml/index.ts'

const POOL = 'bridge'
let cluster: Cluster
let conn: Connection
let pool: Pool
let images: Images
let secret: SharedCredentials

beforeAll(async () => {
  const { conf, keyring, libvirtUri } = inject('lab')
  cluster = await connect({ conf, keyring })
  conn = await connectLibvirt(libvirtUri)
  await cluster.pools.create(POOL, { pgNum: 8, application: 'rbd' })
  pool = await cluster.openPool(POOL)
  images = imagesOf(pool)
  await images.init()
  await cluster.auth.ensure('client.bridge', { mon: 'profile rbd', osd: `profile rbd pool=${POOL}` })
  secret = await shareCredentials(cluster, conn, { entity: 'client.bridge' })
})

afterAll(async () => {
  await secret.secret.undefine()
  await cluster.auth.remove('client.bridge')
  await pool.close()
  await cluster.pools.delete(POOL)
  await conn.close()
  await cluster.close()
})

describe('shareCredentials', () => {
  test('defines a secret for the user, and shows no key', async () => {
    expect(secret).toMatchObject({ username: 'bridge', entity: 'client.bridge', usage: 'client.bridge secret' })
    const key = (await cluster.auth.key('client.bridge')).reveal()
    expect(key.length).toBeGreaterThan(20)
    expect(inspect(secret, { depth: 9, showHidden: true })).not.toContain(key)
    expect(await secret.secret.xml()).toContain('<name>client.bridge secret</name>')
  })

  test('again: the same secret', async () => {
    const again = await shareCredentials(cluster, conn, { entity: 'bridge' })
    expect(again.uuid).toBe(secret.uuid)
  })

  test('of a user that is not there: says so, and leaves no secret', async () => {
    const refused = await shareCredentials(cluster, conn, { entity: 'client.nobody' }).catch((error) => error)
    expect(refused).toBeInstanceOf(NotFoundError)
    expect(inspect(refused)).toContain('client.nobody')
    await expect(conn.secrets.getByUsage('ceph', 'client.nobody secret')).rejects.toMatchObject({
      code: 'VIR_ERR_NO_SECRET',
    })
  })

  test('a key that is no key: refused, and leaves no secret', async () => {
    await expect(
      shareCredentials(cluster, conn, { entity: 'client.other', key: 'not base64 at all!' }),
    ).rejects.toMatchObject({ name: expect.stringMatching(/TypeError|RangeError/) })
    await expect(conn.secrets.getByUsage('ceph', 'client.other secret')).rejects.toBeInstanceOf(LibvirtError)
  })
})

describe('defineStoragePool', () => {
  test('defines, starts and autostarts it, with the monitors of the map', async () => {
    await images.create('before', { size: '4MiB' })
    const storage = await defineStoragePool(cluster, conn, { name: 'bridge_rbd', pool: POOL, secret, autostart: true })
    try {
      expect(await storage.isActive()).toBe(true)
      expect(await storage.autostart()).toBe(true)
      const description = parse(await storage.xml())
      const port = Number(/v1:127\.0\.0\.1:(\d+)/.exec(inject('lab').monHost)?.[1])
      expect(description).toMatchObject({ kind: 'pool', type: 'rbd', pool: POOL, hosts: [{ name: '127.0.0.1', port }] })

      await images.create('after', { size: '4MiB' })
      const names = async () => {
        const found: string[] = []
        for await (const { name } of storage.volumes.list()) found.push(name)
        return found.sort()
      }
      expect(await names()).toEqual(['before'])
      await storage.refresh()
      expect(await names()).toEqual(['after', 'before'])
    } finally {
      await storage.stop()
      await storage.undefine()
      await images.remove('before')
      await images.remove('after')
    }
  })

  test('a pool that is not there: refused, and nothing stays defined', async () => {
    await expect(
      defineStoragePool(cluster, conn, { name: 'no_such', pool: 'no-such-pool', secret }),
    ).rejects.toBeInstanceOf(LibvirtError)
    await expect(conn.storagePools.get('no_such')).rejects.toMatchObject({ code: 'VIR_ERR_NO_STORAGE_POOL' })
  })

  test.each([{ name: '' }, { pool: 5 }, { name: undefined }])('bad input %o is refused', async (bad) => {
    const options = { name: 'x', pool: POOL, secret, ...bad } as never
    await expect(defineStoragePool(cluster, conn, options)).rejects.toMatchObject({
      code: expect.stringMatching(/^ERR_/),
    })
  })
})

describe('diskFor', () => {
  test('is a disk with the monitors of the map, that a domain takes', async () => {
    await images.create('disk', { size: '4MiB' })
    await using image = await images.open('disk')
    const disk = await diskFor(image, { secret, target: 'vda', serial: 'first' })
    const text = build(describeDomain({ name: 'd', memory: '64MiB', disks: [disk] }))
    expect(text).toContain(`name="${POOL}/disk"`)
    expect(text).toContain(`uuid="${secret.uuid}"`)
    expect(parse(text)).toMatchObject({ disks: [{ serial: 'first', auth: { username: 'bridge' } }] })
    await image.close()
    await images.remove('disk')
  })

  test('of an image in a namespace: says that libvirt cannot', async () => {
    // The disk says what it is; the domain's description refuses it, before libvirt does something else with it.
    const image = { pool: { name: POOL, namespace: 'tenant', cluster }, name: 'disk' } as never
    const disk = await diskFor(image, { secret, target: 'vda' })
    expect(() => describeDomain({ name: 'd', memory: '64MiB', disks: [disk] })).toThrow(/namespace/)
  })
})

describe('holders and removeImage', () => {
  test('an image of ours: held by this connection, until it is closed', async () => {
    await images.create('own', { size: '4MiB' })
    const image = await images.open('own')
    expect(await holders(image, { connections: [conn] })).toMatchObject([{ kind: 'self' }])
    const refused = await removeImage(images, 'own', { connections: [conn] }).catch((error) => error)
    expect(refused).toBeInstanceOf(ImageBusyError)
    expect(refused.message).toMatch(/this connection .* close the image/)
    await image.close()
    await removeImage(images, 'own', { connections: [conn] })
  })

  test('held by another client: named as unknown, and shut out on demand', async () => {
    const { conf, keyring } = inject('lab')
    await images.create('others', { size: '4MiB' })
    const other = await connect({ conf, keyring })
    const theirs = await imagesOf(await other.openPool(POOL)).open('others')
    const id = await other.instanceId()
    const refused = await removeImage(images, 'others', { connections: [conn] }).catch((error) => error)
    expect(refused).toBeInstanceOf(ImageBusyError)
    expect(refused.message).toContain(`unknown client.${id}`)
    await expect(
      removeImage(images, 'others', { connections: [conn], ifHeld: 'destroy-domain' }),
    ).rejects.toBeInstanceOf(ImageBusyError)
    await removeImage(images, 'others', { connections: [conn], ifHeld: 'blocklist' })
    await theirs.close().catch(() => {})
    await other.close()
  })

  test('an image that is not there, and a way that is none', async () => {
    await expect(removeImage(images, 'nothing', { connections: [conn] })).rejects.toMatchObject({
      name: 'ImageNotFoundError',
    })
    await expect(removeImage(images, 'x', { connections: [], ifHeld: 'force' as never })).rejects.toMatchObject({
      code: 'ERR_OUT_OF_RANGE',
    })
  })
})
