/**
 * Ceph block storage and libvirt virtual machines.
 *
 * @packageDocumentation
 */
export * as bridge from './bridge/index.ts'
export type { CallOptions } from './core/call.ts'
export * from './core/errors.ts'
export type { Listing } from './core/listing.ts'
export type { OnProgress, ProgressOptions } from './core/progress.ts'
export { Secret } from './core/secret.ts'
export { formatSize, parseSize, type Size } from './core/sizes.ts'
export * as libvirt from './libvirt/index.ts'
export * as rados from './rados/index.ts'
export * as rbd from './rbd/index.ts'
export * as xml from './xml/index.ts'
