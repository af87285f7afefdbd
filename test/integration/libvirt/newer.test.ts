/** What only newer libvirts have: done where it is there, and refused by name where it is not. */
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { NotSupportedError } from '../../../src/core/errors.ts'
import { type Connection, connect, type Domain, supports, version } from '../../../src/libvirt/index.ts'

let folder: string
let conn: Connection
let domain: Domain

const disk = (target: string, more = '') =>
  `<disk type='file'>
    <driver name='qemu' type='raw'/><source file='${join(folder, target)}'/>
    <target dev='${target}' bus='usb'/>${more}
  </disk>`

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cephvirt-newer-'))
  for (const target of ['sda', 'sdb']) {
    writeFileSync(join(folder, target), '')
    truncateSync(join(folder, target), 2 ** 20)
  }
  conn = await connect(inject('lab').libvirtUri)
  domain = await conn.domains.define(
    `<domain type='qemu'>
      <name>newer</name><memory unit='MiB'>64</memory>
      <os><type arch='x86_64' machine='q35'>hvm</type></os>
      <devices>
        ${disk('sda')}
        <interface type='user'><model type='e1000e'/><alias name='ua-net'/></interface>
        <graphics type='vnc' autoport='yes' listen='127.0.0.1'/>
      </devices>
    </domain>`,
  )
  await domain.start({ paused: true })
})

afterAll(async () => {
  await domain?.destroy()
  await domain?.undefine()
  await conn?.close()
  rmSync(folder, { recursive: true })
})

/** Whether the function is there; if it is not, it is said which one, and where it came. */
async function there(name: string, release: string, call: () => Promise<unknown>): Promise<boolean> {
  if (supports(name)) return true
  const message = expect.stringContaining(`has no ${name}: it came with release ${release}`)
  const refused = await call().catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(NotSupportedError)
  expect(refused).toMatchObject({ code: 'ERR_CEPHVIRT_NOT_SUPPORTED', message })
  return false
}

describe('a domain', () => {
  test('is started by the next start of its host, once: libvirt 11.2', async () => {
    if (!(await there('virDomainGetAutostartOnce', '11.2', () => domain.autostartOnce()))) {
      await there('virDomainSetAutostartOnce', '11.2', () => domain.setAutostartOnce(true))
      return
    }
    expect(await domain.autostartOnce()).toBe(false)
    await domain.setAutostartOnce(true)
    expect(await domain.autostartOnce()).toBe(true)
    expect(await domain.autostart()).toBe(false)
    await domain.setAutostartOnce(false)
    expect(await domain.autostartOnce()).toBe(false)
  })

  test('has disks under several limits at once: libvirt 11.2', async () => {
    const { throttleGroups } = domain
    const set = () => throttleGroups.set('slow', { totalIopsSec: 5, writeBytesSec: 10n * 2n ** 20n }, { live: true })
    if (!(await there('virDomainSetThrottleGroup', '11.2', set))) {
      await there('virDomainDelThrottleGroup', '11.2', () => throttleGroups.delete('slow'))
      return
    }
    await set()
    await throttleGroups.set('slower', { totalIopsSec: 2 }, { live: true })
    expect(await domain.xml()).toContain('<group_name>slow</group_name>')
    expect(await domain.xml()).toContain('<total_iops_sec>5</total_iops_sec>')
    expect(await domain.xml()).toContain('<write_bytes_sec>10485760</write_bytes_sec>')
    const filters = `<throttlefilters><throttlefilter group='slow'/><throttlefilter group='slower'/></throttlefilters>`
    await domain.devices.attach(disk('sdb', filters), { live: true })
    const nodes = JSON.stringify(await domain.qemu.monitorCommand({ execute: 'query-named-block-nodes' }))
    expect(nodes.match(/"drv":"throttle"/g)).toHaveLength(2)
    await throttleGroups.set('slow', { totalIopsSec: 7 }, { live: true })
    expect(await domain.xml()).toContain('<total_iops_sec>7</total_iops_sec>')
    await expect(throttleGroups.delete('slow', { live: true })).rejects.toMatchObject({ name: 'LibvirtError' })
    await throttleGroups.set('spare', { totalIopsSec: 9 }, { live: true })
    await throttleGroups.delete('spare', { live: true })
    expect(await domain.xml()).not.toContain('spare')
    await expect(throttleGroups.delete('none', { live: true })).rejects.toMatchObject({ name: 'LibvirtError' })
  })

  test('reads the certificates of its display anew: libvirt 10.2', async () => {
    if (!(await there('virDomainGraphicsReload', '10.2', () => domain.reloadGraphics()))) return
    // QEMU is asked: this display has none.
    const refused = {
      code: 'VIR_ERR_INTERNAL_ERROR',
      message: expect.stringContaining('display-reload'),
      subject: { domain: 'newer' },
    }
    await expect(domain.reloadGraphics()).rejects.toMatchObject(refused)
    await expect(domain.reloadGraphics('vnc')).rejects.toMatchObject(refused)
  })

  test('has an interface announce itself: libvirt 12.5', async () => {
    const announce = () => domain.announceInterface('ua-net', { rounds: 1 })
    if (!(await there('virDomainAnnounceInterface', '12.5', announce))) return
    await announce()
    await expect(domain.announceInterface('ua-none')).rejects.toMatchObject({ name: 'LibvirtError' })
  })

  test('tells what went wrong with its disks: libvirt 11.1', async () => {
    const messages = domain.messages(['ioerrors'])
    if (version().major < 11) await expect(messages).rejects.toMatchObject({ code: 'VIR_ERR_INVALID_ARG' })
    else expect(await messages).toEqual([])
  })

  test('has a disk take the size of the block device that holds it: libvirt 10.0', async () => {
    // Of this one a file does, which is refused by a libvirt that knows what is asked.
    const refused =
      version().major < 10
        ? { code: 'VIR_ERR_INVALID_ARG', message: expect.stringContaining('unsupported flags') }
        : { code: 'VIR_ERR_OPERATION_UNSUPPORTED', subject: { domain: 'newer', disk: 'sda' } }
    await expect(domain.block('sda').resize('capacity')).rejects.toMatchObject(refused)
  })
})

describe('a host', () => {
  test('leaves out what is deprecated of what domains can have: libvirt 11.0', async () => {
    const asked = { emulator: '/usr/bin/qemu-system-x86_64', flags: ['disable-deprecated-features'] as const }
    const answer = conn.domainCapabilities(asked)
    if (version().major < 11) await expect(answer).rejects.toMatchObject({ code: 'VIR_ERR_INVALID_ARG' })
    else expect(await answer).toContain('<domainCapabilities>')
  })

  test('tells devices that stay from those that do not: libvirt 10.1', async () => {
    const staying = conn.nodeDevices.list({ persistent: true }).toArray()
    if (version().major < 11) return await expect(staying).rejects.toMatchObject({ code: 'VIR_ERR_INVALID_ARG' })
    expect((await staying).map(({ name }) => name)).toContain('computer')
    expect(await conn.nodeDevices.list({ persistent: false, capability: 'system' }).toArray()).toEqual([])
  })
})

describe('a network', () => {
  test('has notes on it, and tells when they change: libvirt 9.7 and 9.8', async () => {
    const network = await conn.networks.define(`<network><name>newer</name></network>`)
    try {
      const { metadata } = network
      if (!(await there('virNetworkSetMetadata', '9.7', () => metadata.setTitle('x')))) {
        await there('virNetworkGetMetadata', '9.7', () => metadata.title())
        return
      }
      const changes = conn.events('network.metadata-change')
      await changes.ready
      await metadata.setTitle('for guests')
      await metadata.setElement('urn:owner', 'o', `<owner name='Ann'/>`, { config: true })
      expect(await metadata.title()).toBe('for guests')
      expect(await metadata.element('urn:owner', { config: true })).toMatch(/^<owner name=(['"])Ann\1\/>$/)
      expect((await changes.next()).value).toMatchObject({ network: { name: 'newer' }, type: 'title' })
      expect((await changes.next()).value).toMatchObject({ type: 'element', uri: 'urn:owner' })
      await changes.return()
      expect(await network.xml()).toContain('<title>for guests</title>')
    } finally {
      await network.undefine()
    }
  })
})
