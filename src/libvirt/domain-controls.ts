import { checkInteger, checkName, wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import type { Subject } from '../core/errors.ts'
import { Handle } from '../core/handle.ts'
import type { DomainHandle, InterfaceCounters } from '../native/contract/libvirt.ts'
import { native } from '../native/load.ts'
import type { Connection } from './connection.ts'
import {
  type CpuTimes,
  type CpuTimesOptions,
  checkCpuTimes,
  type DomainStatistics,
  groupBits,
  type StatisticsOptions,
  statisticsBits,
} from './domain-statistics.ts'
import { bits, type NameOf, nameOf, numberOf } from './flags.ts'
import {
  DomainControlErrorReason,
  DomainControlState,
  DomainCreateFlags,
  DomainDirtyRateCalcFlags,
  DomainFDAssociateFlags,
  DomainGraphicsReloadType,
  DomainLifecycle,
  DomainLifecycleAction,
  DomainMessageType,
  DomainOpenGraphicsFlags,
  DomainProcessSignal,
  KeycodeSet,
  NodeSuspendTarget,
} from './generated/enumerations.ts'
import { AnnounceInterfaceParameters, CpuStatistics, LaunchSecurityParameters } from './generated/parameters.ts'
import { type ImpactOptions, impact } from './impact.ts'
import { nested } from './nested.ts'
import { fromParameters, type KnownParameters, type ParametersOf, toParameters } from './parameters.ts'

/** The state of what controls a domain, the hypervisor's monitor. */
export interface ControlInfo {
  readonly state: NameOf<typeof DomainControlState> | 'unknown'
  /** Why it is in error. */
  readonly reason: NameOf<typeof DomainControlErrorReason> | 'unknown'
  /** For how many milliseconds. */
  readonly since: number
}

/** What keeps a domain apart from others: a label of SELinux, AppArmor or DAC. */
export interface SecurityLabel {
  readonly label: string
  readonly enforcing: boolean
}

export interface SendKeyOptions extends CallOptions {
  /** Whose numbers the keys are. Default `'linux'`. */
  readonly set?: NameOf<typeof KeycodeSet>
  /** For how many milliseconds they are held. Default 0. */
  readonly hold?: number
}

export interface OpenGraphicsOptions extends CallOptions {
  /** Which of its displays. Default 0. */
  readonly index?: number
  /** Does not ask for the display's password. Default false. */
  readonly skipAuth?: boolean
}

function graphicsBits(options: OpenGraphicsOptions): readonly [index: number, flags: number] {
  const { index = 0, skipAuth = false } = options
  if (typeof skipAuth !== 'boolean') throw wrongType('options.skipAuth', 'a boolean', skipAuth)
  return [checkInteger(index, 'options.index', 0, 2 ** 32 - 1), skipAuth ? DomainOpenGraphicsFlags.skipauth : 0]
}

/** File descriptors of this process. */
export function checkFiles(files: readonly number[], name = 'files'): readonly number[] {
  if (!Array.isArray(files)) throw wrongType(name, 'an array of file descriptors', files)
  for (const [index, file] of files.entries()) checkInteger(file, `${name}[${index}]`, 0, 2 ** 31 - 1)
  return files
}

/** What a domain is asked and told beside its life and its parts: see `Domain`. */
export abstract class DomainControls extends Handle<'domain'> {
  abstract readonly connection: Connection
  abstract readonly name: string

  protected override get subject(): Subject {
    return { connection: this.connection.uri, domain: this.name }
  }

  /** @internal */
  protected async ask<T>(ask: (domain: DomainHandle) => Promise<T>, options: CallOptions | undefined): Promise<T> {
    return await call(() => ask(Handle.native(this)), options, { subject: this.subject })
  }

  /**
   * Its statistics, by group.
   *
   * @example
   * ```ts
   * const { cpu, block } = await domain.statistics({ stats: ['cpu-total', 'block'] })
   * ```
   * @implements virDomainListGetStats virDomainStatsRecordListFree
   */
  async statistics(options: StatisticsOptions = {}): Promise<DomainStatistics> {
    const groups = groupBits(options.stats)
    const flags = statisticsBits(options)
    const values = await this.ask((domain) => native.libvirt.domainGetStats(domain, groups, flags), options)
    return values === undefined ? {} : nested<DomainStatistics>(values)
  }

  /**
   * The CPU time that it used since it started, in nanoseconds.
   *
   * @example
   * ```ts
   * const { cputime, systemtime } = await domain.cpuTimes()
   * const [first] = await domain.cpuTimesByCpu({ count: 1 })
   * ```
   * @implements virDomainGetCPUStats
   */
  async cpuTimes(options?: CallOptions): Promise<CpuTimes> {
    const [values = {}] = await this.ask((domain) => native.libvirt.domainGetCPUStats(domain, -1, 1, 0), options)
    return fromParameters(CpuStatistics, values)
  }

  /**
   * The same on each CPU of the host.
   * @implements virDomainGetCPUStats
   */
  async cpuTimesByCpu(options: CpuTimesOptions = {}): Promise<readonly CpuTimes[]> {
    const { start, count } = checkCpuTimes(options)
    const all = count ?? (await this.ask(native.libvirt.domainGetCPUStatsCount, options)) - start
    const { domainGetCPUStats } = native.libvirt
    const times: CpuTimes[] = []
    // libvirt answers for 128 at a time.
    for (let first = start; first < start + all; first += 128) {
      const some = Math.min(128, start + all - first)
      const values = await this.ask((domain) => domainGetCPUStats(domain, first, some, 0), options)
      times.push(...values.map((value) => fromParameters(CpuStatistics, value)))
    }
    return times
  }

  /**
   * What went through one of its network interfaces; -1 where the hypervisor does not count.
   *
   * @param device the name of its device on the host, or its MAC address
   * @example
   * ```ts
   * const { rxBytes, txBytes } = await domain.interfaceStatistics('testnet0')
   * ```
   * @implements virDomainInterfaceStats
   */
  async interfaceStatistics(device: string, options?: CallOptions): Promise<InterfaceCounters> {
    checkName(device, 'device')
    return await this.ask((domain) => native.libvirt.domainInterfaceStats(domain, device), options)
  }

  /**
   * What it runs: `'hvm'`, `'linux'`, `'exe'` …
   *
   * @example
   * ```ts
   * const type = await domain.osType()
   * ```
   * @implements virDomainGetOSType
   */
  async osType(options?: CallOptions): Promise<string> {
    return await this.ask(native.libvirt.domainGetOSType, options)
  }

  /**
   * Whether its configuration has been changed since it was defined.
   *
   * @example
   * ```ts
   * if (await domain.isUpdated()) console.log(await domain.xml({ flags: ['inactive'] }))
   * ```
   * @implements virDomainIsUpdated
   */
  async isUpdated(options?: CallOptions): Promise<boolean> {
    return await this.ask(native.libvirt.domainIsUpdated, options)
  }

  /**
   * The state of the hypervisor's monitor: `'occupied'` while it is busy with a call, `'error'` if it does not answer.
   *
   * @example
   * ```ts
   * const { state, since } = await domain.controlInfo()
   * ```
   * @implements virDomainGetControlInfo
   */
  async controlInfo(options?: CallOptions): Promise<ControlInfo> {
    const { state, details, stateTime } = await this.ask(native.libvirt.domainGetControlInfo, options)
    return {
      state: nameOf(DomainControlState, state),
      reason: nameOf(DomainControlErrorReason, details),
      since: stateTime,
    }
  }

  /**
   * What libvirt has to say of it: that it is tainted, that it uses what is deprecated.
   *
   * @param types only these
   * @example
   * ```ts
   * for (const message of await domain.messages(['tainting'])) console.warn(message)
   * ```
   * @throws NotSupportedError with libvirt before 7.1
   * @implements virDomainGetMessages
   */
  async messages(
    types?: readonly NameOf<typeof DomainMessageType>[],
    options?: CallOptions,
  ): Promise<readonly string[]> {
    const flags = bits(DomainMessageType, types, 'types')
    return await this.ask((domain) => native.libvirt.domainGetMessages(domain, flags), options)
  }

  /**
   * The label that keeps it apart from others.
   *
   * @example
   * ```ts
   * declare const vm: libvirt.Domain
   * const { label } = await vm.securityLabel()
   * const labels = await vm.securityLabels()
   * ```
   * @implements virDomainGetSecurityLabel
   */
  async securityLabel(options?: CallOptions): Promise<SecurityLabel> {
    return await this.ask(native.libvirt.domainGetSecurityLabel, options)
  }

  /**
   * The labels of all security drivers.
   * @implements virDomainGetSecurityLabelList
   */
  async securityLabels(options?: CallOptions): Promise<readonly SecurityLabel[]> {
    return await this.ask(native.libvirt.domainGetSecurityLabelList, options)
  }

  /**
   * What an encrypted guest was measured to be at its start.
   *
   * @example
   * ```ts
   * declare const vm: libvirt.Domain
   * const { sevMeasurement } = await vm.launchSecurity()
   * ```
   * @implements virDomainGetLaunchSecurityInfo
   */
  async launchSecurity(options?: CallOptions): Promise<KnownParameters<typeof LaunchSecurityParameters>> {
    const values = await this.ask((domain) => native.libvirt.domainGetLaunchSecurityInfo(domain, 0), options)
    return fromParameters(LaunchSecurityParameters, values)
  }

  /**
   * Gives an encrypted guest its secret before it runs.
   *
   * @example
   * ```ts
   * declare const vm: libvirt.Domain
   * declare const answer: { sevSecret: string; sevSecretHeader: string }
   * await vm.setLaunchSecurity(answer)
   * ```
   * @throws NotSupportedError with libvirt before 8.0
   * @implements virDomainSetLaunchSecurityState
   */
  async setLaunchSecurity(
    parameters: ParametersOf<typeof LaunchSecurityParameters>,
    options?: CallOptions,
  ): Promise<void> {
    const rows = toParameters(LaunchSecurityParameters, parameters, 'parameters')
    await this.ask((domain) => native.libvirt.domainSetLaunchSecurityState(domain, rows, 0), options)
  }

  /**
   * Renames it; it must not run. This object keeps the old name: get it anew.
   *
   * @example
   * ```ts
   * await domain.destroy()
   * await domain.rename('mail')
   * const mail = await conn.domains.get('mail')
   * ```
   * @implements virDomainRename
   */
  async rename(name: string, options?: CallOptions): Promise<void> {
    checkName(name, 'name')
    await this.ask((domain) => native.libvirt.domainRename(domain, name, 0), options)
  }

  /**
   * Whether libvirt starts it at the next start of the host, and only then.
   *
   * @example
   * ```ts
   * declare const vm: libvirt.Domain
   * await vm.setAutostartOnce(true)
   * const once = await vm.autostartOnce()
   * ```
   * @throws NotSupportedError with libvirt before 11.2
   * @implements virDomainGetAutostartOnce
   */
  async autostartOnce(options?: CallOptions): Promise<boolean> {
    return await this.ask(native.libvirt.domainGetAutostartOnce, options)
  }

  /** @implements virDomainSetAutostartOnce */
  async setAutostartOnce(autostart: boolean, options?: CallOptions): Promise<void> {
    if (typeof autostart !== 'boolean') throw wrongType('autostart', 'a boolean', autostart)
    await this.ask((domain) => native.libvirt.domainSetAutostartOnce(domain, Number(autostart)), options)
  }

  /**
   * Says what happens when it powers off, reboots or crashes.
   *
   * @example
   * ```ts
   * await domain.setLifecycleAction('crash', 'restart', { config: true })
   * ```
   * @implements virDomainSetLifecycleAction
   */
  async setLifecycleAction(
    event: NameOf<typeof DomainLifecycle>,
    action: NameOf<typeof DomainLifecycleAction>,
    options: ImpactOptions = {},
  ): Promise<void> {
    const type = numberOf(DomainLifecycle, event, 'event')
    const what = numberOf(DomainLifecycleAction, action, 'action')
    const flags = impact(options)
    await this.ask((domain) => native.libvirt.domainSetLifecycleAction(domain, type, what, flags), options)
  }

  /**
   * Presses keys, all at once: as a keyboard does, whatever runs in the guest.
   *
   * @param keys their numbers, 16 at most: KEY_LEFTCTRL is 29, KEY_LEFTALT 56, KEY_DELETE 111
   * @example
   * ```ts
   * await domain.sendKey([29, 56, 111])
   * ```
   * @implements virDomainSendKey
   */
  async sendKey(keys: readonly number[], options: SendKeyOptions = {}): Promise<void> {
    if (!Array.isArray(keys)) throw wrongType('keys', 'an array of numbers', keys)
    // VIR_DOMAIN_SEND_KEY_MAX_KEYS
    checkInteger(keys.length, 'keys.length', 1, 16)
    for (const [index, key] of keys.entries()) checkInteger(key, `keys[${index}]`, 0, 65_535)
    const set = numberOf(KeycodeSet, options.set ?? 'linux', 'options.set')
    const hold = checkInteger(options.hold ?? 0, 'options.hold', 0, 2 ** 32 - 1)
    await this.ask((domain) => native.libvirt.domainSendKey(domain, set, hold, keys, 0), options)
  }

  /**
   * Sends a signal to a process in it: where the hypervisor is also the guest's kernel, as of containers.
   *
   * @example
   * ```ts
   * declare const container: libvirt.Domain
   * await container.sendSignal(1, 'term')
   * ```
   * @implements virDomainSendProcessSignal
   */
  async sendSignal(pid: number, signal: NameOf<typeof DomainProcessSignal>, options?: CallOptions): Promise<void> {
    checkInteger(pid, 'pid', -(2 ** 31), 2 ** 31 - 1)
    const number = numberOf(DomainProcessSignal, signal, 'signal')
    await this.ask((domain) => native.libvirt.domainSendProcessSignal(domain, pid, number, 0), options)
  }

  /**
   * Sends it a non-maskable interrupt: a guest that hangs writes a dump, if it is told to.
   *
   * @example
   * ```ts
   * declare const vm: libvirt.Domain
   * await vm.injectNmi()
   * ```
   * @implements virDomainInjectNMI
   */
  async injectNmi(options?: CallOptions): Promise<void> {
    await this.ask((domain) => native.libvirt.domainInjectNMI(domain, 0), options)
  }

  /**
   * Has the guest's agent put it to sleep.
   *
   * @param target `'mem'` is S3, `'disk'` S4, `'hybrid'` both
   * @example
   * ```ts
   * declare const vm: libvirt.Domain
   * await vm.pmSuspend('mem')
   * await vm.pmWakeup()
   * ```
   * @implements virDomainPMSuspendForDuration
   */
  async pmSuspend(target: NameOf<typeof NodeSuspendTarget>, options?: CallOptions): Promise<void> {
    const number = numberOf(NodeSuspendTarget, target, 'target')
    await this.ask((domain) => native.libvirt.domainPMSuspendForDuration(domain, number, 0, 0), options)
  }

  /**
   * Wakes it from its sleep.
   * @implements virDomainPMWakeup
   */
  async pmWakeup(options?: CallOptions): Promise<void> {
    await this.ask((domain) => native.libvirt.domainPMWakeup(domain, 0), options)
  }

  /**
   * Has the hypervisor measure for some seconds how fast it changes its memory, which says whether it can be migrated:
   * `domain.statistics({ stats: ['dirtyrate'] })` tells the result.
   *
   * @example
   * ```ts
   * declare const vm: libvirt.Domain
   * await vm.startDirtyRateCalculation(1)
   * ```
   * @throws NotSupportedError with libvirt before 7.2
   * @implements virDomainStartDirtyRateCalc
   */
  async startDirtyRateCalculation(
    seconds: number,
    options: CallOptions & { readonly mode?: NameOf<typeof DomainDirtyRateCalcFlags> } = {},
  ): Promise<void> {
    checkInteger(seconds, 'seconds', 1, 60)
    const flags = options.mode === undefined ? 0 : numberOf(DomainDirtyRateCalcFlags, options.mode, 'options.mode')
    await this.ask((domain) => native.libvirt.domainStartDirtyRateCalc(domain, seconds, flags), options)
  }

  /**
   * Opens one of its displays: a file descriptor of this process, which is the caller's to close.
   *
   * @example
   * ```ts
   * declare const vm: libvirt.Domain
   * declare const net: typeof import('node:net')
   * const vnc = new net.Socket({ fd: await vm.openGraphics({ skipAuth: true }) })
   * ```
   * @throws LibvirtError if the connection is not local
   * @implements virDomainOpenGraphicsFD
   */
  async openGraphics(options: OpenGraphicsOptions = {}): Promise<number> {
    const [index, flags] = graphicsBits(options)
    return await this.ask((domain) => native.libvirt.domainOpenGraphicsFD(domain, index, flags), options)
  }

  /**
   * Connects one of its displays to a socket of the caller's.
   *
   * @example
   * ```ts
   * declare const vm: libvirt.Domain
   * declare const socket: number
   * await vm.connectGraphics(socket)
   * ```
   * @implements virDomainOpenGraphics
   */
  async connectGraphics(fd: number, options: OpenGraphicsOptions = {}): Promise<void> {
    checkInteger(fd, 'fd', 0, 2 ** 31 - 1)
    const [index, flags] = graphicsBits(options)
    await this.ask((domain) => native.libvirt.domainOpenGraphics(domain, index, fd, flags), options)
  }

  /**
   * Has its displays read their certificates anew.
   *
   * @example
   * ```ts
   * declare const vm: libvirt.Domain
   * await vm.reloadGraphics('vnc')
   * ```
   * @throws NotSupportedError with libvirt before 10.2
   * @implements virDomainGraphicsReload
   */
  async reloadGraphics(type: NameOf<typeof DomainGraphicsReloadType> = 'any', options?: CallOptions): Promise<void> {
    const number = numberOf(DomainGraphicsReloadType, type, 'type')
    await this.ask((domain) => native.libvirt.domainGraphicsReload(domain, number, 0), options)
  }

  /**
   * Has an interface announce itself to the network, as after a migration.
   *
   * @example
   * ```ts
   * declare const vm: libvirt.Domain
   * await vm.announceInterface('ua-net0', { rounds: 5 })
   * ```
   * @throws NotSupportedError with libvirt before 12.5
   * @implements virDomainAnnounceInterface
   */
  async announceInterface(
    device: string,
    parameters: ParametersOf<typeof AnnounceInterfaceParameters> = {},
    options?: CallOptions,
  ): Promise<void> {
    checkName(device, 'device')
    const rows = toParameters(AnnounceInterfaceParameters, parameters, 'parameters')
    await this.ask((domain) => native.libvirt.domainAnnounceInterface(domain, device, rows, 0), options)
  }

  /**
   * Starts it with files that are open in this process, which its first process gets.
   *
   * @param files file descriptors, which stay the caller's
   * @example
   * ```ts
   * declare const container: libvirt.Domain
   * await container.startWithFiles([3, 4])
   * ```
   * @implements virDomainCreateWithFiles
   */
  async startWithFiles(
    files: readonly number[],
    options: CallOptions & { readonly flags?: readonly NameOf<typeof DomainCreateFlags>[] } = {},
  ): Promise<void> {
    checkFiles(files)
    const flags = bits(DomainCreateFlags, options.flags, 'options.flags')
    await this.ask((domain) => native.libvirt.domainCreateWithFiles(domain, files, flags), options)
  }

  /**
   * Gives files that are open in this process a name, under which the disks of its next start can use them.
   *
   * @param files file descriptors, which stay the caller's
   * @example
   * ```ts
   * declare const vm: libvirt.Domain
   * declare const disk: number
   * await vm.associateFiles('data', [disk], { flags: ['seclabel-writable'] })
   * ```
   * @throws NotSupportedError with libvirt before 9.0
   * @implements virDomainFDAssociate
   */
  async associateFiles(
    name: string,
    files: readonly number[],
    options: CallOptions & { readonly flags?: readonly NameOf<typeof DomainFDAssociateFlags>[] } = {},
  ): Promise<void> {
    checkName(name, 'name')
    checkFiles(files)
    const flags = bits(DomainFDAssociateFlags, options.flags, 'options.flags')
    await this.ask((domain) => native.libvirt.domainFDAssociate(domain, name, files, flags), options)
  }
}
