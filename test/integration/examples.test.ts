import * as fs from 'node:fs'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { transformSync } from 'esbuild'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import * as bridge from '../../src/bridge/index.ts'
import * as libvirt from '../../src/libvirt/index.ts'
import * as rados from '../../src/rados/index.ts'
import * as rbd from '../../src/rbd/index.ts'
import * as xml from '../../src/xml/index.ts'
import { examplesOf, isDeclaration, WORLD, withoutExample } from '../../tools/api/examples.mjs'

// Each example of the documentation is run in a world of its own: a connection to Ceph, and a new pool with an object
// and an image in it; and a connection to libvirt's test driver, or to the lab's libvirtd where a secret is spoken of.
// What it logs is its readers' business.
const POOL = 'libvirt-pool'
const silent = { log: () => {}, error: () => {}, warn: () => {} }

const dir = mkdtempSync(path.join(tmpdir(), 'cephvirt-examples-'))
const environment = { ...process.env }

beforeAll(() => {
  // What connects without options finds the lab.
  process.env.CEPH_CONF = inject('lab').conf
  process.env.CEPH_KEYRING = inject('lab').keyring
  process.env.LIBVIRT_DEFAULT_URI = inject('lab').libvirtUri
})

afterAll(() => {
  process.env = environment
  rmSync(dir, { recursive: true, force: true })
})

async function inWorld(code: string): Promise<void> {
  // What the example does not speak of need not be there.
  const speaksOf = (names: RegExp): boolean => names.test(code)
  const ceph = speaksOf(/\b(?:cluster|pool|object|images?|rados|rbd)\b/)
  const host = speaksOf(/\b(?:conn|domain|secret|storage|volume)\b/)
  const folder = mkdtempSync(path.join(dir, 'example-'))
  const ceded = ceph ? await cephWorld(code) : undefined
  const hosted = host ? await (speaksOf(REAL) ? hostWorld(folder) : libvirtWorld()) : undefined
  const world: Record<string, unknown> = {
    ...{ rados, rbd, libvirt, xml, bridge, fs, path, pipeline, dir: folder },
    ...ceded?.names,
    ...hosted?.names,
  }
  try {
    await compiled(code)(...WORLD.map((name) => world[name]), silent)
  } finally {
    await hosted?.end()
    await ceded?.end()
  }
}

interface World {
  readonly names: Readonly<Record<string, unknown>>
  end(): Promise<void>
}

/** What libvirt's test driver does not have. */
const REAL = /\bsecrets?\b|\bvolume\b|Capabilities|devices\.|undefine\(\{|storage\.xml/

/** The test driver: all in it is made up, and forgotten when its last connection closes. */
async function libvirtWorld(): Promise<World> {
  const conn = await libvirt.connect('test:///default')
  const storage = await conn.storagePools.get('default-pool')
  return { names: { conn, domain: await conn.domains.get('test'), storage }, end: () => conn.close() }
}

/** The lab's libvirtd. */
async function hostWorld(folder: string): Promise<World> {
  const conn = await libvirt.connect(inject('lab').libvirtUri)
  const secret = await conn.secrets.define({ usage: { type: 'ceph', name: 'client.example secret' } })
  const domain = await conn.domains.define({ name: 'example', virtType: 'qemu', memory: '64MiB' })
  const target = path.join(folder, 'storage')
  fs.mkdirSync(target)
  const storage = await conn.storagePools.create(
    `<pool type='dir'><name>default-pool</name><target><path>${target}</path></target></pool>`,
  )
  const volume = await storage.volumes.create(
    '<volume><name>data.img</name><capacity>1048576</capacity><allocation>0</allocation></volume>',
  )
  const end = async (): Promise<void> => {
    // The example may have done so.
    await secret.undefine().catch(() => {})
    await domain.undefine().catch(() => {})
    await storage.stop().catch(() => {})
    await conn.close()
  }
  return { names: { conn, domain, secret, storage, volume }, end }
}

async function cephWorld(code: string): Promise<World> {
  const cluster = await rados.connect()
  await cluster.pools.create(POOL, { pgNum: 8, application: 'rbd' })
  const pool = await cluster.openPool(POOL)
  const object = pool.object('greeting')
  await object.writeFull('hello')
  const images = rbd.images(pool)
  const image = /\bimages?\b/.test(code) ? await newImage(images) : undefined
  const end = async (): Promise<void> => {
    await image?.close()
    await pool.close()
    await cluster.pools.delete(POOL)
    await cluster.close()
  }
  return { names: { cluster, pool, object, images, image }, end }
}

async function newImage(images: rbd.Images): Promise<rbd.Image> {
  await images.init()
  await images.create('z-centos9', { size: '64MiB' })
  const image = await images.open('z-centos9')
  await image.write(Buffer.alloc(4 * 1024 ** 2, 'z'), 0)
  await image.snapshots.create('before')
  return image
}

/** The example as a function of its world. */
function compiled(code: string): (...world: unknown[]) => Promise<void> {
  const program = `export default async function (${[...WORLD, 'console'].join(', ')}) {\n{\n${code}\n}\n}`
  const { code: script } = transformSync(program, { loader: 'ts', format: 'cjs', target: 'node20' })
  const module = { exports: {} as { default?: (...world: unknown[]) => Promise<void> } }
  new Function('module', 'exports', 'require', script)(module, module.exports)
  const { default: run } = module.exports
  if (run === undefined) throw new Error('the example was not compiled')
  return run
}

describe.each(['rados', 'rbd', 'libvirt'])('%s: what the documentation shows works', (part) => {
  const programs = examplesOf(part).filter(({ code }) => !isDeclaration(code))
  test.each(programs.map((example) => [example.name, example] as const))('%s', async (_name, example) => {
    await inWorld(example.code)
  })
})

test('no method is without an example', () => {
  const missing = ['rados', 'rbd', 'libvirt'].flatMap((part) =>
    withoutExample(part).map(({ name, place }) => `${name} (${place})`),
  )
  expect(missing).toEqual([])
})
