// What holds for all of ours: memory at its peak, and how late the event loop is.
import { MIB } from './figures.mjs'
import { limit } from './result.mjs'

export function limits(measured) {
  const ours = measured.flatMap(({ title, contenders }) =>
    contenders
      .filter((contender) => contender.ours)
      .map(({ name, figures, samples }) => ({ title, name, figures, samples })),
  )
  // A peak is one: the highest of all rounds. A delay is a median like the others.
  const memory = largest(ours, ({ samples }) => Math.max(...samples.map(({ overIdle }) => overIdle)))
  const delay = largest(ours, ({ figures }) => figures.delay99)
  return [
    limit({
      work: `peak memory over the idle process; highest: ${memory.of}`,
      value: memory.value / MIB,
      unit: 'MiB',
      atMost: 192,
    }),
    limit({ work: `event-loop delay p99; highest: ${delay.of}`, value: delay.value, unit: 'ms', atMost: 15 }),
  ]
}

function largest(ours, figureOf) {
  const values = ours.map((one) => ({ of: `${one.title} (${one.name})`, value: figureOf(one) }))
  return values.reduce((most, one) => (one.value > most.value ? one : most))
}
