import { checkObject, outOfRange, wrongType } from '../core/arguments.ts'
import type { Description, DiskDescription } from './description.ts'
import { kinds } from './description.ts'
import { type DiskOptions, withDiskDefaults } from './disk.ts'
import { type DomainDescription, type DomainOptions, withDomainDefaults } from './domain.ts'
import { type DomainBackupDescription, type DomainBackupOptions, withDomainBackupDefaults } from './domain-backup.ts'
import type { DomainCheckpointDescription, DomainCheckpointOptions } from './domain-checkpoint.ts'
import {
  type DomainSnapshotDescription,
  type DomainSnapshotOptions,
  withDomainSnapshotDefaults,
} from './domain-snapshot.ts'
import { withOrigin } from './origin.ts'
import { type SecretDescription, type SecretOptions, withSecretDefaults } from './secret.ts'
import { type StoragePoolDescription, type StoragePoolOptions, withStoragePoolDefaults } from './storage-pool.ts'
import type { StorageVolumeDescription, StorageVolumeOptions } from './storage-volume.ts'

/**
 * Describes a domain, checked at once. Where nothing is said: KVM, the host's architecture with machine `q35` or `virt`,
 * one vcpu, ACPI, virtio devices, a serial console on a pty, no graphics; `cache: 'none'`, `discard: 'unmap'` for rbd disks.
 *
 * @example
 * const description = xml.domain({
 *   name: 'z-centos9', memory: '2GiB', vcpus: 2,
 *   disks: [{
 *     type: 'network', protocol: 'rbd', pool: 'libvirt-pool', image: 'z-centos9', target: 'vda',
 *     hosts: [{ name: '192.0.2.1', port: 6789 }],
 *     auth: { username: 'libvirt', secret: { usage: 'client.libvirt secret' } },
 *   }],
 *   interfaces: [{ type: 'network', network: 'default' }],
 * })
 *
 * @throws TypeError (`ERR_INVALID_ARG_TYPE`), RangeError (`ERR_OUT_OF_RANGE`) naming the field: `disks[0].target`.
 */
export function domain(options: DomainOptions): DomainDescription {
  if (options?.memory === undefined)
    throw wrongType('memory', "a number of bytes or a string such as '2GiB'", undefined)
  const description = made('domain', options, (given) =>
    withDomainDefaults({ ...given, memory: given.memory ?? missing('memory') }),
  )
  const { memory = 0, currentMemory = 0 } = description
  if (currentMemory > memory) throw outOfRange('currentMemory', `at most memory (${memory})`, currentMemory)
  return description
}

/**
 * Describes a storage pool, checked at once. An rbd pool's refresh takes volumes at their full size unless
 * `refreshAllocation` says otherwise.
 *
 * @example
 * const description = xml.storagePool({
 *   type: 'rbd', name: 'images_rbd', pool: 'libvirt-pool', hosts: [{ name: '192.0.2.1', port: 6789 }],
 *   auth: { username: 'libvirt', secret: { uuid } },
 * })
 *
 * @throws TypeError (`ERR_INVALID_ARG_TYPE`), RangeError (`ERR_OUT_OF_RANGE`) naming the field.
 */
export function storagePool<T extends StoragePoolOptions>(
  options: T,
): Extract<StoragePoolDescription, { readonly type: T['type'] }> {
  return made('pool', options, withStoragePoolDefaults) as Extract<StoragePoolDescription, { readonly type: T['type'] }>
}

/**
 * Describes a volume to be made in a storage pool, checked at once.
 *
 * @example
 * const description = xml.storageVolume({ name: 'z-centos9', capacity: '6GiB' })
 *
 * @throws TypeError (`ERR_INVALID_ARG_TYPE`), RangeError (`ERR_OUT_OF_RANGE`) naming the field.
 */
export function storageVolume(options: StorageVolumeOptions): StorageVolumeDescription {
  return made('volume', options, (given) => ({ ...given, capacity: given.capacity ?? missing('capacity') }))
}

/**
 * Describes a secret, checked at once; its value is set later, with `secret.setValue()`.
 *
 * @example
 * const description = xml.secret({ usage: { type: 'ceph', name: 'client.libvirt secret' }, private: true })
 *
 * @throws TypeError (`ERR_INVALID_ARG_TYPE`), RangeError (`ERR_OUT_OF_RANGE`) naming the field.
 */
export function secret(options: SecretOptions): SecretDescription {
  return made('secret', options, withSecretDefaults)
}

/**
 * Describes a snapshot of a domain, checked at once.
 *
 * @example
 * const description = xml.domainSnapshot({
 *   name: 'before-upgrade', memory: { snapshot: 'no' },
 *   disks: [{ name: 'vda', snapshot: 'external', format: 'qcow2', file: '/var/lib/vm/overlay.qcow2' }],
 * })
 *
 * @throws TypeError (`ERR_INVALID_ARG_TYPE`), RangeError (`ERR_OUT_OF_RANGE`) naming the field.
 */
export function domainSnapshot(options: DomainSnapshotOptions): DomainSnapshotDescription {
  return made('domainsnapshot', options, withDomainSnapshotDefaults)
}

/**
 * Describes a checkpoint of a domain, checked at once.
 *
 * @example
 * const description = xml.domainCheckpoint({ name: 'monday', disks: [{ name: 'vda', checkpoint: 'bitmap' }] })
 *
 * @throws TypeError (`ERR_INVALID_ARG_TYPE`), RangeError (`ERR_OUT_OF_RANGE`) naming the field.
 */
export function domainCheckpoint(options: DomainCheckpointOptions): DomainCheckpointDescription {
  return made('domaincheckpoint', options, (given) => given)
}

/**
 * Describes a backup of a domain's disks, checked at once.
 *
 * @example
 * const description = xml.domainBackup({
 *   incremental: 'monday', disks: [{ name: 'vda', target: { file: '/backup/vda.qcow2' }, format: 'qcow2' }],
 * })
 *
 * @throws TypeError (`ERR_INVALID_ARG_TYPE`), RangeError (`ERR_OUT_OF_RANGE`) naming the field.
 */
export function domainBackup(options: DomainBackupOptions): DomainBackupDescription {
  return made('domainbackup', options, withDomainBackupDefaults)
}

/**
 * Describes a disk by itself, checked at once: to be attached, or copied to. Where nothing is said: as for a domain of
 * x86_64.
 *
 * @example
 * const description = xml.disk({ type: 'file', file: '/var/lib/vm/data.raw', target: 'vdb' })
 *
 * @throws TypeError (`ERR_INVALID_ARG_TYPE`), RangeError (`ERR_OUT_OF_RANGE`) naming the field.
 */
export function disk(options: DiskOptions): DiskDescription {
  return made('disk', options, (given) => withDiskDefaults(given, 'x86_64'))
}

/** Sizes may be absent in what is read, not in what is made. */
function missing(name: string): never {
  throw wrongType(name, "a number of bytes or a string such as '2GiB'", undefined)
}

function made<K extends keyof typeof kinds, O extends object>(
  kind: K,
  options: O,
  withDefaults: (options: O) => object,
): Extract<Description, { readonly kind: K }> {
  checkObject(options)
  const { root, type } = kinds[kind]
  const element = type.write(root, withDefaults(options), '')
  return withOrigin({ kind, ...type.read(element) }, element) as Extract<Description, { readonly kind: K }>
}
