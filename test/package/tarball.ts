// The package as a user gets it: packed by npm, installed without any script into an empty folder.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installPackage, packPackage } from '../../scripts/packed.mjs'

export const root = fileURLToPath(new URL('../../', import.meta.url))

export interface Tarball {
  /** Holds all of it: to be removed in the end. */
  readonly folder: string
  /** The user's folder: `node_modules/cephvirt` is the package. */
  readonly user: string
  /** What lies in the tarball. */
  readonly contents: readonly string[]
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
  options: { readonly cwd: string; readonly env?: Record<string, string> },
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
  const env = userEnvironment()
  const packed: { filename: string; files: { path: string }[] } = packPackage(folder, env)
  const user: string = installPackage(folder, packed, env)
  // What a user of TypeScript has besides.
  mkdirSync(join(user, 'node_modules', '@types'))
  symlinkSync(join(root, 'node_modules', '@types', 'node'), join(user, 'node_modules', '@types', 'node'))
  symlinkSync(join(root, 'node_modules', 'undici-types'), join(user, 'node_modules', 'undici-types'))
  return { folder, user, contents: packed.files.map(({ path }) => path).sort() }
}
