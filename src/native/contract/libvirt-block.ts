import type { DomainHandle } from './libvirt-records.ts'

export interface NativeLibvirtBlock {
  /** Bytes. */
  domainGetBlockInfo(
    domain: DomainHandle,
    disk: string,
  ): Promise<{ readonly capacity: number; readonly allocation: number; readonly physical: number }>
  /** Undefined if there is no job. */
  domainGetBlockJobInfo(
    domain: DomainHandle,
    disk: string,
    flags: number,
  ): Promise<
    { readonly type: number; readonly bandwidth: number; readonly position: number; readonly end: number } | undefined
  >
  domainGetDiskErrors(domain: DomainHandle): Promise<readonly { readonly disk: string; readonly error: number }[]>
  domainBlockPeek(domain: DomainHandle, disk: string, position: number, length: number): Promise<Buffer>
  domainMemoryPeek(domain: DomainHandle, start: number, length: number, flags: number): Promise<Buffer>
}
