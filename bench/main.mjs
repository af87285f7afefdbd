#!/usr/bin/env node
// Benchmarks, side by side with the programs they are measured against, on a cluster of their own.
//
//   npm run bench -- read [--rounds 5] [--seconds 4] [--depth 64] [--written]
import { parseArgs } from 'node:util'
import { startCluster } from '../dist/testing.js'
import { read } from './read.mjs'

const benchmarks = { read }

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '4' },
    depth: { type: 'string', default: '64' },
    written: { type: 'boolean', default: false },
  },
})
const benchmark = benchmarks[positionals[0] ?? 'read']
if (benchmark === undefined) {
  console.error(`There is no benchmark '${positionals[0]}'. There are: ${Object.keys(benchmarks).join(', ')}`)
  process.exit(2)
}

const options = { written: values.written }
for (const name of ['rounds', 'seconds', 'depth']) {
  options[name] = Number(values[name])
  if (Number.isSafeInteger(options[name]) && options[name] > 0) continue
  console.error(`--${name} must be a whole number above 0, not '${values[name]}'`)
  process.exit(2)
}

const lab = await startCluster({ osds: 3, libvirt: false, cephConfig: benchmark.cephConfig })
try {
  await benchmark.run(lab, options)
} finally {
  await lab.close()
}
