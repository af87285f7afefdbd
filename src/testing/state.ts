import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { LabError } from './errors.ts'
import { Layout } from './layout.ts'
import { isAlive, processesInNamespace, readLedger } from './process.ts'
import { reap } from './reaper.ts'

/** What a lab is reached by; also what its state file holds. */
export interface LabDescription {
  readonly dir: string
  readonly fsid: string
  /** The `ceph.conf`. */
  readonly conf: string
  /** The keyring of client.admin. */
  readonly keyring: string
  /** The monitor's addresses as `mon_host` takes them. */
  readonly monHost: string
  /** The private libvirtd, unless the lab has none. */
  readonly libvirtUri: string | undefined
  /** For programs that are to use this lab: `CEPH_CONF`, `LIBVIRT_DEFAULT_URI` … */
  readonly env: Readonly<Record<string, string>>
}

/** Writes the state file into the lab's folder. */
export function writeState(lab: LabDescription): void {
  const { dir, fsid, conf, keyring, monHost, libvirtUri, env } = lab
  const text = JSON.stringify(
    { version: 1, boot: bootId(), dir, fsid, conf, keyring, monHost, libvirtUri, env },
    null,
    2,
  )
  writeFileSync(new Layout(dir).state, `${text}\n`, { mode: 0o600 })
}

/** A lab as its state file tells it. */
export interface StoredLab extends LabDescription {
  /** The start of the machine (`boot_id`) that the lab lives in. */
  readonly boot: string
}

/** Reads the state file of a lab, `undefined` when the folder holds none. */
export function readState(folder: string): StoredLab | undefined {
  const file = new Layout(path.resolve(folder)).state
  let owner: number
  let text: string
  try {
    owner = statSync(file).uid
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new LabError('ERR_CEPHVIRT_LAB_STATE', `cannot read ${file}: ${(cause as Error).message}`, { cause })
  }
  // A folder under /tmp may be anyone's: believe only our own word about what to stop and what to remove.
  if (owner !== process.getuid?.()) throw new LabError('ERR_CEPHVIRT_LAB_STATE', `${file} belongs to another user`)
  let state: Partial<StoredLab> & { version?: unknown }
  try {
    state = JSON.parse(text)
  } catch (cause) {
    throw new LabError('ERR_CEPHVIRT_LAB_STATE', `${file} is damaged`, { cause })
  }
  const { version, boot, dir, fsid, conf, keyring, monHost, libvirtUri, env } = state
  if (version !== 1 || dir !== path.resolve(folder) || !boot || !fsid || !conf || !keyring || !monHost || !env) {
    throw new LabError('ERR_CEPHVIRT_LAB_STATE', `${file} is not the state of a lab in this folder`)
  }
  return { boot, dir, fsid, conf, keyring, monHost, libvirtUri, env }
}

/** The kernel's name for the time since the last start of the machine. */
function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
}

/** Whether any process of the lab in this folder runs. */
export function isRunning(lab: StoredLab): boolean {
  // After a restart of the machine the pids of the ledger, and even their times, are other processes'.
  if (lab.boot !== bootId()) return false
  return readLedger(new Layout(lab.dir).ledger).some(isAlive) || processesInNamespace(markerOf(lab.fsid)).length > 0
}

/** The name of a mount that only a lab's libvirtd and what it started can see. */
export function markerOf(fsid: string): string {
  return `cephvirt-${fsid}`
}

/**
 * Ends a lab that was left running ({@link Lab.detach}, `cephvirt cluster up`) and removes its folder. Stops exactly what
 * that lab started; does nothing where there is none.
 */
export async function stopCluster(dir: string): Promise<boolean> {
  const lab = readState(dir)
  if (lab === undefined) return false
  if (lab.boot !== bootId()) rmSync(lab.dir, { recursive: true, force: true })
  else await reap({ ledger: new Layout(lab.dir).ledger, marker: markerOf(lab.fsid), remove: lab.dir })
  return true
}
