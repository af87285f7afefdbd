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
  const lab = await startCluster({ osds: 3 })
  project.provide('lab', {
    conf: lab.conf,
    keyring: lab.keyring,
    libvirtUri: lab.libvirtUri,
    monHost: lab.monHost,
  })
  return () => lab.close()
}
