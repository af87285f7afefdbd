/**
 * Ceph block storage and libvirt virtual machines.
 *
 * @packageDocumentation
 */
export * as bridge from './bridge/index.ts'
export * from './core/index.ts'
export * as libvirt from './libvirt/index.ts'
export * as rados from './rados/index.ts'
export * as rbd from './rbd/index.ts'
export * as xml from './xml/index.ts'
