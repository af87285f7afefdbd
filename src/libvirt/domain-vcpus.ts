import { checkInteger, wrongType } from '../core/arguments.ts'
import type { CallOptions } from '../core/call.ts'
import { native } from '../native/load.ts'
import { cpuList, numbersIn } from './cpu-list.ts'
import { checkCpus, DomainPart } from './domain-part.ts'
import { bits, type NameOf, nameOf } from './flags.ts'
import { DomainVcpuFlags, VcpuHostCpuState, VcpuState } from './generated/enumerations.ts'
import { type ImpactOptions, impact } from './impact.ts'

/** A virtual CPU of a running domain. */
export interface Vcpu {
  readonly number: number
  readonly state: NameOf<typeof VcpuState> | 'unknown'
  /** The CPU time it used, in nanoseconds. */
  readonly cpuTime: bigint
  /** The host's CPU that it runs on; undefined while it is offline, or where the host does not say. */
  readonly cpu: number | undefined
  /** The host's CPUs that it may run on. */
  readonly affinity: readonly number[]
}

export interface CountVcpusOptions extends ImpactOptions {
  /** How many there can be, instead of how many there are. */
  readonly maximum?: boolean
  /** How many the guest uses, as its agent says. */
  readonly guest?: boolean
}

export interface SetVcpuCountOptions extends CountVcpusOptions {
  readonly flags?: readonly NameOf<typeof DomainVcpuFlags>[]
}

/** What the guest's agent says of its vCPUs. */
export interface GuestVcpus {
  /** Those there are. */
  readonly vcpus: readonly number[]
  /** Those in use. */
  readonly online: readonly number[]
  /** Those that can be taken offline. */
  readonly offlinable: readonly number[]
}

function countBits(options: CountVcpusOptions): number {
  const { maximum = false, guest = false } = options
  if (typeof maximum !== 'boolean') throw wrongType('options.maximum', 'a boolean', maximum)
  if (typeof guest !== 'boolean') throw wrongType('options.guest', 'a boolean', guest)
  return impact(options) | (maximum ? DomainVcpuFlags.maximum : 0) | (guest ? DomainVcpuFlags.guest : 0)
}

/**
 * The virtual CPUs of a domain.
 *
 * @example
 * ```ts
 * const count = await domain.vcpus.count({ maximum: true })
 * await domain.vcpus.setCount(count, { live: true })
 * ```
 */
export class DomainVcpus extends DomainPart {
  /**
   * Those of a domain that runs.
   *
   * @example
   * ```ts
   * for (const { number, cpuTime } of await domain.vcpus.list()) console.log(number, cpuTime)
   * ```
   * @implements virDomainGetVcpus
   */
  async list(options?: CallOptions): Promise<readonly Vcpu[]> {
    const vcpus = await this.ask(native.libvirt.domainGetVcpus, options)
    return vcpus.map(({ state, cpu, ...vcpu }) => ({
      ...vcpu,
      state: nameOf(VcpuState, state),
      cpu: cpu > VcpuHostCpuState.offline ? cpu : undefined,
    }))
  }

  /**
   * How many there are.
   * @implements virDomainGetVcpusFlags virDomainGetMaxVcpus
   */
  async count(options: CountVcpusOptions = {}): Promise<number> {
    const flags = countBits(options)
    return await this.ask((domain) => native.libvirt.domainGetVcpusFlags(domain, flags), options)
  }

  /**
   * Sets how many there are, or, with `maximum`, how many there can be from the next start on.
   * @throws LibvirtError `VIR_ERR_INVALID_ARG` if it is more than there can be
   * @implements virDomainSetVcpusFlags virDomainSetVcpus
   */
  async setCount(count: number, options: SetVcpuCountOptions = {}): Promise<void> {
    checkInteger(count, 'count', 1, 65_535)
    const flags = countBits(options) | bits(DomainVcpuFlags, options.flags, 'options.flags')
    await this.ask((domain) => native.libvirt.domainSetVcpusFlags(domain, count, flags), options)
  }

  /**
   * Plugs some in, or takes them out: those that can be taken out.
   *
   * @example
   * ```ts
   * declare const bigDomain: libvirt.Domain
   * await bigDomain.vcpus.set([2, 3], true, { live: true })
   * ```
   * @implements virDomainSetVcpu
   */
  async set(vcpus: readonly number[], enabled: boolean, options: ImpactOptions = {}): Promise<void> {
    checkCpus(vcpus, 'vcpus')
    if (typeof enabled !== 'boolean') throw wrongType('enabled', 'a boolean', enabled)
    const flags = impact(options)
    const map = cpuList(vcpus)
    await this.ask((domain) => native.libvirt.domainSetVcpu(domain, map, Number(enabled), flags), options)
  }

  /**
   * The host's CPUs that each may run on.
   * @implements virDomainGetVcpuPinInfo
   */
  async pins(options: ImpactOptions = {}): Promise<readonly (readonly number[])[]> {
    const flags = impact(options)
    return await this.ask((domain) => native.libvirt.domainGetVcpuPinInfo(domain, flags), options)
  }

  /**
   * Says which of the host's CPUs one may run on.
   *
   * @example
   * ```ts
   * await domain.vcpus.pin(0, [0, 1])
   * const [first] = await domain.vcpus.pins()
   * ```
   * @implements virDomainPinVcpuFlags virDomainPinVcpu
   */
  async pin(vcpu: number, cpus: readonly number[], options: ImpactOptions = {}): Promise<void> {
    checkInteger(vcpu, 'vcpu', 0, 65_535)
    checkCpus(cpus, 'cpus')
    const flags = impact(options)
    await this.ask((domain) => native.libvirt.domainPinVcpuFlags(domain, vcpu, cpus, flags), options)
  }

  /**
   * The host's CPUs that the emulator itself may run on; undefined if that was never said.
   * @implements virDomainGetEmulatorPinInfo
   */
  async emulatorPin(options: ImpactOptions = {}): Promise<readonly number[] | undefined> {
    const flags = impact(options)
    return await this.ask((domain) => native.libvirt.domainGetEmulatorPinInfo(domain, flags), options)
  }

  /**
   * Says which of the host's CPUs the emulator itself may run on.
   *
   * @example
   * ```ts
   * await domain.vcpus.pinEmulator([0])
   * const cpus = await domain.vcpus.emulatorPin()
   * ```
   * @implements virDomainPinEmulator
   */
  async pinEmulator(cpus: readonly number[], options: ImpactOptions = {}): Promise<void> {
    checkCpus(cpus, 'cpus')
    const flags = impact(options)
    await this.ask((domain) => native.libvirt.domainPinEmulator(domain, cpus, flags), options)
  }

  /**
   * What the guest's agent says of them.
   * @throws LibvirtError `VIR_ERR_AGENT_UNRESPONSIVE` if no agent runs there
   * @implements virDomainGetGuestVcpus
   */
  async inGuest(options?: CallOptions): Promise<GuestVcpus> {
    const values = await this.ask((domain) => native.libvirt.domainGetGuestVcpus(domain, 0), options)
    const list = (name: string): readonly number[] => numbersIn(String(values[name] ?? ''))
    return { vcpus: list('vcpus'), online: list('online'), offlinable: list('offlinable') }
  }

  /**
   * Has the guest's agent take some in use, or out of it.
   *
   * @example
   * ```ts
   * declare const vm: libvirt.Domain
   * const { online } = await vm.vcpus.inGuest()
   * await vm.vcpus.setInGuest([1], !online.includes(1))
   * ```
   * @implements virDomainSetGuestVcpus
   */
  async setInGuest(vcpus: readonly number[], online: boolean, options?: CallOptions): Promise<void> {
    checkCpus(vcpus, 'vcpus')
    if (typeof online !== 'boolean') throw wrongType('online', 'a boolean', online)
    const map = cpuList(vcpus)
    await this.ask((domain) => native.libvirt.domainSetGuestVcpus(domain, map, Number(online), 0), options)
  }
}
