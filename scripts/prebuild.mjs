#!/usr/bin/env node
// Builds the binary that is shipped for one architecture: `npm run prebuild [-- --arch arm64]`.
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const at = process.argv.indexOf('--arch')
const arch = at < 0 ? process.arch : process.argv[at + 1]
const strip = arch === 'arm64' && process.arch !== 'arm64' ? ['--strip-bin', 'aarch64-linux-gnu-strip'] : []

const { status } = spawnSync(
  process.execPath,
  [
    require.resolve('prebuildify/bin.js'),
    ...['-t', '20.20.2', '--napi', '--strip', '--tag-libc', '--name', 'cephvirt', '--arch', arch],
    ...['--node-gyp', './scripts/cmake-gyp.mjs', ...strip],
  ],
  { stdio: 'inherit' },
)
process.exit(status ?? 1)
