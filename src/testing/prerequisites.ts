import { accessSync, constants } from 'node:fs'
import path from 'node:path'
import { LabError } from './errors.ts'

interface Program {
  /** The first that is found will do. */
  readonly names: readonly string[]
  readonly debian: string
  readonly fedora: string
}

const arm = process.arch === 'arm64'

const forCluster: readonly Program[] = [
  { names: ['ceph-mon'], debian: 'ceph-mon', fedora: 'ceph-mon' },
  { names: ['monmaptool'], debian: 'ceph-common', fedora: 'ceph-base' },
  { names: ['ceph-mgr'], debian: 'ceph-mgr', fedora: 'ceph-mgr' },
  { names: ['ceph-osd'], debian: 'ceph-osd', fedora: 'ceph-osd' },
  { names: ['ceph'], debian: 'ceph-common', fedora: 'ceph-common' },
]

const forMirror: readonly Program[] = [{ names: ['rbd-mirror'], debian: 'rbd-mirror', fedora: 'rbd-mirror' }]

const forLibvirt: readonly Program[] = [
  { names: ['libvirtd'], debian: 'libvirt-daemon-system', fedora: 'libvirt-daemon' },
  {
    names: [arm ? 'qemu-system-aarch64' : 'qemu-system-x86_64', '/usr/libexec/qemu-kvm'],
    debian: arm ? 'qemu-system-arm' : 'qemu-system-x86',
    fedora: arm ? 'qemu-system-aarch64-core' : 'qemu-system-x86-core',
  },
  { names: ['unshare'], debian: 'util-linux', fedora: 'util-linux' },
  { names: ['mount'], debian: 'mount', fedora: 'util-linux-core' },
]

/** The search path of everything a lab runs: daemons lie in folders that a user's PATH may lack. */
export const searchPath = [
  ...new Set([
    ...(process.env.PATH ?? '').split(':').filter(Boolean),
    '/usr/local/sbin',
    '/usr/sbin',
    '/sbin',
    '/usr/bin',
    '/bin',
  ]),
].join(':')

/** The full path of a program, `undefined` where it is not installed. */
export function findProgram(name: string, folders = searchPath): string | undefined {
  const candidates = name.startsWith('/') ? [name] : folders.split(':').map((folder) => path.join(folder, name))
  return candidates.find((candidate) => {
    try {
      accessSync(candidate, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/** Throws a {@link LabError} that names the missing programs and the packages that carry them. */
export function checkPrerequisites(needs: { libvirt: boolean; mirror?: boolean }, folders = searchPath): void {
  if (process.platform !== 'linux') {
    throw new LabError('ERR_CEPHVIRT_LAB_PREREQUISITES', 'a Ceph cluster runs on Linux only', {
      hint: 'use a Linux machine, VM or container',
    })
  }
  const programs = [...forCluster, ...(needs.libvirt ? forLibvirt : []), ...(needs.mirror === true ? forMirror : [])]
  const missing = programs.filter(({ names }) => !names.some((name) => findProgram(name, folders)))
  if (missing.length > 0) {
    const packages = (system: 'debian' | 'fedora') => [...new Set(missing.map((program) => program[system]))].join(' ')
    throw new LabError(
      'ERR_CEPHVIRT_LAB_PREREQUISITES',
      `not installed: ${missing.map(({ names }) => names[0]).join(', ')}`,
      {
        hint: `Debian, Ubuntu: apt-get install --no-install-recommends ${packages('debian')}; Fedora: dnf install ${packages('fedora')}`,
      },
    )
  }
  if (needs.libvirt && process.getuid?.() !== 0) {
    throw new LabError(
      'ERR_CEPHVIRT_LAB_PREREQUISITES',
      'a private libvirtd needs root, for a mount namespace of its own',
      {
        hint: 'run as root, or ask for the cluster alone: startCluster({ libvirt: false })',
      },
    )
  }
}
