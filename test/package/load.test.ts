import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { examplesOf, moduleOf } from '../../tools/api/examples.mjs'

const root = fileURLToPath(new URL('../../', import.meta.url))
const { exports: entries } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  exports: Record<string, unknown>
}
const names = Object.keys(entries)
  .filter((name) => name !== './package.json')
  .map((name) => name.replace('.', 'cephvirt'))

// A user's folder: it finds the package as an installed one.
const folder = mkdtempSync(join(tmpdir(), 'cephvirt-user-'))
execFileSync('mkdir', ['-p', join(folder, 'node_modules')])
symlinkSync(root, join(folder, 'node_modules', 'cephvirt'))
symlinkSync(join(root, 'node_modules', '@types'), join(folder, 'node_modules', '@types'))
writeFileSync(join(folder, 'package.json'), '{}')
afterAll(() => rmSync(folder, { recursive: true }))

function runFile(name: string, text: string): string {
  const file = join(folder, name)
  writeFileSync(file, text)
  return execFileSync(process.execPath, [file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

describe('loading', () => {
  test.each(names)('%s is imported and required, and is the same', (name) => {
    const output = runFile(
      'same.mjs',
      `import { createRequire } from 'node:module'
       import * as imported from '${name}'
       const required = createRequire(import.meta.url)('${name}')
       const keys = Object.keys(required)
       console.log(keys.length > 0 && keys.every((key) => imported[key] === required[key]))`,
    )
    expect(output.trim()).toBe('true')
  })

  test('instanceof holds across import and require', () => {
    const output = runFile(
      'across.mjs',
      `import { createRequire } from 'node:module'
       import { CephvirtError, CephError, rados } from 'cephvirt'
       const required = createRequire(import.meta.url)('cephvirt')
       const error = await required.rados.connect({ conf: '/nowhere/ceph.conf' }).catch((reason) => reason)
       console.log(error instanceof CephError, error instanceof CephvirtError, error instanceof required.CephError, error.code)`,
    )
    expect(output.trim()).toBe('true true true ENOENT')
  })

  test('a part alone does not load the others', () => {
    const output = runFile(
      'part.cjs',
      `require('cephvirt/rbd')
       const files = Object.keys(require.cache).map((file) => file.split('/').pop())
       console.log(files.includes('libvirt.cjs'), files.includes('xml.cjs'), require('node:fs').readFileSync('/proc/self/maps', 'utf8').includes('libvirt.so'))`,
    )
    expect(output.trim()).toBe('false false false')
  })
})

describe('types', () => {
  const program = `
    import { type CephError, rados, rbd, libvirt, xml, bridge } from 'cephvirt'
    import { connect } from 'cephvirt/rados'
    import { startCluster } from 'cephvirt/testing'
    export async function main(): Promise<number> {
      const cluster = await connect({ conf: '/etc/ceph/ceph.conf' })
      const pool: rados.Pool = await cluster.openPool('p')
      const image: rbd.Image = await rbd.images(pool).open('i', { exclusive: true })
      const conn: libvirt.Connection = await libvirt.connect('qemu:///system')
      const holders = await bridge.holders(image, { connections: [conn] })
      xml.domain({ name: 'a', memory: '1GiB' })
      const error: Partial<CephError> = {}
      // @ts-expect-error a position is a number
      await image.read(Buffer.alloc(1), 'zero')
      void startCluster
      return holders.length + (error.errno ?? 0)
    }`

  function check(file: string, text: string, resolution: string): void {
    writeFileSync(join(folder, file), text)
    const module = resolution === 'bundler' ? 'esnext' : resolution
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
    const options = ['--noEmit', '--strict', '--target', 'es2022', '--module', module, '--moduleResolution', resolution]
    const { stdout, status } = spawnSync(
      process.execPath,
      [tsc, ...options, '--lib', 'es2023,esnext.disposable', '--types', 'node', file],
      { cwd: folder, encoding: 'utf8' },
    )
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 })
  }

  test.each([
    ['nodenext', 'user.mts'],
    ['nodenext', 'user.cts'],
    ['node16', 'user.mts'],
    ['bundler', 'user.ts'],
  ])('resolve with moduleResolution %s in %s', (resolution, file) => check(file, program, resolution))

  test('the code in the README is right', () => {
    const blocks = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/```ts\n(.*?)```/gs)]
    expect(blocks.length).toBeGreaterThan(0)
    for (const [, code = ''] of blocks) check('readme.mts', code, 'nodenext')
  })

  test('the examples in the documentation are right', () => {
    check('examples.mts', moduleOf(['rados', 'rbd', 'libvirt'].flatMap((part) => examplesOf(part))), 'nodenext')
  })
})
