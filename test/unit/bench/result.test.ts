import { expect, it } from 'vitest'
import { chart, place, ticks } from '../../../bench/chart.mjs'
import { replaceBetween } from '../../../bench/page.mjs'
import { selfTimes } from '../../../bench/profile.mjs'
import { cost, limit, met, speed } from '../../../bench/result.mjs'
import { resultTable, table } from '../../../bench/table.mjs'

const faster = speed({
  work: 'read <4 KiB>',
  against: 'fio',
  ours: { operationsPerSecond: 3000 },
  peer: { operationsPerSecond: 2000 },
  by: 'iops',
  atLeast: 1.2,
})
const slower = speed({
  work: 'import',
  against: 'rbd',
  ours: { seconds: 4 },
  peer: { seconds: 2 },
  by: 'time',
  atLeast: 1.2,
})
const plain = speed({
  work: 'x',
  against: 'y',
  ours: { seconds: 1 },
  peer: { seconds: 3 },
  by: 'time',
  atLeast: undefined,
})

it('says how many times as fast, by time as well as by rate', () => {
  expect([faster.ratio, slower.ratio, plain.ratio]).toEqual([1.5, 0.5, 3])
  expect([met(faster), met(slower), met(plain)]).toEqual([true, false, undefined])
})

it('meets a limit that is just reached, and no more', () => {
  expect(met(limit({ work: 'memory', value: 192, unit: 'MiB', atMost: 192 }))).toBe(true)
  expect(met(limit({ work: 'memory', value: 192.1, unit: 'MiB', atMost: 192 }))).toBe(false)
  expect(met(cost({ work: 'CPU', against: 'x', ours: 6, peer: 10, unit: 's', atMost: 0.6 }))).toBe(true)
  expect(met(cost({ work: 'CPU', against: 'x', ours: 7, peer: 10, unit: 's', atMost: 0.6 }))).toBe(false)
})

it('never meets a target with a figure that is missing', () => {
  const nothing = speed({ work: 'x', against: 'y', ours: {}, peer: { seconds: 1 }, by: 'rate', atLeast: 1 })
  expect(met(nothing)).toBe(false)
  expect(met(limit({ work: 'memory', value: Number.NaN, unit: 'MiB', atMost: 192 }))).toBe(false)
})

it('shows missed targets as missed', () => {
  const lines = resultTable([faster, slower, plain]).split('\n')
  expect(
    lines.slice(2).map((line) =>
      line
        .split('|')
        .slice(5, 8)
        .map((cell) => cell.trim()),
    ),
  ).toEqual([
    ['1.50', '≥ 1.2', 'yes'],
    ['0.50', '≥ 1.2', '**no**'],
    ['3.00', '–', '–'],
  ])
})

it('aligns a table and escapes what would end a cell', () => {
  expect(
    table(
      ['a', 'n'],
      [
        ['x|y', 1],
        ['z', undefined],
      ],
      [1],
    ),
  ).toBe(['| a    |   n |', '| ---- | --: |', '| x\\|y |   1 |', '| z    |   – |'].join('\n'))
})

it('writes between the markers and leaves the rest alone', () => {
  const page = 'before\n<!-- a -->\nold\n<!-- /a -->\nafter\n'
  const written = replaceBetween(page, 'a', '| new |')
  expect(written).toBe('before\n<!-- a -->\n\n| new |\n\n<!-- /a -->\nafter\n')
  expect(replaceBetween(written, 'a', '| new |')).toBe(written)
  expect(() => replaceBetween(page, 'b', '')).toThrow('<!-- b -->')
})

it('draws on a scale of powers of two that holds every value', () => {
  expect(ticks([1.1])).toEqual([0.5, 1, 2])
  expect(ticks([0.2, 9])).toEqual([0.125, 0.25, 0.5, 1, 2, 4, 8, 16])
  expect([0.5, 1, 2, 100].map((value) => place(value, [0.5, 1, 2]))).toEqual([0, 0.5, 1, 1])
})

it('draws a bar for each ratio of speed, and escapes its words', () => {
  const svg = chart([faster, slower, plain, limit({ work: 'memory', value: 1, unit: 'MiB', atMost: 2 })], 'a & b')
  expect(svg.match(/class="(met|missed|plain)" x/g)).toHaveLength(3 + 3) // and the legend
  expect(svg.match(/<line class="target"/g)).toHaveLength(2 + 1)
  expect(svg).toContain('read &lt;4 KiB&gt;')
  expect(svg).toContain('a &amp; b')
  expect(svg).not.toContain('memory')
})

it('adds up the time of a function over its places in the tree', () => {
  const frame = (functionName: string) => ({ functionName, url: 'file:///a/b.js', lineNumber: 4 })
  const nodes = [
    { id: 1, callFrame: frame('f') },
    { id: 2, callFrame: frame('g') },
    { id: 3, callFrame: frame('f') },
  ]
  expect(selfTimes(nodes, [1, 2, 3], [10, 20, 50])).toEqual([
    { name: 'f', place: 'b.js:5', share: 0.75 },
    { name: 'g', place: 'b.js:5', share: 0.25 },
  ])
})
