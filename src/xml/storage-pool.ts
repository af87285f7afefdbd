import { objectName, oneOf, path, port, text, uuid } from './codec.ts'
import { type StorageAuth, secretReference } from './disk.ts'
import { child, list, literal, required, size, type Table, unsupported, value } from './field.ts'
import { object, union } from './object.ts'

/** A monitor of a pool's source. */
export interface PoolHost {
  readonly name: string
  readonly port?: number
}

interface PoolCommon {
  readonly name: string
  /** libvirt makes one if it is not given. */
  readonly uuid?: string
  /** Bytes; of an existing pool, as libvirt last saw them: it ignores what a definition says. */
  readonly capacity?: number
  /** Bytes in use. */
  readonly allocation?: number
  /** Bytes free. */
  readonly available?: number
}

/** A Ceph pool. */
export interface RbdPool extends PoolCommon {
  readonly type: 'rbd'
  /** The Ceph pool's name. */
  readonly pool: string
  /** The monitors, at least one. */
  readonly hosts: readonly PoolHost[]
  readonly auth?: StorageAuth
  /**
   * How a refresh finds what an image uses: `capacity` takes its full size; `default` asks the cluster for every extent
   * of every image, which takes minutes for many. Builders choose `capacity`.
   */
  readonly refreshAllocation?: 'capacity' | 'default'
  /** Ceph client configuration for this pool; libvirt marks the pool as tainted. */
  readonly config?: readonly PoolConfigOption[]
  /** libvirt cannot name a RADOS namespace. */
  readonly namespace?: ''
}

export interface PoolConfigOption {
  readonly name: string
  readonly value: string
}

/** A folder of the host. */
export interface DirectoryPool extends PoolCommon {
  readonly type: 'dir'
  /** The folder. */
  readonly path: string
}

/** An LVM volume group. */
export interface LogicalPool extends PoolCommon {
  readonly type: 'logical'
  /** The volume group. */
  readonly volumeGroup: string
  readonly path?: string
}

/** A pool of a kind that has no description here yet. */
export interface OtherPool extends Partial<PoolCommon> {
  readonly type: 'other'
}

/** What {@link storagePool} takes. */
export type StoragePoolOptions = RbdPool | DirectoryPool | LogicalPool

/** `<pool>`, told apart by `type`. */
export type StoragePoolDescription = { readonly kind: 'pool' } & (StoragePoolOptions | OtherPool)

const common: Table<PoolCommon> = {
  name: required(value('name', objectName)),
  uuid: value('uuid', uuid),
  capacity: size('capacity', 'bytes'),
  allocation: size('allocation', 'bytes'),
  available: size('available', 'bytes'),
}

/** Unlike in a disk, `<auth>` itself says that it is Ceph's. */
const auth = object<StorageAuth>(
  { username: required(value('@username', text)), secret: required(child('secret', secretReference)) },
  { fixed: { '@type': 'ceph' } },
)

const host = object<PoolHost>({ name: required(value('@name', text)), port: value('@port', port) })

const option = object<PoolConfigOption>({
  name: required(value('@name', text)),
  value: required(value('@value', text)),
})

export const storagePoolType = union<StoragePoolOptions | OtherPool>(
  object<RbdPool>({
    type: literal('rbd', '@type'),
    ...common,
    hosts: required(list('source/host', host)),
    pool: required(value('source/name', text)),
    auth: child('source/auth', auth),
    namespace: unsupported(
      'absent: a libvirt storage pool has no RADOS namespace and shows the images of the default one only',
    ),
    refreshAllocation: value('refresh/volume/@allocation', oneOf('capacity', 'default')),
    config: list('rbd:config_opts/rbd:option', option),
  }),
  object<DirectoryPool>({ type: literal('dir', '@type'), ...common, path: required(value('target/path', path)) }),
  object<LogicalPool>({
    type: literal('logical', '@type'),
    ...common,
    volumeGroup: required(value('source/name', text)),
    path: value('target/path', path),
  }),
  object<OtherPool>(
    { type: literal('other'), ...common, name: { ...common.name, required: false } },
    { foundOnly: true },
  ),
)

export function withStoragePoolDefaults(given: StoragePoolOptions): StoragePoolOptions {
  return given.type === 'rbd' ? { refreshAllocation: 'capacity', ...given } : given
}
