import { type CallOptions, call } from '../core/call.ts'
import type { Subject } from '../core/errors.ts'
import { Handle } from '../core/handle.ts'
import type { NetworkPortHandle, NetworkPortRecord } from '../native/contract/libvirt.ts'
import { native } from '../native/load.ts'
import type { OtherDescription } from '../xml/index.ts'
import { fromXml } from './description.ts'
import { NetworkPortParameters } from './generated/parameters.ts'
import type { Network } from './network.ts'
import { fromParameters, type KnownParameters, type ParametersOf, toParameters } from './parameters.ts'

/**
 * How much may pass a port, in and out as the guest sees it: `…Average` and `…Peak` in KiB a second, `…Burst` in KiB;
 * `inFloor` is what it always gets. 0 is no limit.
 */
export type NetworkPortBandwidth = ParametersOf<typeof NetworkPortParameters>

/**
 * A port of a network: what one interface of a domain is plugged into. A reference to it: it may simply be dropped.
 *
 * @example
 * ```ts
 * await using host = await libvirt.connect()
 * for await (const network of host.networks.list({ active: true })) {
 *   for await (const port of network.ports.list()) console.log(await port.parameters())
 * }
 * ```
 * @implements virNetworkPortFree
 * @implements virNetworkPortGetNetwork
 */
export class NetworkPort extends Handle<'network port'> {
  readonly network: Network
  /** @implements virNetworkPortGetUUIDString virNetworkPortGetUUID */
  readonly uuid: string

  private constructor({ handle, uuid }: NetworkPortRecord, network: Network) {
    super('network port', handle, network.connection)
    this.network = network
    this.uuid = uuid
  }

  /** @internal */
  static of(record: NetworkPortRecord, network: Network): NetworkPort {
    return new NetworkPort(record, network)
  }

  protected override get subject(): Subject {
    return { connection: this.network.connection.uri, network: this.network.name, networkPort: this.uuid }
  }

  protected override async reopen(): Promise<NetworkPortHandle> {
    const { network, uuid } = this
    const lookUp = (): Promise<NetworkPortRecord> =>
      native.libvirt.networkPortLookupByUUIDString(Handle.native(network), uuid)
    return (await call(lookUp, {}, { subject: this.subject })).handle
  }

  async #ask<T>(ask: (port: NetworkPortHandle) => Promise<T>, options: CallOptions | undefined): Promise<T> {
    return await call(() => ask(Handle.native(this)), options, { subject: this.subject })
  }

  /**
   * libvirt's XML of it: whose it is, and how it is plugged in.
   *
   * @example
   * ```ts
   * await using host = await libvirt.connect()
   * for await (const network of host.networks.list({ active: true })) {
   *   for await (const port of network.ports.list()) console.log(await port.xml(), (await port.describe()).root.name)
   * }
   * ```
   * @implements virNetworkPortGetXMLDesc
   */
  async xml(options?: CallOptions): Promise<string> {
    return await this.#ask((port) => native.libvirt.networkPortGetXMLDesc(port, 0), options)
  }

  /** Its XML as data, lossless. */
  async describe(options?: CallOptions): Promise<OtherDescription> {
    return fromXml('networkport', await this.xml(options))
  }

  /**
   * How much may pass it; what is not limited is missing.
   * @implements virNetworkPortGetParameters
   */
  async parameters(options?: CallOptions): Promise<KnownParameters<typeof NetworkPortParameters>> {
    const values = await this.#ask((port) => native.libvirt.networkPortGetParameters(port, 0), options)
    return fromParameters(NetworkPortParameters, values)
  }

  /**
   * Limits how much may pass it. What is not given is not limited then; a peak or a burst counts only with an average.
   *
   * @example
   * ```ts
   * await using host = await libvirt.connect()
   * const network = await host.networks.create(
   *   `<network><name>limited</name><forward mode='bridge'/><bridge name='br0'/></network>`,
   * )
   * const port = await network.ports.create(`
   *   <networkport>
   *     <uuid>4b1d8ec4-5f4c-4a0c-9c1d-0d2f6f1c7a01</uuid>
   *     <owner><name>guest</name><uuid>5f0cf7f9-6a33-4d2b-8d3c-3c1a6f5b7e02</uuid></owner>
   *     <mac address='52:54:00:00:00:01'/>
   *   </networkport>`)
   * await port.setParameters({ inAverage: 10_240, outAverage: 1024, outPeak: 4096 })
   * await port.delete()
   * await network.stop()
   * ```
   * @throws LibvirtError `VIR_ERR_OPERATION_INVALID` for an `inFloor` in a network without limits of its own
   * @implements virNetworkPortSetParameters
   */
  async setParameters(parameters: NetworkPortBandwidth, options?: CallOptions): Promise<void> {
    const rows = toParameters(NetworkPortParameters, parameters, 'parameters')
    await this.#ask((port) => native.libvirt.networkPortSetParameters(port, rows, 0), options)
  }

  /**
   * Deletes it. A domain that uses it is cut off.
   * @implements virNetworkPortDelete
   */
  async delete(options?: CallOptions): Promise<void> {
    await this.#ask((port) => native.libvirt.networkPortDelete(port, 0), options)
  }
}
