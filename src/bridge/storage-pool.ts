import { checkName, checkOptions, type Known } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { AbortError, LibvirtError, StorageBackendMissingError } from '../core/errors.ts'
import type { Connection, StoragePool } from '../libvirt/index.ts'
import type { Cluster } from '../rados/index.ts'
import { storagePool } from '../xml/index.ts'
import { monitorHosts } from './monitors.ts'

export interface DefineStoragePoolOptions extends CallOptions {
  /** The storage pool's name in libvirt. */
  readonly name: string
  /** The Ceph pool behind it. */
  readonly pool: string
  /** The user to be: what `shareCredentials` gave. */
  readonly secret: { readonly username: string; readonly uuid: string }
  /** Whether libvirt starts it with itself. Default false. */
  readonly autostart?: boolean
  /** Whether to start it now. Default true. */
  readonly start?: boolean
  /** Its id; libvirt makes one without it. That of a storage pool of this name, to define it anew. */
  readonly uuid?: string
}

const PACKAGES =
  'Install the package with it and restart libvirtd: libvirt-daemon-driver-storage-rbd on Debian, Ubuntu, Fedora, RHEL, CentOS and openSUSE; libvirt-storage-ceph on Arch. ' +
  'Images do not need it: create them through `rbd.images(pool)` and attach them with `bridge.diskFor(image, …)`.'

const DEFINE_OPTIONS: Known<DefineStoragePoolOptions> = {
  name: true,
  pool: true,
  secret: true,
  autostart: true,
  start: true,
  uuid: true,
  signal: true,
  timeout: true,
}

/**
 * Defines a libvirt storage pool over a Ceph pool, with the monitors of the cluster's own map, and starts it. If
 * starting fails, all is as it was before. With the `uuid` of one that is there it defines that anew, for instance when
 * the monitors have changed: if it runs, that holds from its next start.
 *
 * @example
 * ```ts
 * const storage = await bridge.defineStoragePool(cluster, conn, {
 *   name: 'images_rbd', pool: 'libvirt-pool', secret: credentials, autostart: true,
 * })
 * ```
 * @throws StorageBackendMissingError if the host's libvirt has no rbd backend (`missing backend for pool type 9 (rbd)`)
 * @throws LibvirtError whatever else libvirt objects to
 */
export async function defineStoragePool(
  cluster: Cluster,
  conn: Connection,
  options: DefineStoragePoolOptions,
): Promise<StoragePool> {
  checkOptions(options, DEFINE_OPTIONS)
  const { name, pool, secret, autostart = false, start = true, uuid } = options
  checkName(name, 'options.name')
  checkName(pool, 'options.pool')
  await requireBackend(conn, options)
  const description = storagePool({
    type: 'rbd',
    name,
    ...(uuid === undefined ? {} : { uuid }),
    pool,
    hosts: await monitorHosts(cluster, options),
    auth: { username: secret.username, secret: { uuid: secret.uuid } },
  })
  const before = uuid === undefined ? undefined : await definitionOf(conn, uuid, options)
  // What changes something is not given up half-way: the caller is told at once, and it is undone when it can be.
  let givenUp = false
  const setUp = async (): Promise<StoragePool> => {
    const defined = await definePool(conn, description)
    const wasActive = before !== undefined && (await defined.isActive())
    try {
      if (start && !wasActive && !givenUp) await defined.start()
      if (autostart && !givenUp) await defined.setAutostart(true)
      if (givenUp) throw new AbortError()
    } catch (error) {
      // Whatever becomes of that, the first failure says more.
      await undo(conn, defined, before, wasActive).catch(() => {})
      throw error
    }
    return defined
  }
  const giveUp = (): void => {
    givenUp = true
  }
  return await call(setUp, options, { subject: { connection: conn.uri, storagePool: name }, cancel: giveUp })
}

/** The definition that is about to be replaced, if there is one. */
async function definitionOf(conn: Connection, uuid: string, options: CallOptions): Promise<string | undefined> {
  try {
    return await (await conn.storagePools.get(uuid, options)).xml({ ...options, flags: ['inactive'] })
  } catch (error) {
    if (error instanceof LibvirtError && error.code === 'VIR_ERR_NO_STORAGE_POOL') return undefined
    throw error
  }
}

async function undo(
  conn: Connection,
  defined: StoragePool,
  before: string | undefined,
  wasActive: boolean,
): Promise<void> {
  if (!wasActive && (await defined.isActive())) await defined.stop()
  if (before === undefined) await defined.undefine()
  else await conn.storagePools.define(before)
}

/** Asks libvirt beforehand, where it can say (5.2 and later). */
async function requireBackend(conn: Connection, options: CallOptions): Promise<void> {
  try {
    const { pools } = await conn.storagePoolCapabilities(options)
    const rbd = pools.find(({ type }) => type === 'rbd')
    if (rbd?.supported !== true) throw missing(conn)
  } catch (error) {
    if (error instanceof LibvirtError && error.code === 'VIR_ERR_NO_SUPPORT') return
    throw error
  }
}

async function definePool(conn: Connection, description: ReturnType<typeof storagePool>): Promise<StoragePool> {
  try {
    return await conn.storagePools.define(description)
  } catch (error) {
    const isMissing =
      error instanceof LibvirtError &&
      error.code === 'VIR_ERR_INTERNAL_ERROR' &&
      error.domain === 'VIR_FROM_STORAGE' &&
      /\(rbd\)/.test(error.str2 ?? error.message)
    throw isMissing ? missing(conn, error) : error
  }
}

function missing(conn: Connection, cause?: unknown): StorageBackendMissingError {
  return new StorageBackendMissingError('rbd', { subject: { connection: conn.uri }, hint: PACKAGES, cause })
}
