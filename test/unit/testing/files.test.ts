import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { cephConf } from '../../../src/testing/ceph-conf.ts'
import { cpio } from '../../../src/testing/cpio.ts'
import { buildGuest, guestDisk } from '../../../src/testing/guest.ts'
import { keyringText, keyTypeOf, makeKey } from '../../../src/testing/keyring.ts'
import { Layout } from '../../../src/testing/layout.ts'
import { reservePorts } from '../../../src/testing/ports.ts'
import { checkPrerequisites } from '../../../src/testing/prerequisites.ts'
import { readState, stopCluster } from '../../../src/testing/state.ts'

const dir = mkdtempSync(path.join(os.tmpdir(), 'cv-unit-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

it('packs an archive that busybox unpacks', () => {
  const archive = cpio([
    { path: 'folder', mode: 0o040755 },
    { path: 'folder/program', mode: 0o100755, data: Buffer.from('#!/bin/sh\n') },
    { path: 'empty', mode: 0o100644 },
  ])
  execFileSync('busybox', ['cpio', '-idm'], { cwd: dir, input: archive, stdio: ['pipe', 'ignore', 'ignore'] })
  expect(readFileSync(path.join(dir, 'folder/program'), 'utf8')).toBe('#!/bin/sh\n')
  expect(statSync(path.join(dir, 'folder/program')).mode & 0o777).toBe(0o755)
  expect(statSync(path.join(dir, 'empty')).size).toBe(0)
})

it('makes keys that Ceph’s own tool reads', () => {
  const file = path.join(dir, 'keyring')
  const type = keyTypeOf(execFileSync('ceph-authtool', ['--gen-print-key'], { encoding: 'utf8' }))
  const key = makeKey(type)
  execFileSync('ceph-authtool', [
    '--create-keyring',
    file,
    '--name',
    'client.x',
    '--add-key',
    key,
    '--cap',
    'mon',
    'allow r',
  ])
  expect(readFileSync(file, 'utf8')).toBe(keyringText([{ entity: 'client.x', key, caps: { mon: 'allow r' } }]))
  expect(keyTypeOf(key)).toBe(type)
  expect(makeKey(type)).not.toBe(key)
})

it('lets the caller’s settings win in every section', () => {
  const layout = new Layout('/somewhere')
  const text = cephConf({
    fsid: 'f',
    monHost: 'm',
    layout,
    overrides: { 'osd memory target': '5', bluestore_block_size: '7' },
  })
  expect(text.split('bluestore_block_size')).toHaveLength(2)
  expect(text).toMatch(/\[global\][^[]*\tbluestore_block_size = 7\n/)
  expect(text).not.toContain('osd_memory_target')
  expect(text).toContain('\tosd memory target = 5\n')
})

it('holds ports until they are let go', async () => {
  const ports = await reservePorts(2)
  const listen = (port: number) =>
    new Promise<string>((resolve) => {
      const server = net.createServer().once('error', (error: NodeJS.ErrnoException) => resolve(String(error.code)))
      server.listen(port, '127.0.0.1', () => server.close(() => resolve('free')))
    })
  expect(await listen(ports.first + 1)).toBe('EADDRINUSE')
  await ports.release()
  expect(await listen(ports.first)).toBe('free')
  expect(await listen(ports.first + 1)).toBe('free')
})

it('names missing programs and the packages that carry them', () => {
  expect(() => checkPrerequisites({ libvirt: true }, dir)).toThrow(
    expect.objectContaining({
      code: 'ERR_CEPHVIRT_LAB_PREREQUISITES',
      message: expect.stringMatching(/^not installed: ceph-mon, .*libvirtd/),
      hint: expect.stringContaining('libvirt-daemon-system'),
    }),
  )
  expect(() => checkPrerequisites({ libvirt: false }, dir)).toThrow(expect.not.stringContaining('libvirtd'))
  expect(() => checkPrerequisites({ libvirt: false, mirror: true }, dir)).toThrow(/rbd-mirror/)
})

it('makes a sparse disk with known contents', () => {
  const file = path.join(dir, 'disk.img')
  guestDisk(file, { text: 'hello', size: 2 ** 26 })
  expect(statSync(file).size).toBe(2 ** 26)
  expect(statSync(file).blocks * 512).toBeLessThan(2 ** 20)
  expect(readFileSync(file).toString('utf8', 0, 6)).toBe('hello\n')
})

it('refuses a guest that makes no sense, and a machine without its kernel', async () => {
  await expect(buildGuest({ cacheDir: dir, offset: 100 })).rejects.toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
  await expect(buildGuest({ cacheDir: dir, text: "'; reboot" })).rejects.toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
  const own = { kernel: '/boot/none', modulesDir: dir }
  await expect(buildGuest({ cacheDir: dir, ...own })).rejects.toMatchObject({
    code: 'ERR_CEPHVIRT_LAB_GUEST',
    message: expect.stringContaining('virtio_pci'),
  })
})

it('stops nothing where no lab is', async () => {
  expect(readState(dir)).toBeUndefined()
  expect(await stopCluster(dir)).toBe(false)
  expect(existsSync(dir)).toBe(true)
})
