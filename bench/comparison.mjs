// Runs a comparison: every contender once a round, in turns, so that what else the machine does meets all of them.
import { medians, short } from './figures.mjs'

/**
 * Answers what each contender was measured to do: `{ title, contenders: [{ name, per, figures, samples }] }`, `figures`
 * being the medians of its samples.
 */
export async function compare(site, comparison, { rounds, report }) {
  const { title, contenders } = comparison
  report(`\n${title}`)
  const samples = new Map(contenders.map(({ name }) => [name, []]))
  await comparison.prepare(site)
  for (let round = 1; round <= rounds; round += 1) {
    for (const contender of contenders) {
      await site.settle()
      const sample = await contender.run(site)
      samples.get(contender.name).push({ ...sample, ...(await contender.after?.(site)) })
      report(`  ${round}/${rounds} ${contender.name}: ${lineOf(sample)}`)
    }
  }
  await comparison.cleanUp(site)
  return {
    name: comparison.name,
    title,
    contenders: contenders.map(({ name, ours = false }) => ({
      name,
      ours,
      per: comparison.per,
      figures: medians(samples.get(name)),
      samples: samples.get(name),
    })),
  }
}

/** The figures by the names of the contenders, as the comparisons' `results` want them. */
export function figuresOf({ contenders }) {
  return Object.fromEntries(contenders.map(({ name, figures }) => [name, figures]))
}

function lineOf({ seconds, bytesPerSecond, operationsPerSecond, userPerOperation, systemPerOperation, locked }) {
  const rate =
    seconds !== undefined
      ? `${seconds.toFixed(2)} s`
      : `${short(operationsPerSecond)} IOPS, ${short(bytesPerSecond / 1e6)} MB/s`
  const cpu = `${short(userPerOperation + systemPerOperation)} µs of CPU each`
  return [rate, cpu, ...(locked === undefined ? [] : [locked ? 'lock held' : 'lock NOT held'])].join(', ')
}
