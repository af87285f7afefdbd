import { checkInteger, checkName, outOfRange, wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import type { Subject } from '../core/errors.ts'
import { Handle } from '../core/handle.ts'
import { parseSize, type Size } from '../core/sizes.ts'
import type { DomainHandle } from '../native/contract/libvirt.ts'
import { native } from '../native/load.ts'
import type { Domain } from './domain.ts'
import { type ImpactOptions, impact } from './domain-part.ts'
import { flagBits } from './flags.ts'
import { DomainBlockResizeFlags } from './generated/enumerations.ts'
import { BlockIoTuneParameters, BlockStatistics } from './generated/parameters.ts'
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
  /** Refuses to make it smaller; libvirt 11.6. Default false. */
  readonly extend?: boolean
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

  async #ask<T>(
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
    return await this.#ask(native.libvirt.domainGetBlockInfo, options)
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
    const values = await this.#ask((domain, disk) => native.libvirt.domainBlockStatsFlags(domain, disk, 0), options)
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
    await this.#ask((domain, disk) => native.libvirt.domainBlockResize(domain, disk, bytes, flags), options)
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
    const values = await this.#ask((domain, disk) => native.libvirt.domainGetBlockIoTune(domain, disk, flags), options)
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
    await this.#ask((domain, disk) => native.libvirt.domainSetBlockIoTune(domain, disk, rows, flags), options)
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
    return await this.#ask((domain, disk) => native.libvirt.domainBlockPeek(domain, disk, position, length), options)
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
    await this.#ask((domain, disk) => native.libvirt.domainSetBlockThreshold(domain, disk, bytes, 0), options)
  }
}

/** @internal */
export function widened(limits: IoLimits): ParametersOf<typeof BlockIoTuneParameters> {
  if (typeof limits !== 'object' || limits === null) throw wrongType('limits', 'an object', limits)
  // `toParameters` takes safe integers for 64-bit numbers too.
  return limits as ParametersOf<typeof BlockIoTuneParameters>
}
