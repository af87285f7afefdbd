import type { MonDumpReply } from './mon-commands.ts'

/** Where a monitor listens, by one of Ceph's two protocols. */
export interface MonitorAddress {
  /** `'v1'` is the protocol of port 6789, which all clients speak; `'v2'` that of port 3300. */
  readonly type: 'v1' | 'v2'
  /** An address; of IPv6 without brackets. */
  readonly host: string
  readonly port: number
}

/** A monitor, as the cluster's own map has it. */
export interface Monitor {
  readonly name: string
  readonly rank: number
  readonly inQuorum: boolean
  readonly addresses: readonly MonitorAddress[]
}

export function monitorsOf({ mons, quorum }: MonDumpReply): readonly Monitor[] {
  return mons.map(({ name, rank, public_addrs: { addrvec } }) => ({
    name,
    rank,
    inQuorum: quorum.includes(rank),
    addresses: addrvec.flatMap(({ type, addr }) => {
      if (type !== 'v1' && type !== 'v2') return []
      const match = /^\[?(.*?)\]?:(\d+)$/.exec(addr)
      return match?.[1] === undefined ? [] : [{ type, host: match[1], port: Number(match[2]) }]
    }),
  }))
}
