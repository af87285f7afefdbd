// Runs the user's program in another Debian's userland: an unpacked one, in namespaces of its own, with nothing of this
// machine's but a Node, the user's folder and /proc. What is mounted is gone when the command ends.
import { output, type Tarball } from './tarball.ts'

/** `$1` the userland, `$2` Node, `$3` the user's folder; the userland itself is not written to. */
const inside = `
set -e
mount -t tmpfs -o mode=755 userland /mnt
mkdir /mnt/upper /mnt/work /mnt/root
mount -t overlay userland -o "lowerdir=$1,upperdir=/mnt/upper,workdir=/mnt/work" /mnt/root
mkdir -p /mnt/root/proc /mnt/root/dev /mnt/root/tmp /mnt/root/user /mnt/root/node
mount -t proc proc /mnt/root/proc
mount --rbind /dev /mnt/root/dev
mount --bind "$3" /mnt/root/user
: >/mnt/root/node/node
mount --bind "$2" /mnt/root/node/node
shift 3
exec chroot /mnt/root "$@"
`

/** What a program of Node's prints there. The user's folder is `/user`, and the working folder. */
export function outputIn(userland: string, node: string, { user }: Tarball, args: readonly string[]): string {
  const start = `process.chdir('/user'); await import('/user/${args[0]}')`
  const own = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user']
  return output(
    'unshare',
    [
      ...[...own, '--mount', '--pid', '--fork', '--kill-child', '--propagation', 'private'],
      ...['/bin/sh', '-c', inside, 'userland', userland, node, user],
      ...['/node/node', '--input-type=module', '--eval', start, ...args.slice(1)],
    ],
    { cwd: '/', env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/tmp', LANG: 'C.UTF-8' } },
  )
}
