import { checkInteger, wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { Handle } from '../core/handle.ts'
import type { DomainHandle } from '../native/contract/libvirt.ts'
import type { Domain } from './domain.ts'
import { DomainModificationImpact } from './generated/enumerations.ts'

/** Which of a domain's two configurations: that of its present run, that of its next start, or both. Without either: the present one if it runs, else the next. */
export interface ImpactOptions extends CallOptions {
  /** The domain as it runs. */
  readonly live?: boolean
  /** The domain as it is defined. */
  readonly config?: boolean
}

/** The bits of `live` and `config`. */
export function impact(options: ImpactOptions): number {
  const { live = false, config = false } = options
  if (typeof live !== 'boolean') throw wrongType('options.live', 'a boolean', live)
  if (typeof config !== 'boolean') throw wrongType('options.config', 'a boolean', config)
  return (live ? DomainModificationImpact.live : 0) | (config ? DomainModificationImpact.config : 0)
}

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
