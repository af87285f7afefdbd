// The arm64 machine that tests run on: this one, or an emulated one with a real arm64 Node, an arm64 Debian's libraries
// and the page size that is asked for. What is emulated is one process and what it starts, not a system: files, sockets
// and the cluster are this machine's.
import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { here } from '../../scripts/matrix.mjs'
import { nodeBinary, nodeVersions } from '../../scripts/node-binaries.mjs'
import { sysroot, versionIn } from '../../scripts/sysroot.mjs'

export interface Machine {
  /** Starts Node on it. */
  readonly node: string
  readonly pageSize: number
  /** What it is made of, as the support matrix has it. */
  readonly system: string
  readonly versions: Readonly<Record<'node' | 'glibc' | 'ceph' | 'libvirt', string | undefined>>
}

const project = join(import.meta.dirname, '..', '..')
const native = process.arch === 'arm64'

/** Where an emulated machine lies: the same each time, so that a test's process can be told before it is made. */
function folderOf(suite: string, pageSize: number): string {
  return join(project, '.cache', 'arm64', `${suite}-${pageSize}`)
}

/** What starts Node on a machine that `makeMachine` has made. */
export function launcher(suite: string, pageSize: number): string {
  return native ? process.execPath : join(folderOf(suite, pageSize), 'node')
}

export function makeMachine(suite: string, major: string, pageSize: number): Machine {
  const release = nodeVersions[Number(major) as keyof typeof nodeVersions]
  if (native) return thisMachine()
  const root = sysroot({ suite, arch: 'arm64', packages: ['librados2', 'librbd1', 'libvirt0'], padded: true })
  const program = nodeBinary({ major: Number(major), arch: 'arm64' })
  const folder = folderOf(suite, pageSize)
  const prefix = join(folder, 'prefix')
  // Only the libraries are the other Debian's: a whole root would cover this machine's /tmp, /etc and /dev.
  mkdirSync(join(prefix, 'usr'), { recursive: true })
  link(join(root, 'lib'), join(prefix, 'lib'))
  link(join(root, 'usr/lib'), join(prefix, 'usr/lib'))
  const node = join(folder, 'node')
  // A child that is started by process.execPath would be an arm64 program on this machine: it has to come by here.
  const itself = join(folder, 'itself.cjs')
  writeFileSync(itself, `process.execPath = ${JSON.stringify(node)}\n`)
  const command = [emulator(), '-p', pageSize, '-L', prefix, program, '--require', itself]
  writeFileSync(node, `#!/bin/sh\nexec ${command.map((word) => `'${word}'`).join(' ')} "$@"\n`)
  chmodSync(node, 0o755)
  return {
    node,
    pageSize,
    system: `Debian ${suite} under qemu-user`,
    versions: {
      node: release,
      glibc: versionIn(root, 'libc6'),
      ceph: versionIn(root, 'librbd1'),
      libvirt: versionIn(root, 'libvirt0'),
    },
  }
}

/** A link that leads there from now on, and at no time nowhere: a run beside this one may use it. */
function link(target: string, path: string): void {
  const partial = `${path}.${process.pid}`
  rmSync(partial, { force: true })
  symlinkSync(target, partial)
  renameSync(partial, path)
}

function thisMachine(): Machine {
  const { system, pageSize, glibc, ceph, libvirt } = here()
  return { node: process.execPath, pageSize, system, versions: { node: process.versions.node, glibc, ceph, libvirt } }
}

function emulator(): string {
  const found = '/usr/bin/qemu-aarch64-static'
  if (!existsSync(found)) throw new Error('no qemu-aarch64-static: apt-get install qemu-user-static')
  return found
}
