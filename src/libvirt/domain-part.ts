import { checkInteger, wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { Handle } from '../core/handle.ts'
import type { DomainHandle } from '../native/contract/libvirt.ts'
import type { Domain } from './domain.ts'

/** Numbers of host CPUs. */
export function checkCpus(cpus: readonly number[], name: string): readonly number[] {
  if (!Array.isArray(cpus)) throw wrongType(name, 'an array of CPU numbers', cpus)
  for (const [index, cpu] of cpus.entries()) checkInteger(cpu, `${name}[${index}]`, 0, 65_535)
  return cpus
}

/** A side of a domain: its vCPUs, its memory, its devices … */
export abstract class DomainPart {
  /** Whose it is. */
  readonly domain: Domain

  /** @internal */
  constructor(domain: Domain) {
    this.domain = domain
  }

  /** @internal */
  protected async ask<T>(
    ask: (domain: DomainHandle) => Promise<T>,
    options: CallOptions | undefined,
    hint?: string,
  ): Promise<T> {
    const { domain } = this
    const subject = { connection: domain.connection.uri, domain: domain.name }
    return await call(() => ask(Handle.native(domain)), options, hint === undefined ? { subject } : { subject, hint })
  }
}
