/**
 * libvirt's documents as plain typed data: read, changed and written without loss, or built from options with checks
 * and defaults. Sizes are numbers of bytes, and may be given as `'2GiB'`; yes/no and on/off are booleans.
 *
 * @packageDocumentation
 */

export type { Size } from '../core/sizes.ts'
export {
  disk,
  domain,
  domainBackup,
  domainCheckpoint,
  domainSnapshot,
  secret,
  storagePool,
  storageVolume,
} from './builder.ts'
export type * from './character-device.ts'
export type { Buildable, Description, DiskDescription, OtherDescription } from './description.ts'
export { build, parse } from './description.ts'
export type {
  BlockDisk,
  Disk,
  DiskCommon,
  DiskEncryption,
  DiskOptions,
  FileDisk,
  NetworkDisk,
  OtherDisk,
  RbdDisk,
  SecretReference,
  StorageAuth,
  StorageHost,
} from './disk.ts'
export type { XmlAttribute, XmlDocument, XmlElement, XmlInstruction, XmlNode, XmlText } from './document.ts'
export type {
  BootDevice,
  Cpu,
  CpuTopology,
  DomainDescription,
  DomainOptions,
  Features,
  LifecycleAction,
} from './domain.ts'
export type {
  BackupDisk,
  BackupPlace,
  BackupServer,
  DomainBackupDescription,
  DomainBackupOptions,
} from './domain-backup.ts'
export type { CheckpointDisk, DomainCheckpointDescription, DomainCheckpointOptions } from './domain-checkpoint.ts'
export type {
  DomainSnapshotDescription,
  DomainSnapshotOptions,
  SnapshotDisk,
  SnapshotMemory,
} from './domain-snapshot.ts'
export { XmlError } from './error.ts'
export type { Firmware, LoaderFirmware } from './firmware.ts'
export type {
  BridgeInterface,
  DirectInterface,
  Interface,
  InterfaceCommon,
  InterfaceOptions,
  NetworkInterface,
  OtherInterface,
  UserInterface,
} from './interface.ts'
export type { SecretDescription, SecretOptions, SecretUsage } from './secret.ts'
export type {
  DirectoryPool,
  LogicalPool,
  OtherPool,
  PoolConfigOption,
  PoolHost,
  RbdPool,
  StoragePoolDescription,
  StoragePoolOptions,
} from './storage-pool.ts'
export type { BackingStore, StorageVolumeDescription, StorageVolumeOptions } from './storage-volume.ts'
