import { outOfRange } from '../core/arguments.ts'
import type {
  DomainBackupDescription,
  DomainBackupOptions,
  DomainCheckpointDescription,
  DomainCheckpointOptions,
  DomainDescription,
  DomainOptions,
  DomainSnapshotDescription,
  DomainSnapshotOptions,
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
export type Source<K extends keyof Described> = string | Described[K] | OptionsOf[K]

interface Described {
  domain: DomainDescription
  pool: StoragePoolDescription
  volume: StorageVolumeDescription
  secret: SecretDescription
  domainsnapshot: DomainSnapshotDescription
  domaincheckpoint: DomainCheckpointDescription
  domainbackup: DomainBackupDescription
}

interface OptionsOf {
  domain: DomainOptions
  pool: StoragePoolOptions
  volume: StorageVolumeOptions
  secret: SecretOptions
  domainsnapshot: DomainSnapshotOptions
  domaincheckpoint: DomainCheckpointOptions
  domainbackup: DomainBackupOptions
}

const builders: { readonly [K in keyof Described]: (options: OptionsOf[K]) => Buildable } = {
  domain,
  pool: storagePool,
  volume: storageVolume,
  secret,
  domainsnapshot: domainSnapshot,
  domaincheckpoint: domainCheckpoint,
  domainbackup: domainBackup,
}

/** The XML of what an object is to be defined from. */
export function toXml<K extends keyof Described>(kind: K, source: Source<K>): string {
  if (typeof source === 'string') return source
  if (typeof source !== 'object' || source === null || !('kind' in source)) {
    return build(builders[kind](source as OptionsOf[K]))
  }
  if (source.kind !== kind) throw outOfRange('description.kind', `'${kind}'`, source.kind)
  return build(source as Buildable)
}

/** The description of an object's XML, lossless. */
export function fromXml<K extends keyof Described>(kind: K, text: string): Described[K] {
  const description: Description = parse(text)
  if (description.kind !== kind) throw outOfRange('root element', `of kind '${kind}'`, description.kind)
  return description as Described[K]
}
