import { checkName } from '../core/arguments.ts'
import { ask } from '../core/failure.ts'
import { native } from '../native/load.ts'

/** The version of a library, a daemon or a hypervisor. */
export interface Version {
  readonly major: number
  readonly minor: number
  readonly release: number
  /** `'9.0.0'` */
  readonly text: string
}

/** libvirt packs a version into one number. */
export function unpacked(number: number): Version {
  const major = Math.floor(number / 1_000_000)
  const minor = Math.floor(number / 1_000) % 1_000
  const release = number % 1_000
  return { major, minor, release, text: `${major}.${minor}.${release}` }
}

/**
 * The version of the libvirt library on this system.
 *
 * @example
 * ```ts
 * console.log(libvirt.version().text)
 * ```
 * @throws LibraryNotFoundError if it is not installed
 * @implements virGetVersion
 */
export function version(): Version {
  return unpacked(ask(() => native.libvirt.version()))
}

/** Whether the installed libvirt has a function that this package calls: `supports('virDomainFDAssociate')`. */
export function supports(name: string): boolean {
  return native.libvirt.supports(checkName(name, 'name')) === true
}
