#!/usr/bin/env node
// Builds the native module: with cmake-js (the build of record), or with --gyp by node-gyp, as a consumer without a
// prebuilt binary would.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

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

if (process.argv.includes('--gyp')) {
  // node-gyp would download Node's headers; they come with Node itself.
  const prefix = dirname(dirname(process.execPath))
  const nodedir = existsSync(join(prefix, 'include', 'node', 'node_api.h')) ? prefix : process.env.npm_config_nodedir
  run('node-gyp/bin/node-gyp.js', ['rebuild'], nodedir === undefined ? {} : { npm_config_nodedir: nodedir })
} else {
  const debug = process.argv.includes('--debug') ? ['--debug'] : []
  run('cmake-js/bin/cmake-js', ['build', ...debug])
}
