import { checkInteger, checkName, checkOptions, type Known } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { ClosedError, type Subject } from '../core/errors.ts'
import { discard, Handle } from '../core/handle.ts'
import type { ConnectionHandle, ConnectionRecord, NodeInfo, ParameterRow } from '../native/contract/libvirt.ts'
import { native } from '../native/load.ts'
import { parseStoragePoolCapabilities, type StoragePoolCapabilities } from './capabilities.ts'
import type { AllStatisticsOptions } from './domain-statistics.ts'
import { Domains, type StatisticsOfDomain } from './domains.ts'
import type { EventMap, EventName } from './event-kinds.ts'
import { type EventOptions, Events } from './events.ts'
import { bits, type NameOf } from './flags.ts'
import { endFollowers, resumeFollowers, suspendFollowers } from './followers.ts'
import { ConnectGetDomainCapabilitiesFlags } from './generated/enumerations.ts'
import { IdentityParameters } from './generated/parameters.ts'
import { hold } from './held.ts'
import { Host } from './host.ts'
import { Interfaces } from './interfaces.ts'
import { type ConnectionLoss, connectionLost, Loss } from './loss.ts'
import { Networks } from './networks.ts'
import { NodeDevices } from './node-devices.ts'
import { NwFilterBindings } from './nwfilter-bindings.ts'
import { NwFilters } from './nwfilters.ts'
import { toParameters } from './parameters.ts'
import { type Reconnecting, redial } from './reconnect.ts'
import { Secrets } from './secrets.ts'
import type { Session, SessionListener } from './session.ts'
import { type ConnectionState, statesOf, tellState } from './states.ts'
import { StoragePools } from './storage-pools.ts'
import { unpacked, type Version } from './version.ts'

export type { NodeInfo } from '../native/contract/libvirt.ts'

/** What domain capabilities are asked for; the host's defaults without it. */
export interface DomainCapabilitiesOptions extends CallOptions {
  /** The path of an emulator. */
  readonly emulator?: string
  /** `'x86_64'`, `'aarch64'` */
  readonly arch?: string
  /** `'q35'`, `'virt'` */
  readonly machine?: string
  /** `'kvm'`, `'qemu'` */
  readonly virtType?: string
  /** What is left out, or told at more length; of libvirt 11.0 and later. */
  readonly flags?: readonly NameOf<typeof ConnectGetDomainCapabilitiesFlags>[]
}

/** On whose behalf calls are made: what libvirt's access control (polkit) on the other side goes by. */
export interface ConnectionIdentity {
  readonly userName?: string
  readonly unixUserId?: number
  readonly groupName?: string
  readonly unixGroupId?: number
  readonly processId?: number
  /** When the process began, in clock ticks since the host's boot: field 22 of `/proc/<pid>/stat`. */
  readonly processTime?: number | bigint
  readonly saslUserName?: string
  readonly x509DistinguishedName?: string
  readonly selinuxContext?: string
}

const IDENTITY: Known<ConnectionIdentity> = {
  userName: true,
  unixUserId: true,
  groupName: true,
  unixGroupId: true,
  processId: true,
  processTime: true,
  saslUserName: true,
  x509DistinguishedName: true,
  selinuxContext: true,
}

/** A call may find a connection broken a moment before libvirt says why: so long it is waited for, in milliseconds. */
const REASON = 1_000

/**
 * A connection to a libvirt host. Domains, secrets, pools and volumes got from it are plain references: they hold
 * nothing there and may simply be dropped; closing the connection closes them all.
 *
 * @example
 * ```ts
 * await using conn = await libvirt.connect('test:///default')
 * const { model, cpus, memory } = await conn.nodeInfo()
 * ```
 */
export class Connection extends Handle<'connection'> implements SessionListener {
  /** The connection's own URI, in full: `'qemu:///system'`. */
  readonly uri: string
  readonly domains: Domains = new Domains(this)
  readonly interfaces: Interfaces = new Interfaces(this)
  readonly networks: Networks = new Networks(this)
  readonly nodeDevices: NodeDevices = new NodeDevices(this)
  readonly nwfilterBindings: NwFilterBindings = new NwFilterBindings(this)
  readonly nwfilters: NwFilters = new NwFilters(this)
  readonly secrets: Secrets = new Secrets(this)
  readonly storagePools: StoragePools = new StoragePools(this)
  /** The machine that it is to: its CPUs, its memory, what it can do. */
  readonly host: Host = new Host(this)
  readonly #loss: Loss = new Loss()
  #lossAwaited = false
  readonly #reconnecting: Reconnecting | undefined
  readonly #closing = new AbortController()
  #session: Session
  #away: Away | undefined
  #identity: readonly ParameterRow[] | undefined

  private constructor(record: ConnectionRecord, session: Session, reconnecting: Reconnecting | undefined) {
    super('connection', record.handle)
    this.uri = record.uri
    this.#session = session
    this.#reconnecting = reconnecting
    session.follow(this)
  }

  /** @internal */
  static of(record: ConnectionRecord, session: Session, reconnecting: Reconnecting | undefined): Connection {
    return new Connection(record, session, reconnecting)
  }

  protected override get subject(): Subject {
    return { connection: this.uri }
  }

  /**
   * Resolves when the connection has ended for good, whoever ended it. Waiting for it does not keep the process alive.
   * Calls on a connection that was lost fail with a `LibvirtError`, and iterations of its events throw.
   *
   * @example
   * ```ts
   * conn.lost.then(({ reason }) => console.log(`libvirt is gone: ${reason}`))
   * ```
   */
  get lost(): Promise<ConnectionLoss> {
    if (!this.#lossAwaited) {
      this.#lossAwaited = true
      this.#loss.promise.then(hold(this))
    }
    return this.#loss.promise
  }

  /**
   * How a connection with `reconnect` goes and comes, from now on. What events told before and after has a gap in between:
   * look at what is there anew when it is back. Does not keep the process alive.
   *
   * @example
   * ```ts
   * const states = conn.states({ signal: AbortSignal.timeout(100) })
   * try {
   *   for await (const { state } of states) console.log(`libvirtd is ${state}`)
   * } catch {}
   * ```
   * @throws CephvirtError `ERR_CEPHVIRT_CONNECTION_LOST` when it is lost for good
   */
  states(options: { readonly signal?: AbortSignal } = {}): AsyncIterableIterator<ConnectionState> {
    return statesOf(this, options)
  }

  /** Ends the iterations of its events and its streams, closes what was opened through it, waits for the calls in flight, and disconnects. */
  override close(): Promise<void> {
    if (!this.closed) {
      endFollowers(this)
      this.#loss.resolve({ reason: 'client' })
      this.#closing.abort()
      this.#away?.giveUp(new ClosedError('connection', { subject: this.subject }))
      this.#away = undefined
    }
    return super.close()
  }

  /** @internal A session broke, or ended. */
  heard(session: Session): void {
    if (session !== this.#session || this.closed) return
    const { reason } = session
    if (this.#reconnecting === undefined) {
      if (reason === undefined) return
      this.#loss.resolve({ reason })
      endFollowers(this, connectionLost(this.uri, { reason }))
      return
    }
    if (this.#away === undefined) {
      const away = new Away()
      this.#away = away
      const refusal = () => connectionLost(this.uri, { reason: session.reason ?? 'unknown' }, { hint: HINT_AWAY })
      this.setAway(away.back, this.#reconnecting.wait ? undefined : refusal)
      if (reason === undefined) {
        const unexplained = setTimeout(() => void this.#comeBack(away, 'error'), REASON)
        unexplained.unref()
      }
    }
    if (reason !== undefined) void this.#comeBack(this.#away, reason)
  }

  async #comeBack(away: Away, reason: ConnectionLoss['reason']): Promise<void> {
    const reconnecting = this.#reconnecting
    if (reconnecting === undefined || this.#away !== away || away.explained) return
    away.explained = true
    suspendFollowers(this, connectionLost(this.uri, { reason }, { hint: HINT_AWAY }))
    tellState(this, { state: 'away', reason, lost: 0 })
    try {
      const { record, session, attempts } = await redial(reconnecting, this.#closing.signal, (opened, limits) =>
        this.#identify(opened, limits),
      )
      if (this.closed) return discard(record.handle)
      this.#session = session
      this.#away = undefined
      this.setBack(record.handle)
      away.end()
      resumeFollowers(this)
      tellState(this, { state: 'back', attempts, away: Math.round(performance.now() - away.began), lost: 0 })
      session.follow(this)
    } catch (cause) {
      if (this.closed) return
      const error = connectionLost(this.uri, { reason }, { hint: HINT_GIVEN_UP, cause })
      this.#loss.resolve({ reason })
      away.giveUp(error)
      endFollowers(this, error)
    }
  }

  async #identify({ handle }: ConnectionRecord, limits: CallOptions): Promise<void> {
    const identity = this.#identity
    if (identity === undefined) return
    try {
      await call(() => native.libvirt.connectSetIdentity(handle, identity, 0), limits, { subject: this.subject })
    } catch (error) {
      discard(handle)
      throw error
    }
  }

  /**
   * Makes the calls from now on as somebody else, where the other side's access control looks at it. Only who may
   * administer libvirt there can; a connection that is made anew keeps it.
   *
   * @example
   * ```ts
   * await using system = await libvirt.connect('test:///default')
   * await system.setIdentity({ userName: 'alice', unixUserId: 1000 }).catch((error) => console.log(error.code))
   * ```
   * @throws LibvirtError `VIR_ERR_NO_SUPPORT` where the other side is no daemon
   * @implements virConnectSetIdentity
   */
  async setIdentity(identity: ConnectionIdentity, options?: CallOptions): Promise<void> {
    checkOptions(identity, IDENTITY, 'identity')
    const { unixUserId, unixGroupId, processId, processTime, ...names } = identity
    const ids = { unixUserId, unixGroupId, processId, processTime }
    const numbers = Object.entries(ids).flatMap(([name, id]) =>
      id === undefined ? [] : [[name, typeof id === 'bigint' ? id : BigInt(checkInteger(id, `identity.${name}`))]],
    )
    const rows = toParameters(IdentityParameters, { ...names, ...Object.fromEntries(numbers) }, 'identity')
    await this.#ask((handle) => native.libvirt.connectSetIdentity(handle, rows, 0), options)
    this.#identity = rows
  }

  async #ask<T>(ask: (connection: ConnectionHandle) => Promise<T>, options: CallOptions | undefined): Promise<T> {
    return await call(() => ask(Handle.native(this)), options, { subject: this.subject })
  }

  /**
   * Whether the connection stands, as far as is known: with keep-alive, a daemon that hangs is known soon. False also
   * while it is made anew.
   *
   * @example
   * ```ts
   * const [alive, encrypted, secure] = [await conn.isAlive(), await conn.isEncrypted(), await conn.isSecure()]
   * ```
   * @implements virConnectIsAlive
   */
  async isAlive(options?: CallOptions): Promise<boolean> {
    if (this.#away !== undefined) return false
    return await this.#ask(native.libvirt.connectIsAlive, options)
  }

  /**
   * Whether what goes over the connection is encrypted.
   * @implements virConnectIsEncrypted
   */
  async isEncrypted(options?: CallOptions): Promise<boolean> {
    return await this.#ask(native.libvirt.connectIsEncrypted, options)
  }

  /**
   * Whether the connection is safe from others: encrypted, or local.
   * @implements virConnectIsSecure
   */
  async isSecure(options?: CallOptions): Promise<boolean> {
    return await this.#ask(native.libvirt.connectIsSecure, options)
  }

  /**
   * The host's name.
   * @implements virConnectGetHostname
   */
  async hostname(options?: CallOptions): Promise<string> {
    return await this.#ask(native.libvirt.connectGetHostname, options)
  }

  /**
   * The hypervisor's name: `'QEMU'`.
   *
   * @example
   * ```ts
   * console.log(await conn.hypervisor(), (await conn.hypervisorVersion()).text, (await conn.libVersion()).text)
   * ```
   * @implements virConnectGetType
   */
  async hypervisor(options?: CallOptions): Promise<string> {
    return await this.#ask(native.libvirt.connectGetType, options)
  }

  /**
   * The hypervisor's version.
   * @implements virConnectGetVersion
   */
  async hypervisorVersion(options?: CallOptions): Promise<Version> {
    return unpacked(await this.#ask(native.libvirt.connectGetVersion, options))
  }

  /**
   * The version of libvirt on the other side; `libvirt.version()` is the one on this side.
   * @implements virConnectGetLibVersion
   */
  async libVersion(options?: CallOptions): Promise<Version> {
    return unpacked(await this.#ask(native.libvirt.connectGetLibVersion, options))
  }

  /**
   * What the host is: its CPUs, and its memory in bytes.
   * @implements virNodeGetInfo
   */
  async nodeInfo(options?: CallOptions): Promise<NodeInfo> {
    return await this.#ask(native.libvirt.nodeGetInfo, options)
  }

  /**
   * What the host and its hypervisor can do: libvirt's XML.
   * @implements virConnectGetCapabilities
   */
  async capabilities(options?: CallOptions): Promise<string> {
    return await this.#ask(native.libvirt.connectGetCapabilities, options)
  }

  /**
   * What a domain of one kind can have: libvirt's XML.
   *
   * @example
   * ```ts
   * const text = await conn.domainCapabilities({ arch: 'x86_64', virtType: 'qemu' })
   * ```
   * @implements virConnectGetDomainCapabilities
   */
  async domainCapabilities(options: DomainCapabilitiesOptions = {}): Promise<string> {
    const { emulator, arch, machine, virtType } = options
    const flags = bits(ConnectGetDomainCapabilitiesFlags, options.flags, 'options.flags')
    for (const [name, value] of Object.entries({ emulator, arch, machine, virtType })) {
      if (value !== undefined) checkName(value, `options.${name}`)
    }
    const { connectGetDomainCapabilities } = native.libvirt
    return await this.#ask(
      (conn) => connectGetDomainCapabilities(conn, emulator, arch, machine, virtType, flags),
      options,
    )
  }

  /**
   * The statistics of all domains, of one moment.
   *
   * @example
   * ```ts
   * for (const { domain, statistics } of await conn.allDomainStats({ stats: ['cpu.total', 'block'] })) {
   *   console.log(domain.name, statistics.cpu?.time)
   * }
   * ```
   * @implements virConnectGetAllDomainStats
   */
  async allDomainStats(options?: AllStatisticsOptions): Promise<readonly StatisticsOfDomain[]> {
    return await this.domains.statistics(options)
  }

  /**
   * Which types of storage pool the host has backends for.
   *
   * @example
   * ```ts
   * const { pools } = await conn.storagePoolCapabilities()
   * const rbd = pools.find(({ type }) => type === 'rbd')?.supported === true
   * ```
   * @throws LibvirtError `VIR_ERR_NO_SUPPORT` if the other side is older than 5.2, or not a host with storage
   * @implements virConnectGetStoragePoolCapabilities
   */
  async storagePoolCapabilities(options?: CallOptions): Promise<StoragePoolCapabilities> {
    const { connectGetStoragePoolCapabilities } = native.libvirt
    return parseStoragePoolCapabilities(await this.#ask((conn) => connectGetStoragePoolCapabilities(conn, 0), options))
  }

  /**
   * What happens from now on. The subscription begins with this call, not with the iteration, so nothing is lost in
   * between; `await events.ready` to be sure that it stands before doing what causes the first one. It ends when the loop is
   * left, the signal aborted or the connection closed. Who waits for an event keeps the process alive; a subscription that
   * nobody listens to does not.
   *
   * @example
   * ```ts
   * const events = conn.events('domain.lifecycle')
   * await events.ready
   * await domain.suspend()
   * for await (const { event, detail, domain } of events) {
   *   console.log(domain.name, event, detail)
   *   break
   * }
   * ```
   * @throws LibvirtError if libvirt refuses it, `ERR_CEPHVIRT_CONNECTION_LOST` when the connection is lost
   * @implements virConnectDomainEventRegisterAny virConnectDomainEventDeregisterAny virConnectDomainEventRegister virConnectDomainEventDeregister virConnectNetworkEventRegisterAny virConnectNetworkEventDeregisterAny virConnectNodeDeviceEventRegisterAny virConnectNodeDeviceEventDeregisterAny virConnectSecretEventRegisterAny virConnectSecretEventDeregisterAny virConnectStoragePoolEventRegisterAny virConnectStoragePoolEventDeregisterAny virConnectDomainQemuMonitorEventRegister virConnectDomainQemuMonitorEventDeregister
   */
  events<N extends EventName>(name: N, options: EventOptions = {}): Events<EventMap[N]> {
    return Events.of(this, name, options)
  }
}

const HINT_AWAY = 'It is being made anew: try again; or follow `conn.states()`.'
const HINT_GIVEN_UP = 'It could not be made anew. Close it and connect again.'

/** The time between a loss and the return, or the end. */
class Away {
  readonly began = performance.now()
  readonly back: Promise<void>
  /** Why it was lost is known. */
  explained = false
  end: () => void = () => {}
  giveUp: (error: Error) => void = () => {}

  constructor() {
    this.back = new Promise((resolve, reject) => {
      this.end = resolve
      this.giveUp = reject
    })
    this.back.catch(() => {}) // those who wait for it hear of it
  }
}
