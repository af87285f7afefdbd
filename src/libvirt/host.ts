import { checkInteger, checkName, checkOptions, outOfRange, wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { Handle } from '../core/handle.ts'
import type { ConnectionHandle } from '../native/contract/libvirt.ts'
import type { Statistics } from '../native/contract/libvirt-host.ts'
import { native } from '../native/load.ts'
import type { Connection } from './connection.ts'
import { bits, type NameOf, nameOf, numberOf } from './flags.ts'
import {
  ConnectBaselineCPUFlags,
  ConnectCompareCPUFlags,
  CPUCompareResult,
  NodeAllocPagesFlags,
  NodeSuspendTarget,
} from './generated/enumerations.ts'
import { NodeMemoryParameters, NodeSevInformation } from './generated/parameters.ts'
import { fromParameters, type KnownParameters, type ParametersOf, toParameters } from './parameters.ts'

/** Which CPUs of a host are at work. */
export interface CpuMap {
  /** How many the host has. */
  readonly cpus: number
  /** How many of them are online. */
  readonly online: number
  /** The numbers of those that are. */
  readonly numbers: readonly number[]
}

/** The time that CPUs spent since the host's boot, in nanoseconds; some hosts know the share of use only. */
export interface CpuStatistics {
  readonly kernel?: bigint
  readonly user?: bigint
  readonly idle?: bigint
  readonly iowait?: bigint
  readonly intr?: bigint
  /** The part of `user` that guests had. libvirt 12. */
  readonly guest?: bigint
  /** Percent. */
  readonly utilization?: bigint
  /** What only a newer libvirt knows, by its names. */
  readonly extra: Readonly<Record<string, bigint>>
}

/** The memory of a host or of one of its NUMA cells, in bytes. */
export interface MemoryStatistics {
  readonly total?: number
  readonly free?: number
  readonly buffers?: number
  readonly cached?: number
  /** What can be had without swapping. libvirt 12. */
  readonly available?: number
  /** What only a newer libvirt knows, by its names. */
  readonly extra: Readonly<Record<string, number>>
}

/** The free memory of one NUMA cell. */
export interface CellMemory {
  readonly cell: number
  /** Bytes. */
  readonly free: number
}

/** How many pages of each size one NUMA cell has free. */
export interface CellPages {
  readonly cell: number
  /** By size in bytes. */
  readonly free: ReadonlyMap<number, number>
}

export interface CellRange extends CallOptions {
  /** The first cell. Default 0. */
  readonly first?: number
  /** How many cells. Default 1. */
  readonly cells?: number
}

export interface AllocatePagesOptions extends CallOptions {
  /** The first cell. Default: the kernel spreads them over all. */
  readonly first?: number
  /** How many cells, each of which gets so many. Default 1. */
  readonly cells?: number
  /** Whether so many more are allocated, or so many in all. Default `'add'`. */
  readonly mode?: NameOf<typeof NodeAllocPagesFlags>
}

/** How the kernel merges memory pages that are the same (KSM). */
export type MemoryTuning = ParametersOf<typeof NodeMemoryParameters>

export interface BaselineCpuOptions extends CallOptions {
  /** `'expand-features'`: lists all features of the model; `'migratable'`: only those that can migrate. */
  readonly flags?: readonly NameOf<typeof ConnectBaselineCPUFlags>[]
}

export interface CompareCpuOptions extends CallOptions {
  /** `'fail-incompatible'`: throws instead of answering `'incompatible'`. */
  readonly flags?: readonly NameOf<typeof ConnectCompareCPUFlags>[]
}

/** Which hypervisor; the host's default without it. */
export interface HypervisorOptions {
  /** The path of an emulator. */
  readonly emulator?: string
  /** `'x86_64'`, `'aarch64'` */
  readonly arch?: string
  /** `'q35'`, `'virt'` */
  readonly machine?: string
  /** `'kvm'`, `'qemu'` */
  readonly virtType?: string
}

export interface SuspendOptions extends CallOptions {
  /** To memory (`'mem'`), to disk (`'disk'`), or both (`'hybrid'`). Default `'mem'`. */
  readonly target?: NameOf<typeof NodeSuspendTarget>
}

/** libvirt's numbers for all CPUs, and all cells, together. */
const ALL = -1
const KIB = 1024
const MOST = 2 ** 31 - 1

const CPU_FIELDS = ['kernel', 'user', 'idle', 'iowait', 'intr', 'guest', 'utilization'] as const
const MEMORY_FIELDS = ['total', 'free', 'buffers', 'cached', 'available'] as const

/** The known fields as properties, all others in `extra`. */
function sorted<F extends string, T>(
  statistics: Statistics,
  fields: readonly F[],
  read: (value: bigint) => T,
): { readonly [K in F]?: T } & { readonly extra: Readonly<Record<string, T>> } {
  const known: Record<string, T> = {}
  const extra: Record<string, T> = {}
  for (const [name, value] of statistics) {
    const into = fields.some((field) => field === name) ? known : extra
    into[name] = read(value)
  }
  return { ...known, extra } as { readonly [K in F]?: T } & { readonly extra: Readonly<Record<string, T>> }
}

function checkTexts(texts: readonly string[], name: string): readonly string[] {
  if (!Array.isArray(texts)) throw wrongType(name, 'an array of strings', texts)
  if (texts.length === 0) throw outOfRange(name, 'not empty', texts)
  for (const text of texts) checkName(text, name)
  return texts
}

function checkHypervisor(options: HypervisorOptions): HypervisorOptions {
  const { emulator, arch, machine, virtType } = options
  for (const [name, value] of Object.entries({ emulator, arch, machine, virtType })) {
    if (value !== undefined) checkName(value, `options.${name}`)
  }
  return { ...options }
}

/** Sizes of pages, from bytes to the KiB that libvirt counts in. */
function pageSizes(sizes: readonly number[]): readonly number[] {
  return sizes.map((size) => {
    checkInteger(size, 'size', KIB)
    if (size % KIB !== 0 || size / KIB >= 2 ** 32) throw outOfRange('size', 'a size of pages in bytes', size)
    return size / KIB
  })
}

/**
 * The machine that a connection is to.
 *
 * @example
 * ```ts
 * const { online } = await conn.host.cpuMap()
 * console.log(`${online} CPUs, ${await conn.host.freeMemory()} bytes free`)
 * ```
 */
export class Host {
  readonly #connection: Connection

  /** @internal */
  constructor(connection: Connection) {
    this.#connection = connection
  }

  async #ask<T>(ask: (connection: ConnectionHandle) => Promise<T>, options: CallOptions | undefined): Promise<T> {
    const connection = this.#connection
    return await call(() => ask(Handle.native(connection)), options, { subject: { connection: connection.uri } })
  }

  /**
   * Which of its CPUs are online.
   *
   * @example
   * ```ts
   * const { cpus, online } = await conn.host.cpuMap()
   * ```
   * @implements virNodeGetCPUMap
   */
  async cpuMap(options?: CallOptions): Promise<CpuMap> {
    return await this.#ask(native.libvirt.nodeGetCPUMap, options)
  }

  /**
   * What a CPU, or all together, spent its time with.
   *
   * @param cpu its number; all together without it
   * @example
   * ```ts
   * const { idle, extra } = await conn.host.cpuStats()
   * ```
   * @throws LibvirtError `VIR_ERR_INVALID_ARG` if there is no such CPU
   * @implements virNodeGetCPUStats
   */
  async cpuStats(cpu?: number, options?: CallOptions): Promise<CpuStatistics> {
    const number = cpu === undefined ? ALL : checkInteger(cpu, 'cpu', 0, MOST)
    const statistics = await this.#ask((connection) => native.libvirt.nodeGetCPUStats(connection, number), options)
    return sorted(statistics, CPU_FIELDS, (value) => value)
  }

  /**
   * How much memory there is, and how much of it is free.
   *
   * @param cell a NUMA cell's number; the whole host without it
   * @example
   * ```ts
   * const { total, free } = await conn.host.memoryStats().catch(() => ({ total: 0, free: 0 }))
   * ```
   * @implements virNodeGetMemoryStats
   */
  async memoryStats(cell?: number, options?: CallOptions): Promise<MemoryStatistics> {
    const number = cell === undefined ? ALL : checkInteger(cell, 'cell', 0, MOST)
    const statistics = await this.#ask((connection) => native.libvirt.nodeGetMemoryStats(connection, number), options)
    return sorted(statistics, MEMORY_FIELDS, (value) => Number(value) * KIB)
  }

  /**
   * The free memory, in bytes.
   *
   * @example
   * ```ts
   * const bytes = await conn.host.freeMemory()
   * ```
   * @implements virNodeGetFreeMemory
   */
  async freeMemory(options?: CallOptions): Promise<number> {
    return Number(await this.#ask(native.libvirt.nodeGetFreeMemory, options))
  }

  /**
   * The free memory of NUMA cells.
   *
   * @example
   * ```ts
   * const [{ cell, free } = { cell: 0, free: 0 }] = await conn.host.cellsFreeMemory({ cells: 2 })
   * ```
   * @throws LibvirtError if there is no such cell
   * @implements virNodeGetCellsFreeMemory
   */
  async cellsFreeMemory(options: CellRange = {}): Promise<readonly CellMemory[]> {
    const { first, cells } = checkCells(options)
    const bytes = await this.#ask(
      (connection) => native.libvirt.nodeGetCellsFreeMemory(connection, first, cells),
      options,
    )
    return bytes.map((free, index) => ({ cell: first + index, free }))
  }

  /**
   * How many pages of memory are free, of each size that is asked for, in NUMA cells.
   *
   * @param sizes in bytes: 4096, or those of huge pages
   * @example
   * ```ts
   * const [cell] = await conn.host.freePages([4096, 2 * 1024 ** 2])
   * console.log(cell?.free.get(4096))
   * ```
   * @throws LibvirtError if the host has no pages of such a size, or no such cell
   * @implements virNodeGetFreePages
   */
  async freePages(sizes: readonly number[], options: CellRange = {}): Promise<readonly CellPages[]> {
    if (!Array.isArray(sizes)) throw wrongType('sizes', 'an array of numbers', sizes)
    if (sizes.length === 0) throw outOfRange('sizes', 'not empty', sizes)
    const kib = pageSizes(sizes)
    const { first, cells } = checkCells(options)
    const counts = await this.#ask(
      (connection) => native.libvirt.nodeGetFreePages(connection, kib, first, cells),
      options,
    )
    return Array.from({ length: Math.floor(counts.length / sizes.length) }, (_, index) => ({
      cell: first + index,
      free: new Map(sizes.map((size, place) => [size, counts[index * sizes.length + place] ?? 0])),
    }))
  }

  /**
   * Reserves huge pages.
   *
   * @param pages how many of each size, by size in bytes
   * @returns on how many cells it was done
   * @example
   * ```ts
   * await conn.host.allocatePages(new Map([[2 * 1024 ** 2, 16]]), { mode: 'add' }).catch((error) => console.log(error.code))
   * ```
   * @throws LibvirtError if the kernel has no room for so many
   * @implements virNodeAllocPages
   */
  async allocatePages(pages: ReadonlyMap<number, number>, options: AllocatePagesOptions = {}): Promise<number> {
    if (!(pages instanceof Map)) throw wrongType('pages', 'a Map of sizes and counts', pages)
    if (pages.size === 0) throw outOfRange('pages', 'not empty', '')
    const kib = pageSizes([...pages.keys()])
    const counts = [...pages.values()].map((count) => checkInteger(count, 'count'))
    const { first = ALL, cells = 1, mode = 'add' } = options
    checkInteger(first, 'options.first', ALL, MOST)
    checkInteger(cells, 'options.cells', 1, MOST)
    const flags = numberOf(NodeAllocPagesFlags, mode, 'options.mode')
    return await this.#ask(
      (connection) => native.libvirt.nodeAllocPages(connection, kib, counts, first, cells, flags),
      options,
    )
  }

  /**
   * How the kernel merges memory pages that are the same, and with what success.
   *
   * @example
   * ```ts
   * const tuning = await conn.host.memoryTuning().catch((error) => console.log(error.code))
   * ```
   * @implements virNodeGetMemoryParameters
   */
  async memoryTuning(options?: CallOptions): Promise<KnownParameters<typeof NodeMemoryParameters>> {
    const values = await this.#ask((connection) => native.libvirt.nodeGetMemoryParameters(connection, 0), options)
    return fromParameters(NodeMemoryParameters, values)
  }

  /**
   * Changes that: `pagesToScan`, `sleepMillisecs` and `mergeAcrossNodes` can be.
   *
   * @example
   * ```ts
   * await conn.host.setMemoryTuning({ pagesToScan: 200, sleepMillisecs: 50 }).catch((error) => console.log(error.code))
   * ```
   * @implements virNodeSetMemoryParameters
   */
  async setMemoryTuning(tuning: MemoryTuning, options?: CallOptions): Promise<void> {
    const rows = toParameters(NodeMemoryParameters, tuning, 'tuning')
    await this.#ask((connection) => native.libvirt.nodeSetMemoryParameters(connection, rows, 0), options)
  }

  /**
   * What it offers for encrypted guests of AMD (SEV): certificates and limits.
   *
   * @example
   * ```ts
   * const { pdh, maxGuests } = await conn.host.sevInfo().catch(() => ({ pdh: undefined, maxGuests: 0 }))
   * ```
   * @throws LibvirtError if it offers none
   * @implements virNodeGetSEVInfo
   */
  async sevInfo(options?: CallOptions): Promise<KnownParameters<typeof NodeSevInformation>> {
    const values = await this.#ask((connection) => native.libvirt.nodeGetSEVInfo(connection, 0), options)
    return fromParameters(NodeSevInformation, values)
  }

  /**
   * What confines its guests: `{ model: 'selinux', domainOfInterpretation: '0' }`; both empty if nothing does.
   *
   * @example
   * ```ts
   * const { model } = await conn.host.securityModel().catch(() => ({ model: '' }))
   * ```
   * @implements virNodeGetSecurityModel
   */
  async securityModel(
    options?: CallOptions,
  ): Promise<{ readonly model: string; readonly domainOfInterpretation: string }> {
    return await this.#ask(native.libvirt.nodeGetSecurityModel, options)
  }

  /**
   * What its firmware says of it (SMBIOS): libvirt's XML.
   *
   * @example
   * ```ts
   * const text = await conn.host.sysinfo().catch((error) => error.code)
   * ```
   * @implements virConnectGetSysinfo
   */
  async sysinfo(options?: CallOptions): Promise<string> {
    return await this.#ask((connection) => native.libvirt.connectGetSysinfo(connection, 0), options)
  }

  /**
   * How many virtual CPUs a domain can have.
   *
   * @param type of domain: `'kvm'`, `'qemu'`; the hypervisor's own without it
   * @example
   * ```ts
   * const most = await conn.host.maxVcpus()
   * ```
   * @implements virConnectGetMaxVcpus
   */
  async maxVcpus(type?: string, options?: CallOptions): Promise<number> {
    if (type !== undefined) checkName(type, 'type')
    return await this.#ask((connection) => native.libvirt.connectGetMaxVcpus(connection, type), options)
  }

  /**
   * The models of CPU that libvirt knows of an architecture.
   *
   * @example
   * ```ts
   * const models = await conn.host.cpuModels('x86_64')
   * ```
   * @implements virConnectGetCPUModelNames
   */
  async cpuModels(arch: string, options?: CallOptions): Promise<readonly string[]> {
    checkName(arch, 'arch')
    return await this.#ask((connection) => native.libvirt.connectGetCPUModelNames(connection, arch, 0), options)
  }

  /**
   * The best CPU that all of several hosts have: for guests that are to migrate between them.
   *
   * @param cpus libvirt's XML of each: `<cpu>…</cpu>`, as in the hosts' capabilities
   * @example
   * ```ts
   * const cpu = '<cpu><arch>x86_64</arch><model>Penryn</model></cpu>'
   * const common = await conn.host.baselineCpu([cpu, cpu])
   * ```
   * @implements virConnectBaselineCPU
   */
  async baselineCpu(cpus: readonly string[], options: BaselineCpuOptions = {}): Promise<string> {
    checkTexts(cpus, 'cpus')
    const flags = bits(ConnectBaselineCPUFlags, options.flags, 'options.flags')
    return await this.#ask((connection) => native.libvirt.connectBaselineCPU(connection, cpus, flags), options)
  }

  /**
   * The same as a hypervisor of this host can give it to a guest.
   *
   * @param cpus libvirt's XML of each, as in the domain capabilities
   * @example
   * ```ts
   * const cpu = '<cpu><model>Penryn</model></cpu>'
   * const common = await conn.host.baselineHypervisorCpu([cpu], { arch: 'x86_64' }).catch((error) => error.code)
   * ```
   * @implements virConnectBaselineHypervisorCPU
   */
  async baselineHypervisorCpu(
    cpus: readonly string[],
    options: BaselineCpuOptions & HypervisorOptions = {},
  ): Promise<string> {
    checkTexts(cpus, 'cpus')
    const { emulator, arch, machine, virtType } = checkHypervisor(options)
    const flags = bits(ConnectBaselineCPUFlags, options.flags, 'options.flags')
    return await this.#ask(
      (connection) =>
        native.libvirt.connectBaselineHypervisorCPU(connection, emulator, arch, machine, virtType, cpus, flags),
      options,
    )
  }

  /**
   * Whether the host's CPU is what a description asks for, or more.
   *
   * @param cpu libvirt's XML of it
   * @example
   * ```ts
   * const cpu = '<cpu><arch>x86_64</arch><model>pentium</model></cpu>'
   * const verdict = await conn.host.compareCpu(cpu).catch((error) => error.code)
   * ```
   * @throws LibvirtError `VIR_ERR_CPU_INCOMPATIBLE` with `'fail-incompatible'`
   * @implements virConnectCompareCPU
   */
  async compareCpu(cpu: string, options: CompareCpuOptions = {}): Promise<NameOf<typeof CPUCompareResult> | 'unknown'> {
    checkName(cpu, 'cpu')
    const flags = bits(ConnectCompareCPUFlags, options.flags, 'options.flags')
    const result = await this.#ask((connection) => native.libvirt.connectCompareCPU(connection, cpu, flags), options)
    return nameOf(CPUCompareResult, result)
  }

  /**
   * Whether a hypervisor of this host can give a guest the CPU that a description asks for.
   *
   * @param cpu libvirt's XML of it
   * @example
   * ```ts
   * const cpu = '<cpu><model>Penryn</model></cpu>'
   * const verdict = await conn.host.compareHypervisorCpu(cpu, { arch: 'x86_64' }).catch((error) => error.code)
   * ```
   * @implements virConnectCompareHypervisorCPU
   */
  async compareHypervisorCpu(
    cpu: string,
    options: CompareCpuOptions & HypervisorOptions = {},
  ): Promise<NameOf<typeof CPUCompareResult> | 'unknown'> {
    checkName(cpu, 'cpu')
    const { emulator, arch, machine, virtType } = checkHypervisor(options)
    const flags = bits(ConnectCompareCPUFlags, options.flags, 'options.flags')
    const result = await this.#ask(
      (connection) =>
        native.libvirt.connectCompareHypervisorCPU(connection, emulator, arch, machine, virtType, cpu, flags),
      options,
    )
    return nameOf(CPUCompareResult, result)
  }

  /**
   * Sends the host to sleep, with its guests, and wakes it again.
   *
   * @param seconds until it wakes by itself: at least 60
   * @example
   * ```ts
   * await conn.host.suspendFor(3600, { target: 'disk' }).catch((error) => console.log(error.code))
   * ```
   * @throws LibvirtError if the hardware cannot
   * @implements virNodeSuspendForDuration
   */
  async suspendFor(seconds: number, options: SuspendOptions = {}): Promise<void> {
    checkInteger(seconds, 'seconds', 60, MOST)
    const target = numberOf(NodeSuspendTarget, options.target ?? 'mem', 'options.target')
    await this.#ask((connection) => native.libvirt.nodeSuspendForDuration(connection, target, seconds, 0), options)
  }
}

function checkCells(options: CellRange): { readonly first: number; readonly cells: number } {
  const { first = 0, cells = 1 } = checkOptions(options, { first: true, cells: true, signal: true, timeout: true })
  return {
    first: checkInteger(first, 'options.first', 0, MOST),
    cells: checkInteger(cells, 'options.cells', 1, 65_536),
  }
}
