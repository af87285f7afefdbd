#!/usr/bin/env node
// `npm test`: everything that must hold, one suite after the other. A suite that runs no test, or skips one, has failed.
//
//   node scripts/test.mjs [suite …]    only these
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const results = mkdtempSync(join(tmpdir(), 'cephvirt-test-'))
const totals = { passed: 0, failed: 0, skipped: 0 }
const summary = []
const failures = []

function run(program, args) {
  const { status, error } = spawnSync(program, args, { stdio: 'inherit' })
  if (error !== undefined) throw error
  return status === 0
}

/** A check that is one test by itself. */
function check(program, args) {
  return () => {
    const passed = run(program, args)
    totals[passed ? 'passed' : 'failed'] += 1
    return passed
  }
}

/** A project of vitest.config.ts, or those of its files that lie in some folders. */
function vitest(project, folders = []) {
  return () => {
    const file = join(results, `${project}.json`)
    const vitest = ['node_modules/vitest/vitest.mjs', 'run', ...folders]
    const args = [...vitest, '--project', project, '--reporter=default', '--reporter=json', '--outputFile', file]
    const passed = run(process.execPath, args)
    let report
    try {
      report = JSON.parse(readFileSync(file, 'utf8'))
    } catch {
      totals.failed += 1
      return false
    }
    const skipped = report.numPendingTests + report.numTodoTests
    totals.passed += report.numPassedTests
    totals.failed += report.numFailedTests + (passed || report.numFailedTests > 0 ? 0 : 1)
    totals.skipped += skipped
    for (const { name, status, message, assertionResults } of report.testResults) {
      const tests = assertionResults.filter((result) => result.status === 'failed')
      for (const { fullName, failureMessages } of tests) failures.push(`${name}: ${fullName}\n${failureMessages[0]}`)
      if (status === 'failed' && tests.length === 0) failures.push(`${name}\n${message}`)
    }
    if (skipped > 0) console.error(`${project}: ${skipped} tests were skipped`)
    if (report.numPassedTests === 0) console.error(`${project}: no test ran`)
    return passed && skipped === 0 && report.numPassedTests > 0
  }
}

const suites = {
  lint: check('node', ['scripts/lint.mjs']),
  types: check('npx', ['--no-install', 'tsc', '--noEmit']),
  unit: vitest('unit'),
  package: vitest('package'),
  lab: vitest('lab'),
  integration: vitest('integration'),
  lifecycle: vitest('lifecycle'),
  e2e: vitest('e2e'),
  // The binary for arm64, where pages are of 16 KiB, and of 4 KiB.
  'arm64-unit': vitest('arm64-unit'),
  arm64: vitest('arm64'),
  'arm64-4k': vitest('arm64-4k'),
}
/** Of others, so they run only where they are named. */
const parts = {
  libvirt: vitest(
    'integration',
    ['libvirt', 'bridge', 'xml'].map((folder) => `test/integration/${folder}/`),
  ),
}

const chosen = process.argv.slice(2)
const known = { ...suites, ...parts }
const unknown = chosen.filter((name) => !(name in known))
if (unknown.length > 0) {
  console.error(`No such suite: ${unknown.join(', ')}. There are: ${Object.keys(known).join(', ')}`)
  process.exit(2)
}

for (const [name, suite] of Object.entries(chosen.length > 0 ? known : suites)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue
  console.log(`\n== ${name}`)
  const began = performance.now()
  const passed = suite()
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  summary.push(`${passed ? 'ok    ' : 'FAILED'}  ${name.padEnd(12)} ${seconds.padStart(7)} s`)
  if (!passed) process.exitCode = 1
}

rmSync(results, { recursive: true, force: true })
// Again at the end, where it is seen.
for (const failure of failures) console.log(`\nFAILED ${failure.slice(0, 2000)}`)
console.log(`\n${summary.join('\n')}\n`)
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`)
