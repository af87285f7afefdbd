import { cpSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, inject, test, vi } from 'vitest'
import { record } from '../../scripts/matrix.mjs'
import { nodeBinary } from '../../scripts/node-binaries.mjs'
import { libraryFolders, sysroot, versionIn } from '../../scripts/sysroot.mjs'
import { type Consumed, NODES } from './consumer.ts'
import { root } from './tarball.ts'
import { outputIn } from './userland.ts'

const tarball = inject('tarball')
// The first time each userland is made: a download, and its unpacking.
vi.setConfig({ testTimeout: 600_000 })
const program = 'userland-consumer.mjs'
cpSync(join(root, 'test/package/consumer.mjs'), join(tarball.user, program))
afterAll(() => rmSync(join(tarball.user, program)))

const ceph = ['librados2', 'librbd1']
const libvirt = ['libvirt0']
const newest = Math.max(...NODES)
const oldest = Math.min(...NODES)

/** What a user meets on a Debian of that suite with these packages and no others of ours. */
function consume(suite: string, packages: readonly string[], major: number): Consumed {
  // Node 26 itself is linked with libatomic.
  const userland = sysroot({ suite, packages: [...packages, 'libatomic1'] })
  // The test is worth nothing where a package has come along with another.
  const has = (file: string) => libraryFolders(userland).some((folder) => existsSync(join(folder, file)))
  expect(has('librados.so.2')).toBe(packages.includes('librados2'))
  expect(has('libvirt.so.0')).toBe(packages.includes('libvirt0'))
  const result = JSON.parse(outputIn(userland, nodeBinary({ major }), tarball, [program])) as Consumed
  expect(result.same).toBe(true)
  record({
    system: `Debian ${suite}`,
    arch: process.arch,
    pageSize: result.pageSize,
    glibc: result.glibc,
    node: result.runtime.replace(/\.\d+\.\d+$/, ''),
    ...(packages.includes('librados2') ? { ceph: versionIn(userland, 'librados2') } : {}),
    ...(packages.includes('libvirt0') ? { libvirt: versionIn(userland, 'libvirt0') } : {}),
    what: ['loads, opens what is there, says what is missing'],
  })
  return result
}

function expectCeph({ rados, rbd, connect }: Consumed): void {
  expect(rados).toEqual({ value: expect.objectContaining({ major: 3 }) })
  expect(rbd).toEqual({ value: expect.objectContaining({ major: 1 }) })
  expect(connect).toMatchObject({ error: { code: 'ENOENT' } })
}

function expectLibvirt({ domains }: Consumed): void {
  expect(domains).toEqual({ value: ['test'] })
}

function expectMissing(outcome: unknown, library: string, hint: RegExp): void {
  expect(outcome).toMatchObject({
    error: {
      name: 'LibraryNotFoundError',
      code: 'ERR_CEPHVIRT_LIBRARY_NOT_FOUND',
      library,
      hint: expect.stringMatching(hint),
      message: expect.stringContaining(library),
    },
  })
}

function expectNoCeph({ rados, rbd, connect }: Consumed): void {
  for (const outcome of [rados, connect]) expectMissing(outcome, 'librados.so.2', /librados2/)
  expectMissing(rbd, 'librbd.so.1', /librbd1/)
}

function expectNoLibvirt(result: Consumed): void {
  expectMissing(result.domains, 'libvirt.so.0', /libvirt0/)
  expectMissing(result.libvirt, 'libvirt.so.0', /libvirt0/)
}

describe('installed without', () => {
  test.each(NODES)('Ceph and libvirt: it loads, and says what is missing (Node %d)', (major) => {
    const result = consume('bookworm', [], major)
    expectNoCeph(result)
    expectNoLibvirt(result)
  })

  test('libvirt: Ceph works', () => {
    const result = consume('bookworm', ceph, oldest)
    expectCeph(result)
    expectNoLibvirt(result)
  })

  test('Ceph: libvirt works', () => {
    const result = consume('bookworm', libvirt, oldest)
    expectNoCeph(result)
    expectLibvirt(result)
  })
})

describe('one binary from old to new', () => {
  test.each([
    ['bullseye', '2.31', oldest],
    ['bullseye', '2.31', newest],
    ['trixie', '2.41', newest],
  ])('Debian %s with glibc %s, Node %d', (suite, glibc, major) => {
    const result = consume(suite, [...ceph, ...libvirt], major)
    expect(result.glibc).toBe(glibc)
    expectCeph(result)
    expectLibvirt(result)
  })

  test('Debian sid, as it is today', () => {
    const result = consume('sid', [...ceph, ...libvirt], newest)
    expect(Number(result.glibc?.split('.')[1])).toBeGreaterThan(41)
    expectCeph(result)
    expectLibvirt(result)
  })
})
