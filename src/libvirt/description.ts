import { outOfRange, wrongType } from '../core/arguments.ts'
import type {
  DiskDescription,
  DiskOptions,
  DomainBackupDescription,
  DomainBackupOptions,
  DomainCheckpointDescription,
  DomainCheckpointOptions,
  DomainDescription,
  DomainOptions,
  DomainSnapshotDescription,
  DomainSnapshotOptions,
  OtherDescription,
  SecretDescription,
  SecretOptions,
  StoragePoolDescription,
  StoragePoolOptions,
  StorageVolumeDescription,
  StorageVolumeOptions,
} from '../xml/index.ts'
import {
  type Buildable,
  build,
  type Description,
  disk,
  domain,
  domainBackup,
  domainCheckpoint,
  domainSnapshot,
  parse,
  secret,
  storagePool,
  storageVolume,
} from '../xml/index.ts'

/** What an object is defined from: XML, a description (`xml.domain({ … })`, `xml.parse(text)`), or the options of one. */
export type Source<K extends keyof Described> =
  | string
  | Described[K]
  | (K extends keyof OptionsOf ? OptionsOf[K] : never)

interface Described {
  domain: DomainDescription
  pool: StoragePoolDescription
  volume: StorageVolumeDescription
  secret: SecretDescription
  domainsnapshot: DomainSnapshotDescription
  domaincheckpoint: DomainCheckpointDescription
  domainbackup: DomainBackupDescription
  disk: DiskDescription
  // By the root's name, as long as there is no other description of them.
  network: OtherDescription
  networkport: OtherDescription
  interface: OtherDescription
  device: OtherDescription
  filter: OtherDescription
  filterbinding: OtherDescription
}

interface OptionsOf {
  domain: DomainOptions
  pool: StoragePoolOptions
  volume: StorageVolumeOptions
  secret: SecretOptions
  domainsnapshot: DomainSnapshotOptions
  domaincheckpoint: DomainCheckpointOptions
  domainbackup: DomainBackupOptions
  disk: DiskOptions
}

/** A function: the XML model is loaded when one is first asked for. */
const builders = (): { readonly [K in keyof OptionsOf]: (options: OptionsOf[K]) => Buildable } => ({
  domain,
  pool: storagePool,
  volume: storageVolume,
  secret,
  domainsnapshot: domainSnapshot,
  domaincheckpoint: domainCheckpoint,
  domainbackup: domainBackup,
  disk,
})

function kindOf(description: Description): string {
  return description.kind === 'other' ? description.name : description.kind
}

/** The XML of what an object is to be defined from. */
export function toXml<K extends keyof Described>(kind: K, source: Source<K>): string {
  if (typeof source === 'string') return source
  if (typeof source !== 'object' || source === null || !('kind' in source)) {
    const all = builders()
    if (!Object.hasOwn(all, kind)) throw wrongType('description', 'XML, or a description of it', source)
    return build(all[kind as keyof OptionsOf](source as never))
  }
  const given = kindOf(source as Description)
  if (given !== kind) throw outOfRange('description.kind', `'${kind}'`, given)
  return build(source as Buildable)
}

/** The description of an object's XML, lossless. */
export function fromXml<K extends keyof Described>(kind: K, text: string): Described[K] {
  const description: Description = parse(text)
  const found = kindOf(description)
  if (found !== kind) throw outOfRange('root element', `of kind '${kind}'`, found)
  return description as Described[K]
}
