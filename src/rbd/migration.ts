import { checkName, checkObject, checkOptions, type Known, outOfRange, wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { cephError } from '../core/ceph-failure.ts'
import { CephError, ImageExistsError, ImageNotFoundError, NotFoundError, type Subject } from '../core/errors.ts'
import { Handle } from '../core/handle.ts'
import { callWithProgress, type ProgressOptions } from '../core/progress.ts'
import { Secret, type SecretText } from '../core/secret.ts'
import type { MigrationStatus } from '../native/contract/rbd-migration.ts'
import type { NativeProgress } from '../native/contract.ts'
import { native } from '../native/load.ts'
import { Pool } from '../rados/index.ts'
import type { Image } from './image.ts'
import { checkDataPool, LAYOUT_OPTIONS, type LayoutOptions, nativeLayout } from './layout.ts'
import { placeError } from './namespaces.ts'

export type { MigrationEnd, MigrationStatus } from '../native/contract/rbd-migration.ts'

export interface PrepareMigrationOptions extends LayoutOptions, CallOptions {
  /** The pool of the new image, in the namespace that it is a view of; that of the old one, if not said. */
  readonly pool?: Pool
  /** Makes a clone independent of its parent on the way. */
  readonly flatten?: boolean
  /** Of what stays a clone: 1 needs its parent's snapshot to be protected. As new clones are by default, if not said. */
  readonly cloneFormat?: 1 | 2
}

export interface PrepareImportOptions extends LayoutOptions, CallOptions {}

/** Where bytes outside of the cluster's images come from, as Ceph writes it. */
export type MigrationStream =
  | { readonly type: 'file'; readonly file_path: string }
  | { readonly type: 'http'; readonly url: string }
  | { readonly type: 's3'; readonly url: string; readonly access_key?: string; readonly secret_key?: SecretText }
  /** Since Ceph 20. */
  | { readonly type: 'nbd'; readonly uri: string }

/**
 * What an image is to be imported from, as Ceph writes it: raw bytes, a qcow2 file, or an image of this cluster or, since
 * Ceph 20, of another. Every client that opens the image reads from it until the migration is committed, so all of them
 * must reach it.
 */
export type MigrationSource =
  | {
      readonly type: 'raw'
      readonly stream: MigrationStream
      readonly snapshots?: readonly { readonly type: 'raw'; readonly name: string; readonly stream: MigrationStream }[]
    }
  | { readonly type: 'qcow'; readonly stream: MigrationStream }
  | {
      readonly type: 'native'
      readonly cluster_name?: string
      readonly client_name?: string
      readonly pool_id?: number
      readonly pool_name?: string
      readonly pool_namespace?: string
      readonly image_name: string
      readonly image_id?: string
      readonly snap_name?: string
      readonly snap_id?: number
    }

const IMPORT_OPTIONS: Known<PrepareImportOptions> = { ...LAYOUT_OPTIONS, signal: true, timeout: true }
const PREPARE_OPTIONS: Known<PrepareMigrationOptions> = {
  ...IMPORT_OPTIONS,
  pool: true,
  flatten: true,
  cloneFormat: true,
}

type Step = (pool: ReturnType<typeof Handle.native<'pool'>>, image: string, progress: NativeProgress) => Promise<void>

/**
 * Moves images to another pool, name or layout, or into the cluster, while they are in use: after `prepare` clients open
 * the new image, which reads from the old one what it does not have yet; `execute` copies that; `commit` lets go of the
 * old one, and `abort` goes back to it.
 *
 * @example
 * ```ts
 * await images.create('z-old', { size: '64MiB' })
 * await images.migration.prepare('z-old', 'z-new', { objectSize: '8MiB' })
 * await images.migration.execute('z-new', { onProgress: (done, total) => console.log(done / total) })
 * await images.migration.commit('z-new')
 * ```
 */
export class Migration {
  readonly #pool: Pool

  /** @internal */
  constructor(pool: Pool) {
    this.#pool = pool
  }

  /**
   * Begins a migration: makes the new image, and moves the old one to the trash. Nobody may have the old one open. What
   * is not said of the layout stays as it was.
   * @throws ImageNotFoundError, ImageExistsError
   * @throws ImageBusyError if somebody has the image open
   * @implements rbd_migration_prepare
   */
  async prepare(source: string, target: string, options: PrepareMigrationOptions = {}): Promise<void> {
    const subject = this.#subject(source, 'source')
    checkName(target, 'target')
    checkOptions(options, PREPARE_OPTIONS)
    const { pool = this.#pool, flatten, cloneFormat } = options
    if (!(pool instanceof Pool)) throw wrongType('options.pool', 'a Pool', pool)
    if (flatten !== undefined && typeof flatten !== 'boolean') throw wrongType('options.flatten', 'a boolean', flatten)
    if (cloneFormat !== undefined && cloneFormat !== 1 && cloneFormat !== 2) {
      throw outOfRange('options.cloneFormat', '1 or 2', cloneFormat)
    }
    const layout = { ...nativeLayout(options), flatten, cloneFormat }
    try {
      await call(
        () => native.rbd.migrationPrepare(Handle.native(this.#pool), source, Handle.native(pool), target, layout),
        options,
        {
          subject,
          // Its caller was told that there is none.
          late: () => void this.abort(source).catch(() => {}),
        },
      )
    } catch (error) {
      if (error instanceof ImageNotFoundError) await checkDataPool(pool, layout)
      if (!(error instanceof ImageExistsError)) throw await placeError(this.#pool, error)
      // What exists already is the other one.
      const { syscall, errno } = error
      const taken = { pool: pool.name, namespace: pool.namespace, image: target }
      throw cephError({ syscall, errno, subject: taken, cause: error })
    }
  }

  /**
   * Begins a migration from outside of the cluster: makes an image that reads from the source what it does not have yet.
   * Where the data comes from a file or a stream, `images.import` is faster; this one can be opened at once.
   *
   * @example
   * ```ts
   * const file = path.join(dir, 'disk.img')
   * await fs.promises.writeFile(file, Buffer.alloc(2 ** 20, 'x'))
   * await images.migration.prepareImport({ type: 'raw', stream: { type: 'file', file_path: file } }, 'z-imported')
   * await images.migration.execute('z-imported')
   * await images.migration.commit('z-imported')
   * ```
   * @throws ImageExistsError
   * @throws NotFoundError if there is no such source
   * @throws CephError `EINVAL`, `ENOSYS` if librbd does not understand the source; `EACCES` and others as the source answers
   * @implements rbd_migration_prepare_import
   */
  async prepareImport(source: MigrationSource, name: string, options: PrepareImportOptions = {}): Promise<void> {
    const subject = this.#subject(name)
    checkOptions(options, IMPORT_OPTIONS)
    const layout = nativeLayout(options)
    const json = Buffer.from(jsonOf(checkObject(source, 'source')))
    try {
      await call(() => native.rbd.migrationPrepareImport(Handle.native(this.#pool), json, name, layout), options, {
        subject,
        // Its caller was told that there is none.
        late: () => void this.abort(name).catch(() => {}),
      })
    } catch (error) {
      if (error instanceof ImageNotFoundError) await checkDataPool(this.#pool, layout)
      throw await this.#sourceError(error, subject)
    } finally {
      json.fill(0)
    }
  }

  /**
   * Copies what the new image does not have yet. It may be in use meanwhile. `onProgress` is told objects. An abort ends
   * the waiting: librbd itself does not stop once it has begun, `status()` tells how far it is.
   * @param image the name of the new image
   * @throws ImageNotFoundError
   * @throws CephError `EINVAL` if the image does not migrate, or has been copied already
   * @implements rbd_migration_execute rbd_migration_execute_with_progress
   */
  async execute(image: string, options: ProgressOptions = {}): Promise<void> {
    await this.#step(image, options, native.rbd.migrationExecute)
  }

  /**
   * Ends a migration whose data is all copied: removes the old image. An abort ends the waiting, not the work.
   * @param image the name of the new image
   * @throws ImageNotFoundError
   * @throws CephError `EINVAL` if the image does not migrate, or has not been copied yet
   * @implements rbd_migration_commit rbd_migration_commit_with_progress
   */
  async commit(image: string, options: ProgressOptions = {}): Promise<void> {
    await this.#step(image, options, native.rbd.migrationCommit)
  }

  /**
   * Goes back to the old image, and removes the new one with all that was written to it. An abort by `signal` ends the
   * waiting, not the work.
   *
   * @example
   * ```ts
   * await images.create('z-old', { size: '64MiB' })
   * await images.migration.prepare('z-old', 'z-new')
   * await images.migration.abort('z-new')
   * ```
   * @param image the name of the new image
   * @throws ImageNotFoundError
   * @throws ImageBusyError if somebody has the new image open
   * @throws CephError `EINVAL` if the image does not migrate
   * @implements rbd_migration_abort rbd_migration_abort_with_progress
   */
  async abort(image: string, options: ProgressOptions = {}): Promise<void> {
    await this.#step(image, options, native.rbd.migrationAbort)
  }

  /**
   * How far a migration is.
   *
   * @example
   * ```ts
   * await images.create('z-old', { size: '64MiB' })
   * await images.migration.prepare('z-old', 'z-new')
   * const { state, source } = await images.migration.status('z-new')
   * console.log(state, source?.image) // prepared z-old
   * ```
   * @throws ImageNotFoundError
   * @throws CephError `EINVAL` if the image does not migrate
   * @implements rbd_migration_status rbd_migration_status_cleanup
   */
  async status(image: string, options: CallOptions = {}): Promise<MigrationStatus> {
    const subject = this.#subject(image, 'image')
    try {
      return await call(() => native.rbd.migrationStatus(Handle.native(this.#pool), image), options, { subject })
    } catch (error) {
      throw await this.#error(error, subject)
    }
  }

  async #step(image: string, options: ProgressOptions, step: Step): Promise<void> {
    const subject = this.#subject(image, 'image')
    try {
      await callWithProgress((progress) => step(Handle.native(this.#pool), image, progress), options, { subject })
    } catch (error) {
      throw await this.#error(error, subject)
    }
  }

  #subject(image: string, argument = 'name'): Subject {
    return { pool: this.#pool.name, namespace: this.#pool.namespace, image: checkName(image, argument) }
  }

  async #sourceError(error: unknown, subject: Subject): Promise<unknown> {
    const found = await placeError(this.#pool, error)
    if (found !== error || !(error instanceof CephError)) return found
    const { code, errno, syscall } = error
    const details = { code, errno, syscall, subject, cause: error }
    if (error instanceof ImageNotFoundError) {
      return new NotFoundError(`${code}: the source of image '${subject.image}' does not exist (${syscall})`, details)
    }
    if (code !== 'EINVAL' && code !== 'ENOSYS') return error
    const sentence = `librbd does not understand the source of image '${subject.image}'`
    const hint = 'What it understands is told at https://docs.ceph.com/en/latest/rbd/rbd-live-migration.'
    return cephError({ syscall, errno, subject, sentence, hint, cause: error })
  }

  /** librbd says that it cannot be; why, its state tells. */
  async #error(error: unknown, subject: Subject): Promise<unknown> {
    if (!(error instanceof CephError && error.code === 'EINVAL')) return await placeError(this.#pool, error)
    const { syscall, errno } = error
    let sentence = `image '${subject.image}' does not migrate`
    let hint = 'images.migration.prepare(source, target) begins a migration.'
    if (syscall !== 'rbd_migration_status') {
      const state = await this.status(String(subject.image)).then(
        (status) => status.state,
        () => undefined,
      )
      if (state !== undefined) {
        sentence = `the migration of image '${subject.image}' is '${state}'`
        hint = 'After prepare() a migration is executed, and then committed; until then it can be aborted.'
      }
    }
    return cephError({ syscall, errno, subject, sentence, hint, cause: error })
  }
}

/** With its keys, which a `Secret` would not show. */
function jsonOf(source: MigrationSource): string {
  return JSON.stringify(source, function (this: Record<string, unknown>, key, value) {
    const original = this[key]
    return original instanceof Secret ? original.reveal() : value
  })
}

/** Ceph keeps the key of a store in plain text: nobody is to print it unawares. */
function hidden(key: string, value: unknown): unknown {
  return key === 'secret_key' && typeof value === 'string' ? new Secret(value) : value
}

export async function migrationSource(image: Image, options?: CallOptions): Promise<MigrationSource | undefined> {
  const { subject } = image
  try {
    const json = await call(() => native.rbd.migrationSource(Handle.native(image)), options, { subject })
    return JSON.parse(json, hidden) as MigrationSource
  } catch (error) {
    // It does not migrate.
    if (error instanceof CephError && error.code === 'EINVAL') return undefined
    throw error
  }
}
