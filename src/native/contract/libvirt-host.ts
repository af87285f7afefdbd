import type { ConnectionHandle } from './libvirt-records.ts'

/** Statistics by libvirt's names. */
export type Statistics = readonly (readonly [name: string, value: bigint])[]

export interface NativeLibvirtHost {
  nodeGetCPUMap(
    connection: ConnectionHandle,
  ): Promise<{ readonly cpus: number; readonly online: number; readonly numbers: readonly number[] }>
  /** -1 for all CPUs together. */
  nodeGetCPUStats(connection: ConnectionHandle, cpu: number): Promise<Statistics>
  /** In KiB; -1 for all cells together. */
  nodeGetMemoryStats(connection: ConnectionHandle, cell: number): Promise<Statistics>
  /** In bytes. */
  nodeGetCellsFreeMemory(connection: ConnectionHandle, first: number, count: number): Promise<readonly number[]>
  /** For each cell, one after the other, how many pages of each size (in KiB) are free. */
  nodeGetFreePages(
    connection: ConnectionHandle,
    sizes: readonly number[],
    first: number,
    cells: number,
  ): Promise<readonly number[]>
  nodeAllocPages(
    connection: ConnectionHandle,
    sizes: readonly number[],
    counts: readonly number[],
    first: number,
    cells: number,
    flags: number,
  ): Promise<number>
  nodeGetSecurityModel(
    connection: ConnectionHandle,
  ): Promise<{ readonly model: string; readonly domainOfInterpretation: string }>
  connectBaselineHypervisorCPU(
    connection: ConnectionHandle,
    emulator: string | undefined,
    arch: string | undefined,
    machine: string | undefined,
    virtType: string | undefined,
    cpus: readonly string[],
    flags: number,
  ): Promise<string>
}
