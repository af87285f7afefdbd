#!/usr/bin/env node
// The suites of an arm64 machine (test/arm64/), on other libraries or another Node than `npm test` takes.
//
//   node scripts/arm64.mjs [--suite bookworm|trixie|sid] [--node 20|22|24|26] [--project arm64-unit|arm64|arm64-4k] [file …]
import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { nodeVersions } from './node-binaries.mjs'

const suites = ['bookworm', 'trixie', 'sid']
const projects = ['arm64-unit', 'arm64', 'arm64-4k']
const { values, positionals } = parseArgs({
  options: {
    suite: { type: 'string', default: suites[0] },
    node: { type: 'string', default: '20' },
    project: { type: 'string', multiple: true, default: projects },
  },
  allowPositionals: true,
})
for (const [what, value, known] of [
  ['suite', values.suite, suites],
  ['node', values.node, Object.keys(nodeVersions)],
  ...values.project.map((name) => ['project', name, projects]),
]) {
  if (known.includes(value)) continue
  console.error(`arm64: which ${what}? ${known.join(', ')}`)
  process.exit(2)
}

// One after the other: each has a cluster of its own.
for (const project of values.project) {
  const { status } = spawnSync(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', '--project', project, ...positionals],
    {
      stdio: 'inherit',
      env: { ...process.env, CEPHVIRT_ARM64_SUITE: values.suite, CEPHVIRT_ARM64_NODE: values.node },
    },
  )
  if (status !== 0) process.exitCode = 1
}
