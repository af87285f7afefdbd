/** The host's interfaces: on the test driver, which can change them, and on a real libvirtd, which only shows them. */
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { type Connection, connect } from '../../../src/libvirt/index.ts'

const ethernet = (name: string, mac: string): string => `
  <interface type='ethernet' name='${name}'>
    <start mode='onboot'/><mtu size='1500'/><mac address='${mac}'/>
  </interface>`

let conn: Connection

beforeEach(async () => {
  conn = await connect('test:///default')
})

afterEach(async () => {
  await conn.close()
})

async function names(filter: object = {}): Promise<string[]> {
  return (await conn.interfaces.list(filter).toArray()).map(({ name }) => name).sort()
}

describe('an interface', () => {
  test('one that is there', async () => {
    const card = await conn.interfaces.get('eth1')
    expect(card.mac).toBe('aa:bb:cc:dd:ee:ff')
    expect((await conn.interfaces.getByMac('aa:bb:cc:dd:ee:ff')).name).toBe('eth1')
    expect(await card.isActive()).toBe(true)
    expect(await card.xml()).toContain("<mtu size='1492'/>")
    expect((await card.describe()).root.name).toBe('interface')
  })

  test('a whole life', async () => {
    const card = await conn.interfaces.define(ethernet('eth7', '52:54:00:00:00:07'), { validate: true })
    expect(card.name).toBe('eth7')
    expect(await card.isActive()).toBe(false)
    expect(await names({ active: false })).toEqual(['eth7'])
    await card.start()
    expect(await names({ active: true })).toEqual(['eth1', 'eth7'])
    await expect(card.start()).rejects.toMatchObject({ code: 'VIR_ERR_OPERATION_INVALID' })
    await card.stop()
    await expect(card.stop()).rejects.toMatchObject({
      code: 'VIR_ERR_OPERATION_INVALID',
      subject: { connection: 'test:///default' },
    })
    await card.undefine()
    expect(await names()).toEqual(['eth1'])
    await expect(card.xml()).rejects.toMatchObject({ code: 'VIR_ERR_NO_INTERFACE', subject: { interface: 'eth7' } })
  })

  test('there is none', async () => {
    await expect(conn.interfaces.get('eth9')).rejects.toMatchObject({
      code: 'VIR_ERR_NO_INTERFACE',
      subject: { interface: 'eth9' },
    })
    await expect(conn.interfaces.getByMac('52:54:00:00:00:09')).rejects.toMatchObject({ code: 'VIR_ERR_NO_INTERFACE' })
  })

  test('bad input', async () => {
    await expect(conn.interfaces.get('')).rejects.toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
    await expect(conn.interfaces.getByMac(5 as never)).rejects.toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' })
    expect(() => conn.interfaces.list({ active: 1 as never })).toThrow(TypeError)
    await expect(conn.interfaces.define('<interface/>', { validate: 1 as never })).rejects.toBeInstanceOf(TypeError)
    await expect(conn.interfaces.define('<network/>')).rejects.toMatchObject({ name: 'LibvirtError' })
    const card = await conn.interfaces.get('eth1')
    await expect(card.xml({ flags: ['active' as never] })).rejects.toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
  })
})

describe('a change', () => {
  test('committed: it lasts', async () => {
    {
      await using change = await conn.interfaces.begin()
      expect(change.ended).toBe(false)
      await conn.interfaces.define(ethernet('eth5', '52:54:00:00:00:05'))
      await change.commit()
      expect(change.ended).toBe(true)
      await expect(change.commit()).rejects.toMatchObject({ code: 'VIR_ERR_OPERATION_INVALID' })
    }
    const card = await conn.interfaces.get('eth5')
    await card.undefine()
  })

  test('not committed: taken back at the end of the block', async () => {
    {
      await using change = await conn.interfaces.begin()
      await (await conn.interfaces.get('eth1')).undefine()
      expect(await names()).toEqual([])
      expect(change.ended).toBe(false)
    }
    expect(await names()).toEqual(['eth1'])
  })

  test('taken back at once', async () => {
    await using change = await conn.interfaces.begin()
    await conn.interfaces.define(ethernet('eth6', '52:54:00:00:00:06'))
    await change.rollback()
    expect(change.ended).toBe(true)
    expect(await names()).toEqual(['eth1'])
  })

  test('of one who is gone: taken back or committed by another', async () => {
    // The test driver forgets everything with its last connection.
    await using other = await connect('test:///default')
    expect(other.closed).toBe(false)
    await conn.interfaces.begin()
    await conn.close()
    conn = await connect('test:///default')
    await expect(conn.interfaces.begin()).rejects.toMatchObject({ code: 'VIR_ERR_OPERATION_INVALID' })
    await conn.interfaces.rollback()
    await expect(conn.interfaces.rollback()).rejects.toMatchObject({ code: 'VIR_ERR_OPERATION_INVALID' })
    await conn.interfaces.begin()
    await conn.interfaces.commit()
    await expect(conn.interfaces.commit()).rejects.toMatchObject({ code: 'VIR_ERR_OPERATION_INVALID' })
  })

  test('whose caller gave up: nothing is under way', async () => {
    const given = new AbortController()
    const begun = conn.interfaces.begin({ signal: given.signal })
    given.abort()
    await expect(begun).rejects.toMatchObject({ code: 'ABORT_ERR' })
    await expect
      .poll(async () => {
        try {
          await (await conn.interfaces.begin()).rollback()
          return 'free'
        } catch {
          return 'busy'
        }
      })
      .toBe('free')
  })
})

test("a real host's: seen, but not to be changed", async () => {
  await using host = await connect(inject('lab').libvirtUri)
  const all = await host.interfaces.list().toArray()
  const lo = all.find(({ name }) => name === 'lo')
  expect(lo?.mac).toBe('00:00:00:00:00:00')
  expect(await (await host.interfaces.get('lo')).xml()).toContain("<interface type='ethernet' name='lo'>")
  expect(await lo?.xml({ flags: ['inactive'] })).toContain("name='lo'")
  // With netcf, a change can begin; no distribution that is tested on has it.
  await expect(host.interfaces.begin()).rejects.toMatchObject({ code: 'VIR_ERR_NO_SUPPORT' })
  await expect(host.interfaces.define(ethernet('eth99', '52:54:00:00:00:99'))).rejects.toMatchObject({
    code: 'VIR_ERR_NO_SUPPORT',
  })
  await expect(host.interfaces.get('no-such0')).rejects.toMatchObject({ code: 'VIR_ERR_NO_INTERFACE' })
})
