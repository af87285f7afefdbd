/** Networks and their ports, on the test driver and on a real libvirtd. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { ClosedError, NotSupportedError } from '../../../src/core/errors.ts'
import { type Connection, connect, type Network, supports } from '../../../src/libvirt/index.ts'
import { parse } from '../../../src/xml/index.ts'
import { Relay } from './relay.ts'

const UUID = '2b1f6a53-1a6f-4f53-9a53-7d1e5b1f0000'
const uuid = (number: number): string => `2b1f6a53-1a6f-4f53-9a53-7d1e5b1f00${String(number).padStart(2, '0')}`

describe('on the test driver', () => {
  let conn: Connection

  beforeEach(async () => {
    conn = await connect('test:///default')
  })

  afterEach(async () => {
    await conn.close()
  })

  test('one that is there', async () => {
    const network = await conn.networks.get('default')
    expect(network.name).toBe('default')
    expect((await conn.networks.get(network.uuid)).name).toBe('default')
    expect(await network.bridgeName()).toBe('virbr0')
    expect(await network.isActive()).toBe(true)
    expect(await network.isPersistent()).toBe(true)
    expect(await network.xml()).toContain("<range start='192.168.122.2' end='192.168.122.254'/>")
    const { kind, name, root } = await network.describe()
    expect([kind, name, root.name]).toEqual(['other', 'network', 'network'])
  })

  test('a whole life', async () => {
    const network = await conn.networks.define(`<network><name>life</name><uuid>${UUID}</uuid></network>`)
    expect(network.uuid).toBe(UUID)
    expect(await network.isActive()).toBe(false)
    expect(await network.autostart()).toBe(false)
    await network.setAutostart(true)
    expect(await network.autostart()).toBe(true)
    await network.start()
    await expect(network.start()).rejects.toMatchObject({
      code: 'VIR_ERR_OPERATION_INVALID',
      subject: { connection: 'test:///default', network: 'life' },
    })
    const names = async (filter: object): Promise<string[]> =>
      (await conn.networks.list(filter).toArray()).map(({ name }) => name).sort()
    expect(await names({})).toEqual(['default', 'life'])
    expect(await names({ active: true, autostart: true })).toEqual(['life'])
    expect(await names({ active: false })).toEqual([])
    await network.stop()
    expect(await names({ active: false, persistent: true })).toEqual(['life'])
    await network.undefine()
    await expect(network.xml()).rejects.toMatchObject({ code: 'VIR_ERR_NO_NETWORK' })
  })

  test('transient: gone when it stops', async () => {
    const network = await conn.networks.create(parse(`<network><name>brief</name></network>`) as never)
    expect(await network.isPersistent()).toBe(false)
    expect(await network.isActive()).toBe(true)
    await network.stop()
    await expect(conn.networks.get('brief')).rejects.toMatchObject({
      code: 'VIR_ERR_NO_NETWORK',
      message: expect.stringContaining('brief'),
      subject: { network: 'brief' },
    })
  })

  test('validated first, where libvirt can', async () => {
    const wrong = `<network><name>wrong</name><bogus/></network>`
    if (supports('virNetworkDefineXMLFlags') === true && supports('virNetworkCreateXMLFlags') === true) {
      // The test driver looks at nothing: that the flag arrives is seen on a real libvirtd.
      const network = await conn.networks.create(`<network><name>right</name></network>`, { validate: true })
      await network.stop()
    } else {
      await expect(conn.networks.define(wrong, { validate: true })).rejects.toBeInstanceOf(NotSupportedError)
      await expect(conn.networks.create(wrong, { validate: true })).rejects.toBeInstanceOf(NotSupportedError)
    }
  })

  test('a part of it is changed', async () => {
    const network = await conn.networks.get('default')
    const host = `<host mac='52:54:00:00:00:07' ip='192.168.122.7'/>`
    await network.update('add-last', 'ip-dhcp-host', host)
    await network.update('add-first', 'ip-dhcp-host', host.replaceAll('07', '08').replaceAll('.7', '.8'), {
      live: true,
    })
    const text = await network.xml()
    expect(text.indexOf('192.168.122.8')).toBeGreaterThan(0)
    expect(text.indexOf("'192.168.122.7'")).toBeGreaterThan(text.indexOf('192.168.122.8'))
    await network.update('modify', 'ip-dhcp-host', host.replace('/>', " name='seven'/>"), { parentIndex: 0 })
    expect(await network.xml()).toContain("name='seven'")
    await network.update('delete', 'ip-dhcp-host', host)
    await network.update('delete', 'ip-dhcp-host', `<host mac='52:54:00:00:00:08'/>`)
    expect(await network.xml()).not.toContain('<host')
    await expect(network.update('delete', 'ip-dhcp-host', host)).rejects.toMatchObject({
      code: 'VIR_ERR_OPERATION_INVALID',
    })
    await expect(network.update('add-last', 'ip-dhcp-host', host, { parentIndex: 7 })).rejects.toMatchObject({
      name: 'LibvirtError',
    })
  })

  test('notes on it, from libvirt 9.7 on', async () => {
    const { metadata } = await conn.networks.get('default')
    if (supports('virNetworkSetMetadata') !== true) {
      await expect(metadata.title()).rejects.toBeInstanceOf(NotSupportedError)
      await expect(metadata.setTitle('x')).rejects.toMatchObject({ message: expect.stringContaining('9.7') })
      return
    }
    expect(await metadata.title()).toBeUndefined()
    await metadata.setTitle('for guests')
    await metadata.setDescription('of all kinds')
    await metadata.setElement('urn:owner', 'o', `<owner name='Ann'/>`, { live: true })
    expect(await metadata.title()).toBe('for guests')
    expect(await metadata.description({ live: true })).toBe('of all kinds')
    expect(await metadata.element('urn:owner')).toMatch(/name=(['"])Ann\1/)
    await metadata.setElement('urn:owner', 'o', undefined)
    await metadata.setTitle(undefined)
    await metadata.setDescription(undefined)
    expect(await metadata.element('urn:owner')).toBeUndefined()
    expect(await metadata.title()).toBeUndefined()
    expect(await metadata.description()).toBeUndefined()
  })

  test('what the driver lacks says so', async () => {
    const network = await conn.networks.get('default')
    await expect(network.ports.list().toArray()).rejects.toMatchObject({ code: 'VIR_ERR_NO_SUPPORT' })
    await expect(network.dhcpLeases()).rejects.toMatchObject({ code: 'VIR_ERR_NO_SUPPORT' })
  })

  test('bad input', async () => {
    const network = await conn.networks.get('default')
    const type = { code: 'ERR_INVALID_ARG_TYPE' }
    const range = { code: 'ERR_OUT_OF_RANGE' }
    await expect(conn.networks.get('')).rejects.toMatchObject(range)
    await expect(conn.networks.get(5 as never)).rejects.toMatchObject(type)
    expect(() => conn.networks.list({ active: 'yes' as never })).toThrow(TypeError)
    await expect(conn.networks.define({} as never)).rejects.toMatchObject(type)
    await expect(conn.networks.define(parse('<pool><name>x</name></pool>') as never)).rejects.toMatchObject(range)
    await expect(conn.networks.define('<network/>', { validate: 1 as never })).rejects.toMatchObject(type)
    await expect(conn.networks.create('<network/>', { validate: 1 as never })).rejects.toMatchObject(type)
    await expect(conn.networks.define('<pool/>')).rejects.toMatchObject({ name: 'LibvirtError' })
    await expect(network.setAutostart('yes' as never)).rejects.toMatchObject(type)
    await expect(network.xml({ flags: ['live' as never] })).rejects.toMatchObject(range)
    await expect(network.update('none' as never, 'bridge', '<x/>')).rejects.toMatchObject(range)
    await expect(network.update('modify', 'none' as never, '<x/>')).rejects.toMatchObject(range)
    await expect(network.update('modify', 'bridge', '')).rejects.toMatchObject(range)
    await expect(network.update('modify', 'bridge', '<x/>', { parentIndex: -2 })).rejects.toMatchObject(range)
    await expect(network.update('modify', 'bridge', '<x/>', { live: 1 as never })).rejects.toMatchObject(type)
    await expect(network.dhcpLeases({ mac: '' })).rejects.toMatchObject(range)
    await expect(network.metadata.element('')).rejects.toMatchObject(range)
    await expect(network.metadata.setElement('urn:x', '', '<x/>')).rejects.toMatchObject(range)
    await expect(network.metadata.setTitle(5 as never)).rejects.toMatchObject(type)
    await expect(network.ports.get('no-uuid')).rejects.toMatchObject(range)
    await expect(network.ports.create('<x/>', { reclaim: 1 as never })).rejects.toMatchObject(type)
    await expect(network.start({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ABORT_ERR' })
  })

  test('closed with its connection', async () => {
    const network = await conn.networks.get('default')
    await conn.close()
    expect(network.closed).toBe(true)
    await expect(network.xml()).rejects.toBeInstanceOf(ClosedError)
    await expect(network.metadata.title()).rejects.toBeInstanceOf(ClosedError)
    await expect(network.ports.list().toArray()).rejects.toBeInstanceOf(ClosedError)
  })
})

describe('on a real libvirtd', () => {
  // Bridges belong to the whole machine.
  const bridge = `cvt${process.pid}`.slice(0, 15)
  let conn: Connection
  let status: string

  beforeAll(async () => {
    const { libvirtUri } = inject('lab')
    conn = await connect(libvirtUri)
    const socket = new URL(libvirtUri).searchParams.get('socket') ?? ''
    status = path.join(path.dirname(path.dirname(socket)), 'lib', 'dnsmasq', `${bridge}.status`)
  })

  afterAll(async () => {
    await conn.close()
  })

  /** One without addresses: those with DHCP or DNS need dnsmasq. */
  const quiet = (name: string, rest = `<dns enable='no'/>`): string =>
    `<network><name>${name}</name><bridge name='${bridge}' stp='off'/>${rest}</network>`
  const port = (number: number, rest = ''): string => `
    <networkport>
      <uuid>${uuid(number)}</uuid>
      <owner><name>guest</name><uuid>${UUID}</uuid></owner>
      <mac address='52:54:00:00:00:01'/>${rest}
    </networkport>`

  async function withNetwork(xml: string, use: (network: Network) => Promise<void>): Promise<void> {
    const network = await conn.networks.create(xml)
    try {
      await use(network)
    } finally {
      await network.stop()
    }
  }

  test('starts: its bridge is there, and gone when it stops', async () => {
    const network = await conn.networks.define(quiet('quiet'))
    try {
      await network.start()
      expect(await network.bridgeName()).toBe(bridge)
      expect(await network.xml({ flags: ['inactive'] })).toContain('<name>quiet</name>')
      expect(execFileSync('ip', ['link', 'show', bridge], { encoding: 'utf8' })).toContain(bridge)
      await network.undefine()
      expect(await network.isPersistent()).toBe(false)
      await expect(network.setAutostart(true)).rejects.toMatchObject({ code: 'VIR_ERR_OPERATION_INVALID' })
    } finally {
      await network.stop()
    }
    expect(() => execFileSync('ip', ['link', 'show', bridge], { stdio: 'pipe' })).toThrow()
    await expect(network.isActive()).rejects.toMatchObject({ code: 'VIR_ERR_NO_NETWORK' })
  })

  test('stopped already: refused; without dnsmasq, one with DHCP too', async () => {
    const network = await conn.networks.define(quiet('idle'))
    try {
      await expect(network.stop()).rejects.toMatchObject({ code: 'VIR_ERR_OPERATION_INVALID' })
    } finally {
      await network.undefine()
    }
    const dhcp = `<ip address='10.213.8.1' prefix='24'><dhcp><range start='10.213.8.2' end='10.213.8.9'/></dhcp></ip>`
    const served = await conn.networks.create(quiet('served', dhcp)).catch((error) => error)
    if (served instanceof Error) expect(served.message).toContain('dnsmasq')
    else await served.stop()
  })

  test('validated: what the schema does not know is refused', async () => {
    const wrong = quiet('wrong', '<bogus/>')
    const refused = (error: Error & { code: string }): boolean =>
      error instanceof NotSupportedError || error.code === 'VIR_ERR_XML_INVALID_SCHEMA'
    await expect(conn.networks.define(wrong, { validate: true })).rejects.toSatisfy(refused)
    await expect(conn.networks.create(wrong, { validate: true })).rejects.toSatisfy(refused)
    await expect(conn.networks.get('wrong')).rejects.toMatchObject({ code: 'VIR_ERR_NO_NETWORK' })
  })

  test('addresses given away', async () => {
    const addresses = `<dns enable='no'/><ip address='10.213.9.1' prefix='24'/>
      <ip family='ipv6' address='fd00:cef:0:9::1' prefix='64'/>`
    await withNetwork(quiet('leases', addresses), async (network) => {
      expect(await network.dhcpLeases()).toEqual([])
      // What dnsmasq's helper writes, whether there is a dnsmasq here or not.
      mkdirSync(path.dirname(status), { recursive: true })
      const end = Math.floor(Date.now() / 1000) + 3600
      const mac = '52:54:00:00:00:07'
      const leases = [
        { 'ip-address': '10.213.9.7', 'mac-address': mac, hostname: 'g7', 'client-id': '01:52', 'expiry-time': end },
        { 'ip-address': '10.213.9.8', 'mac-address': '52:54:00:00:00:08', 'expiry-time': 0 },
        { 'ip-address': 'fd00:cef:0:9::7', 'mac-address': mac, iaid: '1234', 'client-id': '00:01', 'expiry-time': end },
        { 'ip-address': '10.213.9.9', 'mac-address': mac, 'expiry-time': 1 },
      ]
      writeFileSync(status, JSON.stringify(leases))
      try {
        const expiry = new Date(end * 1000)
        const found = await network.dhcpLeases()
        expect(found).toEqual([
          {
            interface: bridge,
            expiry,
            type: 'ipv4',
            mac,
            iaid: undefined,
            address: '10.213.9.7',
            prefix: 24,
            hostname: 'g7',
            clientId: '01:52',
          },
          {
            interface: bridge,
            expiry: undefined,
            type: 'ipv4',
            mac: '52:54:00:00:00:08',
            iaid: undefined,
            address: '10.213.9.8',
            prefix: 24,
            hostname: undefined,
            clientId: undefined,
          },
          {
            interface: bridge,
            expiry,
            type: 'ipv6',
            mac,
            iaid: '1234',
            address: 'fd00:cef:0:9::7',
            prefix: 64,
            hostname: undefined,
            clientId: '00:01',
          },
        ])
        expect(await network.dhcpLeases({ mac: '52:54:00:00:00:08' })).toEqual([found[1]])
        expect(await network.dhcpLeases({ mac: '52:54:00:00:00:09' })).toEqual([])
        await expect(network.dhcpLeases({ mac: 'zz' })).rejects.toMatchObject({ code: 'VIR_ERR_INVALID_MAC' })
      } finally {
        rmSync(status)
      }
    })
  })

  test('ports: made, limited, deleted', async () => {
    await withNetwork(quiet('ports'), async (network) => {
      const made = await network.ports.create(port(1), { validate: true })
      expect(made.uuid).toBe(uuid(1))
      expect(made.network).toBe(network)
      expect(await made.xml()).toContain(`<plug type='network' bridge='${bridge}'/>`)
      expect((await made.describe()).root.name).toBe('networkport')
      expect(await made.parameters()).toEqual({ extra: {} })
      await made.setParameters({ inAverage: 1000, outAverage: 10, outPeak: 20, outBurst: 30 })
      // Peaks and bursts that are not given are 0.
      expect(await made.parameters()).toMatchObject({ inAverage: 1000, outAverage: 10, outPeak: 20, outBurst: 30 })
      await made.setParameters({ outAverage: 5 })
      const { inAverage, outAverage } = await made.parameters()
      expect([inAverage ?? 0, outAverage]).toEqual([0, 5])
      await made.setParameters({})
      expect(await made.parameters()).toEqual({ extra: {} })
      await expect(made.setParameters({ inFloor: 5 })).rejects.toMatchObject({ name: 'LibvirtError' })
      await expect(made.setParameters({ inAverage: -1 })).rejects.toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
      await expect(made.setParameters({ average: 1 } as never)).rejects.toMatchObject({ code: 'ERR_OUT_OF_RANGE' })

      expect((await network.ports.list().toArray()).map((one) => one.uuid)).toEqual([uuid(1)])
      expect((await network.ports.get(uuid(1))).uuid).toBe(uuid(1))
      await expect(network.ports.create(port(1))).rejects.toMatchObject({ code: 'VIR_ERR_NETWORK_PORT_EXIST' })
      await made.delete()
      expect(await network.ports.list().toArray()).toEqual([])
      await expect(made.xml()).rejects.toMatchObject({
        code: 'VIR_ERR_NO_NETWORK_PORT',
        subject: { network: 'ports', networkPort: uuid(1) },
      })
      await expect(network.ports.get(uuid(1))).rejects.toMatchObject({ code: 'VIR_ERR_NO_NETWORK_PORT' })
    })
  })

  test('ports: taken over, refused', async () => {
    await withNetwork(quiet('reclaim'), async (network) => {
      const plug = `<plug type='network' bridge='${bridge}'/>`
      await expect(network.ports.create(port(2), { reclaim: true })).rejects.toMatchObject({
        code: 'VIR_ERR_INVALID_ARG',
      })
      await expect(network.ports.create(port(2, plug))).rejects.toMatchObject({ code: 'VIR_ERR_INVALID_ARG' })
      const taken = await network.ports.create(port(2, plug), { reclaim: true })
      await taken.delete()
      await expect(network.ports.create(port(3, '<bogus/>'), { validate: true })).rejects.toMatchObject({
        code: 'VIR_ERR_XML_INVALID_SCHEMA',
      })
    })
    const stopped = await conn.networks.define(quiet('stopped'))
    try {
      await expect(stopped.ports.create(port(4))).rejects.toMatchObject({ code: 'VIR_ERR_OPERATION_INVALID' })
    } finally {
      await stopped.undefine()
    }
  })

  test('over a connection that comes back, what was got before goes on working', async () => {
    await using relay = await Relay.to(inject('lab').libvirtUri)
    await using other = await connect(relay.uri, { reconnect: { minDelay: 10, maxDelay: 50 } })
    const network = await other.networks.create(quiet('again'))
    const filter = await other.nwfilters.define(`<filter name='again'/>`)
    try {
      const made = await network.ports.create(port(5))
      const binding = await other.nwfilterBindings.create(`
        <filterbinding>
          <owner><name>guest</name><uuid>${UUID}</uuid></owner>
          <portdev name='${bridge}'/><mac address='52:54:00:00:00:01'/><filterref filter='again'/>
        </filterbinding>`)
      const device = await other.nodeDevices.get('computer')
      const card = await other.interfaces.get('lo')
      const states = other.states()
      relay.break()
      expect((await states.next()).value).toMatchObject({ state: 'away' })
      expect((await states.next()).value).toMatchObject({ state: 'back' })
      expect(await made.xml()).toContain(uuid(5))
      expect(await network.isActive()).toBe(true)
      expect(await filter.xml()).toContain(filter.uuid)
      expect(await binding.xml()).toContain(bridge)
      expect(await device.capabilities()).toEqual(['system'])
      expect(await card.xml()).toContain("name='lo'")
      await binding.delete()
    } finally {
      await network.stop()
      await filter.undefine()
    }
  })
})
