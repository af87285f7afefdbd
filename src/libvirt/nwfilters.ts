import { checkName, wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { Handle } from '../core/handle.ts'
import { Listing } from '../core/listing.ts'
import type { ConnectionHandle, NwFilterRecord } from '../native/contract/libvirt.ts'
import { native } from '../native/load.ts'
import type { Connection } from './connection.ts'
import { type Source, toXml } from './description.ts'
import { NWFilterDefineFlags } from './generated/enumerations.ts'
import { NwFilter } from './nwfilter.ts'
import { byUuidOrName } from './uuid.ts'

export interface DefineNwFilterOptions extends CallOptions {
  /** Has libvirt (7.7 or later) check the XML against its schema. Default false. */
  readonly validate?: boolean
}

/** The network filters of a host. */
export class NwFilters {
  readonly #connection: Connection

  /** @internal */
  constructor(connection: Connection) {
    this.#connection = connection
  }

  async #one(
    ask: (connection: ConnectionHandle) => Promise<NwFilterRecord>,
    options: CallOptions | undefined,
    nwfilter?: string,
  ): Promise<NwFilter> {
    const subject = { connection: this.#connection.uri, nwfilter }
    const record = await call(() => ask(Handle.native(this.#connection)), options, { subject })
    return NwFilter.of(record, this.#connection)
  }

  /**
   * The network filters, of one moment.
   * @implements virConnectListAllNWFilters virConnectListNWFilters virConnectNumOfNWFilters
   */
  list(options: CallOptions = {}): Listing<NwFilter> {
    const connection = this.#connection
    return Listing.of(async () => {
      const records = await call(() => native.libvirt.connectListAllNWFilters(Handle.native(connection), 0), options, {
        subject: { connection: connection.uri },
      })
      return records.map((record) => NwFilter.of(record, connection))
    })
  }

  /**
   * One network filter, by its name or UUID.
   *
   * @example
   * ```ts
   * await using host = await libvirt.connect()
   * await host.nwfilters.define(`<filter name='nothing'/>`)
   * const filter = await host.nwfilters.get('nothing')
   * await filter.undefine()
   * ```
   * @throws LibvirtError `VIR_ERR_NO_NWFILTER` if there is none
   * @implements virNWFilterLookupByName virNWFilterLookupByUUIDString virNWFilterLookupByUUID
   */
  async get(key: string, options?: CallOptions): Promise<NwFilter> {
    checkName(key, 'name')
    return await byUuidOrName(
      key,
      'VIR_ERR_NO_NWFILTER',
      (uuid) => this.#one((connection) => native.libvirt.nwFilterLookupByUUIDString(connection, uuid), options, uuid),
      (name) => this.#one((connection) => native.libvirt.nwFilterLookupByName(connection, name), options, name),
    )
  }

  /**
   * Defines a network filter, or defines it anew: with the same UUID, or without any. Interfaces that use it have the new
   * rules at once.
   *
   * @param description libvirt's XML, or a description of it (`xml.parse(text)`)
   * @throws LibvirtError `VIR_ERR_OPERATION_FAILED` if one of that name has another UUID
   * @throws NotSupportedError for `validate` if libvirt is older than 7.7
   * @implements virNWFilterDefineXML virNWFilterDefineXMLFlags
   */
  async define(description: Source<'filter'>, options: DefineNwFilterOptions = {}): Promise<NwFilter> {
    const text = toXml('filter', description)
    const { validate = false } = options
    if (typeof validate !== 'boolean') throw wrongType('options.validate', 'a boolean', validate)
    const { nwFilterDefineXML, nwFilterDefineXMLFlags } = native.libvirt
    return await this.#one(
      (connection) =>
        validate
          ? nwFilterDefineXMLFlags(connection, text, NWFilterDefineFlags.validate)
          : nwFilterDefineXML(connection, text),
      options,
    )
  }
}
