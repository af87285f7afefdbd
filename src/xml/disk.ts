import { integer, matching, oneOf, path, port, text, uuid } from './codec.ts'
import { child, flag, list, literal, part, required, type Table, unsupported, value } from './field.ts'
import { object, union } from './object.ts'

/** A libvirt secret by its id or by what it is for; one of the two. */
export type SecretReference = { readonly uuid: string } | { readonly usage: string }

/** Who to be for the storage: `<auth>`. */
export interface StorageAuth {
  /** The Ceph user without `client.`: `libvirt`. */
  readonly username: string
  readonly secret: SecretReference
}

/** A monitor or server. */
export interface StorageHost {
  /** A host name or address; IPv6 without brackets. */
  readonly name?: string
  readonly port?: number
}

/** LUKS encryption of an image; the secrets are libvirt secrets that hold passphrases. */
export interface DiskEncryption {
  /** `luks2` and `luks-any` need `engine: 'librbd'`. */
  readonly format: 'luks' | 'luks2' | 'luks-any' | 'qcow'
  /** `librbd` needs QEMU 6.1 and librbd 16.1. */
  readonly engine?: 'qemu' | 'librbd'
  /** Several, which libvirt 9.0 does not take yet, where clones have their own: the image's first, its parents' after it. */
  readonly secrets?: readonly SecretReference[]
}

/** What every disk has, wherever its contents are. */
export interface DiskCommon {
  /** What the guest sees; builders choose `disk`. */
  readonly as?: 'disk' | 'cdrom' | 'floppy' | 'lun'
  /** The name by which the domain knows it, no two the same: `vda`, `sdb`, `hda`. */
  readonly target: string
  /** Builders choose `virtio`, and `sata` for a cdrom (`scsi` on aarch64). */
  readonly bus?: 'virtio' | 'scsi' | 'sata' | 'ide' | 'usb' | 'fdc' | 'xen' | 'sd'
  /** Format of the contents; builders choose `raw`. */
  readonly format?: string
  /** Builders choose `none` for rbd. */
  readonly cache?: 'none' | 'writethrough' | 'writeback' | 'directsync' | 'unsafe' | 'default'
  readonly io?: 'threads' | 'native' | 'io_uring'
  /** What becomes of the guest's discards; builders choose `unmap` for rbd. */
  readonly discard?: 'unmap' | 'ignore'
  readonly detectZeroes?: 'off' | 'on' | 'unmap'
  readonly queues?: number
  readonly ioThread?: number
  /** What becomes of a failed write. */
  readonly errorPolicy?: 'stop' | 'report' | 'ignore' | 'enospace'
  /** Place in the boot order, from 1; not together with the domain's `boot`. */
  readonly bootOrder?: number
  /** Seen by the guest: at most 20 bytes for virtio, 36 for others. */
  readonly serial?: string
  readonly readOnly?: boolean
  readonly shareable?: boolean
}

/** An image in a Ceph pool. */
export interface RbdDisk extends DiskCommon {
  readonly type: 'network'
  readonly protocol: 'rbd'
  /** The Ceph pool. */
  readonly pool: string
  readonly image: string
  /** To read from; the disk has to be `readOnly`. */
  readonly snapshot?: string
  /** The monitors; without them those of `config`, or of QEMU host's own ceph.conf. */
  readonly hosts?: readonly StorageHost[]
  /** A ceph.conf on the host. */
  readonly config?: string
  readonly auth?: StorageAuth
  readonly encryption?: DiskEncryption
  /** libvirt cannot pass a RADOS namespace to QEMU: only the default one can be attached. */
  readonly namespace?: ''
}

/** A disk over another network protocol. */
export interface NetworkDisk extends DiskCommon {
  readonly type: 'network'
  readonly protocol: 'nbd' | 'iscsi' | 'http' | 'https' | 'ftp' | 'ftps' | 'tftp' | 'ssh' | 'gluster' | 'nfs'
  readonly name?: string
  readonly hosts?: readonly StorageHost[]
  readonly auth?: StorageAuth
}

/** A file on the host; a cdrom or floppy without `file` is empty. */
export interface FileDisk extends DiskCommon {
  readonly type: 'file'
  readonly file?: string
  readonly encryption?: DiskEncryption
}

/** A block device on the host. */
export interface BlockDisk extends DiskCommon {
  readonly type: 'block'
  /** `/dev/vg/volume`; without it, a cdrom's drive is empty. */
  readonly device?: string
  readonly encryption?: DiskEncryption
}

/** A disk of a kind that has no description here yet (nvme, vhostuser, volume …): kept, and what is common can be changed. */
export interface OtherDisk extends Partial<DiskCommon> {
  readonly type: 'other'
}

/** `<disk>` as a builder takes it. */
export type DiskOptions = RbdDisk | NetworkDisk | FileDisk | BlockDisk

/** `<disk>` as read. */
export type Disk = DiskOptions | OtherDisk

export const secretReference = union<SecretReference>(
  object<{ readonly uuid: string }>({ uuid: required(value('@uuid', uuid)) }),
  object<{ readonly usage: string }>({ usage: required(value('@usage', text)) }),
)

function auth(type: string) {
  return object<StorageAuth>(
    { username: required(value('@username', text)), secret: required(child('secret', secretReference)) },
    { fixed: { 'secret/@type': type } },
  )
}

/** In a domain the secret says its type, in a pool the auth does. */
export const cephAuth = auth('ceph')

const host = object<StorageHost>({ name: value('@name', text), port: value('@port', port) })

const passphrase = union<SecretReference>(
  object<{ readonly uuid: string }>({ uuid: required(value('@uuid', uuid)) }, { fixed: { '@type': 'passphrase' } }),
  object<{ readonly usage: string }>({ usage: required(value('@usage', text)) }, { fixed: { '@type': 'passphrase' } }),
)

export const encryption = object<DiskEncryption>({
  format: required(value('@format', oneOf('luks', 'luks2', 'luks-any', 'qcow'))),
  engine: value('@engine', oneOf('qemu', 'librbd')),
  secrets: list('secret', passphrase),
})

const common: Table<DiskCommon> = {
  as: value('@device', oneOf('disk', 'cdrom', 'floppy', 'lun')),
  format: value('driver/@type', text),
  cache: value('driver/@cache', oneOf('none', 'writethrough', 'writeback', 'directsync', 'unsafe', 'default')),
  io: value('driver/@io', oneOf('threads', 'native', 'io_uring')),
  discard: value('driver/@discard', oneOf('unmap', 'ignore')),
  detectZeroes: value('driver/@detect_zeroes', oneOf('off', 'on', 'unmap')),
  errorPolicy: value('driver/@error_policy', oneOf('stop', 'report', 'ignore', 'enospace')),
  queues: value('driver/@queues', integer(1)),
  ioThread: value('driver/@iothread', integer(1)),
  target: required(
    value(
      'target/@dev',
      matching(/^(?:ioemu:)?(?:fd|hd|sd|vd|xvd|ubd)[a-zA-Z0-9_]+$/, 'a disk name, as vda, sdb or hdc'),
    ),
  ),
  bus: value('target/@bus', oneOf('virtio', 'scsi', 'sata', 'ide', 'usb', 'fdc', 'xen', 'sd')),
  serial: value('serial', matching(/^[A-Za-z0-9_.+ -]+$/, 'letters, digits, "_", ".", "+", "-" and spaces')),
  bootOrder: value('boot/@order', integer(1)),
  readOnly: flag('readonly'),
  shareable: flag('shareable'),
}

const fixed = { 'driver/@name': 'qemu' }

const noNamespace =
  'absent: libvirt passes pool, image and snapshot to QEMU but no RADOS namespace, so only images of the default namespace can be attached'

const rbd = object<RbdDisk>(
  {
    type: literal('network', '@type'),
    protocol: literal('rbd', 'source/@protocol'),
    pool: part('source/@name', '/', 'before', matching(/^[^/]+$/, 'a pool name: not empty, without "/"')),
    image: part(
      'source/@name',
      '/',
      'after',
      matching(
        /^[^/@]+$/,
        'an image name: not empty, without "/" (libvirt cannot express a RADOS namespace) and "@" (use snapshot)',
      ),
    ),
    namespace: unsupported(noNamespace),
    hosts: list('source/host', host),
    snapshot: value('source/snapshot/@name', text),
    config: value('source/config/@file', path),
    auth: child('source/auth|auth', cephAuth),
    encryption: child('source/encryption|encryption', encryption),
    ...common,
  },
  { fixed },
)

const protocols = ['nbd', 'iscsi', 'http', 'https', 'ftp', 'ftps', 'tftp', 'ssh', 'gluster', 'nfs'] as const

const network = object<NetworkDisk>(
  {
    type: literal('network', '@type'),
    protocol: required(
      // An rbd disk is the variant before this one; refusing a protocol names it all the same.
      value('source/@protocol', { read: oneOf(...protocols).read, write: oneOf('rbd', ...protocols).write }),
    ),
    name: value('source/@name', text),
    hosts: list('source/host', host),
    auth: child('source/auth|auth', auth('iscsi')),
    ...common,
  },
  { fixed },
)

const file = object<FileDisk>(
  {
    type: literal('file', '@type'),
    file: value('source/@file', path),
    encryption: child('source/encryption|encryption', encryption),
    ...common,
  },
  { fixed },
)

const block = object<BlockDisk>(
  {
    type: literal('block', '@type'),
    device: value('source/@dev', path),
    encryption: child('source/encryption|encryption', encryption),
    ...common,
  },
  { fixed },
)

const other = object<OtherDisk>(
  { type: literal('other'), ...common, target: { ...common.target, required: false } },
  { foundOnly: true },
)

export const disk = union<Disk>(rbd, network, file, block, other)

/** The disk with what an expert would choose where nothing is said. */
export function withDiskDefaults(given: DiskOptions, arch: string): DiskOptions {
  const isRbd = given.type === 'network' && given.protocol === 'rbd'
  const readOnly = given.as === 'cdrom' || (isRbd && given.snapshot !== undefined)
  return {
    as: 'disk',
    format: 'raw',
    bus: busOf(given.as ?? 'disk', arch),
    ...(isRbd && given.as !== 'cdrom' ? { cache: 'none', discard: 'unmap' } : {}),
    ...(readOnly ? { readOnly } : {}),
    ...given,
  }
}

function busOf(as: 'disk' | 'cdrom' | 'floppy' | 'lun', arch: string): NonNullable<DiskCommon['bus']> {
  switch (as) {
    case 'disk':
      return 'virtio'
    case 'cdrom':
      return arch === 'x86_64' || arch === 'i686' ? 'sata' : 'scsi'
    case 'floppy':
      return 'fdc'
    case 'lun':
      return 'scsi'
  }
}
