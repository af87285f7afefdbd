import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { guestLines } from '../../scripts/demo/console.mjs'
import {
  defineStoragePool,
  diskFor,
  holders,
  removeImage,
  type SharedCredentials,
  shareCredentials,
} from '../../src/bridge/index.ts'
import { ImageBusyError, StorageBackendMissingError } from '../../src/core/errors.ts'
import { type Connection, connect as connectLibvirt } from '../../src/libvirt/index.ts'
import { type Cluster, connect, type Pool } from '../../src/rados/index.ts'
import { images } from '../../src/rbd/index.ts'
import { buildGuest, guestDisk, type Lab, startCluster } from '../../src/testing/index.ts'
import { domain as describeDomain } from '../../src/xml/index.ts'

// A host whose libvirt has no rbd storage backend, as on Asahi Linux and minimal installs.
let lab: Lab
let cluster: Cluster
let conn: Connection
let pool: Pool
let secret: SharedCredentials

beforeAll(async () => {
  lab = await startCluster({ libvirt: { hideRbdBackend: true } })
  cluster = await connect({ conf: lab.conf, keyring: lab.keyring })
  conn = await connectLibvirt(lab.libvirtUri)
  await cluster.pools.create('libvirt-pool', { pgNum: 8, application: 'rbd' })
  pool = await cluster.openPool('libvirt-pool')
  await images(pool).init()
  await cluster.auth.ensure('client.libvirt', { mon: 'profile rbd', osd: 'profile rbd pool=libvirt-pool' })
  secret = await shareCredentials(cluster, conn, { entity: 'client.libvirt' })
}, 120_000)

afterAll(async () => {
  await conn?.close()
  await cluster?.close()
  await lab?.close()
}, 60_000)

describe('without the rbd storage backend', () => {
  test('a storage pool is refused beforehand, with the package to install', async () => {
    const { pools } = await conn.storagePoolCapabilities()
    expect(pools.find(({ type }) => type === 'rbd')?.supported).toBe(false)
    const refused = await defineStoragePool(cluster, conn, { name: 'images_rbd', pool: 'libvirt-pool', secret }).catch(
      (error) => error,
    )
    expect(refused).toBeInstanceOf(StorageBackendMissingError)
    expect(refused).toMatchObject({ code: 'ERR_CEPHVIRT_STORAGE_BACKEND_MISSING', backend: 'rbd' })
    expect(refused.hint).toMatch(/libvirt-daemon-driver-storage-rbd/)
    expect(refused.hint).toMatch(/libvirt-storage-ceph/)
    for await (const defined of conn.storagePools.list()) expect(defined.name).not.toBe('images_rbd')
  })

  test('everything else works: import, a network disk, a guest that reads and writes it, who holds it, removal', async () => {
    const path = join(lab.dir, 'guest.raw')
    guestDisk(path, { text: 'no backend needed', size: 64 * 1024 ** 2 })
    await images(pool).import(path, 'guest-disk')
    const image = await images(pool).open('guest-disk', { readOnly: true })
    const guest = await buildGuest({ cacheDir: fileURLToPath(new URL('../../.cache/guest', import.meta.url)) })
    const domain = await conn.domains.define(
      describeDomain({
        name: 'no-backend',
        virtType: 'qemu',
        memory: '256MiB',
        kernel: guest.kernel,
        initrd: guest.initrd,
        cmdline: guest.commandLine,
        disks: [await diskFor(image, { secret, target: 'vda' })],
      }),
    )
    await domain.start({ paused: true })
    const console = await domain.openConsole()
    await domain.resume()
    const lines = await guestLines(console, guest)
    expect(lines).toContain(`${guest.marker}: read no backend needed`)
    const written = Buffer.alloc(guest.text.length)
    await image.read(written, guest.offset)
    expect(written.toString()).toBe(guest.text)

    expect(await holders(image, { connections: [conn] })).toMatchObject([
      { kind: 'domain', domains: [{ target: 'vda', domain: { name: 'no-backend' } }] },
    ])
    await image.close()
    const refused = removeImage(images(pool), 'guest-disk', { connections: [conn] })
    await expect(refused).rejects.toBeInstanceOf(ImageBusyError)
    await removeImage(images(pool), 'guest-disk', { connections: [conn], ifHeld: 'destroy-domain' })
    expect(await domain.isActive()).toBe(false)
    await domain.undefine()
  }, 180_000)
})
