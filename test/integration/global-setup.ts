import type { TestProject } from 'vitest/node'
import { startCluster } from '../../src/testing/index.ts'

/** Where the tests find the cluster and the libvirtd that this run started: `inject('lab')`. */
export interface LabAddress {
  readonly conf: string
  readonly keyring: string
  readonly libvirtUri: string
  readonly monHost: string
}

declare module 'vitest' {
  export interface ProvidedContext {
    lab: LabAddress
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Many files, and pools of each: more placement groups than monitors let three OSDs have.
  const lab = await startCluster({ osds: 3, cephConfig: { mon_max_pg_per_osd: '2000' } })
  const { conf, keyring, libvirtUri, monHost } = lab
  if (libvirtUri === undefined) throw new Error('the lab has no libvirtd')
  project.provide('lab', { conf, keyring, libvirtUri, monHost })
  return () => lab.close()
}
