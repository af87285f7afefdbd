#!/usr/bin/env node
// Runs the suites against another release of Ceph, libvirt and QEMU than this machine has: in a userland of a newer
// Debian, made once and kept in `.cache`, with the same Node, the same node_modules and the same native module, which
// finds its libraries when it runs. Needs root and Debian's archive.
//
//   node scripts/ceph-userland.mjs 18 [suite …]           those of scripts/test.mjs that start daemons, or only these
//   node scripts/ceph-userland.mjs 20 -- command [arg …]  a command in that userland, in this folder
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { aptOptions, installMmdebstrap, mirror } from './debian.mjs'
import { run as quietly } from './program.mjs'

const project = dirname(dirname(fileURLToPath(import.meta.url)))
const releases = { 18: 'trixie', 20: 'sid' }
const packages = [
  ...['ceph-mon', 'ceph-osd', 'ceph-mgr', 'ceph-common', 'rbd-mirror', 'libvirt-daemon-system', 'libvirt-clients'],
  ...[
    'libvirt-daemon-driver-qemu',
    'libvirt-daemon-driver-interface',
    'libvirt-daemon-driver-storage-rbd',
    'qemu-block-extra',
    'qemu-utils',
    'qemu-guest-agent',
  ],
  ...[process.arch === 'arm64' ? 'qemu-system-arm' : 'qemu-system-x86'],
  // What the tests themselves call for, and what Node and its packages are linked with.
  ...['busybox-static', 'xz-utils', 'zstd', 'gzip', 'mount', 'util-linux', 'procps', 'ca-certificates', 'libstdc++6'],
]
const suites = ['lab', 'integration', 'lifecycle', 'e2e']
const known = [...suites, 'libvirt']

const [release, ...rest] = process.argv.slice(2)
if (!(release in releases)) {
  stop(`which release? ${Object.keys(releases).join(' or ')}, then suites, or -- and a command`, 2)
}
if (process.getuid?.() !== 0) stop('needs root: it makes and mounts a file system of another Debian')

const folder = join(project, '.cache', `ceph${release}`)
const userland = join(folder, 'root')
// Daemons keep their files here: on a disk, as outside.
const scratch = join(folder, `var-tmp.${process.pid}`)
/** In namespaces of its own: when the first process ends, so does all it started, and what was mounted is gone. Ends with us. */
const contained = [
  ...['--pdeathsig', 'KILL', 'unshare', '--mount', '--pid', '--ipc', '--uts'],
  ...['--propagation', 'private', '--fork', '--kill-child'],
]

/**
 * Mounts what belongs into the userland, in a layer above it: itself it is never written to. `$1` the userland, `$2` the
 * scratch folder, `$3` this folder, `$4` Node, `$5` the real node_modules; then the command.
 */
const inside = `
set -e
userland=$1 scratch=$2 project=$3 node=$4 modules=$5
shift 5
# The outside's /mnt is covered in here only.
mount -t tmpfs -o mode=755 userland /mnt
mkdir /mnt/upper /mnt/work /mnt/root
mount -t overlay userland -o "lowerdir=$userland,upperdir=/mnt/upper,workdir=/mnt/work" /mnt/root
root=/mnt/root
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount --rbind /sys "$root/sys"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mount --bind "$scratch" "$root/var/tmp"
for folder in "$project" "$modules"; do
  mkdir -p "$root$folder"
  mount --rbind "$folder" "$root$folder"
done
if [ ! -e "$root$node" ]; then
  mkdir -p "$root\${node%/*}"
  : >"$root$node"
fi
mount --bind "$node" "$root$node"
# libvirt complains on every occasion of a machine whose name has no address.
echo "127.0.1.1 $(uname -n)" >>"$root/etc/hosts"
# Not exec: somebody has to take leave of the processes that lost their parents.
status=0
chroot "$root" /bin/sh -c 'cd "$1" && shift && exec "$@"' sh "$project" "$@" || status=$?
exit $status
`

if (rest[0] === '--' ? rest.length === 1 : rest.some((name) => !known.includes(name))) {
  stop(`which of ${known.join(', ')}? or -- and a command`, 2)
}
try {
  make()
} catch (error) {
  stop(error.message)
}
await guestKernels()
process.exitCode = await run(
  rest[0] === '--' ? rest.slice(1) : [process.execPath, 'scripts/test.mjs', ...(rest.length > 0 ? rest : suites)],
)

/** Makes the userland unless it is there. */
function make() {
  const suite = releases[release]
  const stamp = join(folder, 'made-of')
  const wanted = createHash('sha256')
    .update([suite, process.arch, ...packages].join(' '))
    .digest('hex')
  if (existsSync(userland) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  installMmdebstrap()
  console.log(`ceph-userland: making Debian ${suite} with Ceph ${release}, once`)
  const began = performance.now()
  const partial = join(folder, 'partial')
  for (const path of [stamp, userland, partial]) rmSync(path, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  quietly('setpriv', [
    ...[...contained, '--mount-proc', 'mmdebstrap'],
    ...['--variant=minbase', '--components=main', `--include=${packages.join(',')}`],
    ...aptOptions(suite),
    ...[suite, partial, mirror],
  ])
  renameSync(partial, userland)
  writeFileSync(stamp, wanted)
  console.log(`ceph-userland: made (${((performance.now() - began) / 1000).toFixed(0)} s)`)
}

/** Guests boot the kernel of this machine's Debian: in the userland apt knows of no package. */
async function guestKernels() {
  const { buildGuest } = await import(join(project, 'dist', 'testing.js'))
  for (const name of ['guest', 'guest-test']) await buildGuest({ cacheDir: join(project, '.cache', name) })
}

/** Runs a command in the userland, to its end or ours. */
async function run(command) {
  // Of runs that were killed; a run beside this one keeps its own.
  for (const name of readdirSync(folder)) {
    const pid = /^var-tmp\.(\d+)$/.exec(name)?.[1]
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) rmSync(join(folder, name), { recursive: true, force: true })
  }
  mkdirSync(scratch)
  chmodSync(scratch, 0o1777)
  const paths = [userland, scratch, project, process.execPath, realpathSync(join(project, 'node_modules'))]
  const env = { ...process.env, PATH: `${dirname(process.execPath)}:/usr/sbin:/usr/bin:/sbin:/bin`, TMPDIR: '/tmp' }
  // A session of its own: a terminal's Ctrl-C reaches us only.
  const child = spawn('setpriv', [...contained, '/bin/sh', '-c', inside, 'userland', ...paths, ...command], {
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
    env,
  })
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
  let interrupted
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      interrupted = signal
      child.kill('SIGKILL')
    })
  }
  const { code, signal } = await ended
  rmSync(scratch, { recursive: true, force: true, maxRetries: 10 })
  if (interrupted !== undefined) console.error(`ceph-userland: ended by ${interrupted}, and all it had started`)
  else if (signal !== null) console.error(`ceph-userland: ended by ${signal}`)
  return code ?? 1
}

function stop(message, code = 1) {
  console.error(`ceph-userland: ${message}`)
  process.exit(code)
}
