/** Documents that libvirt itself wrote. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import * as xml from '../../../src/xml/index.ts'
import { canonical } from '../../unit/xml/canonical.ts'

function isSame(text: string): boolean {
  return JSON.stringify(canonical(xml.build(xml.parse(text)))) === JSON.stringify(canonical(text))
}

test.each([
  { args: ['dumpxml', 'test'], kind: 'domain' },
  { args: ['pool-dumpxml', 'default-pool'], kind: 'pool' },
  { args: ['net-dumpxml', 'default'], kind: 'other' },
  { args: ['iface-dumpxml', 'eth1'], kind: 'other' },
  { args: ['capabilities'], kind: 'other' },
])('the test driver: $args', ({ args, kind }) => {
  const text = execFileSync('virsh', ['-c', 'test:///default', ...args], { encoding: 'utf8' })
  expect(xml.parse(text).kind).toBe(kind)
  expect(isSame(text)).toBe(true)
})

test.each(['cpu_map', 'nwfilter', 'networks', 'schemas'])(
  'all that libvirt installs: %s',
  (folder) => {
    const root = join('/usr/share/libvirt', folder)
    const files = readdirSync(root).filter((file) => /\.(xml|rng)$/.test(file))
    expect(files).not.toHaveLength(0)
    expect(files.filter((file) => !isSame(readFileSync(join(root, file), 'utf8')))).toEqual([])
  },
  60_000,
)
