import { checkInteger, checkName, checkOptions, type Known } from '../core/arguments.ts'
import type { CallOptions } from '../core/call.ts'

export interface CreatePoolOptions extends CallOptions {
  /** How many placement groups; `osd_pool_default_pg_num` if not said. */
  readonly pgNum?: number
  /** What the pool is for: `'rbd'`, `'rgw'`, `'cephfs'` or a name of your own. The cluster warns of pools without. */
  readonly application?: string
  /** How many copies of each object. */
  readonly size?: number
  /** How many of them must be there for the pool to be written and read. */
  readonly minSize?: number
  /** `'replicated'` if not said. */
  readonly type?: 'replicated' | 'erasure'
  /** The profile of an erasure-coded pool. */
  readonly erasureCodeProfile?: string
  /** The CRUSH rule by which its objects are placed. */
  readonly crushRule?: string
  /** Whether the cluster itself adapts the number of placement groups. */
  readonly autoscale?: 'on' | 'off' | 'warn'
}

const OPTIONS: Known<CreatePoolOptions> = {
  pgNum: true,
  application: true,
  size: true,
  minSize: true,
  type: true,
  erasureCodeProfile: true,
  crushRule: true,
  autoscale: true,
  signal: true,
  timeout: true,
}

export function checkCreatePool(options: CreatePoolOptions): void {
  checkOptions(options, OPTIONS)
  for (const name of ['pgNum', 'size', 'minSize'] as const) {
    if (options[name] !== undefined) checkInteger(options[name], `options.${name}`, 1)
  }
  for (const name of ['application', 'erasureCodeProfile', 'crushRule', 'autoscale', 'type'] as const) {
    if (options[name] !== undefined) checkName(options[name], `options.${name}`)
  }
}
