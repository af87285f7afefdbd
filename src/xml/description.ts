import { wrongType } from '../core/arguments.ts'
import type { Size } from '../core/sizes.ts'
import { type Disk, disk } from './disk.ts'
import { parseDocument, serializeDocument, type XmlElement } from './document.ts'
import { type DomainDescription, domainType } from './domain.ts'
import { type DomainBackupDescription, domainBackupType } from './domain-backup.ts'
import { type DomainCheckpointDescription, domainCheckpointType } from './domain-checkpoint.ts'
import { type DomainSnapshotDescription, domainSnapshotType } from './domain-snapshot.ts'
import { XmlError } from './error.ts'
import type { ElementType } from './field.ts'
import { originOf, withOrigin } from './origin.ts'
import { type SecretDescription, secretType } from './secret.ts'
import { type StoragePoolDescription, storagePoolType } from './storage-pool.ts'
import { type StorageVolumeDescription, storageVolumeType } from './storage-volume.ts'

/** A document whose root has no description here yet (network, capabilities …): its elements, as they are. */
export interface OtherDescription {
  readonly kind: 'other'
  /** The root's name. */
  readonly name: string
  readonly root: XmlElement
}

/** `<disk>` by itself, as devices are attached and copied to. */
export type DiskDescription = { readonly kind: 'disk' } & Disk

/** A document, by its root element. */
export type Description =
  | DomainDescription
  | StoragePoolDescription
  | StorageVolumeDescription
  | SecretDescription
  | DomainSnapshotDescription
  | DomainCheckpointDescription
  | DomainBackupDescription
  | DiskDescription
  | OtherDescription

type WithSizes<T, K extends PropertyKey> = T extends unknown
  ? Omit<T, K> & { readonly [P in keyof T & K]?: Exclude<T[P], undefined> | Size }
  : never

/** What {@link build} takes: a description, in which sizes may also be given as `'2GiB'`. */
export type Buildable =
  | WithSizes<DomainDescription, 'memory' | 'currentMemory'>
  | WithSizes<StoragePoolDescription, 'capacity' | 'allocation' | 'available'>
  | WithSizes<StorageVolumeDescription, 'capacity' | 'allocation' | 'physical'>
  | SecretDescription
  | DomainSnapshotDescription
  | DomainCheckpointDescription
  | DomainBackupDescription
  | DiskDescription
  | OtherDescription

/** kind → root element and type. */
export const kinds = {
  domain: { root: 'domain', type: domainType },
  pool: { root: 'pool', type: storagePoolType },
  volume: { root: 'volume', type: storageVolumeType },
  secret: { root: 'secret', type: secretType },
  domainsnapshot: { root: 'domainsnapshot', type: domainSnapshotType },
  domaincheckpoint: { root: 'domaincheckpoint', type: domainCheckpointType },
  domainbackup: { root: 'domainbackup', type: domainBackupType },
  disk: { root: 'disk', type: disk },
} as const satisfies Record<string, { root: string; type: ElementType<object> }>

type Kind = keyof typeof kinds

function isKind(name: unknown): name is Kind {
  return typeof name === 'string' && Object.hasOwn(kinds, name)
}

/**
 * Reads a document into plain data, typed by its root element. What has no field is not shown but is not lost: it is
 * carried along, also by `{ ...description, memory: '2GiB' }`, and written again by {@link build}.
 *
 * @example
 * const domain = xml.parse(await handle.xml())
 * if (domain.kind === 'domain') await connection.domains.define(xml.build({ ...domain, memory: '2GiB' }))
 *
 * @throws XmlError if the text is not well-formed, has a DTD, or lacks what every document of its root has (a name).
 */
export function parse(text: string): Description {
  if (typeof text !== 'string') throw wrongType('text', 'a string', text)
  const document = parseDocument(text)
  const { root } = document
  const kind = isKind(root.name) && root.namespace === undefined ? root.name : undefined
  if (kind === undefined) return withOrigin({ kind: 'other', name: root.name, root } as const, root, document)
  const { type } = kinds[kind]
  const read: object | undefined = type.read(root)
  if (read === undefined) {
    const missing = 'missing' in type ? type.missing(root) : undefined
    throw new XmlError(`<${root.name}> has no readable ${missing ?? 'type'}`)
  }
  return withOrigin({ kind, ...read } as Description, root, document)
}

/**
 * Writes a document. Of a parsed description it is the same document but for white space, with what was changed.
 *
 * @throws TypeError (`ERR_INVALID_ARG_TYPE`) or RangeError (`ERR_OUT_OF_RANGE`), naming the field (`disks[0].target`),
 * for a value that was changed and cannot be.
 */
export function build(description: Buildable): string {
  if (typeof description !== 'object' || description === null) throw wrongType('', 'an object', description)
  const { kind, ...value } = description
  const { document } = originOf(description)
  const { before = [], after = [] } = document ?? {}
  return serializeDocument({ before, root: rootOf(description.kind, value), after })
}

function rootOf(kind: unknown, value: object): XmlElement {
  if (kind === 'other' && 'root' in value) return value.root as XmlElement
  if (!isKind(kind))
    throw wrongType('kind', `one of ${[...Object.keys(kinds), 'other'].map((one) => `'${one}'`).join(', ')}`, kind)
  const { root, type } = kinds[kind]
  return type.write(root, value, '')
}
