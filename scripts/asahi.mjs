#!/usr/bin/env node
// `npm run test:asahi`: the binary for arm64 on a real kernel with pages of 16 KiB, as Asahi Linux has: Debian's, in an
// emulated machine, against a cluster of this one. Needs root to install QEMU where that is missing.
import { spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeControls } from '../test/arm64/controls.mjs'
import { record } from './matrix.mjs'
import { nodeBinary } from './node-binaries.mjs'
import { run } from './program.mjs'
import { sysroot, versionIn } from './sysroot.mjs'

const project = dirname(dirname(fileURLToPath(import.meta.url)))
const work = join(project, '.cache', 'asahi', String(process.pid))
const fixtures = join(project, 'test', 'asahi')
const qemu = 'qemu-system-aarch64'
/** What leads to the network and to shared folders, each after what it needs. */
const modules = ['failover', 'net_failover', 'virtio_net', 'netfs', '9pnet', '9pnet_virtio', '9p']
const limit = 600

if (spawnSync(qemu, ['--version']).error !== undefined) {
  console.log('asahi: installing qemu-system-arm')
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'qemu-system-arm'])
}
const debian = sysroot({
  suite: 'bookworm',
  arch: 'arm64',
  packages: ['librados2', 'librbd1', 'libvirt0'],
  padded: true,
})
const boot = sysroot({ suite: 'trixie', arch: 'arm64', packages: ['linux-image-arm64-16k', 'busybox-static'] })
const { startCluster } = await import(join(project, 'dist', 'testing.js'))
const { connect } = await import(join(project, 'dist', 'rados.js'))
const { images } = await import(join(project, 'dist', 'rbd.js'))

mkdirSync(work, { recursive: true })
const lab = await startCluster({ osds: 1 })
try {
  const cluster = await connect({ conf: lab.conf, keyring: lab.keyring })
  await cluster.pools.create('asahi', { pgNum: 8, application: 'rbd' })
  const pool = await cluster.openPool('asahi')
  await images(pool).init()
  stage(lab)
  const printed = await bootMachine(kernel(), initramfs())
  if (!printed.includes('asahi: ended with 0')) throw new Error('asahi: not all of it held')
  // What it made is in the cluster.
  const image = await images(pool).open('asahi')
  await image.close()
  await pool.close()
  await cluster.close()
  report()
} finally {
  await lab.close()
  rmSync(work, { recursive: true, force: true })
}

/** The folder that the machine sees as /package: ours, a Node, and where the cluster is. */
function stage({ conf, keyring }) {
  const folder = join(work, 'package')
  for (const name of ['dist', 'prebuilds', 'package.json', 'node_modules/node-gyp-build', 'node_modules/@xmldom']) {
    cpSync(join(project, name), join(folder, name), { recursive: true, dereference: true })
  }
  cpSync(nodeBinary({ major: 20, arch: 'arm64' }), join(folder, 'node'))
  cpSync(join(fixtures, 'guest.mjs'), join(folder, 'guest.mjs'))
  cpSync(conf, join(folder, 'ceph.conf'))
  cpSync(keyring, join(folder, 'ceph.keyring'))
  for (const [name, path] of Object.entries(makeControls())) cpSync(path, join(folder, 'controls', `${name}.node`))
  const dump = (...command) => run('ceph', ['-c', conf, '-k', keyring, ...command, '-f', 'json'])
  const text = `${dump('mon', 'dump')}${dump('osd', 'dump')}${dump('mgr', 'dump')}`
  const ports = new Set(
    [...text.matchAll(/127\.0\.0\.1:(\d+)/g)].map(([, port]) => Number(port)).filter((port) => port > 0),
  )
  writeFileSync(join(folder, 'asahi.json'), JSON.stringify({ ports: [...ports], pool: 'asahi' }))
}

function kernel() {
  const name = readdirSync(join(boot, 'boot')).find((file) => file.startsWith('vmlinuz-'))
  if (name === undefined) throw new Error('asahi: the package holds no kernel')
  return join(boot, 'boot', name)
}

/** What the kernel starts from: busybox, the modules, and links to the Debian that is mounted later. */
function initramfs() {
  const root = join(work, 'initramfs')
  for (const folder of ['bin', 'modules', 'proc', 'sys', 'dev', 'tmp', 'etc', 'debian', 'package']) {
    mkdirSync(join(root, folder), { recursive: true })
  }
  symlinkSync('debian/lib', join(root, 'lib'))
  symlinkSync('debian/usr', join(root, 'usr'))
  cpSync(['usr/bin/busybox', 'bin/busybox'].map((path) => join(boot, path)).find(existsSync), join(root, 'bin/busybox'))
  cpSync(join(fixtures, 'init.sh'), join(root, 'init'))
  run('chmod', ['755', join(root, 'init')])
  const all = run('find', [join(boot, 'usr/lib/modules'), '-name', '*.ko*']).split('\n')
  const order = []
  for (const name of modules) {
    const file = all.find((path) => basename(path).replace(/\.ko.*/, '') === name)
    // What is not there is part of the kernel.
    if (file === undefined) continue
    const copy = join(root, 'modules', basename(file))
    cpSync(file, copy)
    if (copy.endsWith('.xz')) run('xz', ['-d', copy])
    order.push(`${name}.ko`)
  }
  writeFileSync(join(root, 'modules', 'order'), `${order.join('\n')}\n`)
  const archive = join(work, 'initramfs.cpio')
  run('sh', ['-c', 'cd "$1" && find . | busybox cpio -o -H newc >"$2"', 'sh', root, archive])
  return archive
}

/** Boots it and waits until it is off; what it prints is shown and returned. */
async function bootMachine(kernel, initrd) {
  const share = (tag, path) => [
    ...['-fsdev', `local,id=${tag},path=${path},security_model=none,readonly=on`],
    ...['-device', `virtio-9p-pci,fsdev=${tag},mount_tag=${tag}`],
  ]
  const child = spawn(
    'setpriv',
    [
      ...['--pdeathsig', 'KILL', qemu, '-M', 'virt', '-cpu', 'max,pauth-impdef=on', '-smp', '2', '-m', '2048'],
      ...['-nographic', '-no-reboot', '-nodefaults', '-serial', 'stdio', '-kernel', kernel, '-initrd', initrd],
      ...['-append', 'console=ttyAMA0 quiet panic=-1'],
      ...['-netdev', 'user,id=net', '-device', 'virtio-net-pci,netdev=net,romfile='],
      ...[...share('debian', debian), ...share('package', join(work, 'package'))],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  let printed = ''
  child.stdout.on('data', (chunk) => {
    printed += chunk
    process.stdout.write(chunk)
  })
  const killer = setTimeout(() => child.kill('SIGKILL'), limit * 1000)
  await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
  clearTimeout(killer)
  return printed
}

/** For the support matrix. */
function report() {
  const linux = versionIn(boot, 'linux-image-arm64-16k')?.split('.').slice(0, 2).join('.') ?? ''
  record({
    system: `Debian bookworm on Linux ${linux} for 16 KiB pages, in a VM`,
    ...{ arch: 'arm64', pageSize: 16_384, glibc: versionIn(debian, 'libc6'), node: 'Node 20' },
    ...{ ceph: versionIn(debian, 'librbd1'), libvirt: versionIn(debian, 'libvirt0') },
    what: ['connecting', 'image I/O', 'test:///default'],
  })
}
