#!/usr/bin/env node
// What prebuildify calls in place of node-gyp: `rebuild --target=… --arch=… --release`. Runs cmake-js, which is the
// build of record, and leaves one .node file in build/Release of the folder that it is called in. What was compiled
// before is kept: for this machine's architecture the development build in build/, for another a build of its own there.
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const cmakeJs = createRequire(import.meta.url).resolve('cmake-js/bin/cmake-js')
const arch = process.argv.find((argument) => argument.startsWith('--arch='))?.slice('--arch='.length) ?? process.arch

const here = join(process.cwd(), 'build')
const native = arch === process.arch
const folder = native ? join(root, 'build') : here
const toolchain = native ? [] : [`--CDCMAKE_TOOLCHAIN_FILE=${join(root, 'cmake', `linux-${arch}.cmake`)}`]
const options = ['-d', root, '-O', folder, '-a', arch, ...toolchain]

// Configured anew each time, which takes a second: a build only looks at what it was first configured with.
for (const step of ['configure', 'build']) {
  const { status } = spawnSync(process.execPath, [cmakeJs, step, ...options], { cwd: root, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
if (native) {
  // prebuildify strips it and takes it away: a copy.
  mkdirSync(join(here, 'Release'), { recursive: true })
  copyFileSync(join(folder, 'Release', 'cephvirt.node'), join(here, 'Release', 'cephvirt.node'))
}
