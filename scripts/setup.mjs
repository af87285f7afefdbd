#!/usr/bin/env node
// Makes a clone ready to run: system packages, node_modules, the native module, the JavaScript, the prebuilt binaries.
// Does only what is missing or out of date, says what it does, and is done at once when there is nothing to do. Plain
// Node, no dependencies: it runs before `npm ci`.
//
//   node scripts/setup.mjs [--with-peers] [--without-prebuilds]
//
//   --with-peers           also the programs that the benchmarks measure against
//   --without-prebuilds    not the binaries that are shipped: what only runs here has no use for them
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const arm = process.arch === 'arm64'
const withPeers = process.argv.includes('--with-peers')
const withPrebuilds = !process.argv.includes('--without-prebuilds')

const debianPackages = [
  ...['ceph-mon', 'ceph-osd', 'ceph-mgr', 'ceph-common', 'rbd-mirror', 'librados-dev', 'librbd-dev'],
  ...['libvirt-dev', 'libvirt-daemon-system', 'libvirt-clients', 'libvirt-daemon-driver-qemu'],
  ...[
    'libvirt-daemon-driver-storage-rbd',
    arm ? 'qemu-system-arm' : 'qemu-system-x86',
    'qemu-block-extra',
    'qemu-utils',
    'qemu-guest-agent',
  ],
  ...(interfacesApart() ? ['libvirt-daemon-driver-interface'] : []),
  ...['g++', 'cmake', 'ninja-build', 'make', 'python3', 'clang-format', 'busybox-static', 'util-linux'],
]
// The binaries that are shipped are built for both architectures, and tried on both: on an x64 machine that of arm64 by
// qemu-user.
const debianPrebuilds = [
  ...['binutils', 'mmdebstrap', 'debian-archive-keyring'],
  ...(arm ? ['g++-x86-64-linux-gnu'] : ['g++-aarch64-linux-gnu', 'qemu-user-static']),
]
const debianPeers = ['fio', 'python3-rbd', 'python3-rados', 'python3-libvirt']

/** What the packages are there for, where no dpkg can tell: programs, or else one of some files. */
const qemu = arm ? 'qemu-system-aarch64' : 'qemu-system-x86_64'
const programs = [
  ...['ceph-mon', 'ceph-osd', 'ceph-mgr', 'ceph', 'rbd-mirror', 'libvirtd', 'virsh', qemu, 'qemu-img', 'qemu-ga'],
  ...['g++', 'cmake', 'make', 'python3', 'clang-format', 'busybox', 'unshare'],
]
const headers = ['rados/librados.h', 'rbd/librbd.h', 'libvirt/libvirt.h']

const otherSystems = [
  {
    name: 'Fedora, RHEL, CentOS Stream',
    install:
      'dnf install ceph-mon ceph-osd ceph-mgr ceph-common rbd-mirror librados-devel librbd-devel libvirt-devel libvirt-daemon libvirt-client ' +
      `libvirt-daemon-driver-qemu libvirt-daemon-driver-interface libvirt-daemon-driver-storage-rbd qemu-kvm qemu-block-rbd qemu-img qemu-guest-agent gcc-c++ cmake ninja-build make python3 clang-tools-extra busybox`,
    peers: 'fio fio-engine-rbd python3-rbd python3-rados python3-libvirt',
  },
  {
    name: 'Arch Linux',
    install:
      'pacman -S ceph libvirt libvirt-storage-ceph qemu-base qemu-block-rbd qemu-guest-agent gcc cmake ninja make python clang busybox',
    peers: 'fio libvirt-python',
  },
  {
    name: 'openSUSE',
    install:
      'zypper install ceph-mon ceph-osd ceph-mgr ceph-common rbd-mirror librados-devel librbd-devel libvirt-devel libvirt-daemon-qemu libvirt-client ' +
      'libvirt-daemon-driver-storage-rbd qemu-x86 qemu-block-rbd qemu-img qemu-guest-agent gcc-c++ cmake ninja make python3 clang-tools busybox-static',
    peers: 'fio python3-rbd python3-rados python3-libvirt-python',
  },
]

const nativeInputs = ['native', 'cmake', 'CMakeLists.txt', 'package-lock.json']
const prebuilt = ['x64', 'arm64'].map((name) => `prebuilds/linux-${name}/cephvirt.glibc.node`)

systemPackages()
nodeModules()
build({
  what: 'the native module',
  script: 'build:native',
  inputs: [...nativeInputs, 'scripts/build-native.mjs'],
  stamp: 'build/.inputs',
  output: () =>
    existsSync(join(root, 'build/Release')) &&
    readdirSync(join(root, 'build/Release')).some((file) => file.endsWith('.node')),
})
build({
  what: 'the JavaScript',
  script: 'build:js',
  inputs: ['src', 'tsup.config.ts', 'tsconfig.json', 'scripts/finish-build.mjs', 'package.json', 'package-lock.json'],
  stamp: 'dist/.inputs',
  output: () => existsSync(join(root, 'dist/index.js')),
})

if (withPrebuilds) prebuilds()

function prebuilds() {
  const compiler = `${arm ? 'x86_64' : 'aarch64'}-linux-gnu-g++`
  if (hasProgram(compiler)) {
    return build({
      what: 'the prebuilt binaries',
      script: 'prebuild',
      inputs: [...nativeInputs, 'scripts/prebuild.mjs', 'scripts/cmake-gyp.mjs'],
      stamp: '.cache/prebuild/.inputs',
      output: () => prebuilt.every((file) => existsSync(join(root, file))),
    })
  }
  console.log(
    `setup: built no prebuilt binaries, whose tests will fail: there is no ${compiler} (Debian and Ubuntu have it)`,
  )
}

/** Since Debian 13 and Ubuntu 25.04 what libvirt-daemon had for the host's interfaces is a package of its own. */
function interfacesApart() {
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : ''
  const of = (field) => new RegExp(`^${field}="?([^"\\n]*)`, 'm').exec(release)?.[1]
  const since = { debian: 13, ubuntu: 25.04 }[of('ID')]
  // Debian's testing and unstable have no number.
  return since !== undefined && !(Number(of('VERSION_ID')) < since)
}

function systemPackages() {
  if (process.platform !== 'linux') stop('cephvirt is developed on Linux: use a Linux machine, VM or container')
  if (!hasProgram('apt-get') || !hasProgram('dpkg-query')) return otherSystem()
  const wanted = [...debianPackages, ...(withPrebuilds ? debianPrebuilds : []), ...(withPeers ? debianPeers : [])]
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own placeholders
  const format = '${Package} ${db:Status-Status}\n'
  const query = spawnSync('dpkg-query', ['-W', `-f=${format}`, ...wanted], { encoding: 'utf8' })
  const installed = new Set(
    query.stdout.split('\n').flatMap((line) => (line.endsWith(' installed') ? [line.split(' ')[0]] : [])),
  )
  const missing = wanted.filter((name) => !installed.has(name))
  // The guest of the demo and the tests is downloaded by apt, which knows nothing before its first update.
  const lists =
    existsSync('/var/lib/apt/lists') && readdirSync('/var/lib/apt/lists').some((file) => file.includes('_Packages'))
  if (missing.length === 0 && lists) return
  const install = `apt-get install -y --no-install-recommends ${missing.join(' ')}`
  if (process.getuid() !== 0) {
    stop(`these need to be done as root:\n\n  sudo apt-get update${missing.length > 0 ? `\n  sudo ${install}` : ''}\n`)
  }
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  timed('updated the lists of packages', () => run('apt-get', ['update', '-qq'], env))
  if (missing.length === 0) return
  // Nothing of what is installed is to be started: the tests and the demo run daemons of their own. Debian's way to say
  // so is a file, which must go again however this ends, and which is left alone where somebody else has put one.
  const quietly = `policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  trap 'exit 130' INT TERM HUP
  printf '#!/bin/sh\\nexit 101\\n' >"$policy"
  chmod 755 "$policy"
fi
${install.replace('install -y', 'install -y -qq')}`
  timed(`installed ${missing.join(' ')}`, () => run('/bin/sh', ['-c', quietly], env))
}

function otherSystem() {
  const lacking = [
    ...programs.filter((program) => !hasProgram(program)),
    ...headers.filter((header) => !existsSync(join('/usr/include', header))),
    ...(withPeers && !hasProgram('fio') ? ['fio'] : []),
  ]
  if (lacking.length === 0) return
  const lines = otherSystems.map(
    ({ name, install, peers }) => `  ${name}:\n    ${install}${withPeers ? ` ${peers}` : ''}\n`,
  )
  stop(`not found: ${lacking.join(', ')}\nInstall them, then run this again:\n\n${lines.join('\n')}`)
}

function nodeModules() {
  const wanted = lockedPackages('package-lock.json')
  const present = lockedPackages('node_modules/.package-lock.json')
  // A package that only other platforms need is in the lock file but not installed.
  const right = ([path, { version, optional }]) =>
    path in present ? present[path].version === version : optional === true
  if (Object.entries(wanted).every(right) && Object.keys(present).every((path) => path in wanted)) return
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  timed('installed node_modules', () => run('npm', ['ci', ...options]))
}

function lockedPackages(file) {
  if (!existsSync(join(root, file))) return {}
  const { '': _ourselves, ...packages } = readJson(file).packages
  return packages
}

function readJson(file) {
  return JSON.parse(readFileSync(join(root, file), 'utf8'))
}

function build({ what, script, inputs, stamp, output }) {
  const hash = hashOf(inputs)
  const file = join(root, stamp)
  if (output() && existsSync(file) && readFileSync(file, 'utf8') === hash) return
  timed(`built ${what}`, () => run('npm', ['run', '--silent', script]))
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, hash)
}

/** A hash of the contents of files and folders, and of what else decides how they are built. */
function hashOf(inputs) {
  const hash = createHash('sha256').update(`${process.arch} ${process.versions.modules}`)
  for (const input of inputs.flatMap((name) => filesIn(name))) {
    hash.update(`\0${input}\0`).update(readFileSync(join(root, input)))
  }
  return hash.digest('hex')
}

function filesIn(name) {
  const path = join(root, name)
  if (!existsSync(path)) return []
  try {
    const entries = readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
    return entries.flatMap((entry) => filesIn(`${name}/${entry.name}`))
  } catch (error) {
    if (error.code === 'ENOTDIR') return [name]
    throw error
  }
}

function hasProgram(name) {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin', '/usr/libexec']
  return folders.some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/** Runs a program without showing what it prints, unless it fails. */
function run(command, args, env = {}) {
  const { status, signal, error, stdout, stderr } = spawnSync(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 256 << 20,
  })
  if (error === undefined && status === 0) return
  const printed = `${stdout ?? ''}${stderr ?? ''}`.trimEnd().split('\n').slice(-60).join('\n')
  stop(
    `${printed}\n${[command, ...args].join(' ')}: ${error?.message ?? (signal ? `ended by ${signal}` : `exit code ${status}`)}`,
  )
}

function timed(what, work) {
  const begin = performance.now()
  work()
  console.log(`setup: ${what} (${((performance.now() - begin) / 1000).toFixed(1)} s)`)
}

function stop(message) {
  console.error(`setup: ${message}`)
  process.exit(1)
}
