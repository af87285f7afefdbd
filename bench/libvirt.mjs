#!/usr/bin/env node
// What calls of libvirt cost, beside libvirt-python over the same libvirtd, and in this process on libvirt's test
// driver: `npm run bench:libvirt`. It is only printed.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { libvirt } from '../dist/index.js'
import { startCluster } from '../dist/testing.js'
import { compare, figuresOf } from './comparison.mjs'
import { median } from './figures.mjs'
import { run } from './program.mjs'
import { limit, speed } from './result.mjs'
import { resultTable } from './table.mjs'

const DOMAINS = 200
const CALLS = 10_000
const EVENTS = 20_000

const here = (name) => fileURLToPath(new URL(name, import.meta.url))
const python = ['python3', '/usr/bin/python3'].find((name) => spawnSync(name, ['-c', 'import libvirt']).status === 0)
if (python === undefined) throw new Error('No python3 has the libvirt module: install python3-libvirt')

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '9' } } })
const lab = await startCluster({ osds: 1 })
const results = []
try {
  const conn = await libvirt.connect(lab.libvirtUri)
  for (let index = 0; index < DOMAINS; index++) {
    await conn.domains.define({ name: `bench-${index}`, virtType: 'qemu', memory: '64MiB' })
  }
  await conn.close()
  for (const [work, title] of [
    ['calls', `${CALLS.toLocaleString('en-GB')} small calls, 5 at a time (Python: one)`],
    ['read', `XML and info of ${DOMAINS} domains`],
    ['statistics', `statistics of ${DOMAINS} domains`],
  ]) {
    const found = await compare(
      { settle: async () => {} },
      {
        name: work,
        title,
        per: 'work',
        prepare: async () => {},
        contenders: [
          { name: 'cephvirt', ours: true, run: () => sample(process.execPath, [here('ours/libvirt.mjs')], work) },
          { name: 'libvirt-python', run: () => sample(python, [here('peers/python_libvirt.py')], work) },
        ],
        cleanUp: async () => {},
      },
      { rounds: Number(values.rounds), report: console.log },
    )
    const { cephvirt: ours, 'libvirt-python': peer } = figuresOf(found)
    results.push(speed({ work: title, against: 'libvirt-python', ours, peer, by: 'time', atLeast: 1.5 }))
  }
} finally {
  await lab.close()
}
results.push(...(await inProcess()))
console.log(`\n${resultTable(results)}`)

/** Seconds of one work in a process that has done it before. */
async function sample(program, args, work) {
  const { output, ...took } = await run(program, [...args, lab.libvirtUri, work, String(CALLS)])
  const { user, system } = took
  return { seconds: Number(output), userPerOperation: user * 1e6, systemPerOperation: system * 1e6 }
}

/** What the time is for this thread, in milliseconds: it stands still while the thread waits for a processor. */
function ownTime() {
  for (;;) {
    const now = performance.now()
    const waited = Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[1]) / 1e6
    if (performance.now() - now < 0.2) return now - waited // else it waited between the two
  }
}

/** For how long this thread was busy with one thing at most, in milliseconds. */
async function longestHeld(work) {
  let [longest, last, on] = [0, ownTime(), true]
  const tick = () => {
    const now = ownTime()
    longest = Math.max(longest, now - last)
    last = now
    if (on) setImmediate(tick)
  }
  tick()
  await work()
  await new Promise(setImmediate) // what held the thread before this counts too
  on = false
  return longest
}

/** Without a daemon: what awaiting costs, and how long the JS thread is held. */
async function inProcess() {
  const conn = await libvirt.connect('test:///default')
  const domain = await conn.domains.get('test')
  const found = []
  for (const [atOnce, atMost] of [
    [1, 25],
    [64, 8],
  ]) {
    const rounds = []
    for (let round = 0; round < 5; round++) {
      let left = 50_000
      const began = performance.now()
      const some = async () => {
        while (left-- > 0) await domain.isActive()
      }
      await Promise.all(Array.from({ length: atOnce }, some))
      rounds.push(((performance.now() - began) * 1000) / 50_000)
    }
    found.push(limit({ work: `awaiting a call, ${atOnce} at a time`, value: median(rounds), unit: 'µs', atMost }))
  }
  for (let index = 0; index < 500; index++)
    await conn.domains.define({ name: `m${index}`, virtType: 'test', memory: '1MiB' })
  for (let round = 0; round < 20; round++) await conn.domains.read({ xml: true, info: true })
  const held = []
  for (let round = 0; round < 15; round++)
    held.push(await longestHeld(() => conn.domains.read({ xml: true, info: true })))
  found.push(limit({ work: 'the JS thread held by reading 500 domains', value: median(held), unit: 'ms', atMost: 2 }))
  console.log(`\nthe JS thread held by reading 500 domains: at most ${Math.max(...held).toFixed(1)} ms in 15 rounds`)

  const events = conn.events('domain.lifecycle', { domain, limit: 2 * EVENTS })
  await events.ready
  const before = process.memoryUsage().rss
  const began = performance.now()
  const raising = (async () => {
    for (let pair = 0; pair < EVENTS / 2; pair++) {
      await domain.suspend()
      await domain.resume()
    }
  })()
  for (let index = 0; index < EVENTS; index++) {
    const { value } = await events.next()
    const expected = index % 2 === 0 ? 'suspended' : 'resumed'
    if (value?.event !== expected || value.lost > 0) throw new Error(`event ${index} is ${value?.event}`)
  }
  await raising
  const rate = Math.round((EVENTS / (performance.now() - began)) * 1000)
  const grown = (process.memoryUsage().rss - before) / 2 ** 20
  console.log(`\n${EVENTS} events in order, none lost: ${rate}/s, memory ${grown.toFixed(1)} MiB more`)
  await conn.close()
  return found
}
