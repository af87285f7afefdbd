import { checkInteger, checkName, outOfRange, wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import type { Subject } from '../core/errors.ts'
import { Handle } from '../core/handle.ts'
import { parseSize, type Size } from '../core/sizes.ts'
import type { DomainHandle } from '../native/contract/libvirt.ts'
import { native } from '../native/load.ts'
import type { DiskOptions } from '../xml/index.ts'
import { BlockJob } from './block-job.ts'
import { toXml } from './description.ts'
import type { Domain } from './domain.ts'
import { bits, checkFlag, flagBits, type NameOf } from './flags.ts'
import {
  DomainBlockCommitFlags,
  DomainBlockCopyFlags,
  DomainBlockPullFlags,
  DomainBlockRebaseFlags,
  DomainBlockResizeFlags,
} from './generated/enumerations.ts'
import { BlockCopyParameters, BlockIoTuneParameters, BlockStatistics } from './generated/parameters.ts'
import { type ImpactOptions, impact } from './impact.ts'
import { fromParameters, type KnownParameters, type ParametersOf, toParameters } from './parameters.ts'

/** The sizes of a disk, in bytes. */
export interface BlockInfo {
  /** What the guest sees. */
  readonly capacity: number
  /** What it takes up on the host. */
  readonly allocation: number
  /** The size of the file, volume or image that holds it. */
  readonly physical: number
}

/** What was read from and written to a disk: times in nanoseconds. */
export type BlockStats = KnownParameters<typeof BlockStatistics>

/** Limits: bytes and operations per second; 0 is none. The lengths of bursts are seconds. */
export type IoTune = KnownParameters<typeof BlockIoTuneParameters>

/** Limits to set: those that are not given become none. 64-bit numbers may also be given as numbers. */
export type IoLimits = {
  readonly [K in keyof ParametersOf<typeof BlockIoTuneParameters>]:
    | ParametersOf<typeof BlockIoTuneParameters>[K]
    | (K extends 'groupName' ? never : number)
}

export interface ResizeBlockOptions extends CallOptions {
  /** Refuses to make it smaller; libvirt 12.3. Default false. */
  readonly extend?: boolean
}

type WithoutTarget<T> = T extends unknown ? Omit<T, 'target'> : never

/** Where a copy goes: a disk as in a domain, of which the source and the format count. */
export type CopyDestination = WithoutTarget<DiskOptions>

export interface BlockJobOptions extends CallOptions {
  /** Limits its speed: bytes per second, or `'50MiB'`. Default: no limit. */
  readonly bandwidth?: Size
}

export interface CopyBlockOptions extends BlockJobOptions {
  /** Only what the disk's active file holds; the destination gets the same backing chain. Default false: everything. */
  readonly shallow?: boolean
  /** The destination is there already, as an RBD image has to be. Default false: libvirt makes it. */
  readonly reuseExternal?: boolean
  /**
   * That it need not survive the domain's end. Default true: libvirt refuses to copy the disk of a persistent domain
   * otherwise.
   */
  readonly transientJob?: boolean
  /** The guest's writes are done only when both sides have them, so that the copy cannot lag behind. Default false. */
  readonly synchronousWrites?: boolean
  /** The destination reads as zeros, so that holes need not be written. Default false. */
  readonly targetZeroed?: boolean
  /** How many bytes are copied at once: a power of 2. */
  readonly granularity?: number
  /** How much may be on its way, in bytes. */
  readonly bufferSize?: Size
}

export interface CommitBlockOptions extends BlockJobOptions {
  /** The file that is committed to: its path, or `'vda[2]'`. Default: the last of the chain. */
  readonly base?: string
  /** The file that is committed, with all between: its path, or `'vda[1]'`. Default: the active one. */
  readonly top?: string
  /** Only to the next file below `top`, instead of `base`. Default false. */
  readonly shallow?: boolean
  /** Deletes the files that are no longer needed. Default false. */
  readonly delete?: boolean
  /** Writes names into the files that are relative to each other, if they were. Default false. */
  readonly relative?: boolean
}

export interface RebaseBlockOptions extends BlockJobOptions {
  /** `'relative'`: keeps names relative. `'copy'` makes a copy instead, with `base` as the path of the destination: better use `copy()`. */
  readonly flags?: readonly Exclude<NameOf<typeof DomainBlockRebaseFlags>, 'bandwidth-bytes'>[]
}

/**
 * A disk of a domain, by its target.
 *
 * @example
 * ```ts
 * const grow = async (vm: libvirt.Domain) => {
 *   const disk = vm.block('vda')
 *   const { capacity } = await disk.info()
 *   await disk.resize(capacity * 2)
 * }
 * ```
 */
export class BlockDevice {
  readonly domain: Domain
  /** `'vda'` */
  readonly target: string

  /** @internal */
  constructor(domain: Domain, target: string) {
    this.domain = domain
    this.target = checkName(target, 'target')
    if (target.includes('/')) throw outOfRange('target', "the name that the guest knows it by, 'vda'", target)
  }

  /** @internal */
  get subject(): Subject {
    return { connection: this.domain.connection.uri, domain: this.domain.name, disk: this.target }
  }

  /** @internal */
  async ask<T>(
    ask: (domain: DomainHandle, disk: string) => Promise<T>,
    options: CallOptions | undefined,
    hint?: string,
  ): Promise<T> {
    const { domain, target, subject } = this
    return await call(() => ask(Handle.native(domain), target), options, { subject, hint })
  }

  /**
   * Its sizes.
   *
   * @example
   * ```ts
   * const sizes = async (vm: libvirt.Domain) => {
   *   const { capacity, allocation } = await vm.block('vda').info()
   *   console.log(`${allocation} of ${capacity} bytes`)
   * }
   * ```
   * @throws LibvirtError `VIR_ERR_INVALID_ARG` if there is no such disk
   * @implements virDomainGetBlockInfo
   */
  async info(options?: CallOptions): Promise<BlockInfo> {
    return await this.ask(native.libvirt.domainGetBlockInfo, options)
  }

  /**
   * What was read from and written to it in this run.
   *
   * @example
   * ```ts
   * const written = async (vm: libvirt.Domain) => {
   *   const { writeBytes = 0n, writeReq = 0n } = await vm.block('vda').stats()
   *   console.log(`${writeBytes} bytes in ${writeReq} requests`)
   * }
   * ```
   * @throws LibvirtError `VIR_ERR_OPERATION_INVALID` if the domain does not run
   * @implements virDomainBlockStats virDomainBlockStatsFlags
   */
  async stats(options?: CallOptions): Promise<BlockStats> {
    const values = await this.ask((domain, disk) => native.libvirt.domainBlockStatsFlags(domain, disk, 0), options)
    return fromParameters(BlockStatistics, values)
  }

  /**
   * Changes its size while the guest runs, and tells the guest. Of a smaller disk the end is lost.
   *
   * @param size in bytes, or `'8GiB'`; `'capacity'`, of libvirt 10.0: that of the block device which holds it
   * @example
   * ```ts
   * const grow = async (vm: libvirt.Domain) => {
   *   await vm.block('vda').resize('8GiB', { extend: true })
   * }
   * ```
   * @throws LibvirtError `VIR_ERR_OPERATION_INVALID` if the domain does not run
   * @implements virDomainBlockResize
   */
  async resize(size: Size, options: ResizeBlockOptions = {}): Promise<void> {
    const full = size === 'capacity'
    const bytes = full ? 0 : parseSize(size, 'size')
    const flags =
      DomainBlockResizeFlags.bytes |
      (full ? DomainBlockResizeFlags.capacity : 0) |
      flagBits(options, { extend: DomainBlockResizeFlags.extend })
    await this.ask((domain, disk) => native.libvirt.domainBlockResize(domain, disk, bytes, flags), options)
  }

  /**
   * The limits of its input and output.
   *
   * @example
   * ```ts
   * const limits = async (vm: libvirt.Domain) => {
   *   const { totalIopsSec, writeBytesSec } = await vm.block('vda').ioTune({ live: true })
   *   console.log(totalIopsSec, writeBytesSec)
   * }
   * ```
   * @implements virDomainGetBlockIoTune
   */
  async ioTune(options: ImpactOptions = {}): Promise<IoTune> {
    const flags = impact(options)
    const values = await this.ask((domain, disk) => native.libvirt.domainGetBlockIoTune(domain, disk, flags), options)
    return fromParameters(BlockIoTuneParameters, values)
  }

  /**
   * Limits its input and output. Disks with the same `groupName` share their limits.
   *
   * @example
   * ```ts
   * const limit = async (vm: libvirt.Domain) => {
   *   await vm.block('vda').setIoTune({ totalIopsSec: 500, writeBytesSec: 50 * 2 ** 20 }, { live: true, config: true })
   * }
   * ```
   * @throws LibvirtError `VIR_ERR_INVALID_ARG` for a total together with reading and writing apart
   * @implements virDomainSetBlockIoTune
   */
  async setIoTune(limits: IoLimits, options: ImpactOptions = {}): Promise<void> {
    const rows = toParameters(BlockIoTuneParameters, widened(limits), 'limits')
    const flags = impact(options)
    await this.ask((domain, disk) => native.libvirt.domainSetBlockIoTune(domain, disk, rows, flags), options)
  }

  /**
   * Reads what the disk holds, as the host sees it: of a raw file or block device, its contents; of a qcow2 file, the file.
   * What a running guest writes meanwhile may be half of it. At most 1 GiB.
   *
   * @param position where, in bytes
   * @param length how many
   * @example
   * ```ts
   * const bootSector = async (vm: libvirt.Domain) => await vm.block('vda').peek(0, 512)
   * ```
   * @throws LibvirtError `VIR_ERR_NO_SUPPORT` or `VIR_ERR_CONFIG_UNSUPPORTED` for a disk over the network: open its image instead
   * @implements virDomainBlockPeek
   */
  async peek(position: number, length: number, options?: CallOptions): Promise<Buffer> {
    checkInteger(position, 'position')
    checkInteger(length, 'length', 1, 2 ** 30)
    return await this.ask((domain, disk) => native.libvirt.domainBlockPeek(domain, disk, position, length), options)
  }

  /**
   * Has libvirt tell, once, by the event `'domain.block-threshold'`, when the guest writes beyond a place in the file or
   * volume that holds the disk: time to make that larger. Its target may be of the disk's backing chain: `'vda[1]'`.
   *
   * @param threshold in bytes, or `'6GiB'`; 0 for no more
   * @example
   * ```ts
   * const warn = async (vm: libvirt.Domain) => {
   *   await vm.block('vda').setThreshold('6GiB')
   * }
   * ```
   * @throws LibvirtError `VIR_ERR_OPERATION_INVALID` if the domain does not run
   * @implements virDomainSetBlockThreshold
   */
  async setThreshold(threshold: Size, options?: CallOptions): Promise<void> {
    const bytes = parseSize(threshold, 'threshold')
    await this.ask((domain, disk) => native.libvirt.domainSetBlockThreshold(domain, disk, bytes, 0), options)
  }

  /**
   * Copies it elsewhere while the guest runs: to a file, a block device, an RBD image. The guest goes over to the copy when
   * it is pivoted.
   *
   * @param destination a disk (`bridge.diskFor(image, { … })`), or libvirt's XML of one
   * @example
   * ```ts
   * const moveToCeph = async (vm: libvirt.Domain, secret: { username: string; uuid: string }) => {
   *   const { capacity } = await vm.block('vda').info()
   *   await images.create('moved', { size: capacity })
   *   await using image = await images.open('moved')
   *   const destination = await bridge.diskFor(image, { secret, target: 'vda' })
   *   const job = await vm.block('vda').copy(destination, { reuseExternal: true })
   *   await job.finish({ onProgress: (done, total) => console.log(`${done} of ${total}`) })
   * }
   * ```
   * @throws LibvirtError `VIR_ERR_OPERATION_INVALID` if the domain does not run; `VIR_ERR_BLOCK_COPY_ACTIVE` if the disk has
   * a job already; `VIR_ERR_OPERATION_FAILED` if the destination cannot be opened
   * @implements virDomainBlockCopy
   */
  async copy(destination: string | CopyDestination, options: CopyBlockOptions = {}): Promise<BlockJob> {
    const { transientJob = true, bandwidth, granularity, bufferSize } = options
    const text = toXml('disk', typeof destination === 'string' ? destination : { ...destination, target: this.target })
    const flags =
      flagBits(options, {
        shallow: DomainBlockCopyFlags.shallow,
        reuseExternal: DomainBlockCopyFlags['reuse-ext'],
        synchronousWrites: DomainBlockCopyFlags['synchronous-writes'],
        targetZeroed: DomainBlockCopyFlags['target-zeroed'],
      }) | (checkFlag(transientJob, 'transientJob') ? DomainBlockCopyFlags['transient-job'] : 0)
    const given = {
      bandwidth: bandwidth === undefined ? undefined : BigInt(parseSize(bandwidth, 'options.bandwidth')),
      granularity,
      bufSize: bufferSize === undefined ? undefined : BigInt(parseSize(bufferSize, 'options.bufferSize')),
    }
    const rows = toParameters(BlockCopyParameters, given, 'options')
    const { domainBlockCopy } = native.libvirt
    return await BlockJob.start(
      this,
      'copy',
      (domain, disk) => domainBlockCopy(domain, disk, text, rows, flags),
      options,
    )
  }

  /**
   * Pulls all that lies under its active file into that, which then needs no other: flattens it.
   *
   * @example
   * ```ts
   * const flatten = async (vm: libvirt.Domain) => {
   *   const job = await vm.block('vda').pull({ bandwidth: '100MiB' })
   *   await job.finish()
   * }
   * ```
   * @implements virDomainBlockPull
   */
  async pull(options: BlockJobOptions = {}): Promise<BlockJob> {
    const bandwidth = bandwidthOf(options)
    const flags = DomainBlockPullFlags['bandwidth-bytes']
    const { domainBlockPull } = native.libvirt
    return await BlockJob.start(
      this,
      'pull',
      (domain, disk) => domainBlockPull(domain, disk, bandwidth, flags),
      options,
    )
  }

  /**
   * Pulls what lies between one file of its chain and its active file into that, so that it lies on that one then.
   *
   * @param base that file: its path, or `'vda[2]'`; undefined for none, as `pull()`
   * @example
   * ```ts
   * const shorten = async (vm: libvirt.Domain) => {
   *   const job = await vm.block('vda').rebase('/var/lib/vm/base.qcow2')
   *   await job.finish()
   * }
   * ```
   * @implements virDomainBlockRebase
   */
  async rebase(base: string | undefined, options: RebaseBlockOptions = {}): Promise<BlockJob> {
    if (base !== undefined) checkName(base, 'base')
    const bandwidth = bandwidthOf(options)
    const given = bits(DomainBlockRebaseFlags, options.flags, 'options.flags')
    const flags = given | DomainBlockRebaseFlags['bandwidth-bytes']
    const type = (given & DomainBlockRebaseFlags.copy) === 0 ? 'pull' : 'copy'
    const { domainBlockRebase } = native.libvirt
    return await BlockJob.start(
      this,
      type,
      (domain, disk) => domainBlockRebase(domain, disk, base, bandwidth, flags),
      options,
    )
  }

  /**
   * Commits what files of its chain hold to one below them: takes a snapshot's overlay away again. Of the active file it
   * has to be pivoted, or finished.
   *
   * @example
   * ```ts
   * const merge = async (vm: libvirt.Domain) => {
   *   const job = await vm.block('vda').commit({ shallow: true })
   *   await job.finish()
   * }
   * ```
   * @throws LibvirtError `VIR_ERR_INVALID_ARG` if `base` or `top` is not in the chain
   * @implements virDomainBlockCommit
   */
  async commit(options: CommitBlockOptions = {}): Promise<BlockJob> {
    const { base, top } = options
    if (base !== undefined) checkName(base, 'options.base')
    if (top !== undefined) checkName(top, 'options.top')
    const active = top === undefined || top === this.target
    const bandwidth = bandwidthOf(options)
    const flags =
      DomainBlockCommitFlags['bandwidth-bytes'] |
      (active ? DomainBlockCommitFlags.active : 0) |
      flagBits(options, {
        shallow: DomainBlockCommitFlags.shallow,
        delete: DomainBlockCommitFlags.delete,
        relative: DomainBlockCommitFlags.relative,
      })
    const { domainBlockCommit } = native.libvirt
    return await BlockJob.start(
      this,
      active ? 'active-commit' : 'commit',
      (domain, disk) => domainBlockCommit(domain, disk, base, top, bandwidth, flags),
      options,
    )
  }

  /**
   * The job that it has, whoever began it; undefined if there is none.
   *
   * @example
   * ```ts
   * const stop = async (vm: libvirt.Domain) => {
   *   const job = await vm.block('vda').job()
   *   await job?.abort()
   * }
   * ```
   * @implements virDomainGetBlockJobInfo
   */
  async job(options: CallOptions = {}): Promise<BlockJob | undefined> {
    return await BlockJob.find(this, options)
  }
}

/** @internal */
export function widened(limits: IoLimits): ParametersOf<typeof BlockIoTuneParameters> {
  if (typeof limits !== 'object' || limits === null) throw wrongType('limits', 'an object', limits)
  // `toParameters` takes safe integers for 64-bit numbers too.
  return limits as ParametersOf<typeof BlockIoTuneParameters>
}
function bandwidthOf({ bandwidth }: BlockJobOptions): number {
  return bandwidth === undefined ? 0 : parseSize(bandwidth, 'options.bandwidth')
}
