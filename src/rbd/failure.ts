import { type CephError, type CephErrorDetails, ImageBusyError, ReadOnlyError } from '../core/errors.ts'
import { describe, type Subject } from '../core/subject.ts'

/** An error told anew by who knows more than its errno says. */
export function retold(
  error: CephError,
  Class: new (message: string, details: CephErrorDetails) => CephError,
  reason: string,
  hint: string,
  subject: Subject = error.subject ?? {},
): CephError {
  const { code, errno, syscall } = error
  const message = `${code}: ${describe(subject)} ${reason} (${syscall})`
  return new Class(message, { code, errno, syscall, subject, hint, cause: error })
}

/** librbd says "read-only" of an image that is open for writing when its exclusive lock is not to be had. */
export function lockedElsewhere(error: unknown): unknown {
  if (!(error instanceof ReadOnlyError)) return error
  return retold(
    error,
    ImageBusyError,
    'is locked: this client does not have its exclusive lock',
    'image.lock.owners() tells who has it, and lets go with lock.release() or by closing the image. ' +
      'Who has called lock.acquire(), even in vain, has to call it again before writing.',
  )
}
