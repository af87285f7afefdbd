// Written by tools/generate-ceph-commands.mjs from what the daemons of Ceph 16.2.15 tell. Do not edit.

export type NoArguments = Readonly<Record<string, never>>

/** The arguments of the commands, by prefix. */
export interface CommandArgumentsByPrefix {
  /** For an OSD: `target: 'osd.0'`. */
  abort: NoArguments
  /** Add peer address as potential bootstrap peer for cluster bringup. Hidden: for those who know what they do. */
  add_bootstrap_peer_hint: { readonly addr: string }
  /** Add peer address vector as potential bootstrap peer for cluster bringup. Hidden: for those who know what they do. */
  add_bootstrap_peer_hintv: { readonly addrv: string }
  /** (re)send alerts immediately. Run by the manager. */
  'alerts send': NoArguments
  /** For an OSD: `target: 'osd.0'`. */
  assert: NoArguments
  /** Add auth info for <entity> from input file, or random key if no input is given, and/or any caps specified in the command. */
  'auth add': { readonly entity: string; readonly caps?: readonly string[] }
  /** Update caps for <name> from caps specified in the command. */
  'auth caps': { readonly entity: string; readonly caps: readonly string[] }
  /**
   * Delete all caps for <name>.
   * @deprecated Ceph may drop it.
   */
  'auth del': { readonly entity: string }
  /** Write keyring for requested entity, or master keyring if none given. */
  'auth export': { readonly entity?: string }
  /** Write keyring file with requested key. */
  'auth get': { readonly entity: string }
  /** Display requested key. */
  'auth get-key': { readonly entity: string }
  /** Add auth info for <entity> from input file, or random key if no input given, and/or any caps specified in the command. */
  'auth get-or-create': { readonly entity: string; readonly caps?: readonly string[] }
  /** Get, or add, key for <name> from system/caps pairs specified in the command. If key already exists, any given caps must match the existing caps for that key. */
  'auth get-or-create-key': { readonly entity: string; readonly caps?: readonly string[] }
  /** Auth import: read keyring file from -i <file>. */
  'auth import': NoArguments
  /**
   * List authentication state.
   * @deprecated Ceph may drop it.
   */
  'auth list': NoArguments
  /** List authentication state. */
  'auth ls': NoArguments
  /** Display requested key. */
  'auth print-key': { readonly entity: string }
  /** Display requested key. */
  'auth print_key': { readonly entity: string }
  /** Remove all caps for <name>. */
  'auth rm': { readonly entity: string }
  /** Show an optimization plan. Run by the manager. */
  'balancer dump': { readonly plan: string }
  /** Evaluate data distribution for the current cluster or specific pool or specific plan. Run by the manager. */
  'balancer eval': { readonly option?: string }
  /** Evaluate data distribution for the current cluster or specific pool or specific plan (verbosely). Run by the manager. */
  'balancer eval-verbose': { readonly option?: string }
  /** Execute an optimization plan. Run by the manager. */
  'balancer execute': { readonly plan: string }
  /** List all plans. Run by the manager. */
  'balancer ls': NoArguments
  /** Set balancer mode. Run by the manager. */
  'balancer mode': { readonly mode: 'none' | 'crush-compat' | 'upmap' }
  /** Disable automatic balancing. Run by the manager. */
  'balancer off': NoArguments
  /** Enable automatic balancing. Run by the manager. */
  'balancer on': NoArguments
  /** Run optimizer to create a new plan. Run by the manager. */
  'balancer optimize': { readonly plan: string; readonly pools?: readonly string[] }
  /** Enable automatic balancing for specific pools. Run by the manager. */
  'balancer pool add': { readonly pools: readonly string[] }
  /** List automatic balancing pools. Note that empty list means all existing pools will be automatic balancing targets, which is the default behaviour of balancer. Run by the manager. */
  'balancer pool ls': NoArguments
  /** Disable automatic balancing for specific pools. Run by the manager. */
  'balancer pool rm': { readonly pools: readonly string[] }
  /** Discard all optimization plans. Run by the manager. */
  'balancer reset': NoArguments
  /** Discard an optimization plan. Run by the manager. */
  'balancer rm': { readonly plan: string }
  /** Show details of an optimization plan. Run by the manager. */
  'balancer show': { readonly plan: string }
  /** Show balancer status. Run by the manager. */
  'balancer status': NoArguments
  /** OSD benchmark: write <count> <size>-byte objects(with <obj_size> <obj_num>), (default count=1G default size=4MB). Results in log. For an OSD: `target: 'osd.0'`. */
  bench: {
    readonly count?: number
    readonly size?: number
    readonly object_size?: number
    readonly object_num?: number
  }
  /** Injects 8K zeros into next BlueFS read. Debug only. For an OSD: `target: 'osd.0'`. */
  'bluefs debug_inject_read_zeros': NoArguments
  /** Print files in bluefs. For an OSD: `target: 'osd.0'`. */
  'bluefs files list': NoArguments
  /** Dump internal statistics for bluefs. For an OSD: `target: 'osd.0'`. */
  'bluefs stats': NoArguments
  /** Dump allocator free regions. For an OSD: `target: 'osd.0'`. */
  'bluestore allocator dump block': NoArguments
  /** Give allocator fragmentation (0-no fragmentation, 1-absolute fragmentation). For an OSD: `target: 'osd.0'`. */
  'bluestore allocator fragmentation block': NoArguments
  /** Give score on allocator fragmentation (0-no fragmentation, 1-absolute fragmentation). For an OSD: `target: 'osd.0'`. */
  'bluestore allocator score block': NoArguments
  /** Shows space report for bluefs devices. This also includes an estimation for space available to bluefs at main device. alloc_size, if set, specifies the custom bluefs allocation unit size for the estimation above. For an OSD: `target: 'osd.0'`. */
  'bluestore bluefs device info': { readonly alloc_size?: number }
  /** Drop all OSD caches. For an OSD: `target: 'osd.0'`. */
  'cache drop': NoArguments
  /** Get OSD caches statistics. For an OSD: `target: 'osd.0'`. */
  'cache status': NoArguments
  /** Generate key value histogram of kvdb(rocksdb) which used by bluestore. For an OSD: `target: 'osd.0'`. */
  calc_objectstore_db_histogram: NoArguments
  /** Log a message to the cluster log. For an OSD: `target: 'osd.0'`. */
  cluster_log: { readonly level: 'error'; readonly message: readonly string[] }
  /** Cause compaction of monitor's leveldb/rocksdb storage. Commpact object store's omap. WARNING: Compaction probably slows your requests. Also a command of OSDs: `target: 'osd.0'`. */
  compact: NoArguments
  /** Assimilate options from a conf, and return a new, minimal conf file. */
  'config assimilate-conf': NoArguments
  /** Dump diff of current config and default config. For an OSD: `target: 'osd.0'`. */
  'config diff': NoArguments
  /** Dump diff get <field>: dump diff of current and default config setting <field>. For an OSD: `target: 'osd.0'`. */
  'config diff get': { readonly var: string }
  /** Show all configuration option(s). */
  'config dump': NoArguments
  /** Generate a minimal ceph.conf file. */
  'config generate-minimal-conf': NoArguments
  /** Show configuration option(s) for an entity. Config get <field>: get the config value. Also a command of OSDs: `target: 'osd.0'`. */
  'config get': { readonly who: string; readonly key: string } | { readonly var: string }
  /** Describe a configuration option. Get config setting schema and descriptions. Also a command of OSDs: `target: 'osd.0'`. */
  'config help': { readonly key: string } | { readonly var?: string }
  /** Show recent history of config changes. */
  'config log': { readonly num: number }
  /** List available configuration options. */
  'config ls': NoArguments
  /** Revert configuration to a historical version specified by <num>. `num` is 0 or more. */
  'config reset': { readonly num: number }
  /** Clear a configuration option for one or more entities. */
  'config rm': { readonly who: string; readonly name: string }
  /** Set a configuration option for one or more entities. Config set <field> <val> [<val> ...]: set a config variable. Also a command of OSDs: `target: 'osd.0'`. */
  'config set':
    | { readonly who: string; readonly name: string; readonly value: string; readonly force?: boolean }
    | { readonly var: string; readonly val: readonly string[] }
  /** Show running configuration. Dump current config settings. Also a command of OSDs: `target: 'osd.0'`. Run by the manager. */
  'config show': { readonly who: string; readonly key: string } | NoArguments
  /** Show running configuration (including compiled-in defaults). Run by the manager. */
  'config show-with-defaults': { readonly who: string }
  /** Config unset <field>: unset a config variable. For an OSD: `target: 'osd.0'`. */
  'config unset': { readonly var: string }
  /**
   * Delete <key>.
   * @deprecated Ceph may drop it.
   */
  'config-key del': { readonly key: string }
  /** Dump keys and values (with optional prefix). */
  'config-key dump': { readonly key?: string }
  /** Check for <key>'s existence. */
  'config-key exists': { readonly key: string }
  /** Get <key>. */
  'config-key get': { readonly key: string }
  /**
   * List keys.
   * @deprecated Ceph may drop it.
   */
  'config-key list': NoArguments
  /** List keys. */
  'config-key ls': NoArguments
  /**
   * Put <key>, value <val>.
   * @deprecated Ceph may drop it.
   */
  'config-key put': { readonly key: string; readonly val?: string }
  /** Rm <key>. */
  'config-key rm': { readonly key: string }
  /** Set <key> to value <val>. */
  'config-key set': { readonly key: string; readonly val?: string }
  /** Show the scores used in connectivity-based elections. Hidden: for those who know what they do. */
  'connection scores dump': NoArguments
  /** Reset the scores used in connectivity-based elections. Hidden: for those who know what they do. */
  'connection scores reset': NoArguments
  /** Run cpu profiling on daemon. For an OSD: `target: 'osd.0'`. */
  cpu_profiler: { readonly arg: 'status' | 'flush' }
  /** Acknowledge a crash and silence health warning(s). Run by the manager. */
  'crash archive': { readonly id: string }
  /** Acknowledge all new crashes and silence health warning(s). Run by the manager. */
  'crash archive-all': NoArguments
  /** Show crash dump metadata. Run by the manager. */
  'crash info': { readonly id: string }
  /** Crashes in the last <hours> hours. Run by the manager. */
  'crash json_report': { readonly hours: string }
  /** Show new and archived crash dumps. Run by the manager. */
  'crash ls': NoArguments
  /** Show new crash dumps. Run by the manager. */
  'crash ls-new': NoArguments
  /** Add a crash dump (use -i <jsonfile>). Run by the manager. */
  'crash post': NoArguments
  /** Remove crashes older than <keep> days. Run by the manager. */
  'crash prune': { readonly keep: string }
  /** Remove a saved crash <id>. Run by the manager. */
  'crash rm': { readonly id: string }
  /** Summarize recorded crashes. Run by the manager. */
  'crash stat': NoArguments
  /** Dump missing objects to a named file. For an OSD: `target: 'osd.0'`. */
  'debug dump_missing': { readonly filename: string }
  /** Set osd_recovery_delay_start to <val>. `delay` is 0 or more. For an OSD: `target: 'osd.0'`. */
  'debug kick_recovery_wq': { readonly delay: number }
  /** Trigger a scheduled deep scrub. For an OSD: `target: 'osd.0'`. */
  deep_scrub: { readonly pgid?: string; readonly time?: number }
  /** Check life expectancy of devices. Run by the manager. */
  'device check-health': NoArguments
  /** Show stored device metrics for the device. Run by the manager. */
  'device get-health-metrics': { readonly devid: string; readonly sample?: string }
  /** Show information about a device. Run by the manager. */
  'device info': { readonly devid: string }
  /** Enable or disable the device light. Default type is `ident` 'Usage: device light (on|off) <devid> [ident|fault] [--force]'. Run by the manager. */
  'device light': {
    readonly enable: 'on' | 'off'
    readonly devid: string
    readonly light_type?: 'ident' | 'fault'
    readonly force?: boolean
  }
  /** Show devices. Run by the manager. */
  'device ls': NoArguments
  /** Show devices associated with a daemon. Run by the manager. */
  'device ls-by-daemon': { readonly who: string }
  /** Show devices on a host. Run by the manager. */
  'device ls-by-host': { readonly host: string }
  /** List currently active device indicator lights. Run by the manager. */
  'device ls-lights': NoArguments
  /** Disable device health monitoring. Run by the manager. */
  'device monitoring off': NoArguments
  /** Enable device health monitoring. Run by the manager. */
  'device monitoring on': NoArguments
  /** Predict life expectancy with local predictor. Run by the manager. */
  'device predict-life-expectancy': { readonly devid: string }
  /** Get device health metrics for a given daemon. Run by the manager. */
  'device query-daemon-health-metrics': { readonly who: string }
  /** Clear predicted device life expectancy. Run by the manager. */
  'device rm-life-expectancy': { readonly devid: string }
  /** Scrape and store device health metrics for a given daemon. Run by the manager. */
  'device scrape-daemon-health-metrics': { readonly who: string }
  /** Scrape and store device health metrics. Run by the manager. */
  'device scrape-health-metrics': { readonly devid?: string }
  /** Set predicted device life expectancy. Run by the manager. */
  'device set-life-expectancy': { readonly devid: string; readonly from: string; readonly to: string }
  /** Show cluster free space stats. */
  df: { readonly detail?: 'detail' }
  /** Show the blocked ops currently in flight. For an OSD: `target: 'osd.0'`. */
  dump_blocked_ops: { readonly filterstr?: readonly string[] }
  /** Dump blocklisted clients and times. For an OSD: `target: 'osd.0'`. */
  dump_blocklist: NoArguments
  /** Show recent ops. Also a command of OSDs: `target: 'osd.0'`. */
  dump_historic_ops: NoArguments | { readonly filterstr?: readonly string[] }
  /** Show slowest recent ops, sorted by duration. For an OSD: `target: 'osd.0'`. */
  dump_historic_ops_by_duration: { readonly filterstr?: readonly string[] }
  /** Show recent slow ops. Show slowest recent ops. Also a command of OSDs: `target: 'osd.0'`. */
  dump_historic_slow_ops: NoArguments | { readonly filterstr?: readonly string[] }
  /** Get mempool stats. For an OSD: `target: 'osd.0'`. */
  dump_mempools: NoArguments
  /** Print statistics of kvdb which used by bluestore. For an OSD: `target: 'osd.0'`. */
  dump_objectstore_kv_stats: NoArguments
  /** Dump op priority queue state. For an OSD: `target: 'osd.0'`. */
  dump_op_pq_state: NoArguments
  /** Show the ops currently in flight. For an OSD: `target: 'osd.0'`. */
  dump_ops_in_flight: { readonly filterstr?: readonly string[] }
  /** Dump osd heartbeat network ping times. For an OSD: `target: 'osd.0'`. */
  dump_osd_network: { readonly value?: number }
  /** Dump pg recovery statistics. For an OSD: `target: 'osd.0'`. */
  dump_pg_recovery_stats: NoArguments
  /** Show recent state history. For an OSD: `target: 'osd.0'`. */
  dump_pgstate_history: NoArguments
  /** Show recovery reservations. For an OSD: `target: 'osd.0'`. */
  dump_recovery_reservations: NoArguments
  /** Show scrub reservations. For an OSD: `target: 'osd.0'`. */
  dump_scrub_reservations: NoArguments
  /** Print scheduled scrubs. For an OSD: `target: 'osd.0'`. */
  dump_scrubs: NoArguments
  /** Show clients which have active watches, and on which objects. For an OSD: `target: 'osd.0'`. */
  dump_watchers: NoArguments
  /** Report of connected features. */
  features: NoArguments
  /** Flush the journal to permanent store. For an OSD: `target: 'osd.0'`. */
  flush_journal: NoArguments
  /** Flush pg stats. For an OSD: `target: 'osd.0'`. */
  flush_pg_stats: NoArguments
  /** Flush bluestore internal cache. For an OSD: `target: 'osd.0'`. */
  flush_store_cache: NoArguments
  /** Add data pool <pool>. */
  'fs add_data_pool': { readonly fs_name: string; readonly pool: string }
  /** Add auth for <entity> to access file system <filesystem> based on following directory and permissions pairs. */
  'fs authorize': { readonly filesystem: string; readonly entity: string; readonly caps: readonly string[] }
  /** Cancel an pending or ongoing clone operation. Run by the manager. */
  'fs clone cancel': { readonly vol_name: string; readonly clone_name: string; readonly group_name?: string }
  /** Get status on a cloned subvolume. Run by the manager. */
  'fs clone status': { readonly vol_name: string; readonly clone_name: string; readonly group_name?: string }
  /** Manipulate compat settings. */
  'fs compat': {
    readonly fs_name: string
    readonly subop: 'rm_compat' | 'rm_incompat' | 'add_compat' | 'add_incompat'
    readonly feature: number
    readonly feature_str?: string
  }
  /** Show fs compatibility settings. */
  'fs compat show': { readonly fs_name: string }
  /** Dump all CephFS status, optionally from epoch. `epoch` is 0 or more. */
  'fs dump': { readonly epoch?: number }
  /** Bring the file system down and all of its ranks. */
  'fs fail': { readonly fs_name: string }
  /** List available cephfs features to be set/unset. */
  'fs feature ls': NoArguments
  /** Set a global CephFS flag. */
  'fs flag set': {
    readonly flag_name: 'enable_multiple'
    readonly val: string
    readonly yes_i_really_mean_it?: boolean
  }
  /** Get info about one filesystem. */
  'fs get': { readonly fs_name: string }
  /** List filesystems. */
  'fs ls': NoArguments
  /** Disable mirroring for a ceph filesystem. */
  'fs mirror disable': { readonly fs_name: string }
  /** Enable mirroring for a ceph filesystem. */
  'fs mirror enable': { readonly fs_name: string }
  /** Add a mirror peer for a ceph filesystem. */
  'fs mirror peer_add': {
    readonly fs_name: string
    readonly uuid: string
    readonly remote_cluster_spec: string
    readonly remote_fs_name: string
  }
  /** Remove a mirror peer for a ceph filesystem. */
  'fs mirror peer_remove': { readonly fs_name: string; readonly uuid: string }
  /** Make new filesystem using named pools <metadata> and <data>. `fscid` is 0 or more. */
  'fs new': {
    readonly fs_name: string
    readonly metadata: string
    readonly data: string
    readonly force?: boolean
    readonly allow_dangerous_metadata_overlay?: boolean
    readonly fscid?: number
    readonly recover?: boolean
  }
  /** Retrieve ceph fs performance stats. Run by the manager. */
  'fs perf stats': { readonly mds_rank?: string; readonly client_id?: string; readonly client_ip?: string }
  /** Add/remove required features of clients. */
  'fs required_client_features': { readonly fs_name: string; readonly subop: 'add' | 'rm'; readonly val: string }
  /** Disaster recovery only: reset to a single-MDS map. */
  'fs reset': { readonly fs_name: string; readonly yes_i_really_mean_it?: boolean }
  /** Disable the named filesystem. */
  'fs rm': { readonly fs_name: string; readonly yes_i_really_mean_it?: boolean }
  /** Remove data pool <pool>. */
  'fs rm_data_pool': { readonly fs_name: string; readonly pool: string }
  /** Set fs parameter <var> to <val>. */
  'fs set': {
    readonly fs_name: string
    readonly var:
      | 'max_mds'
      | 'max_file_size'
      | 'allow_new_snaps'
      | 'inline_data'
      | 'cluster_down'
      | 'allow_dirfrags'
      | 'balancer'
      | 'standby_count_wanted'
      | 'session_timeout'
      | 'session_autoclose'
      | 'allow_standby_replay'
      | 'down'
      | 'joinable'
      | 'min_compat_client'
    readonly val: string
    readonly yes_i_really_mean_it?: boolean
    readonly yes_i_really_really_mean_it?: boolean
  }
  /** Set the default to the named filesystem. */
  'fs set-default': { readonly fs_name: string }
  /**
   * Set the default to the named filesystem.
   * @deprecated Ceph may drop it.
   */
  'fs set_default': { readonly fs_name: string }
  /** Activate a snapshot schedule for <path>. Run by the manager. */
  'fs snap-schedule activate': {
    readonly path: string
    readonly repeat?: string
    readonly start?: string
    readonly fs?: string
  }
  /** Set a snapshot schedule for <path>. Run by the manager. */
  'fs snap-schedule add': {
    readonly path: string
    readonly snap_schedule?: string
    readonly start?: string
    readonly fs?: string
  }
  /** Deactivate a snapshot schedule for <path>. Run by the manager. */
  'fs snap-schedule deactivate': {
    readonly path: string
    readonly repeat?: string
    readonly start?: string
    readonly fs?: string
  }
  /** Get current snapshot schedule for <path>. Run by the manager. */
  'fs snap-schedule list': { readonly path?: string; readonly recursive?: boolean; readonly fs?: string }
  /** Remove a snapshot schedule for <path>. Run by the manager. */
  'fs snap-schedule remove': {
    readonly path: string
    readonly repeat?: string
    readonly start?: string
    readonly fs?: string
  }
  /** Set a retention specification for <path>. Run by the manager. */
  'fs snap-schedule retention add': {
    readonly path: string
    readonly retention_spec_or_period: string
    readonly retention_count?: string
    readonly fs?: string
  }
  /** Remove a retention specification for <path>. Run by the manager. */
  'fs snap-schedule retention remove': {
    readonly path: string
    readonly retention_spec_or_period: string
    readonly retention_count?: string
    readonly fs?: string
  }
  /** List current snapshot schedules. Run by the manager. */
  'fs snap-schedule status': { readonly path?: string; readonly fs?: string }
  /** Add a directory for snapshot mirroring. Run by the manager. */
  'fs snapshot mirror add': { readonly fs_name: string; readonly path?: string }
  /** Get mirror daemon status. Run by the manager. */
  'fs snapshot mirror daemon status': NoArguments
  /** Get current mirror instance map for a directory. Run by the manager. */
  'fs snapshot mirror dirmap': { readonly fs_name: string; readonly path?: string }
  /** Disable snapshot mirroring for a filesystem. Run by the manager. */
  'fs snapshot mirror disable': { readonly fs_name?: string }
  /** Enable snapshot mirroring for a filesystem. Run by the manager. */
  'fs snapshot mirror enable': { readonly fs_name?: string }
  /** Add a remote filesystem peer. Run by the manager. */
  'fs snapshot mirror peer_add': {
    readonly fs_name: string
    readonly remote_cluster_spec?: string
    readonly remote_fs_name?: string
    readonly remote_mon_host?: string
    readonly cephx_key?: string
  }
  /** Bootstrap a filesystem peer. Run by the manager. */
  'fs snapshot mirror peer_bootstrap create': {
    readonly fs_name: string
    readonly client_name: string
    readonly site_name?: string
  }
  /** Import a bootstrap token. Run by the manager. */
  'fs snapshot mirror peer_bootstrap import': { readonly fs_name: string; readonly token?: string }
  /** List configured peers for a file system. Run by the manager. */
  'fs snapshot mirror peer_list': { readonly fs_name?: string }
  /** Remove a filesystem peer. Run by the manager. */
  'fs snapshot mirror peer_remove': { readonly fs_name: string; readonly peer_uuid?: string }
  /** Remove a snapshot mirrored directory. Run by the manager. */
  'fs snapshot mirror remove': { readonly fs_name: string; readonly path?: string }
  /** Get current instance to directory map for a filesystem. Run by the manager. */
  'fs snapshot mirror show distribution': { readonly fs_name?: string }
  /** Show the status of a CephFS filesystem. Run by the manager. */
  'fs status': { readonly fs?: string }
  /** Allow a cephx auth ID access to a subvolume. Run by the manager. */
  'fs subvolume authorize': {
    readonly vol_name: string
    readonly sub_name: string
    readonly auth_id: string
    readonly group_name?: string
    readonly access_level?: string
    readonly tenant_id?: string
    readonly allow_existing_id?: boolean
  }
  /** List auth IDs that have access to a subvolume. Run by the manager. */
  'fs subvolume authorized_list': { readonly vol_name: string; readonly sub_name: string; readonly group_name?: string }
  /** Create a CephFS subvolume in a volume, and optionally, with a specific size (in bytes), a specific data pool layout, a specific mode, in a specific subvolume group and in separate RADOS namespace. Run by the manager. */
  'fs subvolume create': {
    readonly vol_name: string
    readonly sub_name: string
    readonly size?: number
    readonly group_name?: string
    readonly pool_layout?: string
    readonly uid?: number
    readonly gid?: number
    readonly mode?: string
    readonly namespace_isolated?: boolean
  }
  /** Deny a cephx auth ID access to a subvolume. Run by the manager. */
  'fs subvolume deauthorize': {
    readonly vol_name: string
    readonly sub_name: string
    readonly auth_id: string
    readonly group_name?: string
  }
  /** Evict clients based on auth IDs and subvolume mounted. Run by the manager. */
  'fs subvolume evict': {
    readonly vol_name: string
    readonly sub_name: string
    readonly auth_id: string
    readonly group_name?: string
  }
  /** Check a volume for the existence of a subvolume, optionally in a specified subvolume group. Run by the manager. */
  'fs subvolume exist': { readonly vol_name: string; readonly group_name?: string }
  /** Get the mountpath of a CephFS subvolume in a volume, and optionally, in a specific subvolume group. Run by the manager. */
  'fs subvolume getpath': { readonly vol_name: string; readonly sub_name: string; readonly group_name?: string }
  /** Get the information of a CephFS subvolume in a volume, and optionally, in a specific subvolume group. Run by the manager. */
  'fs subvolume info': { readonly vol_name: string; readonly sub_name: string; readonly group_name?: string }
  /** List subvolumes. Run by the manager. */
  'fs subvolume ls': { readonly vol_name: string; readonly group_name?: string }
  /** Get custom metadata associated with the key of a CephFS subvolume in a volume, and optionally, in a specific subvolume group. Run by the manager. */
  'fs subvolume metadata get': {
    readonly vol_name: string
    readonly sub_name: string
    readonly key_name: string
    readonly group_name?: string
  }
  /** List custom metadata (key-value pairs) of a CephFS subvolume in a volume, and optionally, in a specific subvolume group. Run by the manager. */
  'fs subvolume metadata ls': { readonly vol_name: string; readonly sub_name: string; readonly group_name?: string }
  /** Remove custom metadata (key-value) associated with the key of a CephFS subvolume in a volume, and optionally, in a specific subvolume group. Run by the manager. */
  'fs subvolume metadata rm': {
    readonly vol_name: string
    readonly sub_name: string
    readonly key_name: string
    readonly group_name?: string
    readonly force?: boolean
  }
  /** Set custom metadata (key-value) for a CephFS subvolume in a volume, and optionally, in a specific subvolume group. Run by the manager. */
  'fs subvolume metadata set': {
    readonly vol_name: string
    readonly sub_name: string
    readonly key_name: string
    readonly value: string
    readonly group_name?: string
  }
  /** Set MDS pinning policy for subvolume. Run by the manager. */
  'fs subvolume pin': {
    readonly vol_name: string
    readonly sub_name: string
    readonly pin_type: 'export' | 'distributed' | 'random'
    readonly pin_setting: string
    readonly group_name?: string
  }
  /** Resize a CephFS subvolume. Run by the manager. */
  'fs subvolume resize': {
    readonly vol_name: string
    readonly sub_name: string
    readonly new_size: string
    readonly group_name?: string
    readonly no_shrink?: boolean
  }
  /** Delete a CephFS subvolume in a volume, and optionally, in a specific subvolume group, force deleting a cancelled or failed clone, and retaining existing subvolume snapshots. Run by the manager. */
  'fs subvolume rm': {
    readonly vol_name: string
    readonly sub_name: string
    readonly group_name?: string
    readonly force?: boolean
    readonly retain_snapshots?: boolean
  }
  /** Clone a snapshot to target subvolume. Run by the manager. */
  'fs subvolume snapshot clone': {
    readonly vol_name: string
    readonly sub_name: string
    readonly snap_name: string
    readonly target_sub_name: string
    readonly pool_layout?: string
    readonly group_name?: string
    readonly target_group_name?: string
  }
  /** Create a snapshot of a CephFS subvolume in a volume, and optionally, in a specific subvolume group. Run by the manager. */
  'fs subvolume snapshot create': {
    readonly vol_name: string
    readonly sub_name: string
    readonly snap_name: string
    readonly group_name?: string
  }
  /** Get the information of a CephFS subvolume snapshot and optionally, in a specific subvolume group. Run by the manager. */
  'fs subvolume snapshot info': {
    readonly vol_name: string
    readonly sub_name: string
    readonly snap_name: string
    readonly group_name?: string
  }
  /** List subvolume snapshots. Run by the manager. */
  'fs subvolume snapshot ls': { readonly vol_name: string; readonly sub_name: string; readonly group_name?: string }
  /** Get custom metadata associated with the key of a CephFS subvolume snapshot in a volume, and optionally, in a specific subvolume group. Run by the manager. */
  'fs subvolume snapshot metadata get': {
    readonly vol_name: string
    readonly sub_name: string
    readonly snap_name: string
    readonly key_name: string
    readonly group_name?: string
  }
  /** List custom metadata (key-value pairs) of a CephFS subvolume snapshot in a volume, and optionally, in a specific subvolume group. Run by the manager. */
  'fs subvolume snapshot metadata ls': {
    readonly vol_name: string
    readonly sub_name: string
    readonly snap_name: string
    readonly group_name?: string
  }
  /** Remove custom metadata (key-value) associated with the key of a CephFS subvolume snapshot in a volume, and optionally, in a specific subvolume group. Run by the manager. */
  'fs subvolume snapshot metadata rm': {
    readonly vol_name: string
    readonly sub_name: string
    readonly snap_name: string
    readonly key_name: string
    readonly group_name?: string
    readonly force?: boolean
  }
  /** Set custom metadata (key-value) for a CephFS subvolume snapshot in a volume, and optionally, in a specific subvolume group. Run by the manager. */
  'fs subvolume snapshot metadata set': {
    readonly vol_name: string
    readonly sub_name: string
    readonly snap_name: string
    readonly key_name: string
    readonly value: string
    readonly group_name?: string
  }
  /** (deprecated) Protect snapshot of a CephFS subvolume in a volume, and optionally, in a specific subvolume group. Run by the manager. */
  'fs subvolume snapshot protect': {
    readonly vol_name: string
    readonly sub_name: string
    readonly snap_name: string
    readonly group_name?: string
  }
  /** Delete a snapshot of a CephFS subvolume in a volume, and optionally, in a specific subvolume group. Run by the manager. */
  'fs subvolume snapshot rm': {
    readonly vol_name: string
    readonly sub_name: string
    readonly snap_name: string
    readonly group_name?: string
    readonly force?: boolean
  }
  /** (deprecated) Unprotect a snapshot of a CephFS subvolume in a volume, and optionally, in a specific subvolume group. Run by the manager. */
  'fs subvolume snapshot unprotect': {
    readonly vol_name: string
    readonly sub_name: string
    readonly snap_name: string
    readonly group_name?: string
  }
  /** Create a CephFS subvolume group in a volume, and optionally, with a specific data pool layout, and a specific numeric mode. Run by the manager. */
  'fs subvolumegroup create': {
    readonly vol_name: string
    readonly group_name: string
    readonly size?: number
    readonly pool_layout?: string
    readonly uid?: number
    readonly gid?: number
    readonly mode?: string
  }
  /** Check a volume for the existence of subvolumegroup. Run by the manager. */
  'fs subvolumegroup exist': { readonly vol_name: string }
  /** Get the mountpath of a CephFS subvolume group in a volume. Run by the manager. */
  'fs subvolumegroup getpath': { readonly vol_name: string; readonly group_name: string }
  /** Get the metadata of a CephFS subvolume group in a volume,. Run by the manager. */
  'fs subvolumegroup info': { readonly vol_name: string; readonly group_name: string }
  /** List subvolumegroups. Run by the manager. */
  'fs subvolumegroup ls': { readonly vol_name: string }
  /** Set MDS pinning policy for subvolumegroup. Run by the manager. */
  'fs subvolumegroup pin': {
    readonly vol_name: string
    readonly group_name: string
    readonly pin_type: 'export' | 'distributed' | 'random'
    readonly pin_setting: string
  }
  /** Resize a CephFS subvolume group. Run by the manager. */
  'fs subvolumegroup resize': {
    readonly vol_name: string
    readonly group_name: string
    readonly new_size: string
    readonly no_shrink?: boolean
  }
  /** Delete a CephFS subvolume group in a volume. Run by the manager. */
  'fs subvolumegroup rm': { readonly vol_name: string; readonly group_name: string; readonly force?: boolean }
  /** Create a snapshot of a CephFS subvolume group in a volume. Run by the manager. */
  'fs subvolumegroup snapshot create': {
    readonly vol_name: string
    readonly group_name: string
    readonly snap_name: string
  }
  /** List subvolumegroup snapshots. Run by the manager. */
  'fs subvolumegroup snapshot ls': { readonly vol_name: string; readonly group_name: string }
  /** Delete a snapshot of a CephFS subvolume group in a volume. Run by the manager. */
  'fs subvolumegroup snapshot rm': {
    readonly vol_name: string
    readonly group_name: string
    readonly snap_name: string
    readonly force?: boolean
  }
  /** Create a CephFS volume. Run by the manager. */
  'fs volume create': { readonly name: string; readonly placement?: string }
  /** Get the information of a CephFS volume. Run by the manager. */
  'fs volume info': { readonly vol_name: string; readonly human_readable?: boolean }
  /** List volumes. Run by the manager. */
  'fs volume ls': NoArguments
  /** Delete a FS volume by passing --yes-i-really-mean-it flag. Run by the manager. */
  'fs volume rm': { readonly vol_name: string; readonly 'yes-i-really-mean-it'?: string }
  /** Show cluster FSID/UUID. */
  fsid: NoArguments
  /** List available commands. For an OSD: `target: 'osd.0'`. */
  get_command_descriptions: NoArguments
  /** Get malloc extension heap property. For an OSD: `target: 'osd.0'`. */
  get_heap_property: { readonly property: string }
  /** Force osd to update the latest map from the mon. For an OSD: `target: 'osd.0'`. */
  get_latest_osdmap: NoArguments
  /** Dump pools whose PG(s) are mapped to this OSD. For an OSD: `target: 'osd.0'`. */
  get_mapped_pools: NoArguments
  /** Output entire object map. For an OSD: `target: 'osd.0'`. */
  getomap: { readonly pool: string; readonly objname: string }
  /** Get git sha1. For an OSD: `target: 'osd.0'`. */
  git_version: NoArguments
  /** Show cluster health. */
  health: { readonly detail?: 'detail' }
  /** Mute health alert. */
  'health mute': { readonly code: string; readonly ttl?: string; readonly sticky?: boolean }
  /** Unmute existing health alert mute(s). */
  'health unmute': { readonly code?: string }
  /** Clear the healthcheck history. Run by the manager. */
  'healthcheck history clear': NoArguments
  /** List all the healthchecks being tracked The format options are parsed in ceph_argparse, before they get evaluated here so we can safely assume that what we have to process is valid. ceph_argparse will throw a ValueError if the cast to our Format class fails. Args: format (Format, optional): output format. Defaults to Format.plain. Returns: HandleCommandResult: return code, stdout and stderr returned to the caller. Run by the manager. */
  'healthcheck history ls': NoArguments
  /** Show heap usage info (available only if compiled with tcmalloc). Also a command of OSDs: `target: 'osd.0'`. */
  heap:
    | { readonly heapcmd: 'dump' | 'start_profiler' | 'stop_profiler' | 'release' | 'stats'; readonly value?: string }
    | {
        readonly heapcmd:
          | 'dump'
          | 'start_profiler'
          | 'stop_profiler'
          | 'release'
          | 'get_release_rate'
          | 'set_release_rate'
          | 'stats'
        readonly value?: string
      }
  /** List available commands. For an OSD: `target: 'osd.0'`. */
  help: NoArguments
  /** Set a configuration value. Run by the manager. */
  'influx config-set': { readonly key: string; readonly value: string }
  /** Show current configuration. Run by the manager. */
  'influx config-show': NoArguments
  /** Force sending data to Influx. Run by the manager. */
  'influx send': NoArguments
  /** Inject config arguments into monitor. Inject configuration arguments into running daemon. Also a command of OSDs: `target: 'osd.0'`. */
  injectargs: { readonly injected_args: readonly string[] }
  /** Inject data error to an object. `shardid` is from 0 to 255. For an OSD: `target: 'osd.0'`. */
  injectdataerr: { readonly pool: string; readonly objname: string; readonly shardid?: number }
  /** Inject a full disk (optional count times). For an OSD: `target: 'osd.0'`. */
  injectfull: { readonly type?: string; readonly count?: number }
  /** Inject metadata error to an object. `shardid` is from 0 to 255. For an OSD: `target: 'osd.0'`. */
  injectmdataerr: { readonly pool: string; readonly objname: string; readonly shardid?: number }
  /** Retrieve insights report. Run by the manager. */
  insights: NoArguments
  /** Remove health history older than <hours> hours. Run by the manager. */
  'insights prune-health': { readonly hours?: number }
  /** Get IO rates. Run by the manager. */
  iostat: { readonly width?: number; readonly print_header?: boolean }
  /** For an OSD: `target: 'osd.0'`. */
  leak_some_memory: NoArguments
  /** List OSD devices. For an OSD: `target: 'osd.0'`. */
  list_devices: NoArguments
  /** List unfound objects on this pg, perhaps starting at an offset given in JSON. For an OSD: `target: 'osd.0'`. */
  list_unfound: { readonly pgid?: string; readonly offset?: string }
  /** Log supplied text to the monitor log. */
  log: { readonly logtext: readonly string[] }
  /** Dump recent log entries to log file. For an OSD: `target: 'osd.0'`. */
  'log dump': NoArguments
  /** Flush log entries to log file. For an OSD: `target: 'osd.0'`. */
  'log flush': NoArguments
  /** Print last few lines of the cluster log. `num` is 1 or more. */
  'log last': {
    readonly num?: number
    readonly level?: 'debug' | 'info' | 'sec' | 'warn' | 'error'
    readonly channel?: '*' | 'cluster' | 'audit' | 'cephadm'
  }
  /** Reopen log file. For an OSD: `target: 'osd.0'`. */
  'log reopen': NoArguments
  /** Mark all unfound objects in this pg as lost, either removing or reverting to a prior version if one is available. For an OSD: `target: 'osd.0'`. */
  mark_unfound_lost: { readonly pgid?: string; readonly mulcmd: 'revert' | 'delete' }
  /**
   * Remove compatible feature. `feature` is 0 or more.
   * @deprecated Ceph may drop it.
   */
  'mds compat rm_compat': { readonly feature: number }
  /**
   * Remove incompatible feature. `feature` is 0 or more.
   * @deprecated Ceph may drop it.
   */
  'mds compat rm_incompat': { readonly feature: number }
  /**
   * Show mds compatibility settings.
   * @deprecated Ceph may drop it.
   */
  'mds compat show': NoArguments
  /** Count MDSs by metadata field property. */
  'mds count-metadata': { readonly property: string }
  /** Mark MDS failed: trigger a failover if a standby is available. */
  'mds fail': { readonly role_or_gid: string }
  /** Freeze MDS yes/no. Hidden: for those who know what they do. */
  'mds freeze': { readonly role_or_gid: string; readonly val: string }
  /** Fetch metadata for mds <role>. */
  'mds metadata': { readonly who?: string }
  /** Check whether stopping the specified MDS would reduce immediate availability. */
  'mds ok-to-stop': { readonly ids: readonly string[] }
  /** Mark a damaged MDS rank as no longer damaged. */
  'mds repaired': { readonly role: string }
  /** Remove nonactive mds. `gid` is 0 or more. */
  'mds rm': { readonly gid: number }
  /** Remove failed rank. Hidden: for those who know what they do. */
  'mds rmfailed': { readonly role: string; readonly yes_i_really_mean_it?: boolean }
  /** Set mds state of <gid> to <numeric-state>. Hidden: for those who know what they do. `gid` is 0 or more, `state` is from 0 to 20. */
  'mds set_state': { readonly gid: number; readonly state: number }
  /** Show MDS status. Hidden: for those who know what they do. */
  'mds stat': NoArguments
  /** Check running versions of MDSs. */
  'mds versions': NoArguments
  /** Count ceph-mgr daemons by metadata field property. */
  'mgr count-metadata': { readonly property: string }
  /** Dump the latest MgrMap. `epoch` is 0 or more. */
  'mgr dump': { readonly epoch?: number }
  /** Treat the named manager daemon as failed. */
  'mgr fail': { readonly who?: string }
  /** Dump metadata for all daemons or a specific daemon. */
  'mgr metadata': { readonly who?: string }
  /** Disable mgr module. */
  'mgr module disable': { readonly module: string }
  /** Enable mgr module. */
  'mgr module enable': { readonly module: string; readonly force?: '--force' }
  /** List active mgr modules. */
  'mgr module ls': NoArguments
  /** Activate a background workload (one of command_spam, throw_exception). Run by the manager. */
  'mgr self-test background start': { readonly workload: string }
  /** Stop background workload if any is running. Run by the manager. */
  'mgr self-test background stop': NoArguments
  /** Create an audit log record. Run by the manager. */
  'mgr self-test cluster-log': { readonly channel: string; readonly priority: string; readonly message: string }
  /** Peek at a configuration value. Run by the manager. */
  'mgr self-test config get': { readonly key: string }
  /** Peek at a configuration value (localized variant). Run by the manager. */
  'mgr self-test config get_localized': { readonly key: string }
  /** Clear health checks by name. If no names provided, clear all. Run by the manager. */
  'mgr self-test health clear': { readonly checks: readonly string[] }
  /** Set a health check from a JSON-formatted description. Run by the manager. */
  'mgr self-test health set': { readonly checks: string }
  /** Set the now time for the insights module. Run by the manager. */
  'mgr self-test insights_set_now_offset': { readonly hours: string }
  /** Run another module's self_test() method. Run by the manager. */
  'mgr self-test module': { readonly module: string }
  /** Query the version of the embedded Python runtime. Run by the manager. */
  'mgr self-test python-version': NoArguments
  /** Test inter-module calls. Run by the manager. */
  'mgr self-test remote': NoArguments
  /** Run mgr python interface tests. Run by the manager. */
  'mgr self-test run': NoArguments
  /** List service endpoints provided by mgr modules. */
  'mgr services': NoArguments
  /** Dump basic info about the mgr cluster state. */
  'mgr stat': NoArguments
  /** Check running versions of ceph-mgr daemons. */
  'mgr versions': NoArguments
  /** Add new monitor named <name> at <addr>, possibly with CRUSH location <location>. */
  'mon add': { readonly name: string; readonly addr: string; readonly location?: readonly string[] }
  /** Prevent the named mon from being a leader. */
  'mon add disallowed_leader': { readonly name: string }
  /** Count mons by metadata field property. */
  'mon count-metadata': { readonly property: string }
  /** Dump formatted monmap (optionally from epoch). `epoch` is 0 or more. */
  'mon dump': { readonly epoch?: number }
  /** Enable the msgr2 protocol on port 3300. */
  'mon enable-msgr2': NoArguments
  /** Enable stretch mode, changing the peering rules and failure handling on all pools with <tiebreaker_mon> as the tiebreaker and setting <dividing_bucket> locations as the units for stretching across. */
  'mon enable_stretch_mode': {
    readonly tiebreaker_mon: string
    readonly new_crush_rule: string
    readonly dividing_bucket: string
  }
  /** List available mon map features to be set/unset. */
  'mon feature ls': { readonly with_value?: '--with-value' }
  /** Set provided feature on mon map. */
  'mon feature set': { readonly feature_name: string; readonly yes_i_really_mean_it?: boolean }
  /** Get monmap. `epoch` is 0 or more. */
  'mon getmap': { readonly epoch?: number }
  /** Fetch metadata for mon <id>. */
  'mon metadata': { readonly id?: string }
  /** Check whether adding a mon and not starting it would break quorum. */
  'mon ok-to-add-offline': NoArguments
  /** Check whether removing the specified mon would break quorum. */
  'mon ok-to-rm': { readonly id: string }
  /** Check whether mon(s) can be safely stopped without reducing immediate availability. */
  'mon ok-to-stop': { readonly ids: readonly string[] }
  /**
   * Remove monitor named <name>.
   * @deprecated Ceph may drop it.
   */
  'mon remove': { readonly name: string }
  /** Remove monitor named <name>. */
  'mon rm': { readonly name: string }
  /** Allow the named mon to be a leader again. */
  'mon rm disallowed_leader': { readonly name: string }
  /** Scrub the monitor stores. */
  'mon scrub': NoArguments
  /** Set the election strategy to use; choices classic, disallow, connectivity. */
  'mon set election_strategy': { readonly strategy: string }
  /** Set the addrs (IPs and ports) a specific monitor binds to. */
  'mon set-addrs': { readonly name: string; readonly addrs: string }
  /** Set the rank for the specified mon. */
  'mon set-rank': { readonly name: string; readonly rank: number }
  /** Set the weight for the specified mon. `weight` is from 0 to 65535. */
  'mon set-weight': { readonly name: string; readonly weight: number }
  /** Specify location <args> for the monitor <name>, using CRUSH bucket names. */
  'mon set_location': { readonly name: string; readonly args: readonly string[] }
  /** Switch the stretch tiebreaker to be the named mon. */
  'mon set_new_tiebreaker': { readonly name: string; readonly yes_i_really_mean_it?: boolean }
  /** Summarize monitor status. */
  'mon stat': NoArguments
  /** Check running versions of monitors. */
  'mon versions': NoArguments
  /** Report status of monitors. Hidden: for those who know what they do. */
  mon_status: NoArguments
  /** Fetch NFS-Ganesha config. Run by the manager. */
  'nfs cluster config get': { readonly cluster_id: string }
  /** Reset NFS-Ganesha Config to default. Run by the manager. */
  'nfs cluster config reset': { readonly cluster_id: string }
  /** Set NFS-Ganesha config by `-i <config_file>`. Run by the manager. */
  'nfs cluster config set': { readonly cluster_id: string }
  /** Create an NFS Cluster. Run by the manager. */
  'nfs cluster create': {
    readonly cluster_id: string
    readonly placement?: string
    readonly ingress?: boolean
    readonly virtual_ip?: string
    readonly port?: number
  }
  /** Removes an NFS Cluster (DEPRECATED). Run by the manager. */
  'nfs cluster delete': { readonly cluster_id: string }
  /** Displays NFS Cluster info. Run by the manager. */
  'nfs cluster info': { readonly cluster_id?: string }
  /** List NFS Clusters. Run by the manager. */
  'nfs cluster ls': NoArguments
  /** Removes an NFS Cluster. Run by the manager. */
  'nfs cluster rm': { readonly cluster_id: string }
  /** Create or update an export by `-i <json_or_ganesha_export_file>`. Run by the manager. */
  'nfs export apply': { readonly cluster_id: string }
  /** Create a CephFS export. Run by the manager. */
  'nfs export create cephfs': {
    readonly cluster_id: string
    readonly pseudo_path: string
    readonly fsname: string
    readonly path?: string
    readonly readonly?: boolean
    readonly client_addr?: readonly string[]
    readonly squash?: string
    readonly sectype?: readonly string[]
  }
  /** Create an RGW export. Run by the manager. */
  'nfs export create rgw': {
    readonly cluster_id: string
    readonly pseudo_path: string
    readonly bucket?: string
    readonly user_id?: string
    readonly readonly?: boolean
    readonly client_addr?: readonly string[]
    readonly squash?: string
    readonly sectype?: readonly string[]
  }
  /** Delete a cephfs export (DEPRECATED). Run by the manager. */
  'nfs export delete': { readonly cluster_id: string; readonly pseudo_path: string }
  /** Fetch a export of a NFS cluster given the pseudo path/binding (DEPRECATED). Run by the manager. */
  'nfs export get': { readonly cluster_id: string; readonly pseudo_path: string }
  /** Fetch a export of a NFS cluster given the pseudo path/binding. Run by the manager. */
  'nfs export info': { readonly cluster_id: string; readonly pseudo_path: string }
  /** List exports of a NFS cluster. Run by the manager. */
  'nfs export ls': { readonly cluster_id: string; readonly detailed?: boolean }
  /** Remove a cephfs export. Run by the manager. */
  'nfs export rm': { readonly cluster_id: string; readonly pseudo_path: string }
  /** List all nodes in cluster [type]. */
  'node ls': { readonly type?: 'all' | 'osd' | 'mon' | 'mds' | 'mgr' }
  /** Show in-progress osd requests. For an OSD: `target: 'osd.0'`. */
  objecter_requests: NoArguments
  /** Show the ops currently in flight. Also a command of OSDs: `target: 'osd.0'`. */
  ops: NoArguments | { readonly filterstr?: readonly string[] }
  /** Start, stop, restart, redeploy, or reconfig an entire service (i.e. all daemons). Run by the manager. */
  orch: { readonly action: 'start' | 'stop' | 'restart' | 'redeploy' | 'reconfig'; readonly service_name: string }
  /** Update the size or placement for a service or apply a large yaml spec. Run by the manager. */
  'orch apply': {
    readonly service_type?:
      | 'mon'
      | 'mgr'
      | 'rbd-mirror'
      | 'cephfs-mirror'
      | 'crash'
      | 'alertmanager'
      | 'grafana'
      | 'node-exporter'
      | 'prometheus'
      | 'mds'
      | 'rgw'
      | 'nfs'
      | 'iscsi'
      | 'cephadm-exporter'
      | 'snmp-gateway'
    readonly placement?: string
    readonly dry_run?: boolean
    readonly unmanaged?: boolean
    readonly no_overwrite?: boolean
  }
  /** Scale an iSCSI service. Run by the manager. */
  'orch apply iscsi': {
    readonly pool: string
    readonly api_user: string
    readonly api_password: string
    readonly trusted_ip_list?: string
    readonly placement?: string
    readonly unmanaged?: boolean
    readonly dry_run?: boolean
    readonly no_overwrite?: boolean
  }
  /** Update the number of MDS instances for the given fs_name. Run by the manager. */
  'orch apply mds': {
    readonly fs_name: string
    readonly placement?: string
    readonly dry_run?: boolean
    readonly unmanaged?: boolean
    readonly no_overwrite?: boolean
  }
  /** Scale an NFS service. Run by the manager. */
  'orch apply nfs': {
    readonly svc_id: string
    readonly placement?: string
    readonly port?: number
    readonly dry_run?: boolean
    readonly unmanaged?: boolean
    readonly no_overwrite?: boolean
  }
  /** Create OSD daemon(s) on all available devices. Run by the manager. */
  'orch apply osd': {
    readonly all_available_devices?: boolean
    readonly unmanaged?: boolean
    readonly dry_run?: boolean
    readonly no_overwrite?: boolean
  }
  /** Update the number of RGW instances for the given zone. Run by the manager. */
  'orch apply rgw': {
    readonly svc_id: string
    readonly placement?: string
    readonly realm?: string
    readonly zone?: string
    readonly networks?: readonly string[]
    readonly port?: number
    readonly ssl?: boolean
    readonly dry_run?: boolean
    readonly unmanaged?: boolean
    readonly no_overwrite?: boolean
  }
  /** Add a Prometheus to SNMP gateway service (cephadm only). Run by the manager. */
  'orch apply snmp-gateway': {
    readonly snmp_version: 'V2c' | 'V3'
    readonly destination: string
    readonly port?: number
    readonly engine_id?: string
    readonly auth_protocol?: 'MD5' | 'SHA'
    readonly privacy_protocol?: 'DES' | 'AES'
    readonly placement?: string
    readonly unmanaged?: boolean
    readonly dry_run?: boolean
    readonly no_overwrite?: boolean
  }
  /** Cancel ongoing background operations. Run by the manager. */
  'orch cancel': NoArguments
  /** Start, stop, restart, (redeploy,) or reconfig a specific daemon. Run by the manager. */
  'orch daemon': { readonly action: 'start' | 'stop' | 'restart' | 'reconfig'; readonly name: string }
  /** Add daemon(s). Run by the manager. */
  'orch daemon add': {
    readonly daemon_type?:
      | 'mon'
      | 'mgr'
      | 'rbd-mirror'
      | 'cephfs-mirror'
      | 'crash'
      | 'alertmanager'
      | 'grafana'
      | 'node-exporter'
      | 'prometheus'
      | 'mds'
      | 'rgw'
      | 'nfs'
      | 'iscsi'
      | 'cephadm-exporter'
      | 'snmp-gateway'
    readonly placement?: string
  }
  /** Start iscsi daemon(s). Run by the manager. */
  'orch daemon add iscsi': {
    readonly pool: string
    readonly api_user: string
    readonly api_password: string
    readonly trusted_ip_list?: string
    readonly placement?: string
  }
  /** Start MDS daemon(s). Run by the manager. */
  'orch daemon add mds': { readonly fs_name: string; readonly placement?: string }
  /** Start NFS daemon(s). Run by the manager. */
  'orch daemon add nfs': { readonly svc_id: string; readonly placement?: string }
  /** Create OSD daemon(s) on specified host and device(s) (e.g., ceph orch daemon add osd myhost:/dev/sdb). Run by the manager. */
  'orch daemon add osd': { readonly svc_arg?: string; readonly method?: 'raw' | 'lvm' }
  /** Start RGW daemon(s). Run by the manager. */
  'orch daemon add rgw': {
    readonly svc_id: string
    readonly placement?: string
    readonly port?: number
    readonly ssl?: boolean
  }
  /** Redeploy a daemon (with a specifc image). Run by the manager. */
  'orch daemon redeploy': { readonly name: string; readonly image?: string }
  /** Remove specific daemon(s). Run by the manager. */
  'orch daemon rm': { readonly names: readonly string[]; readonly force?: boolean }
  /** List devices on a host. Run by the manager. */
  'orch device ls': { readonly hostname?: readonly string[]; readonly refresh?: boolean; readonly wide?: boolean }
  /** Zap (erase!) a device so it can be re-used. Run by the manager. */
  'orch device zap': { readonly hostname: string; readonly path: string; readonly force?: boolean }
  /** Add a host. Run by the manager. */
  'orch host add': {
    readonly hostname: string
    readonly addr?: string
    readonly labels?: readonly string[]
    readonly maintenance?: boolean
  }
  /** Drain all daemons from a host. Run by the manager. */
  'orch host drain': { readonly hostname: string; readonly force?: boolean }
  /** Add a host label. Run by the manager. */
  'orch host label add': { readonly hostname: string; readonly label: string }
  /** Remove a host label. Run by the manager. */
  'orch host label rm': { readonly hostname: string; readonly label: string; readonly force?: boolean }
  /** List hosts. Run by the manager. */
  'orch host ls': { readonly host_pattern?: string; readonly label?: string; readonly host_status?: string }
  /** Prepare a host for maintenance by shutting down and disabling all Ceph daemons (cephadm only). Run by the manager. */
  'orch host maintenance enter': { readonly hostname: string; readonly force?: boolean }
  /** Return a host from maintenance, restarting all Ceph daemons (cephadm only). Run by the manager. */
  'orch host maintenance exit': { readonly hostname: string }
  /** Check if the specified host can be safely stopped without reducing availability. Run by the manager. */
  'orch host ok-to-stop': { readonly hostname: string }
  /** Perform a disk rescan on a host. Run by the manager. */
  'orch host rescan': { readonly hostname: string; readonly with_summary?: boolean }
  /** Remove a host. Run by the manager. */
  'orch host rm': { readonly hostname: string; readonly force?: boolean; readonly offline?: boolean }
  /** Update a host address. Run by the manager. */
  'orch host set-addr': { readonly hostname: string; readonly addr: string }
  /** List services known to orchestrator. Run by the manager. */
  'orch ls': {
    readonly service_type?: string
    readonly service_name?: string
    readonly export?: boolean
    readonly refresh?: boolean
  }
  /** Remove OSD daemons. Run by the manager. */
  'orch osd rm': {
    readonly osd_id: readonly string[]
    readonly replace?: boolean
    readonly force?: boolean
    readonly zap?: boolean
    readonly no_destroy?: boolean
  }
  /** Status of OSD removal operation. Run by the manager. */
  'orch osd rm status': NoArguments
  /** Cancel ongoing OSD removal operation. Run by the manager. */
  'orch osd rm stop': { readonly osd_id: readonly string[] }
  /** Pause orchestrator background work. Run by the manager. */
  'orch pause': NoArguments
  /** List daemons known to orchestrator. Run by the manager. */
  'orch ps': {
    readonly hostname?: string
    readonly service_name?: string
    readonly daemon_type?: string
    readonly daemon_id?: string
    readonly refresh?: boolean
  }
  /** Resume orchestrator background work (if paused). Run by the manager. */
  'orch resume': NoArguments
  /** Remove a service. Run by the manager. */
  'orch rm': { readonly service_name: string; readonly force?: boolean }
  /** Select orchestrator module backend. Run by the manager. */
  'orch set backend': { readonly module_name?: string }
  /** Report configured backend and its status. Run by the manager. */
  'orch status': { readonly detail?: boolean }
  /** Check service versions vs available and target containers. Run by the manager. */
  'orch upgrade check': { readonly image?: string; readonly ceph_version?: string }
  /** Check for available versions (or tags) we can upgrade to. Run by the manager. */
  'orch upgrade ls': { readonly image?: string; readonly tags?: boolean }
  /** Pause an in-progress upgrade. Run by the manager. */
  'orch upgrade pause': NoArguments
  /** Resume paused upgrade. Run by the manager. */
  'orch upgrade resume': NoArguments
  /** Initiate upgrade. Run by the manager. */
  'orch upgrade start': {
    readonly image?: string
    readonly ceph_version?: string
    readonly daemon_types?: string
    readonly hosts?: string
    readonly services?: string
    readonly limit?: number
  }
  /** Check the status of any potential ongoing upgrade operation. Run by the manager. */
  'orch upgrade status': NoArguments
  /** Stop an in-progress upgrade. Run by the manager. */
  'orch upgrade stop': NoArguments
  /**
   * Mark osd(s) <id> [<id>...] as nodown, or use <all|any> to mark all osds as nodown.
   * @deprecated Ceph may drop it.
   */
  'osd add-nodown': { readonly ids: readonly string[] }
  /**
   * Mark osd(s) <id> [<id>...] as noin, or use <all|any> to mark all osds as noin.
   * @deprecated Ceph may drop it.
   */
  'osd add-noin': { readonly ids: readonly string[] }
  /**
   * Mark osd(s) <id> [<id>...] as noout, or use <all|any> to mark all osds as noout.
   * @deprecated Ceph may drop it.
   */
  'osd add-noout': { readonly ids: readonly string[] }
  /**
   * Mark osd(s) <id> [<id>...] as noup, or use <all|any> to mark all osds as noup.
   * @deprecated Ceph may drop it.
   */
  'osd add-noup': { readonly ids: readonly string[] }
  /**
   * Add (optionally until <expire> seconds from now) or remove <addr> from blacklist. `expire` is 0.0 or more.
   * @deprecated Ceph may drop it.
   */
  'osd blacklist': { readonly blacklistop: 'add' | 'rm'; readonly addr: string; readonly expire?: number }
  /**
   * Clear all blacklisted clients.
   * @deprecated Ceph may drop it.
   */
  'osd blacklist clear': NoArguments
  /**
   * Show blacklisted clients.
   * @deprecated Ceph may drop it.
   */
  'osd blacklist ls': NoArguments
  /** Print histogram of which OSDs are blocking their peers. Run by the manager. */
  'osd blocked-by': NoArguments
  /** Add (optionally until <expire> seconds from now) or remove <addr> from blocklist. `expire` is 0.0 or more. */
  'osd blocklist': {
    readonly range?: string
    readonly blocklistop: 'add' | 'rm'
    readonly addr: string
    readonly expire?: number
  }
  /** Clear all blocklisted clients. */
  'osd blocklist clear': NoArguments
  /** Show blocklisted clients. */
  'osd blocklist ls': NoArguments
  /** Count OSDs by metadata field property. */
  'osd count-metadata': { readonly property: string }
  /**
   * Create new osd (with optional UUID and ID).
   * @deprecated Ceph may drop it.
   */
  'osd create': { readonly uuid?: string; readonly id?: number }
  /** Add or update crushmap position and weight for <name> with <weight> and location <args>. `weight` is 0.0 or more. */
  'osd crush add': { readonly id: number; readonly weight: number; readonly args: readonly string[] }
  /** Add no-parent (probably root) crush bucket <name> of type <type> to location <args>. */
  'osd crush add-bucket': { readonly name: string; readonly type: string; readonly args?: readonly string[] }
  /** Create crush device class <class>. */
  'osd crush class create': { readonly class: string }
  /** List all crush device classes. */
  'osd crush class ls': NoArguments
  /** List all osds belonging to the specific <class>. */
  'osd crush class ls-osd': { readonly class: string }
  /** Rename crush device class <srcname> to <dstname>. */
  'osd crush class rename': { readonly srcname: string; readonly dstname: string }
  /** Remove crush device class <class>. */
  'osd crush class rm': { readonly class: string }
  /** Create entry or move existing entry for <name> <weight> at/to location <args>. `weight` is 0.0 or more. */
  'osd crush create-or-move': { readonly id: number; readonly weight: number; readonly args: readonly string[] }
  /** Dump crush map. */
  'osd crush dump': NoArguments
  /** Get classes of specified osd(s) <id> [<id>...]. */
  'osd crush get-device-class': { readonly ids: readonly string[] }
  /** Get crush tunable <tunable>. */
  'osd crush get-tunable': { readonly tunable: 'straw_calc_version' }
  /** Link existing entry for <name> under location <args>. */
  'osd crush link': { readonly name: string; readonly args: readonly string[] }
  /** List items beneath a node in the CRUSH tree. */
  'osd crush ls': { readonly node: string }
  /** Move existing entry for <name> to location <args>. */
  'osd crush move': { readonly name: string; readonly args: readonly string[] }
  /**
   * Remove <name> from crush map (everywhere, or just at <ancestor>).
   * @deprecated Ceph may drop it.
   */
  'osd crush remove': { readonly name: string; readonly ancestor?: string }
  /** Rename bucket <srcname> to <dstname>. */
  'osd crush rename-bucket': { readonly srcname: string; readonly dstname: string }
  /** Change <name>'s weight to <weight> in crush map. `weight` is 0.0 or more. */
  'osd crush reweight': { readonly name: string; readonly weight: number }
  /** Recalculate the weights for the tree to ensure they sum correctly. */
  'osd crush reweight-all': NoArguments
  /** Change all leaf items beneath <name> to <weight> in crush map. `weight` is 0.0 or more. */
  'osd crush reweight-subtree': { readonly name: string; readonly weight: number }
  /** Remove <name> from crush map (everywhere, or just at <ancestor>). */
  'osd crush rm': { readonly name: string; readonly ancestor?: string }
  /** Remove class of the osd(s) <id> [<id>...],or use <all|any> to remove all. */
  'osd crush rm-device-class': { readonly ids: readonly string[] }
  /** Create crush rule <name> for erasure coded pool created with <profile> (default default). */
  'osd crush rule create-erasure': { readonly name: string; readonly profile?: string }
  /** Create crush rule <name> for replicated pool to start from <root>, replicate across buckets of type <type>, use devices of type <class> (ssd or hdd). */
  'osd crush rule create-replicated': {
    readonly name: string
    readonly root: string
    readonly type: string
    readonly class?: string
  }
  /** Create crush rule <name> to start from <root>, replicate across buckets of type <type>, using a choose mode of <firstn|indep> (default firstn; indep best for erasure pools). */
  'osd crush rule create-simple': {
    readonly name: string
    readonly root: string
    readonly type: string
    readonly mode?: 'firstn' | 'indep'
  }
  /** Dump crush rule <name> (default all). */
  'osd crush rule dump': { readonly name?: string }
  /**
   * List crush rules.
   * @deprecated Ceph may drop it.
   */
  'osd crush rule list': NoArguments
  /** List crush rules. */
  'osd crush rule ls': NoArguments
  /** List all crush rules that reference the same <class>. */
  'osd crush rule ls-by-class': { readonly class: string }
  /** Rename crush rule <srcname> to <dstname>. */
  'osd crush rule rename': { readonly srcname: string; readonly dstname: string }
  /** Remove crush rule <name>. */
  'osd crush rule rm': { readonly name: string }
  /** Set crush map from input file. Update crushmap position and weight for <name> to <weight> with location <args>. `weight` is 0.0 or more. */
  'osd crush set':
    | { readonly prior_version?: number }
    | { readonly id: number; readonly weight: number; readonly args: readonly string[] }
  /** Convert all CRUSH current straw buckets to use the straw2 algorithm. */
  'osd crush set-all-straw-buckets-to-straw2': NoArguments
  /** Set the <class> of the osd(s) <id> [<id>...],or use <all|any> to set all. */
  'osd crush set-device-class': { readonly class: string; readonly ids: readonly string[] }
  /** Set crush tunable <tunable> to <value>. */
  'osd crush set-tunable': { readonly tunable: 'straw_calc_version'; readonly value: number }
  /** Show current crush tunables. */
  'osd crush show-tunables': NoArguments
  /** Swap existing bucket contents from (orphan) bucket <source> and <target>. */
  'osd crush swap-bucket': { readonly source: string; readonly dest: string; readonly yes_i_really_mean_it?: boolean }
  /** Dump crush buckets and items in a tree view. */
  'osd crush tree': { readonly shadow?: '--show-shadow' }
  /** Set crush tunables values to <profile>. */
  'osd crush tunables': {
    readonly profile: 'legacy' | 'argonaut' | 'bobtail' | 'firefly' | 'hammer' | 'jewel' | 'optimal' | 'default'
  }
  /** Unlink <name> from crush map (everywhere, or just at <ancestor>). */
  'osd crush unlink': { readonly name: string; readonly ancestor?: string }
  /** Create a weight-set for a given pool. */
  'osd crush weight-set create': { readonly pool: string; readonly mode: 'flat' | 'positional' }
  /** Create a default backward-compatible weight-set. */
  'osd crush weight-set create-compat': NoArguments
  /** Dump crush weight sets. */
  'osd crush weight-set dump': NoArguments
  /** List crush weight sets. */
  'osd crush weight-set ls': NoArguments
  /** Set weight for an item (bucket or osd) in a pool's weight-set. `weight` is 0.0 or more. */
  'osd crush weight-set reweight': { readonly pool: string; readonly item: string; readonly weight: readonly number[] }
  /** Set weight for an item (bucket or osd) in the backward-compatible weight-set. `weight` is 0.0 or more. */
  'osd crush weight-set reweight-compat': { readonly item: string; readonly weight: readonly number[] }
  /** Remove the weight-set for a given pool. */
  'osd crush weight-set rm': { readonly pool: string }
  /** Remove the backward-compatible weight-set. */
  'osd crush weight-set rm-compat': NoArguments
  /** Initiate deep scrub on osd <who>, or use <all|any> to deep scrub all. Run by the manager. */
  'osd deep-scrub': { readonly who: string }
  /** Mark osd as being destroyed. Keeps the ID intact (allowing reuse), but removes cephx keys, config-key data and lockbox keys, rendering data permanently unreadable. Run by the manager. */
  'osd destroy': { readonly id: number; readonly force?: boolean; readonly yes_i_really_mean_it?: boolean }
  /** Mark osd as being destroyed. Keeps the ID intact (allowing reuse), but removes cephx keys, config-key data and lockbox keys, rendering data permanently unreadable. Hidden: for those who know what they do. */
  'osd destroy-actual': { readonly id: number; readonly yes_i_really_mean_it?: boolean }
  /** Show OSD utilization. Run by the manager. */
  'osd df': {
    readonly output_method?: 'plain' | 'tree'
    readonly filter_by?: 'class' | 'name'
    readonly filter?: string
  }
  /** Set osd(s) <id> [<id>...] down, or use <any|all> to set all osds down. */
  'osd down': { readonly ids: readonly string[]; readonly definitely_dead?: boolean }
  /** Print summary of OSD map. `epoch` is 0 or more. */
  'osd dump': { readonly epoch?: number }
  /** Get erasure code profile <name>. */
  'osd erasure-code-profile get': { readonly name: string }
  /** List all erasure code profiles. */
  'osd erasure-code-profile ls': NoArguments
  /** Remove erasure code profile <name>. */
  'osd erasure-code-profile rm': { readonly name: string }
  /** Create erasure code profile <name> with [<key[=value]> ...] pairs. Add a --force at the end to override an existing profile (VERY DANGEROUS). */
  'osd erasure-code-profile set': {
    readonly name: string
    readonly profile?: readonly string[]
    readonly force?: boolean
  }
  /** Find osd <id> in the CRUSH map and show its location. */
  'osd find': { readonly id: number }
  /** Force creation of pg <pgid>. */
  'osd force-create-pg': { readonly pgid: string; readonly yes_i_really_mean_it?: boolean }
  /** Force a healthy stretch mode, requiring the full number of CRUSH buckets to peer and letting all non-tiebreaker monitors be elected leader. */
  'osd force_healthy_stretch_mode': { readonly yes_i_really_mean_it?: boolean }
  /** Try and force a recovery stretch mode, increasing the pool size to its non-failure value if currently degraded and all monitor buckets are up. */
  'osd force_recovery_stretch_mode': { readonly yes_i_really_mean_it?: boolean }
  /** Get the minimum client version we will maintain compatibility with. */
  'osd get-require-min-compat-client': NoArguments
  /** Get CRUSH map. `epoch` is 0 or more. */
  'osd getcrushmap': { readonly epoch?: number }
  /** Get OSD map. `epoch` is 0 or more. */
  'osd getmap': { readonly epoch?: number }
  /** Show largest OSD id. */
  'osd getmaxosd': NoArguments
  /** Set osd(s) <id> [<id>...] in, can use <any|all> to automatically set all previously out osds in. */
  'osd in': { readonly ids: readonly string[] }
  /** Print osd's {id} information (instead of all osds from map). */
  'osd info': { readonly id?: number }
  /** Get the last pg stats sequence number reported for this osd. */
  'osd last-stat-seq': { readonly id: number }
  /** Mark osd as permanently lost. THIS DESTROYS DATA IF NO MORE REPLICAS EXIST, BE CAREFUL. */
  'osd lost': { readonly id: number; readonly yes_i_really_mean_it?: boolean }
  /** Show all OSD ids. `epoch` is 0 or more. */
  'osd ls': { readonly epoch?: number }
  /** Show OSD ids under bucket <name> in the CRUSH map. `epoch` is 0 or more. */
  'osd ls-tree': { readonly epoch?: number; readonly name: string }
  /**
   * List pools.
   * @deprecated Ceph may drop it.
   */
  'osd lspools': NoArguments
  /** Find pg for <object> in <pool> with [namespace]. */
  'osd map': { readonly pool: string; readonly object: string; readonly nspace?: string }
  /** Fetch metadata for osd {id} (default all). */
  'osd metadata': { readonly id?: number }
  /** Create a new OSD. If supplied, the `id` to be replaced needs to exist and have been previously destroyed. Reads secrets from JSON file via `-i <file>` (see man page). */
  'osd new': { readonly uuid: string; readonly id?: number }
  /** Show NUMA status of OSDs. */
  'osd numa-status': NoArguments
  /** Check whether osd(s) can be safely stopped without reducing immediate data availability. Run by the manager. */
  'osd ok-to-stop': { readonly ids: readonly string[]; readonly max?: number }
  /** Set osd(s) <id> [<id>...] out, or use <any|all> to set all osds out. */
  'osd out': { readonly ids: readonly string[] }
  /** Pause osd. */
  'osd pause': NoArguments
  /** Print dump of OSD perf summary stats. Run by the manager. */
  'osd perf': NoArguments
  /** Set pg_temp mapping pgid:[<id> [<id>...]] (developers only). */
  'osd pg-temp': { readonly pgid: string; readonly id?: readonly number[] }
  /** Set pg_upmap mapping <pgid>:[<id> [<id>...]] (developers only). */
  'osd pg-upmap': { readonly pgid: string; readonly id: readonly number[] }
  /** Set pg_upmap_items mapping <pgid>:{<id> to <id>, [...]} (developers only). */
  'osd pg-upmap-items': { readonly pgid: string; readonly id: readonly number[] }
  /** Disables use of an application <app> on pool <poolname>. */
  'osd pool application disable': {
    readonly pool: string
    readonly app: string
    readonly yes_i_really_mean_it?: boolean
  }
  /** Enable use of an application <app> [cephfs,rbd,rgw] on pool <poolname>. */
  'osd pool application enable': {
    readonly pool: string
    readonly app: string
    readonly yes_i_really_mean_it?: boolean
  }
  /** Get value of key <key> of application <app> on pool <poolname>. */
  'osd pool application get': { readonly pool: string; readonly app?: string; readonly key?: string }
  /** Removes application <app> metadata key <key> on pool <poolname>. */
  'osd pool application rm': { readonly pool: string; readonly app: string; readonly key: string }
  /** Sets application <app> metadata key <key> to <value> on pool <poolname>. */
  'osd pool application set': {
    readonly pool: string
    readonly app: string
    readonly key: string
    readonly value: string
  }
  /** Report on pool pg_num sizing recommendation and intent. Run by the manager. */
  'osd pool autoscale-status': NoArguments
  /** Restore normal recovery priority of specified pool <who>. Run by the manager. */
  'osd pool cancel-force-backfill': { readonly who: readonly string[] }
  /** Restore normal recovery priority of specified pool <who>. Run by the manager. */
  'osd pool cancel-force-recovery': { readonly who: readonly string[] }
  /** Create pool. `pg_num` is 0 or more, `pgp_num` is 0 or more, `expected_num_objects` is 0 or more, `size` is 0 or more, `pg_num_min` is 0 or more, `pg_num_max` is 0 or more, `target_size_bytes` is 0 or more, `target_size_ratio` is 0.0 or more. */
  'osd pool create': {
    readonly pool: string
    readonly pg_num?: number
    readonly pgp_num?: number
    readonly pool_type?: 'replicated' | 'erasure'
    readonly erasure_code_profile?: string
    readonly rule?: string
    readonly expected_num_objects?: number
    readonly size?: number
    readonly pg_num_min?: number
    readonly pg_num_max?: number
    readonly autoscale_mode?: 'on' | 'off' | 'warn'
    readonly bulk?: boolean
    readonly target_size_bytes?: number
    readonly target_size_ratio?: number
  }
  /** Initiate deep-scrub on pool <who>. Run by the manager. */
  'osd pool deep-scrub': { readonly who: readonly string[] }
  /**
   * Delete pool.
   * @deprecated Ceph may drop it.
   */
  'osd pool delete': {
    readonly pool: string
    readonly pool2?: string
    readonly yes_i_really_really_mean_it?: boolean
    readonly yes_i_really_really_mean_it_not_faking?: boolean
  }
  /** Force backfill of specified pool <who> first. Run by the manager. */
  'osd pool force-backfill': { readonly who: readonly string[] }
  /** Force recovery of specified pool <who> first. Run by the manager. */
  'osd pool force-recovery': { readonly who: readonly string[] }
  /** Get pool parameter <var>. */
  'osd pool get': {
    readonly pool: string
    readonly var:
      | 'size'
      | 'min_size'
      | 'pg_num'
      | 'pgp_num'
      | 'crush_rule'
      | 'hashpspool'
      | 'nodelete'
      | 'nopgchange'
      | 'nosizechange'
      | 'write_fadvise_dontneed'
      | 'noscrub'
      | 'nodeep-scrub'
      | 'hit_set_type'
      | 'hit_set_period'
      | 'hit_set_count'
      | 'hit_set_fpp'
      | 'use_gmt_hitset'
      | 'target_max_objects'
      | 'target_max_bytes'
      | 'cache_target_dirty_ratio'
      | 'cache_target_dirty_high_ratio'
      | 'cache_target_full_ratio'
      | 'cache_min_flush_age'
      | 'cache_min_evict_age'
      | 'erasure_code_profile'
      | 'min_read_recency_for_promote'
      | 'all'
      | 'min_write_recency_for_promote'
      | 'fast_read'
      | 'hit_set_grade_decay_rate'
      | 'hit_set_search_last_n'
      | 'scrub_min_interval'
      | 'scrub_max_interval'
      | 'deep_scrub_interval'
      | 'recovery_priority'
      | 'recovery_op_priority'
      | 'scrub_priority'
      | 'compression_mode'
      | 'compression_algorithm'
      | 'compression_required_ratio'
      | 'compression_max_blob_size'
      | 'compression_min_blob_size'
      | 'csum_type'
      | 'csum_min_block'
      | 'csum_max_block'
      | 'allow_ec_overwrites'
      | 'fingerprint_algorithm'
      | 'pg_autoscale_mode'
      | 'pg_autoscale_bias'
      | 'pg_num_min'
      | 'pg_num_max'
      | 'target_size_bytes'
      | 'target_size_ratio'
      | 'dedup_tier'
      | 'dedup_chunk_algorithm'
      | 'dedup_cdc_chunk_size'
      | 'bulk'
  }
  /** Get the noautoscale flag to see if all pools are setting the autoscaler on or off as well as newly created pools in the future. Run by the manager. */
  'osd pool get noautoscale': NoArguments
  /** Obtain object or byte limits for pool. */
  'osd pool get-quota': { readonly pool: string }
  /** List pools. */
  'osd pool ls': { readonly detail?: 'detail' }
  /** Make snapshot <snap> in <pool>. */
  'osd pool mksnap': { readonly pool: string; readonly snap: string }
  /** Rename <srcpool> to <destpool>. */
  'osd pool rename': { readonly srcpool: string; readonly destpool: string }
  /** Initiate repair on pool <who>. Run by the manager. */
  'osd pool repair': { readonly who: readonly string[] }
  /** Remove pool. */
  'osd pool rm': {
    readonly pool: string
    readonly pool2?: string
    readonly yes_i_really_really_mean_it?: boolean
    readonly yes_i_really_really_mean_it_not_faking?: boolean
  }
  /** Remove snapshot <snap> from <pool>. */
  'osd pool rmsnap': { readonly pool: string; readonly snap: string }
  /** Initiate scrub on pool <who>. Run by the manager. */
  'osd pool scrub': { readonly who: readonly string[] }
  /** Set pool parameter <var> to <val>. */
  'osd pool set': {
    readonly pool: string
    readonly var:
      | 'size'
      | 'min_size'
      | 'pg_num'
      | 'pgp_num'
      | 'pgp_num_actual'
      | 'crush_rule'
      | 'hashpspool'
      | 'nodelete'
      | 'nopgchange'
      | 'nosizechange'
      | 'write_fadvise_dontneed'
      | 'noscrub'
      | 'nodeep-scrub'
      | 'hit_set_type'
      | 'hit_set_period'
      | 'hit_set_count'
      | 'hit_set_fpp'
      | 'use_gmt_hitset'
      | 'target_max_bytes'
      | 'target_max_objects'
      | 'cache_target_dirty_ratio'
      | 'cache_target_dirty_high_ratio'
      | 'cache_target_full_ratio'
      | 'cache_min_flush_age'
      | 'cache_min_evict_age'
      | 'min_read_recency_for_promote'
      | 'min_write_recency_for_promote'
      | 'fast_read'
      | 'hit_set_grade_decay_rate'
      | 'hit_set_search_last_n'
      | 'scrub_min_interval'
      | 'scrub_max_interval'
      | 'deep_scrub_interval'
      | 'recovery_priority'
      | 'recovery_op_priority'
      | 'scrub_priority'
      | 'compression_mode'
      | 'compression_algorithm'
      | 'compression_required_ratio'
      | 'compression_max_blob_size'
      | 'compression_min_blob_size'
      | 'csum_type'
      | 'csum_min_block'
      | 'csum_max_block'
      | 'allow_ec_overwrites'
      | 'fingerprint_algorithm'
      | 'pg_autoscale_mode'
      | 'pg_autoscale_bias'
      | 'pg_num_min'
      | 'pg_num_max'
      | 'target_size_bytes'
      | 'target_size_ratio'
      | 'dedup_tier'
      | 'dedup_chunk_algorithm'
      | 'dedup_cdc_chunk_size'
      | 'bulk'
    readonly val: string
    readonly yes_i_really_mean_it?: boolean
  }
  /** Set the noautoscale for all pools (including newly created pools in the future) and complete all on-going progress events regarding PG-autoscaling. Run by the manager. */
  'osd pool set noautoscale': NoArguments
  /** Set object or byte limit on pool. */
  'osd pool set-quota': { readonly pool: string; readonly field: 'max_objects' | 'max_bytes'; readonly val: string }
  /** Obtain stats from all pools, or from specified pool. Run by the manager. */
  'osd pool stats': { readonly pool_name?: string }
  /** Unset the noautoscale flag so all pools will have autoscale enabled (including newly created pools in the future). Run by the manager. */
  'osd pool unset noautoscale': NoArguments
  /** Adjust osd primary-affinity from 0.0 <= <weight> <= 1.0. `weight` is from 0.0 to 1.0. */
  'osd primary-affinity': { readonly id: number; readonly weight: number }
  /** Set primary_temp mapping pgid:<id>|-1 (developers only). */
  'osd primary-temp': { readonly pgid: string; readonly id: number }
  /** Purge all osd data from the monitors including the OSD id and CRUSH position. Run by the manager. */
  'osd purge': { readonly id: number; readonly force?: boolean; readonly yes_i_really_mean_it?: boolean }
  /** Purge all osd data from the monitors. Combines `osd destroy`, `osd rm`, and `osd crush rm`. Hidden: for those who know what they do. */
  'osd purge-actual': { readonly id: number; readonly yes_i_really_mean_it?: boolean }
  /** Purge all traces of an OSD that was partially created but never started. */
  'osd purge-new': { readonly id: number; readonly yes_i_really_mean_it?: boolean }
  /** Initiate repair on osd <who>, or use <all|any> to repair all. Run by the manager. */
  'osd repair': { readonly who: string }
  /** Set the minimum allowed OSD release to participate in the cluster. */
  'osd require-osd-release': {
    readonly release: 'luminous' | 'mimic' | 'nautilus' | 'octopus' | 'pacific'
    readonly yes_i_really_mean_it?: boolean
  }
  /** Reweight osd to 0.0 < <weight> < 1.0. `weight` is from 0.0 to 1.0. */
  'osd reweight': { readonly id: number; readonly weight: number }
  /** Reweight OSDs by PG distribution [overload-percentage-for-consideration, default 120]. Run by the manager. */
  'osd reweight-by-pg': {
    readonly oload?: number
    readonly max_change?: number
    readonly max_osds?: number
    readonly pools?: readonly string[]
  }
  /** Reweight OSDs by utilization [overload-percentage-for-consideration, default 120]. Run by the manager. */
  'osd reweight-by-utilization': {
    readonly oload?: number
    readonly max_change?: number
    readonly max_osds?: number
    readonly no_increasing?: '--no-increasing'
  }
  /** Reweight osds with {<id>: <weight>,...}. */
  'osd reweightn': { readonly weights: string }
  /**
   * Remove osd(s) <id> [<id>...], or use <any|all> to remove all osds.
   * @deprecated Ceph may drop it.
   */
  'osd rm': { readonly ids: readonly string[] }
  /**
   * Allow osd(s) <id> [<id>...] to be marked down (if they are currently marked as nodown), can use <all|any> to automatically filter out all nodown osds.
   * @deprecated Ceph may drop it.
   */
  'osd rm-nodown': { readonly ids: readonly string[] }
  /**
   * Allow osd(s) <id> [<id>...] to be marked in (if they are currently marked as noin), can use <all|any> to automatically filter out all noin osds.
   * @deprecated Ceph may drop it.
   */
  'osd rm-noin': { readonly ids: readonly string[] }
  /**
   * Allow osd(s) <id> [<id>...] to be marked out (if they are currently marked as noout), can use <all|any> to automatically filter out all noout osds.
   * @deprecated Ceph may drop it.
   */
  'osd rm-noout': { readonly ids: readonly string[] }
  /**
   * Allow osd(s) <id> [<id>...] to be marked up (if they are currently marked as noup), can use <all|any> to automatically filter out all noup osds.
   * @deprecated Ceph may drop it.
   */
  'osd rm-noup': { readonly ids: readonly string[] }
  /** Clear pg_upmap mapping for <pgid> (developers only). */
  'osd rm-pg-upmap': { readonly pgid: string }
  /** Clear pg_upmap_items mapping for <pgid> (developers only). */
  'osd rm-pg-upmap-items': { readonly pgid: string }
  /** Check whether osd(s) can be safely destroyed without reducing data durability. Run by the manager. */
  'osd safe-to-destroy': { readonly ids: readonly string[] }
  /** Initiate scrub on osd <who>, or use <all|any> to scrub all. Run by the manager. */
  'osd scrub': { readonly who: string }
  /** Set <key>. */
  'osd set': {
    readonly key:
      | 'full'
      | 'pause'
      | 'noup'
      | 'nodown'
      | 'noout'
      | 'noin'
      | 'nobackfill'
      | 'norebalance'
      | 'norecover'
      | 'noscrub'
      | 'nodeep-scrub'
      | 'notieragent'
      | 'nosnaptrim'
      | 'pglog_hardlimit'
    readonly yes_i_really_mean_it?: boolean
  }
  /** Set usage ratio at which OSDs are marked too full to backfill. `ratio` is from 0.0 to 1.0. */
  'osd set-backfillfull-ratio': { readonly ratio: number }
  /** Set usage ratio at which OSDs are marked full. `ratio` is from 0.0 to 1.0. */
  'osd set-full-ratio': { readonly ratio: number }
  /** Set <flags> for batch osds or crush nodes, <flags> must be a comma-separated subset of {noup,nodown,noin,noout}. */
  'osd set-group': { readonly flags: string; readonly who: readonly string[] }
  /** Set usage ratio at which OSDs are marked near-full. `ratio` is from 0.0 to 1.0. */
  'osd set-nearfull-ratio': { readonly ratio: number }
  /** Set the minimum client version we will maintain compatibility with. */
  'osd set-require-min-compat-client': { readonly version: string; readonly yes_i_really_mean_it?: boolean }
  /** Set crush map from input file. */
  'osd setcrushmap': { readonly prior_version?: number }
  /** Set new maximum osd value. `newmax` is 0 or more. */
  'osd setmaxosd': { readonly newmax: number }
  /** Print summary of OSD map. */
  'osd stat': NoArguments
  /** Show the status of OSDs within a bucket, or all. Run by the manager. */
  'osd status': { readonly bucket?: string }
  /** Stop the corresponding osd daemons and mark them as down. */
  'osd stop': { readonly ids: readonly string[] }
  /** Dry run of reweight OSDs by PG distribution [overload-percentage-for-consideration, default 120]. Run by the manager. */
  'osd test-reweight-by-pg': {
    readonly oload?: number
    readonly max_change?: number
    readonly max_osds?: number
    readonly pools?: readonly string[]
  }
  /** Dry run of reweight OSDs by utilization [overload-percentage-for-consideration, default 120]. Run by the manager. */
  'osd test-reweight-by-utilization': {
    readonly oload?: number
    readonly max_change?: number
    readonly max_osds?: number
    readonly no_increasing?: boolean
  }
  /** Add the tier <tierpool> (the second one) to base pool <pool> (the first one). */
  'osd tier add': { readonly pool: string; readonly tierpool: string; readonly force_nonempty?: '--force-nonempty' }
  /** Add a cache <tierpool> (the second one) of size <size> to existing pool <pool> (the first one). `size` is 0 or more. */
  'osd tier add-cache': { readonly pool: string; readonly tierpool: string; readonly size: number }
  /** Specify the caching mode for cache tier <pool>. */
  'osd tier cache-mode': {
    readonly pool: string
    readonly mode: 'writeback' | 'proxy' | 'readproxy' | 'readonly' | 'none'
    readonly yes_i_really_mean_it?: boolean
  }
  /**
   * Remove the tier <tierpool> (the second one) from base pool <pool> (the first one).
   * @deprecated Ceph may drop it.
   */
  'osd tier remove': { readonly pool: string; readonly tierpool: string }
  /**
   * Remove the overlay pool for base pool <pool>.
   * @deprecated Ceph may drop it.
   */
  'osd tier remove-overlay': { readonly pool: string }
  /** Remove the tier <tierpool> (the second one) from base pool <pool> (the first one). */
  'osd tier rm': { readonly pool: string; readonly tierpool: string }
  /** Remove the overlay pool for base pool <pool>. */
  'osd tier rm-overlay': { readonly pool: string }
  /** Set the overlay pool for base pool <pool> to be <overlaypool>. */
  'osd tier set-overlay': { readonly pool: string; readonly overlaypool: string }
  /** Print OSD tree. `epoch` is 0 or more. */
  'osd tree': { readonly epoch?: number; readonly states?: readonly ('up' | 'down' | 'in' | 'out' | 'destroyed')[] }
  /** Print OSD tree in bucket. `epoch` is 0 or more. */
  'osd tree-from': {
    readonly epoch?: number
    readonly bucket: string
    readonly states?: readonly ('up' | 'down' | 'in' | 'out' | 'destroyed')[]
  }
  /** Unpause osd. */
  'osd unpause': NoArguments
  /** Unset <key>. */
  'osd unset': {
    readonly key:
      | 'full'
      | 'pause'
      | 'noup'
      | 'nodown'
      | 'noout'
      | 'noin'
      | 'nobackfill'
      | 'norebalance'
      | 'norecover'
      | 'noscrub'
      | 'nodeep-scrub'
      | 'notieragent'
      | 'nosnaptrim'
  }
  /** Unset <flags> for batch osds or crush nodes, <flags> must be a comma-separated subset of {noup,nodown,noin,noout}. */
  'osd unset-group': { readonly flags: string; readonly who: readonly string[] }
  /** Get basic pg distribution stats. */
  'osd utilization': NoArguments
  /** Check running versions of OSDs. */
  'osd versions': NoArguments
  /** Dump perfcounters value. For an OSD: `target: 'osd.0'`. */
  'perf dump': { readonly logger?: string; readonly counter?: string }
  /** Dump perf histogram values. For an OSD: `target: 'osd.0'`. */
  'perf histogram dump': { readonly logger?: string; readonly counter?: string }
  /** Dump perf histogram schema. For an OSD: `target: 'osd.0'`. */
  'perf histogram schema': NoArguments
  /** Perf reset <name>: perf reset all or one perfcounter name. For an OSD: `target: 'osd.0'`. */
  'perf reset': { readonly var: string }
  /** Dump perfcounters schema. For an OSD: `target: 'osd.0'`. */
  'perf schema': NoArguments
  /** For an OSD: `target: 'osd.0'`. */
  perfcounters_dump: NoArguments
  /** For an OSD: `target: 'osd.0'`. */
  perfcounters_schema: NoArguments
  /** For an OSD: `target: 'osd.0'`. */
  pg:
    | { readonly pgid: string; readonly cmd: 'deep_scrub'; readonly time?: number }
    | { readonly pgid: string; readonly cmd: 'scrub'; readonly time?: number }
    | { readonly pgid: string; readonly cmd: 'list_unfound'; readonly offset?: string }
    | { readonly pgid: string; readonly cmd: 'mark_unfound_lost'; readonly mulcmd: 'revert' | 'delete' }
    | { readonly pgid: string; readonly cmd: 'query' }
  /** Restore normal backfill priority of <pgid>. Run by the manager. */
  'pg cancel-force-backfill': { readonly pgid: readonly string[] }
  /** Restore normal recovery priority of <pgid>. Run by the manager. */
  'pg cancel-force-recovery': { readonly pgid: readonly string[] }
  /** Show debug info about pgs. Run by the manager. */
  'pg debug': { readonly debugop: 'unfound_objects_exist' | 'degraded_pgs_exist' }
  /** Start deep-scrub on <pgid>. Run by the manager. */
  'pg deep-scrub': { readonly pgid: string }
  /** Show human-readable versions of pg map (only 'all' valid with plain). Run by the manager. */
  'pg dump': {
    readonly dumpcontents?: readonly ('all' | 'summary' | 'sum' | 'delta' | 'pools' | 'osds' | 'pgs' | 'pgs_brief')[]
  }
  /** Show human-readable version of pg map in json only. Run by the manager. */
  'pg dump_json': { readonly dumpcontents?: readonly ('all' | 'summary' | 'sum' | 'pools' | 'osds' | 'pgs')[] }
  /** Show pg pools info in json only. Run by the manager. */
  'pg dump_pools_json': NoArguments
  /** Show information about stuck pgs. Run by the manager. */
  'pg dump_stuck': {
    readonly stuckops?: readonly ('inactive' | 'unclean' | 'stale' | 'undersized' | 'degraded')[]
    readonly threshold?: number
  }
  /** Force backfill of <pgid> first. Run by the manager. */
  'pg force-backfill': { readonly pgid: readonly string[] }
  /** Force recovery of <pgid> first. Run by the manager. */
  'pg force-recovery': { readonly pgid: readonly string[] }
  /** Get binary pg map to -o/stdout. Run by the manager. */
  'pg getmap': NoArguments
  /** List pg with specific pool, osd, state. Run by the manager. */
  'pg ls': { readonly pool?: number; readonly states?: readonly string[] }
  /** List pg on osd [osd]. Run by the manager. */
  'pg ls-by-osd': { readonly osd: number; readonly pool?: number; readonly states?: readonly string[] }
  /** List pg with pool = [poolname]. Run by the manager. */
  'pg ls-by-pool': { readonly poolstr: string; readonly states?: readonly string[] }
  /** List pg with primary = [osd]. Run by the manager. */
  'pg ls-by-primary': { readonly osd: number; readonly pool?: number; readonly states?: readonly string[] }
  /** Show mapping of pg to osds. */
  'pg map': { readonly pgid: string }
  /** Start repair on <pgid>. Run by the manager. */
  'pg repair': { readonly pgid: string }
  /** Force a PG to repeer. */
  'pg repeer': { readonly pgid: string }
  /** Start scrub on <pgid>. Run by the manager. */
  'pg scrub': { readonly pgid: string }
  /** Show placement group status. Run by the manager. */
  'pg stat': NoArguments
  /** Show progress of recovery operations. Run by the manager. */
  progress: NoArguments
  /** Reset progress tracking. Run by the manager. */
  'progress clear': NoArguments
  /** Show machine readable progress information. Run by the manager. */
  'progress json': NoArguments
  /** Disable progress tracking. Run by the manager. */
  'progress off': NoArguments
  /** Enable progress tracking. Run by the manager. */
  'progress on': NoArguments
  /** Return file_sd compatible prometheus config for mgr cluster. Run by the manager. */
  'prometheus file_sd_config': NoArguments
  /** Show details of a specific pg. For an OSD: `target: 'osd.0'`. */
  query: NoArguments
  /** Force monitor back into quorum. Hidden: for those who know what they do. */
  'quorum enter': NoArguments
  /** Force monitor out of the quorum. Hidden: for those who know what they do. */
  'quorum exit': NoArguments
  /** Report status of monitor quorum. */
  quorum_status: NoArguments
  /** Add rbd mirror snapshot schedule. Run by the manager. */
  'rbd mirror snapshot schedule add': {
    readonly level_spec: string
    readonly interval: string
    readonly start_time?: string
  }
  /** List rbd mirror snapshot schedule. Run by the manager. */
  'rbd mirror snapshot schedule list': { readonly level_spec?: string }
  /** Remove rbd mirror snapshot schedule. Run by the manager. */
  'rbd mirror snapshot schedule remove': {
    readonly level_spec: string
    readonly interval?: string
    readonly start_time?: string
  }
  /** Show rbd mirror snapshot schedule status. Run by the manager. */
  'rbd mirror snapshot schedule status': { readonly level_spec?: string }
  /** Retrieve current RBD IO performance counters. Run by the manager. */
  'rbd perf image counters': {
    readonly pool_spec?: string
    readonly sort_by?: 'write_ops' | 'write_bytes' | 'write_latency' | 'read_ops' | 'read_bytes' | 'read_latency'
  }
  /** Retrieve current RBD IO performance stats. Run by the manager. */
  'rbd perf image stats': {
    readonly pool_spec?: string
    readonly sort_by?: 'write_ops' | 'write_bytes' | 'write_latency' | 'read_ops' | 'read_bytes' | 'read_latency'
  }
  /** Flatten a cloned image asynchronously in the background. Run by the manager. */
  'rbd task add flatten': { readonly image_spec: string }
  /** Abort a prepared migration asynchronously in the background. Run by the manager. */
  'rbd task add migration abort': { readonly image_spec: string }
  /** Commit an executed migration asynchronously in the background. Run by the manager. */
  'rbd task add migration commit': { readonly image_spec: string }
  /** Execute an image migration asynchronously in the background. Run by the manager. */
  'rbd task add migration execute': { readonly image_spec: string }
  /** Remove an image asynchronously in the background. Run by the manager. */
  'rbd task add remove': { readonly image_spec: string }
  /** Remove an image from the trash asynchronously in the background. Run by the manager. */
  'rbd task add trash remove': { readonly image_id_spec: string }
  /** Cancel a pending or running asynchronous task. Run by the manager. */
  'rbd task cancel': { readonly task_id: string }
  /** List pending or running asynchronous tasks. Run by the manager. */
  'rbd task list': { readonly task_id?: string }
  /** Add rbd trash purge schedule. Run by the manager. */
  'rbd trash purge schedule add': {
    readonly level_spec: string
    readonly interval: string
    readonly start_time?: string
  }
  /** List rbd trash purge schedule. Run by the manager. */
  'rbd trash purge schedule list': { readonly level_spec?: string }
  /** Remove rbd trash purge schedule. Run by the manager. */
  'rbd trash purge schedule remove': {
    readonly level_spec: string
    readonly interval?: string
    readonly start_time?: string
  }
  /** Show rbd trash purge schedule status. Run by the manager. */
  'rbd trash purge schedule status': { readonly level_spec?: string }
  /** Report full status of cluster, optional title tag strings. */
  report: { readonly tags?: readonly string[] }
  /** Reset pg recovery statistics. For an OSD: `target: 'osd.0'`. */
  reset_pg_recovery_stats: NoArguments
  /** Reset the superblock's purged_snaps_last. For an OSD: `target: 'osd.0'`. */
  reset_purged_snaps_last: NoArguments
  /** Create an API key with this name. Run by the manager. */
  'restful create-key': { readonly key_name: string }
  /** Create localized self signed certificate. Run by the manager. */
  'restful create-self-signed-cert': NoArguments
  /** Delete an API key with this name. Run by the manager. */
  'restful delete-key': { readonly key_name: string }
  /** List all API keys. Run by the manager. */
  'restful list-keys': NoArguments
  /** Restart API server. Run by the manager. */
  'restful restart': NoArguments
  /** Remove omap key. For an OSD: `target: 'osd.0'`. */
  rmomapkey: { readonly pool: string; readonly objname: string; readonly key: string }
  /** Trigger a scheduled scrub. For an OSD: `target: 'osd.0'`. */
  scrub: { readonly pgid?: string; readonly time?: number }
  /** Scrub purged_snaps vs snapmapper index. For an OSD: `target: 'osd.0'`. */
  scrub_purged_snaps: NoArguments
  /** Send OSD beacon to mon immediately. For an OSD: `target: 'osd.0'`. */
  send_beacon: NoArguments
  /** Dump service map. Run by the manager. */
  'service dump': NoArguments
  /** Dump service state. Run by the manager. */
  'service status': NoArguments
  /** List existing sessions. Hidden: for those who know what they do. */
  sessions: NoArguments
  /** Update malloc extension heap property. For an OSD: `target: 'osd.0'`. */
  set_heap_property: { readonly property: string; readonly value: number }
  /** Delay osd recovery by specified seconds. For an OSD: `target: 'osd.0'`. */
  set_recovery_delay: { readonly utime?: number }
  /** Set omap header. For an OSD: `target: 'osd.0'`. */
  setomapheader: { readonly pool: string; readonly objname: string; readonly header: string }
  /** Set omap key. For an OSD: `target: 'osd.0'`. */
  setomapval: { readonly pool: string; readonly objname: string; readonly key: string; readonly val: string }
  /** Query health metrics for underlying device. Probe OSD devices for SMART data. Also a command of OSDs: `target: 'osd.0'`. */
  smart: { readonly devid?: string }
  /** Show cluster status. High-level status of OSD. Also a command of OSDs: `target: 'osd.0'`. */
  status: NoArguments
  /** Force sync of and clear monitor store. Hidden: for those who know what they do. */
  sync_force: { readonly validate?: '--yes-i-really-mean-it' }
  /** Set a configuration value. Run by the manager. */
  'telegraf config-set': { readonly key: string; readonly value: string }
  /** Show current configuration. Run by the manager. */
  'telegraf config-show': NoArguments
  /** Force sending data to Telegraf. Run by the manager. */
  'telegraf send': NoArguments
  /** Disable telemetry reports from this cluster. Run by the manager. */
  'telemetry off': NoArguments
  /** Enable telemetry reports from this cluster. Run by the manager. */
  'telemetry on': { readonly license?: string }
  /** Force sending data to Ceph telemetry. Run by the manager. */
  'telemetry send': { readonly endpoint?: readonly ('ceph' | 'device')[]; readonly license?: string }
  /** Show last report or report to be sent. Run by the manager. */
  'telemetry show': { readonly channels: readonly string[] }
  /** Show report of all channels. Run by the manager. */
  'telemetry show-all': NoArguments
  /** Show last device report or device report to be sent. Run by the manager. */
  'telemetry show-device': NoArguments
  /** Show current configuration. Run by the manager. */
  'telemetry status': NoArguments
  /** Send a command to a specific daemon. */
  tell: { readonly target: string; readonly args: readonly string[] }
  /** Load dummy data into test orchestrator. Run by the manager. */
  'test_orchestrator load_data': NoArguments
  /** Show time sync status. */
  'time-sync-status': NoArguments
  /** Truncate object to length. For an OSD: `target: 'osd.0'`. */
  truncobj: { readonly pool: string; readonly objname: string; readonly len: number }
  /** Show mon daemon version. Get ceph version. Also a command of OSDs: `target: 'osd.0'`. */
  version: NoArguments
  /** Check running versions of ceph daemons. */
  versions: NoArguments
  /** Set a configuration value. Run by the manager. */
  'zabbix config-set': { readonly key: string; readonly value: string }
  /** Show current configuration. Run by the manager. */
  'zabbix config-show': NoArguments
  /** Discovering Zabbix data. Run by the manager. */
  'zabbix discovery': NoArguments
  /** Force sending data to Zabbix. Run by the manager. */
  'zabbix send': NoArguments
}

/** The arguments that daemons take only with a decimal point, by prefix. */
export const FLOATS: Readonly<Record<string, readonly string[]>> = {
  'osd blacklist': ['expire'],
  'osd blocklist': ['expire'],
  'osd crush add': ['weight'],
  'osd crush create-or-move': ['weight'],
  'osd crush reweight': ['weight'],
  'osd crush reweight-subtree': ['weight'],
  'osd crush set': ['weight'],
  'osd crush weight-set reweight': ['weight'],
  'osd crush weight-set reweight-compat': ['weight'],
  'osd pool create': ['target_size_ratio'],
  'osd primary-affinity': ['weight'],
  'osd reweight': ['weight'],
  'osd reweight-by-pg': ['max_change'],
  'osd reweight-by-utilization': ['max_change'],
  'osd set-backfillfull-ratio': ['ratio'],
  'osd set-full-ratio': ['ratio'],
  'osd set-nearfull-ratio': ['ratio'],
  'osd test-reweight-by-pg': ['max_change'],
  'osd test-reweight-by-utilization': ['max_change'],
}
