/** Network filters and their bindings, on a real libvirtd. */
import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { NotSupportedError } from '../../../src/core/errors.ts'
import { type Connection, connect } from '../../../src/libvirt/index.ts'
import { parse } from '../../../src/xml/index.ts'

const UUID = '2b1f6a53-1a6f-4f53-9a53-7d1e5b1f0002'
const RULES = `<rule action='drop' direction='out'><tcp dstportstart='25'/></rule>`

let conn: Connection

beforeAll(async () => {
  conn = await connect(inject('lab').libvirtUri)
})

afterAll(async () => {
  await conn.close()
})

test('a filter: a whole life', async () => {
  const filter = await conn.nwfilters.define(`<filter name='life'><uuid>${UUID}</uuid>${RULES}</filter>`)
  try {
    expect([filter.name, filter.uuid]).toEqual(['life', UUID])
    expect((await conn.nwfilters.get('life')).uuid).toBe(UUID)
    expect((await conn.nwfilters.get(UUID)).name).toBe('life')
    expect((await conn.nwfilters.list().toArray()).map(({ name }) => name)).toContain('life')
    expect(await filter.xml()).toContain("<tcp dstportstart='25'/>")
    const description = await filter.describe()
    expect(description.root.name).toBe('filter')
    // The same again is a definition anew, also as data.
    expect((await conn.nwfilters.define(description)).uuid).toBe(UUID)
    const other = UUID.replace('2b', '3c')
    await expect(conn.nwfilters.define(`<filter name='life'><uuid>${other}</uuid></filter>`)).rejects.toMatchObject({
      code: 'VIR_ERR_OPERATION_FAILED',
    })
  } finally {
    await filter.undefine()
  }
  await expect(filter.xml()).rejects.toMatchObject({ code: 'VIR_ERR_NO_NWFILTER', subject: { nwfilter: 'life' } })
  await expect(conn.nwfilters.get(UUID)).rejects.toMatchObject({ code: 'VIR_ERR_NO_NWFILTER' })
})

test('a filter: validated', async () => {
  await expect(conn.nwfilters.define(`<filter name='wrong'><bogus/></filter>`, { validate: true })).rejects.toSatisfy(
    (error: Error & { code: string }) =>
      error instanceof NotSupportedError || error.code === 'VIR_ERR_XML_INVALID_SCHEMA',
  )
  await expect(conn.nwfilters.get('wrong')).rejects.toMatchObject({ code: 'VIR_ERR_NO_NWFILTER' })
})

test('a binding: a filter holds for a device', async () => {
  const device = `cvf${process.pid}`.slice(0, 15)
  const binding = (filter: string, dev = device): string => `
    <filterbinding>
      <owner><name>guest</name><uuid>${UUID}</uuid></owner>
      <portdev name='${dev}'/>
      <mac address='52:54:00:00:00:01'/>
      <filterref filter='${filter}'><parameter name='IP' value='10.0.0.1'/></filterref>
    </filterbinding>`
  execFileSync('ip', ['link', 'add', device, 'type', 'bridge'])
  // Without rules: what the kernel can filter differs from machine to machine.
  const filter = await conn.nwfilters.define(`<filter name='bound'/>`)
  try {
    const made = await conn.nwfilterBindings.create(binding('bound'), { validate: true })
    try {
      expect([made.portDev, made.filterName]).toEqual([device, 'bound'])
      expect(await made.xml()).toContain("<parameter name='IP' value='10.0.0.1'/>")
      expect((await made.describe()).root.name).toBe('filterbinding')
      expect((await conn.nwfilterBindings.get(device)).filterName).toBe('bound')
      expect((await conn.nwfilterBindings.list().toArray()).map(({ portDev }) => portDev)).toContain(device)
      await expect(conn.nwfilterBindings.create(binding('bound'))).rejects.toMatchObject({
        code: 'VIR_ERR_OPERATION_FAILED',
      })
      await expect(filter.undefine()).rejects.toMatchObject({ code: 'VIR_ERR_OPERATION_INVALID' })
    } finally {
      await made.delete()
    }
    await expect(made.xml()).rejects.toMatchObject({
      code: 'VIR_ERR_NO_NWFILTER_BINDING',
      subject: { nwfilterBinding: device },
    })
    await expect(conn.nwfilterBindings.get(device)).rejects.toMatchObject({ code: 'VIR_ERR_NO_NWFILTER_BINDING' })
    await expect(conn.nwfilterBindings.create(binding('no-such-filter'))).rejects.toMatchObject({
      name: 'LibvirtError',
      message: expect.stringContaining('no-such-filter'),
    })
    await expect(
      conn.nwfilterBindings.create(binding('bound').replace('<owner>', '<bogus/><owner>'), { validate: true }),
    ).rejects.toMatchObject({ code: 'VIR_ERR_XML_INVALID_SCHEMA' })
  } finally {
    await filter.undefine()
    execFileSync('ip', ['link', 'del', device])
  }
})

test('bad input', async () => {
  const type = { code: 'ERR_INVALID_ARG_TYPE' }
  const range = { code: 'ERR_OUT_OF_RANGE' }
  await expect(conn.nwfilters.get('')).rejects.toMatchObject(range)
  await expect(conn.nwfilters.define({} as never)).rejects.toMatchObject(type)
  await expect(conn.nwfilters.define(parse('<network/>') as never)).rejects.toMatchObject(range)
  await expect(conn.nwfilters.define('<filter/>', { validate: 1 as never })).rejects.toMatchObject(type)
  await expect(conn.nwfilters.define('<network/>')).rejects.toMatchObject({ code: 'VIR_ERR_XML_ERROR' })
  await expect(conn.nwfilterBindings.get('')).rejects.toMatchObject(range)
  await expect(conn.nwfilterBindings.create('<filterbinding/>', { validate: 1 as never })).rejects.toMatchObject(type)
})

test('a driver without filters says so', async () => {
  await using other = await connect('test:///default')
  await expect(other.nwfilters.list().toArray()).rejects.toMatchObject({ code: 'VIR_ERR_NO_SUPPORT' })
  await expect(other.nwfilterBindings.list().toArray()).rejects.toMatchObject({ code: 'VIR_ERR_NO_SUPPORT' })
})
