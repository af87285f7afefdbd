import type { NativeFailure } from '../native/contract.ts'
import { cephError } from './ceph-failure.ts'
import {
  CephvirtError,
  ClosedError,
  LibraryNotFoundError,
  LibvirtError,
  NotSupportedError,
  type Subject,
} from './errors.ts'
import { libvirtDomainName, libvirtErrorName } from './libvirt-names.ts'

/** Who carries the C libraries, by family of distribution. */
const PACKAGES: Readonly<Record<string, string>> = {
  'librados.so.2': 'Debian/Ubuntu: librados2; Fedora/RHEL/CentOS, openSUSE: librados2; Arch: ceph-libs',
  'librbd.so.1': 'Debian/Ubuntu: librbd1; Fedora/RHEL/CentOS, openSUSE: librbd1; Arch: ceph-libs',
  'libvirt.so.0': 'Debian/Ubuntu: libvirt0; Fedora/RHEL/CentOS, openSUSE: libvirt-libs; Arch: libvirt',
}

function isNativeFailure(value: unknown): value is NativeFailure {
  return value instanceof Error && typeof (value as { kind?: unknown }).kind === 'string'
}

/** Asks the native module for what needs no waiting: its failure becomes the user's error. */
export function ask<T>(question: () => T): T {
  try {
    return question()
  } catch (thrown) {
    throw toError(thrown)
  }
}

const LEVELS = ['none', 'warning', 'error'] as const

/** What to do next: whatever failed, or by the code of libvirt's error. */
export type Hint = string | ((code: string) => string | undefined)

/** What to do next, where libvirt's own sentence leaves one puzzled. */
function libvirtHint(message: string): string | undefined {
  // Its rbd backend sets it for every storage pool, and takes its absence for a failure.
  if (message.includes('failed to set RADOS option: auth_supported')) {
    return (
      'The librados of Ceph 20 has no such option any more: rbd storage pools need a libvirt that does not set it. ' +
      'Images do not need one: create them through `rbd.images(pool)` and attach them with `bridge.diskFor(image, …)`.'
    )
  }
  // The test driver has them, and every daemon with the driver.
  if (/ connection driver: (?:virConnectListAllInterfaces|virInterfaceLookupBy\w+)$/.test(message)) {
    return "The libvirt there has no driver for its host's interfaces: install libvirt-daemon-driver-interface and restart it."
  }
  return undefined
}

/**
 * Turns what the native module threw into the error that the user gets, told what the call was about. Anything else,
 * argument errors among them, passes as it is.
 */
export function toError(thrown: unknown, subject?: Subject, hint?: Hint): unknown {
  if (!isNativeFailure(thrown)) return thrown
  switch (thrown.kind) {
    case 'ceph':
      return cephError({
        syscall: thrown.syscall,
        errno: thrown.errno,
        subject,
        sentence: thrown.sentence,
        hint: typeof hint === 'string' ? hint : undefined,
      })
    case 'libvirt': {
      const code = thrown.lost === undefined ? libvirtErrorName(thrown.errno) : 'ERR_CEPHVIRT_CONNECTION_LOST'
      return new LibvirtError(thrown.message, {
        code,
        errno: thrown.errno,
        domain: libvirtDomainName(thrown.domain),
        level: LEVELS[thrown.level] ?? 'error',
        syscall: thrown.syscall,
        str1: thrown.str1,
        str2: thrown.str2,
        str3: thrown.str3,
        int1: thrown.int1,
        int2: thrown.int2,
        subject,
        hint: (typeof hint === 'function' ? hint(code) : hint) ?? libvirtHint(thrown.message),
      })
    }
    case 'library':
      return new LibraryNotFoundError(
        thrown.library,
        thrown.loaderMessage,
        `Install the package that carries ${thrown.library} (${PACKAGES[thrown.library] ?? 'see your distribution'}), of one release with all it depends on.`,
      )
    case 'function':
      return new NotSupportedError(
        `The installed ${thrown.library} has no ${thrown.function}: it came with release ${thrown.since}`,
        { subject, hint: `Upgrade the package that carries ${thrown.library} to release ${thrown.since} or later.` },
      )
    case 'closed':
      return new ClosedError(thrown.what, { subject })
    case 'option':
      return new CephvirtError(thrown.message, {
        code: 'ERR_CEPHVIRT_OPTION',
        subject: { option: thrown.option },
        hint: 'Options are those of ceph.conf: `ceph config ls` lists them.',
      })
    default:
      return new CephvirtError(thrown.message, { code: 'ERR_CEPHVIRT_INTERNAL', subject })
  }
}
