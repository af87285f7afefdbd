import { checkName } from '../core/arguments.ts'
import type { CallOptions } from '../core/call.ts'
import { native } from '../native/load.ts'
import { DomainPart } from './domain-part.ts'
import { type NameOf, nameOf, numberOf } from './flags.ts'
import { DomainNumatuneMemMode } from './generated/enumerations.ts'
import {
  BlkioParameters,
  InterfaceParameters,
  NumaParameters,
  PerfEvents,
  SchedulerParameters,
} from './generated/parameters.ts'
import { type ImpactOptions, impact } from './impact.ts'
import { fromParameters, type KnownParameters, type ParametersOf, toParameters } from './parameters.ts'

/** Where a domain's memory comes from on a host of several NUMA nodes. */
export interface NumaPlacement {
  readonly mode?: NameOf<typeof DomainNumatuneMemMode> | 'unknown'
  /** `'0-1'` */
  readonly nodeset?: string
}

/**
 * How a domain shares the host with others: CPU time, disk bandwidth, network bandwidth, NUMA nodes.
 *
 * @example
 * ```ts
 * const { name } = await domain.tuning.schedulerType()
 * const { cpuShares, vcpuQuota } = await domain.tuning.scheduler()
 * await domain.tuning.setScheduler({ weight: 512 })
 * ```
 */
export class DomainTuning extends DomainPart {
  /**
   * The name of the scheduler and how many parameters it has: `'posix'`.
   * @implements virDomainGetSchedulerType
   */
  async schedulerType(options?: CallOptions): Promise<{ readonly name: string; readonly parameters: number }> {
    return await this.ask(native.libvirt.domainGetSchedulerType, options)
  }

  /**
   * Its share of the CPUs: periods and quotas in microseconds.
   * @implements virDomainGetSchedulerParametersFlags virDomainGetSchedulerParameters
   */
  async scheduler(options: ImpactOptions = {}): Promise<KnownParameters<typeof SchedulerParameters>> {
    const flags = impact(options)
    const values = await this.ask((domain) => native.libvirt.domainGetSchedulerParametersFlags(domain, flags), options)
    return fromParameters(SchedulerParameters, values)
  }

  /**
   * Sets its share of the CPUs; what is not given stays.
   * @implements virDomainSetSchedulerParametersFlags virDomainSetSchedulerParameters
   */
  async setScheduler(parameters: ParametersOf<typeof SchedulerParameters>, options: ImpactOptions = {}): Promise<void> {
    const rows = toParameters(SchedulerParameters, parameters, 'parameters')
    const flags = impact(options)
    await this.ask((domain) => native.libvirt.domainSetSchedulerParametersFlags(domain, rows, flags), options)
  }

  /**
   * Its share of the host's disks.
   *
   * @example
   * ```ts
   * const { weight } = await domain.tuning.blkio()
   * await domain.tuning.setBlkio({ weight: 700 })
   * ```
   * @implements virDomainGetBlkioParameters
   */
  async blkio(options: ImpactOptions = {}): Promise<KnownParameters<typeof BlkioParameters>> {
    const flags = impact(options)
    const values = await this.ask((domain) => native.libvirt.domainGetBlkioParameters(domain, flags), options)
    return fromParameters(BlkioParameters, values)
  }

  /**
   * Sets its share of the host's disks: `deviceWeight: '/dev/sda,500,/dev/sdb,300'`.
   * @implements virDomainSetBlkioParameters
   */
  async setBlkio(parameters: ParametersOf<typeof BlkioParameters>, options: ImpactOptions = {}): Promise<void> {
    const rows = toParameters(BlkioParameters, parameters, 'parameters')
    const flags = impact(options)
    await this.ask((domain) => native.libvirt.domainSetBlkioParameters(domain, rows, flags), options)
  }

  /**
   * Which NUMA nodes its memory comes from.
   *
   * @example
   * ```ts
   * const { mode, nodeset } = await domain.tuning.numa()
   * await domain.tuning.setNuma({ mode: 'preferred', nodeset: '0' }, { config: true })
   * ```
   * @implements virDomainGetNumaParameters
   */
  async numa(options: ImpactOptions = {}): Promise<NumaPlacement> {
    const flags = impact(options)
    const values = await this.ask((domain) => native.libvirt.domainGetNumaParameters(domain, flags), options)
    const { mode, nodeset } = fromParameters(NumaParameters, values)
    return {
      ...(mode === undefined ? {} : { mode: nameOf(DomainNumatuneMemMode, mode) }),
      ...(nodeset === undefined ? {} : { nodeset }),
    }
  }

  /**
   * Says which NUMA nodes its memory comes from.
   * @implements virDomainSetNumaParameters
   */
  async setNuma(
    placement: { readonly mode?: NameOf<typeof DomainNumatuneMemMode>; readonly nodeset?: string },
    options: ImpactOptions = {},
  ): Promise<void> {
    const { mode, nodeset } = placement
    const number = mode === undefined ? undefined : numberOf(DomainNumatuneMemMode, mode, 'placement.mode')
    const rows = toParameters(NumaParameters, { mode: number, nodeset }, 'placement')
    const flags = impact(options)
    await this.ask((domain) => native.libvirt.domainSetNumaParameters(domain, rows, flags), options)
  }

  /**
   * The bandwidth of one of its network interfaces: averages and peaks in KiB/s, bursts in KiB.
   *
   * @example
   * ```ts
   * await domain.tuning.setInterface('aa:bb:cc:dd:ee:ff', { inAverage: 1000, inPeak: 2000, inBurst: 64 })
   * const { inAverage } = await domain.tuning.interface('aa:bb:cc:dd:ee:ff')
   * ```
   * @param device the name of its device on the host, or its MAC address
   * @implements virDomainGetInterfaceParameters
   */
  async interface(device: string, options: ImpactOptions = {}): Promise<KnownParameters<typeof InterfaceParameters>> {
    checkName(device, 'device')
    const flags = impact(options)
    const values = await this.ask(
      (domain) => native.libvirt.domainGetInterfaceParameters(domain, device, flags),
      options,
    )
    return fromParameters(InterfaceParameters, values)
  }

  /**
   * Sets the bandwidth of one of its network interfaces; 0 for an average takes the limit away.
   * @implements virDomainSetInterfaceParameters
   */
  async setInterface(
    device: string,
    parameters: ParametersOf<typeof InterfaceParameters>,
    options: ImpactOptions = {},
  ): Promise<void> {
    checkName(device, 'device')
    const rows = toParameters(InterfaceParameters, parameters, 'parameters')
    const flags = impact(options)
    await this.ask((domain) => native.libvirt.domainSetInterfaceParameters(domain, device, rows, flags), options)
  }

  /**
   * Which performance events of the host's CPUs are counted for it: `domain.statistics({ stats: ['perf'] })` tells them.
   * @implements virDomainGetPerfEvents
   */
  async perfEvents(options: ImpactOptions = {}): Promise<KnownParameters<typeof PerfEvents>> {
    const flags = impact(options)
    const values = await this.ask((domain) => native.libvirt.domainGetPerfEvents(domain, flags), options)
    return fromParameters(PerfEvents, values)
  }

  /**
   * Says which performance events are counted.
   *
   * @example
   * ```ts
   * declare const vm: libvirt.Domain
   * await vm.tuning.setPerfEvents({ cpuCycles: true, cacheMisses: true })
   * const { cpuCycles } = await vm.tuning.perfEvents()
   * ```
   * @implements virDomainSetPerfEvents
   */
  async setPerfEvents(events: ParametersOf<typeof PerfEvents>, options: ImpactOptions = {}): Promise<void> {
    const rows = toParameters(PerfEvents, events, 'events')
    const flags = impact(options)
    await this.ask((domain) => native.libvirt.domainSetPerfEvents(domain, rows, flags), options)
  }
}
