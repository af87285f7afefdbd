import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { NativeModule } from './contract.ts'

const require = createRequire(import.meta.url)

/** The package's own folder, wherever the file that this code was bundled into lies below it. */
function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder)
    if (parent === folder) throw new Error('cephvirt: its package.json is missing')
    folder = parent
  }
  return folder
}

function load(): NativeModule {
  const nodeGypBuild = require('node-gyp-build') as (root: string) => NativeModule
  try {
    return nodeGypBuild(packageRoot())
  } catch (cause) {
    throw Object.assign(
      new Error(
        `cephvirt has no native module for ${process.platform}-${process.arch} that this system can load. ` +
          'Prebuilt are linux-x64 and linux-arm64 with glibc 2.28 or newer; elsewhere, or without them, ' +
          '`npx node-gyp rebuild` in its folder builds one (a C++20 compiler and the headers of librados, librbd and libvirt).',
        { cause },
      ),
      { code: 'ERR_CEPHVIRT_NATIVE_MODULE' },
    )
  }
}

/** The native module: one for each thread of JavaScript, all on the same libraries. */
export const native: NativeModule = load()

const warned = new Set<string>()

native.runtime.onDropped((kind) => {
  if (warned.has(kind)) return
  warned.add(kind)
  process.emitWarning(`A ${kind} was dropped without being closed. Use \`await using\`, or call its close().`, {
    type: 'CephvirtWarning',
    code: 'CEPHVIRT_DROPPED',
  })
})

// Which thread it is, is known there: node:worker_threads takes long to load.
process.once('exit', (code) => native.runtime.leaving(code))
