import { expect } from 'vitest'
import type { Cluster } from '../../../src/rados/index.ts'

/** What becomes of an rbd storage pool where libvirt sets an option that librados has no more. */
export const AUTH_SUPPORTED = {
  name: 'LibvirtError',
  code: 'VIR_ERR_INTERNAL_ERROR',
  message: expect.stringContaining('auth_supported'),
  hint: expect.stringContaining('bridge.diskFor'),
}

/** Whether this librados lacks that option, as that of Ceph 20 does. */
export function withoutAuthSupported(cluster: Cluster): Promise<boolean> {
  return cluster.config.get('auth_supported').then(
    () => false,
    () => true,
  )
}
