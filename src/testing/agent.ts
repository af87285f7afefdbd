import { readFileSync } from 'node:fs'
import { type CpioEntry, file } from './cpio.ts'
import { LabError } from './errors.ts'
import type { GuestArch } from './kernel.ts'
import { findProgram, searchPath } from './prerequisites.ts'
import { run } from './process.ts'

/** What the kernel needs for the agent and for what one asks it: the channel, a network card, a balloon. */
export const agentModules: readonly string[] = ['virtio_console', 'virtio_net', 'virtio_balloon']

/** The agent of this machine with its libraries, and the files and programs that it works with. */
export async function agentFiles(arch: GuestArch, signal?: AbortSignal): Promise<CpioEntry[]> {
  if (arch !== process.arch) {
    throw new LabError('ERR_CEPHVIRT_LAB_GUEST', `the agent is this machine's: it does not run on ${arch}`)
  }
  const agent = findProgram('qemu-ga')
  if (agent === undefined) {
    throw new LabError('ERR_CEPHVIRT_LAB_GUEST', "QEMU's guest agent is not installed", {
      hint: 'Debian, Ubuntu: apt-get install --no-install-recommends qemu-guest-agent; Fedora: dnf install qemu-guest-agent',
    })
  }
  return [
    file('bin/qemu-ga', readFileSync(agent)),
    ...(await libraries(agent, signal)).map((path) => file(path.slice(1), readFileSync(path))),
    ...Object.entries(texts).map(([path, text]) => file(path, text, 0o100644)),
    ...Object.entries(programs).map(([path, text]) => file(path, `#!/bin/busybox sh\n${text}`)),
    ...['mnt', 'run', 'tmp', 'root', 'home/guest'].map((path) => ({ path, mode: 0o040755 })),
  ]
}

/** The shared libraries of a program, and its loader, by their paths. */
async function libraries(program: string, signal: AbortSignal | undefined): Promise<string[]> {
  const options = { env: { PATH: searchPath, LC_ALL: 'C' }, ...(signal === undefined ? {} : { signal }) }
  const list = await run('ldd', [program], options)
  const missing = /^\s*(\S+) => not found/m.exec(list)?.[1]
  if (missing !== undefined) throw new LabError('ERR_CEPHVIRT_LAB_GUEST', `${program} lacks its library ${missing}`)
  return [...list.matchAll(/(?:=> |^\s+)(\/\S+) \(0x/gm)].flatMap(([, path]) => path ?? [])
}

const texts: Readonly<Record<string, string>> = {
  'etc/passwd': 'root:x:0:0:root:/root:/bin/sh\nguest:x:1000:1000:guest:/home/guest:/bin/sh\n',
  'etc/group': 'root:x:0:\nguest:x:1000:\n',
  'etc/shadow': 'root:*:19000:0:99999:7:::\nguest:*:19000:0:99999:7:::\n',
  'etc/os-release': 'ID=cephvirt\nNAME="cephvirt test guest"\nPRETTY_NAME="cephvirt test guest 1"\nVERSION_ID="1"\n',
}

/** What the agent runs by itself: busybox has no such programs, or they would ask an init system that is not there. */
const programs: Readonly<Record<string, string>> = {
  'sbin/shutdown': `case " $* " in
  *" -r "*) exec /bin/busybox reboot -f ;;
  *) exec /bin/busybox poweroff -f ;;
esac
`,
  'sbin/hwclock': 'exec /bin/busybox hwclock "$@"\n',
  'bin/chpasswd': `while IFS=: read -r user password; do
  [ "$1" = -e ] || password=$(/bin/busybox mkpasswd -m sha512 "$password")
  # What crypt() makes has no bar in it.
  /bin/busybox sed -i "s|^$user:[^:]*:|$user:$password:|" /etc/shadow
done
`,
}

/** Lines of the guest's first script, before it waits for what is typed. */
export function agentScript(marker: string): string {
  return `hostname guest
ip link set lo up
if [ -d /sys/class/net/eth0 ]; then
  ip addr add 10.0.2.15/24 dev eth0
  ip link set eth0 up
fi
if [ -b /dev/vdb ]; then
  mount -t ext4 /dev/vdb /mnt 2>/dev/null || { mke2fs -F /dev/vdb >/dev/null && mount -t ext4 /dev/vdb /mnt; }
fi
channel=$(grep -lsx org.qemu.guest_agent.0 /sys/class/virtio-ports/*/name)
if [ -n "$channel" ]; then
  channel=\${channel%/name}
  setsid qemu-ga -m virtio-serial -p "/dev/\${channel##*/}" -t /run -f /run/qemu-ga.pid </dev/null >/dev/null 2>&1 &
  echo "${marker}: agent"
else
  echo "${marker}: no agent"
fi
`
}
