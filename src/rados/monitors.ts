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

/** What a monitor says of itself when it is pinged. */
export interface MonitorPing {
  /** `'leader'`, `'peon'`, `'probing'`, `'electing'`, `'synchronizing'` … */
  readonly state: string
  readonly name: string
  readonly rank: number
  /** The ranks of those in the quorum; none while there is no quorum. */
  readonly quorum: readonly number[]
  /** The cluster's health as this monitor sees it. */
  readonly health: 'HEALTH_OK' | 'HEALTH_WARN' | 'HEALTH_ERR' | undefined
  /** The whole reply, as it came. */
  readonly reply: Readonly<Record<string, unknown>>
}

interface PingReply {
  readonly health?: { readonly status?: MonitorPing['health'] }
  readonly mon_status?: { state: string; name: string; rank: number; quorum: readonly number[] }
}

export function pingOf(text: string): MonitorPing {
  const reply: PingReply = JSON.parse(text)
  const { state = 'unknown', name = '', rank = -1, quorum = [] } = reply.mon_status ?? {}
  return { state, name, rank, quorum, health: reply.health?.status, reply: { ...reply } }
}
