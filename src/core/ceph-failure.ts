import { errnoName } from './errno.ts'
import {
  CancelledError,
  CephError,
  type CephErrorDetails,
  ExistsError,
  ImageBusyError,
  ImageExistsError,
  ImageHasSnapshotsError,
  ImageNotFoundError,
  NoSpaceError,
  NotFoundError,
  ObjectExistsError,
  ObjectNotFoundError,
  PermissionError,
  PoolExistsError,
  PoolNotFoundError,
  ReadOnlyError,
  SnapshotBusyError,
  SnapshotExistsError,
  SnapshotNotFoundError,
  type Subject,
  TimeoutError,
} from './errors.ts'

type Noun = 'snapshot' | 'image' | 'object' | 'pool'
type CephErrorClass = new (message: string, details: CephErrorDetails) => CephError

// The innermost of what a call was about decides: a missing snapshot of an image is not a missing image.
const NOUNS: readonly Noun[] = ['snapshot', 'image', 'object', 'pool']

const BY_CODE: Readonly<Record<string, CephErrorClass | Readonly<Partial<Record<Noun | 'other', CephErrorClass>>>>> = {
  ENOENT: {
    snapshot: SnapshotNotFoundError,
    image: ImageNotFoundError,
    object: ObjectNotFoundError,
    pool: PoolNotFoundError,
    other: NotFoundError,
  },
  EEXIST: {
    snapshot: SnapshotExistsError,
    image: ImageExistsError,
    object: ObjectExistsError,
    pool: PoolExistsError,
    other: ExistsError,
  },
  EBUSY: { snapshot: SnapshotBusyError, image: ImageBusyError },
  ENOTEMPTY: { image: ImageHasSnapshotsError },
  EPERM: PermissionError,
  EACCES: PermissionError,
  ETIMEDOUT: TimeoutError,
  EROFS: ReadOnlyError,
  ENOSPC: NoSpaceError,
  EDQUOT: NoSpaceError,
  ECANCELED: CancelledError,
}

/** What to do next, where the kind of error tells. */
const HINTS: ReadonlyMap<CephErrorClass, string> = new Map<CephErrorClass, string>([
  [
    ImageBusyError,
    'Close the image where it is open, or destroy the domain that has it as a disk: (await images.open(name, { readOnly: true })).watchers() lists who holds it.',
  ],
  [ImageHasSnapshotsError, 'Remove its snapshots first: image.snapshots.list() and image.snapshots.remove(name).'],
  [
    SnapshotBusyError,
    'snapshots.isProtected(name) tells whether it is protected, snapshots.unprotect(name) takes that away; its clones have to be flattened or removed first.',
  ],
])

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EEXIST: 'exists already',
  EBUSY: 'is in use',
  ENOTEMPTY: 'has snapshots',
  EPERM: 'not permitted',
  EACCES: 'permission denied',
  ETIMEDOUT: 'no answer in time',
  EROFS: 'is read-only',
  ENOSPC: 'no space left',
  EDQUOT: 'quota exceeded',
  ECANCELED: 'was cancelled',
  EINVAL: 'invalid argument',
  ERANGE: 'out of range',
  EIO: 'input/output error',
  ENOTCONN: 'not connected',
  ESHUTDOWN: 'this client is shut down or on the blocklist',
  EOPNOTSUPP: 'not supported',
  EFBIG: 'too large',
  E2BIG: 'too large',
  ENAMETOOLONG: 'the name is too long',
  EDOM: 'not possible in this layout',
}

/** How a subject reads in a message: `image 'libvirt-pool/z-centos9@before'`. */
export function describe(subject: Subject): string {
  const noun = NOUNS.find((name) => subject[name] !== undefined)
  const { pool, namespace, image, object, snapshot } = subject
  const where = [pool, namespace].filter((part) => part !== undefined && part !== '').join('/')
  switch (noun) {
    case 'snapshot':
      return `snapshot '${where}${image === undefined ? '' : `/${image}`}@${snapshot}'`
    case 'image':
    case 'object':
      return `${noun} '${where === '' ? '' : `${where}/`}${image ?? object}'`
    case 'pool':
      return `pool '${where}'`
    default: {
      const first = Object.entries(subject).find(([, value]) => value !== undefined)
      return first === undefined ? '' : `${first[0]} '${first[1]}'`
    }
  }
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

/** The error of the class that fits: by errno, and by what the call was about. */
export function cephError({ syscall, errno, subject = {}, sentence, hint, cause }: CephFailure): CephError {
  const code = errnoName(errno)
  const entry = BY_CODE[code]
  const noun = NOUNS.find((name) => subject[name] !== undefined) ?? 'other'
  const Class = typeof entry === 'function' ? entry : (entry?.[noun] ?? entry?.other ?? CephError)
  const about = describe(subject)
  const reason = sentence ?? `${about === '' ? '' : `${about}: `}${REASONS[code] ?? 'failed'}`
  return new Class(`${code}: ${reason} (${syscall})`, {
    code,
    errno,
    syscall,
    subject,
    hint: hint ?? HINTS.get(Class),
    cause,
  })
}
