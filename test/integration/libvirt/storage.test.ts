/** Secrets and rbd storage pools, on a real cluster and a real libvirtd. */
import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { LibvirtError } from '../../../src/core/errors.ts'
import type { Secret as Redacted } from '../../../src/core/secret.ts'
import { type Connection, connect, type Secret } from '../../../src/libvirt/index.ts'
import { type Cluster, connect as connectCluster } from '../../../src/rados/index.ts'
import { AUTH_SUPPORTED, withoutAuthSupported } from './auth-supported.ts'

const POOL = 'libvirt-storage'
const USAGE = 'client.storage secret'

let cluster: Cluster
let conn: Connection
let key: Redacted

beforeAll(async () => {
  const { conf, keyring, libvirtUri } = inject('lab')
  cluster = await connectCluster({ conf, keyring })
  conn = await connect(libvirtUri)
  await cluster.pools.create(POOL, { pgNum: 8, application: 'rbd' })
  await cluster.auth.ensure('client.storage', { mon: 'profile rbd', osd: `profile rbd pool=${POOL}` })
  key = await cluster.auth.key('client.storage')
})

afterAll(async () => {
  await conn.close()
  await cluster.auth.remove('client.storage')
  await cluster.pools.delete(POOL)
  await cluster.close()
})

describe('the host', () => {
  test('says what storage pools it can have', async () => {
    const { pools, xml } = await conn.storagePoolCapabilities()
    expect(pools.length).toBeGreaterThan(5)
    expect(pools.find(({ type }) => type === 'rbd')).toEqual({
      type: 'rbd',
      supported: true,
      sourceFormats: [],
      volumeFormats: [],
    })
    expect(pools.find(({ type }) => type === 'fs')?.sourceFormats).toContain('ext4')
    expect(xml).toContain('<storagepoolCapabilities>')
  })

  test('and of itself', async () => {
    expect(conn.uri).toMatch(/^qemu\+unix:\/\/\/system/)
    expect(await conn.hypervisor()).toBe('QEMU')
    expect(await conn.isSecure()).toBe(true)
    expect((await conn.nodeInfo()).memory).toBeGreaterThan(2 ** 30)
    expect(await conn.domainCapabilities({ virtType: 'qemu' })).toContain('<domainCapabilities>')
    expect(await conn.capabilities()).toContain('<host>')
  })
})

describe('a secret', () => {
  test('a whole life; its value shows nowhere', async () => {
    const secret = await conn.secrets.define({ usage: { type: 'ceph', name: USAGE } })
    try {
      expect(secret.usage).toEqual({ type: 'ceph', name: USAGE })
      await expect(secret.value()).rejects.toMatchObject({ code: 'VIR_ERR_NO_SECRET' })
      await secret.setValue(key)
      expect((await secret.value()).toString('base64')).toBe(key.reveal())
      await secret.setValue(` ${key.reveal()}\n`)
      await secret.setValue(Buffer.from('raw bytes'))
      expect((await secret.value()).toString()).toBe('raw bytes')
      expect(inspect(secret, { depth: 9, showHidden: true })).not.toContain(key.reveal())
      expect(await secret.xml()).toContain(USAGE)
      expect(await secret.describe()).toMatchObject({ kind: 'secret', usage: { type: 'ceph', name: USAGE } })
      expect((await conn.secrets.get(secret.uuid)).usage.name).toBe(USAGE)
      expect((await conn.secrets.getByUsage('ceph', USAGE)).uuid).toBe(secret.uuid)
      expect((await conn.secrets.list({ private: false }).toArray()).map(({ uuid }) => uuid)).toContain(secret.uuid)
      expect(await conn.secrets.list({ ephemeral: true }).toArray()).toEqual([])
      await expect(conn.secrets.define({ usage: { type: 'ceph', name: USAGE } })).rejects.toBeInstanceOf(LibvirtError)
    } finally {
      await secret.undefine()
    }
    await expect(conn.secrets.getByUsage('ceph', USAGE)).rejects.toMatchObject({
      code: 'VIR_ERR_NO_SECRET',
      subject: { secret: USAGE },
    })
    await expect(secret.value()).rejects.toMatchObject({ code: 'VIR_ERR_NO_SECRET' })
  })

  test('a private one does not give its value', async () => {
    const secret = await conn.secrets.define({ usage: { type: 'ceph', name: USAGE }, private: true, ephemeral: true })
    try {
      await secret.setValue(key)
      await expect(secret.value()).rejects.toMatchObject({ code: 'VIR_ERR_INVALID_SECRET' })
    } finally {
      await secret.undefine()
    }
  })

  test.each([
    ['not base64 at all!', 'ERR_OUT_OF_RANGE'],
    ['', 'ERR_OUT_OF_RANGE'],
    ['AAA', 'ERR_OUT_OF_RANGE'],
    [5, 'ERR_INVALID_ARG_TYPE'],
    [undefined, 'ERR_INVALID_ARG_TYPE'],
  ])('refuses the value %o, and does not repeat it', async (value, code) => {
    const secret = await conn.secrets.define({ usage: { type: 'ceph', name: USAGE } })
    try {
      const refused = await secret.setValue(value as string).catch((error) => error)
      expect(refused).toMatchObject({ code })
      if (typeof value === 'string' && value !== '') expect(inspect(refused)).not.toContain(`'${value}'`)
    } finally {
      await secret.undefine()
    }
  })

  test('bad lookups', async () => {
    await expect(conn.secrets.get('name')).rejects.toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
    await expect(conn.secrets.getByUsage('cef' as 'ceph', 'x')).rejects.toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
  })
})

describe('an rbd storage pool', () => {
  let secret: Secret

  beforeAll(async () => {
    secret = await conn.secrets.define({ usage: { type: 'ceph', name: USAGE }, private: true })
    await secret.setValue(key)
  })

  afterAll(async () => {
    await secret.undefine()
  })

  const options = (pool: string) => {
    const port = Number(/v1:127\.0\.0\.1:(\d+)/.exec(inject('lab').monHost)?.[1])
    return {
      type: 'rbd',
      name: 'storage-test',
      pool,
      hosts: [{ name: '127.0.0.1', port }],
      auth: { username: 'storage', secret: { uuid: secret.uuid } },
    } as const
  }

  test('a whole life, and its volumes', async () => {
    const events = conn.events('storage-pool.lifecycle')
    await events.ready
    const storage = await conn.storagePools.define(options(POOL))
    try {
      if (await withoutAuthSupported(cluster)) {
        await expect(storage.start()).rejects.toMatchObject(AUTH_SUPPORTED)
        expect(await storage.isActive()).toBe(false)
        return
      }
      await storage.start()
      await storage.setAutostart(true)
      expect(await storage.autostart()).toBe(true)
      const info = await storage.info()
      expect(info.state).toBe('running')
      expect(info.capacity).toBeGreaterThan(2 ** 20)
      const volume = await storage.volumes.create({ name: 'one', capacity: '16MiB' })
      expect(volume.key).toBe(`${POOL}/one`)
      expect(await volume.path()).toBe(`${POOL}/one`)
      await volume.resize('32MiB')
      await storage.refresh()
      expect(await volume.info()).toMatchObject({ type: 'network', capacity: 32 * 2 ** 20 })
      expect((await storage.volumes.list().toArray()).map(({ name }) => name)).toEqual(['one'])
      await volume.delete()
      expect(await storage.volumes.list().toArray()).toEqual([])
      expect(await storage.describe()).toMatchObject({ kind: 'pool', type: 'rbd', pool: POOL })
      await storage.stop()
      expect(await storage.isActive()).toBe(false)
      const seen: string[] = []
      for await (const { event } of events) if (seen.push(event) === 3) break
      expect(seen).toEqual(['defined', 'started', 'stopped'])
    } finally {
      if (await storage.isActive()) await storage.stop()
      await storage.undefine()
    }
  })

  test('of a pool that is not there: does not start', async () => {
    const storage = await conn.storagePools.define(options('no-such-pool'))
    await expect(storage.start()).rejects.toMatchObject({
      name: 'LibvirtError',
      syscall: 'virStoragePoolCreate',
      subject: { storagePool: 'storage-test' },
    })
    await storage.undefine()
  })
})
