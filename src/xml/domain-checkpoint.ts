import { integer, matching, oneOf, text } from './codec.ts'
import { type DomainDescription, domainType } from './domain.ts'
import { child, list, required, value } from './field.ts'
import { object } from './object.ts'

/** What a checkpoint keeps of a disk. */
export interface CheckpointDisk {
  /** The disk's target in the domain, `'vda'`, or its path. */
  readonly name: string
  /** `bitmap`: which blocks are written from now on, kept in its qcow2 file; `no`: left out. */
  readonly checkpoint?: 'no' | 'bitmap'
  /** The bitmap's name; the checkpoint's without it. */
  readonly bitmap?: string
  /** How much was written since, in bytes: given by libvirt if asked for. */
  readonly size?: number
}

/** What {@link domainCheckpoint} takes. */
export interface DomainCheckpointOptions {
  /** Letters, digits, `_`, `-` and `.`; libvirt takes the time in seconds if it is not given. */
  readonly name?: string
  readonly description?: string
  /** Without it, all disks that can; of those that are given, what is not here is left out. */
  readonly disks?: readonly CheckpointDisk[]
}

/** `<domaincheckpoint>` */
export interface DomainCheckpointDescription extends DomainCheckpointOptions {
  readonly kind: 'domaincheckpoint'
  /** Seconds since 1970. */
  readonly creationTime?: number
  /** The name of the checkpoint that it comes after. */
  readonly parent?: string
  /** The domain as it was. */
  readonly domain?: Omit<DomainDescription, 'kind'>
}

const checkpointName = matching(/^[\w-][\w.-]*$/, 'a name of letters, digits, "_", "-" and "."')

export const domainCheckpointType = object<Omit<DomainCheckpointDescription, 'kind'>>({
  name: value('name', checkpointName),
  description: value('description', text),
  creationTime: value('creationTime', integer()),
  parent: value('parent/name', checkpointName),
  disks: list(
    'disks/disk',
    object<CheckpointDisk>({
      name: required(value('@name', text)),
      checkpoint: value('@checkpoint', oneOf('no', 'bitmap')),
      bitmap: value('@bitmap', text),
      size: value('@size', integer()),
    }),
  ),
  domain: child('domain', domainType),
})
