import { describe, expect, test } from 'vitest'
import { mayBeMonitors } from '../../../src/bridge/monitors.ts'

const monitors = [
  {
    ...{ name: 'a', rank: 0, inQuorum: true },
    addresses: [
      { type: 'v2', host: '10.0.0.1', port: 3300 },
      { type: 'v1', host: '10.0.0.1', port: 6789 },
      { type: 'v1', host: 'fd00::2', port: 6789 },
    ],
  },
] as const

describe("whether a disk's hosts can be a cluster's monitors", () => {
  test.each([
    ['its address', [{ name: '10.0.0.1', port: 6789 }], true],
    ['its other address', [{ name: '10.0.0.1', port: 3300 }], true],
    ['the same address, written otherwise', [{ name: 'FD00:0::0002', port: 6789 }], true],
    ['its address, no port', [{ name: '10.0.0.1' }], true],
    [
      'one of several',
      [
        { name: '10.0.0.9', port: 6789 },
        { name: '10.0.0.1', port: 6789 },
      ],
      true,
    ],
    ['another port: another cluster on that machine', [{ name: '10.0.0.1', port: 6790 }], false],
    ['other addresses', [{ name: '10.0.0.8' }, { name: 'fd00::1', port: 6789 }], false],
    ['a name: nobody knows', [{ name: 'ceph-mon', port: 6789 }], true],
    ['a name among others', [{ name: '10.0.0.9', port: 6789 }, { name: 'ceph-mon' }], true],
    ['none: the host knows', undefined, true],
    ['none', [], true],
  ])('%s', (_, hosts, expected) => {
    expect(mayBeMonitors(hosts, monitors)).toBe(expected)
  })
})
