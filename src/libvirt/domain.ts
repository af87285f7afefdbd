import { checkInteger, checkObject, wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { Handle } from '../core/handle.ts'
import type { DomainHandle, DomainInfoRecord, DomainRecord, DomainSlice } from '../native/contract/libvirt.ts'
import { native } from '../native/load.ts'
import type { DomainDescription } from '../xml/index.ts'
import { BlockDevice } from './block-device.ts'
import { type Channel, type OpenChannelOptions, openChannel } from './channel.ts'
import type { Connection } from './connection.ts'
import { type Console, type OpenConsoleOptions, openConsole } from './console.ts'
import { fromXml, type Source, toXml } from './description.ts'
import { DomainBackups } from './domain-backup.ts'
import { DomainCheckpoints } from './domain-checkpoints.ts'
import { DomainControls } from './domain-controls.ts'
import { DomainDevices } from './domain-devices.ts'
import { DomainGuest } from './domain-guest.ts'
import { DomainIoThreads } from './domain-io-threads.ts'
import { DomainMemory } from './domain-memory.ts'
import { DomainMetadata } from './domain-metadata.ts'
import { DomainSnapshots } from './domain-snapshots.ts'
import { DomainThrottleGroups } from './domain-throttle-groups.ts'
import { DomainTuning } from './domain-tuning.ts'
import { DomainVcpus } from './domain-vcpus.ts'
import { bits, checkFlag, type NameOf, nameOf, numberOf, type Table } from './flags.ts'
import {
  DomainBlockedReason,
  DomainCrashedReason,
  DomainCreateFlags,
  DomainDestroyFlagsValues,
  DomainDiskErrorCode,
  DomainMemoryFlags,
  DomainNostateReason,
  DomainPausedReason,
  DomainPMSuspendedReason,
  DomainRebootFlagValues,
  DomainRunningReason,
  DomainSaveImageXMLFlags,
  DomainShutdownFlagValues,
  DomainShutdownReason,
  DomainShutoffReason,
  DomainState,
  DomainUndefineFlagsValues,
  DomainXMLFlags,
} from './generated/enumerations.ts'
import { DomainJob } from './job.ts'
import { DomainMigration, type MigrateOptions, migrate } from './migration.ts'
import { DomainQemu } from './qemu.ts'
import {
  type CoreDumpOptions,
  coreDump,
  type DefineSavedOptions,
  definingSaved,
  type ManagedSaveOptions,
  managedSave,
  type SavedXmlOptions,
  type SaveOptions,
  save,
} from './saving.ts'
import { type Screenshot, type ScreenshotOptions, takeScreenshot } from './screenshot.ts'

const REASONS = {
  nostate: DomainNostateReason,
  running: DomainRunningReason,
  blocked: DomainBlockedReason,
  paused: DomainPausedReason,
  shutdown: DomainShutdownReason,
  shutoff: DomainShutoffReason,
  crashed: DomainCrashedReason,
  pmsuspended: DomainPMSuspendedReason,
} as const satisfies Record<NameOf<typeof DomainState>, Table>

/** The state of a domain and how it came to it: `{ state: 'shutoff', reason: 'destroyed' }`. */
export type DomainStatus =
  | {
      [S in keyof typeof REASONS]: { readonly state: S; readonly reason: NameOf<(typeof REASONS)[S]> | 'unknown' }
    }[keyof typeof REASONS]
  | { readonly state: 'unknown'; readonly reason: 'unknown' }

/** What a domain uses. */
export interface DomainInfo {
  readonly state: DomainStatus['state']
  /** Bytes. */
  readonly maxMemory: number
  /** Bytes. */
  readonly memory: number
  readonly vcpus: number
  /** The CPU time it used in this run, in nanoseconds. */
  readonly cpuTime: bigint
}

/** A disk with which QEMU had trouble. */
export interface DiskError {
  /** The disk's target: `'vda'`. */
  readonly disk: string
  /** `'no-space'`, or `'unspec'` for anything else. */
  readonly error: NameOf<typeof DomainDiskErrorCode> | 'unknown'
}

export interface PeekMemoryOptions extends CallOptions {
  /** Which addresses: of the virtual memory of its first CPU, or `'physical'`. Default `'virtual'`. */
  readonly addresses?: NameOf<typeof DomainMemoryFlags>
}

export interface StartOptions extends CallOptions {
  /** Leaves it paused before its first instruction. Default false. */
  readonly paused?: boolean
  readonly flags?: readonly NameOf<typeof DomainCreateFlags>[]
}

export interface ShutdownOptions extends CallOptions {
  /** How to ask the guest: `'acpi-power-btn'`, `'guest-agent'` …; libvirt chooses without it. */
  readonly mode?: NameOf<typeof DomainShutdownFlagValues>
}

export interface RebootOptions extends CallOptions {
  /** How to ask the guest; libvirt chooses without it. */
  readonly mode?: NameOf<typeof DomainRebootFlagValues>
}

export interface DestroyOptions extends CallOptions {
  /** Lets the hypervisor end by itself (SIGTERM), and fails if it does not, instead of killing it. Default false. */
  readonly graceful?: boolean
  readonly flags?: readonly NameOf<typeof DomainDestroyFlagsValues>[]
}

export interface UndefineOptions extends CallOptions {
  /** What goes with it: `'nvram'` for a UEFI domain, `'managed-save'`, `'snapshots-metadata'` … */
  readonly flags?: readonly NameOf<typeof DomainUndefineFlagsValues>[]
}

export interface DomainXmlOptions extends CallOptions {
  /** `'inactive'`: what it will be at the next start; `'secure'`: with passwords; `'migratable'`, `'update-cpu'`. */
  readonly flags?: readonly NameOf<typeof DomainXMLFlags>[]
}

function readInfo({ state, maxMemory, memory, vcpus, cpuTime }: DomainInfoRecord): DomainInfo {
  return { state: nameOf(DomainState, state), maxMemory, memory, vcpus, cpuTime }
}

/** @internal */
export function infoIn({ info, cpuTimes }: DomainSlice, index: number): DomainInfo | undefined {
  if (info === undefined || cpuTimes === undefined) return undefined
  const [state = 0, maxMemory = 0, memory = 0, vcpus = 0] = info.subarray(4 * index, 4 * index + 4)
  return readInfo({ state, maxMemory, memory, vcpus, cpuTime: cpuTimes[index] ?? 0n })
}

/**
 * A virtual machine. A reference to it: it may simply be dropped.
 *
 * @example
 * ```ts
 * const domain = await conn.domains.get('test')
 * if (!(await domain.isActive())) await domain.start()
 * ```
 * @implements virDomainGetName virDomainGetUUID virDomainGetUUIDString virDomainGetConnect virDomainFree
 */
export class Domain extends DomainControls {
  readonly connection: Connection
  readonly name: string
  readonly uuid: string

  private constructor({ handle, name, uuid }: DomainRecord, connection: Connection) {
    super('domain', handle, connection)
    this.connection = connection
    this.name = name
    this.uuid = uuid
  }

  /** Its snapshots. */
  get snapshots(): DomainSnapshots {
    return new DomainSnapshots(this)
  }

  /** Its backups. */
  get backup(): DomainBackups {
    return new DomainBackups(this)
  }

  /** Its checkpoints. */
  get checkpoints(): DomainCheckpoints {
    return new DomainCheckpoints(this)
  }

  /** Its throttle groups. */
  get throttleGroups(): DomainThrottleGroups {
    return new DomainThrottleGroups(this)
  }

  /** What it is busy with for long. */
  get job(): DomainJob {
    return new DomainJob(this)
  }

  /** What holds for its migrations. */
  get migration(): DomainMigration {
    return new DomainMigration(this)
  }

  /** Its virtual CPUs. */
  get vcpus(): DomainVcpus {
    return new DomainVcpus(this)
  }

  /** Its memory. */
  get memory(): DomainMemory {
    return new DomainMemory(this)
  }

  /** The threads that do its I/O. */
  get ioThreads(): DomainIoThreads {
    return new DomainIoThreads(this)
  }

  /** How it shares the host with others. */
  get tuning(): DomainTuning {
    return new DomainTuning(this)
  }

  /** Its disks, interfaces and other devices. */
  get devices(): DomainDevices {
    return new DomainDevices(this)
  }

  /** What people and programs write on it. */
  get metadata(): DomainMetadata {
    return new DomainMetadata(this)
  }

  /** What runs in it, as its agent sees it. */
  get guest(): DomainGuest {
    return new DomainGuest(this)
  }

  /** @internal */
  static of(record: DomainRecord, connection: Connection): Domain {
    return new Domain(record, connection)
  }

  /** QEMU behind it: its monitor, and the agent in its guest. */
  get qemu(): DomainQemu {
    return new DomainQemu(this)
  }

  protected override async reopen(): Promise<DomainHandle> {
    const { connection, uuid } = this
    const lookUp = (): Promise<DomainRecord> => native.libvirt.domainLookupByUUIDString(Handle.native(connection), uuid)
    return (await call(lookUp, {}, { subject: this.subject })).handle
  }

  /**
   * The number of its present run; undefined while it does not run.
   *
   * @example
   * ```ts
   * const id = await domain.id()
   * ```
   * @implements virDomainGetID virDomainLookupByUUIDString
   */
  async id(options?: CallOptions): Promise<number | undefined> {
    return await this.ask(native.libvirt.domainGetID, options)
  }

  /**
   * Starts it.
   * @throws LibvirtError `VIR_ERR_OPERATION_INVALID` if it runs already
   * @implements virDomainCreate virDomainCreateWithFlags
   */
  async start(options: StartOptions = {}): Promise<void> {
    const { paused = false } = options
    if (typeof paused !== 'boolean') throw wrongType('options.paused', 'a boolean', paused)
    const flags = bits(DomainCreateFlags, options.flags, 'options.flags') | (paused ? DomainCreateFlags.paused : 0)
    await this.ask((domain) => native.libvirt.domainCreateWithFlags(domain, flags), options)
  }

  /**
   * Asks the guest to shut down, and does not wait for it: follow its `'domain.lifecycle'` events.
   * @implements virDomainShutdown virDomainShutdownFlags
   */
  async shutdown(options: ShutdownOptions = {}): Promise<void> {
    const flags = numberOf(DomainShutdownFlagValues, options.mode ?? 'default', 'options.mode')
    await this.ask((domain) => native.libvirt.domainShutdownFlags(domain, flags), options)
  }

  /**
   * Asks the guest to reboot, and does not wait for it.
   *
   * @example
   * ```ts
   * await domain.reboot()
   * await domain.shutdown({ mode: 'acpi-power-btn' }).catch(() => domain.shutdown())
   * ```
   * @implements virDomainReboot
   */
  async reboot(options: RebootOptions = {}): Promise<void> {
    const flags = numberOf(DomainRebootFlagValues, options.mode ?? 'default', 'options.mode')
    await this.ask((domain) => native.libvirt.domainReboot(domain, flags), options)
  }

  /**
   * Resets it as the button does, without asking the guest.
   * @implements virDomainReset
   */
  async reset(options?: CallOptions): Promise<void> {
    await this.ask((domain) => native.libvirt.domainReset(domain, 0), options)
  }

  /**
   * Pauses it; its memory stays.
   * @implements virDomainSuspend
   */
  async suspend(options?: CallOptions): Promise<void> {
    await this.ask(native.libvirt.domainSuspend, options)
  }

  /**
   * Lets it go on after a pause.
   * @implements virDomainResume
   */
  async resume(options?: CallOptions): Promise<void> {
    await this.ask(native.libvirt.domainResume, options)
  }

  /**
   * Ends it at once, as pulling the plug does. Gets through even if all other calls on the connection hang.
   * @throws LibvirtError `VIR_ERR_OPERATION_INVALID` if it does not run
   * @implements virDomainDestroy virDomainDestroyFlags
   */
  async destroy(options: DestroyOptions = {}): Promise<void> {
    const { graceful = false } = options
    if (typeof graceful !== 'boolean') throw wrongType('options.graceful', 'a boolean', graceful)
    const flags =
      bits(DomainDestroyFlagsValues, options.flags, 'options.flags') |
      (graceful ? DomainDestroyFlagsValues.graceful : 0)
    await this.ask((domain) => native.libvirt.domainDestroyFlags(domain, flags), options)
  }

  /**
   * Removes its definition; if it runs it becomes transient. Its disks stay.
   *
   * @example
   * ```ts
   * await domain.undefine({ flags: ['nvram', 'managed-save'] })
   * ```
   * @implements virDomainUndefine virDomainUndefineFlags
   */
  async undefine(options: UndefineOptions = {}): Promise<void> {
    const flags = bits(DomainUndefineFlagsValues, options.flags, 'options.flags')
    await this.ask((domain) => native.libvirt.domainUndefineFlags(domain, flags), options)
  }

  /**
   * libvirt's XML of it.
   * @implements virDomainGetXMLDesc
   */
  async xml(options: DomainXmlOptions = {}): Promise<string> {
    const flags = bits(DomainXMLFlags, options.flags, 'options.flags')
    return await this.ask((domain) => native.libvirt.domainGetXMLDesc(domain, flags), options)
  }

  /**
   * Its XML as typed data, lossless: change it and define it again.
   *
   * @example
   * ```ts
   * const description = await domain.describe({ flags: ['inactive'] })
   * await conn.domains.define({ ...description, title: 'the mail server' })
   * ```
   */
  async describe(options?: DomainXmlOptions): Promise<DomainDescription> {
    return fromXml('domain', await this.xml(options))
  }

  /**
   * Its state, and how it came to it.
   * @implements virDomainGetState
   */
  async state(options?: CallOptions): Promise<DomainStatus> {
    const status = await this.ask(native.libvirt.domainGetState, options)
    const state = nameOf(DomainState, status.state)
    if (state === 'unknown') return { state, reason: 'unknown' }
    // The table of the reasons is that of the state.
    return { state, reason: nameOf<Table>(REASONS[state], status.reason) } as DomainStatus
  }

  /**
   * What it uses.
   * @implements virDomainGetInfo
   */
  async info(options?: CallOptions): Promise<DomainInfo> {
    return readInfo(await this.ask(native.libvirt.domainGetInfo, options))
  }

  /**
   * Whether libvirt starts it when the host does.
   * @implements virDomainGetAutostart
   */
  async autostart(options?: CallOptions): Promise<boolean> {
    return await this.ask(native.libvirt.domainGetAutostart, options)
  }

  /** @implements virDomainSetAutostart */
  async setAutostart(autostart: boolean, options?: CallOptions): Promise<void> {
    if (typeof autostart !== 'boolean') throw wrongType('autostart', 'a boolean', autostart)
    await this.ask((domain) => native.libvirt.domainSetAutostart(domain, Number(autostart)), options)
  }

  /**
   * Whether it runs, is paused or the like.
   * @implements virDomainIsActive
   */
  async isActive(options?: CallOptions): Promise<boolean> {
    return await this.ask(native.libvirt.domainIsActive, options)
  }

  /**
   * Whether it stays defined when it is stopped.
   * @implements virDomainIsPersistent
   */
  async isPersistent(options?: CallOptions): Promise<boolean> {
    return await this.ask(native.libvirt.domainIsPersistent, options)
  }

  /**
   * Opens its serial console, for both directions.
   *
   * @example
   * ```ts
   * declare const vm: libvirt.Domain
   * const tty = await vm.openConsole()
   * tty.write('uname -a\n')
   * for await (const chunk of tty) process.stdout.write(chunk)
   * ```
   * @throws LibvirtError `VIR_ERR_OPERATION_FAILED` if somebody else has it open: see `force`
   * @implements virDomainOpenConsole virStreamNew virStreamRecv virStreamSend virStreamFinish virStreamAbort virStreamFree virStreamEventAddCallback virStreamEventUpdateCallback virStreamEventRemoveCallback
   */
  async openConsole(options: OpenConsoleOptions = {}): Promise<Console> {
    return await openConsole(this.connection, this, this.subject, options)
  }

  /**
   * Opens a channel to a program in it, for both directions: `<channel type='pty'>` or `'unix'`.
   *
   * @example
   * ```ts
   * declare const vm: libvirt.Domain
   * const channel = await vm.openChannel({ name: 'org.example.agent.0' })
   * channel.end('hello\n')
   * ```
   * @throws LibvirtError `VIR_ERR_OPERATION_FAILED` if somebody else has it open: see `force`
   * @implements virDomainOpenChannel
   */
  async openChannel(options: OpenChannelOptions = {}): Promise<Channel> {
    return await openChannel(this.connection, this, this.subject, options)
  }

  /**
   * A picture of what one of its screens shows.
   *
   * @example
   * ```ts
   * const { mimeType, data } = await domain.screenshot()
   * await fs.promises.writeFile(path.join(dir, mimeType === 'image/png' ? 'screen.png' : 'screen.ppm'), data)
   * ```
   * @throws LibvirtError if it does not run, or has no such screen
   * @implements virDomainScreenshot
   */
  async screenshot(options: ScreenshotOptions = {}): Promise<Screenshot> {
    return await takeScreenshot(this.connection, this, this.subject, options)
  }

  /**
   * One of its disks, by its target; asks nothing of libvirt.
   *
   * @example
   * ```ts
   * const disk = domain.block('vda')
   * console.log(disk.target)
   * ```
   */
  block(target: string): BlockDevice {
    return new BlockDevice(this, target)
  }

  /**
   * The disks on which reading or writing failed, so that the guest stands still.
   *
   * @example
   * ```ts
   * for (const { disk, error } of await domain.diskErrors()) console.log(`${disk}: ${error}`)
   * ```
   * @throws LibvirtError `VIR_ERR_OPERATION_INVALID` if it does not run
   * @implements virDomainGetDiskErrors
   */
  async diskErrors(options?: CallOptions): Promise<readonly DiskError[]> {
    const errors = await this.ask(native.libvirt.domainGetDiskErrors, options)
    return errors.map(({ disk, error }) => ({ disk, error: nameOf(DomainDiskErrorCode, error) }))
  }

  /**
   * Reads the guest's memory. At most 1 GiB.
   *
   * @param start the address
   * @param length how many bytes
   * @example
   * ```ts
   * const firmware = async (vm: libvirt.Domain) => await vm.peekMemory(0xffff0, 16, { addresses: 'physical' })
   * ```
   * @throws LibvirtError `VIR_ERR_OPERATION_INVALID` if it does not run
   * @implements virDomainMemoryPeek
   */
  async peekMemory(start: number, length: number, options: PeekMemoryOptions = {}): Promise<Buffer> {
    checkInteger(start, 'start')
    checkInteger(length, 'length', 1, 2 ** 30)
    const flags = numberOf(DomainMemoryFlags, options.addresses ?? 'virtual', 'options.addresses')
    return await this.ask((domain) => native.libvirt.domainMemoryPeek(domain, start, length, flags), options)
  }

  /**
   * Moves it to another host while it runs, or paused, or (`offline`) its definition alone. To a connection that this
   * program has, the work goes through this program unless `peerToPeer`; to a URI, the two daemons deal with each other.
   * If it fails or is aborted, the guest goes on here.
   *
   * @param destination where to: a connection, or a URI as the daemon of this host has to connect to
   * @returns what it is there, for a connection
   * @throws LibvirtError `VIR_ERR_MIGRATE_UNSAFE` if disks may be damaged: see `unsafe`; `VIR_ERR_OPERATION_FAILED`
   * @throws AbortError when the signal was aborted: the migration was then told to stop, and most often has
   * @example
   * ```ts
   * const move = async (guest: libvirt.Domain, there: libvirt.Connection) => {
   *   const moved = await guest.migrate(there, {
   *     persist: true,
   *     undefineSource: true,
   *     onProgress: (done, total) => console.log(`${done} of ${total} bytes`),
   *   })
   *   console.log(await moved.state())
   * }
   * ```
   * @implements virDomainMigrate virDomainMigrate2 virDomainMigrate3 virDomainMigrateToURI virDomainMigrateToURI2 virDomainMigrateToURI3
   */
  migrate(destination: Connection, options?: MigrateOptions): Promise<Domain>
  migrate(destination: string, options?: MigrateOptions): Promise<undefined>
  migrate(destination: Connection | string, options?: MigrateOptions): Promise<Domain | undefined>
  async migrate(destination: Connection | string, options: MigrateOptions = {}): Promise<Domain | undefined> {
    const record = await migrate(this, destination, options)
    return record === undefined || typeof destination === 'string' ? undefined : Domain.of(record, destination)
  }

  /**
   * Writes its memory and state to a file and stops it: `conn.domains.restore(file)` has it go on.
   *
   * @param file on the host
   * @example
   * ```ts
   * const domain = await conn.domains.get('test')
   * await domain.save(path.join(dir, 'test.save'), { onProgress: (done, total) => console.log(done / total) })
   * ```
   * @throws LibvirtError `VIR_ERR_OPERATION_INVALID` if it does not run; `VIR_ERR_OPERATION_FAILED`
   * @implements virDomainSave virDomainSaveFlags virDomainSaveParams
   */
  async save(file: string, options: SaveOptions = {}): Promise<void> {
    await save(this, file, options)
  }

  /**
   * The same to a file that libvirt keeps: its next start has it go on.
   *
   * @example
   * ```ts
   * const domain = await conn.domains.get('test')
   * await domain.managedSave()
   * if (await domain.hasManagedSaveImage()) await domain.start()
   * ```
   * @throws LibvirtError `VIR_ERR_OPERATION_INVALID` if it does not run, or is transient
   * @implements virDomainManagedSave
   */
  async managedSave(options: ManagedSaveOptions = {}): Promise<void> {
    await managedSave(this, options)
  }

  /**
   * Whether its next start has it go on from what `managedSave()` wrote.
   * @implements virDomainHasManagedSaveImage
   */
  async hasManagedSaveImage(options?: CallOptions): Promise<boolean> {
    return await this.ask((domain) => native.libvirt.domainHasManagedSaveImage(domain, 0), options)
  }

  /**
   * Forgets what `managedSave()` wrote: its next start begins anew.
   *
   * @example
   * ```ts
   * const domain = await conn.domains.get('test')
   * await domain.managedSave()
   * await domain.managedSaveRemove()
   * ```
   * @implements virDomainManagedSaveRemove
   */
  async managedSaveRemove(options?: CallOptions): Promise<void> {
    await this.ask((domain) => native.libvirt.domainManagedSaveRemove(domain, 0), options)
  }

  /**
   * The XML that `managedSave()` wrote.
   *
   * @example
   * ```ts
   * declare const vm: libvirt.Domain
   * await vm.managedSave()
   * await vm.managedSaveDefine(await vm.managedSaveXml(), { state: 'paused' })
   * ```
   * @throws LibvirtError `VIR_ERR_OPERATION_INVALID` if there is none
   * @implements virDomainManagedSaveGetXMLDesc
   */
  async managedSaveXml(options: SavedXmlOptions = {}): Promise<string> {
    const flags = checkFlag(checkObject(options).secure, 'secure') ? DomainSaveImageXMLFlags.secure : 0
    return await this.ask((domain) => native.libvirt.domainManagedSaveGetXMLDesc(domain, flags), options)
  }

  /**
   * Changes what `managedSave()` wrote.
   * @implements virDomainManagedSaveDefineXML
   */
  async managedSaveDefine(xml: Source<'domain'>, options: DefineSavedOptions = {}): Promise<void> {
    const flags = definingSaved(options)
    const text = toXml('domain', xml)
    await this.ask((domain) => native.libvirt.domainManagedSaveDefineXML(domain, text, flags), options)
  }

  /**
   * Writes its memory to a file, for those who look for what went wrong in the guest. It goes on then.
   *
   * @param file on the host
   * @example
   * ```ts
   * const domain = await conn.domains.get('test')
   * await domain.coreDump(path.join(dir, 'test.core'))
   * ```
   * @throws LibvirtError `VIR_ERR_OPERATION_INVALID` if it does not run; `VIR_ERR_OPERATION_FAILED`
   * @implements virDomainCoreDump virDomainCoreDumpWithFormat
   */
  async coreDump(file: string, options: CoreDumpOptions = {}): Promise<void> {
    await coreDump(this, file, options)
  }
}
