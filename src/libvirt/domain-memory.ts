import { checkInteger, checkObject, outOfRange } from '../core/arguments.ts'
import type { CallOptions } from '../core/call.ts'
import { parseSize, type Size } from '../core/sizes.ts'
import { native } from '../native/load.ts'
import { DomainPart } from './domain-part.ts'
import { DomainMemoryModFlags, DomainMemoryStatTags } from './generated/enumerations.ts'
import { MemoryParameters } from './generated/parameters.ts'
import { type ImpactOptions, impact } from './impact.ts'
import { fromParameters, toParameters } from './parameters.ts'

/** What a running guest makes of its memory. Sizes in bytes; what the guest's balloon driver does not tell is missing. */
export interface DomainMemoryStatistics {
  readonly actualBalloon?: bigint
  readonly available?: bigint
  /** In the caches of its disks. */
  readonly diskCaches?: bigint
  readonly hugetlbPgalloc?: bigint
  readonly hugetlbPgfail?: bigint
  /** When the guest said so. */
  readonly lastUpdate?: Date
  readonly majorFault?: bigint
  readonly minorFault?: bigint
  /** What the hypervisor's process has of it. */
  readonly rss?: bigint
  readonly swapIn?: bigint
  readonly swapOut?: bigint
  readonly unused?: bigint
  readonly usable?: bigint
}

/** The limits of a domain's memory on the host: sizes, in bytes where they are numbers. */
export interface MemoryLimits<S = number | 'unlimited'> {
  /** It cannot have more. */
  readonly hardLimit?: S
  /** It is kept to that when the host runs short. */
  readonly softLimit?: S
  /** Memory and swap together. */
  readonly swapHardLimit?: S
  /** What it has for certain. */
  readonly minGuarantee?: S
}

/** VIR_DOMAIN_MEMORY_PARAM_UNLIMITED, in KiB. */
const UNLIMITED = 9007199254740991n

const COUNTS = ['majorFault', 'minorFault', 'hugetlbPgalloc', 'hugetlbPgfail']

function toKiB(size: Size, name: string): number {
  const bytes = parseSize(size, name)
  if (bytes % 1024 !== 0) throw outOfRange(name, 'a multiple of 1 KiB', size)
  return bytes / 1024
}

/**
 * The memory of a domain.
 *
 * @example
 * ```ts
 * const maximum = await domain.memory.maximum()
 * await domain.memory.set(maximum / 2, { live: true })
 * await domain.memory.setStatisticsPeriod(5)
 * const { hardLimit } = await domain.memory.limits()
 * ```
 */
export class DomainMemory extends DomainPart {
  /**
   * What it can have at most, in bytes.
   * @implements virDomainGetMaxMemory
   */
  async maximum(options?: CallOptions): Promise<number> {
    return (await this.ask(native.libvirt.domainGetMaxMemory, options)) * 1024
  }

  /**
   * Sets what it has: of a domain that runs, through its balloon.
   * @throws LibvirtError `VIR_ERR_INVALID_ARG` if it is more than the maximum
   * @implements virDomainSetMemoryFlags virDomainSetMemory
   */
  async set(size: Size, options: ImpactOptions = {}): Promise<void> {
    const flags = impact(options)
    const memory = toKiB(size, 'size')
    await this.ask((domain) => native.libvirt.domainSetMemoryFlags(domain, memory, flags), options)
  }

  /**
   * Sets what it can have at most.
   *
   * @example
   * ```ts
   * await domain.memory.setMaximum('16GiB', { config: true })
   * ```
   * @implements virDomainSetMaxMemory virDomainSetMemoryFlags
   */
  async setMaximum(size: Size, options: ImpactOptions = {}): Promise<void> {
    const flags = impact(options) | DomainMemoryModFlags.maximum
    const memory = toKiB(size, 'size')
    await this.ask((domain) => native.libvirt.domainSetMemoryFlags(domain, memory, flags), options)
  }

  /**
   * What the guest makes of it.
   *
   * @example
   * ```ts
   * const { rss, unused } = await domain.memory.statistics()
   * ```
   * @implements virDomainMemoryStats
   */
  async statistics(options?: CallOptions): Promise<DomainMemoryStatistics> {
    const pairs = await this.ask((domain) => native.libvirt.domainMemoryStats(domain, 0), options)
    const names = Object.entries(DomainMemoryStatTags)
    const result: Record<string, bigint | Date> = {}
    for (const [tag, value] of pairs) {
      const word = names.find(([, number]) => number === tag)?.[0]
      if (word === undefined) continue
      const name = word.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
      if (name === 'lastUpdate') result.lastUpdate = new Date(Number(value) * 1000)
      else result[name] = COUNTS.includes(name) ? value : value * 1024n
    }
    return result
  }

  /**
   * Has the guest tell its statistics every so many seconds; 0 for never.
   * @implements virDomainSetMemoryStatsPeriod
   */
  async setStatisticsPeriod(seconds: number, options: ImpactOptions = {}): Promise<void> {
    checkInteger(seconds, 'seconds', 0, 2 ** 31 - 1)
    const flags = impact(options)
    await this.ask((domain) => native.libvirt.domainSetMemoryStatsPeriod(domain, seconds, flags), options)
  }

  /**
   * The limits of its memory on the host.
   * @implements virDomainGetMemoryParameters
   */
  async limits(options: ImpactOptions = {}): Promise<MemoryLimits> {
    const flags = impact(options)
    const values = await this.ask((domain) => native.libvirt.domainGetMemoryParameters(domain, flags), options)
    const { extra: _, ...known } = fromParameters(MemoryParameters, values)
    return Object.fromEntries(
      Object.entries(known).map(([name, value]) => [name, value >= UNLIMITED ? 'unlimited' : Number(value) * 1024]),
    )
  }

  /**
   * Sets limits of its memory on the host; those that are not given stay.
   *
   * @example
   * ```ts
   * await domain.memory.setLimits({ hardLimit: '8GiB', softLimit: 'unlimited' })
   * ```
   * @implements virDomainSetMemoryParameters
   */
  async setLimits(limits: MemoryLimits<Size | 'unlimited'>, options: ImpactOptions = {}): Promise<void> {
    const given = Object.entries(checkObject(limits, 'limits')).map(([name, value]) => [
      name,
      value === 'unlimited' ? UNLIMITED : BigInt(toKiB(value as Size, `limits.${name}`)),
    ])
    const rows = toParameters(MemoryParameters, Object.fromEntries(given), 'limits')
    const flags = impact(options)
    await this.ask((domain) => native.libvirt.domainSetMemoryParameters(domain, rows, flags), options)
  }
}
