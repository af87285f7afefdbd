import { wrongType } from '../core/arguments.ts'
import type { CallOptions } from '../core/call.ts'
import { DomainModificationImpact } from './generated/enumerations.ts'

/**
 * Which of the two configurations of a domain, a network or a device: that of its present run, that of its next start, or
 * both. Without either: the present one if it runs, else the next.
 */
export interface ImpactOptions extends CallOptions {
  /** As it runs. */
  readonly live?: boolean
  /** As it is defined. */
  readonly config?: boolean
}

/** The bits of `live` and `config`: the same for all that has both. */
export function impact(options: ImpactOptions): number {
  const { live = false, config = false } = options
  if (typeof live !== 'boolean') throw wrongType('options.live', 'a boolean', live)
  if (typeof config !== 'boolean') throw wrongType('options.config', 'a boolean', config)
  return (live ? DomainModificationImpact.live : 0) | (config ? DomainModificationImpact.config : 0)
}
