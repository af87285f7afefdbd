import type { CallOptions } from '../core/call.ts'
import type { Interfaces } from './interfaces.ts'

/**
 * A change of a host's interfaces, which is taken back unless it is committed: leaving the block without that restores
 * all of them as they were when it began.
 *
 * @example
 * ```ts
 * await using change = await conn.interfaces.begin()
 * await conn.interfaces.define(`
 *   <interface type='ethernet' name='eth7'>
 *     <start mode='onboot'/>
 *     <mtu size='1500'/>
 *     <mac address='52:54:00:00:00:07'/>
 *   </interface>`)
 * await change.commit()
 * ```
 */
export class InterfaceChange {
  readonly #interfaces: Interfaces
  #ended = false

  /** @internal */
  constructor(interfaces: Interfaces) {
    this.#interfaces = interfaces
  }

  /** Whether it was committed or taken back. */
  get ended(): boolean {
    return this.#ended
  }

  /**
   * Makes it last.
   * @throws LibvirtError `VIR_ERR_OPERATION_INVALID` if it ended already
   * @implements virInterfaceChangeCommit
   */
  async commit(options?: CallOptions): Promise<void> {
    await this.#interfaces.commit(options)
    this.#ended = true
  }

  /**
   * Takes it back at once.
   *
   * @example
   * ```ts
   * const change = await conn.interfaces.begin()
   * const card = await conn.interfaces.get('eth1')
   * await card.undefine()
   * await change.rollback()
   * ```
   * @throws LibvirtError `VIR_ERR_OPERATION_INVALID` if it ended already
   * @implements virInterfaceChangeRollback
   */
  async rollback(options?: CallOptions): Promise<void> {
    await this.#interfaces.rollback(options)
    this.#ended = true
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#ended) await this.rollback()
  }
}
