import { readdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { native } from '../../../src/native/load.ts'
import { type Cluster, connect } from '../../../src/rados/index.ts'

const lab = inject('lab')
const name = 'lifetimes-test'
let cluster: Cluster

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

beforeAll(async () => {
  cluster = await connect({ conf: lab.conf })
  await cluster.pools.create(name, { pgNum: 4 })
  await using pool = await cluster.openPool(name)
  await pool.object('x').writeFull(Buffer.alloc(4096, 'x'))
})
afterAll(async () => {
  await cluster.pools.delete(name)
  await cluster.close()
})

async function openHandles(): Promise<number> {
  await sleep(0)
  collect()
  await sleep(10)
  return native.runtime.counters().openHandles
}

test('what is dropped without close is freed, with one warning for each kind', async () => {
  const before = await openHandles()
  const warnings: string[] = []
  const warned = (warning: Error): void => void warnings.push(warning.message)
  process.on('warning', warned)
  const drop = async (): Promise<void> => {
    for (let round = 0; round < 3; round += 1) {
      const dropped = await connect({ conf: lab.conf })
      const pool = await dropped.openPool(name)
      await pool.inNamespace('view').object('x').writeFull('y')
      const objects = pool.objects({ pageSize: 1 })[Symbol.asyncIterator]()
      await objects.next()
    }
  }
  await drop()
  await expect.poll(openHandles, { timeout: 10_000 }).toBeLessThanOrEqual(before)
  // The warning comes after the fact, through the queue.
  await expect.poll(() => warnings.length, { timeout: 5_000 }).toBeGreaterThanOrEqual(2)
  process.off('warning', warned)
  expect(warnings.filter((text) => /cluster was dropped/.test(text))).toHaveLength(1)
  expect(warnings.filter((text) => /pool was dropped/.test(text))).toHaveLength(1)
  expect(warnings).toHaveLength(2)
})

test('what is in flight keeps what it needs, though nobody else does', async () => {
  const read = async (): Promise<Buffer[]> => {
    const dropped = await connect({ conf: lab.conf })
    const pool = await dropped.openPool(name)
    const reads = Array.from({ length: 100 }, () => pool.object('x').read({ length: 4096 }))
    return await Promise.all(reads)
  }
  const reading = read()
  const collecting = setInterval(collect, 5)
  const buffers = await reading
  clearInterval(collecting)
  expect(buffers.every((buffer) => buffer.equals(Buffer.alloc(4096, 'x')))).toBe(true)
})

test('operations recalled at any moment never harm others', async () => {
  await using pool = await cluster.openPool(name)
  const outcomes = { done: 0, aborted: 0 }
  for (let round = 0; round < 30; round += 1) {
    const stop = new AbortController()
    const object = pool.object('x')
    const recalled = Array.from({ length: 40 }, (_, index) =>
      (index % 2 === 0
        ? object.read(Buffer.alloc(4096), 0, { signal: stop.signal })
        : pool.object(`recalled-${index}`).writeFull('y', { signal: stop.signal })
      ).then(
        () => {
          outcomes.done += 1
        },
        (error) => {
          expect(error.code).toBe('ABORT_ERR')
          outcomes.aborted += 1
        },
      ),
    )
    const kept = Array.from({ length: 20 }, () => object.read({ length: 4096 }))
    setTimeout(() => stop.abort(), round % 6)
    await Promise.all(recalled)
    for (const buffer of await Promise.all(kept)) expect(buffer.equals(Buffer.alloc(4096, 'x'))).toBe(true)
  }
  expect(outcomes.done + outcomes.aborted).toBe(30 * 40)
  expect(outcomes.aborted).toBeGreaterThan(0)
  await expect.poll(() => cluster.window.state.operations).toBe(0)
})

test('connections leave no thread behind', async () => {
  const threads = async (): Promise<number> => {
    await openHandles()
    return readdirSync('/proc/self/task').length
  }
  const before = await threads()
  const connectAndClose = async (): Promise<void> => {
    const clusters = await Promise.all(Array.from({ length: 3 }, () => connect({ conf: lab.conf })))
    await Promise.all(clusters.map((one) => one.fsid()))
    await Promise.all(clusters.map((one) => one.close()))
  }
  for (let round = 0; round < 10; round += 1) await connectAndClose()
  await expect.poll(threads, { timeout: 10_000 }).toBeLessThanOrEqual(before)
})
