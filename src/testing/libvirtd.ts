import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { LabError } from './errors.ts'
import { Daemon } from './process.ts'
import type { Site } from './site.ts'

const rbdBackend = 'libvirt_storage_backend_rbd.so'

/**
 * Runs in a mount namespace of its own and puts private folders over all that libvirtd reads and writes, then becomes libvirtd.
 * `/run` is covered whole: that hides the system's libvirtd, virtlogd, D-Bus, firewalld and machined, and its name marks the namespace.
 * `-n`: the system's table of mounts is none of our business. A name that is given becomes the name of its host.
 */
const script = `
set -e
marker=$1 dir=$2 name=$3
[ -z "$name" ] || echo "$name" >/proc/sys/kernel/hostname
cover() {
  if [ ! -d "$2" ]; then
    mount -n -t tmpfs -o mode=755 "$marker" "\${2%/*}"
    mkdir "$2"
  fi
  mount -n --bind "$1" "$2"
}
mount -n -t tmpfs -o mode=755 "$marker" "$dir/mnt"
mkdir "$dir/mnt/libvirt" "$dir/mnt/lock"
if [ -d /run/udev ]; then
  mkdir "$dir/mnt/udev"
  mount -n --bind /run/udev "$dir/mnt/udev"
fi
mount -n --bind "$dir/run" "$dir/mnt/libvirt"
mount -n --move "$dir/mnt" /run
cover "$dir/etc" /etc/libvirt
cover "$dir/lib" /var/lib/libvirt
cover "$dir/cache" /var/cache/libvirt
cover "$dir/log" /var/log/libvirt
[ ! -d /etc/ceph ] || cover "$dir/ceph" /etc/ceph
exec libvirtd
`

/**
 * A libvirtd that shares nothing with the system's, nor with others of the lab. The first believes to be on this host. The
 * second and all further ones believe to be on hosts of their own, of other names and UUIDs: libvirt moves no guest to the
 * host that it is on.
 */
export class Libvirtd {
  readonly daemon: Daemon
  /** Where its folders lie. */
  readonly dir: string
  readonly #hostUuid: string
  /** This host's address for migrations: libvirt takes all of 127.0.0.0/8 but the first for another machine's. */
  readonly #address: string
  readonly #log: string

  /** @param number - 1 for the lab's own, 2 for the next … */
  constructor(site: Site, number: number) {
    const name = number === 1 ? 'libvirtd' : `libvirtd.${number}`
    // With a dot in it, libvirt asks no one for the name's long form.
    const host = number === 1 ? '' : `${name}.cephvirt.test`
    this.dir = site.layout.at(number === 1 ? 'libvirt' : `libvirt.${number}`)
    this.#hostUuid = number === 1 ? site.fsid : randomUUID()
    this.#address = `127.0.0.${number + 1}`
    this.#log = site.layout.log(name)
    const namespaces = ['--mount', '--propagation', 'private', '--uts']
    this.daemon = new Daemon({
      ...site.daemon(name),
      command: 'unshare',
      args: [...namespaces, '/bin/sh', '-c', script, name, site.marker, this.dir, host],
    })
  }

  get socket(): string {
    return path.join(this.dir, 'run', 'libvirt-sock')
  }

  /** With `+unix` and its socket: other libvirtds move guests to such a URI, which they take for their own host without. */
  get uri(): string {
    return `qemu+unix:///system?socket=${this.socket}`
  }

  create(): void {
    for (const folder of ['mnt', 'run', 'lib', 'cache', 'log', 'ceph', 'backends'])
      mkdirSync(path.join(this.dir, folder), { recursive: true })
    for (const folder of ['qemu', 'storage', 'secrets', 'nwfilter', 'hooks'])
      mkdirSync(path.join(this.dir, 'etc', folder), { recursive: true })
    const daemonConf = [
      'auth_unix_ro = "none"',
      'auth_unix_rw = "none"',
      `host_uuid = "${this.#hostUuid}"`,
      `log_outputs = "3:file:${this.#log}"`,
    ]
    // Guests run as root without confinement, their files in the lab's folder, their output by no other daemon.
    const qemuConf = [
      'user = "root"',
      'group = "root"',
      'security_driver = "none"',
      'stdio_handler = "file"',
      'namespaces = []',
      'cgroup_controllers = []',
      'remember_owner = 0',
      `migration_host = "${this.#address}"`,
      `migration_address = "${this.#address}"`,
    ]
    writeFileSync(path.join(this.dir, 'etc', 'libvirtd.conf'), `${daemonConf.join('\n')}\n`)
    writeFileSync(path.join(this.dir, 'etc', 'qemu.conf'), `${qemuConf.join('\n')}\n`)
  }

  /** Starts it; returns before it answers, see {@link ready}. */
  start(options: { hideRbdBackend: boolean }): void {
    rmSync(this.socket, { force: true })
    const env = options.hideRbdBackend ? { LIBVIRT_STORAGE_BACKEND_DIR: this.#backendsButRbd() } : {}
    this.daemon.start({ env })
  }

  async ready(signal: AbortSignal): Promise<void> {
    await this.daemon.waitUntil(() => answers(this.socket), 'opening its socket', { timeout: 60_000, signal })
  }

  /** A folder with links to all storage backends of this machine except rbd's. */
  #backendsButRbd(): string {
    const from = backendFolder()
    const to = path.join(this.dir, 'backends')
    for (const file of readdirSync(from)) {
      const link = path.join(to, file)
      if (file !== rbdBackend && !existsSync(link)) symlinkSync(path.join(from, file), link)
    }
    return to
  }
}

function backendFolder(): string {
  const folders = ['/usr/lib64/libvirt/storage-backend', '/usr/lib/libvirt/storage-backend']
  for (const entry of readdirSync('/usr/lib')) {
    if (entry.endsWith('-linux-gnu')) folders.push(`/usr/lib/${entry}/libvirt/storage-backend`)
  }
  const folder = folders.find((candidate) => existsSync(candidate))
  if (folder === undefined) {
    throw new LabError('ERR_CEPHVIRT_LAB_PREREQUISITES', 'libvirt has no folder of storage backends here', {
      hint: 'Debian, Ubuntu: libvirt-daemon; Fedora: libvirt-daemon-driver-storage-core',
    })
  }
  return folder
}

/**
 * Whether the daemon answers a call. It accepts connections seconds before its drivers are ready, so ask for the first thing
 * every client asks for: program `remote` 0x20008086 version 1, procedure 66 (AUTH_LIST), a call, serial 0, status 0.
 */
function answers(socketPath: string): Promise<boolean> {
  const call = Buffer.alloc(28)
  for (const [index, word] of [28, 0x20008086, 1, 66, 0, 0, 0].entries()) call.writeUInt32BE(word, index * 4)
  return new Promise((resolve) => {
    const socket = net.connect(socketPath, () => socket.write(call))
    const settle = (answered: boolean) => {
      resolve(answered)
      socket.destroy()
    }
    socket.setTimeout(1_000, () => settle(false))
    socket.once('data', () => settle(true))
    socket.once('error', () => settle(false))
    socket.once('close', () => settle(false))
  })
}
