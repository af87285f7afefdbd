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

// Each example of the documentation is run in a world of its own: a connection, and a new pool with an object and an
// image in it.
// What it logs is its readers' business.
const POOL = 'libvirt-pool'
const silent = { log: () => {}, error: () => {}, warn: () => {} }

const dir = mkdtempSync(path.join(tmpdir(), 'cephvirt-examples-'))
const environment = { ...process.env }

beforeAll(() => {
  // What connects without options finds the lab.
  process.env.CEPH_CONF = inject('lab').conf
  process.env.CEPH_KEYRING = inject('lab').keyring
})

afterAll(() => {
  process.env = environment
  rmSync(dir, { recursive: true, force: true })
})

async function inWorld(code: string): Promise<void> {
  const cluster = await rados.connect()
  await cluster.pools.create(POOL, { pgNum: 8, application: 'rbd' })
  const pool = await cluster.openPool(POOL)
  const object = pool.object('greeting')
  await object.writeFull('hello')
  const images = rbd.images(pool)
  // What the example does not speak of need not be there.
  const image = /\bimages?\b/.test(code) ? await newImage(images) : undefined
  const folder = mkdtempSync(path.join(dir, 'example-'))
  const world = {
    rados,
    rbd,
    libvirt,
    xml,
    bridge,
    fs,
    path,
    pipeline,
    dir: folder,
    cluster,
    pool,
    object,
    images,
    image,
  }
  try {
    await compiled(code)(...WORLD.map((name) => world[name as keyof typeof world]), silent)
  } finally {
    await image?.close()
    await pool.close()
    await cluster.pools.delete(POOL)
    await cluster.close()
  }
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

describe.each(['rados', 'rbd'])('%s: what the documentation shows works', (part) => {
  const programs = examplesOf(part).filter(({ code }) => !isDeclaration(code))
  test.each(programs.map((example) => [example.name, example] as const))('%s', async (_name, example) => {
    await inWorld(example.code)
  })
})

test('no method is without an example', () => {
  const missing = ['rados', 'rbd'].flatMap((part) =>
    withoutExample(part).map(({ name, place }) => `${name} (${place})`),
  )
  expect(missing).toEqual([])
})
