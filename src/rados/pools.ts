import { constants } from 'node:os'
import { checkInteger, checkName, checkOptions, type Known, outOfRange, wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { cephError } from '../core/ceph-failure.ts'
import { CephError, type CephvirtError } from '../core/errors.ts'
import { Handle } from '../core/handle.ts'
import { Listing } from '../core/listing.ts'
import { parseSize, type Size } from '../core/sizes.ts'
import { native } from '../native/load.ts'
import type { Cluster } from './cluster.ts'
import { commandSubject, refusal } from './command.ts'
import { type CreatePoolOptions, checkCreatePool } from './create-pool.ts'
import { type PoolInfo, type PoolQuota, type PoolUsage, poolInfo } from './pool-info.ts'

const QUOTA: Known<PoolQuota> = { maxBytes: true, maxObjects: true }

/**
 * The pools of a cluster: `cluster.pools`. What changes them goes through the monitors' commands, so that their reasons are
 * told.
 *
 * @example
 * ```ts
 * await cluster.pools.create('new-pool', { pgNum: 8, application: 'rbd', size: 2 })
 * await cluster.pools.rename('new-pool', 'old-pool')
 * for await (const pool of cluster.pools.list()) console.log(pool.id, pool.name, pool.pgNum)
 * await cluster.pools.delete('old-pool')
 * ```
 */
export class Pools {
  readonly #cluster: Cluster

  /** @internal */
  constructor(cluster: Cluster) {
    this.#cluster = cluster
  }

  /**
   * Makes a pool, and waits until this client can use it. If a later step fails, or the caller gives up, the pool is
   * deleted again.
   * @throws PoolExistsError
   * @throws NotFoundError if there is no such CRUSH rule
   * @throws CephError `ERANGE`, with the monitor's own sentence, if there cannot be so many placement groups
   * @implements rados_pool_create rados_pool_create_with_crush_rule rados_pool_create_with_all
   */
  async create(name: string, options: CreatePoolOptions = {}): Promise<PoolInfo> {
    checkCreatePool(options)
    checkName(name, 'name')
    return await call(() => this.#make(name, options), options, {
      subject: { pool: name },
      late: (made) => void this.#discard(made).catch(() => {}),
    })
  }

  async #make(name: string, options: CreatePoolOptions): Promise<PoolInfo> {
    const { pgNum, application, size, minSize, type = 'replicated', erasureCodeProfile, crushRule, autoscale } = options
    // The monitors answer success, and a sentence, if the pool is there already.
    const reply = await this.#cluster.monCommand({
      prefix: 'osd pool create',
      format: 'json',
      pool: name,
      pg_num: pgNum,
      pool_type: type,
      erasure_code_profile: erasureCodeProfile,
      rule: crushRule,
      size,
      autoscale_mode: autoscale,
    })
    const prefix = 'osd pool create'
    const code = reply.code === 0 && reply.status.endsWith('already exists') ? -constants.errno.EEXIST : reply.code
    if (code < 0) throw refusal(prefix, { ...reply, code }, commandSubject(prefix, { pool: name }))
    try {
      if (minSize !== undefined) await this.setVariable(name, 'min_size', minSize)
      if (application !== undefined) await this.enableApplication(name, application)
      await this.#cluster.waitForLatestOsdMap()
      return await this.get(name)
    } catch (error) {
      await this.#undo(name, error)
      throw error
    }
  }

  // Nobody waits for it any more. By now there may be another of its name, which is not ours to delete.
  async #discard({ name, id }: PoolInfo): Promise<void> {
    if ((await this.get(name)).id === id) await this.delete(name)
  }

  async #undo(name: string, reason: unknown): Promise<void> {
    try {
      await this.delete(name)
    } catch (error) {
      if (!(reason instanceof CephError)) return
      const { message } = error as CephvirtError
      Object.assign(reason, { hint: `The pool '${name}' was made and could not be deleted again: ${message}` })
    }
  }

  /**
   * All pools, in the order of their ids.
   * @implements rados_pool_list
   */
  list(options?: CallOptions): Listing<PoolInfo> {
    return Listing.of(async () => {
      const pools = await this.#cluster.command('osd pool ls', { detail: 'detail' }, options)
      return pools.map(poolInfo).sort((a, b) => a.id - b.id)
    })
  }

  /**
   * One pool.
   * @throws PoolNotFoundError
   */
  async get(name: string, options?: CallOptions): Promise<PoolInfo> {
    checkName(name, 'name')
    const pools = await this.#cluster.command('osd pool ls', { detail: 'detail' }, options)
    const found = pools.find(({ pool_name }) => pool_name === name)
    if (found === undefined) throw noSuchPool(name, 'osd pool ls')
    return poolInfo(found)
  }

  /**
   * The id of a pool, as this client's map has it: asks nobody.
   *
   * @example
   * ```ts
   * const id = await cluster.pools.lookup('libvirt-pool')
   * console.log(await cluster.pools.nameOf(id))
   * ```
   * @throws PoolNotFoundError
   * @implements rados_pool_lookup
   */
  async lookup(name: string, options?: CallOptions): Promise<number> {
    checkName(name, 'name')
    const lookup = (): Promise<number> => native.rados.poolLookup(Handle.native(this.#cluster), name)
    return await call(lookup, options, { subject: { pool: name } })
  }

  /**
   * The name of a pool, by its id.
   * @throws PoolNotFoundError
   * @implements rados_pool_reverse_lookup
   */
  async nameOf(id: number, options?: CallOptions): Promise<string> {
    checkInteger(id, 'id')
    const lookup = (): Promise<string> => native.rados.poolReverseLookup(Handle.native(this.#cluster), id)
    return await call(lookup, options, { subject: { pool: id } })
  }

  /**
   * The id of the pool that a pool is a cache tier of; its own if it is none.
   *
   * @example
   * ```ts
   * if ((await cluster.pools.baseTier('libvirt-pool')) !== pool.id) console.log('a cache tier')
   * ```
   * @throws PoolNotFoundError
   * @implements rados_pool_get_base_tier
   */
  async baseTier(name: string, options?: CallOptions): Promise<number> {
    const id = await this.lookup(name, options)
    const get = (): Promise<number> => native.rados.poolBaseTier(Handle.native(this.#cluster), id)
    return await call(get, options, { subject: { pool: name } })
  }

  /**
   * The placement groups of a pool whose copies the last scrub found to differ: `['2.1f']`.
   *
   * @example
   * ```ts
   * for (const pgid of await cluster.pools.inconsistentGroups('libvirt-pool')) console.log(pgid, 'needs a repair')
   * ```
   * @throws PoolNotFoundError
   * @implements rados_inconsistent_pg_list
   */
  async inconsistentGroups(name: string, options?: CallOptions): Promise<readonly string[]> {
    const id = await this.lookup(name, options)
    const list = (): Promise<readonly string[]> => native.rados.poolInconsistentGroups(Handle.native(this.#cluster), id)
    return await call(list, options, { subject: { pool: name } })
  }

  /**
   * How full a pool is.
   *
   * @example
   * ```ts
   * const { storedBytes, usedRatio } = await cluster.pools.stats('libvirt-pool')
   * console.log(`${storedBytes} bytes, ${Math.round(usedRatio * 100)} %`)
   * ```
   * @throws PoolNotFoundError
   */
  async stats(name: string, options?: CallOptions): Promise<PoolUsage> {
    checkName(name, 'name')
    const { pools } = await this.#cluster.command('df', {}, options)
    const found = pools.find((pool) => pool.name === name)
    if (found === undefined) {
      await this.get(name, options)
      return { storedBytes: 0, objects: 0, usedBytes: 0, availableBytes: undefined, usedRatio: 0 }
    }
    const { stored, objects, bytes_used, percent_used, max_avail } = found.stats
    return {
      storedBytes: stored,
      objects,
      usedBytes: bytes_used,
      availableBytes: max_avail,
      usedRatio: percent_used,
    }
  }

  /**
   * Deletes a pool with all it holds, at once and for good.
   *
   * @example
   * ```ts
   * await cluster.pools.create('scratch', { pgNum: 8 })
   * await cluster.pools.delete('scratch')
   * ```
   * @throws PoolNotFoundError
   * @throws PermissionError if the monitors do not allow it (`mon_allow_pool_delete`), or the pool itself (`nodelete`)
   * @implements rados_pool_delete
   */
  async delete(name: string, options: CallOptions = {}): Promise<void> {
    checkName(name, 'name')
    const prefix = 'osd pool delete'
    const command = { prefix, format: 'json', pool: name, pool2: name, yes_i_really_really_mean_it: true }
    const { code, status } = await this.#cluster.monCommand(command, options)
    if (code === 0 && status.endsWith('does not exist')) throw noSuchPool(name, prefix)
    if (code === 0) return await this.#cluster.waitForLatestOsdMap(options)
    const hint = deletionHint(name, status)
    throw cephError({ syscall: prefix, errno: code, subject: { pool: name }, sentence: status || undefined, hint })
  }

  /**
   * Gives a pool another name. What is open goes on by the pool's id.
   *
   * @example
   * ```ts
   * await cluster.pools.create('scratch', { pgNum: 8 })
   * await cluster.pools.rename('scratch', 'archive')
   * await cluster.pools.delete('archive')
   * ```
   * @throws PoolNotFoundError, PoolExistsError
   */
  async rename(name: string, newName: string, options?: CallOptions): Promise<void> {
    checkName(name, 'name')
    checkName(newName, 'newName')
    await this.#cluster.command('osd pool rename', { srcpool: name, destpool: newName }, options)
    await this.#cluster.waitForLatestOsdMap(options)
  }

  /**
   * A variable of a pool, as `ceph osd pool get` has it: `'pg_num'`, `'size'`, `'compression_mode'`.
   *
   * @example
   * ```ts
   * console.log(await cluster.pools.getVariable('libvirt-pool', 'pg_num')) // 8
   * ```
   * @throws PoolNotFoundError
   * @throws CephError `EINVAL` if there is no such variable, `ENOENT` if it is not set
   */
  async getVariable(name: string, variable: string, options?: CallOptions): Promise<string | number | boolean> {
    checkName(name, 'name')
    checkName(variable, 'variable')
    const reply = await this.#cluster.command('osd pool get', { pool: name, var: variable }, options)
    const value = reply[variable]
    if (value === undefined) throw outOfRange('variable', 'one variable; getVariables() answers all of them', variable)
    return typeof value === 'number' || typeof value === 'boolean' ? value : String(value)
  }

  /**
   * All variables of a pool that are set.
   *
   * @example
   * ```ts
   * const { size, min_size } = await cluster.pools.getVariables('libvirt-pool')
   * ```
   * @throws PoolNotFoundError
   */
  async getVariables(
    name: string,
    options?: CallOptions,
  ): Promise<Readonly<Record<string, string | number | boolean>>> {
    checkName(name, 'name')
    const {
      pool: _name,
      pool_id: _id,
      ...variables
    } = await this.#cluster.command('osd pool get', { pool: name, var: 'all' }, options)
    return variables as Record<string, string | number | boolean>
  }

  /**
   * Sets a variable of a pool.
   *
   * @example
   * ```ts
   * await cluster.pools.setVariable('libvirt-pool', 'compression_mode', 'aggressive')
   * console.log(await cluster.pools.getVariable('libvirt-pool', 'compression_mode'))
   * console.log(await cluster.pools.getVariables('libvirt-pool'))
   * ```
   * @throws PoolNotFoundError
   * @throws CephError `EINVAL`, with the monitor's own sentence, if it refuses
   */
  async setVariable(
    name: string,
    variable: string,
    value: string | number | boolean,
    options?: CallOptions,
  ): Promise<void> {
    checkName(name, 'name')
    checkName(variable, 'variable')
    if (!['string', 'number', 'boolean'].includes(typeof value)) {
      throw wrongType('value', 'a string, number or boolean', value)
    }
    await this.#cluster.command('osd pool set', { pool: name, var: variable, val: String(value) }, options)
  }

  /**
   * What the pool may hold.
   * @throws PoolNotFoundError
   */
  async getQuota(name: string, options?: CallOptions): Promise<PoolQuota> {
    // Not `osd pool get-quota`, which fails until the OSDs have reported on a new pool.
    return (await this.get(name, options)).quota
  }

  /**
   * Limits what the pool may hold; 0 lifts a limit, what is not given stays. Once it is reached, writes wait or fail.
   *
   * @example
   * ```ts
   * await cluster.pools.setQuota('libvirt-pool', { maxBytes: '10GiB' })
   * console.log((await cluster.pools.getQuota('libvirt-pool')).maxBytes)
   * ```
   * @throws PoolNotFoundError
   */
  async setQuota(
    name: string,
    quota: { readonly maxBytes?: Size; readonly maxObjects?: number },
    options?: CallOptions,
  ): Promise<void> {
    checkName(name, 'name')
    checkOptions<object>(quota, QUOTA, 'quota')
    const maxBytes = quota.maxBytes === undefined ? undefined : parseSize(quota.maxBytes, 'quota.maxBytes')
    const maxObjects = quota.maxObjects === undefined ? undefined : checkInteger(quota.maxObjects, 'quota.maxObjects')
    for (const [field, limit] of [['max_bytes', maxBytes] as const, ['max_objects', maxObjects] as const]) {
      if (limit === undefined) continue
      await this.#cluster.command('osd pool set-quota', { pool: name, field, val: String(limit) }, options)
    }
  }

  /**
   * What the pool is for.
   * @throws PoolNotFoundError
   */
  async applications(name: string, options?: CallOptions): Promise<readonly string[]> {
    checkName(name, 'name')
    return Object.keys(await this.#cluster.command('osd pool application get', { pool: name }, options))
  }

  /**
   * Says what the pool is for. A second application needs `force`.
   *
   * @example
   * ```ts
   * await cluster.pools.enableApplication('libvirt-pool', 'backup', { force: true })
   * console.log(await cluster.pools.applications('libvirt-pool')) // ['backup', 'rbd']
   * ```
   * @throws PoolNotFoundError
   * @throws PermissionError if the pool has another application already
   */
  async enableApplication(
    name: string,
    application: string,
    options: CallOptions & { readonly force?: boolean } = {},
  ): Promise<void> {
    checkName(name, 'name')
    checkName(application, 'application')
    const { force = false, ...rest } = options
    const args = { pool: name, app: application, ...(force ? { yes_i_really_mean_it: true } : {}) }
    await this.#cluster.command('osd pool application enable', args, rest)
  }
}

function noSuchPool(name: string, syscall: string): Error {
  return cephError({ syscall, errno: -constants.errno.ENOENT, subject: { pool: name } })
}

function deletionHint(name: string, status: string): string | undefined {
  if (status.includes('mon_allow_pool_delete')) {
    return "The monitors' option mon_allow_pool_delete is off: `ceph config set mon mon_allow_pool_delete true`."
  }
  if (status.includes('nodelete')) {
    return `The pool is guarded: pools.setVariable('${name}', 'nodelete', false) lifts that.`
  }
  return undefined
}
