import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Two modules for Node of one source, which differ only in the pages they are linked for: what is refused, and why. */
export function makeControls() {
  const folder = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '.cache', 'arm64', 'controls')
  mkdirSync(folder, { recursive: true })
  const source = join(folder, 'control.c')
  // Some data, so that there is a segment to be written to as well.
  writeFileSync(
    source,
    'int data = 1; void *napi_register_module_v1(void *env, void *exports) { data++; return exports; }\n',
  )
  const compiler = process.arch === 'arm64' ? 'cc' : 'aarch64-linux-gnu-gcc'
  /** @param {string} name @param {number} pageSize */
  const link = (name, pageSize) => {
    const module = join(folder, `${name}.node`)
    const pages = `-Wl,-z,max-page-size=${pageSize},-z,common-page-size=4096`
    execFileSync(compiler, ['-shared', '-fPIC', '-s', pages, '-o', module, source])
    return module
  }
  return { narrow: link('narrow', 4096), wide: link('wide', 65_536) }
}
