import { checkName, wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { Handle } from '../core/handle.ts'
import { Listing } from '../core/listing.ts'
import type { ConnectionHandle, NetworkRecord } from '../native/contract/libvirt.ts'
import { native } from '../native/load.ts'
import type { Connection } from './connection.ts'
import { type Source, toXml } from './description.ts'
import { filterBits } from './flags.ts'
import { ConnectListAllNetworksFlags, NetworkCreateFlags, NetworkDefineFlags } from './generated/enumerations.ts'
import { Network } from './network.ts'
import { byUuidOrName } from './uuid.ts'

/** Which networks: each filter that is given must hold. */
export interface ListNetworksOptions extends CallOptions {
  readonly active?: boolean
  /** Whether it stays defined when it is stopped. */
  readonly persistent?: boolean
  readonly autostart?: boolean
}

export interface DefineNetworkOptions extends CallOptions {
  /** Has libvirt (7.7 or later) check the XML against its schema. Default false. */
  readonly validate?: boolean
}

export interface CreateNetworkOptions extends CallOptions {
  /** Has libvirt (7.8 or later) check the XML against its schema. Default false. */
  readonly validate?: boolean
}

const FILTERS = {
  active: [ConnectListAllNetworksFlags.active, ConnectListAllNetworksFlags.inactive],
  persistent: [ConnectListAllNetworksFlags.persistent, ConnectListAllNetworksFlags.transient],
  autostart: [ConnectListAllNetworksFlags.autostart, ConnectListAllNetworksFlags['no-autostart']],
} as const

/** The virtual networks of a connection. */
export class Networks {
  readonly #connection: Connection

  /** @internal */
  constructor(connection: Connection) {
    this.#connection = connection
  }

  async #one(
    ask: (connection: ConnectionHandle) => Promise<NetworkRecord>,
    options: CallOptions | undefined,
    network?: string,
  ): Promise<Network> {
    const subject = { connection: this.#connection.uri, network }
    const record = await call(() => ask(Handle.native(this.#connection)), options, { subject })
    return Network.of(record, this.#connection)
  }

  /**
   * The networks, of one moment.
   *
   * @example
   * ```ts
   * for await (const network of conn.networks.list({ active: true })) console.log(network.name, network.uuid)
   * ```
   * @implements virConnectListAllNetworks virConnectListNetworks virConnectListDefinedNetworks virConnectNumOfNetworks virConnectNumOfDefinedNetworks
   */
  list(options: ListNetworksOptions = {}): Listing<Network> {
    const flags = filterBits(options, FILTERS)
    const connection = this.#connection
    return Listing.of(async () => {
      const records = await call(
        () => native.libvirt.connectListAllNetworks(Handle.native(connection), flags),
        options,
        { subject: { connection: connection.uri } },
      )
      return records.map((record) => Network.of(record, connection))
    })
  }

  /**
   * One network, by its name or UUID.
   *
   * @example
   * ```ts
   * const network = await conn.networks.get('default')
   * ```
   * @throws LibvirtError `VIR_ERR_NO_NETWORK` if there is none
   * @implements virNetworkLookupByName virNetworkLookupByUUIDString virNetworkLookupByUUID
   */
  async get(key: string, options?: CallOptions): Promise<Network> {
    checkName(key, 'name')
    return await byUuidOrName(
      key,
      'VIR_ERR_NO_NETWORK',
      (uuid) => this.#one((connection) => native.libvirt.networkLookupByUUIDString(connection, uuid), options, uuid),
      (name) => this.#one((connection) => native.libvirt.networkLookupByName(connection, name), options, name),
    )
  }

  /**
   * Defines a network; it is not started. One of the same name and UUID is defined anew.
   *
   * @param description libvirt's XML, or a description of it (`xml.parse(text)`)
   * @example
   * ```ts
   * const network = await conn.networks.define(`
   *   <network>
   *     <name>lan</name>
   *     <forward mode='bridge'/>
   *     <bridge name='br0'/>
   *   </network>`, { validate: true })
   * await network.setAutostart(true)
   * ```
   * @throws LibvirtError `VIR_ERR_XML_ERROR` for XML that is none, `VIR_ERR_OPERATION_FAILED` if there is one of that name already
   * @throws NotSupportedError for `validate` if libvirt is older than 7.7
   * @implements virNetworkDefineXML virNetworkDefineXMLFlags
   */
  async define(description: Source<'network'>, options: DefineNetworkOptions = {}): Promise<Network> {
    const text = toXml('network', description)
    const { validate = false } = options
    if (typeof validate !== 'boolean') throw wrongType('options.validate', 'a boolean', validate)
    const { networkDefineXML, networkDefineXMLFlags } = native.libvirt
    return await this.#one(
      (connection) =>
        validate
          ? networkDefineXMLFlags(connection, text, NetworkDefineFlags.validate)
          : networkDefineXML(connection, text),
      options,
    )
  }

  /**
   * Starts a transient network, which is gone when it stops.
   *
   * @param description libvirt's XML, or a description of it (`xml.parse(text)`)
   * @example
   * ```ts
   * const network = await conn.networks.create(`<network><name>for-a-test</name></network>`)
   * await network.stop()
   * ```
   * @throws NotSupportedError for `validate` if libvirt is older than 7.8
   * @implements virNetworkCreateXML virNetworkCreateXMLFlags
   */
  async create(description: Source<'network'>, options: CreateNetworkOptions = {}): Promise<Network> {
    const text = toXml('network', description)
    const { validate = false } = options
    if (typeof validate !== 'boolean') throw wrongType('options.validate', 'a boolean', validate)
    const { networkCreateXML, networkCreateXMLFlags } = native.libvirt
    return await this.#one(
      (connection) =>
        validate
          ? networkCreateXMLFlags(connection, text, NetworkCreateFlags.validate)
          : networkCreateXML(connection, text),
      options,
    )
  }
}
