import type { ConnectionHandle, DomainHandle, DomainRecord, ParameterRow, ParameterValues } from './libvirt-records.ts'

/** Bytes and milliseconds. */
export interface JobInfoRecord {
  readonly type: number
  readonly timeElapsed: number
  readonly timeRemaining: number
  readonly dataTotal: number
  readonly dataProcessed: number
  readonly dataRemaining: number
  readonly memoryTotal: number
  readonly memoryProcessed: number
  readonly memoryRemaining: number
  readonly fileTotal: number
  readonly fileProcessed: number
  readonly fileRemaining: number
}

export interface NativeLibvirtMigration {
  domainMigrate3(
    domain: DomainHandle,
    destination: ConnectionHandle,
    parameters: readonly ParameterRow[],
    flags: number,
  ): Promise<DomainRecord>
  domainMigrateToURI3(
    domain: DomainHandle,
    uri: string | undefined,
    parameters: readonly ParameterRow[],
    flags: number,
  ): Promise<void>
  domainGetJobInfo(domain: DomainHandle): Promise<JobInfoRecord>
  domainGetJobStats(
    domain: DomainHandle,
    flags: number,
  ): Promise<{ readonly type: number; readonly values: ParameterValues }>
}
