// The cluster that everything is measured on, and what the comparisons ask of it.
import { randomFillSync } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { rados, rbd } from '../dist/index.js'
import { startCluster } from '../dist/testing.js'
import { MIB } from './figures.mjs'

export const POOL = 'bench'

/** A throwaway cluster with a pool for images without copies of them: `await using` it, or close it. */
export class Site {
  #lab
  #cluster

  static async start(options) {
    const lab = await startCluster({ osds: 3, libvirt: false })
    try {
      const cluster = await rados.connect({ conf: lab.conf })
      const site = new Site(lab, cluster, options)
      site.images = await site.addPool(POOL)
      return site
    } catch (error) {
      await lab.close()
      throw error
    }
  }

  constructor(lab, cluster, { seconds }) {
    this.#lab = lab
    this.#cluster = cluster
    this.seconds = seconds
    this.conf = lab.conf
    this.dir = lab.dir
  }

  async addPool(name) {
    await this.#cluster.pools.create(name, { pgNum: 32, size: 1 })
    const images = rbd.images(await this.#cluster.openPool(name))
    await images.init()
    return images
  }

  async removePool(name) {
    await this.#cluster.pools.delete(name)
  }

  /** A copy of the cluster's configuration file with more in it: how a program gets settings it has no option for. */
  confWith(name, settings) {
    const lines = Object.entries(settings).map(([key, value]) => `\t${key} = ${value}\n`)
    const file = join(this.dir, `${name}.conf`)
    writeFileSync(file, readFileSync(this.conf, 'utf8').replace('[global]\n', `[global]\n${lines.join('')}`), {
      mode: 0o600,
    })
    return file
  }

  /** A new image; `written`: with data everywhere. */
  async createImage(name, { size, written = false }) {
    await this.images.create(name, { size })
    if (!written) return
    const image = await this.images.open(name, { exclusive: true })
    const data = randomFillSync(Buffer.allocUnsafeSlow(4 * MIB))
    let next = 0
    const write = async () => {
      for (let at = next++ * data.length; at < size; at = next++ * data.length) await image.write(data, at)
    }
    await Promise.all(Array.from({ length: 8 }, write))
    await image.close()
  }

  /** How many objects hold an image's data. */
  async countObjects(name) {
    const image = await this.images.open(name, { readOnly: true })
    const { blockNamePrefix } = await image.info()
    await image.close()
    let count = 0
    for await (const object of this.images.pool.objects()) if (object.name.startsWith(`${blockNamePrefix}.`)) count += 1
    return count
  }

  /** Waits until the OSDs have nothing left to do of what was before, at most 10 s. */
  async settle() {
    const pids = this.#lab.daemons.flatMap(({ name, pid }) =>
      name.startsWith('osd.') && pid !== undefined ? [pid] : [],
    )
    let last = ticksOf(pids)
    for (let look = 0; look < 50; look += 1) {
      await sleep(200)
      const ticks = ticksOf(pids)
      if (ticks - last <= 3) return // of 20, on one processor
      last = ticks
    }
  }

  async close() {
    try {
      await this.#cluster.close()
    } finally {
      await this.#lab.close()
    }
  }
}

function ticksOf(pids) {
  const spent = pids.map((pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ')
    return Number(fields[11]) + Number(fields[12])
  })
  return spent.reduce((sum, ticks) => sum + ticks, 0)
}
