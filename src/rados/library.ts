import { checkName } from '../core/arguments.ts'
import { ask } from '../core/failure.ts'
import { native } from '../native/load.ts'

export interface LibraryVersion {
  readonly major: number
  readonly minor: number
  readonly extra: number
  /** `'3.0.0'` */
  readonly text: string
}

/**
 * The version of the installed librados. It counts the library's interface, not Ceph's releases.
 *
 * @example
 * ```ts
 * const { major, text } = rados.version()
 * console.log(text)
 * ```
 * @throws LibraryNotFoundError
 * @implements rados_version
 */
export function version(): LibraryVersion {
  return withText(ask(() => native.rados.version()))
}

/** A version with its text: librados and librbd tell the numbers alike. */
export function withText({ major, minor, extra }: Omit<LibraryVersion, 'text'>): LibraryVersion {
  return { major, minor, extra, text: `${major}.${minor}.${extra}` }
}

/**
 * Whether the installed librados has a function that this package calls: `supports('rados_mgr_command_target')`.
 *
 * @example
 * ```ts
 * if (!rados.supports('rados_read_op_stat2')) console.log('older than Ceph 18')
 * ```
 */
export function supports(name: string): boolean {
  return native.rados.supports(checkName(name, 'name')) === true
}
