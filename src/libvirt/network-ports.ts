import { wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { Handle } from '../core/handle.ts'
import { Listing } from '../core/listing.ts'
import type { NetworkHandle, NetworkPortRecord } from '../native/contract/libvirt.ts'
import { native } from '../native/load.ts'
import { type Source, toXml } from './description.ts'
import { NetworkPortCreateFlags } from './generated/enumerations.ts'
import type { Network } from './network.ts'
import { NetworkPort } from './network-port.ts'
import { checkUuid } from './uuid.ts'

export interface CreateNetworkPortOptions extends CallOptions {
  /** Takes over what is plugged in already, as the XML says where. Default false. */
  readonly reclaim?: boolean
  /** Has libvirt check the XML against its schema. Default false. */
  readonly validate?: boolean
}

/**
 * The ports of a network: what domains are plugged into. libvirt makes and deletes them as domains start and stop.
 */
export class NetworkPorts {
  /** Whose they are. */
  readonly network: Network

  /** @internal */
  constructor(network: Network) {
    this.network = network
  }

  async #ask<T>(
    ask: (network: NetworkHandle) => Promise<T>,
    options: CallOptions | undefined,
    networkPort?: string,
  ): Promise<T> {
    const { network } = this
    const subject = { connection: network.connection.uri, network: network.name, networkPort }
    return await call(() => ask(Handle.native(network)), options, { subject })
  }

  async #one(
    ask: (network: NetworkHandle) => Promise<NetworkPortRecord>,
    options: CallOptions | undefined,
    uuid?: string,
  ): Promise<NetworkPort> {
    return NetworkPort.of(await this.#ask(ask, options, uuid), this.network)
  }

  /**
   * The ports, of one moment.
   *
   * @example
   * ```ts
   * await using host = await libvirt.connect()
   * for await (const network of host.networks.list()) {
   *   for await (const port of network.ports.list()) console.log(network.name, port.uuid)
   * }
   * ```
   * @implements virNetworkListAllPorts
   */
  list(options: CallOptions = {}): Listing<NetworkPort> {
    return Listing.of(async () => {
      const records = await this.#ask((network) => native.libvirt.networkListAllPorts(network, 0), options)
      return records.map((record) => NetworkPort.of(record, this.network))
    })
  }

  /**
   * One port, by its UUID.
   * @throws LibvirtError `VIR_ERR_NO_NETWORK_PORT` if there is none
   * @implements virNetworkPortLookupByUUIDString virNetworkPortLookupByUUID
   */
  async get(uuid: string, options?: CallOptions): Promise<NetworkPort> {
    checkUuid(uuid, 'uuid')
    return await this.#one((network) => native.libvirt.networkPortLookupByUUIDString(network, uuid), options, uuid)
  }

  /**
   * Makes a port by hand, for something that is no domain of this libvirt; the network must run. The port's own XML says
   * then what to plug in where.
   *
   * @param description libvirt's XML, or a description of it (`xml.parse(text)`), with a UUID of your choice
   * @example
   * ```ts
   * await using host = await libvirt.connect()
   * const network = await host.networks.create(
   *   `<network><name>by-hand</name><forward mode='bridge'/><bridge name='br0'/></network>`,
   * )
   * const port = await network.ports.create(`
   *   <networkport>
   *     <uuid>4b1d8ec4-5f4c-4a0c-9c1d-0d2f6f1c7a03</uuid>
   *     <owner><name>guest</name><uuid>5f0cf7f9-6a33-4d2b-8d3c-3c1a6f5b7e04</uuid></owner>
   *     <mac address='52:54:00:00:00:02'/>
   *   </networkport>`)
   * console.log(await port.xml())
   * await network.stop()
   * ```
   * @throws LibvirtError `VIR_ERR_OPERATION_INVALID` if the network does not run, `VIR_ERR_NETWORK_PORT_EXIST` if it has one of that UUID
   * @implements virNetworkPortCreateXML
   */
  async create(description: Source<'networkport'>, options: CreateNetworkPortOptions = {}): Promise<NetworkPort> {
    const text = toXml('networkport', description)
    const { reclaim = false, validate = false } = options
    if (typeof reclaim !== 'boolean') throw wrongType('options.reclaim', 'a boolean', reclaim)
    if (typeof validate !== 'boolean') throw wrongType('options.validate', 'a boolean', validate)
    const flags = (reclaim ? NetworkPortCreateFlags.reclaim : 0) | (validate ? NetworkPortCreateFlags.validate : 0)
    return await this.#one((network) => native.libvirt.networkPortCreateXML(network, text, flags), options)
  }
}
