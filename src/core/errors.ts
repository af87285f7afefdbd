import { describe, describeName, type Subject } from './subject.ts'

export type { Subject } from './subject.ts'

/** What every error of this package carries. */
export interface ErrorDetails {
  /** A stable name to test for: a POSIX name (`'ENOENT'`), a libvirt one (`'VIR_ERR_NO_DOMAIN'`) or one of ours (`'ERR_CEPHVIRT_CLOSED'`). */
  readonly code: string
  /** What the call was about. */
  readonly subject?: Subject | undefined
  /** What to do next, where we know. */
  readonly hint?: string | undefined
  readonly cause?: unknown
}

/**
 * The root of all errors of this package, except for arguments of the wrong type or range: those are Node's own
 * `TypeError` (`code: 'ERR_INVALID_ARG_TYPE'`) and `RangeError` (`code: 'ERR_OUT_OF_RANGE'`).
 */
export class CephvirtError extends Error {
  readonly code: string
  declare readonly subject?: Subject
  declare readonly hint?: string

  constructor(message: string, details: ErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = details.code
    if (details.subject !== undefined) this.subject = withoutGaps(details.subject)
    if (details.hint !== undefined) this.hint = details.hint
  }

  static {
    // On the prototype, as Node does: the name is in the stack's first line and not among the fields that are printed.
    named(CephvirtError)
  }
}

function named(...classes: readonly (abstract new (...args: never[]) => Error)[]): void {
  for (const errorClass of classes) {
    Object.defineProperty(errorClass.prototype, 'name', {
      value: errorClass.name,
      configurable: true,
      writable: true,
    })
  }
}

function withoutGaps(subject: Subject): Subject {
  return Object.fromEntries(Object.entries(subject).filter(([, value]) => value !== undefined && value !== ''))
}

/** A handle was used after its `close()`, or its parent's. */
export class ClosedError extends CephvirtError {
  constructor(what: string, details: Omit<ErrorDetails, 'code'> = {}) {
    const name = describeName(details.subject ?? {})
    super(`The ${what}${name === '' ? '' : ` ${name}`} is closed`, { code: 'ERR_CEPHVIRT_CLOSED', ...details })
  }
}

/** The caller's `signal` was aborted. What was asked for may still happen: the libraries cannot always recall it. */
export class AbortError extends CephvirtError {
  constructor(options: { readonly cause?: unknown } = {}) {
    super('The operation was aborted', { code: 'ABORT_ERR', ...options })
  }
}

/** The caller's `timeout` ran out before the call ended. What was asked for may still happen. */
export class OperationTimeoutError extends CephvirtError {
  /** What was waited for, in milliseconds. */
  readonly timeout: number

  constructor(timeout: number, subject?: Subject) {
    const about = describe(subject ?? {})
    super(`No answer within ${timeout} ms${about === '' ? '' : `: ${about}`}`, { code: 'ETIMEDOUT', subject })
    this.timeout = timeout
  }
}

/** A C library that a call needs is not on this system, or cannot be loaded. */
export class LibraryNotFoundError extends CephvirtError {
  /** The library's file name: `'librbd.so.1'`. */
  readonly library: string
  /** The loader's own words; they name a missing dependency, if that is the reason. */
  readonly loaderMessage: string

  constructor(library: string, loaderMessage: string, hint: string) {
    super(`Cannot load ${library}: ${loaderMessage}`, { code: 'ERR_CEPHVIRT_LIBRARY_NOT_FOUND', hint })
    this.library = library
    this.loaderMessage = loaderMessage
  }
}

/** The installed release of a library does not have the function that a call needs. */
export class NotSupportedError extends CephvirtError {
  constructor(message: string, details: Omit<ErrorDetails, 'code'> = {}) {
    super(message, { code: 'ERR_CEPHVIRT_NOT_SUPPORTED', ...details })
  }
}

/** What a failed call of librados or librbd says. */
export interface CephErrorDetails extends ErrorDetails {
  /** The negative errno, as the library returned it. */
  readonly errno: number
  /** The C function, or the command that a daemon refused. */
  readonly syscall: string
}

/** A call of librados or librbd, or a command to a Ceph daemon, failed. */
export class CephError extends CephvirtError {
  readonly errno: number
  readonly syscall: string

  constructor(message: string, details: CephErrorDetails) {
    super(message, details)
    this.errno = details.errno
    this.syscall = details.syscall
  }
}

/** There is no such thing (`ENOENT`). */
export class NotFoundError extends CephError {}
export class PoolNotFoundError extends NotFoundError {}
export class ObjectNotFoundError extends NotFoundError {}
export class ImageNotFoundError extends NotFoundError {}
export class SnapshotNotFoundError extends NotFoundError {}
export class NamespaceNotFoundError extends NotFoundError {}
export class GroupNotFoundError extends NotFoundError {}

/** There is one of that name already (`EEXIST`). */
export class ExistsError extends CephError {}
export class PoolExistsError extends ExistsError {}
export class ObjectExistsError extends ExistsError {}
export class ImageExistsError extends ExistsError {}
export class SnapshotExistsError extends ExistsError {}
export class NamespaceExistsError extends ExistsError {}
export class GroupExistsError extends ExistsError {}

/** An object is in use: somebody else holds its lock (`EBUSY`). */
export class ObjectBusyError extends CephError {}

/**
 * What an operation on an object compared or asserted does not hold: `ECANCELED` for an attribute or a value of the omap,
 * `ERANGE` for a version if the object is newer, `EOVERFLOW` if it is older. Nothing was done.
 */
export class ComparisonFailedError extends CephError {}

/** An object or image has other bytes than those it was compared with. Nothing was done. */
export class ExtentMismatchError extends ComparisonFailedError {
  /** The first byte that differs, counted from the beginning of what was compared. */
  readonly offset: number

  constructor(offset: number, message: string, details: Omit<CephErrorDetails, 'code'>) {
    super(message, { ...details, code: 'ERR_CEPHVIRT_EXTENT_MISMATCH' })
    this.offset = offset
  }
}

/** The user's capabilities do not allow it (`EPERM`, `EACCES`), or the key is wrong. */
export class PermissionError extends CephError {}
/** The passphrase does not open an encrypted image (`EPERM`). */
export class WrongPassphraseError extends PermissionError {}
/** The cluster did not answer in time (`ETIMEDOUT`): see `connectTimeout` and `opTimeout`. */
export class TimeoutError extends CephError {}
/** The image, or its lock, is in use by somebody else (`EBUSY`, `EROFS` of a lock). */
export class ImageBusyError extends CephError {}
/** An image with snapshots cannot be removed (`ENOTEMPTY`). */
export class ImageHasSnapshotsError extends CephError {}
/** An image that is in a group cannot be removed, nor be added to another (`EMLINK`, `EEXIST`). */
export class ImageInGroupError extends CephError {}
/** A namespace with images, or with something in its trash, cannot be removed (`EBUSY`). */
export class NamespaceNotEmptyError extends CephError {}
/** A snapshot that is protected, or has clones (`EBUSY`). */
export class SnapshotBusyError extends CephError {}
/** The image was opened for reading only (`EROFS`). */
export class ReadOnlyError extends CephError {}
/** A pool or an image is not mirrored (`EINVAL`, `ENOENT`). */
export class NotMirroredError extends CephError {}
/** An image that is mirrored is not primary: it is not changed here (`EROFS`, `EPERM`, `EBUSY`, `EINVAL`). */
export class NotPrimaryError extends CephError {}
/** An image is primary on another cluster, or was, and its demotion has not come over yet (`EBUSY`, `EROFS`). */
export class PrimaryElsewhereError extends CephError {}
/** The cluster or a quota is full (`ENOSPC`, `EDQUOT`). */
export class NoSpaceError extends CephError {}
/** An object is not watched any more (`ENOTCONN`, `ETIMEDOUT`): it was removed, or its OSD did not hear of the watcher in time. */
export class WatchLostError extends CephError {}
/** The call was told to stop through its `signal` while it ran (`ECANCELED`). */
export class CancelledError extends CephError {}

/** An image in the trash is kept for a while yet (`EPERM`). */
export class TrashDeferredError extends CephError {
  /** From when on it may be removed without force. */
  readonly deferredUntil: Date

  constructor(message: string, details: CephErrorDetails & { readonly deferredUntil: Date }) {
    super(message, details)
    this.deferredUntil = details.deferredUntil
  }
}

/** What libvirt says of a failed call. */
export interface LibvirtErrorDetails extends ErrorDetails {
  /** The number behind `code`: `virErrorNumber`. */
  readonly errno: number
  /** Which part of libvirt: `'VIR_FROM_QEMU'`. */
  readonly domain: string
  readonly level: 'none' | 'warning' | 'error'
  readonly syscall: string
  readonly str1?: string | undefined
  readonly str2?: string | undefined
  readonly str3?: string | undefined
  readonly int1: number
  readonly int2: number
}

/** A call of libvirt failed. Its message is libvirt's own and may be translated: test `code` and `domain`. */
export class LibvirtError extends CephvirtError {
  readonly errno: number
  readonly domain: string
  readonly level: 'none' | 'warning' | 'error'
  readonly syscall: string
  declare readonly str1?: string
  declare readonly str2?: string
  declare readonly str3?: string
  readonly int1: number
  readonly int2: number

  constructor(message: string, details: LibvirtErrorDetails) {
    super(message, details)
    this.errno = details.errno
    this.domain = details.domain
    this.level = details.level
    this.syscall = details.syscall
    if (details.str1 !== undefined) this.str1 = details.str1
    if (details.str2 !== undefined) this.str2 = details.str2
    if (details.str3 !== undefined) this.str3 = details.str3
    this.int1 = details.int1
    this.int2 = details.int2
  }
}

/** QEMU itself refused a command that went to its monitor past libvirt. */
export class QemuError extends CephvirtError {
  /** The command: `'device_del'`. */
  readonly command: string
  /** QEMU's class of the error: `'CommandNotFound'`, `'DeviceNotFound'`, mostly `'GenericError'`. */
  readonly errorClass: string

  constructor(command: string, errorClass: string, description: string, details: Omit<ErrorDetails, 'code'> = {}) {
    super(`QEMU refuses ${command}: ${description}`, { code: 'ERR_CEPHVIRT_QEMU', ...details })
    this.command = command
    this.errorClass = errorClass
  }
}

/** What was asked for while a connection to libvirt was opened remained without an answer, or the function that was to answer threw. */
export class AuthenticationError extends CephvirtError {
  constructor(message: string, details: Omit<ErrorDetails, 'code'> = {}) {
    super(message, { code: 'ERR_CEPHVIRT_AUTHENTICATION', ...details })
  }
}

/** What a domain did for long, a block job or a backup, did not end well. */
export class JobError extends CephvirtError {
  constructor(message: string, details: Omit<ErrorDetails, 'code'> = {}) {
    super(message, { code: 'ERR_CEPHVIRT_JOB_FAILED', ...details })
  }
}

/** What was read back after a transfer is not what was written. */
export class VerifyError extends CephvirtError {
  /** Where the block begins that differs, in bytes. */
  readonly position: number
  /** How long it is. */
  readonly length: number

  constructor(position: number, length: number, subject: Subject) {
    super(
      `What was read back differs from what was written in the ${length} bytes at ${position}: ${describe(subject)}`,
      {
        code: 'ERR_CEPHVIRT_VERIFY',
        subject,
      },
    )
    this.position = position
    this.length = length
  }
}

/** A transfer cannot go on where an earlier one stopped: it is not the same, or there is no earlier one. */
export class ResumeError extends CephvirtError {
  constructor(message: string, details: Omit<ErrorDetails, 'code'> = {}) {
    super(message, { code: 'ERR_CEPHVIRT_RESUME', ...details })
  }
}

/** libvirt on this host was built or installed without the storage backend that a pool needs. */
export class StorageBackendMissingError extends CephvirtError {
  /** The type of storage pool: `'rbd'`. */
  readonly backend: string

  constructor(backend: string, details: Omit<ErrorDetails, 'code'> = {}) {
    super(`The libvirt of this host has no storage backend for pools of type '${backend}'`, {
      code: 'ERR_CEPHVIRT_STORAGE_BACKEND_MISSING',
      ...details,
    })
    this.backend = backend
  }
}

named(
  ClosedError,
  AbortError,
  OperationTimeoutError,
  LibraryNotFoundError,
  NotSupportedError,
  CephError,
  NotFoundError,
  PoolNotFoundError,
  ObjectNotFoundError,
  ImageNotFoundError,
  SnapshotNotFoundError,
  NamespaceNotFoundError,
  GroupNotFoundError,
  ExistsError,
  PoolExistsError,
  ObjectExistsError,
  ImageExistsError,
  SnapshotExistsError,
  NamespaceExistsError,
  GroupExistsError,
  ObjectBusyError,
  ComparisonFailedError,
  ExtentMismatchError,
  PermissionError,
  TimeoutError,
  ImageBusyError,
  ImageHasSnapshotsError,
  ImageInGroupError,
  NamespaceNotEmptyError,
  SnapshotBusyError,
  ReadOnlyError,
  NotMirroredError,
  NotPrimaryError,
  PrimaryElsewhereError,
  NoSpaceError,
  WatchLostError,
  CancelledError,
  TrashDeferredError,
  LibvirtError,
  JobError,
  QemuError,
  AuthenticationError,
  VerifyError,
  ResumeError,
  StorageBackendMissingError,
)
