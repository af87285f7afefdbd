/**
 * A throwaway, real Ceph cluster and a private libvirtd on this machine, for tests and demonstrations.
 *
 * @packageDocumentation
 */
export { Lab, type LabDaemon, type LabLibvirtd, type StartClusterOptions, startCluster } from './cluster.ts'
export { LabError, type LabErrorCode } from './errors.ts'
export { type BuildGuestOptions, buildGuest, type Guest, guestDisk } from './guest.ts'
export type { GuestArch } from './kernel.ts'
export { type LabDescription, readState, stopCluster } from './state.ts'
