#!/usr/bin/env node
// An unpacked Debian of a suite and an architecture, made once below `.cache/sysroot`: to run programs of another
// architecture or another C library in, by an emulator, by its own dynamic loader or by chroot. Packages are unpacked
// and no more: nothing in them is run, so any architecture can be made on any other. Needs Debian's archive, and root
// to install mmdebstrap where that is missing.
//
//   import { sysroot } from './sysroot.mjs'
//   const root = sysroot({ suite: 'bookworm', arch: 'arm64', packages: ['librbd1'] })
//
//   node scripts/sysroot.mjs bookworm arm64 librados2 librbd1 libvirt0    prints its path
import { createHash } from 'node:crypto'
import {
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
} from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { aptOptions, installMmdebstrap, mirror } from './debian.mjs'
import { madeOnce } from './made-once.mjs'
import { run } from './program.mjs'

const project = dirname(dirname(fileURLToPath(import.meta.url)))

/** Debian's name of the architecture: Node calls one of them differently. */
const debianArch = (arch) => (arch === 'x64' ? 'amd64' : arch)

/** What any program needs: the C library and its loader, and what Node is linked with. */
const base = ['libc6', 'libgcc-s1', 'libstdc++6']
/** The largest page that an arm64 kernel may have: `padded`. */
const largestPage = 65_536

/**
 * The path of an unpacked Debian with these packages and what they depend on. `arch`: `x64` or `arm64`, as Node says.
 * `padded`: each shared library's file ends on a page, without which qemu-user 7.2 fails to load some of them where
 * pages are larger than 4 KiB (a kernel fills with zeros, that emulator does not).
 *
 * @param {{ suite: string, arch?: string, packages?: readonly string[], padded?: boolean }} options
 */
export function sysroot({ suite, arch = process.arch, packages = [], padded = false }) {
  const included = [...new Set([...base, ...packages])].sort()
  const name = createHash('sha256')
    .update(JSON.stringify([1, suite, arch, included, padded]))
    .digest('hex')
    .slice(0, 12)
  return madeOnce(join(project, '.cache', 'sysroot', `${suite}-${arch}-${name}`), (root) => {
    installMmdebstrap()
    unpack({ suite, arch, included, into: root })
    repairLinks(root)
    if (padded) padLibraries(root)
    return root
  })
}

/** The dynamic loader of an unpacked Debian, which starts a program of its architecture in it. */
export function loaderOf(root, arch = process.arch) {
  return join(root, arch === 'arm64' ? 'lib/ld-linux-aarch64.so.1' : 'lib64/ld-linux-x86-64.so.2')
}

/** The folders of an unpacked Debian in which libraries are, for a loader's `--library-path`. */
export function libraryFolders(root, arch = process.arch) {
  const triplet = arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu'
  return [join(root, 'lib', triplet), join(root, 'usr/lib', triplet)]
}

/** The version of a package in an unpacked Debian, as upstream counts: `16.2.15` of `16.2.15+ds-0+deb12u1`. */
export function versionIn(root, packageName) {
  // No database tells: nothing is installed. But each package says in its own changelog what it is.
  const doc = join(root, 'usr/share/doc', packageName)
  const file = ['changelog.Debian.gz', 'changelog.gz'].map((name) => join(doc, name)).find((name) => existsSync(name))
  if (file === undefined) return undefined
  const version = /\(([^)]+)\)/.exec(gunzipSync(readFileSync(file)).toString())?.[1]
  return version?.replace(/^\d+:/, '').replace(/[-+~].*$/, '')
}

function unpack({ suite, arch, included, into }) {
  run('mmdebstrap', [
    ...['--quiet', '--mode=root', '--variant=extract', '--format=directory', '--components=main'],
    ...[`--architectures=${debianArch(arch)}`, `--include=${included.join(',')}`],
    // Nothing of it is run, so whether this machine could does not matter.
    ...['--skip=check/qemu,output/dev'],
    ...aptOptions(suite),
    ...[suite, into, mirror],
  ])
}

/**
 * Links that lead outside when nobody has changed the root: absolute ones become relative. And where the packages of a
 * suite hold no `lib` beside `usr/lib`, the link that their installation would have made.
 */
export function repairLinks(root) {
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) {
    if (existsSync(join(root, 'usr', name)) && lstatSync(join(root, name), { throwIfNoEntry: false }) === undefined) {
      symlinkSync(`usr/${name}`, join(root, name))
    }
  }
  for (const { path, entry } of entriesOf(root)) {
    if (!entry.isSymbolicLink()) continue
    const target = readlinkSync(path)
    if (!target.startsWith('/')) continue
    unlinkSync(path)
    symlinkSync(relative(dirname(path), join(root, target)) || '.', path)
  }
}

/** Makes each shared library's file end on a page of the largest kind. */
export function padLibraries(root) {
  for (const { path, entry } of entriesOf(root)) {
    if (!entry.isFile() || !/\.so(\.|$)|^ld-/.test(entry.name)) continue
    truncateSync(path, Math.ceil(lstatSync(path).size / largestPage) * largestPage)
  }
}

function* entriesOf(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    yield { path, entry }
    if (entry.isDirectory()) yield* entriesOf(path)
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [suite, arch, ...packages] = process.argv.slice(2)
  if (suite === undefined || !['x64', 'arm64'].includes(arch)) {
    console.error('sysroot: which suite, x64 or arm64, and which packages?')
    process.exit(2)
  }
  console.log(sysroot({ suite, arch, packages }))
}
