import { type CallOptions, call } from '../core/call.ts'
import type { Subject } from '../core/errors.ts'
import { Handle } from '../core/handle.ts'
import type { NwFilterBindingHandle, NwFilterBindingRecord } from '../native/contract/libvirt.ts'
import { native } from '../native/load.ts'
import type { OtherDescription } from '../xml/index.ts'
import type { Connection } from './connection.ts'
import { fromXml } from './description.ts'

/**
 * That a network filter holds for a device of the host: where a domain's interface ends. A reference to it: it may simply
 * be dropped.
 *
 * @example
 * ```ts
 * await using host = await libvirt.connect()
 * for await (const binding of host.nwfilterBindings.list()) console.log(binding.portDev, binding.filterName)
 * ```
 * @implements virNWFilterBindingFree
 */
export class NwFilterBinding extends Handle<'network filter binding'> {
  readonly connection: Connection
  /**
   * The device: `'vnet0'`.
   * @implements virNWFilterBindingGetPortDev
   */
  readonly portDev: string
  /** @implements virNWFilterBindingGetFilterName */
  readonly filterName: string

  private constructor({ handle, portDev, filterName }: NwFilterBindingRecord, connection: Connection) {
    super('network filter binding', handle, connection)
    this.connection = connection
    this.portDev = portDev
    this.filterName = filterName
  }

  /** @internal */
  static of(record: NwFilterBindingRecord, connection: Connection): NwFilterBinding {
    return new NwFilterBinding(record, connection)
  }

  protected override get subject(): Subject {
    return { connection: this.connection.uri, nwfilterBinding: this.portDev }
  }

  protected override async reopen(): Promise<NwFilterBindingHandle> {
    const { connection, portDev } = this
    const lookUp = (): Promise<NwFilterBindingRecord> =>
      native.libvirt.nwFilterBindingLookupByPortDev(Handle.native(connection), portDev)
    return (await call(lookUp, {}, { subject: this.subject })).handle
  }

  async #ask<T>(ask: (binding: NwFilterBindingHandle) => Promise<T>, options: CallOptions | undefined): Promise<T> {
    return await call(() => ask(Handle.native(this)), options, { subject: this.subject })
  }

  /**
   * libvirt's XML of it: whose device it is, and the filter with its variables.
   * @implements virNWFilterBindingGetXMLDesc
   */
  async xml(options?: CallOptions): Promise<string> {
    return await this.#ask((binding) => native.libvirt.nwFilterBindingGetXMLDesc(binding, 0), options)
  }

  /** Its XML as data, lossless. */
  async describe(options?: CallOptions): Promise<OtherDescription> {
    return fromXml('filterbinding', await this.xml(options))
  }

  /**
   * Ends it: nothing filters what passes the device then.
   * @implements virNWFilterBindingDelete
   */
  async delete(options?: CallOptions): Promise<void> {
    await this.#ask(native.libvirt.nwFilterBindingDelete, options)
  }
}
