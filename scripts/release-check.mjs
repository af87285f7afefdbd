#!/usr/bin/env node
// `npm run release:check`: whether what is here may be published. One part after the other, and a table in the end that
// also says what did not run; that is not ready to be released.
//
//   node scripts/release-check.mjs [--only part,part]
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const { values } = parseArgs({ options: { only: { type: 'string' } } })
const pack = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** A cut of what needs a cluster and libvirt: connecting, image I/O, domains, and what joins them. */
const cut = [
  'rados/connect',
  'rados/objects.',
  'rbd/data',
  'rbd/images',
  'libvirt/test-driver',
  'libvirt/storage.',
  'bridge/',
]
const cutOfSuite = [
  ...['env', 'PREBUILDS_ONLY=1', process.execPath, 'node_modules/vitest/vitest.mjs', 'run', '--project', 'integration'],
  ...cut.map((name) => `test/integration/${name}`),
]
const cutAndNote = [cutOfSuite, [process.execPath, 'scripts/matrix.mjs', '--here', 'cluster, image I/O, domains']]
const inUserland = (release) =>
  cutAndNote.map((words) => command([process.execPath, 'scripts/ceph-userland.mjs', release, '--', ...words]))

/** Each: commands that must end well, or a function that says what is wrong. In the order of how soon they fail. */
const parts = {
  release: [release],
  lint: [command(['npm', 'run', 'lint'])],
  types: [command(['npm', 'run', 'typecheck'])],
  prebuilds: [command(['npm', 'run', 'prebuild'])],
  reproducible: [command([process.execPath, 'scripts/reproducible.mjs'])],
  // The tarball is part of it. What earlier runs wrote down for the matrix is not what ran now.
  package: [forget, command([process.execPath, 'scripts/test.mjs', 'package'])],
  arm64: [command([process.execPath, 'scripts/test.mjs', 'arm64-unit', 'arm64', 'arm64-4k'])],
  'arm64-newer': ['trixie', 'sid'].map((suite) =>
    command([process.execPath, 'scripts/arm64.mjs', '--suite', suite, '--project', 'arm64']),
  ),
  asahi: [command([process.execPath, 'scripts/asahi.mjs'])],
  ceph: cutAndNote.map(command),
  ceph18: inUserland('18'),
  ceph20: inUserland('20'),
  weight: [command([process.execPath, 'scripts/weight.mjs'])],
  matrix: [command([process.execPath, 'scripts/matrix.mjs', '--check'])],
}

const only = values.only?.split(',')
const unknown = (only ?? []).filter((name) => !(name in parts))
if (unknown.length > 0) {
  console.error(`No such part: ${unknown.join(', ')}. There are: ${Object.keys(parts).join(', ')}`)
  process.exit(2)
}

const summary = []
for (const [name, steps] of Object.entries(parts)) {
  const began = performance.now()
  let outcome = 'ok'
  if (only !== undefined && !only.includes(name)) outcome = 'NOT RUN'
  else {
    console.log(`\n== ${name}`)
    for (const step of steps) {
      outcome = step()
      if (outcome !== 'ok') break
    }
  }
  if (outcome !== 'ok' && (only === undefined || only.includes(name))) process.exitCode = 1
  summary.push(
    `${outcome.padEnd(8)}  ${name.padEnd(13)} ${((performance.now() - began) / 1000).toFixed(0).padStart(5)} s`,
  )
}
console.log(`\ncephvirt ${pack.version}\n${summary.join('\n')}`)
if (only !== undefined) console.log('\nOnly a part of it ran: this says nothing about a release.')

function forget() {
  rmSync(join(root, '.cache', 'matrix'), { recursive: true, force: true })
  return 'ok'
}

/** A program that must end well. */
function command([program, ...args]) {
  return () => {
    const { status, error } = spawnSync(program, args, { cwd: root, stdio: 'inherit' })
    if (error !== undefined) console.error(error.message)
    return status === 0 ? 'ok' : 'FAILED'
  }
}

/** What package.json, the changelog, the tag and the workflows say of each other. */
function release() {
  const faults = []
  const text = (path) => (existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : '')
  const [, newest, date] = /^## (\d+\.\d+\.\d+)(?: – (.+))?$/m.exec(text('CHANGELOG.md')) ?? []
  if (newest !== pack.version) faults.push(`the changelog begins with ${newest}, package.json says ${pack.version}`)
  const git = spawnSync('git', ['tag', '--points-at', 'HEAD'], { cwd: root, encoding: 'utf8' })
  const tags = git.stdout.split('\n').filter((tag) => /^v\d/.test(tag))
  for (const tag of tags) {
    if (tag !== `v${pack.version}`) faults.push(`the tag is ${tag}, package.json says ${pack.version}`)
  }
  if (tags.length > 0 && !/^\d{4}-\d\d-\d\d$/.test(date ?? ''))
    faults.push(`the changelog dates a tagged release ‘${date}’`)
  if (tags.length === 0) console.log('not tagged: a tag is compared where there is one')
  if (pack.publishConfig?.provenance !== true) faults.push('publishConfig.provenance is not set')
  if (pack.publishConfig?.access !== 'public') faults.push('publishConfig.access is not public')
  if (!/^git\+https:\/\/github\.com\/[\w.-]+\/[\w.-]+\.git$/.test(pack.repository?.url ?? '')) {
    faults.push('repository.url, which provenance is checked against, is no repository of GitHub')
  }
  if (!/npm publish --provenance/.test(text('.github/workflows/publish.yml')))
    faults.push('no workflow publishes with provenance')
  if (text('SECURITY.md') === '') faults.push('SECURITY.md is missing')
  for (const fault of faults) console.error(fault)
  return faults.length === 0 ? 'ok' : 'FAILED'
}
