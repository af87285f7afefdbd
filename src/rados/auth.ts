import { constants } from 'node:os'
import { checkName, outOfRange, wrongType } from '../core/arguments.ts'
import type { CallOptions } from '../core/call.ts'
import { cephError } from '../core/ceph-failure.ts'
import { NotFoundError } from '../core/errors.ts'
import { Listing } from '../core/listing.ts'
import { Secret } from '../core/secret.ts'
import type { Cluster } from './cluster.ts'
import { keyringText, writePrivateFile } from './keyring.ts'
import type { AuthReply, Caps } from './mon-commands.ts'

/** A user of the cluster: who, with which key, allowed what. */
export interface AuthEntry {
  /** `'client.libvirt'` */
  readonly entity: string
  /** Does not show itself; `key.reveal()` gives the text. */
  readonly key: Secret
  readonly caps: Caps
}

export interface EnsuredAuthEntry extends AuthEntry {
  /** What it took: whether the user was made, its caps were changed, or all was as asked. */
  readonly outcome: 'created' | 'updated' | 'unchanged'
}

/**
 * The users of a cluster and their keys: `cluster.auth`.
 *
 * @example
 * ```ts
 * await cluster.auth.ensure('client.libvirt', { mon: 'profile rbd', osd: 'profile rbd pool=libvirt-pool' })
 * await cluster.auth.writeKeyring('client.libvirt', '/etc/ceph/ceph.client.libvirt.keyring')
 * ```
 */
export class Auth {
  readonly #cluster: Cluster

  /** @internal */
  constructor(cluster: Cluster) {
    this.#cluster = cluster
  }

  /**
   * Makes a user with these caps, or sees to it that the one there has exactly these. Its key stays as it is.
   * @throws CephError `EINVAL`, with the monitor's own sentence, if the caps make no sense to it
   * @throws PermissionError if this client may not
   */
  async ensure(entity: string, caps: Caps, options?: CallOptions): Promise<EnsuredAuthEntry> {
    checkEntity(entity)
    const wanted = checkCaps(caps)
    const there = await this.#find(entity, options)
    if (there === undefined) {
      await this.#cluster.command('auth get-or-create', { entity, caps: capsList(wanted) }, options)
      return { ...(await this.get(entity, options)), outcome: 'created' }
    }
    if (sameCaps(there.caps, wanted)) return { ...there, outcome: 'unchanged' }
    await this.#cluster.command('auth caps', { entity, caps: capsList(wanted) }, options)
    return { ...(await this.get(entity, options)), outcome: 'updated' }
  }

  /**
   * One user.
   * @throws NotFoundError
   */
  async get(entity: string, options?: CallOptions): Promise<AuthEntry> {
    checkEntity(entity)
    const [entry] = await this.#cluster.command('auth get', { entity }, options)
    if (entry === undefined) throw noSuchEntity(entity, 'auth get')
    return authEntry(entry)
  }

  /**
   * The key of a user.
   *
   * @example
   * ```ts
   * const key = await cluster.auth.key('client.admin') // logged as [redacted]
   * const text = key.reveal()
   * ```
   * @throws NotFoundError
   */
  async key(entity: string, options?: CallOptions): Promise<Secret> {
    checkEntity(entity)
    const { key } = await this.#cluster.command('auth get-key', { entity }, options)
    return new Secret(key)
  }

  /** All users, daemons among them. */
  list(options?: CallOptions): Listing<AuthEntry> {
    return Listing.of(async () => (await this.#cluster.command('auth ls', {}, options)).auth_dump.map(authEntry))
  }

  /**
   * Removes a user. What is connected as that user stays so until its tickets run out.
   *
   * @example
   * ```ts
   * await cluster.auth.ensure('client.guest', { mon: 'profile rbd', osd: 'profile rbd pool=libvirt-pool' })
   * await cluster.auth.remove('client.guest')
   * ```
   * @throws NotFoundError
   */
  async remove(entity: string, options?: CallOptions): Promise<void> {
    checkEntity(entity)
    // The monitors answer success for one that is not there.
    if ((await this.#find(entity, options)) === undefined) throw noSuchEntity(entity, 'auth rm')
    await this.#cluster.command('auth rm', { entity }, options)
  }

  /**
   * Writes a keyring file with a user's key and caps: of mode 0600, in place of what is there, whole or not at all.
   * @throws NotFoundError if there is no such user
   */
  async writeKeyring(entity: string, path: string, options?: CallOptions): Promise<void> {
    checkName(path, 'path')
    await writePrivateFile(path, keyringText(await this.get(entity, options)))
  }

  async #find(entity: string, options: CallOptions | undefined): Promise<AuthEntry | undefined> {
    try {
      return await this.get(entity, options)
    } catch (error) {
      if (error instanceof NotFoundError) return undefined
      throw error
    }
  }
}

function authEntry({ entity, key, caps }: AuthReply): AuthEntry {
  return { entity, key: new Secret(key), caps }
}

function checkEntity(entity: string): void {
  checkName(entity, 'entity')
  if (!/^[a-z]+\.\S*$/.test(entity)) throw outOfRange('entity', "a type and a name, such as 'client.libvirt'", entity)
}

function checkCaps(caps: Caps): Caps {
  if (typeof caps !== 'object' || caps === null) throw wrongType('caps', "an object such as { mon: 'allow r' }", caps)
  for (const [daemon, cap] of Object.entries(caps)) checkName(cap, `caps.${daemon}`)
  return caps
}

/** As the monitors take them: `['mon', 'profile rbd', 'osd', 'profile rbd pool=libvirt-pool']`. */
function capsList(caps: Caps): readonly string[] {
  return Object.entries(caps).flat()
}

function sameCaps(one: Caps, other: Caps): boolean {
  const daemons = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...daemons].every((daemon) => one[daemon] === other[daemon])
}

function noSuchEntity(entity: string, syscall: string): Error {
  return cephError({ syscall, errno: -constants.errno.ENOENT, subject: { entity } })
}
