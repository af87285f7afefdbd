// Starts one measurement of ours in a Node process of its own.
import { fileURLToPath } from 'node:url'
import { run } from './program.mjs'

const RUN = fileURLToPath(new URL('run.mjs', import.meta.url))

/**
 * What a work of `bench/ours` found for a time of its own choosing, and as `whole` what its process took from start to
 * end. `wrap` puts another program, such as a profiler, before Node and its options.
 */
export async function ours(work, parameters, wrap = (args) => ({ program: process.execPath, args })) {
  const { program, args } = wrap([RUN, work, JSON.stringify(parameters)])
  const { output, peak, seconds, user, system } = await run(program, args, { env: { CEPH_ARGS: '' } })
  return { ...JSON.parse(output), peak, whole: { seconds, user, system } }
}

/** The same with the figures of the whole process, as the peers' programs are measured: with their start and end. */
export async function oursWhole(work, parameters, wrap) {
  const { whole, ...sample } = await ours(work, parameters, wrap)
  return perOperation({ ...sample, ...whole, inner: sample.elapsed }, sample.operations)
}

/** Seconds of a whole program's CPU as microseconds for each of so many operations. */
export function perOperation(sample, operations) {
  const { user, system } = sample
  return { ...sample, userPerOperation: (user * 1e6) / operations, systemPerOperation: (system * 1e6) / operations }
}
