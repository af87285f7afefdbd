import { integer, oneOf, path, port, text, yesNo } from './codec.ts'
import { type DiskEncryption, encryption } from './disk.ts'
import { child, list, required, value } from './field.ts'
import { object } from './object.ts'

/** A file or a block device on the host, for what is copied or kept meanwhile. */
export interface BackupPlace {
  readonly file?: string
  readonly device?: string
  readonly encryption?: DiskEncryption
}

/** What becomes of a disk in a backup. */
export interface BackupDisk {
  /** The disk's target in the domain: `'vda'`. */
  readonly name: string
  /** Whether it is backed up. */
  readonly backup?: boolean
  /** What the target or the scratch is; builders choose. */
  readonly type?: 'file' | 'block'
  readonly backupMode?: 'full' | 'incremental'
  /** The checkpoint since which, for this disk. */
  readonly incremental?: string
  /** Format of the target: `qcow2` if not said, `raw`. */
  readonly format?: string
  /** Push: where the copy goes. */
  readonly target?: BackupPlace
  /** Pull: where the old contents of blocks are kept that the guest writes meanwhile. */
  readonly scratch?: BackupPlace
  /** Pull: the name of the NBD export; that of the disk if not said. */
  readonly exportName?: string
  /** Pull: the name of the bitmap beside it. */
  readonly exportBitmap?: string
  /** Given by libvirt. */
  readonly index?: number
}

/** Pull: where the NBD server of QEMU listens. */
export interface BackupServer {
  readonly transport?: 'tcp' | 'unix'
  /** Of `tcp`: the address. */
  readonly name?: string
  readonly port?: number
  /** Of `unix`. */
  readonly socket?: string
  readonly tls?: boolean
}

/** What {@link domainBackup} takes. */
export interface DomainBackupOptions {
  /** `push`: QEMU writes copies; `pull`: it serves the contents of this moment over NBD. Builders choose by `server`. */
  readonly mode?: 'push' | 'pull'
  /** The name of a checkpoint: what was written since, instead of everything. */
  readonly incremental?: string
  readonly server?: BackupServer
  /** Without it, all disks. */
  readonly disks?: readonly BackupDisk[]
}

/** `<domainbackup>` */
export interface DomainBackupDescription extends DomainBackupOptions {
  readonly kind: 'domainbackup'
  /** Given by libvirt. */
  readonly id?: number
}

const place = object<BackupPlace>({
  file: value('@file', path),
  device: value('@dev', path),
  encryption: child('encryption', encryption),
})

export const domainBackupType = object<Omit<DomainBackupDescription, 'kind'>>({
  mode: value('@mode', oneOf('push', 'pull')),
  id: value('@id', integer()),
  incremental: value('incremental', text),
  server: child(
    'server',
    object<BackupServer>({
      transport: value('@transport', oneOf('tcp', 'unix')),
      name: value('@name', text),
      port: value('@port', port),
      socket: value('@socket', path),
      tls: value('@tls', yesNo),
    }),
  ),
  disks: list(
    'disks/disk',
    object<BackupDisk>({
      name: required(value('@name', text)),
      backup: value('@backup', yesNo),
      type: value('@type', oneOf('file', 'block')),
      backupMode: value('@backupmode', oneOf('full', 'incremental')),
      incremental: value('@incremental', text),
      exportName: value('@exportname', text),
      exportBitmap: value('@exportbitmap', text),
      index: value('@index', integer()),
      format: value('driver/@type', text),
      target: child('target', place),
      scratch: child('scratch', place),
    }),
  ),
})

export function withDomainBackupDefaults(given: DomainBackupOptions): DomainBackupOptions {
  const { disks, server } = given
  return {
    mode: server === undefined ? 'push' : 'pull',
    ...given,
    ...(Array.isArray(disks) ? { disks: disks.map(withDiskType) } : {}),
    ...(server?.socket === undefined ? {} : { server: { transport: 'unix', ...server } }),
  }
}

function withDiskType(disk: BackupDisk): BackupDisk {
  if (disk?.backup === false) return disk
  const { device } = disk?.target ?? disk?.scratch ?? {}
  return { type: device === undefined ? 'file' : 'block', ...disk }
}
