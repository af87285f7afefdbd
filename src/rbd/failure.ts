import { ImageBusyError, ReadOnlyError } from '../core/errors.ts'
import { describe } from '../core/subject.ts'

/** librbd says "read-only" of an image that is open for writing when its exclusive lock is not to be had. */
export function lockedElsewhere(error: unknown): unknown {
  if (!(error instanceof ReadOnlyError)) return error
  const { code, errno, syscall, subject = {} } = error
  return new ImageBusyError(
    `${code}: ${describe(subject)}: this client does not have its exclusive lock (${syscall})`,
    {
      code,
      errno,
      syscall,
      subject,
      hint:
        'image.lock.owners() tells who has it, and lets go with lock.release() or by closing the image. ' +
        'Who has called lock.acquire(), even in vain, has to call it again before writing.',
      cause: error,
    },
  )
}
