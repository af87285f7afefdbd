// The package as a user gets it: packed by npm, installed without any script into an empty folder.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../', import.meta.url))

export interface Tarball {
  /** Holds all of it: to be removed in the end. */
  readonly folder: string
  /** The user's folder: `node_modules/cephvirt` is the package. */
  readonly user: string
  readonly file: string
  /** What lies in the tarball. */
  readonly contents: readonly string[]
  readonly unpackedSize: number
}

interface Outcome {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A user's environment: nothing of what npm and the tests have set, but where programs and the registry are. */
export function userEnvironment(extra: Record<string, string> = {}): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(npm_(?!config_(registry|cache))|NODE_|VITEST|CEPHVIRT|PREBUILDS_ONLY|LIBC$)/i.test(name),
  )
  return { ...Object.fromEntries(kept as [string, string][]), ...extra }
}

export function run(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: Record<string, string>; readonly input?: string },
): Outcome {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    encoding: 'utf8',
    maxBuffer: 64 << 20,
    ...options,
    env: options.env ?? userEnvironment(),
  })
  if (error !== undefined) throw error
  return { status, stdout, stderr }
}

/** What a program prints, if it ends well. */
export function output(...args: Parameters<typeof run>): string {
  const { status, stdout, stderr } = run(...args)
  if (status !== 0) throw new Error(`${args[0]} ${args[1].join(' ')}: exit code ${status}\n${stdout}${stderr}`)
  return stdout
}

export function installTarball(): Tarball {
  const folder = mkdtempSync(join(tmpdir(), 'cephvirt-tarball-'))
  const packed = output('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], { cwd: root })
  const [{ filename, files, unpackedSize }] = JSON.parse(packed) as [
    { filename: string; files: { path: string }[]; unpackedSize: number },
  ]
  const file = join(folder, filename)
  const user = join(folder, 'user')
  mkdirSync(user)
  writeFileSync(join(user, 'package.json'), JSON.stringify({ name: 'user', private: true }))
  // From the cache of `npm ci`, where it is there.
  const options = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error']
  output('npm', ['install', ...options, file], { cwd: user })
  // What a user of TypeScript has besides.
  mkdirSync(join(user, 'node_modules', '@types'))
  symlinkSync(join(root, 'node_modules', '@types', 'node'), join(user, 'node_modules', '@types', 'node'))
  symlinkSync(join(root, 'node_modules', 'undici-types'), join(user, 'node_modules', 'undici-types'))
  return { folder, user, file, contents: files.map(({ path }) => path).sort(), unpackedSize }
}
