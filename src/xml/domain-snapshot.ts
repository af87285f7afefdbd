import { integer, objectName, oneOf, path, text } from './codec.ts'
import { type DiskEncryption, encryption } from './disk.ts'
import { type DomainDescription, domainType } from './domain.ts'
import { child, list, required, value } from './field.ts'
import { object } from './object.ts'

/** What becomes of a disk in a snapshot. */
export interface SnapshotDisk {
  /** The disk's target in the domain, `'vda'`, or its path. */
  readonly name: string
  /** `internal`: kept in its qcow2 file; `external`: the disk goes on in a new file over it; `no`: left out. */
  readonly snapshot?: 'no' | 'internal' | 'external' | 'manual'
  /** What the new file is; `file` without it. */
  readonly type?: 'file' | 'block' | 'network'
  /** Format of the new file: `qcow2`. */
  readonly format?: string
  /** Where it goes on, on the host; libvirt chooses a name beside the old file without it. */
  readonly file?: string
  /** The same, if it is a block device. */
  readonly device?: string
  readonly encryption?: DiskEncryption
}

/** Where the guest's memory goes. */
export interface SnapshotMemory {
  readonly snapshot?: 'no' | 'internal' | 'external'
  /** For `external`. */
  readonly file?: string
}

/** What {@link domainSnapshot} takes. */
export interface DomainSnapshotOptions {
  /** libvirt takes the time in seconds if it is not given. */
  readonly name?: string
  readonly description?: string
  /** Without it, the guest's memory goes where its disks go. */
  readonly memory?: SnapshotMemory
  /** Disks that are not here are treated like the others. */
  readonly disks?: readonly SnapshotDisk[]
}

/** `<domainsnapshot>` */
export interface DomainSnapshotDescription extends DomainSnapshotOptions {
  readonly kind: 'domainsnapshot'
  /** The domain's state when it was taken; `disk-snapshot` if its memory is not in it. */
  readonly state?: 'running' | 'blocked' | 'paused' | 'shutdown' | 'shutoff' | 'crashed' | 'disk-snapshot'
  /** Seconds since 1970. */
  readonly creationTime?: number
  /** The name of the snapshot that it comes after. */
  readonly parent?: string
  /** The domain as it was. */
  readonly domain?: Omit<DomainDescription, 'kind'>
}

const disk = object<SnapshotDisk>({
  name: required(value('@name', text)),
  snapshot: value('@snapshot', oneOf('no', 'internal', 'external', 'manual')),
  type: value('@type', oneOf('file', 'block', 'network')),
  format: value('driver/@type', text),
  file: value('source/@file', path),
  device: value('source/@dev', path),
  encryption: child('source/encryption', encryption),
})

export const domainSnapshotType = object<Omit<DomainSnapshotDescription, 'kind'>>({
  name: value('name', objectName),
  description: value('description', text),
  state: value('state', oneOf('running', 'blocked', 'paused', 'shutdown', 'shutoff', 'crashed', 'disk-snapshot')),
  creationTime: value('creationTime', integer()),
  parent: value('parent/name', objectName),
  memory: child(
    'memory',
    object<SnapshotMemory>({
      snapshot: value('@snapshot', oneOf('no', 'internal', 'external')),
      file: value('@file', path),
    }),
  ),
  disks: list('disks/disk', disk),
  domain: child('domain', domainType),
})

export function withDomainSnapshotDefaults(given: DomainSnapshotOptions): DomainSnapshotOptions {
  const { disks } = given
  if (!Array.isArray(disks)) return given
  return {
    ...given,
    disks: disks.map((one: SnapshotDisk) => (one?.device === undefined ? one : { type: 'block', ...one })),
  }
}
