import { checkName } from '../core/arguments.ts'
import { ask } from '../core/failure.ts'
import { native } from '../native/load.ts'
import { type LibraryVersion, withText } from '../rados/library.ts'

/**
 * The version of the installed librbd. It counts the library's interface, not Ceph's releases, and hardly ever changes:
 * to know what is there, ask `supports`.
 *
 * @example
 * ```ts
 * console.log(rbd.version().text)
 * ```
 * @throws LibraryNotFoundError
 * @implements rbd_version
 */
export function version(): LibraryVersion {
  return withText(ask(() => native.rbd.version()))
}

/**
 * Whether the installed librbd has a function.
 *
 * @example
 * ```ts
 * rbd.supports('rbd_aio_write_zeroes')
 * ```
 */
export function supports(name: string): boolean {
  return native.rbd.supports(checkName(name, 'name')) === true
}
