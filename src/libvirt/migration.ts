import { checkInteger, checkName, checkObject, checkOptions, type Known, wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { Handle } from '../core/handle.ts'
import type { ProgressOptions } from '../core/progress.ts'
import { parseSize, type Size } from '../core/sizes.ts'
import type { DomainHandle, DomainRecord, ParameterRow } from '../native/contract/libvirt.ts'
import { native } from '../native/load.ts'
import type { Connection } from './connection.ts'
import { type Source, toXml } from './description.ts'
import type { Domain } from './domain.ts'
import { bits, checkFlag, flagBits, type NameOf, numberOf } from './flags.ts'
import { DomainMigrateFlags, DomainMigrateMaxSpeedFlags } from './generated/enumerations.ts'
import { MigrationParameters } from './generated/parameters.ts'
import { asJob, subjectOf } from './job.ts'
import { toParameters } from './parameters.ts'

/** How to compress what a migration sends; `'mt'` and `'xbzrle'`, or `'zlib'` or `'zstd'` for one over several connections. */
export type MigrationCompression = 'mt' | 'xbzrle' | 'zlib' | 'zstd'

export interface MigrateOptions extends ProgressOptions {
  /** Whether the guest runs on meanwhile, and stands still for a moment only. Default true, unless `offline`. */
  readonly live?: boolean
  /** Whether the two daemons deal with each other, not through this program. With a URI they always do. Default false. */
  readonly peerToPeer?: boolean
  /** Sends the guest's memory through the connection of the two daemons; `peerToPeer` only. Default false. */
  readonly tunnelled?: boolean
  /** With a URI: one of the hypervisor's own, which does all the work (Xen). Default false. */
  readonly direct?: boolean

  /** Defines it there, so that it stays when it is stopped. Default false. */
  readonly persist?: boolean
  /** Removes its definition here, once it is there. Default false. */
  readonly undefineSource?: boolean
  /** Leaves it paused there. Default false. */
  readonly paused?: boolean
  /** Moves the definition of a domain that does not run; with `persist`. Default false. */
  readonly offline?: boolean
  /** Does it although disks may be damaged: those whose host caches what the other one does not see. Default false. */
  readonly unsafe?: boolean
  /** Copies the disks too: all of them, or (`'incremental'`) only what is above a backing file that is there already. */
  readonly copyStorage?: 'all' | 'incremental'
  /** Allows `migration.startPostCopy()`: the guest goes on there, and fetches what it lacks from here. Default false. */
  readonly postcopy?: boolean
  /** Slows the guest down if it changes its memory faster than that is sent. Default false. */
  readonly autoConverge?: boolean
  /** Sends over several connections: that many, or as many as the hypervisor likes. */
  readonly parallel?: boolean | number
  /** Encrypts what is sent. Default false. */
  readonly tls?: boolean
  /** What else there is: `'abort-on-error'`, `'change-protection'`, `'zerocopy'`, `'postcopy-resume'` … */
  readonly flags?: readonly NameOf<typeof DomainMigrateFlags>[]

  /** Its name there. */
  readonly name?: string
  /** What it is there, while it runs: its own description (`{ flags: ['migratable'] }`) with the paths of that host. */
  readonly xml?: Source<'domain'>
  /** What it is there at its next start. */
  readonly persistentXml?: Source<'domain'>
  /** Where the memory is sent to: `'tcp://10.0.0.2'`, `'unix:///run/guest.sock'`; the other host's name if not said. */
  readonly uri?: string
  /** What the hypervisor there listens on. */
  readonly listenAddress?: string
  /** Where viewers of its display are to go. */
  readonly graphicsUri?: string
  /** The name in the other host's certificate, if it is not that host's. */
  readonly tlsDestination?: string
  /** Bytes per second at most, in whole MiB. */
  readonly bandwidth?: Size
  /** The same for the post-copy phase. */
  readonly bandwidthPostcopy?: Size
  /** Bytes per second that the last phase will find, by which the hypervisor judges when to begin it. libvirt 11.1. */
  readonly bandwidthAvailSwitchover?: Size

  /** Which disks to copy, by their targets; all that are written to if not said. */
  readonly disks?: readonly string[]
  /** Of which of them to send no blocks of zeros. libvirt 10.9. */
  readonly disksDetectZeroes?: readonly string[]
  /** Which of them are all zeros there. libvirt 12.2. */
  readonly disksTargetZero?: readonly string[]
  /** Where the disks are sent to: `'tcp://10.0.0.2'`, `'unix:///run/disks.sock'`. */
  readonly disksUri?: string
  /** Or that port. */
  readonly disksPort?: number

  readonly compression?: readonly MigrationCompression[]
  /** 0 to 9. */
  readonly compressionMtLevel?: number
  readonly compressionMtThreads?: number
  /** Of the other side. */
  readonly compressionMtDthreads?: number
  /** Bytes of the cache of `'xbzrle'`. */
  readonly compressionXbzrleCache?: Size
  /** 0 to 9. libvirt 9.4. */
  readonly compressionZlibLevel?: number
  /** 0 to 20. libvirt 9.4. */
  readonly compressionZstdLevel?: number
  /** By how many percent it is slowed down first. */
  readonly autoConvergeInitial?: number
  /** By how many percent more each time that was not enough. */
  readonly autoConvergeIncrement?: number
}

const OPTIONS: Known<MigrateOptions> = {
  signal: true,
  timeout: true,
  onProgress: true,
  live: true,
  peerToPeer: true,
  tunnelled: true,
  direct: true,
  persist: true,
  undefineSource: true,
  paused: true,
  offline: true,
  unsafe: true,
  copyStorage: true,
  postcopy: true,
  autoConverge: true,
  parallel: true,
  tls: true,
  flags: true,
  name: true,
  xml: true,
  persistentXml: true,
  uri: true,
  listenAddress: true,
  graphicsUri: true,
  tlsDestination: true,
  bandwidth: true,
  bandwidthPostcopy: true,
  bandwidthAvailSwitchover: true,
  disks: true,
  disksDetectZeroes: true,
  disksTargetZero: true,
  disksUri: true,
  disksPort: true,
  compression: true,
  compressionMtLevel: true,
  compressionMtThreads: true,
  compressionMtDthreads: true,
  compressionXbzrleCache: true,
  compressionZlibLevel: true,
  compressionZstdLevel: true,
  autoConvergeInitial: true,
  autoConvergeIncrement: true,
}

const FLAGS = {
  peerToPeer: DomainMigrateFlags.peer2peer,
  tunnelled: DomainMigrateFlags.tunnelled,
  persist: DomainMigrateFlags['persist-dest'],
  undefineSource: DomainMigrateFlags['undefine-source'],
  paused: DomainMigrateFlags.paused,
  offline: DomainMigrateFlags.offline,
  unsafe: DomainMigrateFlags.unsafe,
  postcopy: DomainMigrateFlags.postcopy,
  autoConverge: DomainMigrateFlags['auto-converge'],
  tls: DomainMigrateFlags.tls,
} as const

const COPIES = {
  all: DomainMigrateFlags['non-shared-disk'],
  incremental: DomainMigrateFlags['non-shared-inc'],
} as const

const COMPRESSIONS = { mt: 0, xbzrle: 0, zlib: 0, zstd: 0 } as const satisfies Record<MigrationCompression, 0>

const MIB = 1024 ** 2
/** More than any network has, and libvirt can still count its bytes. */
const FASTEST = 2 ** 53 - MIB

/** Moves a domain; where it went by a connection, what it is there. */
export async function migrate(
  domain: Domain,
  destination: Connection | string,
  options: MigrateOptions,
): Promise<DomainRecord | undefined> {
  checkOptions(options, OPTIONS)
  if (typeof destination === 'string') {
    const uri = checkName(destination, 'destination')
    const direct = checkFlag(options.direct, 'direct')
    const given = migrationParameters(direct ? { ...options, uri } : options)
    const flags = migrationFlags(options) | (direct ? 0 : DomainMigrateFlags.peer2peer)
    const start = (handle: DomainHandle) =>
      native.libvirt.domainMigrateToURI3(handle, direct ? undefined : uri, given, flags)
    return void (await asJob(domain, 'migration-out', start, options))
  }
  if (!(destination instanceof Handle)) throw wrongType('destination', 'a Connection or a URI', destination)
  if (options.direct !== undefined) throw wrongType('destination', 'a URI, as `direct` is given', destination)
  const given = migrationParameters(options)
  const flags = migrationFlags(options)
  const start = async (handle: DomainHandle): Promise<DomainRecord> => {
    const there = Handle.native(destination)
    if ((flags & DomainMigrateFlags.peer2peer) === 0) {
      return await native.libvirt.domainMigrate3(handle, there, given, flags)
    }
    await native.libvirt.domainMigrateToURI3(handle, destination.uri, given, flags)
    return await native.libvirt.domainLookupByUUIDString(there, domain.uuid)
  }
  return await asJob(domain, 'migration-out', start, options)
}

function migrationFlags(options: MigrateOptions): number {
  const { live = options.offline !== true, copyStorage, parallel } = options
  return (
    flagBits(options, FLAGS) |
    bits(DomainMigrateFlags, options.flags, 'options.flags') |
    (checkFlag(live, 'live') ? DomainMigrateFlags.live : 0) |
    (copyStorage === undefined ? 0 : numberOf(COPIES, copyStorage, 'options.copyStorage')) |
    (typeof parallel === 'number' || checkFlag(parallel, 'parallel') ? DomainMigrateFlags.parallel : 0)
  )
}

function migrationParameters(options: MigrateOptions): readonly ParameterRow[] {
  const { xml, persistentXml, parallel, compression, compressionXbzrleCache } = options
  for (const method of list(compression, 'compression')) numberOf(COMPRESSIONS, method as never, 'options.compression')
  const one = {
    destName: named(options.name, 'name'),
    destXml: xml === undefined ? undefined : toXml('domain', xml),
    persistXml: persistentXml === undefined ? undefined : toXml('domain', persistentXml),
    uri: named(options.uri, 'uri'),
    listenAddress: named(options.listenAddress, 'listenAddress'),
    graphicsUri: named(options.graphicsUri, 'graphicsUri'),
    tlsDestination: named(options.tlsDestination, 'tlsDestination'),
    disksUri: named(options.disksUri, 'disksUri'),
    disksPort: whole(options.disksPort, 'disksPort', 65_535),
    bandwidth: speed(options.bandwidth, 'options.bandwidth'),
    bandwidthPostcopy: speed(options.bandwidthPostcopy, 'options.bandwidthPostcopy'),
    bandwidthAvailSwitchover: speed(options.bandwidthAvailSwitchover, 'options.bandwidthAvailSwitchover'),
    parallelConnections: typeof parallel === 'number' ? checkInteger(parallel, 'options.parallel', 1, 255) : undefined,
    compressionMtLevel: whole(options.compressionMtLevel, 'compressionMtLevel', 9),
    compressionMtThreads: whole(options.compressionMtThreads, 'compressionMtThreads', 255),
    compressionMtDthreads: whole(options.compressionMtDthreads, 'compressionMtDthreads', 255),
    compressionXbzrleCache:
      compressionXbzrleCache === undefined
        ? undefined
        : BigInt(parseSize(compressionXbzrleCache, 'options.compressionXbzrleCache')),
    compressionZlibLevel: whole(options.compressionZlibLevel, 'compressionZlibLevel', 9),
    compressionZstdLevel: whole(options.compressionZstdLevel, 'compressionZstdLevel', 20),
    autoConvergeInitial: whole(options.autoConvergeInitial, 'autoConvergeInitial', 99),
    autoConvergeIncrement: whole(options.autoConvergeIncrement, 'autoConvergeIncrement', 99),
  }
  const several = {
    compression,
    migrateDisks: options.disks,
    migrateDisksDetectZeroes: options.disksDetectZeroes,
    migrateDisksTargetZero: options.disksTargetZero,
  }
  return [
    ...toParameters(MigrationParameters, one, 'options'),
    ...Object.entries(several).flatMap(([property, values]) =>
      list(values, property).flatMap((value) => toParameters(MigrationParameters, { [property]: value }, 'options')),
    ),
  ]
}

function named(value: string | undefined, name: string): string | undefined {
  return value === undefined ? undefined : checkName(value, `options.${name}`)
}

function whole(value: number | undefined, name: string, most: number): number | undefined {
  return value === undefined ? undefined : checkInteger(value, `options.${name}`, 0, most)
}

function list(values: readonly string[] | undefined, name: string): readonly string[] {
  if (values === undefined) return []
  if (!Array.isArray(values)) throw wrongType(`options.${name}`, 'an array of strings', values)
  for (const value of values) checkName(value, `options.${name}`)
  return values
}

/** MiB per second, which libvirt counts in, and rounded up: 0 would be no limit. */
function speed(value: Size | undefined, name: string): bigint | undefined {
  return value === undefined ? undefined : BigInt(mebibytes(value, name))
}

function mebibytes(value: Size, name: string): number {
  return Math.ceil(checkInteger(parseSize(value, name), name, 0, FASTEST) / MIB)
}

export interface MaxSpeedOptions extends CallOptions {
  /** The limit of the post-copy phase. Default false. */
  readonly postcopy?: boolean
}

/**
 * What holds for the migrations of a domain, also while one is under way.
 *
 * @example
 * ```ts
 * const hurry = async ({ migration }: libvirt.Domain) => {
 *   if ((await migration.maxSpeed()) < 2 ** 30) await migration.setMaxSpeed('1GiB')
 *   if ((await migration.maxDowntime()) < 500) await migration.setMaxDowntime(500)
 *   if ((await migration.compressionCache()) < 2 ** 27) await migration.setCompressionCache('128MiB')
 *   await migration.startPostCopy()
 * }
 * ```
 */
export class DomainMigration {
  readonly #domain: Domain

  /** @internal */
  constructor(domain: Domain) {
    this.#domain = domain
  }

  async #ask<T>(ask: (domain: DomainHandle) => Promise<T>, options: CallOptions | undefined): Promise<T> {
    return await call(() => ask(Handle.native(this.#domain)), options, { subject: subjectOf(this.#domain) })
  }

  /**
   * How many bytes per second it sends at most.
   * @implements virDomainMigrateGetMaxSpeed
   */
  async maxSpeed(options: MaxSpeedOptions = {}): Promise<number> {
    const flags = flagBits(checkObject(options), DomainMigrateMaxSpeedFlags)
    return (await this.#ask((domain) => native.libvirt.domainMigrateGetMaxSpeed(domain, flags), options)) * MIB
  }

  /**
   * Limits how many bytes per second it sends, in whole MiB.
   * @implements virDomainMigrateSetMaxSpeed
   */
  async setMaxSpeed(speed: Size, options: MaxSpeedOptions = {}): Promise<void> {
    const limit = mebibytes(speed, 'speed')
    const flags = flagBits(checkObject(options), DomainMigrateMaxSpeedFlags)
    await this.#ask((domain) => native.libvirt.domainMigrateSetMaxSpeed(domain, limit, flags), options)
  }

  /**
   * How many milliseconds it may stand still at most.
   * @throws LibvirtError `VIR_ERR_OPERATION_INVALID` if it does not run
   * @implements virDomainMigrateGetMaxDowntime
   */
  async maxDowntime(options?: CallOptions): Promise<number> {
    return await this.#ask((domain) => native.libvirt.domainMigrateGetMaxDowntime(domain, 0), options)
  }

  /**
   * Limits how many milliseconds it stands still: the migration goes on until it can keep that.
   * @throws LibvirtError `VIR_ERR_OPERATION_INVALID` if it does not run
   * @implements virDomainMigrateSetMaxDowntime
   */
  async setMaxDowntime(milliseconds: number, options?: CallOptions): Promise<void> {
    checkInteger(milliseconds, 'milliseconds', 1, 2_000_000)
    await this.#ask((domain) => native.libvirt.domainMigrateSetMaxDowntime(domain, milliseconds, 0), options)
  }

  /**
   * The bytes of the cache for `compression: ['xbzrle']`.
   * @throws LibvirtError `VIR_ERR_OPERATION_INVALID` if it does not run
   * @implements virDomainMigrateGetCompressionCache
   */
  async compressionCache(options?: CallOptions): Promise<number> {
    return await this.#ask((domain) => native.libvirt.domainMigrateGetCompressionCache(domain, 0), options)
  }

  /**
   * Gives the cache for `compression: ['xbzrle']` so many bytes.
   * @throws LibvirtError `VIR_ERR_OPERATION_INVALID` if it does not run
   * @implements virDomainMigrateSetCompressionCache
   */
  async setCompressionCache(size: Size, options?: CallOptions): Promise<void> {
    const bytes = parseSize(size)
    await this.#ask((domain) => native.libvirt.domainMigrateSetCompressionCache(domain, bytes, 0), options)
  }

  /**
   * Has the guest go on at the other side at once, which fetches what it lacks from here: a migration then comes to an
   * end whatever the guest does, but it can no longer be aborted, and needs both hosts. It must have begun with `postcopy`.
   *
   * @throws LibvirtError `VIR_ERR_OPERATION_INVALID` if no such migration is under way
   * @implements virDomainMigrateStartPostCopy
   */
  async startPostCopy(options?: CallOptions): Promise<void> {
    await this.#ask((domain) => native.libvirt.domainMigrateStartPostCopy(domain, 0), options)
  }
}
