import { errnoName } from './errno.ts'
import {
  CancelledError,
  CephError,
  type CephErrorDetails,
  ComparisonFailedError,
  ExistsError,
  ExtentMismatchError,
  GroupExistsError,
  GroupNotFoundError,
  ImageBusyError,
  ImageExistsError,
  ImageHasSnapshotsError,
  ImageInGroupError,
  ImageNotFoundError,
  NoSpaceError,
  NotFoundError,
  ObjectBusyError,
  ObjectExistsError,
  ObjectNotFoundError,
  PermissionError,
  PoolExistsError,
  PoolNotFoundError,
  ReadOnlyError,
  SnapshotBusyError,
  SnapshotExistsError,
  SnapshotNotFoundError,
  TimeoutError,
} from './errors.ts'
import { cephNoun, describe, type Subject } from './subject.ts'

type Noun = NonNullable<ReturnType<typeof cephNoun>>
type CephErrorClass = new (message: string, details: CephErrorDetails) => CephError

const BY_CODE: Readonly<Record<string, CephErrorClass | Readonly<Partial<Record<Noun | 'other', CephErrorClass>>>>> = {
  ENOENT: {
    snapshot: SnapshotNotFoundError,
    image: ImageNotFoundError,
    object: ObjectNotFoundError,
    group: GroupNotFoundError,
    pool: PoolNotFoundError,
    other: NotFoundError,
  },
  EEXIST: {
    snapshot: SnapshotExistsError,
    image: ImageExistsError,
    object: ObjectExistsError,
    group: GroupExistsError,
    pool: PoolExistsError,
    other: ExistsError,
  },
  EBUSY: { snapshot: SnapshotBusyError, image: ImageBusyError, object: ObjectBusyError },
  ENOTEMPTY: { image: ImageHasSnapshotsError },
  EMLINK: { image: ImageInGroupError },
  EPERM: PermissionError,
  EACCES: PermissionError,
  ETIMEDOUT: TimeoutError,
  EROFS: ReadOnlyError,
  ENOSPC: NoSpaceError,
  EDQUOT: NoSpaceError,
  ECANCELED: { object: ComparisonFailedError, other: CancelledError },
}

/** What to do next, where the kind of error tells. */
const HINTS: ReadonlyMap<CephErrorClass, string> = new Map<CephErrorClass, string>([
  [
    ImageBusyError,
    'Close the image where it is open, or destroy the domain that has it as a disk: (await images.open(name, { readOnly: true })).watchers() lists who holds it.',
  ],
  [
    NoSpaceError,
    'A pool at its quota, or OSDs that are nearly full: `ceph df detail` and `ceph health detail` tell which.',
  ],
  [
    ObjectBusyError,
    'object.locks.lockers(name) tells who holds its lock, and object.locks.break(name, locker) takes it away.',
  ],
  [ComparisonFailedError, 'Somebody else has changed the object: look at it again, and decide anew.'],
  [ImageHasSnapshotsError, 'Remove its snapshots first: image.snapshots.list() and image.snapshots.remove(name).'],
  [
    ImageInGroupError,
    'Take it out of its group first, which image.info() names: (await images.groups.get(name)).removeImage(image).',
  ],
  [
    SnapshotBusyError,
    'snapshots.isProtected(name) tells whether it is protected, snapshots.unprotect(name) takes that away; its clones have to be flattened or removed first.',
  ],
])

const IMAGE_READ_ONLY =
  'It was opened for reading only or at a snapshot, or mirroring keeps it as a copy: image.info() tells (mirroring.primary), and image.mirror.promote() makes it the one that is written.'

const OBJECT_TOO_LARGE =
  'An object holds 128 MiB at most, if osd_max_object_size does not say otherwise: spread the data over several, or use an image.'

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EEXIST: 'already exists',
  EBUSY: 'is in use',
  ENOTEMPTY: 'has snapshots',
  EMLINK: 'is in a group',
  EPERM: 'is not permitted',
  EACCES: 'is refused: permission denied',
  ETIMEDOUT: 'gives no answer in time',
  EROFS: 'is read-only',
  ENOSPC: 'has no space left',
  EDQUOT: 'exceeds its quota',
  ECANCELED: 'was cancelled',
  EINVAL: 'has been given an invalid argument',
  ERANGE: 'is out of range',
  ENODATA: 'has nothing of that name',
  EIO: 'has an input/output error',
  ENOTCONN: 'is not connected',
  ESHUTDOWN: 'is out of reach: this client is shut down or on the blocklist',
  EOPNOTSUPP: 'does not support that',
  EFBIG: 'is too large',
  E2BIG: 'is too large',
  ENAMETOOLONG: 'has too long a name',
  EDOM: 'cannot have that in this layout',
}

/** What is known of a failed call, beyond its errno. */
export interface CephFailure {
  readonly syscall: string
  /** Negative. */
  readonly errno: number
  readonly subject?: Subject | undefined
  /** A daemon's own sentence, which then is the message. */
  readonly sentence?: string | undefined
  readonly hint?: string | undefined
  readonly cause?: unknown
}

// An errno from here on says where an object differs from what it was compared with.
const MAX_ERRNO = 4095

/** The error of the class that fits: by errno, and by what the call was about. */
export function cephError({ syscall, errno, subject = {}, sentence, hint, cause }: CephFailure): CephError {
  if (errno <= -MAX_ERRNO) {
    const offset = -MAX_ERRNO - errno
    return new ExtentMismatchError(
      offset,
      `${describe(subject)} has another byte at ${offset} of what it was compared with (${syscall})`,
      { errno, syscall, subject, hint: hint ?? HINTS.get(ComparisonFailedError), cause },
    )
  }
  const code = errnoName(errno)
  const entry = BY_CODE[code]
  const noun = cephNoun(subject) ?? 'other'
  const Class = typeof entry === 'function' ? entry : (entry?.[noun] ?? entry?.other ?? CephError)
  const about = describe(subject)
  const known = Class === ComparisonFailedError ? 'is not as it has to be for this' : REASONS[code]
  const reason = sentence ?? `${about === '' ? '' : `${about} `}${known ?? 'failed'}`
  return new Class(`${code}: ${reason} (${syscall})`, {
    code,
    errno,
    syscall,
    subject,
    hint: hint ?? HINTS.get(Class) ?? hintOf(code, noun),
    cause,
  })
}

function hintOf(code: string, noun: Noun | 'other'): string | undefined {
  if (code === 'EFBIG' && noun === 'object') return OBJECT_TOO_LARGE
  if (code === 'EROFS' && (noun === 'image' || noun === 'snapshot')) return IMAGE_READ_ONLY
  return undefined
}
