import { checkInteger, wrongType } from '../core/arguments.ts'
import type { CallOptions } from '../core/call.ts'
import { bits, filterBits, type NameOf, numberOf } from './flags.ts'
import { ConnectGetAllDomainStatsFlags, DomainStatsTypes } from './generated/enumerations.ts'
import type { CpuStatistics } from './generated/parameters.ts'
import type { DomainStatistics as Groups } from './generated/statistics.ts'
import type { ParametersOf } from './parameters.ts'

/**
 * The statistics of a domain, by group: `statistics.block?.list?.[0]?.rd?.bytes`, `statistics.cpu?.time`. Counters are
 * bigint; times are in nanoseconds, sizes in bytes, but for the balloon's, which are in KiB.
 */
export interface DomainStatistics extends Groups {
  /** What the hypervisor counts beside them. */
  readonly vm?: Readonly<Record<string, unknown>>
}

/** A group of statistics: `'cpu-total'`, `'block'` … */
export type StatisticsGroup = NameOf<typeof DomainStatsTypes>

export interface StatisticsOptions extends CallOptions {
  /** Which groups; all without. `'cpu.total'` is `'cpu-total'`. */
  readonly stats?: readonly (StatisticsGroup | 'cpu.total')[]
  /** Fails if the hypervisor does not have one of the groups, instead of leaving it out. Default false. */
  readonly enforce?: boolean
  /** Also for the images that a disk is based on. Default false. */
  readonly backing?: boolean
  /** Leaves out what would have to wait for a domain that is busy. Default false. */
  readonly nowait?: boolean
}

export interface AllStatisticsOptions extends StatisticsOptions {
  readonly active?: boolean
  readonly persistent?: boolean
  /** Only those in one of these states. */
  readonly states?: readonly ('running' | 'paused' | 'shutoff' | 'other')[]
}

const Flags = ConnectGetAllDomainStatsFlags
const FILTERS = {
  active: [Flags.active, Flags.inactive],
  persistent: [Flags.persistent, Flags.transient],
} as const

/** The bits of the groups. */
export function groupBits(stats: StatisticsOptions['stats']): number {
  if (stats === undefined) return 0
  if (!Array.isArray(stats)) throw wrongType('options.stats', 'an array of strings', stats)
  return stats.reduce(
    (sum, group) => sum | numberOf(DomainStatsTypes, group === 'cpu.total' ? 'cpu-total' : group, 'options.stats'),
    0,
  )
}

/** The bits of what else is said. */
export function statisticsBits(options: AllStatisticsOptions): number {
  const { enforce = false, backing = false, nowait = false, states = [] } = options
  for (const [name, value] of Object.entries({ enforce, backing, nowait })) {
    if (typeof value !== 'boolean') throw wrongType(`options.${name}`, 'a boolean', value)
  }
  const { running, paused, shutoff, other } = Flags
  return (
    (filterBits(options, FILTERS) |
      (enforce ? Flags['enforce-stats'] : 0) |
      (backing ? Flags.backing : 0) |
      (nowait ? Flags.nowait : 0) |
      bits({ running, paused, shutoff, other }, states, 'options.states')) >>>
    0 // the highest of the 32 bits is one of them
  )
}

/** The CPU time of a domain on one CPU of the host, or on all, in nanoseconds. */
export type CpuTimes = ParametersOf<typeof CpuStatistics>

export interface CpuTimesOptions extends CallOptions {
  /** From which CPU on. Default 0. */
  readonly start?: number
  /** Of how many. Default: all. */
  readonly count?: number
}

export function checkCpuTimes({ start = 0, count }: CpuTimesOptions): {
  readonly start: number
  readonly count?: number
} {
  checkInteger(start, 'options.start', 0, 65_535)
  if (count === undefined) return { start }
  return { start, count: checkInteger(count, 'options.count', 1, 65_535) }
}

/** What went through a network interface of a domain; -1 where the hypervisor does not count. */
export type { InterfaceCounters } from '../native/contract/libvirt.ts'
