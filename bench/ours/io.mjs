// Reads or writes of one size, so many at a time, for some seconds: with a promise for each, or in a queue.
import { randomFillSync } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { rbd } from '../../dist/index.js'

const RAMP = 300 // as fio's, not counted: code that is compiled, connections that are made

/**
 * `images`: the names of one or several, which take turns. `operation`: read or write. `order`: random or sequential.
 * `way`: promises or queue.
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
  way = 'promises',
}) {
  const images = []
  for (const name of names) images.push(await rbd.images(pool).open(name, { exclusive: true, zeroCopyWrites }))
  const locks = await Promise.all(images.map((image) => image.lock.isOwner()))
  // fio empties the cache before it begins, which tells librbd that its user flushes: only then does the cache answer
  // writes at once (rbd_cache_writethrough_until_flush). Guests and file systems do so early; so does this.
  await Promise.all(images.map((image) => image.flush()))
  const state = { count: 0, ended: false }
  const position = positions(order, Math.floor(size / block), block)
  const ended = ways[way](images, { block, depth, operation }, position, state)
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

const ways = {
  /** Each slot has one operation under way at a time, in memory of its own. */
  promises(images, { block, depth, operation }, position, state) {
    const work = slots[images.length > 1 ? 'several' : operation]
    const ended = Array.from({ length: depth }, () => {
      const buffer = Buffer.allocUnsafeSlow(block)
      return work(images, operation === 'write' ? randomFillSync(buffer) : buffer, position, state)
    })
    return Promise.all(ended)
  },

  async queue([image], { block, depth, operation }, position, state) {
    const queue = image.queue({ depth, bufferSize: block })
    if (operation === 'write') for (const buffer of queue.buffers) randomFillSync(buffer)
    const prepare =
      operation === 'write' ? (slot) => queue.write(slot, position()) : (slot) => queue.read(slot, position())
    for (let slot = 0; slot < depth; slot += 1) prepare(slot)
    while (!state.ended) {
      for (const slot of await queue.next()) {
        state.count += 1
        prepare(slot)
      }
    }
    await queue.close()
  },
}

const slots = {
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
