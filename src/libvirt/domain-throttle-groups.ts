import { checkName } from '../core/arguments.ts'
import { native } from '../native/load.ts'
import { type IoLimits, widened } from './block-device.ts'
import { DomainPart } from './domain-part.ts'
import { BlockIoTuneParameters } from './generated/parameters.ts'
import { type ImpactOptions, impact } from './impact.ts'
import { toParameters } from './parameters.ts'

/**
 * Limits of input and output that have a name, for disks to be put under several of them at once. Needs libvirt 11.2 on
 * both sides.
 *
 * @example
 * ```ts
 * const limit = async (vm: libvirt.Domain) => {
 *   await vm.throttleGroups.set('slow', { totalBytesSec: 10 * 2 ** 20 })
 *   await vm.throttleGroups.delete('slow')
 * }
 * ```
 */
export class DomainThrottleGroups extends DomainPart {
  /**
   * Makes a group, or changes one.
   * @throws NotSupportedError without libvirt 11.2 on this side; LibvirtError `VIR_ERR_NO_SUPPORT` on the other
   * @implements virDomainSetThrottleGroup
   */
  async set(group: string, limits: Omit<IoLimits, 'groupName'>, options: ImpactOptions = {}): Promise<void> {
    checkName(group, 'group')
    // libvirtd 11.3 keeps a group without a name if it is not among the limits too, and crashes over it with the next one.
    const named = { ...widened(limits), groupName: group }
    const rows = toParameters(BlockIoTuneParameters, named, 'limits')
    const flags = impact(options)
    await this.ask((domain) => native.libvirt.domainSetThrottleGroup(domain, group, rows, flags), options)
  }

  /**
   * Removes a group that no disk is under.
   * @throws NotSupportedError without libvirt 11.2 on this side; LibvirtError if there is none, or it is in use
   * @implements virDomainDelThrottleGroup
   */
  async delete(group: string, options: ImpactOptions = {}): Promise<void> {
    checkName(group, 'group')
    const flags = impact(options)
    await this.ask((domain) => native.libvirt.domainDelThrottleGroup(domain, group, flags), options)
  }
}
