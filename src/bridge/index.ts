/**
 * What joins Ceph and libvirt: credentials, storage pools, disks, and who holds an image.
 *
 * @packageDocumentation
 */
export { type ShareCredentialsOptions, type SharedCredentials, shareCredentials } from './credentials.ts'
export { type DiskForOptions, diskFor } from './disk.ts'
export { type Holder, type HoldersOptions, type HoldingDomain, holders } from './holders.ts'
export { type RemoveImageOptions, removeImage } from './remove-image.ts'
export { type DefineStoragePoolOptions, defineStoragePool } from './storage-pool.ts'
