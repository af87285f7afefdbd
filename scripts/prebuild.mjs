#!/usr/bin/env node
// Builds the binaries that are shipped, and says what came of it: `npm run prebuild`.
//
//   node scripts/prebuild.mjs [--arch x64|arm64] [--out folder]
//
//   --arch   only this one; both without it
//   --out    <folder>/prebuilds/linux-<arch>/… instead of this folder's
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const prebuildify = createRequire(import.meta.url).resolve('prebuildify/bin.js')
const strips = { x64: 'x86_64-linux-gnu-strip', arm64: 'aarch64-linux-gnu-strip' }

const { values } = parseArgs({
  options: {
    arch: { type: 'string', multiple: true, default: Object.keys(strips) },
    out: { type: 'string', default: root },
  },
})
const out = resolve(values.out)

for (const arch of values.arch) {
  if (!(arch in strips)) throw new Error(`No such architecture: ${arch}. There are: ${Object.keys(strips).join(', ')}`)
  const work = join(root, '.cache', 'prebuild', arch)
  mkdirSync(work, { recursive: true })
  const { status } = spawnSync(
    process.execPath,
    [
      ...[prebuildify, '-t', '20.20.2', '--napi', '--tag-libc', 'glibc', '--name', 'cephvirt', '--arch', arch],
      ...['--strip', '--strip-bin', arch === process.arch ? 'strip' : strips[arch]],
      ...['--cwd', work, '--out', out, '--node-gyp', join(root, 'scripts', 'cmake-gyp.mjs')],
    ],
    { cwd: work, stdio: 'inherit' },
  )
  if (status !== 0) process.exit(status ?? 1)
}

for (const arch of values.arch) {
  const file = join(out, 'prebuilds', `linux-${arch}`, 'cephvirt.glibc.node')
  const bytes = readFileSync(file)
  const sum = createHash('sha256').update(bytes).digest('hex')
  console.log(`${sum}  ${relative(root, file)}  ${(bytes.length / 2 ** 20).toFixed(2)} MiB`)
}
