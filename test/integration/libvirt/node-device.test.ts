/** The host's devices: on the test driver, which makes virtual HBAs, and on a real libvirtd, which sees real ones. */
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { NotSupportedError } from '../../../src/core/errors.ts'
import { type Connection, connect, supports, version } from '../../../src/libvirt/index.ts'

const hba = (wwn: string): string => `
  <device>
    <parent>scsi_host1</parent>
    <capability type='scsi_host'>
      <capability type='fc_host'><wwnn>20000000${wwn}</wwnn><wwpn>10000000${wwn}</wwpn></capability>
    </capability>
  </device>`

const mdev = (parent: string): string => `
  <device>
    <parent>${parent}</parent>
    <capability type='mdev'><type id='nothing-of-the-kind'/><uuid>2b1f6a53-1a6f-4f53-9a53-7d1e5b1f0001</uuid></capability>
  </device>`

describe('on the test driver', () => {
  let conn: Connection

  beforeEach(async () => {
    conn = await connect('test:///default')
  })

  afterEach(async () => {
    await conn.close()
  })

  async function names(filter: object = {}): Promise<string[]> {
    return (await conn.nodeDevices.list(filter).toArray()).map(({ name }) => name).sort()
  }

  test('those that are there', async () => {
    expect(await names()).toEqual(['computer', 'scsi_host1', 'scsi_host11', 'scsi_host2'])
    expect(await names({ capability: 'system' })).toEqual(['computer'])
    expect(await names({ capability: ['scsi_host', 'pci'] })).toEqual(['scsi_host1', 'scsi_host11', 'scsi_host2'])
    expect(await names({ capability: 'vports' })).toEqual(['scsi_host1', 'scsi_host2'])
    expect(await names({ capability: 'mdev' })).toEqual([])
    expect(await names({ capability: [] })).toHaveLength(4)
    const device = await conn.nodeDevices.get('scsi_host1')
    expect(await device.parent()).toBe('computer')
    expect(await device.capabilities()).toContain('scsi_host')
    expect(await device.xml()).toContain('<wwnn>2000000012341234</wwnn>')
    expect((await device.describe()).root.name).toBe('device')
    const computer = await conn.nodeDevices.get('computer')
    expect(await computer.parent()).toBeUndefined()
    expect(await computer.capabilities()).toEqual(['system'])
  })

  test('a virtual HBA is made and removed', async () => {
    const device = await conn.nodeDevices.create(hba('00000001'))
    expect(await device.parent()).toBe('scsi_host1')
    expect(await names()).toContain(device.name)
    await device.stop()
    expect(await names()).toHaveLength(4)
    await expect(device.xml()).rejects.toMatchObject({
      code: 'VIR_ERR_NO_NODE_DEVICE',
      subject: { connection: 'test:///default', nodeDevice: device.name },
    })
    await expect(conn.nodeDevices.create(hba('1').replace('scsi_host1', 'scsi_host9'))).rejects.toMatchObject({
      name: 'LibvirtError',
    })
  })

  test('there is none', async () => {
    await expect(conn.nodeDevices.get('pci_none')).rejects.toMatchObject({
      code: 'VIR_ERR_NO_NODE_DEVICE',
      subject: { nodeDevice: 'pci_none' },
    })
  })

  test('bad input', async () => {
    const range = { code: 'ERR_OUT_OF_RANGE' }
    const type = { code: 'ERR_INVALID_ARG_TYPE' }
    expect(() => conn.nodeDevices.list({ capability: 'pci-dev' as never })).toThrow(RangeError)
    expect(() => conn.nodeDevices.list({ capability: 5 as never })).toThrow(TypeError)
    expect(() => conn.nodeDevices.list({ active: 5 as never })).toThrow(TypeError)
    await expect(conn.nodeDevices.get('')).rejects.toMatchObject(range)
    await expect(conn.nodeDevices.getScsiHost('', '1')).rejects.toMatchObject(range)
    await expect(conn.nodeDevices.getScsiHost('1', 5 as never)).rejects.toMatchObject(type)
    await expect(conn.nodeDevices.define('<device/>', { validate: 1 as never })).rejects.toMatchObject(type)
    await expect(conn.nodeDevices.create('<device/>', { validate: 1 as never })).rejects.toMatchObject(type)
    const device = await conn.nodeDevices.get('computer')
    await expect(device.xml({ flags: ['live' as never] })).rejects.toMatchObject(range)
    await expect(device.detach({ driver: '' })).rejects.toMatchObject(range)
    await expect(device.setAutostart(1 as never)).rejects.toMatchObject(type)
    await expect(device.update('<device/>', { config: 1 as never })).rejects.toMatchObject(type)
    await expect(device.update(5 as never)).rejects.toMatchObject(type)
  })
})

describe('on a real libvirtd', () => {
  test('what the machine has', async () => {
    await using host = await connect(inject('lab').libvirtUri)
    const devices = await host.nodeDevices.list().toArray()
    expect(devices.length).toBeGreaterThan(1)
    const cards = await host.nodeDevices.list({ capability: 'net' }).toArray()
    const lo = cards.find(({ name }) => name.startsWith('net_lo_'))
    expect(await lo?.capabilities()).toEqual(['net'])
    expect(await lo?.parent()).toBe('computer')
    if (supports('virNodeDeviceIsActive') === true) {
      // 2 ** 31 is the flag of `active`.
      expect((await host.nodeDevices.list({ active: true }).toArray()).length).toBe(devices.length)
      expect(await host.nodeDevices.list({ active: false, capability: 'net' }).toArray()).toEqual([])
      const computer = await host.nodeDevices.get('computer')
      expect(await computer.isActive()).toBe(true)
      expect(await computer.isPersistent()).toBe(true)
      expect(await computer.autostart()).toBe(true)
    }
  })

  test('what cannot be done with a device is refused', async () => {
    await using host = await connect(inject('lab').libvirtUri)
    const computer = await host.nodeDevices.get('computer')
    const notPci = { code: 'VIR_ERR_INVALID_ARG', subject: { nodeDevice: 'computer' } }
    await expect(computer.reattach()).rejects.toMatchObject(notPci)
    await expect(computer.reset()).rejects.toMatchObject(notPci)
    // Of what this machine lacks, or of what the computer is not: libvirt 11 looks at the machine first, whatever driver.
    const refused = { code: expect.stringMatching(/^VIR_ERR_(?:ARGUMENT_UNSUPPORTED|INVALID_ARG)$/) }
    await expect(computer.detach()).rejects.toMatchObject({ ...notPci, ...refused })
    await expect(computer.detach({ driver: 'no-such-driver' })).rejects.toMatchObject(
      version().major < 11 ? notPci : { ...notPci, ...refused },
    )
    await expect(computer.stop()).rejects.toMatchObject({ code: 'VIR_ERR_CONFIG_UNSUPPORTED' })
    if (supports('virNodeDeviceDefineXML') === true && supports('virNodeDeviceSetAutostart') === true) {
      await expect(computer.start()).rejects.toMatchObject({ code: 'VIR_ERR_OPERATION_INVALID' })
      await expect(computer.undefine()).rejects.toMatchObject({ code: 'VIR_ERR_CONFIG_UNSUPPORTED' })
      await expect(computer.setAutostart(true)).rejects.toMatchObject({ code: 'VIR_ERR_OPERATION_UNSUPPORTED' })
      await expect(host.nodeDevices.define(mdev('computer'))).rejects.toMatchObject({ name: 'LibvirtError' })
    }
    await expect(host.nodeDevices.create(mdev('computer'))).rejects.toMatchObject({ name: 'LibvirtError' })
    await expect(host.nodeDevices.create('<network/>')).rejects.toMatchObject({ name: 'LibvirtError' })
    const update = computer.update(mdev('computer'), { live: true, config: true })
    if (supports('virNodeDeviceUpdate'))
      await expect(update).rejects.toMatchObject({ code: 'VIR_ERR_XML_INVALID_SCHEMA' })
    else await expect(update).rejects.toBeInstanceOf(NotSupportedError)
  })

  test('a SCSI host that is not there', async () => {
    await using host = await connect(inject('lab').libvirtUri)
    await expect(host.nodeDevices.getScsiHost('2000000012341234', '1000000012341234')).rejects.toMatchObject({
      name: 'LibvirtError',
      hint: expect.stringContaining('fc_host'),
      subject: { nodeDevice: '1000000012341234' },
    })
  })
})
