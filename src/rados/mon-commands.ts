import type { CommandArgumentsByPrefix, NoArguments } from './generated/commands.ts'

export type { CommandArgumentsByPrefix } from './generated/commands.ts'

/** What a command's argument may be. */
export type CommandArgument = string | number | boolean | readonly string[] | readonly number[] | undefined

export type CommandArguments = Readonly<Record<string, CommandArgument>>

interface Command<Arguments extends object, Reply> {
  readonly args: Arguments
  readonly reply: Reply
}

/** A command with the arguments that the daemons tell of it. */
type Told<Prefix extends keyof CommandArgumentsByPrefix, Reply> = Command<CommandArgumentsByPrefix[Prefix], Reply>

/** What a pool can be asked for, or told: each release knows more. */
type WithPoolVariable<Prefix extends 'osd pool get' | 'osd pool set'> = Omit<
  CommandArgumentsByPrefix[Prefix],
  'var'
> & {
  readonly var: CommandArgumentsByPrefix[Prefix]['var'] | (string & {})
}

/** `{ mon: 'profile rbd', osd: 'profile rbd pool=libvirt-pool' }` */
export type Caps = Readonly<Record<string, string>>

export interface AuthReply {
  readonly entity: string
  readonly key: string
  readonly caps: Caps
}

export interface PoolReply {
  readonly pool_id: number
  readonly pool_name: string
  readonly create_time: string
  readonly flags_names: string
  /** 1 is replicated, 3 erasure-coded. */
  readonly type: number
  readonly size: number
  readonly min_size: number
  readonly crush_rule: number
  readonly pg_autoscale_mode: string
  readonly pg_num: number
  readonly pg_placement_num: number
  readonly pg_num_target: number
  readonly quota_max_bytes: number
  readonly quota_max_objects: number
  readonly erasure_code_profile: string
  readonly application_metadata: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly [field: string]: unknown
}

export interface HealthReply {
  readonly status: 'HEALTH_OK' | 'HEALTH_WARN' | 'HEALTH_ERR'
  readonly checks: Readonly<
    Record<
      string,
      {
        readonly severity: string
        readonly summary: { readonly message: string; readonly count: number }
        readonly muted: boolean
      }
    >
  >
  readonly mutes: readonly unknown[]
}

export interface OsdStatReply {
  readonly epoch: number
  readonly num_osds: number
  readonly num_up_osds: number
  readonly num_in_osds: number
  readonly num_remapped_pgs: number
}

export interface StatusReply {
  readonly fsid: string
  readonly health: HealthReply
  readonly quorum: readonly number[]
  readonly quorum_names: readonly string[]
  readonly monmap: { readonly epoch: number; readonly min_mon_release_name: string; readonly num_mons: number }
  readonly osdmap: OsdStatReply
  readonly pgmap: {
    readonly pgs_by_state: readonly { readonly state_name: string; readonly count: number }[]
    readonly num_pgs: number
    readonly num_pools: number
    readonly num_objects: number
    readonly data_bytes: number
    readonly bytes_used: number
    readonly bytes_avail: number
    readonly bytes_total: number
  }
  readonly mgrmap: { readonly available: boolean; readonly num_standbys: number; readonly modules: readonly string[] }
}

export interface OsdDfNode {
  readonly id: number
  readonly name: string
  readonly device_class: string
  readonly crush_weight: number
  readonly reweight: number
  readonly kb: number
  readonly kb_used: number
  readonly kb_avail: number
  /** In per cent. */
  readonly utilization: number
  readonly pgs: number
  readonly status: 'up' | 'down'
}

export interface OsdTreeNode {
  readonly id: number
  readonly name: string
  readonly type: string
  readonly children?: readonly number[]
  readonly status?: 'up' | 'down'
  readonly reweight?: number
}

export interface MonDumpReply {
  readonly epoch: number
  readonly fsid: string
  readonly min_mon_release_name: string
  readonly mons: readonly {
    readonly rank: number
    readonly name: string
    readonly public_addrs: { readonly addrvec: readonly { readonly type: string; readonly addr: string }[] }
  }[]
  readonly quorum: readonly number[]
}

export interface OsdDumpReply {
  readonly epoch: number
  readonly fsid: string
  readonly flags_set: readonly string[]
  readonly max_osd: number
  readonly pools: readonly PoolReply[]
  readonly osds: readonly {
    readonly osd: number
    readonly uuid: string
    readonly up: 0 | 1
    readonly in: 0 | 1
    readonly weight: number
    readonly state: readonly string[]
  }[]
  /** Until when, by address. */
  readonly blocklist?: Readonly<Record<string, string>>
  /** The same of networks, where the cluster has such. */
  readonly range_blocklist?: Readonly<Record<string, string>>
}

export interface DfReply {
  readonly stats: {
    readonly total_bytes: number
    readonly total_avail_bytes: number
    readonly total_used_bytes: number
    readonly total_used_raw_bytes: number
  }
  readonly pools: readonly {
    readonly id: number
    readonly name: string
    readonly stats: {
      readonly stored: number
      readonly objects: number
      readonly bytes_used: number
      /** Between 0 and 1. */
      readonly percent_used: number
      readonly max_avail: number
    }
  }[]
}

/**
 * The commands whose replies are described, by prefix. All others can be given too: their reply is `unknown`, their
 * arguments are those that the daemons of Ceph 16 tell ({@link CommandArgumentsByPrefix}), or anything for a command
 * that these do not have. A program adds its own by declaration merging, which also is the way to arguments that a
 * newer Ceph has given to a command:
 *
 * @example
 * ```ts
 * declare module 'cephvirt/rados' {
 *   interface MonCommands {
 *     'mgr stat': { args: {}; reply: { active_name: string } }
 *   }
 * }
 * ```
 */
export interface MonCommands {
  'auth caps': Told<'auth caps', undefined>
  'auth get': Told<'auth get', readonly AuthReply[]>
  'auth get-key': Told<'auth get-key', { readonly key: string }>
  'auth get-or-create': Told<'auth get-or-create', readonly Omit<AuthReply, 'caps'>[]>
  'auth ls': Command<NoArguments, { readonly auth_dump: readonly AuthReply[] }>
  'auth rm': Told<'auth rm', undefined>
  df: Told<'df', DfReply>
  fsid: Told<'fsid', { readonly fsid: string }>
  health: Told<'health', HealthReply>
  'mon dump': Told<'mon dump', MonDumpReply>
  'osd blocklist': Told<'osd blocklist', undefined>
  'osd blocklist clear': Told<'osd blocklist clear', undefined>
  'osd df': Told<'osd df', { readonly nodes: readonly OsdDfNode[] }>
  'osd dump': Told<'osd dump', OsdDumpReply>
  'osd lspools': Told<'osd lspools', readonly { readonly poolnum: number; readonly poolname: string }[]>
  'osd map': Told<
    'osd map',
    {
      readonly epoch: number
      readonly pool: string
      readonly pool_id: number
      readonly objname: string
      readonly pgid: string
      readonly up: readonly number[]
      readonly acting: readonly number[]
      readonly acting_primary: number
    }
  >
  'osd pool application enable': Told<'osd pool application enable', undefined>
  // With further arguments it answers a part of this.
  'osd pool application get': Command<
    { readonly pool: string },
    Readonly<Record<string, Readonly<Record<string, string>>>>
  >
  'osd pool create': Told<'osd pool create', undefined>
  'osd pool delete': Told<'osd pool delete', undefined>
  'osd pool get': Command<WithPoolVariable<'osd pool get'>, Readonly<Record<string, unknown>>>
  'osd pool get-quota': Told<
    'osd pool get-quota',
    {
      readonly pool_name: string
      readonly quota_max_objects: number
      readonly current_num_objects?: number
      readonly quota_max_bytes: number
      readonly current_num_bytes?: number
    }
  >
  // Without the detail it answers names.
  'osd pool ls': Command<{ readonly detail: 'detail' }, readonly PoolReply[]>
  'osd pool rename': Told<'osd pool rename', undefined>
  'osd pool set': Command<WithPoolVariable<'osd pool set'>, undefined>
  'osd pool set-quota': Told<'osd pool set-quota', undefined>
  'osd stat': Told<'osd stat', OsdStatReply>
  'osd tree': Told<'osd tree', { readonly nodes: readonly OsdTreeNode[]; readonly stray: readonly OsdTreeNode[] }>
  status: Told<'status', StatusReply>
  version: Told<'version', { readonly version: string }>
}

/** A prefix that is known, or any other. */
export type CommandPrefix = keyof MonCommands | keyof CommandArgumentsByPrefix | (string & {})

export type ArgumentsOf<P extends CommandPrefix> = P extends keyof MonCommands
  ? MonCommands[P]['args']
  : P extends keyof CommandArgumentsByPrefix
    ? CommandArgumentsByPrefix[P]
    : CommandArguments

export type ReplyOf<P extends CommandPrefix> = P extends keyof MonCommands ? MonCommands[P]['reply'] : unknown
