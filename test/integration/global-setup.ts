import type { TestProject } from 'vitest/node'
import { startCluster } from '../../src/testing/index.ts'

/** Where the tests find the cluster and the libvirtd that this run started: `inject('lab')`. */
export interface LabAddress {
  readonly conf: string
  readonly keyring: string
  readonly libvirtUri: string
  /** A libvirtd that takes itself for another host's. */
  readonly otherLibvirtUri: string
  readonly monHost: string
}

declare module 'vitest' {
  export interface ProvidedContext {
    lab: LabAddress
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const lab = await startCluster({ osds: 3 })
  const { conf, keyring, libvirtUri, monHost } = lab
  if (libvirtUri === undefined) throw new Error('the lab has no libvirtd')
  const { uri: otherLibvirtUri } = await lab.startLibvirtd()
  project.provide('lab', { conf, keyring, libvirtUri, otherLibvirtUri, monHost })
  return () => lab.close()
}
