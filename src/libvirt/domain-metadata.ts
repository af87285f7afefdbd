import { checkName, wrongType } from '../core/arguments.ts'
import { LibvirtError } from '../core/errors.ts'
import { native } from '../native/load.ts'
import { DomainPart } from './domain-part.ts'
import { DomainMetadataType } from './generated/enumerations.ts'
import { type ImpactOptions, impact } from './impact.ts'

/**
 * What people and programs write on a domain: its title, its description, and elements of their own.
 *
 * @example
 * ```ts
 * await domain.metadata.setTitle('the mail server')
 * await domain.metadata.setElement('https://example.org/backup', 'backup', `<policy keep='7'/>`)
 * const policy = await domain.metadata.element('https://example.org/backup')
 * ```
 */
export class DomainMetadata extends DomainPart {
  /**
   * Undefined if there is none.
   * @implements virDomainGetMetadata
   */
  async title(options: ImpactOptions = {}): Promise<string | undefined> {
    return await this.#get(DomainMetadataType.title, undefined, options)
  }

  /**
   * One line; undefined takes it away.
   * @implements virDomainSetMetadata
   */
  async setTitle(title: string | undefined, options: ImpactOptions = {}): Promise<void> {
    await this.#set(DomainMetadataType.title, title, undefined, undefined, options)
  }

  /**
   * Undefined if there is none.
   *
   * @example
   * ```ts
   * await domain.metadata.setDescription('Postfix and Dovecot.\nAsk Ann before you touch it.')
   * console.log(await domain.metadata.description())
   * ```
   * @implements virDomainGetMetadata
   */
  async description(options: ImpactOptions = {}): Promise<string | undefined> {
    return await this.#get(DomainMetadataType.description, undefined, options)
  }

  /**
   * Any text; undefined takes it away.
   * @implements virDomainSetMetadata
   */
  async setDescription(description: string | undefined, options: ImpactOptions = {}): Promise<void> {
    await this.#set(DomainMetadataType.description, description, undefined, undefined, options)
  }

  /**
   * The element of a program, by its XML namespace; undefined if there is none.
   * @implements virDomainGetMetadata
   */
  async element(namespace: string, options: ImpactOptions = {}): Promise<string | undefined> {
    checkName(namespace, 'namespace')
    return await this.#get(DomainMetadataType.element, namespace, options)
  }

  /**
   * Sets the element of a program; undefined takes it away.
   *
   * @param namespace its XML namespace
   * @param prefix what stands for the namespace in the domain's XML
   * @implements virDomainSetMetadata
   */
  async setElement(
    namespace: string,
    prefix: string,
    xml: string | undefined,
    options: ImpactOptions = {},
  ): Promise<void> {
    checkName(namespace, 'namespace')
    checkName(prefix, 'prefix')
    await this.#set(DomainMetadataType.element, xml, prefix, namespace, options)
  }

  async #get(type: number, namespace: string | undefined, options: ImpactOptions): Promise<string | undefined> {
    const flags = impact(options)
    try {
      return await this.ask((domain) => native.libvirt.domainGetMetadata(domain, type, namespace, flags), options)
    } catch (error) {
      if (error instanceof LibvirtError && error.code === 'VIR_ERR_NO_DOMAIN_METADATA') return undefined
      throw error
    }
  }

  async #set(
    type: number,
    text: string | undefined,
    prefix: string | undefined,
    namespace: string | undefined,
    options: ImpactOptions,
  ): Promise<void> {
    if (text !== undefined && typeof text !== 'string') throw wrongType('text', 'a string', text)
    const flags = impact(options)
    const { domainSetMetadata } = native.libvirt
    await this.ask((domain) => domainSetMetadata(domain, type, text, prefix, namespace, flags), options)
  }
}
