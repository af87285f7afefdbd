#!/usr/bin/env node
// `npm run demo`: a small private cloud, built, used and taken down by the SDK, with the time of each step.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cleanUp, steps } from './demo/story.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const out = process.stdout
const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1).padStart(6)} s`

function bar(done, total) {
  if (!out.isTTY) return
  const width = 40
  const full = total === 0 ? width : Math.round((done / total) * width)
  out.write(`\r     [${'#'.repeat(full)}${'.'.repeat(width - full)}] ${Math.round((100 * done) / (total || 1))} %`)
  if (done === total) out.write('\r\x1b[K')
}

const interrupt = new AbortController()
const stage = {
  cacheDir: join(root, '.cache', 'guest'),
  say: (line) => console.log(`     ${line}`),
  bar,
  signal: interrupt.signal,
}
const table = []
const start = performance.now()
let failed = false

const interrupted = new Promise((_, reject) => {
  interrupt.signal.addEventListener('abort', () => reject(interrupt.signal.reason))
})
interrupted.catch(() => {})
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => interrupt.abort(new Error(`stopped by ${signal}`)))
}

for (const [index, { title, run }] of steps.entries()) {
  console.log(`${index + 1}. ${title}`)
  const began = performance.now()
  try {
    await Promise.race([run(stage), interrupted])
    table.push([title, seconds(began)])
    console.log(`   ${seconds(began)}`)
  } catch (error) {
    failed = true
    console.error(`\nStep ${index + 1} failed: ${title}\n`)
    console.error(error)
    await cleanUp(stage)
    break
  }
}

if (failed) {
  process.exitCode = 1
} else {
  const width = Math.max(...table.map(([title]) => title.length))
  console.log(`\n${'step'.padEnd(width + 3)}     time`)
  for (const [index, [title, time]] of table.entries()) console.log(`${index + 1}. ${title.padEnd(width)} ${time}`)
  console.log(`${'in all'.padEnd(width + 3)} ${seconds(start)}`)
}
