import { inspect } from 'node:util'
import { checkInteger, checkName, checkOptions, type Known, outOfRange, wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { discard, Handle } from '../core/handle.ts'
import { Window } from '../core/window.ts'
import type { ClusterHandle, ClusterStat, CommandReply, PoolHandle } from '../native/contract/rados.ts'
import { native } from '../native/load.ts'
import { Auth } from './auth.ts'
import { Blocklist } from './blocklist.ts'
import {
  type CommandOptions,
  type RawCommandOptions,
  runCommand,
  sendCommand,
  sender,
  type TargetedCommandOptions,
} from './command.ts'
import { ClientConfig } from './config.ts'
import { ClusterLog, LogFeed, type LogOptions } from './log.ts'
import type { ArgumentsOf, CommandPrefix, ReplyOf } from './mon-commands.ts'
import { type Monitor, type MonitorPing, monitorsOf, pingOf } from './monitors.ts'
import { checkNamespace, Pool } from './pool.ts'
import { Pools } from './pools.ts'
import { type CephRelease, releaseOf } from './releases.ts'
import { type RegisterServiceOptions, Service } from './service.ts'

export interface OpenPoolOptions extends CallOptions {
  /** The namespace; the default one without it. */
  readonly namespace?: string
  /** Whether what is written and removed is tried although the pool is full: for those who make room. */
  readonly fullTry?: boolean
}

/** How full a cluster is: in bytes, before copies. */
export type ClusterStats = ClusterStat

/** Which clients a cluster lets in. */
export interface MinCompatibleClient {
  /** The oldest release whose clients can use everything that is in use. */
  readonly inUse: CephRelease | undefined
  /** What `osd set-require-min-compat-client` demands; undefined if nothing was demanded. */
  readonly required: CephRelease | undefined
}

/** A raw command: its prefix, and the arguments that go with it. */
export interface RawCommand {
  readonly prefix: string
  readonly [argument: string]: unknown
}

type CommandParameters<P extends CommandPrefix> =
  Record<never, never> extends ArgumentsOf<P>
    ? [args?: ArgumentsOf<P>, options?: CommandOptions]
    : [args: ArgumentsOf<P>, options?: CommandOptions]

const OPEN_POOL_OPTIONS: Known<OpenPoolOptions> = { namespace: true, fullTry: true, signal: true, timeout: true }

/**
 * A connection to a Ceph cluster.
 *
 * @example
 * ```ts
 * await using cluster = await rados.connect()
 * console.log(await cluster.fsid(), (await cluster.command('health')).status)
 * ```
 */
export class Cluster extends Handle<'cluster'> {
  /** Who this connection speaks as: `'client.admin'`. */
  readonly name: string
  /** The pools: made, listed, changed, deleted. */
  readonly pools: Pools
  /** The users and their keys. */
  readonly auth: Auth
  /** This client's own configuration. */
  readonly config: ClientConfig
  /** The clients that the OSDs do not serve. */
  readonly blocklist: Blocklist
  /** What is in flight to the OSDs. @internal */
  readonly window: Window
  readonly #log: LogFeed

  private constructor(handle: ClusterHandle, name: string) {
    super('cluster', handle)
    this.name = name
    this.pools = new Pools(this)
    this.auth = new Auth(this)
    this.config = new ClientConfig(this)
    this.blocklist = new Blocklist(this)
    this.#log = new LogFeed((level, limit, receive) =>
      native.rados.logFollow(Handle.native(this), level, limit, receive),
    )
    const { operations, bytes } = native.rados.inFlightLimits(handle)
    // There, 0 is no limit.
    this.window = new Window({
      operations: operations || Number.POSITIVE_INFINITY,
      bytes: bytes || Number.POSITIVE_INFINITY,
    })
  }

  override [inspect.custom](): string {
    return `Cluster { as '${this.name}', ${this.closed ? 'closed' : 'open'} }`
  }

  /** @internal */
  static of(handle: ClusterHandle, name: string): Cluster {
    return new Cluster(handle, name)
  }

  override close(): Promise<void> {
    const closing = super.close()
    this.#log.end()
    return closing
  }

  protected override get queued(): Promise<void> | undefined {
    return this.window.begun
  }

  /**
   * The cluster's id, a UUID.
   * @implements rados_cluster_fsid
   */
  async fsid(options?: CallOptions): Promise<string> {
    return await call(() => native.rados.fsid(Handle.native(this)), options)
  }

  /**
   * How full the cluster is; what the OSDs reported last.
   *
   * @example
   * ```ts
   * const { usedBytes, totalBytes } = await cluster.stats()
   * console.log(`${Math.round((100 * usedBytes) / totalBytes)} % full`)
   * ```
   * @implements rados_cluster_stat
   */
  async stats(options?: CallOptions): Promise<ClusterStats> {
    return await call(() => native.rados.clusterStat(Handle.native(this)), options)
  }

  /**
   * The id by which the cluster knows this connection: a watcher's `clientId`.
   *
   * @example
   * ```ts
   * const id = await cluster.instanceId()
   * const watchers = await object.watchers()
   * console.log(watchers.some(({ clientId }) => clientId === id))
   * ```
   * @implements rados_get_instance_id
   */
  async instanceId(options?: CallOptions): Promise<bigint> {
    return await call(() => native.rados.instanceId(Handle.native(this)), options)
  }

  /**
   * Under which addresses the OSDs know this connection, as `cluster.blocklist.add` takes them:
   * `['127.0.0.1:0/3710147553']`.
   *
   * @example
   * ```ts
   * const [address] = await cluster.addresses()
   * ```
   * @throws NotSupportedError if librados is older than Ceph 15
   * @implements rados_getaddrs
   */
  async addresses(options?: CallOptions): Promise<readonly string[]> {
    const addresses = await call(() => native.rados.addresses(Handle.native(this)), options)
    return addresses.split(',').filter((address) => address !== '')
  }

  /**
   * How old a client may be to use this cluster, by what is in use and by what was demanded.
   *
   * @example
   * ```ts
   * const { inUse, required } = await cluster.minCompatibleClient()
   * console.log(inUse?.name, required?.name)
   * ```
   * @implements rados_get_min_compatible_client
   */
  async minCompatibleClient(options?: CallOptions): Promise<MinCompatibleClient> {
    const { inUse, required } = await call(() => native.rados.minCompatibleClient(Handle.native(this)), options)
    return { inUse: releaseOf(inUse), required: releaseOf(required) }
  }

  /**
   * The oldest release of OSDs that may take part (`require_osd_release`).
   *
   * @example
   * ```ts
   * const release = await cluster.minCompatibleOsd()
   * console.log(release?.name)
   * ```
   * @implements rados_get_min_compatible_osd
   */
  async minCompatibleOsd(options?: CallOptions): Promise<CephRelease | undefined> {
    return releaseOf(await call(() => native.rados.minCompatibleOsd(Handle.native(this)), options))
  }

  /**
   * Asks one monitor, by its name, whether it lives and what it sees: it answers even when it is in no quorum.
   *
   * @example
   * ```ts
   * const { state, health } = await cluster.pingMonitor('a')
   * ```
   * @throws NotFoundError if there is no such monitor
   * @throws TimeoutError if it does not answer (`client_mount_timeout`)
   * @implements rados_ping_monitor rados_buffer_free
   */
  async pingMonitor(name: string, options?: CallOptions): Promise<MonitorPing> {
    checkName(name, 'name')
    const subject = { monitor: name }
    return pingOf(await call(() => native.rados.pingMonitor(Handle.native(this), name), options, { subject }))
  }

  /**
   * Registers this process as a service that `ceph status` and `ceph service dump` show, for as long as the connection
   * is open. A connection has one service.
   *
   * @throws ExistsError if this connection has registered one
   * @throws CephError `EINVAL` for a name of Ceph's own daemons
   * @implements rados_service_register
   */
  async registerService(options: RegisterServiceOptions): Promise<Service> {
    return await Service.register(this, options)
  }

  /**
   * Follows the cluster's log: what the daemons write to it from now on. The first to follow it through a connection
   * begins with the latest entries, which the monitors keep.
   *
   * @throws AbortError when `signal` is aborted
   * @implements rados_monitor_log2 rados_monitor_log
   */
  log(options: LogOptions = {}): ClusterLog {
    return new ClusterLog(this.#log, options)
  }

  /**
   * The monitors by the cluster's own map, with all the addresses they listen on.
   *
   * @example
   * ```ts
   * for (const { name, inQuorum, addresses } of await cluster.monitors()) console.log(name, inQuorum, addresses)
   * ```
   */
  async monitors(options?: CallOptions): Promise<readonly Monitor[]> {
    return monitorsOf(await this.command('mon dump', {}, options))
  }

  /**
   * Waits until this client has the newest map of pools and OSDs.
   *
   * @example
   * ```ts
   * await cluster.command('osd pool create', { pool: 'just-made', pg_num: 8 })
   * await cluster.waitForLatestOsdMap()
   * const made = await cluster.openPool('just-made')
   * ```
   * @implements rados_wait_for_latest_osdmap
   */
  async waitForLatestOsdMap(options?: CallOptions): Promise<void> {
    await call(() => native.rados.waitForLatestOsdMap(Handle.native(this)), options)
  }

  /**
   * Opens a pool, by its name or id, in one of its namespaces.
   *
   * @example
   * ```ts
   * await using pool = await cluster.openPool('libvirt-pool', { namespace: 'tenant-a' })
   * await using same = await cluster.openPool(pool.id)
   * console.log(same.name)
   * ```
   * @throws PoolNotFoundError
   * @throws NotSupportedError with `fullTry`, if the installed librados cannot do that
   * @implements rados_ioctx_create rados_ioctx_create2 rados_ioctx_set_namespace rados_ioctx_get_namespace
   * @implements rados_ioctx_get_id rados_ioctx_get_pool_name rados_set_pool_full_try rados_unset_pool_full_try
   * @implements rados_set_osdmap_full_try rados_unset_osdmap_full_try rados_aio_flush rados_aio_flush_async rados_ioctx_destroy
   */
  async openPool(pool: string | number, options: OpenPoolOptions = {}): Promise<Pool> {
    checkOptions(options, OPEN_POOL_OPTIONS)
    if (typeof pool === 'number') checkInteger(pool, 'pool')
    else checkName(pool, 'name')
    const namespace = checkNamespace(options.namespace ?? '', 'options.namespace')
    const { fullTry = false } = options
    if (typeof fullTry !== 'boolean') throw wrongType('options.fullTry', 'a boolean', fullTry)
    const view = { namespace, locator: undefined, snapshot: undefined, sequence: undefined, snapshots: [], fullTry }
    const open = (): Promise<PoolHandle> =>
      typeof pool === 'number'
        ? native.rados.poolOpenById(Handle.native(this), pool, view)
        : native.rados.poolOpen(Handle.native(this), pool, view)
    const subject = { pool }
    const handle = await call(open, options, { subject, late: discard })
    if (typeof pool === 'string') return Pool.of(handle, this, pool, view)
    try {
      return Pool.of(handle, this, await call(() => native.rados.poolName(handle), options, { subject }), view)
    } catch (error) {
      discard(handle)
      throw error
    }
  }

  /**
   * Runs a command of the monitors, or of another daemon, and answers its reply: parsed JSON, the text of a command
   * that speaks none, `undefined` for one that says nothing.
   *
   * The arguments of all commands of Ceph 16 are typed ({@link CommandArgumentsByPrefix}); a command that these do not
   * have takes any. At run time the daemon is the judge, since it may know more than this package: it passes over
   * arguments that it does not know, and where it refuses a command as invalid, the error's hint says by the daemon's
   * own description what is missing, unknown or no choice.
   *
   * @example
   * ```ts
   * const { nodes } = await cluster.command('osd df')
   * await cluster.command('osd pool set', { pool: 'libvirt-pool', var: 'size', val: '3' })
   * ```
   * @throws CephError with the daemon's own sentence, the command's prefix as `syscall`
   * @implements rados_mon_command rados_mgr_command rados_osd_command rados_mon_command_target rados_buffer_free
   */
  async command<P extends CommandPrefix>(prefix: P, ...rest: CommandParameters<P>): Promise<ReplyOf<P>> {
    const [args, options] = rest
    checkName(prefix, 'prefix')
    return (await runCommand(() => Handle.native(this), prefix, args, options)) as ReplyOf<P>
  }

  /**
   * A raw command to the monitors, or to one of them: `target: 'a'` is mon.a. Never throws for a refusal: see `code`.
   *
   * @example
   * ```ts
   * const { code, output, status } = await cluster.monCommand({ prefix: 'osd lspools', format: 'json' })
   * console.log(code === 0 ? JSON.parse(String(output)) : status)
   * ```
   * @implements rados_mon_command rados_mon_command_target
   */
  async monCommand(command: RawCommand, options: TargetedCommandOptions = {}): Promise<CommandReply> {
    const { target } = options
    return await this.#send(
      target === undefined ? 'mon' : `mon.${checkName(target, 'options.target')}`,
      command,
      options,
    )
  }

  /**
   * A raw command to the active manager, or to the one named by `target`: that one answers what any daemon does
   * (`version`, `config show`), but no command of the manager's modules.
   *
   * @example
   * ```ts
   * const { output } = await cluster.mgrCommand({ prefix: 'pg stat', format: 'json' })
   * ```
   * @implements rados_mgr_command rados_mgr_command_target
   */
  async mgrCommand(command: RawCommand, options: TargetedCommandOptions = {}): Promise<CommandReply> {
    const { target } = options
    return await this.#send(
      target === undefined ? 'mgr' : `mgr.${checkName(target, 'options.target')}`,
      command,
      options,
    )
  }

  /**
   * A raw command to an OSD, by its number.
   *
   * @example
   * ```ts
   * const { output } = await cluster.osdCommand(0, { prefix: 'config get', var: 'osd_max_backfills' })
   * ```
   * @implements rados_osd_command
   */
  async osdCommand(id: number, command: RawCommand, options: RawCommandOptions = {}): Promise<CommandReply> {
    checkInteger(id, 'id', 0, 2 ** 31 - 1)
    return await this.#send(`osd.${id}`, command, options)
  }

  /**
   * A raw command to a placement group, by its id: `'2.1f'`.
   *
   * @example
   * ```ts
   * const { pgid } = await cluster.command('osd map', { pool: 'libvirt-pool', object: 'greeting' })
   * const { output } = await cluster.pgCommand(pgid, { prefix: 'query' })
   * console.log(JSON.parse(String(output)).state)
   * ```
   * @implements rados_pg_command
   */
  async pgCommand(pgid: string, command: RawCommand, options: RawCommandOptions = {}): Promise<CommandReply> {
    checkName(pgid, 'pgid')
    if (!/^\d+\.[0-9a-f]+$/.test(pgid)) throw outOfRange('pgid', "a pool's id and a number, such as '2.1f'", pgid)
    return await sendCommand(
      (text, input) => native.rados.pgCommand(Handle.native(this), pgid, text, input),
      { pgid, ...command },
      options,
    )
  }

  #send(target: Parameters<typeof sender>[1], command: RawCommand, options: RawCommandOptions): Promise<CommandReply> {
    return sendCommand(
      sender(() => Handle.native(this), target),
      command,
      options,
    )
  }
}
