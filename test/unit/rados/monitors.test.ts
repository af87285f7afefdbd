import { expect, test } from 'vitest'
import type { MonDumpReply } from '../../../src/rados/mon-commands.ts'
import { monitorsOf } from '../../../src/rados/monitors.ts'

test('the monitors of a map: both protocols, IPv6, out of quorum', () => {
  const monitor = (rank: number, name: string, ...addrvec: { type: string; addr: string }[]) => ({
    rank,
    name,
    public_addrs: { addrvec },
  })
  const reply: MonDumpReply = {
    epoch: 3,
    fsid: '',
    min_mon_release_name: 'pacific',
    quorum: [0],
    mons: [
      monitor(0, 'a', { type: 'v2', addr: '10.0.0.1:3300' }, { type: 'v1', addr: '10.0.0.1:6789' }),
      monitor(1, 'b', { type: 'v1', addr: '[fd00::1]:16789' }, { type: 'none', addr: '-' }),
    ],
  }
  expect(monitorsOf(reply)).toEqual([
    {
      name: 'a',
      rank: 0,
      inQuorum: true,
      addresses: [
        { type: 'v2', host: '10.0.0.1', port: 3300 },
        { type: 'v1', host: '10.0.0.1', port: 6789 },
      ],
    },
    { name: 'b', rank: 1, inQuorum: false, addresses: [{ type: 'v1', host: 'fd00::1', port: 16789 }] },
  ])
})
