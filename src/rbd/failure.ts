import { ImageBusyError, ReadOnlyError } from '../core/errors.ts'
import { describe } from '../core/subject.ts'

/** librbd says "read-only" of an image that is open for writing when another client keeps its exclusive lock. */
export function lockedElsewhere(error: unknown): unknown {
  if (!(error instanceof ReadOnlyError)) return error
  const { code, errno, syscall, subject = {} } = error
  return new ImageBusyError(`${code}: ${describe(subject)}: another client keeps its exclusive lock (${syscall})`, {
    code,
    errno,
    syscall,
    subject,
    hint: 'image.lock.owners() tells who it is; it lets go with lock.release() or by closing the image.',
    cause: error,
  })
}
