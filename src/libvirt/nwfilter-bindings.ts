import { checkName, wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { Handle } from '../core/handle.ts'
import { Listing } from '../core/listing.ts'
import type { ConnectionHandle, NwFilterBindingRecord } from '../native/contract/libvirt.ts'
import { native } from '../native/load.ts'
import type { Connection } from './connection.ts'
import { type Source, toXml } from './description.ts'
import { NWFilterBindingCreateFlags } from './generated/enumerations.ts'
import { NwFilterBinding } from './nwfilter-binding.ts'

export interface CreateNwFilterBindingOptions extends CallOptions {
  /** Has libvirt check the XML against its schema. Default false. */
  readonly validate?: boolean
}

/** For which devices of a host network filters hold. libvirt makes and ends most of them as domains start and stop. */
export class NwFilterBindings {
  readonly #connection: Connection

  /** @internal */
  constructor(connection: Connection) {
    this.#connection = connection
  }

  async #one(
    ask: (connection: ConnectionHandle) => Promise<NwFilterBindingRecord>,
    options: CallOptions | undefined,
    nwfilterBinding?: string,
  ): Promise<NwFilterBinding> {
    const subject = { connection: this.#connection.uri, nwfilterBinding }
    const record = await call(() => ask(Handle.native(this.#connection)), options, { subject })
    return NwFilterBinding.of(record, this.#connection)
  }

  /**
   * The bindings, of one moment.
   * @implements virConnectListAllNWFilterBindings
   */
  list(options: CallOptions = {}): Listing<NwFilterBinding> {
    const connection = this.#connection
    return Listing.of(async () => {
      const records = await call(
        () => native.libvirt.connectListAllNWFilterBindings(Handle.native(connection), 0),
        options,
        { subject: { connection: connection.uri } },
      )
      return records.map((record) => NwFilterBinding.of(record, connection))
    })
  }

  /**
   * The binding of one device, by its name.
   * @throws LibvirtError `VIR_ERR_NO_NWFILTER_BINDING` if there is none
   * @implements virNWFilterBindingLookupByPortDev
   */
  async get(portDev: string, options?: CallOptions): Promise<NwFilterBinding> {
    checkName(portDev, 'portDev')
    return await this.#one(
      (connection) => native.libvirt.nwFilterBindingLookupByPortDev(connection, portDev),
      options,
      portDev,
    )
  }

  /**
   * Has a network filter hold for a device.
   *
   * @param description libvirt's XML, or a description of it (`xml.parse(text)`)
   * @throws LibvirtError `VIR_ERR_OPERATION_FAILED` if the device has a binding already
   * @implements virNWFilterBindingCreateXML
   */
  async create(
    description: Source<'filterbinding'>,
    options: CreateNwFilterBindingOptions = {},
  ): Promise<NwFilterBinding> {
    const text = toXml('filterbinding', description)
    const { validate = false } = options
    if (typeof validate !== 'boolean') throw wrongType('options.validate', 'a boolean', validate)
    const flags = validate ? NWFilterBindingCreateFlags.validate : 0
    return await this.#one((connection) => native.libvirt.nwFilterBindingCreateXML(connection, text, flags), options)
  }
}
