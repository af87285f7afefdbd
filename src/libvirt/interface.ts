import { type CallOptions, call } from '../core/call.ts'
import type { Subject } from '../core/errors.ts'
import { Handle } from '../core/handle.ts'
import type { InterfaceHandle, InterfaceRecord } from '../native/contract/libvirt.ts'
import { native } from '../native/load.ts'
import type { OtherDescription } from '../xml/index.ts'
import type { Connection } from './connection.ts'
import { fromXml } from './description.ts'
import { bits, type NameOf } from './flags.ts'
import { InterfaceXMLFlags } from './generated/enumerations.ts'

export interface InterfaceXmlOptions extends CallOptions {
  /** `'inactive'`: what is configured, rather than what is. */
  readonly flags?: readonly NameOf<typeof InterfaceXMLFlags>[]
}

/**
 * A network interface of the host: an Ethernet card, a bridge, a bond. A reference to it: it may simply be dropped.
 *
 * @example
 * ```ts
 * const card = await conn.interfaces.get('eth1')
 * console.log(card.mac, await card.isActive())
 * ```
 * @implements virInterfaceFree
 * @implements virInterfaceGetConnect
 */
export class Interface extends Handle<'interface'> {
  readonly connection: Connection
  /** @implements virInterfaceGetName */
  readonly name: string
  /**
   * Empty if it has none.
   * @implements virInterfaceGetMACString
   */
  readonly mac: string

  private constructor({ handle, name, mac }: InterfaceRecord, connection: Connection) {
    super('interface', handle, connection)
    this.connection = connection
    this.name = name
    this.mac = mac
  }

  /** @internal */
  static of(record: InterfaceRecord, connection: Connection): Interface {
    return new Interface(record, connection)
  }

  protected override get subject(): Subject {
    return { connection: this.connection.uri, interface: this.name }
  }

  protected override async reopen(): Promise<InterfaceHandle> {
    const { connection, name } = this
    const lookUp = (): Promise<InterfaceRecord> => native.libvirt.interfaceLookupByName(Handle.native(connection), name)
    return (await call(lookUp, {}, { subject: this.subject })).handle
  }

  async #ask<T>(ask: (iface: InterfaceHandle) => Promise<T>, options: CallOptions | undefined): Promise<T> {
    return await call(() => ask(Handle.native(this)), options, { subject: this.subject })
  }

  /**
   * Brings it up.
   *
   * @example
   * ```ts
   * const card = await conn.interfaces.get('eth1')
   * if (!(await card.isActive())) await card.start()
   * ```
   * @throws LibvirtError `VIR_ERR_NO_SUPPORT` if the host's libvirt can only look (without netcf)
   * @implements virInterfaceCreate
   */
  async start(options?: CallOptions): Promise<void> {
    await this.#ask((iface) => native.libvirt.interfaceCreate(iface, 0), options)
  }

  /**
   * Takes it down.
   *
   * @example
   * ```ts
   * const card = await conn.interfaces.get('eth1')
   * await card.stop()
   * await card.start()
   * ```
   * @throws LibvirtError `VIR_ERR_NO_SUPPORT` if the host's libvirt can only look (without netcf)
   * @implements virInterfaceDestroy
   */
  async stop(options?: CallOptions): Promise<void> {
    await this.#ask((iface) => native.libvirt.interfaceDestroy(iface, 0), options)
  }

  /**
   * Removes its configuration.
   * @throws LibvirtError `VIR_ERR_NO_SUPPORT` if the host's libvirt can only look (without netcf)
   * @implements virInterfaceUndefine
   */
  async undefine(options?: CallOptions): Promise<void> {
    await this.#ask(native.libvirt.interfaceUndefine, options)
  }

  /**
   * libvirt's XML of it.
   *
   * @example
   * ```ts
   * const card = await conn.interfaces.get('eth1')
   * console.log(await card.xml())
   * ```
   * @implements virInterfaceGetXMLDesc
   */
  async xml(options: InterfaceXmlOptions = {}): Promise<string> {
    const flags = bits(InterfaceXMLFlags, options.flags, 'options.flags')
    return await this.#ask((iface) => native.libvirt.interfaceGetXMLDesc(iface, flags), options)
  }

  /**
   * Its XML as data, lossless.
   *
   * @example
   * ```ts
   * const card = await conn.interfaces.get('eth1')
   * const { root } = await card.describe()
   * console.log(root.attributes)
   * ```
   */
  async describe(options?: InterfaceXmlOptions): Promise<OtherDescription> {
    return fromXml('interface', await this.xml(options))
  }

  /**
   * Whether it is up.
   * @implements virInterfaceIsActive
   */
  async isActive(options?: CallOptions): Promise<boolean> {
    return await this.#ask(native.libvirt.interfaceIsActive, options)
  }
}
