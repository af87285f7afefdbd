import type { ConnectionHandle, DomainHandle, DomainRecord } from './libvirt-records.ts'

export interface NativeLibvirtQemu {
  domainQemuMonitorCommand(domain: DomainHandle, command: string, flags: number): Promise<string>
  domainQemuMonitorCommandWithFiles(
    domain: DomainHandle,
    command: string,
    files: readonly number[],
    flags: number,
  ): Promise<{ readonly text: string; readonly files: readonly number[] }>
  domainQemuAttach(connection: ConnectionHandle, pid: number, flags: number): Promise<DomainRecord>
  domainQemuAgentCommand(domain: DomainHandle, command: string, seconds: number, flags: number): Promise<string>
}
