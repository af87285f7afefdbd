#!/usr/bin/env node
// Builds the binaries that are shipped once more, from nothing, in a folder with another name, and compares: the same
// sources must give the same bytes wherever they are built. Part of `npm run release:check`; takes some minutes.
//
//   node scripts/reproducible.mjs [--arch x64|arm64]
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const at = process.argv.indexOf('--arch')
const architectures = at < 0 ? ['x64', 'arm64'] : [process.argv[at + 1]]

// No cache of a compiler's, which would hand out what was built before; another time zone, language and mask of rights.
const { CMAKE_CXX_COMPILER_LAUNCHER: _launcher, ...rest } = process.env
const env = { ...rest, CCACHE_DISABLE: '1', TZ: 'Pacific/Auckland', LC_ALL: 'C' }
process.umask(0o077)

const folder = mkdtempSync(join(tmpdir(), 'cephvirt-built-in-a-folder-with-a-long-name-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1))
for (const name of ['native', 'cmake', 'CMakeLists.txt', 'package.json', 'scripts', 'node_modules']) {
  cpSync(realpathSync(join(root, name)), join(folder, name), { recursive: true, verbatimSymlinks: true })
}

for (const arch of architectures) {
  const options = { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8', maxBuffer: 64 << 20 }
  const { status, stdout } = spawnSync(process.execPath, ['scripts/prebuild.mjs', '--arch', arch], options)
  if (status !== 0) {
    console.error(`${stdout}\nCould not build the binary for ${arch} again`)
    process.exit(1)
  }
  const file = join('prebuilds', `linux-${arch}`, 'cephvirt.glibc.node')
  const same = readFileSync(join(root, file)).equals(readFileSync(join(folder, file)))
  console.log(`${same ? 'the same ' : 'DIFFERENT'}  ${stdout.trimEnd().split('\n').at(-1)}`)
  if (!same) process.exitCode = 1
}
