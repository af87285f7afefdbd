import { objectName, oneOf, path, port, text, uuid } from './codec.ts'
import { cephAuth, type SecretReference, type StorageAuth, secretReference } from './disk.ts'
import { bytes, child, list, literal, object, required, size, type Table, union, value } from './element.ts'

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
  readonly hosts?: readonly PoolHost[]
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
