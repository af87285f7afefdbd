import { randomUUID } from 'node:crypto'
import {
  checkInteger,
  checkName,
  checkObject,
  checkOptions,
  type Known,
  outOfRange,
  wrongType,
} from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { type CephError, NotFoundError } from '../core/errors.ts'
import { Handle } from '../core/handle.ts'
import { describe } from '../core/subject.ts'
import { native } from '../native/load.ts'
import type { RadosObject } from './object.ts'
import { oneOf } from './step.ts'

export type LockMode = 'exclusive' | 'shared'

export interface LockOptions extends CallOptions {
  /** `'exclusive'`, if not said; those that share a lock must take it with the same tag. */
  readonly mode?: LockMode
  /** Tells the holders of one client apart; made up if not said. */
  readonly cookie?: string
  /** Of a shared lock only. */
  readonly tag?: string
  /** For people: why it is locked. */
  readonly description?: string
  /** After so many milliseconds it is free again, if it is not taken anew; for ever if not said. */
  readonly duration?: number
  /**
   * Whether this may take anew a lock that the same client and cookie hold (`'may'`), or does nothing else (`'must'`:
   * fails with `ENOENT` if they do not). If not said, it fails with `EEXIST` if they do.
   */
  readonly renew?: 'may' | 'must'
}

/** Who holds a lock. */
export interface Locker {
  /** `'client.4123'` */
  readonly client: string
  readonly cookie: string
  readonly address: string
}

/** The holders of a lock. */
export interface Lockers {
  /** Undefined if nobody holds it. */
  readonly mode: LockMode | undefined
  readonly tag: string
  readonly lockers: readonly Locker[]
}

const OPTIONS: Known<LockOptions> = {
  mode: true,
  cookie: true,
  tag: true,
  description: true,
  duration: true,
  renew: true,
  signal: true,
  timeout: true,
}
const RENEW = { may: 1, must: 2 } as const

/**
 * The advisory locks of an object, by name: they keep away nobody but those who ask for them. A lock lives with the
 * object, and outlives the client that holds it if it has no duration. Locking makes the object if need be.
 *
 * @example
 * ```ts
 * await using lock = await object.locks.acquire('backup', { duration: 60_000, description: 'nightly' })
 * const { lockers } = await object.locks.lockers('backup')
 * ```
 */
export class ObjectLocks {
  readonly #object: RadosObject

  /** @internal */
  constructor(object: RadosObject) {
    this.#object = object
  }

  /**
   * Takes a lock, or fails at once. If the caller gives up, one that is taken nevertheless is released.
   *
   * @example
   * ```ts
   * const lock = await object.locks.acquire('readers', { mode: 'shared', tag: 'nightly' })
   * await lock.release()
   * ```
   * @throws ObjectBusyError if somebody else holds it
   * @throws ObjectExistsError if this client holds it with the same cookie
   * @throws NotFoundError with `renew: 'must'`, if this client does not hold it with that cookie
   * @implements rados_lock_exclusive rados_lock_shared
   */
  async acquire(name: string, options: LockOptions = {}): Promise<ObjectLock> {
    checkName(name, 'name')
    const { mode = 'exclusive', tag, duration = 0, renew, ...others } = checkOptions(options, OPTIONS)
    const { cookie = randomUUID(), description = '', ...rest } = others
    oneOf(mode, { exclusive: true, shared: true }, 'options.mode')
    if (tag !== undefined && mode === 'exclusive') throw outOfRange('options.tag', 'that of a shared lock', tag)
    const request = {
      name,
      cookie: checkText(cookie, 'options.cookie'),
      tag: checkText(tag ?? '', 'options.tag'),
      description: checkText(description, 'options.description'),
      exclusive: mode === 'exclusive',
      duration: checkInteger(duration, 'options.duration', options.duration === undefined ? 0 : 1),
      flags: renew === undefined ? 0 : oneOf(renew, RENEW, 'options.renew'),
    }
    const object = this.#object
    const pool = Handle.native(object.pool)
    const making = {
      subject: object.subject,
      // One that is taken anew was held before.
      late: renew === undefined ? () => void this.release(name, cookie).catch(() => {}) : undefined,
    }
    await this.#held(name, () => call(() => native.rados.objectLock(pool, object.name, request), rest, making))
    return new ObjectLock(this, request, mode, duration)
  }

  /**
   * Gives a lock back.
   *
   * @example
   * ```ts
   * const { cookie } = await object.locks.acquire('backup')
   * await object.locks.release('backup', cookie)
   * ```
   * @throws NotFoundError if this client does not hold it with that cookie
   * @implements rados_unlock rados_aio_unlock
   */
  async release(name: string, cookie: string, options?: CallOptions): Promise<void> {
    checkName(name, 'name')
    checkText(cookie, 'cookie')
    await this.#held(name, () => this.#object.unlock(name, cookie, options))
  }

  /**
   * Who holds a lock.
   *
   * @example
   * ```ts
   * const { mode, lockers } = await object.locks.lockers('backup')
   * for (const { client, address } of lockers) console.log(mode, client, address)
   * ```
   * @throws ObjectNotFoundError
   * @implements rados_list_lockers
   */
  async lockers(name: string, options?: CallOptions): Promise<Lockers> {
    checkName(name, 'name')
    const object = this.#object
    const found = await call(() => native.rados.objectLockers(Handle.native(object.pool), object.name, name), options, {
      subject: object.subject,
    })
    const mode = found.lockers.length === 0 ? undefined : found.exclusive ? 'exclusive' : 'shared'
    return { mode, tag: found.tag, lockers: found.lockers }
  }

  /**
   * Takes a lock away from a client, which is not told. It can go on writing: shut it out (`cluster.blocklist`) before.
   *
   * @param locker as `lockers()` tells it
   *
   * @example
   * ```ts
   * await object.locks.acquire('backup')
   * const { lockers } = await object.locks.lockers('backup')
   * for (const locker of lockers) await object.locks.break('backup', locker)
   * ```
   * @throws NotFoundError if that client does not hold it with that cookie
   * @throws CephError `EINVAL` if `client` is no client
   * @implements rados_break_lock
   */
  async break(name: string, locker: Pick<Locker, 'client' | 'cookie'>, options?: CallOptions): Promise<void> {
    checkName(name, 'name')
    const { client, cookie } = checkObject(locker, 'locker')
    checkName(client, 'locker.client')
    checkText(cookie, 'locker.cookie')
    const object = this.#object
    await this.#held(name, () =>
      call(() => native.rados.objectBreakLock(Handle.native(object.pool), object.name, name, client, cookie), options, {
        subject: object.subject,
      }),
    )
  }

  // What is not there is the lock, not the object.
  async #held(name: string, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error
      const { code, errno, syscall, subject, cause } = error as CephError
      throw new NotFoundError(
        `${code}: the lock '${name}' is not held like that: ${describe(this.#object.subject)} (${syscall})`,
        {
          code,
          errno,
          syscall,
          subject,
          cause,
          hint: 'Its duration ran out, or somebody broke it: object.locks.lockers(name) tells who holds it now.',
        },
      )
    }
  }
}

/**
 * A lock that is held. `await using` gives it back.
 *
 * @example
 * ```ts
 * await using lock = await object.locks.acquire('backup', { duration: 30_000 })
 * await lock.renew()
 * ```
 */
export class ObjectLock {
  readonly name: string
  readonly cookie: string
  readonly mode: LockMode
  readonly #locks: ObjectLocks
  readonly #tag: string
  readonly #description: string
  readonly #duration: number
  #released = false

  /** @internal */
  constructor(
    locks: ObjectLocks,
    { name, cookie, tag, description }: Record<'name' | 'cookie' | 'tag' | 'description', string>,
    mode: LockMode,
    duration: number,
  ) {
    this.name = name
    this.cookie = cookie
    this.mode = mode
    this.#locks = locks
    this.#tag = tag
    this.#description = description
    this.#duration = duration
  }

  /**
   * Begins the lock's duration again.
   *
   * @param options a `duration` in place of the lock's own
   *
   * @example
   * ```ts
   * const lock = await object.locks.acquire('backup', { duration: 30_000 })
   * await lock.renew({ duration: 60_000 })
   * ```
   * @throws NotFoundError if it is not held any more
   */
  async renew(options: Pick<LockOptions, 'duration' | keyof CallOptions> = {}): Promise<void> {
    checkOptions(options, { duration: true, signal: true, timeout: true })
    const { mode, cookie } = this
    await this.#locks.acquire(this.name, {
      ...(this.#duration === 0 ? {} : { duration: this.#duration }),
      ...options,
      mode,
      cookie,
      ...(mode === 'shared' ? { tag: this.#tag } : {}),
      description: this.#description,
      renew: 'must',
    })
  }

  /**
   * Gives it back.
   *
   * @example
   * ```ts
   * const lock = await object.locks.acquire('backup')
   * await lock.release()
   * ```
   * @throws NotFoundError if it is not held any more
   */
  async release(options?: CallOptions): Promise<void> {
    await this.#locks.release(this.name, this.cookie, options)
    this.#released = true
  }

  /** Gives it back, if that was not done. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#released) await this.release()
  }
}

function checkText(value: unknown, name: string): string {
  if (typeof value !== 'string') throw wrongType(name, 'a string', value)
  return value === '' ? value : checkName(value, name)
}
