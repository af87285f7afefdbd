// Random reads of 4 KiB, many at a time: one promise for each here, fio's rbd engine there, in turns.
//
// Only the owner of an image's exclusive lock uses its object map, by which librbd answers reads of space that was
// never written without asking an OSD. So that both sides do the same work, both own the lock while they are measured.
// Here that is `exclusive: true`. fio has no option for it; but with `rbd_clone_copy_on_read` librbd takes the lock for
// the first read already (and does nothing else about it where an image has no parent), so this cluster's
// configuration sets that, for both sides. Whether fio holds the lock is looked up while it runs, and printed. Each
// side reads an image of its own, made alike.
import { setTimeout as sleep } from 'node:timers/promises'
import { rados, rbd } from '../dist/index.js'
import { median, thousands } from './figures.mjs'
import { fio } from './fio.mjs'

const BLOCK = 4096
const POOL = 'bench'

export const read = {
  cephConfig: { rbd_clone_copy_on_read: 'true' },

  async run(lab, { rounds, seconds, depth, written }) {
    const cluster = await rados.connect({ conf: lab.conf, keyring: lab.keyring })
    try {
      await compare(lab, cluster, { rounds, seconds, depth, written })
    } finally {
      await cluster.close()
    }
  },
}

async function compare(lab, cluster, { rounds, seconds, depth, written }) {
  await cluster.pools.create(POOL, { pgNum: 32, size: 1 })
  const pool = await cluster.openPool(POOL)
  const images = rbd.images(pool)
  await images.init()
  const size = written ? 512 * 1024 ** 2 : 4 * 1024 ** 3
  for (const name of ['ours', 'fios']) {
    await images.create(name, { size })
    if (written) await fill(images, name, size)
  }
  console.log(
    `random reads of 4 KiB, depth ${depth}, of ${written ? 'written' : 'never written'} space; ` +
      `${rounds} rounds of ${seconds} s each, in turns`,
  )
  const ours = []
  const fios = []
  for (let round = 1; round <= rounds; round += 1) {
    const mine = await measure(images, size, { seconds, depth })
    const theirs = await measureFio(lab, images, size, { seconds, depth })
    ours.push(mine.iops)
    fios.push(theirs.iops)
    console.log(
      `round ${round}: cephvirt ${thousands(mine.iops)} IOPS (${mine.cpu.toFixed(2)} cores, lock ${mine.locked ? 'held' : 'NOT held'}), ` +
        `fio ${thousands(theirs.iops)} IOPS (lock ${theirs.locked ? 'held' : 'NOT held'})`,
    )
  }
  const ratio = median(ours) / median(fios)
  console.log(
    `median: cephvirt ${thousands(median(ours))} IOPS, fio ${thousands(median(fios))} IOPS, ratio ${ratio.toFixed(2)}`,
  )
}

async function fill(images, name, size) {
  const image = await images.open(name, { exclusive: true })
  const data = Buffer.alloc(4 * 1024 ** 2, 'written ')
  const positions = Array.from({ length: size / data.length }, (_, index) => index * data.length)
  const work = async () => {
    for (let at = positions.pop(); at !== undefined; at = positions.pop()) await image.write(data, at)
  }
  await Promise.all(Array.from({ length: 8 }, work))
  await image.close()
}

async function measure(images, size, { seconds, depth }) {
  const image = await images.open('ours', { exclusive: true })
  const blocks = size / BLOCK
  let count = 0
  let ended = false
  const work = async () => {
    const buffer = Buffer.alloc(BLOCK)
    while (!ended) {
      await image.read(buffer, Math.floor(Math.random() * blocks) * BLOCK)
      count += 1
    }
  }
  const locked = await image.lock.isOwner()
  const workers = Array.from({ length: depth }, work)
  await sleep(300) // as fio's, not counted: code that is compiled, connections that are made
  const cpu = process.cpuUsage()
  const from = performance.now()
  const before = count
  await sleep(seconds * 1000)
  const elapsed = (performance.now() - from) / 1000
  const done = count - before
  const { user, system } = process.cpuUsage(cpu)
  ended = true
  await Promise.all(workers)
  await image.close()
  return { iops: done / elapsed, cpu: (user + system) / 1e6 / elapsed, locked }
}

async function measureFio(lab, images, size, { seconds, depth }) {
  const running = fio(lab, {
    pool: POOL,
    image: 'fios',
    options: {
      rw: 'randread',
      bs: BLOCK,
      iodepth: depth,
      size,
      time_based: 1,
      runtime: seconds,
      ramp_time: '300ms',
      norandommap: 1,
      randrepeat: 0,
    },
  })
  const looking = (async () => {
    await sleep((seconds * 1000) / 2 + 600)
    const listed = await images.list({ info: true }).toArray()
    return listed.some(({ name, info }) => name === 'fios' && info.lock === 'exclusive')
  })()
  const [result, locked] = await Promise.all([running, looking])
  return { ...result, locked }
}
