// Reads or writes of one size, so many at a time, for some seconds: with a promise for each.
import { randomFillSync } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { rbd } from '../../dist/index.js'

const RAMP = 300 // as fio's, not counted: code that is compiled, connections that are made

/**
 * `images`: the names of one or several, which take turns. `operation`: read or write. `order`: random or sequential.
 */
export async function io({
  pool,
  meter,
  images: names,
  size,
  block,
  depth,
  seconds,
  operation,
  order,
  zeroCopyWrites,
}) {
  const images = []
  for (const name of names) images.push(await rbd.images(pool).open(name, { exclusive: true, zeroCopyWrites }))
  const locks = await Promise.all(images.map((image) => image.lock.isOwner()))
  // fio empties the cache before it begins, which tells librbd that its user flushes: only then does the cache answer
  // writes at once (rbd_cache_writethrough_until_flush). Guests and file systems do so early; so does this.
  await Promise.all(images.map((image) => image.flush()))
  const work = ways[images.length > 1 ? 'several' : operation]
  const state = { count: 0, ended: false }
  const position = positions(order, Math.floor(size / block), block)
  const slots = Array.from({ length: depth }, () => {
    const buffer = Buffer.allocUnsafeSlow(block)
    return work(images, operation === 'write' ? randomFillSync(buffer) : buffer, position, state)
  })
  const ended = Promise.all(slots)
  ended.catch(() => {}) // heard below
  await sleep(RAMP)
  meter.begin()
  const before = state.count
  await sleep(seconds * 1000)
  const figures = meter.end(state.count - before)
  state.ended = true
  await ended
  for (const image of images) await image.close()
  return { ...figures, bytesPerSecond: figures.operationsPerSecond * block, locked: locks.every(Boolean) }
}

/** Each slot has one operation under way at a time, in memory of its own. */
const ways = {
  async read([image], buffer, position, state) {
    while (!state.ended) {
      await image.read(buffer, position())
      state.count += 1
    }
  },

  async write([image], buffer, position, state) {
    while (!state.ended) {
      await image.write(buffer, position())
      state.count += 1
    }
  },

  /** Reads, of each image in turn. */
  async several(images, buffer, position, state) {
    while (!state.ended) {
      state.turn = ((state.turn ?? -1) + 1) % images.length
      await images[state.turn].read(buffer, position())
      state.count += 1
    }
  },
}

function positions(order, blocks, block) {
  if (order === 'random') return () => Math.floor(Math.random() * blocks) * block
  let next = 0
  return () => {
    const position = next * block
    next = (next + 1) % blocks
    return position
  }
}
