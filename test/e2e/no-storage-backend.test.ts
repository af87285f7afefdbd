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

const done: string[] = []

/** Waits for one step of many: which of them does not end is told, with how long the others took. */
async function step<T>(what: string, work: Promise<T>, limit = 30_000): Promise<T> {
  const began = performance.now()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(async () => {
      const states: string[] = []
      const ask = async (): Promise<void> => {
        for await (const domain of conn.domains.list({ timeout: 5_000 })) {
          const { state, reason } = await domain.state({ timeout: 5_000 })
          states.push(`${domain.name} ${state} (${reason})`)
        }
      }
      await ask().catch((error) => states.push(String(error)))
      const before = done.join(', ') || 'nothing'
      reject(new Error(`not within ${limit} ms: ${what}; done before: ${before}; domains: ${states.join(', ')}`))
    }, limit)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
    done.push(`${what} in ${Math.round(performance.now() - began)} ms`)
  }
}

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
    await step('import', images(pool).import(path, 'guest-disk'))
    const image = await step('open', images(pool).open('guest-disk', { readOnly: true }))
    const cacheDir = fileURLToPath(new URL('../../.cache/guest', import.meta.url))
    const guest = await step('build the guest', buildGuest({ cacheDir }), 60_000)
    const description = describeDomain({
      name: 'no-backend',
      virtType: 'qemu',
      memory: '256MiB',
      kernel: guest.kernel,
      initrd: guest.initrd,
      cmdline: guest.commandLine,
      disks: [await step('describe the disk', diskFor(image, { secret, target: 'vda' }))],
    })
    // libvirtd asks QEMU what it can do first.
    const domain = await step('define', conn.domains.define(description), 60_000)
    await step('start', domain.start({ paused: true }), 60_000)
    const console = await step('open the console', domain.openConsole())
    await step('resume', domain.resume())
    const lines = await step('read the console', guestLines(console, guest), 125_000)
    expect(lines).toContain(`${guest.marker}: read no backend needed`)
    const written = Buffer.alloc(guest.text.length)
    await step('read what the guest wrote', image.read(written, guest.offset))
    expect(written.toString()).toBe(guest.text)

    expect(await step('look for holders', holders(image, { connections: [conn] }))).toMatchObject([
      { kind: 'domain', domains: [{ target: 'vda', domain: { name: 'no-backend' } }] },
    ])
    await step('close', image.close())
    const refused = removeImage(images(pool), 'guest-disk', { connections: [conn] })
    await step('be refused', expect(refused).rejects.toBeInstanceOf(ImageBusyError), 60_000)
    const removing = removeImage(images(pool), 'guest-disk', { connections: [conn], ifHeld: 'destroy-domain' })
    // A client that died counts for half a minute.
    await step('remove', removing, 90_000)
    expect(await step('look at the domain', domain.isActive())).toBe(false)
    await step('undefine', domain.undefine())
  }, 230_000)
})
