// Writes what a whole run found: as JSON, as a chart, and into the page.
import { readFileSync, writeFileSync } from 'node:fs'
import { chart } from './chart.mjs'
import { replaceBetween } from './page.mjs'
import { costTable, resultTable, table } from './table.mjs'

/** The load from which on a run says more about what else the machine did. */
const BUSY = 1
const WARNING = '**The machine was busy when this run began: its figures hold the place of those of a quiet run.**'

const DOCS = new URL('../docs/', import.meta.url)

export function writeReport({ date, rounds, seconds, load, machine, results, measured }) {
  const found = { date, rounds, seconds, load, machine, results, measured: measured.map(inColumns) }
  writeFileSync(new URL('performance.json', DOCS), jsonOf(found))
  const caption = `${date.slice(0, 10)} · ${machine.processor} · Ceph ${machine.ceph} · medians of ${rounds}`
  writeFileSync(new URL('performance.svg', DOCS), chart(results, caption))
  const page = new URL('performance.md', DOCS)
  const facts = [
    ['date', date],
    ['rounds', `${rounds}, of ${seconds} s where the time is given`],
    ['load of the machine before', load.toFixed(2)],
    ...Object.entries(machine),
  ]
  const parts = {
    results: resultTable(results),
    machine: [table(['', ''], facts), ...(load > BUSY ? [`\n${WARNING}`] : [])].join('\n'),
    costs: costTable(measured),
  }
  const text = Object.entries(parts).reduce(
    (all, [name, content]) => replaceBetween(all, name, content),
    readFileSync(page, 'utf8'),
  )
  writeFileSync(page, text)
}

/** Each figure once, with what it was in each round. */
function inColumns({ contenders, ...rest }) {
  const columns = (samples) => {
    const names = Object.keys(samples[0]).filter((name) => typeof samples[0][name] !== 'object')
    return Object.fromEntries(names.map((name) => [name, samples.map((sample) => sample[name])]))
  }
  return {
    ...rest,
    contenders: contenders.map(({ samples, ...contender }) => ({ ...contender, rounds: columns(samples) })),
  }
}

/** Four digits of each number, and the rounds' in one line. */
function jsonOf(value) {
  const rounded = (_name, part) => (typeof part === 'number' ? Number(part.toPrecision(4)) : part)
  const text = JSON.stringify(value, rounded, 2)
  return `${text.replace(/\[\s+([^[\]{}]*?)\s+\]/g, (_, inside) => `[${inside.replace(/,\s+/g, ', ')}]`)}\n`
}
