import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Cluster, connect } from '../../src/rados/index.ts'
import { type Images, images as imagesOf } from '../../src/rbd/index.ts'
import { type Lab, startCluster } from '../../src/testing/index.ts'

const MiB = 1024 ** 2
const folder = mkdtempSync(join(tmpdir(), 'cephvirt-transfer-'))
let lab: Lab
let cluster: Cluster
let images: Images

beforeAll(async () => {
  lab = await startCluster({ osds: 3, libvirt: false })
  cluster = await connect({ conf: lab.conf, keyring: lab.keyring })
  await cluster.pools.create('rbd', { pgNum: 8, size: 2 })
  // One copy is enough to write on: until the other is made anew.
  await cluster.command('osd pool set', { pool: 'rbd', var: 'min_size', val: '1' })
  images = imagesOf(await cluster.openPool('rbd'))
  await images.init()
}, 120_000)

afterAll(async () => {
  await cluster?.close()
  await lab?.close()
  rmSync(folder, { recursive: true, force: true })
})

test('transfers go on, and verify, when an OSD is killed under them', async () => {
  const source = join(folder, 'disk.img')
  const data = randomBytes(256 * MiB)
  await writeFile(source, data)
  let killed: Promise<void> | undefined
  const killAt = (osd: string) => (done: number) => {
    if (done >= 64 * MiB) killed ??= lab.kill(osd)
  }
  const imported = await images.import(source, 'disk', { verify: true, onProgress: killAt('osd.1') })
  expect(killed).toBeDefined()
  await killed
  expect(imported).toMatchObject({ size: 256 * MiB, written: 256 * MiB })
  await lab.start('osd.1')
  await lab.healthy({ timeout: 100_000 })

  killed = undefined
  const target = join(folder, 'disk.out')
  await using image = await images.open('disk')
  const exported = await image.export(target, { verify: true, onProgress: killAt('osd.2') })
  expect(killed).toBeDefined()
  await killed
  expect(exported.checksum).toBe(imported.checksum)
  expect((await readFile(target)).equals(data)).toBe(true)
})
