import type { Size } from '../core/sizes.ts'
import { objectName, path, text } from './codec.ts'
import { type DiskEncryption, encryption } from './disk.ts'
import { child, required, size, value } from './field.ts'
import { object } from './object.ts'

/** The image that a copy-on-write volume lies over. */
export interface BackingStore {
  readonly path: string
  readonly format?: string
}

/** `<volume>`; sizes are bytes. */
export interface StorageVolumeDescription {
  readonly kind: 'volume'
  readonly name: string
  /** `file`, `block`, `network` …: given by libvirt, ignored by it in what it is given. */
  readonly type?: string
  /** Names the volume on its host: given by libvirt. */
  readonly key?: string
  readonly capacity?: number
  /** What it takes up; in a definition, what to set aside at once. */
  readonly allocation?: number
  /** What it takes up with what is around it: given by libvirt. */
  readonly physical?: number
  /** `raw`, `qcow2`; an rbd pool has `raw` only. */
  readonly format?: string
  /** Given by libvirt. */
  readonly path?: string
  readonly backingStore?: BackingStore
  /** Not in an rbd pool: libvirt cannot. */
  readonly encryption?: DiskEncryption
}

/** What {@link storageVolume} takes. */
export interface StorageVolumeOptions {
  readonly name: string
  readonly capacity: Size
  readonly allocation?: Size
  readonly format?: string
  readonly backingStore?: BackingStore
  readonly encryption?: DiskEncryption
}

export const storageVolumeType = object<Omit<StorageVolumeDescription, 'kind'>>({
  type: value('@type', text),
  name: required(value('name', objectName)),
  key: value('key', text),
  capacity: size('capacity', 'bytes'),
  allocation: size('allocation', 'bytes'),
  physical: size('physical', 'bytes'),
  path: value('target/path', path),
  format: value('target/format/@type', text),
  encryption: child('target/encryption', encryption),
  backingStore: child(
    'backingStore',
    object<BackingStore>({ path: required(value('path', path)), format: value('format/@type', text) }),
  ),
})
