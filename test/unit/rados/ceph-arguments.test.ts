import { describe, expect, test } from 'vitest'
import { environmentArguments, namesMonitors, parseCephArguments } from '../../../src/rados/ceph-arguments.ts'

const parse = (text: string) => parseCephArguments(text.split(' '), 'args')

describe('the arguments of a Ceph tool', () => {
  test.each([
    ['-c /a --id x', { conf: '/a', name: 'client.x', rest: [] }],
    ['--conf=/a --user=x', { conf: '/a', name: 'client.x', rest: [] }],
    ['-n osd.3 --cluster remote', { name: 'osd.3', cluster: 'remote', rest: [] }],
    ['-m 10.0.0.1 -k /k -K /f', { rest: ['--mon-host', '10.0.0.1', '--keyring', '/k', '--keyfile', '/f'] }],
    ['--rbd-cache=false --debug-ms 1', { rest: ['--rbd-cache=false', '--debug-ms', '1'] }],
  ])('%s', (text, expected) => {
    expect(parse(text)).toEqual(expected)
  })

  test('want their values', () => {
    for (const text of ['-c', '--id', '--conf=']) {
      expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'ERR_OUT_OF_RANGE' }))
    }
  })

  test('come from CEPH_ARGS, between any white space', () => {
    expect(environmentArguments({ CEPH_ARGS: '  --id  x\t-c /a\n' })).toEqual({
      name: 'client.x',
      conf: '/a',
      rest: [],
    })
    expect(environmentArguments({})).toEqual({ rest: [] })
  })

  test('name the monitors, or not', () => {
    expect(namesMonitors(parse('-m 10.0.0.1').rest)).toBe(true)
    expect(namesMonitors(['--mon_host=10.0.0.1'])).toBe(true)
    expect(namesMonitors(['--mon-host-override', '--rbd-cache=mon_host'])).toBe(false)
  })
})
