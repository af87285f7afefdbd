import { describe, expect, test } from 'vitest'
import { bits, filterBits, nameOf, numberOf } from '../../../src/libvirt/flags.ts'
import { DomainUndefineFlagsValues, DomainXMLFlags } from '../../../src/libvirt/generated/enumerations.ts'
import { byUuidOrName, checkUuid, isUuid } from '../../../src/libvirt/uuid.ts'
import { unpacked } from '../../../src/libvirt/version.ts'

describe('flags', () => {
  test('are the bits of libvirt', () => {
    expect(bits(DomainUndefineFlagsValues, ['nvram', 'managed-save'], 'flags')).toBe(5)
    expect(bits(DomainXMLFlags, ['inactive', 'secure', 'inactive'], 'flags')).toBe(3)
    expect(bits(DomainXMLFlags, undefined, 'flags')).toBe(0)
    expect(bits(DomainXMLFlags, [], 'flags')).toBe(0)
  })

  test.each([[['nonsense']], [['toString']], [[1]], ['secure'], [{}]])('bad ones: %o', (flags) => {
    expect(() => bits(DomainXMLFlags, flags as never, 'options.flags')).toThrow(/options\.flags/)
  })

  test('have names, and the unknown is said to be', () => {
    expect(numberOf(DomainXMLFlags, 'update-cpu', 'flag')).toBe(4)
    expect(nameOf(DomainXMLFlags, 4)).toBe('update-cpu')
    expect(nameOf(DomainXMLFlags, 4096)).toBe('unknown')
    expect(nameOf(DomainXMLFlags, undefined)).toBe('unknown')
  })

  test('of filters: yes, no, both', () => {
    const table = { active: [1, 2], persistent: [4, 8] } as const
    expect(filterBits({}, table)).toBe(0)
    expect(filterBits({ active: true, persistent: false }, table)).toBe(9)
    expect(() => filterBits({ active: 1 as never }, table)).toThrow(TypeError)
  })
})

describe('a UUID', () => {
  const uuid = '6f5b5a1e-2b3c-4d5e-8f90-0123456789ab'

  test('is known by its looks', () => {
    expect(isUuid(uuid)).toBe(true)
    expect(isUuid(uuid.replaceAll('-', ''))).toBe(true)
    expect(isUuid('z-centos9')).toBe(false)
    expect(() => checkUuid('z-centos9', 'uuid')).toThrow(RangeError)
    expect(checkUuid(uuid, 'uuid')).toBe(uuid)
  })

  test('names go straight to the lookup by name', async () => {
    const found = byUuidOrName(
      'z-centos9',
      'VIR_ERR_NO_DOMAIN',
      async () => 'by uuid',
      async (name) => name,
    )
    await expect(found).resolves.toBe('z-centos9')
  })
})

test('a version is unpacked', () => {
  expect(unpacked(9_000_000)).toEqual({ major: 9, minor: 0, release: 0, text: '9.0.0' })
  expect(unpacked(11_003_002).text).toBe('11.3.2')
})
