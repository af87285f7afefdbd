import { checkName, wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import type { Subject } from '../core/errors.ts'
import { Handle } from '../core/handle.ts'
import type { NodeDeviceHandle, NodeDeviceRecord } from '../native/contract/libvirt.ts'
import { native } from '../native/load.ts'
import type { OtherDescription } from '../xml/index.ts'
import type { Connection } from './connection.ts'
import { fromXml, type Source, toXml } from './description.ts'
import { bits, type NameOf } from './flags.ts'
import { NodeDeviceXMLFlags } from './generated/enumerations.ts'
import { type ImpactOptions, impact } from './impact.ts'

export interface NodeDeviceXmlOptions extends CallOptions {
  /** `'inactive'`: what it will be at its next start. */
  readonly flags?: readonly NameOf<typeof NodeDeviceXMLFlags>[]
}

export interface DetachNodeDeviceOptions extends CallOptions {
  /** What the host's kernel hands it to: `'vfio'` …; the hypervisor's own choice if not given. */
  readonly driver?: string
}

/**
 * A device of the host: a PCI card, a disk, an HBA, a mediated device. A reference to it: it may simply be dropped.
 *
 * @example
 * ```ts
 * const device = await conn.nodeDevices.get('scsi_host1')
 * console.log(device.name, await device.parent(), await device.capabilities())
 * ```
 * @implements virNodeDeviceFree
 */
export class NodeDevice extends Handle<'node device'> {
  readonly connection: Connection
  /** `'pci_0000_00_1f_2'` @implements virNodeDeviceGetName */
  readonly name: string

  private constructor({ handle, name }: NodeDeviceRecord, connection: Connection) {
    super('node device', handle, connection)
    this.connection = connection
    this.name = name
  }

  /** @internal */
  static of(record: NodeDeviceRecord, connection: Connection): NodeDevice {
    return new NodeDevice(record, connection)
  }

  protected override get subject(): Subject {
    return { connection: this.connection.uri, nodeDevice: this.name }
  }

  protected override async reopen(): Promise<NodeDeviceHandle> {
    const { connection, name } = this
    const lookUp = (): Promise<NodeDeviceRecord> =>
      native.libvirt.nodeDeviceLookupByName(Handle.native(connection), name)
    return (await call(lookUp, {}, { subject: this.subject })).handle
  }

  async #ask<T>(ask: (device: NodeDeviceHandle) => Promise<T>, options: CallOptions | undefined): Promise<T> {
    return await call(() => ask(Handle.native(this)), options, { subject: this.subject })
  }

  /**
   * The name of the device that it hangs on; undefined for the host itself.
   * @implements virNodeDeviceGetParent
   */
  async parent(options?: CallOptions): Promise<string | undefined> {
    return await this.#ask(native.libvirt.nodeDeviceGetParent, options)
  }

  /**
   * What it is, in libvirt's words: `'pci'`, `'scsi_host'`, `'fc_host'` … See `NodeDeviceCapability` for those known.
   * @implements virNodeDeviceListCaps virNodeDeviceNumOfCaps
   */
  async capabilities(options?: CallOptions): Promise<readonly string[]> {
    return await this.#ask(native.libvirt.nodeDeviceListCaps, options)
  }

  /**
   * libvirt's XML of it.
   *
   * @example
   * ```ts
   * const device = await conn.nodeDevices.get('computer')
   * console.log(await device.xml())
   * ```
   * @implements virNodeDeviceGetXMLDesc
   */
  async xml(options: NodeDeviceXmlOptions = {}): Promise<string> {
    const flags = bits(NodeDeviceXMLFlags, options.flags, 'options.flags')
    return await this.#ask((device) => native.libvirt.nodeDeviceGetXMLDesc(device, flags), options)
  }

  /**
   * Its XML as data, lossless.
   *
   * @example
   * ```ts
   * const device = await conn.nodeDevices.get('computer')
   * const { root } = await device.describe()
   * console.log(root.children.length)
   * ```
   */
  async describe(options?: NodeDeviceXmlOptions): Promise<OtherDescription> {
    return fromXml('device', await this.xml(options))
  }

  /**
   * Takes it away from the host's driver, so that a domain can have it: a PCI device.
   *
   * @example
   * ```ts
   * const [device] = await conn.nodeDevices.list({ capability: 'pci' }).toArray()
   * if (device !== undefined) {
   *   await device.detach({ driver: 'vfio' })
   *   await device.reset()
   *   await device.reattach()
   * }
   * ```
   * @throws LibvirtError `VIR_ERR_NO_SUPPORT` if the hypervisor hands no devices to domains
   * @implements virNodeDeviceDetachFlags virNodeDeviceDettach
   */
  async detach(options: DetachNodeDeviceOptions = {}): Promise<void> {
    const { driver } = options
    if (driver !== undefined) checkName(driver, 'options.driver')
    await this.#ask((device) => native.libvirt.nodeDeviceDetachFlags(device, driver, 0), options)
  }

  /**
   * Gives it back to the host's driver.
   * @implements virNodeDeviceReAttach
   */
  async reattach(options?: CallOptions): Promise<void> {
    await this.#ask(native.libvirt.nodeDeviceReAttach, options)
  }

  /**
   * Resets it, so that nothing of whoever had it before is left; no driver may have it.
   * @implements virNodeDeviceReset
   */
  async reset(options?: CallOptions): Promise<void> {
    await this.#ask(native.libvirt.nodeDeviceReset, options)
  }

  /**
   * Starts a defined device: a mediated one.
   * @throws NotSupportedError if libvirt is older than 7.3
   * @implements virNodeDeviceCreate
   */
  async start(options?: CallOptions): Promise<void> {
    await this.#ask((device) => native.libvirt.nodeDeviceCreate(device, 0), options)
  }

  /**
   * Removes a virtual HBA or stops a mediated device; without a definition it is gone.
   *
   * @example
   * ```ts
   * const hba = await conn.nodeDevices.create(`
   *   <device>
   *     <parent>scsi_host1</parent>
   *     <capability type='scsi_host'>
   *       <capability type='fc_host'><wwnn>2000000012340001</wwnn><wwpn>1000000012340001</wwpn></capability>
   *     </capability>
   *   </device>`)
   * await hba.stop()
   * ```
   * @implements virNodeDeviceDestroy
   */
  async stop(options?: CallOptions): Promise<void> {
    await this.#ask(native.libvirt.nodeDeviceDestroy, options)
  }

  /**
   * Removes its definition.
   * @throws NotSupportedError if libvirt is older than 7.3
   * @implements virNodeDeviceUndefine
   */
  async undefine(options?: CallOptions): Promise<void> {
    await this.#ask((device) => native.libvirt.nodeDeviceUndefine(device, 0), options)
  }

  /**
   * Changes a mediated device, also while it runs.
   *
   * @param description libvirt's XML, or a description of it: all of it, with what is to change
   * @throws NotSupportedError if libvirt is older than 10.1
   * @implements virNodeDeviceUpdate
   */
  async update(description: Source<'device'>, options: ImpactOptions = {}): Promise<void> {
    const text = toXml('device', description)
    const flags = impact(options)
    await this.#ask((device) => native.libvirt.nodeDeviceUpdate(device, text, flags), options)
  }

  /**
   * Whether libvirt starts it when the host does.
   * @throws NotSupportedError if libvirt is older than 7.8
   * @implements virNodeDeviceGetAutostart
   */
  async autostart(options?: CallOptions): Promise<boolean> {
    return await this.#ask(native.libvirt.nodeDeviceGetAutostart, options)
  }

  /**
   * Says whether libvirt starts it when the host does.
   * @throws NotSupportedError if libvirt is older than 7.8
   * @implements virNodeDeviceSetAutostart
   */
  async setAutostart(autostart: boolean, options?: CallOptions): Promise<void> {
    if (typeof autostart !== 'boolean') throw wrongType('autostart', 'a boolean', autostart)
    await this.#ask((device) => native.libvirt.nodeDeviceSetAutostart(device, Number(autostart)), options)
  }

  /**
   * Whether it is there, rather than only defined.
   * @throws NotSupportedError if libvirt is older than 7.8
   * @implements virNodeDeviceIsActive
   */
  async isActive(options?: CallOptions): Promise<boolean> {
    return await this.#ask(native.libvirt.nodeDeviceIsActive, options)
  }

  /**
   * Whether it has a definition.
   * @throws NotSupportedError if libvirt is older than 7.8
   * @implements virNodeDeviceIsPersistent
   */
  async isPersistent(options?: CallOptions): Promise<boolean> {
    return await this.#ask(native.libvirt.nodeDeviceIsPersistent, options)
  }
}
