import { checkName } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import type { Subject } from '../core/errors.ts'
import { Handle } from '../core/handle.ts'
import type { ConnectionHandle, NodeInfo } from '../native/contract/libvirt.ts'
import { native } from '../native/load.ts'
import { parseStoragePoolCapabilities, type StoragePoolCapabilities } from './capabilities.ts'
import { Domains } from './domains.ts'
import type { EventMap, EventName } from './event-kinds.ts'
import { type EventOptions, Events } from './events.ts'
import { endFollowers } from './followers.ts'
import type { ConnectionLoss, Loss } from './loss.ts'
import { Secrets } from './secrets.ts'
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
}

/**
 * A connection to a libvirt host. Domains, secrets, pools and volumes got from it are plain references: they hold
 * nothing there and may simply be dropped; closing the connection closes them all.
 *
 * @example
 * ```ts
 * await using conn = await libvirt.connect('qemu:///system')
 * const { model, cpus, memory } = await conn.nodeInfo()
 * ```
 */
export class Connection extends Handle<'connection'> {
  /** The connection's own URI, in full: `'qemu:///system'`. */
  readonly uri: string
  readonly domains: Domains = new Domains(this)
  readonly secrets: Secrets = new Secrets(this)
  readonly storagePools: StoragePools = new StoragePools(this)
  readonly #loss: Loss

  private constructor(handle: ConnectionHandle, uri: string, loss: Loss) {
    super('connection', handle)
    this.uri = uri
    this.#loss = loss
  }

  /** @internal */
  static of(handle: ConnectionHandle, uri: string, loss: Loss): Connection {
    return new Connection(handle, uri, loss)
  }

  protected override get subject(): Subject {
    return { connection: this.uri }
  }

  /**
   * Resolves when the connection has ended, whoever ended it. Waiting for it does not keep the process alive. Calls on a
   * connection that was lost fail with a `LibvirtError`, and iterations of its events throw.
   *
   * @example
   * ```ts
   * conn.lost.then(({ reason }) => console.log(`libvirt is gone: ${reason}`))
   * ```
   */
  get lost(): Promise<ConnectionLoss> {
    return this.#loss.promise
  }

  /** Ends the iterations of its events and its streams, closes what was opened through it, waits for the calls in flight, and disconnects. */
  override close(): Promise<void> {
    if (!this.closed) {
      endFollowers(this)
      this.#loss.resolve({ reason: 'client' })
    }
    return super.close()
  }

  async #ask<T>(ask: (connection: ConnectionHandle) => Promise<T>, options: CallOptions | undefined): Promise<T> {
    return await call(() => ask(Handle.native(this)), options, { subject: this.subject })
  }

  /**
   * Whether the connection stands, as far as is known: with keep-alive, a daemon that hangs is known soon.
   * @implements virConnectIsAlive
   */
  async isAlive(options?: CallOptions): Promise<boolean> {
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
   * const text = await conn.domainCapabilities({ arch: 'x86_64', virtType: 'kvm' })
   * ```
   * @implements virConnectGetDomainCapabilities
   */
  async domainCapabilities(options: DomainCapabilitiesOptions = {}): Promise<string> {
    const { emulator, arch, machine, virtType } = options
    for (const [name, value] of Object.entries({ emulator, arch, machine, virtType })) {
      if (value !== undefined) checkName(value, `options.${name}`)
    }
    const { connectGetDomainCapabilities } = native.libvirt
    return await this.#ask((conn) => connectGetDomainCapabilities(conn, emulator, arch, machine, virtType, 0), options)
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
   * for await (const { event, detail, domain } of conn.events('domain.lifecycle', { signal })) {
   *   console.log(domain.name, event, detail)
   * }
   * ```
   * @throws LibvirtError if libvirt refuses it, `ERR_CEPHVIRT_CONNECTION_LOST` when the connection is lost
   * @implements virConnectDomainEventRegisterAny virConnectDomainEventDeregisterAny virConnectDomainEventRegister virConnectDomainEventDeregister virConnectNetworkEventRegisterAny virConnectNetworkEventDeregisterAny virConnectNodeDeviceEventRegisterAny virConnectNodeDeviceEventDeregisterAny virConnectSecretEventRegisterAny virConnectSecretEventDeregisterAny virConnectStoragePoolEventRegisterAny virConnectStoragePoolEventDeregisterAny virConnectDomainQemuMonitorEventRegister virConnectDomainQemuMonitorEventDeregister
   */
  events<N extends EventName>(name: N, options: EventOptions = {}): Events<EventMap[N]> {
    return Events.of(this, name, options)
  }
}
