import { constants } from 'node:os'
import { checkId, checkName } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { cephError } from '../core/ceph-failure.ts'
import { CephError, type Subject } from '../core/errors.ts'
import { Handle } from '../core/handle.ts'
import { Listing } from '../core/listing.ts'
import { Operation } from '../core/operation.ts'
import type { PoolHandle } from '../native/contract/rados.ts'
import type { PoolSnapshotRecord } from '../native/contract/rados-pools.ts'
import { native } from '../native/load.ts'
import type { Pool } from './pool.ts'

/** A snapshot of a whole pool. */
export interface PoolSnapshot {
  readonly id: bigint
  readonly name: string
  /** To the second. */
  readonly createdAt: Date
}

function poolSnapshot({ id, name, createdAt }: PoolSnapshotRecord): PoolSnapshot {
  return { id, name, createdAt: new Date(createdAt) }
}

const OTHERS_MANAGE = {
  sentence: 'the pool has snapshots that its clients manage themselves, as images have: it cannot have its own as well',
  hint: 'Use pool.selfManagedSnapshots, or the snapshots of the images, or another pool.',
}
const POOL_HAS = {
  sentence: 'the pool has snapshots of its own, or had: its clients cannot manage any themselves as well',
  hint: 'Use pool.snapshots here, or another pool.',
}

/** What the monitors' EINVAL means: a pool has one kind of snapshots or the other. */
function otherKind(error: unknown, subject: Subject, how: typeof POOL_HAS): unknown {
  if (!(error instanceof CephError) || error.errno !== -constants.errno.EINVAL) return error
  return cephError({ syscall: error.syscall, errno: error.errno, subject, ...how })
}

/**
 * Snapshots of a whole pool: `pool.snapshots`. A pool has either these or those that its clients manage themselves
 * (`pool.selfManagedSnapshots`), which is what images use: a pool with images cannot have these.
 *
 * @example
 * ```ts
 * await cluster.pools.create('plain', { pgNum: 4 })
 * await using plain = await cluster.openPool('plain')
 * await plain.object('state').writeFull('before')
 * await plain.snapshots.create('monday')
 * await plain.object('state').writeFull('after')
 * console.log(String(await (await plain.snapshots.open('monday')).object('state').read())) // before
 * await plain.snapshots.rollback('state', 'monday')
 * for await (const { name, createdAt } of plain.snapshots.list()) console.log(name, createdAt)
 * console.log((await plain.snapshots.get('monday')).id, await plain.snapshots.exists('tuesday'))
 * await plain.snapshots.remove('monday')
 * await cluster.pools.delete('plain')
 * ```
 */
export class PoolSnapshots {
  readonly #pool: Pool

  /** @internal */
  constructor(pool: Pool) {
    this.#pool = pool
  }

  #subject(snapshot?: string | bigint): Subject {
    const { name: pool } = this.#pool
    return snapshot === undefined ? { pool } : { pool, snapshot: String(snapshot) }
  }

  /**
   * Takes a snapshot of all objects of the pool.
   * @throws SnapshotExistsError
   * @throws CephError `EINVAL` if the pool has self-managed ones, or had
   * @implements rados_ioctx_snap_create
   */
  async create(name: string, options?: CallOptions): Promise<PoolSnapshot> {
    checkName(name, 'name')
    const subject = this.#subject(name)
    try {
      await call(() => native.rados.poolSnapshotCreate(Handle.native(this.#pool), name), options, { subject })
    } catch (error) {
      throw otherKind(error, subject, OTHERS_MANAGE)
    }
    return await this.get(name, options)
  }

  /**
   * Removes a snapshot; the OSDs free its objects by and by.
   * @throws SnapshotNotFoundError
   * @implements rados_ioctx_snap_remove
   */
  async remove(name: string, options?: CallOptions): Promise<void> {
    checkName(name, 'name')
    const subject = this.#subject(name)
    await call(() => native.rados.poolSnapshotRemove(Handle.native(this.#pool), name), options, { subject })
  }

  /**
   * All snapshots of the pool, the oldest first.
   * @implements rados_ioctx_snap_list
   */
  list(options?: CallOptions): Listing<PoolSnapshot> {
    return Listing.of(async () => {
      const subject = this.#subject()
      const all = await call(() => native.rados.poolSnapshotList(Handle.native(this.#pool)), options, { subject })
      return all.map(poolSnapshot).sort((a, b) => (a.id < b.id ? -1 : 1))
    })
  }

  /**
   * One snapshot, by name or id.
   * @throws SnapshotNotFoundError
   * @implements rados_ioctx_snap_lookup rados_ioctx_snap_get_name rados_ioctx_snap_get_stamp
   */
  async get(snapshot: string | bigint, options?: CallOptions): Promise<PoolSnapshot> {
    const pool = (): PoolHandle => Handle.native(this.#pool)
    if (typeof snapshot === 'bigint') checkId(snapshot, 'snapshot')
    else checkName(snapshot, 'snapshot')
    const get = (): Promise<PoolSnapshotRecord> =>
      typeof snapshot === 'bigint'
        ? native.rados.poolSnapshotGetById(pool(), snapshot)
        : native.rados.poolSnapshotGet(pool(), snapshot)
    return poolSnapshot(await call(get, options, { subject: this.#subject(snapshot) }))
  }

  /** Whether there is one of that name. */
  async exists(name: string, options?: CallOptions): Promise<boolean> {
    try {
      await this.get(checkName(name, 'name'), options)
      return true
    } catch (error) {
      if (error instanceof CephError && error.code === 'ENOENT') return false
      throw error
    }
  }

  /**
   * The pool as it was: `pool.atSnapshot(id)`, by name.
   * @throws SnapshotNotFoundError
   */
  async open(name: string, options?: CallOptions): Promise<Pool> {
    return this.#pool.atSnapshot((await this.get(checkName(name, 'name'), options)).id)
  }

  /**
   * Makes an object of this pool, and this namespace, what it was; what was not there then is removed.
   * @throws SnapshotNotFoundError
   * @implements rados_ioctx_snap_rollback rados_rollback
   */
  async rollback(object: string, name: string, options?: CallOptions): Promise<void> {
    checkName(object, 'object')
    checkName(name, 'name')
    const subject = { ...this.#subject(name), object }
    await call(() => native.rados.poolSnapshotRollback(Handle.native(this.#pool), object, name), options, { subject })
  }
}

/**
 * Snapshots that the clients of a pool manage themselves: `pool.selfManagedSnapshots`. Such a snapshot is only a number.
 * Which objects it covers is up to the writers: what is written through `pool.withSnapshots(ids)` keeps what was there
 * for those snapshots. It is how images have snapshots of their own; those of images are librbd's, to be left alone.
 *
 * @example
 * ```ts
 * const state = pool.object('state')
 * await state.writeFull('before')
 * const id = await pool.selfManagedSnapshots.create()
 * await pool.withSnapshots([id]).object('state').writeFull('after')
 * console.log(String(await pool.atSnapshot(id).object('state').read())) // before
 * await pool.withSnapshots([id]).selfManagedSnapshots.rollback('state', id)
 * await pool.selfManagedSnapshots.remove(id)
 * ```
 */
export class SelfManagedSnapshots {
  readonly #pool: Pool

  /** @internal */
  constructor(pool: Pool) {
    this.#pool = pool
  }

  get #subject(): Subject {
    return { pool: this.#pool.name, namespace: this.#pool.namespace }
  }

  /**
   * A new snapshot: the number that it is known by.
   * @throws CephError `EINVAL` if the pool has snapshots of its own, or had
   * @implements rados_ioctx_selfmanaged_snap_create rados_aio_ioctx_selfmanaged_snap_create
   */
  async create(options?: CallOptions): Promise<bigint> {
    const subject = this.#subject
    const handle = Handle.native(this.#pool)
    try {
      return await call(
        () => this.#operation<bigint>((slot) => native.rados.selfManagedSnapshotCreate(slot, handle)),
        options,
        { subject, gathered: true, late: (id) => void this.remove(id).catch(() => {}) },
      )
    } catch (error) {
      throw otherKind(error, subject, POOL_HAS)
    }
  }

  /**
   * Gives the snapshot up; the OSDs free by and by what was kept for it.
   * @implements rados_ioctx_selfmanaged_snap_remove rados_aio_ioctx_selfmanaged_snap_remove
   */
  async remove(id: bigint, options?: CallOptions): Promise<void> {
    checkId(id, 'id')
    const handle = Handle.native(this.#pool)
    await call(
      () => this.#operation<number>((slot) => native.rados.selfManagedSnapshotRemove(slot, handle, id)),
      options,
      { subject: this.#subject, gathered: true },
    )
  }

  /**
   * Makes an object of this namespace what it was. Through `pool.withSnapshots(ids)`, those snapshots keep what it is now.
   * @throws ObjectNotFoundError
   * @implements rados_ioctx_selfmanaged_snap_rollback
   */
  async rollback(object: string, id: bigint, options?: CallOptions): Promise<void> {
    checkName(object, 'object')
    checkId(id, 'id')
    const rollback = (): Promise<void> =>
      native.rados.selfManagedSnapshotRollback(Handle.native(this.#pool), object, id)
    await call(rollback, options, { subject: { ...this.#subject, object } })
  }

  #operation<T>(start: (slot: number) => void): Promise<T> {
    return new Operation<T>(this.#pool.window, 0, start).promise
  }
}
