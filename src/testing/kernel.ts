import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { LabError } from './errors.ts'
import { searchPath } from './prerequisites.ts'
import { run } from './process.ts'

export type GuestArch = 'x64' | 'arm64'

/** A kernel and the folder of its modules (`…/lib/modules/VERSION`). */
export interface GuestKernel {
  readonly kernel: string
  readonly modulesDir: string
}

const debianPackage: Readonly<Record<GuestArch, string>> = {
  x64: 'linux-image-cloud-amd64',
  arm64: 'linux-image-cloud-arm64',
}

/** Downloads Debian's kernel for virtual machines into `cacheDir`, without installing it; the second time it is there already. */
export async function downloadKernel(cacheDir: string, arch: GuestArch, signal?: AbortSignal): Promise<GuestKernel> {
  const folder = path.join(cacheDir, `kernel-${arch}`)
  const cached = findKernel(folder)
  if (cached !== undefined) return cached
  const options = {
    env: { ...process.env, PATH: searchPath, LC_ALL: 'C' },
    ...(signal === undefined ? {} : { signal }),
  }
  const suffix = arch === 'x64' ? 'amd64' : 'arm64'
  const work = `${folder}.${process.pid}`
  rmSync(work, { recursive: true, force: true })
  mkdirSync(work, { recursive: true })
  try {
    const depends = await run('apt-cache', ['depends', '--important', `${debianPackage[arch]}:${suffix}`], options)
    // The package is only a name for the newest one, which it depends on.
    const name = /Depends: (linux-image-\S+)/.exec(depends)?.[1]
    if (name === undefined) throw new Error(`${debianPackage[arch]} names no kernel package`)
    const deb = name.includes(':') ? name : `${name}:${suffix}`
    await run('apt-get', ['download', '-q', deb], { ...options, cwd: work, timeout: 300_000 })
    const file = readdirSync(work).find((entry) => entry.endsWith('.deb'))
    if (file === undefined) throw new Error(`apt-get download ${deb} left no file`)
    await run('dpkg-deb', ['-x', file, 'root'], { ...options, cwd: work })
    if (!existsSync(folder)) renameSync(path.join(work, 'root'), folder)
  } catch (cause) {
    if (signal?.aborted) throw cause
    throw new LabError(
      'ERR_CEPHVIRT_LAB_GUEST',
      `cannot download Debian's kernel for the guest: ${(cause as Error).message}`,
      {
        hint: 'on Debian run apt-get update first; elsewhere give a kernel of yours: buildGuest({ kernel, modulesDir })',
        cause,
      },
    )
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
  const found = findKernel(folder)
  if (found === undefined)
    throw new LabError('ERR_CEPHVIRT_LAB_GUEST', `no kernel in ${folder}`, { hint: 'remove that folder and try again' })
  return found
}

function findKernel(folder: string): GuestKernel | undefined {
  const version = entries(path.join(folder, 'lib', 'modules'))[0]
  if (version === undefined) return undefined
  const kernel = path.join(folder, 'boot', `vmlinuz-${version}`)
  return existsSync(kernel) ? { kernel, modulesDir: path.join(folder, 'lib', 'modules', version) } : undefined
}

function entries(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : []
}

/** A kernel module: its name and its uncompressed bytes. */
export interface KernelModule {
  readonly name: string
  readonly data: Buffer
}

/** The named modules and all they depend on, in the order to load them. What is built into the kernel is left out. */
export async function kernelModules(modulesDir: string, wanted: readonly string[]): Promise<KernelModule[]> {
  const files = new Map<string, string>()
  for (const entry of readdirSync(modulesDir, { recursive: true, encoding: 'utf8' })) {
    const match = /([^/]+)\.ko(\.xz|\.zst|\.gz)?$/.exec(entry)
    if (match?.[1] !== undefined) files.set(plain(match[1]), path.join(modulesDir, entry))
  }
  const builtinList = path.join(modulesDir, 'modules.builtin')
  const builtin = new Set(
    (existsSync(builtinList) ? readFileSync(builtinList, 'utf8') : '')
      .split('\n')
      .map((line) => plain(path.basename(line, '.ko'))),
  )
  const loaded = new Map<string, KernelModule>()
  const add = async (name: string): Promise<void> => {
    if (loaded.has(name) || builtin.has(name)) return
    const file = files.get(name)
    if (file === undefined)
      throw new LabError('ERR_CEPHVIRT_LAB_GUEST', `the kernel module ${name} is not in ${modulesDir}`)
    const data = await readModule(file)
    for (const dependency of dependencies(data)) await add(dependency)
    loaded.set(name, { name, data })
  }
  for (const name of wanted) await add(plain(name))
  return [...loaded.values()]
}

/** The kernel takes `-` and `_` in the names of modules for the same. */
function plain(name: string): string {
  return name.replaceAll('-', '_')
}

const decompressors: Readonly<Record<string, string>> = { '.xz': 'xz', '.zst': 'zstd', '.gz': 'gzip' }

async function readModule(file: string): Promise<Buffer> {
  const program = decompressors[path.extname(file)]
  if (program === undefined) return readFileSync(file)
  return Buffer.from(await run(program, ['-dc', file], { encoding: 'latin1' }), 'latin1')
}

/** Reads the `depends=a,b` of a module's own description. */
function dependencies(data: Buffer): string[] {
  const key = Buffer.from('\0depends=')
  const start = data.indexOf(key)
  if (start < 0) return []
  const list = data.toString('latin1', start + key.length, data.indexOf(0, start + key.length))
  return list.split(',').filter(Boolean).map(plain)
}
