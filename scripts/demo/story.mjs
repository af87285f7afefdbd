// The story of a small private cloud, told by the SDK alone: each step does its part and checks it. `npm run demo`
// tells it; test/e2e runs it as a test.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bridge, CephError, formatSize, ImageBusyError, libvirt, PermissionError, rados, rbd, xml } from 'cephvirt'
import { buildGuest, startCluster } from 'cephvirt/testing'
import { guestLines } from './console.mjs'

const POOL = 'libvirt-pool'
const GREETING = 'hello from a disk that was imported into Ceph'
const MiB = 1024 ** 2

/**
 * @typedef {object} Stage  what the steps share
 * @property {string} cacheDir  where the guest's kernel is kept
 * @property {AbortSignal} [signal]  gives the start of the cluster up
 * @property {(line: string) => void} say
 * @property {(done: number, total: number) => void} bar
 */

export const steps = [
  {
    title: 'a Ceph cluster of 3 OSDs and a libvirtd are started',
    async run(stage) {
      stage.lab = await startCluster({ osds: 3, onProgress: stage.say, signal: stage.signal })
      const { conf, keyring, libvirtUri } = stage.lab
      stage.admin = await rados.connect({ conf, keyring })
      stage.conn = await libvirt.connect(libvirtUri)
      // libvirt asks QEMU what it can do, once, for seconds: meanwhile the story goes on. The domain would tell of a failure.
      stage.conn.domainCapabilities({ virtType: 'qemu' }).catch(() => {})
      const { osds } = await stage.admin.command('osd dump')
      assert.equal(osds.filter((osd) => osd.up === 1).length, 3)
      stage.say(
        `cluster ${await stage.admin.fsid()}, librados ${rados.version().text}, libvirt ${(await stage.conn.libVersion()).text}`,
      )
    },
  },
  {
    title: `the pool ${POOL} is created, initialised and listed`,
    async run({ admin, say }) {
      await admin.pools.create(POOL, { pgNum: 32, application: 'rbd' })
      await within(await admin.openPool(POOL), (pool) => rbd.images(pool).init())
      const names = []
      for await (const { name } of admin.pools.list()) names.push(name)
      assert.ok(names.includes(POOL))
      assert.equal(await admin.pools.getVariable(POOL, 'pg_num'), 32)
      say(`pools: ${names.join(', ')}; pg_num 32`)

      const refused = await admin.pools.create('too-big', { pgNum: 100_000 }).catch((error) => error)
      assert.ok(refused instanceof CephError && refused.code === 'ERANGE', String(refused))
      say(`100,000 PGs are refused: ${refused.message}`)
    },
  },
  {
    title: 'the user client.libvirt is created, who may use that pool alone',
    async run(stage) {
      const { admin, lab, say } = stage
      await admin.pools.create('off-limits', { pgNum: 8, application: 'rbd' })
      await admin.auth.ensure('client.libvirt', { mon: 'profile rbd', osd: `profile rbd pool=${POOL}` })
      const keyring = join(lab.dir, 'ceph.client.libvirt.keyring')
      await admin.auth.writeKeyring('client.libvirt', keyring)
      assert.equal(statSync(keyring).mode & 0o777, 0o600)

      // From here on the work is done as this user.
      stage.cluster = await rados.connect({ conf: lab.conf, user: 'libvirt', keyring })
      stage.pool = await stage.cluster.openPool(POOL)
      stage.images = rbd.images(stage.pool)
      const refused = await within(await stage.cluster.openPool('off-limits'), (other) =>
        rbd
          .images(other)
          .create('x', { size: '1MiB' })
          .catch((error) => error),
      )
      assert.ok(refused instanceof PermissionError, String(refused))
      say(`keyring ${keyring} (0600); pool off-limits is refused: ${refused.code}`)
    },
  },
  {
    title: 'an image is created, locked and listed',
    async run({ images, say }) {
      await images.create('z-centos9', { size: '6GiB' })
      await within(await images.open('z-centos9', { exclusive: true }), async (image) => {
        assert.equal(await image.lock.isOwner(), true)
        const [listed, ...others] = await images.list({ info: true }).toArray()
        assert.ok(listed?.name === 'z-centos9' && others.length === 0)
        assert.equal(listed.info.lock, 'exclusive')
        const { size, features, lock } = listed.info
        say(`${listed.name}: ${formatSize(size)}, ${features.join(', ')}, lock ${lock}`)
        const info = await image.info()
        assert.equal(info.size, 6 * 1024 * MiB)
        say(`id ${info.id}, ${info.objects} objects of ${formatSize(info.objectSize)}, prefix ${info.blockNamePrefix}`)
      })
    },
  },
  {
    title: 'libvirt gets the secret, and a storage pool that shows the images',
    async run(stage) {
      const { admin, cluster, conn, images, say } = stage
      stage.credentials = await bridge.shareCredentials(admin, conn, { entity: 'client.libvirt' })
      try {
        stage.storage = await bridge.defineStoragePool(cluster, conn, {
          name: 'images_rbd',
          pool: POOL,
          secret: stage.credentials,
          autostart: true,
        })
      } catch (error) {
        // Ceph 20 lacks an option that libvirt insists on; nothing else here needs a storage pool.
        if (!error.message.includes('auth_supported')) throw error
        await images.create('z-debian12', { size: '2GiB' })
        return say(`secret ${stage.credentials.uuid}; ${error.message}: ${error.hint}`)
      }
      const volumes = async () => {
        const names = []
        for await (const { name } of stage.storage.volumes.list()) names.push(name)
        return names.sort()
      }
      assert.deepEqual(await volumes(), ['z-centos9'])
      await images.create('z-debian12', { size: '2GiB' })
      assert.deepEqual(await volumes(), ['z-centos9'])
      await stage.storage.refresh()
      assert.deepEqual(await volumes(), ['z-centos9', 'z-debian12'])
      say(`secret ${stage.credentials.uuid}; z-debian12 appeared in the storage pool after its refresh`)
    },
  },
  {
    title: 'a guest disk is imported into an image, and read back equal',
    async run(stage) {
      const { images, lab, say, bar } = stage
      const path = join(lab.dir, 'guest.raw')
      await writeDisk(path)
      await images.import(path, 'guest-disk', { onProgress: bar })
      const copy = join(lab.dir, 'guest.copy')
      stage.image = await images.open('guest-disk', { readOnly: true })
      await stage.image.export(copy)
      assert.ok((await readFile(path)).equals(await readFile(copy)), 'the image differs from the file')
      say(`256 MiB, of which ${formatSize(statSync(path).blocks * 512)} hold data`)
    },
  },
  {
    title: 'a virtual machine boots from here, reads that disk and writes to it',
    async run(stage) {
      const { conn, image, credentials, cacheDir, say } = stage
      const guest = await buildGuest({ cacheDir })
      const description = xml.domain({
        name: 'first-light',
        virtType: 'qemu',
        memory: '256MiB',
        kernel: guest.kernel,
        initrd: guest.initrd,
        cmdline: guest.commandLine,
        disks: [await bridge.diskFor(image, { secret: credentials, target: 'vda' })],
      })
      stage.domain = await conn.domains.define(description)
      stage.events = conn.events('domain.lifecycle', { domain: stage.domain })
      await stage.events.ready
      // Paused, so that the console is there before the guest says its first word.
      await stage.domain.start({ paused: true })
      const console = await stage.domain.openConsole()
      await stage.domain.resume()
      const events = await eventsUntil(stage.events, 'resumed')
      const lines = await guestLines(console, guest, say)
      assert.ok(lines.includes(`${guest.marker}: up`))
      assert.ok(lines.includes(`${guest.marker}: read ${GREETING}`))
      const written = Buffer.alloc(guest.text.length)
      await image.read(written, guest.offset)
      assert.equal(written.toString(), guest.text)
      say(`events: ${events.join(', ')}; what the guest wrote is in the image`)
    },
  },
  {
    title: 'who holds the image is found: its removal is refused until that domain ends',
    async run(stage) {
      const { conn, image, images, say } = stage
      const held = await bridge.holders(image, { connections: [conn] })
      assert.deepEqual(
        held.map(({ kind }) => kind),
        ['domain'],
      )
      for (const { watcher, domains } of held) {
        const [{ domain, target }] = domains
        assert.equal(domain.name, 'first-light')
        say(`watcher ${watcher.address} (client.${watcher.clientId}) is domain ${domain.name}, disk ${target}`)
      }
      await image.close()
      const refused = await bridge.removeImage(images, 'guest-disk', { connections: [conn] }).catch((error) => error)
      assert.ok(refused instanceof ImageBusyError, String(refused))
      assert.match(refused.message, /first-light/)
      say(refused.message)
      await stage.domain.destroy()
      const events = await eventsUntil(stage.events, 'stopped')
      await stage.events.return()
      await bridge.removeImage(images, 'guest-disk', { connections: [conn] })
      await assert.rejects(images.open('guest-disk'), { code: 'ENOENT' })
      say(`events: ${events.join(', ')}; the image is removed`)
    },
  },
  {
    title: 'everything is gone again',
    async run(stage) {
      const { admin, conn, cluster, images, pool, storage, domain, credentials, lab } = stage
      await domain.undefine()
      await storage?.stop()
      await storage?.undefine()
      await credentials.secret.undefine()
      await images.remove('z-centos9')
      await images.remove('z-debian12')
      await pool.close()
      await cluster.close()
      await admin.auth.remove('client.libvirt')
      await admin.pools.delete(POOL)
      await admin.pools.delete('off-limits')
      for (const [what, list] of [
        ['domain', conn.domains.list()],
        ['storage pool', conn.storagePools.list()],
        ['secret', conn.secrets.list()],
      ]) {
        assert.deepEqual(await list.toArray(), [], `a ${what} is still there`)
      }
      for await (const { name } of admin.pools.list()) assert.ok(![POOL, 'off-limits'].includes(name), name)
      await assert.rejects(admin.auth.get('client.libvirt'), { code: 'ENOENT' })
      await conn.close()
      await admin.close()
      const pids = lab.daemons.map(({ pid }) => pid).filter((pid) => pid !== undefined)
      await lab.close()
      assert.equal(existsSync(lab.dir), false)
      for (const pid of pids) assert.equal(existsSync(`/proc/${pid}`), false, `process ${pid} is still there`)
      stage.say(`${pids.length} processes and ${lab.dir} are gone`)
    },
  },
]

/** Does something with a handle and closes it: `await using`, for a Node that does not have it yet. */
async function within(handle, body) {
  try {
    return await body(handle)
  } finally {
    await handle.close()
  }
}

/** Ends what a failed step left: nothing of it outlives the story. */
export async function cleanUp(stage) {
  for (const handle of [stage.conn, stage.cluster, stage.admin, stage.lab]) {
    await handle?.close().catch((error) => stage.say(`while cleaning up: ${error.message}`))
  }
}

/** 256 MiB: a greeting at the start, random data here and there, holes between. */
async function writeDisk(path) {
  const file = await open(path, 'w')
  try {
    await file.truncate(256 * MiB)
    await file.write(`${GREETING}\n`, 0)
    for (let position = 8 * MiB; position < 256 * MiB; position += 32 * MiB) {
      await file.write(randomBytes(4 * MiB), 0, 4 * MiB, position)
    }
  } finally {
    await file.close()
  }
}

/** The names of a domain's events, up to the one that is waited for. */
async function eventsUntil(events, last) {
  const names = []
  const tooLate = setTimeout(() => events.return(), 60_000)
  try {
    for (;;) {
      const { value, done } = await events.next()
      assert.ok(!done, `no event '${last}', but ${names.join(', ') || 'none'}`)
      names.push(value.event)
      if (value.event === last) return names
    }
  } finally {
    clearTimeout(tooLate)
  }
}
