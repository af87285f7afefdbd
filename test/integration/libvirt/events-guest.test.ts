/** What a real guest, its hypervisor and the agent in it raise; and what QEMU is told past libvirt. */
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { connect as connectSocket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { QemuError } from '../../../src/core/errors.ts'
import { Handle } from '../../../src/core/handle.ts'
import {
  type Connection,
  connect,
  type Domain,
  type EventMap,
  type EventName,
  type EventOptions,
  type Events,
} from '../../../src/libvirt/index.ts'
import { native } from '../../../src/native/load.ts'
import { buildGuest, guestDisk } from '../../../src/testing/index.ts'

const { libvirt } = native
const LIVE = 1

let folder: string
let conn: Connection
let domain: Domain
let agent: Events<EventMap['domain.agent-lifecycle']>
let changed: Events<EventMap['domain.disk-change']>

/** A subscription that stands, to events of the guest unless said otherwise. */
async function listen<N extends EventName>(name: N, options: EventOptions = { domain }): Promise<Events<EventMap[N]>> {
  const events = conn.events(name, options)
  await events.ready
  return events
}

async function next<T extends { readonly lost: number }>(events: Events<T>): Promise<T> {
  const { value } = await events.next()
  if (value === undefined) throw new Error('The events ended')
  return value
}

/** Goes by what is not asked for. */
async function until<T extends { readonly lost: number }>(events: Events<T>, holds: (event: T) => boolean): Promise<T> {
  for (;;) {
    const event = await next(events)
    if (holds(event)) return event
  }
}

async function inGuest(script: string): Promise<void> {
  await domain.qemu.agentCommand({ execute: 'guest-exec', arguments: { path: 'sh', arg: ['-c', script] } })
}

beforeAll(async () => {
  const cacheDir = fileURLToPath(new URL('../../../.cache/guest', import.meta.url))
  const guest = await buildGuest({ cacheDir, agent: true })
  folder = mkdtempSync(join(tmpdir(), 'cephvirt-events-'))
  const files = ['vda', 'vdb', 'more'].map((name) => join(folder, name))
  for (const file of files) guestDisk(file, { text: '', size: 16 * 2 ** 20 })
  const disk = (target: string) =>
    `<disk type='file'><source file='${join(folder, target)}'/><target dev='${target}' bus='virtio'/></disk>`
  conn = await connect(inject('lab').libvirtUri)
  agent = await listen('domain.agent-lifecycle', {})
  changed = await listen('domain.disk-change', {})
  domain = await conn.domains.create(
    `<domain type='qemu'>
      <name>events-test</name><memory unit='MiB'>256</memory><vcpu>1</vcpu><features><acpi/></features>
      <os>
        <type arch='x86_64' machine='q35'>hvm</type>
        <kernel>${guest.kernel}</kernel><initrd>${guest.initrd}</initrd><cmdline>${guest.commandLine}</cmdline>
      </os>
      <pm><suspend-to-mem enabled='yes'/></pm>
      <devices>
        ${disk('vda')}${disk('vdb')}
        <disk type='file' device='cdrom'>
          <source file='${join(folder, 'missing.iso')}' startupPolicy='optional'/><target dev='sda' bus='sata'/>
        </disk>
        <graphics type='vnc' autoport='yes' listen='127.0.0.1'/>
        <memballoon model='virtio'/>
        <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
        <serial type='pty'/>
      </devices>
    </domain>`,
    { autodestroy: true },
  )
}, 240_000)

afterAll(async () => {
  await conn?.close()
  if (folder !== undefined) rmSync(folder, { recursive: true })
})

describe('while it starts', () => {
  test('a drive without its medium', async () => {
    expect(await next(changed)).toMatchObject({
      domain: { name: 'events-test' },
      device: 'sata0-0-0',
      oldSource: join(folder, 'missing.iso'),
      newSource: undefined,
      reason: 'change-missing-on-start',
      lost: 0,
    })
    await changed.return()
  })

  test('the agent: not there yet, then there', async () => {
    const silent = await domain.qemu
      .agentCommand({ execute: 'guest-ping' }, { agentTimeout: 1_000 })
      .catch((error) => error)
    if (silent instanceof Error) expect(silent).toMatchObject({ code: 'VIR_ERR_AGENT_UNRESPONSIVE' })
    const { state, reason } = await until(agent, ({ state }) => state === 'connected')
    expect({ state, reason }).toEqual({ state: 'connected', reason: 'channel' })
    await expect
      .poll(() => domain.qemu.agentCommand({ execute: 'guest-ping' }).catch((error) => error.code), { timeout: 60_000 })
      .toEqual({})
  }, 180_000)
})

describe('QEMU, past libvirt', () => {
  test('its monitor answers, parsed or as text', async () => {
    expect(await domain.qemu.monitorCommand({ execute: 'query-status' })).toMatchObject({ status: 'running' })
    const text = await domain.qemu.monitorCommandText('{"execute":"query-name"}')
    expect(JSON.parse(text)).toMatchObject({ return: { name: 'events-test' } })
    expect(await domain.qemu.monitorCommandText('info status', { hmp: true })).toContain('VM status: running')
  })

  test('what it refuses is typed', async () => {
    const refused = await domain.qemu.monitorCommand({ execute: 'no-such-command' }).catch((error) => error)
    expect(refused).toBeInstanceOf(QemuError)
    expect(refused).toMatchObject({
      name: 'QemuError',
      code: 'ERR_CEPHVIRT_QEMU',
      command: 'no-such-command',
      errorClass: 'CommandNotFound',
      subject: { domain: 'events-test' },
    })
    expect(await domain.qemu.monitorCommandText('{"execute":"no-such-command"}')).toContain('CommandNotFound')
    await expect(domain.qemu.agentCommand({ execute: 'no-such-command' })).rejects.toMatchObject({
      name: 'LibvirtError',
      syscall: 'virDomainQemuAgentCommand',
    })
  })

  test('files go with a command', async () => {
    const file = openSync(join(folder, 'log'), 'w')
    // Told what it is: libvirt 11 falls over a file without that when it saves the guest.
    const command = { execute: 'add-fd', arguments: { opaque: 'events-test' } }
    const { result, files } = await domain.qemu.monitorCommandWithFiles(command, [file])
    closeSync(file)
    expect(result).toMatchObject({ 'fdset-id': expect.any(Number), fd: expect.any(Number) })
    expect(files).toEqual([])
    await expect(domain.qemu.monitorCommandWithFiles({ execute: 'add-fd' }, [])).rejects.toBeInstanceOf(QemuError)
  })

  test("the guest's agent answers", async () => {
    expect(await domain.qemu.agentCommand({ execute: 'guest-get-host-name' })).toEqual({ 'host-name': 'guest' })
    expect(await domain.qemu.agentCommandText('{"execute":"guest-ping"}', { agentTimeout: 'block' })).toBe(
      '{"return":{}}',
    )
  })

  test('bad input', async () => {
    const { qemu } = domain
    await expect(qemu.monitorCommand('query-status' as never)).rejects.toBeInstanceOf(TypeError)
    await expect(qemu.monitorCommand({ execute: '' })).rejects.toBeInstanceOf(RangeError)
    await expect(qemu.monitorCommandText('info status', { hmp: 1 as never })).rejects.toBeInstanceOf(TypeError)
    await expect(qemu.monitorCommandWithFiles({ execute: 'add-fd' }, [-1])).rejects.toBeInstanceOf(RangeError)
    await expect(qemu.agentCommandText('')).rejects.toBeInstanceOf(RangeError)
    await expect(qemu.agentCommand({ execute: 'x' }, { agentTimeout: 0 })).rejects.toBeInstanceOf(RangeError)
    await expect(qemu.agentCommand({ execute: 'x' }, { agentTimeout: 'soon' as never })).rejects.toBeInstanceOf(
      RangeError,
    )
    await expect(conn.domains.attachQemu(0)).rejects.toBeInstanceOf(RangeError)
    await expect(conn.domains.attachQemu(process.pid)).rejects.toMatchObject({ syscall: 'virDomainQemuAttach' })
  })

  test('its own events: of a name, of a pattern, all', async () => {
    const stop = await listen('qemu.monitor', { domain, event: 'STOP' })
    const some = await listen('qemu.monitor', { event: /^(stop|resume)$/gi })
    const all = await listen('qemu.monitor', {})
    const before = Date.now()
    await domain.suspend()
    await domain.resume()
    const stopped = await next(stop)
    expect(stopped).toMatchObject({ event: 'STOP', details: undefined, json: undefined, lost: 0 })
    expect(stopped.domain.name).toBe('events-test')
    expect(stopped.time?.getTime()).toBeGreaterThan(before - 5_000)
    expect([(await next(some)).event, (await next(some)).event]).toEqual(['STOP', 'RESUME'])
    expect((await until(all, ({ event }) => event === 'RESUME')).event).toBe('RESUME')
    await Promise.all([stop.return(), some.return(), all.return()])
  })
})

describe('events', () => {
  test('the guest sets its clock', async () => {
    const events = await listen('domain.rtc-change')
    await inGuest('date -s @1000000000; hwclock -w -u')
    const { utcOffset } = await next(events)
    expect(utcOffset).toBeCloseTo(1_000_000_000 - Date.now() / 1000, -3)
    await events.return()
  })

  test('its balloon', async () => {
    const events = await listen('domain.balloon-change')
    await libvirt.domainSetMemoryFlags(Handle.native(domain), 240 * 1024, LIVE)
    await until(events, ({ memory }) => memory === 240 * 2 ** 20)
    await events.return()
  })

  test('limits of a disk', async () => {
    const events = await listen('domain.tunable')
    await libvirt.domainSetBlockIoTune(Handle.native(domain), 'vda', [['total_iops_sec', 4, 1_000n]], LIVE)
    expect(await next(events)).toMatchObject({
      tunables: { blkdevDisk: 'vda', blkdevTotalIopsSec: 1_000n, extra: {} },
      vcpuPins: {},
    })
    await events.return()
  })

  test('metadata', async () => {
    const events = await listen('domain.metadata-change')
    await libvirt.domainSetMetadata(Handle.native(domain), 2, '<a/>', 'mine', 'urn:mine', LIVE)
    expect(await next(events)).toMatchObject({ type: 'element', uri: 'urn:mine' })
    await events.return()
  })

  test('a tray', async () => {
    const events = await listen('domain.tray-change')
    const id = 'sata0-0-0'
    await domain.qemu.monitorCommand({ execute: 'blockdev-open-tray', arguments: { id, force: true } })
    await domain.qemu.monitorCommand({ execute: 'blockdev-close-tray', arguments: { id } })
    expect(await next(events)).toMatchObject({ device: id, reason: 'open' })
    expect(await next(events)).toMatchObject({ device: id, reason: 'close' })
    await events.return()
  })

  test('a device is plugged in and out', async () => {
    const added = await listen('domain.device-added')
    const removed = await listen('domain.device-removed')
    const xml = `<disk type='file'><source file='${join(folder, 'more')}'/><target dev='sdb' bus='usb'/></disk>`
    await libvirt.domainAttachDeviceFlags(Handle.native(domain), xml, LIVE)
    expect(await next(added)).toMatchObject({ device: 'usb-disk1' })
    await libvirt.domainDetachDeviceFlags(Handle.native(domain), xml, LIVE)
    expect(await next(removed)).toMatchObject({ device: 'usb-disk1' })
    await Promise.all([added.return(), removed.return()])
  })

  test('somebody at its screen', async () => {
    const events = await listen('domain.graphics')
    const port = Number(/<graphics type='vnc' port='(\d+)'/.exec(await domain.xml())?.[1])
    const socket = connectSocket(port, '127.0.0.1')
    await once(socket, 'data')
    const answers = [Buffer.from('RFB 003.008\n'), Buffer.of(1), Buffer.of(1)]
    for (const answer of answers) {
      socket.write(answer)
      await once(socket, 'data')
    }
    const here = { family: 'ipv4', node: '127.0.0.1', service: `${socket.localPort}` }
    socket.destroy()
    for (const phase of ['connect', 'initialize', 'disconnect']) {
      expect(await next(events)).toMatchObject({
        phase,
        local: { family: 'ipv4', node: '127.0.0.1', service: `${port}` },
        remote: here,
        authScheme: 'none',
        identities: [],
      })
    }
    await events.return()
  })

  test('a block job, by target and by path', async () => {
    const events = await listen('domain.block-job')
    const byPath = await listen('domain.block-job-path')
    const copy = `<disk type='file'><driver type='raw'/><source file='${join(folder, 'copy')}'/></disk>`
    await libvirt.domainBlockCopy(Handle.native(domain), 'vdb', copy, [], 0)
    expect(await next(events)).toMatchObject({ disk: 'vdb', type: 'copy', status: 'ready' })
    expect(await next(byPath)).toMatchObject({ path: join(folder, 'vdb'), type: 'copy', status: 'ready' })
    await libvirt.domainBlockJobAbort(Handle.native(domain), 'vdb', 0)
    expect(await next(events)).toMatchObject({ disk: 'vdb', type: 'copy', status: 'canceled' })
    await Promise.all([events.return(), byPath.return()])
  })

  test('a disk fills', async () => {
    const events = await listen('domain.block-threshold')
    await libvirt.domainSetBlockThreshold(Handle.native(domain), 'vdb', 4096, 0)
    await inGuest('dd if=/dev/zero of=/mnt/full bs=64k count=16; sync')
    const { device, threshold, excess } = await next(events)
    expect({ device, threshold }).toEqual({ device: 'vdb', threshold: 4096 })
    expect(excess).toBeGreaterThan(0)
    await events.return()
  })

  test('sleep and waking', async () => {
    const suspended = await listen('domain.pmsuspend')
    const woken = await listen('domain.pmwakeup')
    const lifecycle = await listen('domain.lifecycle')
    await inGuest('echo mem > /sys/power/state')
    expect((await next(suspended)).domain.uuid).toBe(domain.uuid)
    expect(await next(lifecycle)).toMatchObject({ event: 'pmsuspended', detail: 'memory' })
    await libvirt.domainPMWakeup(Handle.native(domain), 0)
    expect((await next(woken)).domain.uuid).toBe(domain.uuid)
    await until(lifecycle, ({ event, detail }) => event === 'started' && detail === 'wakeup')
    await Promise.all([suspended.return(), woken.return(), lifecycle.return()])
  })

  test('a reset, and the agent is gone', async () => {
    const events = await listen('domain.reboot')
    await domain.reset()
    expect((await next(events)).domain.uuid).toBe(domain.uuid)
    expect(await until(agent, ({ state }) => state === 'disconnected')).toMatchObject({ reason: 'channel' })
    await Promise.all([events.return(), agent.return()])
  })

  test('a job, and its passes', async () => {
    const completed = await listen('domain.job-completed')
    const passes = await listen('domain.migration-iteration')
    const lifecycle = await listen('domain.lifecycle')
    await libvirt.domainSaveFlags(Handle.native(domain), join(folder, 'saved'), undefined, 0)
    const { operation, job } = await next(completed)
    expect(operation).toBe('save')
    expect(typeof job.timeElapsed).toBe('bigint')
    expect(job.memoryTotal).toBeGreaterThan(200n * 2n ** 20n)
    expect(await until(lifecycle, ({ event }) => event === 'stopped')).toMatchObject({ detail: 'saved' })
    expect(await next(passes)).toMatchObject({ iteration: 1 })
    await Promise.all([completed.return(), passes.return(), lifecycle.return()])
  })
})
