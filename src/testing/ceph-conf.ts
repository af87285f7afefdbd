import { existsSync } from 'node:fs'
import type { Layout } from './layout.ts'

export interface CephConfOptions {
  readonly fsid: string
  readonly monHost: string
  readonly layout: Layout
  /** The caller's own settings; they win. */
  readonly overrides: Readonly<Record<string, string>>
}

/** The text of the cluster's `ceph.conf`: everything in one folder, on the loopback, cephx on, small. */
export function cephConf({ fsid, monHost, layout, overrides }: CephConfOptions): string {
  const everywhere: Record<string, string> = {
    fsid,
    mon_host: monHost,
    public_addr: '127.0.0.1',
    cluster_addr: '127.0.0.1',
    auth_cluster_required: 'cephx',
    auth_service_required: 'cephx',
    auth_client_required: 'cephx',
    auth_allow_insecure_global_id_reclaim: 'false',
    keyring: layout.at('ceph.$name.keyring'),
    run_dir: layout.at('run'),
    crash_dir: layout.at('crash'),
    log_to_stderr: 'false',
    mgr_stats_period: '1',
    osd_crush_chooseleaf_type: '0',
    osd_pool_default_size: '2',
    osd_pool_default_min_size: '1',
    osd_pool_default_pg_num: '8',
    // A pool keeps the number of placement groups it was made with.
    osd_pool_default_pg_autoscale_mode: 'off',
    mon_allow_pool_delete: 'true',
    mon_allow_pool_size_one: 'true',
    // A disk that is nearly full is no reason to refuse work on a throwaway cluster.
    mon_data_avail_warn: '2',
    mon_data_avail_crit: '1',
  }
  const daemons: Record<string, string> = {
    admin_socket: layout.adminSocket('$name'),
    log_file: layout.log('$name'),
    pid_file: layout.at('run', '$name.pid'),
  }
  const mon: Record<string, string> = {
    ...daemons,
    mon_data: layout.data('mon.$id'),
    mon_cluster_log_file: layout.log('cluster'),
    // One daemon's word suffices to mark another down: there may be only two.
    mon_osd_min_down_reporters: '1',
    // A monitor gathers changes for a second before it proposes them: alone, with one user, it need not wait.
    paxos_propose_interval: '0.1',
  }
  const osd: Record<string, string> = {
    ...daemons,
    osd_data: layout.data('osd.$id'),
    osd_objectstore: 'bluestore',
    bluestore_block_size: String(10 * 2 ** 30),
    osd_memory_target: String(2 ** 30),
    // Newer releases would measure the disk for half a minute at every start.
    osd_mclock_skip_benchmark: 'true',
    ...objectClasses(),
  }
  const sections: Array<[string, Record<string, string>]> = [
    ['global', { ...everywhere, ...overrides }],
    ['mon', without(mon, overrides)],
    ['mgr', without({ ...daemons, mgr_data: layout.data('mgr.$id') }, overrides)],
    ['osd', without(osd, overrides)],
  ]
  return sections
    .map(
      ([name, settings]) =>
        `[${name}]\n${Object.entries(settings)
          .map(([key, value]) => `\t${key} = ${value}\n`)
          .join('')}`,
    )
    .join('\n')
}

/** A setting in a daemon's section beats the same one in `global`: leave out what the caller set. */
function without(
  settings: Record<string, string>,
  overrides: Readonly<Record<string, string>>,
): Record<string, string> {
  const given = new Set(Object.keys(overrides).map((name) => name.replaceAll(' ', '_')))
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !given.has(name)))
}

/** Some distributions build a relative `osd_class_dir`, with which image locks answer EOPNOTSUPP. */
function objectClasses(): Record<string, string> {
  const multiarch = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu'
  const folders = [`/usr/lib/${multiarch}/rados-classes`, '/usr/lib64/rados-classes', '/usr/lib/rados-classes']
  const folder = folders.find((candidate) => existsSync(candidate))
  return folder === undefined ? {} : { osd_class_dir: folder }
}
