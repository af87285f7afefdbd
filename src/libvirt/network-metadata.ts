import { checkName, wrongType } from '../core/arguments.ts'
import { call } from '../core/call.ts'
import { LibvirtError } from '../core/errors.ts'
import { Handle } from '../core/handle.ts'
import type { NetworkHandle } from '../native/contract/libvirt.ts'
import { native } from '../native/load.ts'
import { NetworkMetadataType } from './generated/enumerations.ts'
import { type ImpactOptions, impact } from './impact.ts'
import type { Network } from './network.ts'

/**
 * What people and programs write on a network: its title, its description, and elements of their own. From libvirt 9.7
 * on.
 *
 * @example
 * ```ts
 * const network = await conn.networks.get('default')
 * if (libvirt.supports('virNetworkSetMetadata')) {
 *   await network.metadata.setTitle('for guests that come and go')
 *   console.log(await network.metadata.title())
 * }
 * ```
 */
export class NetworkMetadata {
  /** Whose it is. */
  readonly network: Network

  /** @internal */
  constructor(network: Network) {
    this.network = network
  }

  /**
   * Undefined if there is none.
   * @throws NotSupportedError if libvirt is older than 9.7
   * @implements virNetworkGetMetadata
   */
  async title(options: ImpactOptions = {}): Promise<string | undefined> {
    return await this.#get(NetworkMetadataType.title, undefined, options)
  }

  /**
   * One line; undefined takes it away.
   * @throws NotSupportedError if libvirt is older than 9.7
   * @implements virNetworkSetMetadata
   */
  async setTitle(title: string | undefined, options: ImpactOptions = {}): Promise<void> {
    await this.#set(NetworkMetadataType.title, title, 'title', undefined, undefined, options)
  }

  /**
   * Undefined if there is none.
   * @throws NotSupportedError if libvirt is older than 9.7
   * @implements virNetworkGetMetadata
   */
  async description(options: ImpactOptions = {}): Promise<string | undefined> {
    return await this.#get(NetworkMetadataType.description, undefined, options)
  }

  /**
   * Any text; undefined takes it away.
   *
   * @example
   * ```ts
   * const { metadata } = await conn.networks.get('default')
   * if (libvirt.supports('virNetworkSetMetadata')) {
   *   await metadata.setDescription('Reaches the world through the host.\nNobody reaches it.')
   *   console.log(await metadata.description())
   * }
   * ```
   * @throws NotSupportedError if libvirt is older than 9.7
   * @implements virNetworkSetMetadata
   */
  async setDescription(description: string | undefined, options: ImpactOptions = {}): Promise<void> {
    await this.#set(NetworkMetadataType.description, description, 'description', undefined, undefined, options)
  }

  /**
   * The element of a program, by its XML namespace; undefined if there is none.
   * @throws NotSupportedError if libvirt is older than 9.7
   * @implements virNetworkGetMetadata
   */
  async element(namespace: string, options: ImpactOptions = {}): Promise<string | undefined> {
    checkName(namespace, 'namespace')
    return await this.#get(NetworkMetadataType.element, namespace, options)
  }

  /**
   * Sets the element of a program; undefined takes it away.
   *
   * @param namespace its XML namespace
   * @param prefix what stands for the namespace in the network's XML
   * @example
   * ```ts
   * const { metadata } = await conn.networks.get('default')
   * if (libvirt.supports('virNetworkSetMetadata')) {
   *   await metadata.setElement('https://example.org/owner', 'owner', `<owner name='Ann'/>`)
   *   console.log(await metadata.element('https://example.org/owner'))
   * }
   * ```
   * @throws NotSupportedError if libvirt is older than 9.7
   * @implements virNetworkSetMetadata
   */
  async setElement(
    namespace: string,
    prefix: string,
    xml: string | undefined,
    options: ImpactOptions = {},
  ): Promise<void> {
    checkName(namespace, 'namespace')
    checkName(prefix, 'prefix')
    await this.#set(NetworkMetadataType.element, xml, 'xml', prefix, namespace, options)
  }

  async #ask<T>(ask: (network: NetworkHandle) => Promise<T>, options: ImpactOptions): Promise<T> {
    const { network } = this
    const subject = { connection: network.connection.uri, network: network.name }
    return await call(() => ask(Handle.native(network)), options, { subject })
  }

  async #get(type: number, namespace: string | undefined, options: ImpactOptions): Promise<string | undefined> {
    const flags = impact(options)
    try {
      return await this.#ask((network) => native.libvirt.networkGetMetadata(network, type, namespace, flags), options)
    } catch (error) {
      if (error instanceof LibvirtError && error.code === 'VIR_ERR_NO_NETWORK_METADATA') return undefined
      throw error
    }
  }

  async #set(
    type: number,
    text: string | undefined,
    what: string,
    prefix: string | undefined,
    namespace: string | undefined,
    options: ImpactOptions,
  ): Promise<void> {
    if (text !== undefined && typeof text !== 'string') throw wrongType(what, 'a string', text)
    const flags = impact(options)
    const { networkSetMetadata } = native.libvirt
    await this.#ask((network) => networkSetMetadata(network, type, text, prefix, namespace, flags), options)
  }
}
