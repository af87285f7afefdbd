import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { checkInteger, outOfRange } from '../core/arguments.ts'
import { agentFiles, agentModules, agentScript } from './agent.ts'
import { type CpioEntry, cpio, file, withFolders } from './cpio.ts'
import { LabError } from './errors.ts'
import { downloadKernel, type GuestArch, kernelModules } from './kernel.ts'
import { findProgram } from './prerequisites.ts'

export interface BuildGuestOptions {
  /** Where the downloaded kernel and the built initramfs are kept. */
  readonly cacheDir: string
  /** What every line of the guest begins with; `CEPHVIRT-GUEST` if not said. */
  readonly marker?: string
  /** What the guest writes to its disk; `written by the guest` if not said. One line. */
  readonly text?: string
  /** Where the guest writes it, in bytes, a multiple of 512; 1 MiB if not said. */
  readonly offset?: number
  /** This machine's architecture if not said. */
  readonly arch?: GuestArch
  /** A kernel of your own and the folder of its modules, for systems without apt. */
  readonly kernel?: string
  readonly modulesDir?: string
  /** A statically linked busybox; the installed one if not said. */
  readonly busybox?: string
  /** Whether it runs QEMU's guest agent, and has a file system, a network card and a balloon for it; no if not said. */
  readonly agent?: boolean
  readonly signal?: AbortSignal
}

/** What to boot, and what to expect of it. */
export interface Guest {
  readonly arch: GuestArch
  readonly kernel: string
  readonly initrd: string
  readonly commandLine: string
  readonly marker: string
  readonly text: string
  readonly offset: number
}

/**
 * Builds a small Linux guest: a kernel and an initramfs of busybox. On its serial console it prints
 * `MARKER: up`, `MARKER: read LINE` with the first line of `/dev/vda`, writes its own text to that disk and prints
 * `MARKER: wrote TEXT`. Then it answers: `MARKER: echo LINE` to a line typed, the report once more to `status`; `poweroff`
 * typed or the power button (`domain.shutdown()`) turns it off.
 *
 * With `agent`, it runs this machine's `qemu-ga` on the channel `org.qemu.guest_agent.0`. Then it mounts a second disk,
 * `/dev/vdb`, on `/mnt`, making a file system on it unless there is one; has the users `root` and `guest`; takes the address
 * 10.0.2.15 if it has a network card; and prints `MARKER: agent` once all that is done, or `MARKER: no agent` without the channel.
 *
 * @throws {LabError} `ERR_CEPHVIRT_LAB_GUEST` when the kernel cannot be had or busybox, or the agent, is not installed.
 *
 * @example
 * ```ts
 * const guest = await buildGuest({ cacheDir: '.cache/guest' })
 * console.log(guest.kernel, guest.initrd, guest.commandLine)
 * ```
 */
export async function buildGuest(options: BuildGuestOptions): Promise<Guest> {
  const { marker = 'CEPHVIRT-GUEST', text = 'written by the guest', offset = 2 ** 20 } = options
  const arch = options.arch ?? (process.arch === 'arm64' ? 'arm64' : 'x64')
  for (const [name, value] of Object.entries({ marker, text })) {
    if (!/^[\w .,:;!?+=()-]+$/.test(value)) {
      throw outOfRange(name, 'one line of letters, digits, blanks and .,:;!?+=()-', value)
    }
  }
  if (checkInteger(offset, 'offset') % 512 !== 0) throw outOfRange('offset', 'a multiple of 512', offset)
  const cacheDir = path.resolve(options.cacheDir)
  mkdirSync(cacheDir, { recursive: true })
  const { kernel, modulesDir } =
    options.kernel !== undefined && options.modulesDir !== undefined
      ? { kernel: options.kernel, modulesDir: options.modulesDir }
      : await downloadKernel(cacheDir, arch, options.signal)
  const wanted = ['virtio_pci', 'virtio_blk', 'button', 'evdev']
  const modules = await kernelModules(modulesDir, options.agent === true ? [...wanted, ...agentModules] : wanted)
  const names = modules.map((module) => module.name)
  const script = init({ marker, text, offset, modules: names, agent: options.agent === true })
  const contents: CpioEntry[] = withFolders([
    { path: 'proc', mode: 0o040755 },
    { path: 'sys', mode: 0o040755 },
    { path: 'dev/console', mode: 0o020600, device: [5, 1] },
    file('bin/busybox', staticBusybox(options.busybox)),
    ...modules.map((module) => file(`modules/${module.name}.ko`, module.data, 0o100644)),
    file('etc/acpi/PWRF/00000080', '#!/bin/busybox sh\nexec /bin/busybox poweroff -f\n'),
    ...(options.agent === true ? await agentFiles(arch, options.signal) : []),
    file('init', script),
  ])
  const initrd = path.join(cacheDir, `initrd-${arch}${options.agent === true ? '-agent' : ''}.img`)
  const image = gzipSync(cpio(contents))
  if (!existsSync(initrd) || !readFileSync(initrd).equals(image)) {
    // Whoever boots from it meanwhile reads the old file to its end.
    writeFileSync(`${initrd}.${process.pid}`, image)
    renameSync(`${initrd}.${process.pid}`, initrd)
  }
  const commandLine = `console=${arch === 'arm64' ? 'ttyAMA0' : 'ttyS0'} quiet panic=-1`
  return { arch, kernel, initrd, commandLine, marker, text, offset }
}

interface InitOptions {
  readonly marker: string
  readonly text: string
  readonly offset: number
  readonly modules: readonly string[]
  readonly agent: boolean
}

/** The guest's first script. */
function init({ marker, text, offset, modules, agent }: InitOptions): string {
  return `#!/bin/busybox sh
/bin/busybox --install -s /bin
export PATH=/bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
for module in ${modules.join(' ')}; do insmod /modules/$module.ko; done
acpid -l /dev/null -p /dev/null
report() {
  echo "${marker}: up"
  if [ -b /dev/vda ]; then
    echo "${marker}: read $first"
    echo "${marker}: wrote ${text}"
  else
    echo "${marker}: no disk"
  fi
}
stty -echo
if [ -b /dev/vda ]; then
  first=$(dd if=/dev/vda bs=4096 count=1 2>/dev/null | tr -d '\\000' | head -n 1)
  printf '%s\\n' '${text}' | dd of=/dev/vda bs=512 seek=${offset / 512} conv=notrunc,fsync,sync 2>/dev/null
fi
report
${agent ? agentScript(marker) : ''}while read -r line; do
  case "$line" in
    poweroff) poweroff -f ;;
    status) report ;;
    *) echo "${marker}: echo $line" ;;
  esac
done
sleep 1000000
`
}

function staticBusybox(given: string | undefined): Buffer {
  const file = given ?? findProgram('busybox')
  const bytes = file !== undefined && existsSync(file) ? readFileSync(file) : undefined
  // A dynamically linked program names its loader, which the initramfs lacks.
  if (bytes === undefined || bytes.includes('/ld-linux') || bytes.includes('/ld-musl')) {
    throw new LabError(
      'ERR_CEPHVIRT_LAB_GUEST',
      `no statically linked busybox${file === undefined ? '' : `: ${file}`}`,
      {
        hint: 'Debian, Ubuntu: apt-get install busybox-static; Fedora: dnf install busybox',
      },
    )
  }
  return bytes
}

/** Makes a raw, sparse disk file with a line of text at its beginning. */
export function guestDisk(file: string, options: { text: string; size?: number }): void {
  const { text, size = 64 * 2 ** 20 } = options
  const fd = openSync(file, 'w', 0o600)
  try {
    ftruncateSync(fd, size)
    writeSync(fd, `${text}\n`, 0)
  } finally {
    closeSync(fd)
  }
}
