/** What a command's argument may be. */
export type CommandArgument = string | number | boolean | readonly string[] | readonly number[] | undefined

export type CommandArguments = Readonly<Record<string, CommandArgument>>

type NoArguments = Readonly<Record<never, never>>

interface Command<Arguments extends object, Reply> {
  readonly args: Arguments
  readonly reply: Reply
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
  readonly blocklist?: Readonly<Record<string, string>>
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
 * The commands whose arguments and replies are described, by prefix. Others can be given all the same: their reply is
 * `unknown`. A program adds its own by declaration merging:
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
  'auth caps': Command<{ readonly entity: string; readonly caps: readonly string[] }, undefined>
  'auth get': Command<{ readonly entity: string }, readonly AuthReply[]>
  'auth get-key': Command<{ readonly entity: string }, { readonly key: string }>
  'auth get-or-create': Command<
    { readonly entity: string; readonly caps?: readonly string[] },
    readonly Omit<AuthReply, 'caps'>[]
  >
  'auth ls': Command<NoArguments, { readonly auth_dump: readonly AuthReply[] }>
  'auth rm': Command<{ readonly entity: string }, undefined>
  df: Command<{ readonly detail?: 'detail' }, DfReply>
  fsid: Command<NoArguments, { readonly fsid: string }>
  health: Command<{ readonly detail?: 'detail' }, HealthReply>
  'mon dump': Command<NoArguments, MonDumpReply>
  'osd blocklist': Command<
    { readonly blocklistop: 'add' | 'rm'; readonly addr: string; readonly expire?: number },
    undefined
  >
  'osd df': Command<{ readonly output_method?: 'plain' | 'tree' }, { readonly nodes: readonly OsdDfNode[] }>
  'osd dump': Command<NoArguments, OsdDumpReply>
  'osd lspools': Command<NoArguments, readonly { readonly poolnum: number; readonly poolname: string }[]>
  'osd map': Command<
    { readonly pool: string; readonly object: string; readonly nspace?: string },
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
  'osd pool application enable': Command<
    { readonly pool: string; readonly app: string; readonly yes_i_really_mean_it?: boolean },
    undefined
  >
  'osd pool application get': Command<
    { readonly pool: string },
    Readonly<Record<string, Readonly<Record<string, string>>>>
  >
  'osd pool create': Command<
    {
      readonly pool: string
      readonly pg_num?: number
      readonly pgp_num?: number
      readonly pool_type?: 'replicated' | 'erasure'
      readonly erasure_code_profile?: string
      readonly rule?: string
      readonly size?: number
      readonly autoscale_mode?: 'on' | 'off' | 'warn'
    },
    undefined
  >
  'osd pool delete': Command<
    { readonly pool: string; readonly pool2: string; readonly yes_i_really_really_mean_it: boolean },
    undefined
  >
  'osd pool get': Command<{ readonly pool: string; readonly var: string }, Readonly<Record<string, unknown>>>
  'osd pool get-quota': Command<
    { readonly pool: string },
    {
      readonly pool_name: string
      readonly quota_max_objects: number
      readonly current_num_objects?: number
      readonly quota_max_bytes: number
      readonly current_num_bytes?: number
    }
  >
  'osd pool ls': Command<{ readonly detail: 'detail' }, readonly PoolReply[]>
  'osd pool rename': Command<{ readonly srcpool: string; readonly destpool: string }, undefined>
  'osd pool set': Command<{ readonly pool: string; readonly var: string; readonly val: string }, undefined>
  'osd pool set-quota': Command<
    { readonly pool: string; readonly field: 'max_objects' | 'max_bytes'; readonly val: string },
    undefined
  >
  'osd stat': Command<NoArguments, OsdStatReply>
  'osd tree': Command<NoArguments, { readonly nodes: readonly OsdTreeNode[]; readonly stray: readonly OsdTreeNode[] }>
  status: Command<NoArguments, StatusReply>
  version: Command<NoArguments, { readonly version: string }>
}

/** A prefix that is described, or any other. */
export type CommandPrefix = keyof MonCommands | (string & {})

export type ArgumentsOf<P extends CommandPrefix> = P extends keyof MonCommands
  ? MonCommands[P]['args']
  : CommandArguments

export type ReplyOf<P extends CommandPrefix> = P extends keyof MonCommands ? MonCommands[P]['reply'] : unknown
