import { checkInteger, checkName, wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import type { Subject } from '../core/errors.ts'
import { Handle } from '../core/handle.ts'
import type { NetworkHandle, NetworkRecord } from '../native/contract/libvirt.ts'
import { native } from '../native/load.ts'
import type { OtherDescription } from '../xml/index.ts'
import type { Connection } from './connection.ts'
import { fromXml } from './description.ts'
import { bits, type NameOf, nameOf, numberOf } from './flags.ts'
import { IPAddrType, NetworkUpdateCommand, NetworkUpdateSection, NetworkXMLFlags } from './generated/enumerations.ts'
import { type ImpactOptions, impact } from './impact.ts'
import { NetworkMetadata } from './network-metadata.ts'
import { NetworkPorts } from './network-ports.ts'

export interface NetworkXmlOptions extends CallOptions {
  /** `'inactive'`: what it will be at its next start. */
  readonly flags?: readonly NameOf<typeof NetworkXMLFlags>[]
}

/** What {@link Network.update} does: changes an entry, removes it, or adds one at either end. */
export type NetworkUpdate = Exclude<NameOf<typeof NetworkUpdateCommand>, 'none'>

/** The part of a network's definition that {@link Network.update} works on. */
export type NetworkSection = Exclude<NameOf<typeof NetworkUpdateSection>, 'none'>

export interface UpdateNetworkOptions extends ImpactOptions {
  /** Which of several parents, from 0: the `<ip>` that holds the `<dhcp>`. The only one, or the first that fits, if not given. */
  readonly parentIndex?: number
}

export interface DhcpLeasesOptions extends CallOptions {
  /** Only those of this MAC address. */
  readonly mac?: string
}

/** An address that a network's DHCP server gave away. */
export interface DhcpLease {
  /** The network's bridge on the host. */
  readonly interface: string
  /** When it ends; undefined if it does not. */
  readonly expiry: Date | undefined
  readonly type: NameOf<typeof IPAddrType> | 'unknown'
  /** Who has it. */
  readonly mac: string | undefined
  /** Of IPv6 only: the client's association. */
  readonly iaid: string | undefined
  readonly address: string
  /** How many bits of the address are the network's. */
  readonly prefix: number
  readonly hostname: string | undefined
  /** The client's DHCP id, its DUID for IPv6. */
  readonly clientId: string | undefined
}

/**
 * A virtual network. A reference to it: it may simply be dropped.
 *
 * @example
 * ```ts
 * const network = await conn.networks.get('default')
 * if (!(await network.isActive())) await network.start()
 * console.log(network.name, await network.bridgeName())
 * ```
 * @implements virNetworkFree
 * @implements virNetworkGetConnect
 */
export class Network extends Handle<'network'> {
  readonly connection: Connection
  /** @implements virNetworkGetName */
  readonly name: string
  /** @implements virNetworkGetUUIDString virNetworkGetUUID */
  readonly uuid: string
  /** Who is plugged into it. */
  readonly ports: NetworkPorts
  /** Its title, its description, and what programs noted on it. */
  readonly metadata: NetworkMetadata

  private constructor({ handle, name, uuid }: NetworkRecord, connection: Connection) {
    super('network', handle, connection)
    this.connection = connection
    this.name = name
    this.uuid = uuid
    this.ports = new NetworkPorts(this)
    this.metadata = new NetworkMetadata(this)
  }

  /** @internal */
  static of(record: NetworkRecord, connection: Connection): Network {
    return new Network(record, connection)
  }

  protected override get subject(): Subject {
    return { connection: this.connection.uri, network: this.name }
  }

  protected override async reopen(): Promise<NetworkHandle> {
    const { connection, uuid } = this
    const lookUp = (): Promise<NetworkRecord> =>
      native.libvirt.networkLookupByUUIDString(Handle.native(connection), uuid)
    return (await call(lookUp, {}, { subject: this.subject })).handle
  }

  async #ask<T>(ask: (network: NetworkHandle) => Promise<T>, options: CallOptions | undefined): Promise<T> {
    return await call(() => ask(Handle.native(this)), options, { subject: this.subject })
  }

  /**
   * Starts it: its bridge, and what serves addresses and names on it.
   *
   * @example
   * ```ts
   * const network = await conn.networks.define(`<network><name>quiet</name></network>`)
   * await network.start()
   * ```
   * @throws LibvirtError `VIR_ERR_OPERATION_INVALID` if it runs already
   * @implements virNetworkCreate
   */
  async start(options?: CallOptions): Promise<void> {
    await this.#ask(native.libvirt.networkCreate, options)
  }

  /**
   * Stops it, whoever is plugged into it; a transient one is gone then.
   *
   * @example
   * ```ts
   * const network = await conn.networks.create(`<network><name>brief</name></network>`)
   * await network.stop()
   * ```
   * @throws LibvirtError `VIR_ERR_OPERATION_INVALID` if it does not run
   * @implements virNetworkDestroy
   */
  async stop(options?: CallOptions): Promise<void> {
    await this.#ask(native.libvirt.networkDestroy, options)
  }

  /**
   * Removes its definition; one that runs is transient then.
   *
   * @example
   * ```ts
   * const network = await conn.networks.define(`<network><name>not-needed</name></network>`)
   * await network.undefine()
   * ```
   * @implements virNetworkUndefine
   */
  async undefine(options?: CallOptions): Promise<void> {
    await this.#ask(native.libvirt.networkUndefine, options)
  }

  /**
   * libvirt's XML of it.
   *
   * @example
   * ```ts
   * const network = await conn.networks.get('default')
   * console.log(await network.xml())
   * ```
   * @implements virNetworkGetXMLDesc
   */
  async xml(options: NetworkXmlOptions = {}): Promise<string> {
    const flags = bits(NetworkXMLFlags, options.flags, 'options.flags')
    return await this.#ask((network) => native.libvirt.networkGetXMLDesc(network, flags), options)
  }

  /**
   * Its XML as data, lossless.
   *
   * @example
   * ```ts
   * const network = await conn.networks.get('default')
   * const { root } = await network.describe()
   * console.log(root.name, root.children.length)
   * ```
   */
  async describe(options?: NetworkXmlOptions): Promise<OtherDescription> {
    return fromXml('network', await this.xml(options))
  }

  /**
   * The host's bridge that it is: `'virbr0'`.
   *
   * @example
   * ```ts
   * const network = await conn.networks.get('default')
   * console.log(await network.bridgeName())
   * ```
   * @throws LibvirtError `VIR_ERR_INTERNAL_ERROR` if it has none
   * @implements virNetworkGetBridgeName
   */
  async bridgeName(options?: CallOptions): Promise<string> {
    return await this.#ask(native.libvirt.networkGetBridgeName, options)
  }

  /**
   * Whether libvirt starts it when the host does.
   * @implements virNetworkGetAutostart
   */
  async autostart(options?: CallOptions): Promise<boolean> {
    return await this.#ask(native.libvirt.networkGetAutostart, options)
  }

  /**
   * Says whether libvirt starts it when the host does.
   *
   * @example
   * ```ts
   * const network = await conn.networks.get('default')
   * if (!(await network.autostart())) await network.setAutostart(true)
   * ```
   * @throws LibvirtError if it is transient
   * @implements virNetworkSetAutostart
   */
  async setAutostart(autostart: boolean, options?: CallOptions): Promise<void> {
    if (typeof autostart !== 'boolean') throw wrongType('autostart', 'a boolean', autostart)
    await this.#ask((network) => native.libvirt.networkSetAutostart(network, Number(autostart)), options)
  }

  /**
   * Whether it runs.
   * @implements virNetworkIsActive
   */
  async isActive(options?: CallOptions): Promise<boolean> {
    return await this.#ask(native.libvirt.networkIsActive, options)
  }

  /**
   * Whether it stays defined when it is stopped.
   *
   * @example
   * ```ts
   * const network = await conn.networks.get('default')
   * console.log((await network.isPersistent()) ? 'defined' : 'transient')
   * ```
   * @implements virNetworkIsPersistent
   */
  async isPersistent(options?: CallOptions): Promise<boolean> {
    return await this.#ask(native.libvirt.networkIsPersistent, options)
  }

  /**
   * Changes a part of its definition, also while it runs: a host that always gets the same address, a name that its DNS
   * knows. What cannot change while it runs is refused.
   *
   * @param command what to do: `'add-last'`, `'modify'` …
   * @param section the part: `'ip-dhcp-host'`, `'dns-host'` …
   * @param xml the element of that part; for `'delete'` and `'modify'` with what names it
   * @example
   * ```ts
   * const network = await conn.networks.get('default')
   * const host = `<host mac='52:54:00:00:00:07' ip='192.168.122.7'/>`
   * await network.update('add-last', 'ip-dhcp-host', host, { live: true })
   * await network.update('delete', 'ip-dhcp-host', host, { live: true })
   * ```
   * @throws LibvirtError `VIR_ERR_OPERATION_INVALID` if there is such an entry already, or none to change
   * @implements virNetworkUpdate
   */
  async update(
    command: NetworkUpdate,
    section: NetworkSection,
    xml: string,
    options: UpdateNetworkOptions = {},
  ): Promise<void> {
    const { modify, delete: remove, 'add-first': addFirst, 'add-last': addLast } = NetworkUpdateCommand
    const commands = { modify, delete: remove, 'add-first': addFirst, 'add-last': addLast }
    const commandNumber = numberOf<Readonly<Record<NetworkUpdate, number>>>(commands, command, 'command')
    const { none: _, ...sections } = NetworkUpdateSection
    const sectionNumber = numberOf<Readonly<Record<NetworkSection, number>>>(sections, section, 'section')
    checkName(xml, 'xml')
    const { parentIndex = -1 } = options
    checkInteger(parentIndex, 'options.parentIndex', -1, 2 ** 31 - 1)
    const flags = impact(options)
    await this.#ask(
      (network) => native.libvirt.networkUpdate(network, commandNumber, sectionNumber, parentIndex, xml, flags),
      options,
    )
  }

  /**
   * The addresses that its DHCP server gave away.
   *
   * @example
   * ```ts
   * await using host = await libvirt.connect()
   * for await (const network of host.networks.list({ active: true })) {
   *   for (const { address, hostname, expiry } of await network.dhcpLeases()) console.log(address, hostname, expiry)
   * }
   * ```
   * @throws LibvirtError `VIR_ERR_INVALID_MAC` for what is no MAC address
   * @implements virNetworkGetDHCPLeases virNetworkDHCPLeaseFree
   */
  async dhcpLeases(options: DhcpLeasesOptions = {}): Promise<readonly DhcpLease[]> {
    const { mac } = options
    if (mac !== undefined) checkName(mac, 'options.mac')
    const leases = await this.#ask((network) => native.libvirt.networkGetDHCPLeases(network, mac, 0), options)
    return leases.map(({ expiry, type, ...lease }) => ({
      ...lease,
      expiry: expiry === 0 ? undefined : new Date(expiry),
      type: nameOf(IPAddrType, type),
    }))
  }
}
