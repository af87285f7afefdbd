import type { NetworkHandle } from './libvirt-records.ts'

export interface DhcpLeaseRecord {
  readonly interface: string
  /** Milliseconds since 1970; 0 for one that does not end. */
  readonly expiry: number
  readonly type: number
  readonly mac: string | undefined
  readonly iaid: string | undefined
  readonly address: string
  readonly prefix: number
  readonly hostname: string | undefined
  readonly clientId: string | undefined
}

export interface NativeLibvirtNetwork {
  networkGetDHCPLeases(
    network: NetworkHandle,
    mac: string | undefined,
    flags: number,
  ): Promise<readonly DhcpLeaseRecord[]>
}
