import { checkInteger, checkName, outOfRange, wrongType } from '../core/arguments.ts'
import type { CallOptions } from '../core/call.ts'
import { revealed, type SecretText } from '../core/secret.ts'
import { parseSize, type Size } from '../core/sizes.ts'
import { native } from '../native/load.ts'
import { DomainPart } from './domain-part.ts'
import { bits, type NameOf, nameOf, numberOf } from './flags.ts'
import {
  DomainAgentResponseTimeoutValues,
  DomainAuthorizedSSHKeysSetFlags,
  DomainGetHostnameFlags,
  DomainGuestInfoTypes,
  DomainInterfaceAddressesSource,
  DomainSetTimeFlags,
  DomainSetUserPasswordFlags,
  IPAddrType,
} from './generated/enumerations.ts'
import type { GuestInformation } from './generated/statistics.ts'
import { type GuestExecOptions, type GuestExecResult, guestExec } from './guest-exec.ts'
import { nested } from './nested.ts'

/** A file system in a guest. */
export interface GuestFileSystem {
  readonly mountpoint: string
  /** The guest's name of its device: `'vda1'`. */
  readonly name: string
  /** `'ext4'` */
  readonly type: string
  /** The domain's disks that it is on: `'vda'`. */
  readonly devices: readonly string[]
}

/** A network interface of a domain and its addresses. */
export interface GuestInterface {
  readonly name: string
  readonly mac?: string
  readonly addresses: readonly {
    readonly family: NameOf<typeof IPAddrType> | 'unknown'
    readonly address: string
    /** The bits of its network. */
    readonly prefix: number
  }[]
}

const HINT =
  "Does qemu-guest-agent run in the guest, and has the domain its channel (org.qemu.guest_agent.0)? Follow 'domain.agent-lifecycle' events to know when it is there."

function checkList(values: readonly string[] | undefined, name: string): readonly string[] {
  if (values === undefined) return []
  if (!Array.isArray(values)) throw wrongType(name, 'an array of strings', values)
  for (const [index, value] of values.entries()) checkName(value, `${name}[${index}]`)
  return values
}

/**
 * A domain's guest, as the agent in it sees it. Without an agent the calls fail with `VIR_ERR_AGENT_UNRESPONSIVE` or
 * `VIR_ERR_ARGUMENT_UNSUPPORTED`.
 *
 * @example
 * ```ts
 * await domain.guest.freeze()
 * try {
 *   await image.snapshots.create('consistent')
 * } finally {
 *   await domain.guest.thaw()
 * }
 * ```
 */
export class DomainGuest extends DomainPart {
  /**
   * Runs a program in it and waits for its end. If the call is given up, the program goes on.
   *
   * @param path the program, which the agent looks for in its own PATH
   * @example
   * ```ts
   * declare const vm: libvirt.Domain
   * const { exitCode, stdout } = await vm.guest.exec('uname', ['-r'], { timeout: 10_000 })
   * console.log(exitCode, stdout.toString())
   * ```
   * @throws LibvirtError if there is no such program, or the agent is told not to run any
   * @implements virDomainQemuAgentCommand
   */
  async exec(path: string, args: readonly string[] = [], options: GuestExecOptions = {}): Promise<GuestExecResult> {
    return await guestExec(this.domain, path, args, options)
  }

  /**
   * Brings its file systems to rest, so that a snapshot of the disks is consistent.
   *
   * @param mountpoints all without
   * @returns how many it froze
   * @implements virDomainFSFreeze
   */
  async freeze(mountpoints?: readonly string[], options?: CallOptions): Promise<number> {
    const list = checkList(mountpoints, 'mountpoints')
    return await this.ask((domain) => native.libvirt.domainFSFreeze(domain, list, 0), options, HINT)
  }

  /**
   * Lets its file systems go on.
   *
   * @returns how many it thawed
   * @implements virDomainFSThaw
   */
  async thaw(mountpoints?: readonly string[], options?: CallOptions): Promise<number> {
    const list = checkList(mountpoints, 'mountpoints')
    return await this.ask((domain) => native.libvirt.domainFSThaw(domain, list, 0), options, HINT)
  }

  /**
   * Has it discard what its file systems do not use, in pieces of at least `minimum`.
   *
   * @example
   * ```ts
   * declare const vm: libvirt.Domain
   * await vm.guest.trim({ minimum: '1MiB' })
   * ```
   * @implements virDomainFSTrim
   */
  async trim(options: CallOptions & { readonly mountpoint?: string; readonly minimum?: Size } = {}): Promise<void> {
    const { mountpoint, minimum = 0 } = options
    if (mountpoint !== undefined) checkName(mountpoint, 'options.mountpoint')
    const bytes = parseSize(minimum, 'options.minimum')
    await this.ask((domain) => native.libvirt.domainFSTrim(domain, mountpoint, bytes, 0), options, HINT)
  }

  /**
   * The file systems that are mounted in it.
   *
   * @example
   * ```ts
   * for (const { mountpoint, type } of await domain.guest.fileSystems()) console.log(mountpoint, type)
   * ```
   * @implements virDomainGetFSInfo virDomainFSInfoFree
   */
  async fileSystems(options?: CallOptions): Promise<readonly GuestFileSystem[]> {
    return await this.ask((domain) => native.libvirt.domainGetFSInfo(domain, 0), options, HINT)
  }

  /**
   * Its users, operating system, time zone, host name, file systems, disks, interfaces and load.
   *
   * @param types only these; without, all that the agent knows
   * @example
   * ```ts
   * declare const vm: libvirt.Domain
   * const { os, hostname } = await vm.guest.info(['os', 'hostname'])
   * ```
   * @implements virDomainGetGuestInfo
   */
  async info(types?: readonly NameOf<typeof DomainGuestInfoTypes>[], options?: CallOptions): Promise<GuestInformation> {
    const wanted = bits(DomainGuestInfoTypes, types, 'types')
    const values = await this.ask((domain) => native.libvirt.domainGetGuestInfo(domain, wanted, 0), options, HINT)
    return nested<GuestInformation>(values)
  }

  /**
   * The addresses of its network interfaces: as the agent says, or, without one, by the leases of libvirt's DHCP
   * (`'lease'`) or the host's ARP table (`'arp'`).
   *
   * @example
   * ```ts
   * for (const { name, addresses } of await domain.guest.interfaces({ source: 'agent' })) console.log(name, addresses)
   * ```
   * @implements virDomainInterfaceAddresses virDomainInterfaceFree
   */
  async interfaces(
    options: CallOptions & { readonly source?: 'lease' | 'agent' | 'arp' } = {},
  ): Promise<readonly GuestInterface[]> {
    const source = numberOf(DomainInterfaceAddressesSource, options.source ?? 'agent', 'options.source')
    const found = await this.ask((domain) => native.libvirt.domainInterfaceAddresses(domain, source, 0), options)
    return found.map(({ name, mac, addresses }) => ({
      name,
      ...(mac === undefined ? {} : { mac }),
      addresses: addresses.map(({ type, address, prefix }) => ({ family: nameOf(IPAddrType, type), address, prefix })),
    }))
  }

  /**
   * Its host name, as the agent or a lease says.
   *
   * @example
   * ```ts
   * const name = await domain.guest.hostname()
   * ```
   * @implements virDomainGetHostname
   */
  async hostname(options: CallOptions & { readonly source?: 'lease' | 'agent' } = {}): Promise<string> {
    const { source } = options
    const flags = source === undefined ? 0 : numberOf(DomainGetHostnameFlags, source, 'options.source')
    return await this.ask((domain) => native.libvirt.domainGetHostname(domain, flags), options)
  }

  /**
   * Its clock.
   *
   * @example
   * ```ts
   * await domain.guest.setTime(new Date())
   * const time = await domain.guest.time()
   * ```
   * @implements virDomainGetTime
   */
  async time(options?: CallOptions): Promise<Date> {
    const { seconds, nanoseconds } = await this.ask((domain) => native.libvirt.domainGetTime(domain, 0), options, HINT)
    return new Date(seconds * 1000 + nanoseconds / 1e6)
  }

  /**
   * Sets its clock; `'rtc'` to that of the domain's hardware.
   * @implements virDomainSetTime
   */
  async setTime(time: Date | 'rtc', options?: CallOptions): Promise<void> {
    if (time !== 'rtc' && !(time instanceof Date)) throw wrongType('time', "a Date or 'rtc'", time)
    const milliseconds = time === 'rtc' ? 0 : time.getTime()
    if (Number.isNaN(milliseconds)) throw outOfRange('time', 'a valid date', time)
    const seconds = Math.floor(milliseconds / 1000)
    const nanoseconds = (milliseconds - seconds * 1000) * 1e6
    const flags = time === 'rtc' ? DomainSetTimeFlags.sync : 0
    await this.ask((domain) => native.libvirt.domainSetTime(domain, seconds, nanoseconds, flags), options, HINT)
  }

  /**
   * Sets the password of one of its users. `encrypted` if it is what stands in /etc/shadow.
   *
   * @example
   * ```ts
   * await domain.guest.setPassword('root', 'correct horse battery staple')
   * ```
   * @implements virDomainSetUserPassword
   */
  async setPassword(
    user: string,
    password: SecretText,
    options: CallOptions & { readonly encrypted?: boolean } = {},
  ): Promise<void> {
    checkName(user, 'user')
    const { encrypted = false } = options
    if (typeof encrypted !== 'boolean') throw wrongType('options.encrypted', 'a boolean', encrypted)
    const bytes = Buffer.from(revealed(password, 'password'))
    if (bytes.includes(0)) throw outOfRange('password', 'without NUL characters', '…')
    try {
      const flags = encrypted ? DomainSetUserPasswordFlags.encrypted : 0
      await this.ask((domain) => native.libvirt.domainSetUserPassword(domain, user, bytes, flags), options, HINT)
    } finally {
      bytes.fill(0)
    }
  }

  /**
   * The SSH keys that may log in as one of its users: the lines of its authorized_keys.
   *
   * @example
   * ```ts
   * declare const vm: libvirt.Domain
   * const keys = await vm.guest.sshKeys('root')
   * await vm.guest.setSshKeys('root', ['ssh-ed25519 AAAA… ann@example.org'], { mode: 'append' })
   * ```
   * @implements virDomainAuthorizedSSHKeysGet
   */
  async sshKeys(user: string, options?: CallOptions): Promise<readonly string[]> {
    checkName(user, 'user')
    return await this.ask((domain) => native.libvirt.domainAuthorizedSSHKeysGet(domain, user, 0), options, HINT)
  }

  /**
   * Sets the SSH keys that may log in as one of its users, adds some (`'append'`), or takes some away (`'remove'`).
   * @implements virDomainAuthorizedSSHKeysSet
   */
  async setSshKeys(
    user: string,
    keys: readonly string[],
    options: CallOptions & { readonly mode?: 'replace' | NameOf<typeof DomainAuthorizedSSHKeysSetFlags> } = {},
  ): Promise<void> {
    checkName(user, 'user')
    const list = checkList(keys, 'keys')
    const flags = numberOf(
      { replace: 0, ...DomainAuthorizedSSHKeysSetFlags },
      options.mode ?? 'replace',
      'options.mode',
    )
    await this.ask((domain) => native.libvirt.domainAuthorizedSSHKeysSet(domain, user, list, flags), options, HINT)
  }

  /**
   * How many seconds calls wait for the agent's answer: `'block'` for ever, `'default'` as libvirt does, `'nowait'` not.
   *
   * @example
   * ```ts
   * declare const vm: libvirt.Domain
   * await vm.guest.setResponseTimeout(10)
   * ```
   * @implements virDomainAgentSetResponseTimeout
   */
  async setResponseTimeout(
    seconds: number | NameOf<typeof DomainAgentResponseTimeoutValues>,
    options?: CallOptions,
  ): Promise<void> {
    const number =
      typeof seconds === 'string'
        ? numberOf(DomainAgentResponseTimeoutValues, seconds, 'seconds')
        : checkInteger(seconds, 'seconds', 0, 2 ** 31 - 1)
    await this.ask((domain) => native.libvirt.domainAgentSetResponseTimeout(domain, number, 0), options)
  }
}
