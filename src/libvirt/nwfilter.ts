import { type CallOptions, call } from '../core/call.ts'
import type { Subject } from '../core/errors.ts'
import { Handle } from '../core/handle.ts'
import type { NwFilterHandle, NwFilterRecord } from '../native/contract/libvirt.ts'
import { native } from '../native/load.ts'
import type { OtherDescription } from '../xml/index.ts'
import type { Connection } from './connection.ts'
import { fromXml } from './description.ts'

/**
 * A network filter: rules for what an interface of a domain may send and receive. A reference to it: it may simply be
 * dropped.
 *
 * @example
 * ```ts
 * await using host = await libvirt.connect()
 * const filter = await host.nwfilters.define(`
 *   <filter name='no-smtp' chain='root'>
 *     <rule action='drop' direction='out'><tcp dstportstart='25'/></rule>
 *   </filter>`)
 * console.log(filter.name, filter.uuid, await filter.xml())
 * await filter.undefine()
 * ```
 * @implements virNWFilterFree
 */
export class NwFilter extends Handle<'network filter'> {
  readonly connection: Connection
  /** @implements virNWFilterGetName */
  readonly name: string
  /** @implements virNWFilterGetUUIDString virNWFilterGetUUID */
  readonly uuid: string

  private constructor({ handle, name, uuid }: NwFilterRecord, connection: Connection) {
    super('network filter', handle, connection)
    this.connection = connection
    this.name = name
    this.uuid = uuid
  }

  /** @internal */
  static of(record: NwFilterRecord, connection: Connection): NwFilter {
    return new NwFilter(record, connection)
  }

  protected override get subject(): Subject {
    return { connection: this.connection.uri, nwfilter: this.name }
  }

  protected override async reopen(): Promise<NwFilterHandle> {
    const { connection, uuid } = this
    const lookUp = (): Promise<NwFilterRecord> =>
      native.libvirt.nwFilterLookupByUUIDString(Handle.native(connection), uuid)
    return (await call(lookUp, {}, { subject: this.subject })).handle
  }

  async #ask<T>(ask: (filter: NwFilterHandle) => Promise<T>, options: CallOptions | undefined): Promise<T> {
    return await call(() => ask(Handle.native(this)), options, { subject: this.subject })
  }

  /**
   * libvirt's XML of it.
   * @implements virNWFilterGetXMLDesc
   */
  async xml(options?: CallOptions): Promise<string> {
    return await this.#ask((filter) => native.libvirt.nwFilterGetXMLDesc(filter, 0), options)
  }

  /**
   * Its XML as data, lossless.
   *
   * @example
   * ```ts
   * await using host = await libvirt.connect()
   * for await (const filter of host.nwfilters.list()) {
   *   const { root } = await filter.describe()
   *   console.log(filter.name, root.children.length)
   * }
   * ```
   */
  async describe(options?: CallOptions): Promise<OtherDescription> {
    return fromXml('filter', await this.xml(options))
  }

  /**
   * Removes it.
   * @throws LibvirtError `VIR_ERR_OPERATION_INVALID` if an interface or another filter uses it
   * @implements virNWFilterUndefine
   */
  async undefine(options?: CallOptions): Promise<void> {
    await this.#ask(native.libvirt.nwFilterUndefine, options)
  }
}
