// The chart: a bar for each ratio, on a scale where twice as fast is as far to the right of 1 as half as fast is to the
// left, with a mark at the target.
import { met } from './result.mjs'

const LABELS = 490
const WIDTH = 1040
const ROW = 28
const TOP = 64
const BAR = 14
const RIGHT = 72

/** The powers of two to draw, wide enough for all values and for half and twice. */
export function ticks(values) {
  const logs = values.map(Math.log2)
  const from = Math.floor(Math.min(-1, ...logs))
  const to = Math.ceil(Math.max(1, ...logs))
  return Array.from({ length: to - from + 1 }, (_, index) => 2 ** (from + index))
}

/** Where a ratio lies between the first tick and the last, from 0 to 1. */
export function place(value, scale) {
  const from = Math.log2(scale[0])
  const to = Math.log2(scale[scale.length - 1])
  return Math.min(1, Math.max(0, (Math.log2(value) - from) / (to - from)))
}

/** An SVG of how many times as fast as each peer. */
export function chart(results, caption) {
  const bars = results.filter(({ kind }) => kind === 'speed')
  const scale = ticks(bars.flatMap(({ ratio, target }) => (target === undefined ? [ratio] : [ratio, target.atLeast])))
  const x = (value) => round(LABELS + place(value, scale) * (WIDTH - LABELS - RIGHT))
  const height = TOP + bars.length * ROW + 44
  const bottom = TOP + bars.length * ROW
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title">`,
    '<title id="title">How many times as fast as its peers cephvirt is</title>',
    `<style>${STYLE}</style>`,
    `<rect class="page" width="${WIDTH}" height="${height}" rx="6"/>`,
    `<text class="heading" x="16" y="26">Times as fast as the peer (median ratio, logarithmic scale)</text>`,
    `<text class="note" x="16" y="45">${escaped(caption)}</text>`,
    ...scale.flatMap((tick) => [
      `<line class="${tick === 1 ? 'one' : 'grid'}" x1="${x(tick)}" x2="${x(tick)}" y1="${TOP - 4}" y2="${bottom}"/>`,
      `<text class="tick" x="${x(tick)}" y="${bottom + 16}">${tick < 1 ? `1/${1 / tick}` : tick}</text>`,
    ]),
    ...bars.flatMap((bar, index) => barOf(bar, TOP + index * ROW, x)),
    ...legend(bottom + 34),
    '</svg>',
  ].join('\n')}\n`
}

function barOf(result, top, x) {
  const { work, against, ratio, target } = result
  const reached = met(result)
  const kind = reached === undefined ? 'plain' : reached ? 'met' : 'missed'
  const [from, to] = [Math.min(x(1), x(ratio)), Math.max(x(1), x(ratio))]
  const middle = top + ROW / 2
  const end = Math.max(to, target === undefined ? 0 : x(target.atLeast) + 3)
  return [
    `<text class="label" x="${LABELS - 12}" y="${middle + 4}">${escaped(work)} <tspan class="peer">${escaped(against)}</tspan></text>`,
    `<rect class="${kind}" x="${from}" y="${middle - BAR / 2}" width="${round(Math.max(1, to - from))}" height="${BAR}" rx="2"/>`,
    ...(target === undefined
      ? []
      : [
          `<line class="target" x1="${x(target.atLeast)}" x2="${x(target.atLeast)}" y1="${middle - 11}" y2="${middle + 11}"/>`,
        ]),
    `<text class="value" x="${round(end + 6)}" y="${middle + 4}">${ratio.toFixed(2)}</text>`,
  ]
}

function legend(y) {
  const entries = [
    ['met', 'target met'],
    ['missed', 'target missed'],
    ['plain', 'for information'],
  ]
  return [
    ...entries.flatMap(([kind, text], index) => [
      `<rect class="${kind}" x="${LABELS + index * 130}" y="${y - 9}" width="12" height="10" rx="2"/>`,
      `<text class="note" x="${LABELS + 17 + index * 130}" y="${y}">${text}</text>`,
    ]),
    `<line class="target" x1="${LABELS + 396}" x2="${LABELS + 396}" y1="${y - 13}" y2="${y + 3}"/>`,
    `<text class="note" x="${LABELS + 404}" y="${y}">target</text>`,
  ]
}

const STYLE = `
text { font: 13px system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif; fill: #1f2328 }
.heading { font-size: 15px; font-weight: 600 }
.note, .tick, .peer { fill: #59636e; font-size: 12px }
.tick { text-anchor: middle }
.label { text-anchor: end; font-size: 12.5px }
.value { font-weight: 600; font-size: 12.5px }
.page { fill: #ffffff }
.grid { stroke: #d1d9e0; stroke-width: 1 }
.one { stroke: #59636e; stroke-width: 1.5 }
.target { stroke: #1f2328; stroke-width: 2.5 }
.met { fill: #1f883d }
.missed { fill: #cf222e }
.plain { fill: #818b98 }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc }
  .note, .tick, .peer { fill: #9198a1 }
  .page { fill: #0d1117 }
  .grid { stroke: #3d444d }
  .one { stroke: #9198a1 }
  .target { stroke: #f0f6fc }
  .met { fill: #3fb950 }
  .missed { fill: #f85149 }
  .plain { fill: #656c76 }
}
`

const round = (value) => Math.round(value * 10) / 10
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
