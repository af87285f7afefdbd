import { checkName, wrongType } from '../core/arguments.ts'
import { type CallOptions, call, type Making } from '../core/call.ts'
import { Handle } from '../core/handle.ts'
import { Listing } from '../core/listing.ts'
import type { ConnectionHandle, InterfaceRecord } from '../native/contract/libvirt.ts'
import { native } from '../native/load.ts'
import type { Connection } from './connection.ts'
import { type Source, toXml } from './description.ts'
import { filterBits } from './flags.ts'
import { ConnectListAllInterfacesFlags, InterfaceDefineFlags } from './generated/enumerations.ts'
import { Interface } from './interface.ts'
import { InterfaceChange } from './interface-change.ts'

/** Which interfaces. */
export interface ListInterfacesOptions extends CallOptions {
  readonly active?: boolean
}

export interface DefineInterfaceOptions extends CallOptions {
  /** Has libvirt check the XML against its schema. Default false. */
  readonly validate?: boolean
}

const FILTERS = {
  active: [ConnectListAllInterfacesFlags.active, ConnectListAllInterfacesFlags.inactive],
} as const

/**
 * The network interfaces of a host. A libvirt without netcf, as most distributions have it now, only shows them:
 * changing them fails with `VIR_ERR_NO_SUPPORT`.
 */
export class Interfaces {
  readonly #connection: Connection

  /** @internal */
  constructor(connection: Connection) {
    this.#connection = connection
  }

  async #ask<T>(
    ask: (connection: ConnectionHandle) => Promise<T>,
    options: CallOptions | undefined,
    { subject, ...making }: Making<T> = {},
  ): Promise<T> {
    const connection = this.#connection
    return await call(() => ask(Handle.native(connection)), options, {
      ...making,
      subject: { connection: connection.uri, ...subject },
    })
  }

  async #one(
    ask: (connection: ConnectionHandle) => Promise<InterfaceRecord>,
    options: CallOptions | undefined,
    name?: string,
  ): Promise<Interface> {
    return Interface.of(await this.#ask(ask, options, { subject: { interface: name } }), this.#connection)
  }

  /**
   * The interfaces, of one moment.
   *
   * @example
   * ```ts
   * for await (const card of conn.interfaces.list({ active: true })) console.log(card.name, card.mac)
   * ```
   * @implements virConnectListAllInterfaces virConnectListInterfaces virConnectListDefinedInterfaces virConnectNumOfInterfaces virConnectNumOfDefinedInterfaces
   */
  list(options: ListInterfacesOptions = {}): Listing<Interface> {
    const flags = filterBits(options, FILTERS)
    return Listing.of(async () => {
      const records = await this.#ask(
        (connection) => native.libvirt.connectListAllInterfaces(connection, flags),
        options,
      )
      return records.map((record) => Interface.of(record, this.#connection))
    })
  }

  /**
   * One interface, by its name.
   * @throws LibvirtError `VIR_ERR_NO_INTERFACE` if there is none
   * @implements virInterfaceLookupByName
   */
  async get(name: string, options?: CallOptions): Promise<Interface> {
    checkName(name, 'name')
    return await this.#one((connection) => native.libvirt.interfaceLookupByName(connection, name), options, name)
  }

  /**
   * One interface, by its MAC address.
   *
   * @example
   * ```ts
   * const card = await conn.interfaces.getByMac('aa:bb:cc:dd:ee:ff')
   * ```
   * @throws LibvirtError `VIR_ERR_NO_INTERFACE` if there is none, `VIR_ERR_MULTIPLE_INTERFACES` if several have it
   * @implements virInterfaceLookupByMACString
   */
  async getByMac(mac: string, options?: CallOptions): Promise<Interface> {
    checkName(mac, 'mac')
    return await this.#one((connection) => native.libvirt.interfaceLookupByMACString(connection, mac), options, mac)
  }

  /**
   * Configures an interface; it is not brought up.
   *
   * @param description libvirt's XML, or a description of it (`xml.parse(text)`)
   * @example
   * ```ts
   * const bridge = await conn.interfaces.define(`
   *   <interface type='bridge' name='br7'>
   *     <start mode='onboot'/>
   *     <mtu size='1500'/>
   *     <bridge stp='off'><interface type='ethernet' name='eth7'/></bridge>
   *   </interface>`)
   * await bridge.undefine()
   * ```
   * @throws LibvirtError `VIR_ERR_NO_SUPPORT` if the host's libvirt can only look (without netcf)
   * @implements virInterfaceDefineXML
   */
  async define(description: Source<'interface'>, options: DefineInterfaceOptions = {}): Promise<Interface> {
    const text = toXml('interface', description)
    const { validate = false } = options
    if (typeof validate !== 'boolean') throw wrongType('options.validate', 'a boolean', validate)
    const flags = validate ? InterfaceDefineFlags.validate : 0
    return await this.#one((connection) => native.libvirt.interfaceDefineXML(connection, text, flags), options)
  }

  /**
   * Begins a change of the host's interfaces: what is configured from now on can be taken back until it is committed. One
   * change at a time, of whoever.
   *
   * @throws LibvirtError `VIR_ERR_OPERATION_INVALID` if one is under way: see {@link rollback}
   * @implements virInterfaceChangeBegin
   */
  async begin(options?: CallOptions): Promise<InterfaceChange> {
    const late = (): void => {
      this.rollback().catch(() => {})
    }
    await this.#ask((connection) => native.libvirt.interfaceChangeBegin(connection, 0), options, { late })
    return new InterfaceChange(this)
  }

  /**
   * Makes the change that is under way last, whoever began it: one of one's own has a {@link InterfaceChange.commit}.
   * @throws LibvirtError `VIR_ERR_OPERATION_INVALID` if none is under way
   * @implements virInterfaceChangeCommit
   */
  async commit(options?: CallOptions): Promise<void> {
    await this.#ask((connection) => native.libvirt.interfaceChangeCommit(connection, 0), options)
  }

  /**
   * Takes back the change that is under way, whoever began it: what is left of a program that is gone.
   * @throws LibvirtError `VIR_ERR_OPERATION_INVALID` if none is under way
   * @implements virInterfaceChangeRollback
   */
  async rollback(options?: CallOptions): Promise<void> {
    await this.#ask((connection) => native.libvirt.interfaceChangeRollback(connection, 0), options)
  }
}
