import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readdirSync, statfsSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { LabError } from './errors.ts'

/** A unix socket's path holds at most 107 bytes; the longest of ours below the folder is `libvirt.2/run/libvirt-admin-sock`. */
const longestFolder = 107 - '/libvirt.2/run/libvirt-admin-sock'.length - 6

/** Where things lie in a lab's folder. */
export class Layout {
  readonly dir: string

  constructor(dir: string) {
    this.dir = dir
  }

  get conf(): string {
    return this.at('ceph.conf')
  }
  get adminKeyring(): string {
    return this.at('ceph.client.admin.keyring')
  }
  get ledger(): string {
    return this.at('processes')
  }
  get state(): string {
    return this.at('lab.json')
  }
  at(...names: string[]): string {
    return path.join(this.dir, ...names)
  }
  /** The data folder of a daemon. */
  data(daemon: string): string {
    return this.at('data', daemon)
  }
  adminSocket(daemon: string): string {
    return this.at('asok', `${daemon}.asok`)
  }
  log(daemon: string): string {
    return this.at('log', `${daemon}.log`)
  }
  output(daemon: string): string {
    return this.at('log', `${daemon}.out`)
  }

  create(): void {
    for (const folder of ['data', 'asok', 'run', 'log', 'crash']) mkdirSync(this.at(folder), { mode: 0o700 })
  }
}

/** Makes the lab's folder: the given one, which must be empty or absent, or a fresh one. Only its owner may look into it. */
export function makeFolder(given: string | undefined): { dir: string; existed: boolean } {
  const dir = given === undefined ? freshFolder() : path.resolve(given)
  if (Buffer.byteLength(dir) > longestFolder) {
    throw new LabError('ERR_CEPHVIRT_LAB_STATE', `the path of the folder is too long for unix sockets: ${dir}`, {
      hint: `give a folder whose path has at most ${longestFolder} bytes`,
    })
  }
  if (/[\s"'\\$#;[\]=]/.test(dir)) {
    throw new LabError('ERR_CEPHVIRT_LAB_STATE', `ceph.conf cannot hold this path: ${dir}`, {
      hint: 'give a folder with a plain name',
    })
  }
  const existed = existsSync(dir)
  if (existed && readdirSync(dir).length > 0) {
    throw new LabError('ERR_CEPHVIRT_LAB_STATE', `the folder is not empty: ${dir}`, {
      hint: 'give an empty or a new folder',
    })
  }
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  chmodSync(dir, 0o700)
  return { dir, existed }
}

function freshFolder(): string {
  return path.join(temporaryFolder(), `cephvirt-${randomBytes(4).toString('hex')}`)
}

/** The system's folder for temporary files, unless that is kept in memory: the OSDs' files want a disk (and direct I/O). */
export function temporaryFolder(): string {
  const tmpfs = 0x01021994
  const folder = os.tmpdir()
  return statfsSync(folder).type === tmpfs && existsSync('/var/tmp') ? '/var/tmp' : folder
}
