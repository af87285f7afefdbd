import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { type Architecture, faults } from './binary.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

function npx(...args: string[]): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync('npx', ['--no-install', ...args], { cwd: root, encoding: 'utf8' })
  return { status, output: stdout + stderr }
}

test('publint finds nothing', () => {
  const { status, output } = npx('publint', '--strict')
  expect(status, output).toBe(0)
})

test('attw finds the types of every entry, in every way of resolving', () => {
  const { status, output } = npx('attw', '--pack', '.')
  expect(status, output).toBe(0)
})

test('the package holds what it needs and nothing else', () => {
  const [{ files }] = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root, encoding: 'utf8' }),
  ) as [{ files: { path: string }[] }]
  const folders = new Set(files.map(({ path }) => path.split('/')[0]))
  for (const needed of ['dist', 'native', 'binding.gyp', 'CMakeLists.txt', 'LICENSE', 'README.md']) {
    expect(folders).toContain(needed)
  }
  for (const kept of ['src', 'test', 'scripts', 'tools', 'bench', 'node_modules', 'build', '.cache']) {
    expect(folders).not.toContain(kept)
  }
})

test('both builds read one list of sources', () => {
  const sources = JSON.parse(readFileSync(join(root, 'native/sources.json'), 'utf8')) as string[]
  const found = execFileSync('find', ['native', '-name', '*.cc'], { cwd: root, encoding: 'utf8' })
  expect(found.trim().split('\n').sort()).toEqual([...sources].sort())
})

test('node-gyp builds the same module from the same sources', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cephvirt-gyp-'))
  try {
    for (const name of ['binding.gyp', 'package.json', 'native', 'scripts']) {
      cpSync(join(root, name), join(folder, name), { recursive: true })
    }
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
    execFileSync(process.execPath, ['scripts/build-native.mjs', '--gyp'], { cwd: folder, stdio: 'pipe' })
    const print = (file: string) =>
      execFileSync(
        process.execPath,
        ['-p', `JSON.stringify(Object.entries(require('${file}')).map(([k, v]) => [k, Object.keys(v)]))`],
        { encoding: 'utf8' },
      )
    const built = join(folder, 'build/Release/cephvirt.node')
    expect(print(built)).toBe(print(join(root, 'build/Release/cephvirt.node')))
    execFileSync('strip', ['--strip-all', built])
    // Not its size: it is not shipped.
    expect(faults(built, process.arch as Architecture).filter((fault) => !/MiB$/.test(fault))).toEqual([])
  } finally {
    rmSync(folder, { recursive: true })
  }
}, 600_000)
