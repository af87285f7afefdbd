import { checkName, wrongType } from '../core/arguments.ts'
import { native } from '../native/load.ts'
import { DomainPart } from './domain-part.ts'
import { DomainDeviceModifyFlags } from './generated/enumerations.ts'
import { type ImpactOptions, impact } from './impact.ts'

export interface ChangeDeviceOptions extends ImpactOptions {
  /** Also where the guest has to agree and does not: a CD that it holds, say. Default false. */
  readonly force?: boolean
}

function modifying(options: ChangeDeviceOptions): number {
  const { force = false } = options
  if (typeof force !== 'boolean') throw wrongType('options.force', 'a boolean', force)
  return impact(options) | (force ? DomainDeviceModifyFlags.force : 0)
}

/**
 * The devices of a domain: disks, interfaces, channels, host devices …
 *
 * @example
 * ```ts
 * const disk = `<disk type='file' device='disk'><source file='/var/lib/vm/data.img'/><target dev='vdb' bus='virtio'/></disk>`
 * await domain.devices.attach(disk, { config: true })
 * await domain.devices.detach(disk, { config: true })
 * ```
 */
export class DomainDevices extends DomainPart {
  /**
   * Gives it a device. `bridge.diskFor(image)` makes the XML of a disk out of an RBD image.
   *
   * @param xml the device's element: `<disk …>`, `<interface …>` …
   * @throws LibvirtError `VIR_ERR_OPERATION_FAILED` if the hypervisor refuses it
   * @implements virDomainAttachDeviceFlags virDomainAttachDevice
   */
  async attach(xml: string, options: ChangeDeviceOptions = {}): Promise<void> {
    checkName(xml, 'xml')
    const flags = modifying(options)
    await this.ask((domain) => native.libvirt.domainAttachDeviceFlags(domain, xml, flags), options)
  }

  /**
   * Takes a device away. A guest that runs is asked, and may take its time: `'domain.device-removed'` tells.
   *
   * @param xml its element, or as much of it as says which
   * @throws LibvirtError `VIR_ERR_DEVICE_MISSING` if there is no such device
   * @implements virDomainDetachDeviceFlags virDomainDetachDevice
   */
  async detach(xml: string, options: ChangeDeviceOptions = {}): Promise<void> {
    checkName(xml, 'xml')
    const flags = modifying(options)
    await this.ask((domain) => native.libvirt.domainDetachDeviceFlags(domain, xml, flags), options)
  }

  /**
   * Takes a device away, by its alias.
   *
   * @example
   * ```ts
   * declare const vm: libvirt.Domain
   * await vm.devices.detachByAlias('ua-data', { live: true })
   * ```
   * @implements virDomainDetachDeviceAlias
   */
  async detachByAlias(alias: string, options: ChangeDeviceOptions = {}): Promise<void> {
    checkName(alias, 'alias')
    const flags = modifying(options)
    await this.ask((domain) => native.libvirt.domainDetachDeviceAlias(domain, alias, flags), options)
  }

  /**
   * Changes a device: another medium in a drive, the link of an interface, a password of a display.
   *
   * @example
   * ```ts
   * declare const vm: libvirt.Domain
   * await vm.devices.update(`<disk type='file' device='cdrom'><target dev='sda'/></disk>`, { live: true }) // out with it
   * ```
   * @implements virDomainUpdateDeviceFlags
   */
  async update(xml: string, options: ChangeDeviceOptions = {}): Promise<void> {
    checkName(xml, 'xml')
    const flags = modifying(options)
    await this.ask((domain) => native.libvirt.domainUpdateDeviceFlags(domain, xml, flags), options)
  }
}
