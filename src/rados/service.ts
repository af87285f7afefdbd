import { checkName, checkObject, checkOptions, type Known, wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { Handle } from '../core/handle.ts'
import { native } from '../native/load.ts'
import type { Cluster } from './cluster.ts'

/** What a service tells of itself: texts by name. */
export type ServiceFields = Readonly<Record<string, string | number | boolean>>

export interface RegisterServiceOptions extends CallOptions {
  /** What it is: `'backup'`. Not the name of one of Ceph's own daemons. */
  readonly service: string
  /** Which of them this process is: `'host-1'`. */
  readonly daemon: string
  /** What does not change while it runs: its host, its version. */
  readonly metadata?: ServiceFields
}

const REGISTER_SERVICE_OPTIONS: Known<RegisterServiceOptions> = {
  service: true,
  daemon: true,
  metadata: true,
  signal: true,
  timeout: true,
}

/**
 * This process, registered as a service that `ceph status` shows. Beacons are sent for it until the connection is
 * closed; the cluster forgets it some time after.
 *
 * @example
 * ```ts
 * const service = await cluster.registerService({ service: 'backup', daemon: 'host-1', metadata: { version: '1.4' } })
 * await service.updateStatus({ images: 12, state: 'idle' })
 * ```
 */
export class Service {
  readonly service: string
  readonly daemon: string
  readonly metadata: ServiceFields
  readonly #cluster: Cluster

  private constructor(cluster: Cluster, service: string, daemon: string, metadata: ServiceFields) {
    this.#cluster = cluster
    this.service = service
    this.daemon = daemon
    this.metadata = metadata
  }

  /** @internal */
  static async register(cluster: Cluster, options: RegisterServiceOptions): Promise<Service> {
    checkOptions(options, REGISTER_SERVICE_OPTIONS)
    const service = checkName(options.service, 'options.service')
    const daemon = checkName(options.daemon, 'options.daemon')
    const metadata = pairs(options.metadata ?? {}, 'options.metadata')
    await call(() => native.rados.serviceRegister(Handle.native(cluster), service, daemon, metadata), options, {
      subject: { service: `${service}.${daemon}` },
      hint: "A connection registers one service, once; 'mon', 'mgr', 'osd', 'mds' and 'client' are Ceph's own.",
    })
    return new Service(cluster, service, daemon, Object.fromEntries(metadata))
  }

  /**
   * Tells the cluster how the service is: fields that take the place of those told before. The next beacon carries
   * them, within `mgr_tick_period` (2 s).
   * @implements rados_service_update_status
   */
  async updateStatus(status: ServiceFields, options?: CallOptions): Promise<void> {
    const fields = pairs(status, 'status')
    await call(() => native.rados.serviceUpdateStatus(Handle.native(this.#cluster), fields), options, {
      subject: { service: `${this.service}.${this.daemon}` },
    })
  }
}

function pairs(fields: ServiceFields, name: string): readonly (readonly [string, string])[] {
  return Object.entries(checkObject(fields, name)).map(([key, value]) => {
    checkName(key, `${name}: a field's name`)
    if (!['string', 'number', 'boolean'].includes(typeof value)) {
      throw wrongType(`${name}.${key}`, 'a string, number or boolean', value)
    }
    // An empty value is one; NUL would end it.
    const text = String(value)
    if (text !== '') checkName(text, `${name}.${key}`)
    return [key, text] as const
  })
}
