import { inspect } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest'
import {
  defineStoragePool,
  diskFor,
  holders,
  removeImage,
  type SharedCredentials,
  shareCredentials,
} from '../../../src/bridge/index.ts'
import { ImageBusyError, LibvirtError, NotFoundError } from '../../../src/core/errors.ts'
import { type Connection, connect as connectLibvirt, type Domain } from '../../../src/libvirt/index.ts'
import { type Cluster, connect, type Pool } from '../../../src/rados/index.ts'
import { type Images, images as imagesOf } from '../../../src/rbd/index.ts'
import { build, domain as describeDomain, parse } from '../../../src/xml/index.ts'
import { AUTH_SUPPORTED, withoutAuthSupported } from '../libvirt/auth-supported.ts'

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

  test('the key changed: the secret follows, private or not', async () => {
    for (const isPrivate of [true, false]) {
      const usage = `changing ${isPrivate}`
      const theirs = await conn.secrets.define({ usage: { type: 'ceph', name: usage }, private: isPrivate })
      const [first, second] = ['Zmlyc3Q=', 'c2Vjb25k']
      await theirs.setValue(first)
      const taken = await shareCredentials(cluster, conn, { entity: 'client.bridge', usage, key: second })
      expect(taken.uuid).toBe(theirs.uuid)
      expect((await taken.secret.describe()).private ?? false).toBe(isPrivate)
      if (!isPrivate) expect(String(await taken.secret.value())).toBe('second')
      await taken.secret.undefine()
    }
  })

  test("another user's secret: refused, and keeps its value", async () => {
    const given = { usage: secret.usage, key: 'Zmlyc3Q=' }
    await expect(shareCredentials(cluster, conn, { entity: 'client.other', ...given })).rejects.toMatchObject({
      code: 'ERR_OUT_OF_RANGE',
      message: expect.stringContaining('client.bridge'),
    })
  })

  test('a user with a dot in its name', async () => {
    const dotted = await shareCredentials(cluster, conn, { entity: 'my.user', key: 'Zmlyc3Q=' })
    expect(dotted).toMatchObject({ username: 'my.user', entity: 'client.my.user' })
    await dotted.secret.undefine()
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
    const options = { name: 'bridge_rbd', pool: POOL, secret, autostart: true }
    if (await withoutAuthSupported(cluster)) {
      await expect(defineStoragePool(cluster, conn, options)).rejects.toMatchObject(AUTH_SUPPORTED)
      await expect(conn.storagePools.get('bridge_rbd')).rejects.toMatchObject({ code: 'VIR_ERR_NO_STORAGE_POOL' })
      return
    }
    await images.create('before', { size: '4MiB' })
    const storage = await defineStoragePool(cluster, conn, options)
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

  test('given up while it starts: rejects at once, and nothing stays defined', async () => {
    const controller = new AbortController()
    const { signal } = controller
    await using events = conn.events('storage-pool.lifecycle')
    await events.ready
    const refused = defineStoragePool(cluster, conn, { name: 'given_up', pool: POOL, secret, signal }).then(
      () => 'defined',
      (error) => error,
    )
    const seen: string[] = []
    for await (const { event } of events) {
      seen.push(event)
      if (event === 'defined') {
        controller.abort()
        expect(await refused).toMatchObject({ code: 'ABORT_ERR' })
      }
      if (event === 'undefined') break
    }
    expect(seen[0]).toBe('defined')
    await expect(conn.storagePools.get('given_up')).rejects.toMatchObject({ code: 'VIR_ERR_NO_STORAGE_POOL' })
  })

  test('a pool that is not there: refused, and nothing stays defined', async () => {
    await expect(
      defineStoragePool(cluster, conn, { name: 'no_such', pool: 'no-such-pool', secret }),
    ).rejects.toBeInstanceOf(LibvirtError)
    await expect(conn.storagePools.get('no_such')).rejects.toMatchObject({ code: 'VIR_ERR_NO_STORAGE_POOL' })
  })

  test('one that is there already: refused, and left as it was', async () => {
    const there = await defineStoragePool(cluster, conn, { name: 'there', pool: POOL, secret, start: false })
    try {
      const text = await there.xml()
      await expect(defineStoragePool(cluster, conn, { name: 'there', pool: POOL, secret })).rejects.toBeInstanceOf(
        LibvirtError,
      )
      // Defined anew, but it does not start.
      await expect(
        defineStoragePool(cluster, conn, { name: 'there', pool: 'no-such-pool', secret, uuid: there.uuid }),
      ).rejects.toBeInstanceOf(LibvirtError)
      expect(await there.xml()).toBe(text)
      expect(await there.isActive()).toBe(false)
    } finally {
      await there.undefine()
    }
  })

  test('one that runs, by its uuid: defined anew, and goes on', async () => {
    const starts = !(await withoutAuthSupported(cluster))
    const there = await defineStoragePool(cluster, conn, { name: 'runs', pool: POOL, secret, start: starts })
    try {
      const again = await defineStoragePool(cluster, conn, {
        ...{ name: 'runs', pool: 'no-such-pool', secret, uuid: there.uuid, start: starts },
      })
      expect(again.uuid).toBe(there.uuid)
      expect(await there.isActive()).toBe(starts)
      expect(await there.describe({ flags: ['inactive'] })).toMatchObject({ pool: 'no-such-pool' })
    } finally {
      if (starts) await there.stop()
      await there.undefine()
    }
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

  test('of an image that reads a snapshot: that snapshot, read-only', async () => {
    await images.create('snapped', { size: '4MiB' })
    await using image = await images.open('snapped')
    await image.snapshots.create('before')
    const { id } = (await image.snapshots.list().toArray())[0] ?? {}
    for (const snapshot of ['before', id]) {
      await image.setSnapshot(snapshot)
      expect(await diskFor(image, { secret, target: 'vda' })).toMatchObject({ snapshot: 'before', readOnly: true })
    }
    await image.setSnapshot(undefined)
    expect(await diskFor(image, { secret, target: 'vda' })).not.toHaveProperty('snapshot')
    await image.snapshots.remove('before')
    await image.close()
    await images.remove('snapped')
  })

  test('of an image in a namespace: says that libvirt cannot', async () => {
    const image = { pool: { name: POOL, namespace: 'tenant', cluster }, name: 'disk' } as never
    await expect(diskFor(image, { secret, target: 'vda' })).rejects.toMatchObject({
      code: 'ERR_CEPHVIRT_NOT_SUPPORTED',
      message: expect.stringContaining("namespace 'tenant'"),
    })
  })

  test('without a secret: refused', async () => {
    await expect(diskFor({} as never, { target: 'vda' } as never)).rejects.toMatchObject({
      code: 'ERR_INVALID_ARG_TYPE',
    })
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
    const { blocklist = {} } = await cluster.command('osd dump')
    for (const addr of Object.keys(blocklist)) await cluster.command('osd blocklist', { blocklistop: 'rm', addr })
    await theirs.close().catch(() => {})
    await other.close()
  })

  describe('with domains', () => {
    const running: Domain[] = []

    /** A domain that only holds the image: it stays before its first instruction. */
    async function hold(image: string, name: string, disk: object = {}): Promise<Domain> {
      await using opened = await images.open(image, { readOnly: true })
      const vda = { ...(await diskFor(opened, { secret, target: 'vda', shareable: true })), ...disk }
      const description = { name, virtType: 'qemu', memory: '64MiB', disks: [vda] }
      const domain = await conn.domains.create(description, { paused: true, autodestroy: true })
      running.push(domain)
      return domain
    }

    afterEach(async () => {
      for (const domain of running.splice(0)) await domain.destroy().catch(() => {})
    })

    test('two with one image: both are named, and both are destroyed', async () => {
      await images.create('shared', { size: '4MiB', features: ['layering'] })
      await hold('shared', 'one')
      await hold('shared', 'two')
      await using image = await images.open('shared', { readOnly: true })
      const held = await holders(image, { connections: [conn] })
      expect(held.map(({ kind }) => kind)).toEqual(['domain', 'domain'])
      for (const holder of held) {
        const names = holder.kind === 'self' ? [] : holder.domains.map(({ domain }) => domain.name)
        expect(names).toEqual(['one', 'two'])
      }
      const refused = await removeImage(images, 'shared', { connections: [conn] }).catch((error) => error)
      expect(refused).toBeInstanceOf(ImageBusyError)
      expect(refused.message).toMatch(/domain 'one' .* or domain 'two'/)
      await image.close()
      await removeImage(images, 'shared', { connections: [conn], ifHeld: 'destroy-domain' })
      expect(await conn.domains.list({ active: true }).toArray()).toEqual([])
    })

    test('somebody else holds it too, or this connection: no domain is destroyed', async () => {
      await images.create('mixed', { size: '4MiB', features: ['layering'] })
      const domain = await hold('mixed', 'innocent')
      const { conf, keyring } = inject('lab')
      const other = await connect({ conf, keyring })
      await imagesOf(await other.openPool(POOL)).open('mixed')
      const wanted = { connections: [conn], ifHeld: 'destroy-domain' } as const
      const refused = await removeImage(images, 'mixed', wanted).catch((error) => error)
      expect(refused).toBeInstanceOf(ImageBusyError)
      expect(refused.message).toMatch(/domain 'innocent' .* or somebody else/)
      await other.close()

      const own = await images.open('mixed')
      for (const ifHeld of ['destroy-domain', 'blocklist'] as const) {
        await expect(removeImage(images, 'mixed', { connections: [conn], ifHeld })).rejects.toThrow(/close the image/)
      }
      await own.close()
      expect(await domain.isActive()).toBe(true)
      await removeImage(images, 'mixed', wanted)
    })
  })

  test('`timeout` is for all of it, and a signal ends it', async () => {
    await expect(removeImage(images, 'x', { connections: [], timeout: 0 })).rejects.toMatchObject({
      code: 'ERR_OUT_OF_RANGE',
    })
    const signal = AbortSignal.abort()
    await expect(removeImage(images, 'x', { connections: [], signal })).rejects.toMatchObject({ code: 'ABORT_ERR' })
    await expect(removeImage(images, 'x', {} as never)).rejects.toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' })
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
