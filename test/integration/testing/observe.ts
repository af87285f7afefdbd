import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { build } from 'tsup'

export const execute = promisify(execFile)

/** The repository. */
export const root = path.resolve(import.meta.dirname, '../../..')

/** Where what the tests download and build is kept from one run to the next. */
export const cache = path.join(root, '.cache')

/** The pids of all living processes one of whose arguments or mounts names the text. */
export function processesNaming(text: string): number[] {
  return readdirSync('/proc').flatMap((entry) => {
    if (!/^\d+$/.test(entry) || Number(entry) === process.pid) return []
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'latin1')
      if (/^. /.exec(stat.slice(stat.lastIndexOf(')') + 2))?.[0] === 'Z ') return []
      const said = readFileSync(`/proc/${entry}/cmdline`, 'utf8') + readFileSync(`/proc/${entry}/mountinfo`, 'utf8')
      return said.includes(text) ? [Number(entry)] : []
    } catch {
      return []
    }
  })
}

/** What exists where a system's own libvirt and Ceph keep their things. */
export function systemFolders(): string[] {
  const folders = [
    '/run/libvirt',
    '/var/lib/libvirt',
    '/etc/libvirt',
    '/var/cache/libvirt',
    '/var/log/libvirt',
    '/etc/ceph',
  ]
  return folders.flatMap((folder) =>
    existsSync(folder)
      ? [folder, ...readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`)]
      : [],
  )
}

export async function eventually(
  what: string,
  condition: () => boolean | Promise<boolean>,
  timeout = 15_000,
): Promise<void> {
  const deadline = Date.now() + timeout
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not within ${timeout} ms: ${what}`)
    await sleep(50)
  }
}

/** Bundles a program of ours, so that plain Node can run it in a process of its own. */
export async function bundle(file: string): Promise<string> {
  const name = path.basename(file, '.ts')
  const outDir = path.join(cache, 'test', String(process.pid))
  const entry = { [name]: path.join(root, file) }
  await build({
    entry,
    outDir,
    format: 'esm',
    target: 'node20',
    config: false,
    silent: true,
    splitting: false,
    outExtension: () => ({ js: '.mjs' }),
  })
  return path.join(outDir, `${name}.mjs`)
}
