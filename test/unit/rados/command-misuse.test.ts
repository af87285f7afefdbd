import { expect, test } from 'vitest'
import { misuseOf } from '../../../src/rados/command-misuse.ts'

const DESCRIPTIONS = [
  { sig: ['osd', 'pool', 'get', { name: 'pool' }, { name: 'var', strings: 'size|pg_num' }] },
  { sig: ['osd', 'pool', 'create', { name: 'pool' }, { name: 'pg_num', req: 'false' }] },
  { sig: ['osd', 'crush', 'set', { name: 'prior_version', req: 'false' }] },
  { sig: ['osd', 'crush', 'set', { name: 'id' }, { name: 'weight' }] },
  { sig: ['fsid'] },
]
const misuse = (prefix: string, args: Record<string, unknown> = {}): string | undefined =>
  misuseOf(DESCRIPTIONS, prefix, args)

test('what is missing, unknown, or no choice', () => {
  expect(misuse('osd pool get', { pool: 'x' })).toBe("'var' is missing; 'osd pool get' takes pool, var.")
  expect(misuse('osd pool get', { pool: 'x', var: 'colour' })).toContain("'var' is one of size, pg_num;")
  expect(misuse('osd pool create', { pool: 'x', pgNum: 8 })).toBe(
    "'pgNum' is unknown: 'pg_num' is meant; 'osd pool create' takes pool, [pg_num].",
  )
  expect(misuse('osd pool create', { Pool: 'x' })).toBe(
    "'Pool' is unknown: 'pool' is meant; 'osd pool create' takes pool, [pg_num].",
  )
  expect(misuse('fsid', { format: 'json' })).toBe("'fsid' takes no arguments.")
  expect(misuse('fsid', { more: undefined, most: 1 })).toBe("'most' is unknown; 'fsid' takes no arguments.")
})

test('by the form that fits best', () => {
  expect(misuse('osd crush set', { id: 1 })).toContain("'weight' is missing; 'osd crush set' takes id, weight.")
  expect(misuse('osd crush set', { prior_version: 1 })).toBe("'osd crush set' takes [prior_version].")
  expect(misuse('osd crush set', { weigth: 1 })).toContain("'weigth' is unknown; 'osd crush set' takes")
})

test('commands that are not there, and those like them', () => {
  expect(misuse('osd pool crate')).toBe('It knows no such command; there are osd pool create, osd pool get.')
  expect(misuse('osd what')).toBe('It knows no such command; there are osd crush set, osd pool create, osd pool get.')
  expect(misuse('nonsense')).toBe('It knows no such command.')
})

test('values stay out of it: they may be keys', () => {
  expect(misuse('osd pool get', { pool: 'x', var: 'AQsecret==', key: 'AQother==' })).not.toMatch(/AQ/)
})
