import { lstatSync, mkdirSync, mkdtempSync, readlinkSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { take } from '../../../scripts/made-once.mjs'
import { libraryFolders, loaderOf, padLibraries, repairLinks, versionIn } from '../../../scripts/sysroot.mjs'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cephvirt-sysroot-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function file(path: string, content: string | Buffer = 'x'): string {
  mkdirSync(join(root, path, '..'), { recursive: true })
  writeFileSync(join(root, path), content)
  return join(root, path)
}

it('turns links that lead out of the root back into it', () => {
  const to = file('usr/lib/aarch64-linux-gnu/libm.so.6')
  symlinkSync('/usr/lib/aarch64-linux-gnu/libm.so.6', join(root, 'usr/lib/libm.so'))
  symlinkSync('libm.so.6', join(root, 'usr/lib/aarch64-linux-gnu/libm.so'))
  repairLinks(root)
  expect(readlinkSync(join(root, 'usr/lib/libm.so'))).toBe('aarch64-linux-gnu/libm.so.6')
  expect(readlinkSync(join(root, 'usr/lib/aarch64-linux-gnu/libm.so'))).toBe('libm.so.6')
  expect(statSync(join(root, 'usr/lib/libm.so')).ino).toBe(statSync(to).ino)
})

it('makes the links beside /usr that an installation makes, and only those that lack', () => {
  file('usr/lib/ld-linux-aarch64.so.1')
  file('usr/bin/sh')
  file('bin/own')
  repairLinks(root)
  expect(readlinkSync(join(root, 'lib'))).toBe('usr/lib')
  expect(lstatSync(join(root, 'bin')).isDirectory()).toBe(true)
  expect(statSync(loaderOf(root, 'arm64')).isFile()).toBe(true)
  expect(libraryFolders(root, 'arm64')).toContain(join(root, 'usr/lib/aarch64-linux-gnu'))
})

it('ends libraries on a page of 64 KiB and leaves other files alone', () => {
  const library = file('usr/lib/librbd.so.1.17.0', Buffer.alloc(70_000, 1))
  const exact = file('usr/lib/ld-2.31.so', Buffer.alloc(65_536, 1))
  const other = file('usr/lib/some.sort')
  padLibraries(root)
  expect(statSync(library).size).toBe(131_072)
  expect(statSync(exact).size).toBe(65_536)
  expect(statSync(other).size).toBe(1)
})

it('says the version of a package as upstream counts', () => {
  const changelog = (text: string) => gzipSync(Buffer.from(text))
  file('usr/share/doc/librbd1/changelog.Debian.gz', changelog('ceph (16.2.15+ds-0+deb12u2) bookworm; urgency=high\n'))
  file('usr/share/doc/dpkg/changelog.gz', changelog('dpkg (1:1.21.22) bookworm; urgency=low\n\n  * text (1)\n'))
  expect(versionIn(root, 'librbd1')).toBe('16.2.15')
  expect(versionIn(root, 'dpkg')).toBe('1.21.22')
  expect(versionIn(root, 'absent')).toBeUndefined()
})

it('keeps what another process has finished first', () => {
  file('mine/which', 'mine')
  file('final/which', 'theirs')
  take(join(root, 'mine'), join(root, 'final'))
  expect(statSync(join(root, 'final/which')).size).toBe('theirs'.length)
  expect(() => take(join(root, 'absent'), join(root, 'final'))).toThrow('ENOENT')
})
