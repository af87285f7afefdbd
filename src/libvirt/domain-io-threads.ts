import { checkInteger } from '../core/arguments.ts'
import { native } from '../native/load.ts'
import { checkCpus, DomainPart } from './domain-part.ts'
import { IoThreadParameters } from './generated/parameters.ts'
import { type ImpactOptions, impact } from './impact.ts'
import { type ParametersOf, toParameters } from './parameters.ts'

/** A thread of a domain that does nothing but I/O. */
export interface IoThread {
  readonly id: number
  /** The host's CPUs that it may run on. */
  readonly affinity: readonly number[]
}

const checkThread = (id: number): number => checkInteger(id, 'id', 1, 2 ** 32 - 1)

/**
 * The I/O threads of a domain, which its disks can be given to.
 *
 * @example
 * ```ts
 * await domain.ioThreads.add(1)
 * await domain.ioThreads.pin(1, [0])
 * for (const { id, affinity } of await domain.ioThreads.list()) console.log(id, affinity)
 * await domain.ioThreads.remove(1)
 * ```
 */
export class DomainIoThreads extends DomainPart {
  /** @implements virDomainGetIOThreadInfo virDomainIOThreadInfoFree */
  async list(options: ImpactOptions = {}): Promise<readonly IoThread[]> {
    const flags = impact(options)
    return await this.ask((domain) => native.libvirt.domainGetIOThreadInfo(domain, flags), options)
  }

  /**
   * Adds one, under a number that is free.
   * @implements virDomainAddIOThread
   */
  async add(id: number, options: ImpactOptions = {}): Promise<void> {
    checkThread(id)
    const flags = impact(options)
    await this.ask((domain) => native.libvirt.domainAddIOThread(domain, id, flags), options)
  }

  /**
   * Removes one that no disk uses.
   * @implements virDomainDelIOThread
   */
  async remove(id: number, options: ImpactOptions = {}): Promise<void> {
    checkThread(id)
    const flags = impact(options)
    await this.ask((domain) => native.libvirt.domainDelIOThread(domain, id, flags), options)
  }

  /**
   * Says which of the host's CPUs one may run on.
   * @implements virDomainPinIOThread
   */
  async pin(id: number, cpus: readonly number[], options: ImpactOptions = {}): Promise<void> {
    checkThread(id)
    checkCpus(cpus, 'cpus')
    const flags = impact(options)
    await this.ask((domain) => native.libvirt.domainPinIOThread(domain, id, cpus, flags), options)
  }

  /**
   * Says how one polls, in nanoseconds, and how many workers it has.
   *
   * @example
   * ```ts
   * declare const busy: libvirt.Domain
   * await busy.ioThreads.tune(1, { pollMaxNs: 32_768n })
   * ```
   * @implements virDomainSetIOThreadParams
   */
  async tune(
    id: number,
    parameters: ParametersOf<typeof IoThreadParameters>,
    options: ImpactOptions = {},
  ): Promise<void> {
    checkThread(id)
    const rows = toParameters(IoThreadParameters, parameters, 'parameters')
    const flags = impact(options)
    await this.ask((domain) => native.libvirt.domainSetIOThreadParams(domain, id, rows, flags), options)
  }
}
