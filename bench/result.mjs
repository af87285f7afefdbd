// A result: one row of the table, what was found beside what is aimed at.
import { short, thousands } from './figures.mjs'

/** How two speeds are compared: which figure of a sample, how it is written, and whether less of it is better. */
const MEASURES = {
  iops: { figure: 'operationsPerSecond', text: (value) => `${thousands(value)} IOPS` },
  rate: { figure: 'bytesPerSecond', text: (value) => `${thousands(value / 1e6)} MB/s` },
  time: { figure: 'seconds', text: (value) => `${value.toFixed(2)} s`, inverse: true },
}

/** How many times as fast as a peer. Without `atLeast` it is there for information. */
export function speed({ work, ours, peer, against, by, atLeast }) {
  const { figure, text, inverse = false } = MEASURES[by]
  const ratio = inverse ? peer[figure] / ours[figure] : ours[figure] / peer[figure]
  const target = atLeast === undefined ? undefined : { atLeast }
  return {
    kind: 'speed',
    work,
    against,
    ours: text(ours[figure]),
    peer: text(peer[figure]),
    ratio,
    value: ratio,
    target,
  }
}

/** A cost of one thing over that of another. */
export function cost({ work, against, ours, peer, unit, atMost }) {
  const ratio = ours / peer
  const target = atMost === undefined ? undefined : { atMost }
  return {
    kind: 'cost',
    work,
    against,
    ours: `${short(ours)} ${unit}`,
    peer: `${short(peer)} ${unit}`,
    ratio,
    value: ratio,
    target,
  }
}

/** A figure of ours that has a limit and no peer. */
export function limit({ work, value, unit, atMost }) {
  return { kind: 'limit', work, ours: `${short(value)} ${unit}`, value, target: { atMost, unit } }
}

/** Whether the target was reached; `undefined` where there is none. */
export function met({ value, target }) {
  if (target === undefined) return undefined
  return 'atLeast' in target ? value >= target.atLeast : value <= target.atMost
}
