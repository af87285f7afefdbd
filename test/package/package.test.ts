import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

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

test('both builds read one list of sources', () => {
  const sources = JSON.parse(readFileSync(join(root, 'native/sources.json'), 'utf8')) as string[]
  const found = execFileSync('find', ['native', '-name', '*.cc'], { cwd: root, encoding: 'utf8' })
  expect(found.trim().split('\n').sort()).toEqual([...sources].sort())
})
