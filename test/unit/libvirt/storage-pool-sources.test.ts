import { expect, test } from 'vitest'
import { parseSources, sourceQuery } from '../../../src/libvirt/storage-pool-sources.ts'

test('what is asked for is text, not XML', () => {
  expect(sourceQuery(undefined)).toBeUndefined()
  expect(sourceQuery('<source/>')).toBe('<source/>')
  expect(sourceQuery({})).toBe('<source/>')
  const query = sourceQuery({ host: { name: `a"<&>b`, port: 3260 }, initiator: 'iqn.2026-11.org.example' })
  expect(query).toBe(
    '<source><host name="a&quot;&lt;&amp;&gt;b" port="3260"/><initiator><iqn name="iqn.2026-11.org.example"/></initiator></source>',
  )
})

test('what is found', () => {
  const source =
    '<source><host name="one" port="24007"/><host name="two"/><dir path="/"/><name>images</name><format type="glusterfs"/></source>'
  expect(
    parseSources(`<sources>${source}<source><device path="/dev/sdb"/><device path="/dev/sdc"/></source></sources>`),
  ).toEqual([
    {
      name: 'images',
      format: 'glusterfs',
      directory: '/',
      devices: [],
      hosts: [
        { name: 'one', port: 24007 },
        { name: 'two', port: undefined },
      ],
      xml: source,
    },
    expect.objectContaining({ name: undefined, devices: ['/dev/sdb', '/dev/sdc'], hosts: [] }),
  ])
  expect(parseSources('<sources/>')).toEqual([])
})
