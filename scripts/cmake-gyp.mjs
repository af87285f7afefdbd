#!/usr/bin/env node
// What prebuildify calls in place of node-gyp: `rebuild --target=… --arch=… --release`. Runs cmake-js, which is the
// build of record, and leaves one .node file in build/Release.
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const arch = process.argv.find((argument) => argument.startsWith('--arch='))?.slice('--arch='.length) ?? process.arch
const toolchain = arch === process.arch ? [] : [`--CDCMAKE_TOOLCHAIN_FILE=${process.cwd()}/cmake/linux-${arch}.cmake`]

const { status } = spawnSync(
  process.execPath,
  [require.resolve('cmake-js/bin/cmake-js'), 'rebuild', '-a', arch, ...toolchain],
  { stdio: 'inherit' },
)
process.exit(status ?? 1)
