#!/usr/bin/env node
// Benchmarks, side by side with the programs they are measured against, on a cluster of their own.
//
//   npm run bench                              everything, and writes docs/performance.{md,json,svg}
//   npm run bench -- read import               some of it, which is only printed
//   npm run bench -- --quick                   one short round of everything, which is only printed
//   npm run bench -- read --profile            where our time goes
import os from 'node:os'
import { parseArgs } from 'node:util'
import { compare, figuresOf } from './comparison.mjs'
import { largeRead, largeWrite } from './comparisons/large-io.mjs'
import { listing } from './comparisons/listing.mjs'
import { depths, manyImages } from './comparisons/scaling.mjs'
import { read, readWritten, write } from './comparisons/small-io.mjs'
import { exportRandom, importRandom, importSparse } from './comparisons/transfer.mjs'
import { limits } from './limits.mjs'
import { machine } from './machine.mjs'
import { profile } from './profile.mjs'
import { writeReport } from './report.mjs'
import { Site } from './site.mjs'
import { costTable, resultTable } from './table.mjs'

const comparisons = [
  ...[read, readWritten, write, largeRead, largeWrite],
  ...[importRandom, importSparse, exportRandom, listing, depths, manyImages],
]

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    quick: { type: 'boolean', default: false },
    profile: { type: 'boolean', default: false },
  },
})
const names = comparisons.map(({ name }) => name)
const unknown = positionals.find((name) => !names.includes(name))
if (unknown !== undefined) fail(`There is no benchmark '${unknown}'. There are: ${names.join(', ')}`)
const rounds = numberOf('rounds', values.quick ? 1 : 5)
const seconds = numberOf('seconds', values.quick ? 1 : 2)
const chosen = positionals.length === 0 ? comparisons : comparisons.filter(({ name }) => positionals.includes(name))

const date = new Date().toISOString()
const begin = performance.now()
const [load] = os.loadavg()
const site = await Site.start({ seconds })
try {
  if (values.profile) await profile(site, chosen, console.log)
  else await bench()
} finally {
  await site.close()
}

async function bench() {
  const measured = []
  const results = []
  for (const comparison of chosen) {
    const found = await compare(site, comparison, { rounds, report: console.log })
    measured.push(found)
    results.push(...comparison.results(figuresOf(found)))
  }
  results.push(...limits(measured))
  console.log(`\n${costTable(measured)}\n\n${resultTable(results)}\n`)
  if (chosen.length === comparisons.length && !values.quick) {
    writeReport({ date, rounds, seconds, load, machine: machine(), results, measured })
    console.log('written to docs/performance.md, .json and .svg')
  }
  console.log(`${Math.round((performance.now() - begin) / 1000)} s, load of the machine before: ${load.toFixed(2)}`)
}

function numberOf(name, otherwise) {
  const value = Number(values[name] ?? otherwise)
  if (!Number.isSafeInteger(value) || value < 1) fail(`--${name} must be a whole number above 0, not '${values[name]}'`)
  return value
}

function fail(message) {
  console.error(message)
  process.exit(2)
}
