#!/usr/bin/env node
// Builds the native module: with cmake-js (the build of record), or with --gyp by node-gyp, as a consumer without a
// prebuilt binary would. --headers only prints where Node's own headers are.
import { spawnSync } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { npmPackage } from './npm-package.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const require = createRequire(import.meta.url)

function run(program, args, env = {}) {
  const { status, error } = spawnSync(process.execPath, [require.resolve(program), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  })
  if (error !== undefined) throw error
  if (status !== 0) process.exit(status ?? 1)
}

/** Node's own headers, which node-gyp would download: beside Node, where npm says, or from the registry. */
function nodeHeaders() {
  const prefix = dirname(dirname(realpathSync(process.execPath)))
  const isComplete = (folder) => existsSync(join(folder, 'include', 'node', 'node_api.h'))
  const found = [prefix, process.env.npm_config_nodedir].find((folder) => folder !== undefined && isComplete(folder))
  return found ?? npmPackage(`node-linux-${process.arch}`, process.versions.node)
}

if (process.argv.includes('--headers')) {
  console.log(nodeHeaders())
} else if (process.argv.includes('--gyp')) {
  run('node-gyp/bin/node-gyp.js', ['rebuild', '--jobs', 'max'], { npm_config_nodedir: nodeHeaders() })
} else {
  const debug = process.argv.includes('--debug') ? ['--debug'] : []
  run('cmake-js/bin/cmake-js', ['build', ...debug])
}
