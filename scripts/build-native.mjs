#!/usr/bin/env node
// Builds the native module: with cmake-js (the build of record), or with --gyp by node-gyp, as a consumer without a
// prebuilt binary would.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, realpathSync } from 'node:fs'
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

/** Node's own headers, which node-gyp would download: beside Node, where npm says, or from the registry. */
function nodeHeaders() {
  const prefix = dirname(dirname(realpathSync(process.execPath)))
  const isComplete = (folder) => existsSync(join(folder, 'include', 'node', 'node_api.h'))
  const folders = [prefix, process.env.npm_config_nodedir, join(root, '.cache', 'node', 'package')]
  const found = folders.find((folder) => folder !== undefined && isComplete(folder))
  if (found !== undefined) return found
  const cache = join(root, '.cache', 'node')
  mkdirSync(cache, { recursive: true })
  const spec = `node-linux-${process.arch}@${process.versions.node}`
  const packed = spawnSync('npm', ['pack', spec, '--json', '--silent'], { cwd: cache, encoding: 'utf8' })
  if (packed.status !== 0) throw new Error(`Cannot get Node's headers (${spec}): ${packed.stderr}`)
  const [{ filename }] = JSON.parse(packed.stdout)
  spawnSync('tar', ['-xzf', filename, 'package/include'], { cwd: cache, stdio: 'inherit' })
  return join(cache, 'package')
}

if (process.argv.includes('--gyp')) {
  run('node-gyp/bin/node-gyp.js', ['rebuild', '--jobs', 'max'], { npm_config_nodedir: nodeHeaders() })
} else {
  const debug = process.argv.includes('--debug') ? ['--debug'] : []
  run('cmake-js/bin/cmake-js', ['build', ...debug])
}
