import type { PoolReply } from './mon-commands.ts'

/** A pool as the cluster's map has it. */
export interface PoolInfo {
  readonly name: string
  readonly id: number
  readonly type: 'replicated' | 'erasure'
  readonly size: number
  readonly minSize: number
  readonly pgNum: number
  readonly autoscale: string
  readonly crushRule: number
  readonly erasureCodeProfile: string | undefined
  readonly applications: readonly string[]
  readonly flags: readonly string[]
  readonly quota: PoolQuota
  readonly createdAt: Date
}

/** What a pool may hold; 0 is no limit. */
export interface PoolQuota {
  readonly maxBytes: number
  readonly maxObjects: number
}

/** How full a pool is, as `ceph df` has it: a few seconds old. */
export interface PoolUsage {
  /** What was stored, in bytes, without copies. */
  readonly storedBytes: number
  readonly objects: number
  /** What that takes on the OSDs, in bytes. */
  readonly usedBytes: number
  /** What can still be stored, in bytes; not known until the OSDs have reported on a new pool. */
  readonly availableBytes: number | undefined
  /** Between 0 and 1. */
  readonly usedRatio: number
}

const ERASURE_CODED = 3

export function poolInfo(pool: PoolReply): PoolInfo {
  return {
    name: pool.pool_name,
    id: pool.pool_id,
    type: pool.type === ERASURE_CODED ? 'erasure' : 'replicated',
    size: pool.size,
    minSize: pool.min_size,
    pgNum: pool.pg_num,
    autoscale: pool.pg_autoscale_mode,
    crushRule: pool.crush_rule,
    erasureCodeProfile: pool.erasure_code_profile === '' ? undefined : pool.erasure_code_profile,
    applications: Object.keys(pool.application_metadata),
    flags: pool.flags_names.split(',').filter((flag) => flag !== ''),
    quota: { maxBytes: pool.quota_max_bytes, maxObjects: pool.quota_max_objects },
    createdAt: cephDate(pool.create_time),
  }
}

/** Ceph writes `2026-11-22T18:29:45.476874+0000`. */
function cephDate(text: string): Date {
  return new Date(text.replace(/(\.\d{3})\d*/, '$1').replace(/([+-]\d{2})(\d{2})$/, '$1:$2'))
}
