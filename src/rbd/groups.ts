import { inspect } from 'node:util'
import { checkName, checkOptions, type Known, wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { cephError } from '../core/ceph-failure.ts'
import {
  GroupExistsError,
  ImageExistsError,
  ImageInGroupError,
  ImageNotFoundError,
  type Subject,
} from '../core/errors.ts'
import { Handle } from '../core/handle.ts'
import { Listing } from '../core/listing.ts'
import { describeName } from '../core/subject.ts'
import type { GroupImage } from '../native/contract/rbd-groups.ts'
import { native } from '../native/load.ts'
import { Decoder, encodeText } from '../rados/encoding.ts'
import { Pool, RadosObject } from '../rados/index.ts'
import { GroupSnapshots } from './group-snapshots.ts'
import { checkPlace, placeError } from './namespaces.ts'

export type { GroupImage } from '../native/contract/rbd-groups.ts'

export interface ListedGroup {
  readonly name: string
}

export interface GroupImageOptions extends CallOptions {
  /** The pool of the image, in the group's namespace; the group's own, if not said. */
  readonly pool?: Pool
}

const IMAGE_OPTIONS: Known<GroupImageOptions> = { pool: true, signal: true, timeout: true }

/**
 * The consistency groups of a pool's namespace: images whose snapshots are taken at one moment.
 *
 * @example
 * ```ts
 * const group = await images.groups.create('database')
 * await group.addImage('z-centos9')
 * for await (const { name } of images.groups.list()) console.log(name) // database
 * ```
 */
export class Groups {
  readonly #pool: Pool

  /** @internal */
  constructor(pool: Pool) {
    this.#pool = pool
  }

  /**
   * Makes a group, without images.
   * @throws GroupExistsError
   * @throws NamespaceNotFoundError
   * @implements rbd_group_create
   */
  async create(name: string, options?: CallOptions): Promise<Group> {
    const subject = this.#subject(name)
    // librbd would make it all the same.
    await checkPlace(this.#pool, options)
    await call(() => native.rbd.groupCreate(Handle.native(this.#pool), name), options, {
      subject,
      // Its caller was told that there is none.
      late: () => void this.remove(name).catch(() => {}),
    })
    return new Group(this.#pool, name)
  }

  /**
   * Removes a group with its snapshots. Its images stay.
   *
   * @example
   * ```ts
   * await images.groups.create('database')
   * await images.groups.remove('database')
   * ```
   * @throws GroupNotFoundError
   * @implements rbd_group_remove
   */
  async remove(name: string, options?: CallOptions): Promise<void> {
    const group = new Group(this.#pool, checkName(name, 'name'))
    // librbd is content if there is none.
    await group.check(options)
    const { subject } = group
    await call(() => native.rbd.groupRemove(Handle.native(this.#pool), name), options, { subject })
  }

  /**
   * Gives a group another name.
   *
   * @example
   * ```ts
   * await images.groups.create('database')
   * await images.groups.rename('database', 'database-old')
   * ```
   * @throws GroupNotFoundError, GroupExistsError
   * @implements rbd_group_rename
   */
  async rename(from: string, to: string, options?: CallOptions): Promise<void> {
    const subject = this.#subject(from, 'from')
    checkName(to, 'to')
    try {
      await call(() => native.rbd.groupRename(Handle.native(this.#pool), from, to), options, { subject })
    } catch (error) {
      if (!(error instanceof GroupExistsError)) throw await placeError(this.#pool, error)
      // What exists already is the other one.
      const { syscall, errno } = error
      throw cephError({ syscall, errno, subject: this.#subject(to), cause: error })
    }
  }

  /**
   * The groups, by name.
   * @throws NamespaceNotFoundError
   * @implements rbd_group_list
   */
  list(options: CallOptions = {}): Listing<ListedGroup> {
    return Listing.of(async () => {
      const pool = this.#pool
      const subject = { pool: pool.name, namespace: pool.namespace }
      const names = await call(() => native.rbd.groupList(Handle.native(pool)), options, { subject })
      if (names.length === 0) await checkPlace(pool, options)
      return names.map((name) => ({ name }))
    })
  }

  /**
   * A group that is there.
   *
   * @example
   * ```ts
   * await images.groups.create('database')
   * const group = await images.groups.get('database')
   * console.log(group.name, await group.images().toArray()) // database []
   * ```
   * @throws GroupNotFoundError
   */
  async get(name: string, options: CallOptions = {}): Promise<Group> {
    const group = new Group(this.#pool, checkName(name, 'name'))
    await group.check(options)
    return group
  }

  #subject(name: string, argument = 'name'): Subject {
    return { pool: this.#pool.name, namespace: this.#pool.namespace, group: checkName(name, argument) }
  }
}

/** A consistency group. It need not be closed. */
export class Group {
  readonly pool: Pool
  readonly name: string
  readonly snapshots: GroupSnapshots

  /** @internal */
  constructor(pool: Pool, name: string) {
    this.pool = pool
    this.name = name
    this.snapshots = new GroupSnapshots(this)
  }

  /** What errors say they are about. @internal */
  get subject(): Subject {
    return { pool: this.pool.name, namespace: this.pool.namespace, group: this.name }
  }

  [inspect.custom](): string {
    return `Group { ${describeName(this.subject)} }`
  }

  /**
   * The id of the group.
   *
   * @example
   * ```ts
   * const group = await images.groups.create('database')
   * console.log(await group.id())
   * ```
   * @throws GroupNotFoundError
   * @implements rbd_group_get_id
   */
  async id(options: CallOptions = {}): Promise<string> {
    const { pool, name, subject } = this
    // Since Ceph 20: before, what it asks for is asked for here.
    if (native.rbd.supports('rbd_group_get_id') !== true) return await this.#find(options)
    return await call(() => native.rbd.groupId(Handle.native(pool), name), options, { subject })
  }

  /** Throws if there is no such group: librbd finds nothing in it then. @internal */
  async check(options: CallOptions = {}): Promise<void> {
    await this.#find(options)
  }

  async #find(options: CallOptions): Promise<string> {
    const { pool, name, subject } = this
    try {
      const directory = new RadosObject(pool, 'rbd_group_directory', subject)
      const answer = await directory.exec('rbd', 'dir_get_id', encodeText(name), options)
      return new Decoder(answer, 'rbd.dir_get_id', subject).text()
    } catch (error) {
      throw await placeError(pool, error)
    }
  }

  /**
   * The images of the group.
   * @throws GroupNotFoundError
   * @implements rbd_group_image_list rbd_group_image_list_cleanup
   */
  images(options: CallOptions = {}): Listing<GroupImage> {
    return Listing.of(async () => {
      const { pool, name, subject } = this
      const listed = await call(() => native.rbd.groupImages(Handle.native(pool), name), options, { subject })
      if (listed.length === 0) await this.check(options)
      return listed
    })
  }

  /**
   * Adds an image to the group, which may be of another pool. An image is in one group at most; one that is in this
   * group already stays in it.
   *
   * @example
   * ```ts
   * const group = await images.groups.create('database')
   * await group.addImage('z-centos9', { pool })
   * for await (const { name, state } of group.images()) console.log(name, state) // z-centos9 attached
   * ```
   * @throws GroupNotFoundError, ImageNotFoundError
   * @throws ImageInGroupError if it is in another group
   * @throws CephError `EINVAL` if it is in another namespace
   * @implements rbd_group_image_add
   */
  async addImage(image: string, options: GroupImageOptions = {}): Promise<void> {
    const subject = this.#imageSubject(checkName(image, 'image'), options)
    const { pool, name } = this
    const theirs = options.pool ?? pool
    try {
      await call(() => native.rbd.groupAddImage(Handle.native(pool), name, Handle.native(theirs), image), options, {
        subject,
      })
    } catch (error) {
      if (!(error instanceof ImageExistsError)) throw await this.#error(error)
      const { code, errno, syscall, message } = error
      throw new ImageInGroupError(message.replace('already exists', 'is in another group'), {
        code,
        errno,
        syscall,
        subject,
        hint: 'image.info() names it: (await images.groups.get(name)).removeImage(image) takes the image out.',
        cause: error,
      })
    }
  }

  /**
   * Takes an image out of the group, by name or by id: the id works for one in the trash, too. Its part of the group's
   * snapshots stays.
   *
   * @example
   * ```ts
   * const group = await images.groups.create('database')
   * await group.addImage('z-centos9')
   * await group.removeImage({ id: image.id ?? '' })
   * ```
   * @throws GroupNotFoundError
   * @throws ImageNotFoundError if there is no such image, or it is not in the group
   * @implements rbd_group_image_remove rbd_group_image_remove_by_id
   */
  async removeImage(image: string | { readonly id: string }, options: GroupImageOptions = {}): Promise<void> {
    const byId = typeof image === 'object' && image !== null
    const nameOrId = byId ? checkName(image.id, 'image.id') : checkName(image, 'image')
    const subject = this.#imageSubject(nameOrId, options)
    const { pool, name } = this
    const theirs = options.pool ?? pool
    try {
      await call(
        () => native.rbd.groupRemoveImage(Handle.native(pool), name, Handle.native(theirs), nameOrId, byId),
        options,
        { subject },
      )
    } catch (error) {
      throw await this.#error(error)
    }
  }

  #imageSubject(image: string, options: GroupImageOptions): Subject {
    checkOptions(options, IMAGE_OPTIONS)
    const { pool = this.pool } = options
    if (!(pool instanceof Pool)) throw wrongType('options.pool', 'a Pool', pool)
    return { pool: pool.name, namespace: pool.namespace, image, group: this.name }
  }

  /** What is missing may be the group. */
  async #error(error: unknown): Promise<unknown> {
    if (error instanceof ImageNotFoundError) await this.check()
    return error
  }
}
