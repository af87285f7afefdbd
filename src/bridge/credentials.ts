import { checkName, checkOptions, type Known, outOfRange } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { AbortError, LibvirtError } from '../core/errors.ts'
import type { SecretText } from '../core/secret.ts'
import type { Connection, Secret } from '../libvirt/index.ts'
import type { Cluster } from '../rados/index.ts'

export interface ShareCredentialsOptions extends CallOptions {
  /** The Ceph user: `'client.libvirt'`, or `'libvirt'`. Without it, the user of the cluster connection. */
  readonly entity?: string
  /** The user's key. Without it, it is asked of the cluster, whose connection needs the capability for it. */
  readonly key?: SecretText
  /** The libvirt secret's usage name; `'client.libvirt secret'` for `client.libvirt` without it. */
  readonly usage?: string
}

/** A Ceph user that a libvirt host can be: what storage pools and disks refer to. */
export interface SharedCredentials {
  /** The Ceph user as libvirt names it, without `client.`. */
  readonly username: string
  readonly entity: string
  /** Of the libvirt secret. */
  readonly uuid: string
  /** The libvirt secret's usage name. */
  readonly usage: string
  readonly secret: Secret
}

const SHARE_OPTIONS: Known<ShareCredentialsOptions> = {
  entity: true,
  key: true,
  usage: true,
  signal: true,
  timeout: true,
}

/**
 * Gives a libvirt host the key of a Ceph user: defines a private secret for it, or takes the one of that usage as it is
 * (private or not), and sets its value to the user's key. Call it again after the key has changed. If it fails, no
 * secret is left that was not there before.
 *
 * @example
 * ```ts
 * const credentials = await bridge.shareCredentials(cluster, conn, { entity: 'client.libvirt' })
 * const disk = await bridge.diskFor(image, { secret: credentials, target: 'vda' })
 * ```
 * @throws NotFoundError if there is no such user
 * @throws PermissionError if the connection may not read keys: give `key` then
 * @throws RangeError if the secret of that usage holds another user's key, by its description, or the key is not base64
 * @throws LibvirtError if libvirt refuses it: a connection that is read-only, for one
 */
export async function shareCredentials(
  cluster: Cluster,
  conn: Connection,
  options: ShareCredentialsOptions = {},
): Promise<SharedCredentials> {
  checkOptions(options, SHARE_OPTIONS)
  const given = checkName(options.entity ?? cluster.name, 'options.entity')
  const entity = given.startsWith('client.') ? given : `client.${given}`
  const usage = checkName(options.usage ?? `${entity} secret`, 'options.usage')
  const key = options.key ?? (await cluster.auth.key(entity, options))
  const description = `${OWNER}${entity}`
  const existing = await find(conn, usage, options)
  if (existing !== undefined) await checkOwner(existing, usage, description, options)
  // Not given up half-way: a secret without its value would be left.
  let givenUp = false
  const share = async (): Promise<Secret> => {
    const secret =
      existing ?? (await conn.secrets.define({ usage: { type: 'ceph', name: usage }, description, private: true }))
    try {
      if (givenUp) throw new AbortError()
      await secret.setValue(key)
    } catch (error) {
      // Whatever becomes of that, the first failure says more.
      if (existing === undefined) await secret.undefine().catch(() => {})
      throw error
    }
    return secret
  }
  const giveUp = (): void => {
    givenUp = true
  }
  const secret = await call(share, options, { subject: { connection: conn.uri, secret: usage }, cancel: giveUp })
  return { username: entity.slice('client.'.length), entity, uuid: secret.uuid, usage, secret }
}

/** How the description of a secret of ours begins; its user follows. A secret has no other place for that. */
const OWNER = 'The key of '

/** The storage pools and domains of another user must not wake up with this one's key. */
async function checkOwner(secret: Secret, usage: string, description: string, options: CallOptions): Promise<void> {
  const found = (await secret.describe(options)).description
  if (found?.startsWith(`${OWNER}client.`) === true && found !== description) {
    const owner = found.slice(OWNER.length)
    throw outOfRange('options.usage', `a usage of its own: that secret holds the key of ${owner}`, usage)
  }
}

async function find(conn: Connection, usage: string, options: CallOptions): Promise<Secret | undefined> {
  try {
    return await conn.secrets.getByUsage('ceph', usage, options)
  } catch (error) {
    if (error instanceof LibvirtError && error.code === 'VIR_ERR_NO_SECRET') return undefined
    throw error
  }
}
