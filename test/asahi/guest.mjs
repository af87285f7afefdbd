// What runs in the machine of scripts/asahi.mjs: says line by line what held, and fails with the first that does not.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer, connect as dial } from 'node:net'
import { release } from 'node:os'
import { connect as connectLibvirt } from './dist/libvirt.js'
import { connect } from './dist/rados.js'
import { images as imagesOf } from './dist/rbd.js'

const require = createRequire(import.meta.url)
const { ports, pool: poolName } = JSON.parse(readFileSync('asahi.json', 'utf8'))
const held = (what) => console.log(`asahi: ok ${what}`)

assert.equal(process.arch, 'arm64')
const sizes = new Set(readFileSync('/proc/self/smaps', 'utf8').match(/(?<=MMUPageSize:\s+)\d+ kB/g))
assert.deepEqual([...sizes], ['16 kB'])
held('pages of 16 KiB')

assert.deepEqual(require('./controls/wide.node'), {})
assert.throws(() => require('./controls/narrow.node'), /not (page-aligned|properly aligned)/)
held('a module for pages of 4 KiB is refused')

// The cluster's maps name the host's own address: here each of its ports leads to the host's.
for (const port of ports) {
  const server = createServer((here) => {
    const there = dial(port, '10.0.2.2')
    here.pipe(there).pipe(here)
    for (const [one, other] of [
      [here, there],
      [there, here],
    ]) {
      one.on('error', () => other.destroy())
    }
  })
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve))
  server.unref()
}
const cluster = await connect({ conf: 'ceph.conf', keyring: 'ceph.keyring', connectTimeout: 60_000 })
held(`connected to ${await cluster.fsid()}`)
const pool = await cluster.openPool(poolName)
const images = imagesOf(pool)
await images.create('asahi', { size: '64MiB' })
const data = randomBytes(1 << 20)
const image = await images.open('asahi')
await image.write(data, 12_345)
await image.flush()
const back = Buffer.alloc(data.length)
await image.read(back, 12_345)
assert.ok(data.equals(back))
await image.close()
held('an image was written and read')
await pool.close()
await cluster.close()

const connection = await connectLibvirt('test:///default')
assert.equal((await connection.domains.get('test')).name, 'test')
await connection.close()
held('test:///default was opened')
console.log(`asahi: all held on Linux ${release()}`)
