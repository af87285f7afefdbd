// Tables, in Markdown that is aligned: the same text for the terminal and for the page.
import { short } from './figures.mjs'
import { met } from './result.mjs'

/** A Markdown table; `right`: the columns of numbers. */
export function table(headings, lines, right = []) {
  const cells = [headings, ...lines].map((line) => line.map((cell) => String(cell ?? '–').replaceAll('|', '\\|')))
  const widths = headings.map((_, column) => Math.max(3, ...cells.map((line) => line[column].length)))
  const row = (line) =>
    `| ${line.map((cell, column) => (right.includes(column) ? cell.padStart(widths[column]) : cell.padEnd(widths[column]))).join(' | ')} |`
  const rule = widths.map((width, column) => (right.includes(column) ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)))
  return [row(cells[0]), `| ${rule.join(' | ')} |`, ...cells.slice(1).map(row)].join('\n')
}

export function resultTable(results) {
  const lines = results.map((result) => {
    const { work, against, ours, peer, ratio } = result
    return [
      work,
      against,
      ours,
      peer,
      ratio === undefined ? undefined : ratio.toFixed(2),
      targetText(result),
      verdict(result),
    ]
  })
  return table(['work', 'against', 'cephvirt', 'peer', 'ratio', 'target', 'met?'], lines, [2, 3, 4])
}

function targetText({ target }) {
  if (target === undefined) return undefined
  const { atLeast, atMost, unit } = target
  return atLeast === undefined ? `≤ ${atMost}${unit === undefined ? '' : ` ${unit}`}` : `≥ ${atLeast}`
}

function verdict(result) {
  const reached = met(result)
  return reached === undefined ? undefined : reached ? 'yes' : '**no**'
}

/** What each contender spent: per operation, and at its peak. */
export function costTable(measured) {
  const lines = measured.flatMap(({ title, contenders }) =>
    contenders.map(({ name, per, figures }) => [
      title,
      name,
      per,
      figure(figures.userPerOperation),
      figure(figures.systemPerOperation),
      figure(figures.wakeUps),
      figure(figures.nativeCalls),
      figure(figures.sleeps),
      figure(figures.allocated),
      figure(figures.copied),
      figure(figures.overIdle && figures.overIdle / 1024 ** 2),
      figure(figures.peak && figures.peak / 1024 ** 2),
      figure(figures.delay99),
    ]),
  )
  const headings = [
    ...['work', 'who', 'one operation', 'user µs', 'system µs', 'wake-ups', 'native calls', 'sleeps', 'heap B'],
    ...['copied B', 'over idle MiB', 'peak MiB', 'delay p99 ms'],
  ]
  return table(headings, lines, [3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
}

const figure = (value) => (typeof value === 'number' && Number.isFinite(value) ? short(value) : undefined)
