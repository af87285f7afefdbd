/** A real guest and the agent in it; what QEMU is told of its CPUs, its memory, its devices; a channel into it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { AbortError, OperationTimeoutError } from '../../../src/core/errors.ts'
import { type Connection, connect, type Domain, version } from '../../../src/libvirt/index.ts'
import { buildGuest, guestDisk } from '../../../src/testing/index.ts'
import { eventually } from '../testing/observe.ts'

let folder: string
let conn: Connection
let domain: Domain

beforeAll(async () => {
  const cacheDir = fileURLToPath(new URL('../../../.cache/guest', import.meta.url))
  const guest = await buildGuest({ cacheDir, agent: true })
  folder = mkdtempSync(join(tmpdir(), 'cephvirt-agent-'))
  const disk = (name: string): string => {
    const file = join(folder, name)
    guestDisk(file, { text: '', size: 16 * 2 ** 20 })
    return `<disk type='file'><driver name='qemu' type='raw' discard='unmap'/><source file='${file}'/><target dev='${name}' bus='virtio'/></disk>`
  }
  conn = await connect(inject('lab').libvirtUri)
  domain = await conn.domains.create(`<domain type='qemu'>
    <name>agent</name><memory unit='MiB'>512</memory><currentMemory unit='MiB'>384</currentMemory>
    <vcpu current='1'>2</vcpu><features><acpi/></features>
    <os>
      <type arch='x86_64' machine='q35'>hvm</type>
      <kernel>${guest.kernel}</kernel><initrd>${guest.initrd}</initrd><cmdline>${guest.commandLine}</cmdline>
    </os>
    <devices>
      ${disk('vda')}${disk('vdb')}
      <interface type='user'><mac address='52:54:00:00:00:0a'/><model type='virtio'/></interface>
      <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
      <channel type='unix'><target type='virtio' name='org.cephvirt.test'/></channel>
      <memballoon model='virtio'/>
    </devices>
  </domain>`)
  const answers = (): Promise<boolean> =>
    domain.qemu.agentCommand({ execute: 'guest-ping' }).then(
      () => true,
      () => false,
    )
  await eventually('the agent answers', answers, 90_000)
}, 120_000)

afterAll(async () => {
  await domain?.destroy()
  await conn?.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('its agent', () => {
  test('runs programs', async () => {
    const { guest } = domain
    const told = await guest.exec('sh', ['-c', 'cat; echo "$WORD" >&2; exit 3'], { input: 'in', env: { WORD: 'out' } })
    expect(told).toMatchObject({ exitCode: 3, signal: undefined, truncated: false })
    expect([told.stdout.toString(), told.stderr.toString()]).toEqual(['in', 'out\n'])
    await expect(guest.exec('no-such-program')).rejects.toMatchObject({
      name: 'LibvirtError',
      message: expect.stringContaining('no-such-program'),
    })
    await expect(guest.exec('sleep', ['20'], { timeout: 300 })).rejects.toBeInstanceOf(OperationTimeoutError)
    await expect(guest.exec('sleep', ['20'], { signal: AbortSignal.timeout(200) })).rejects.toBeInstanceOf(AbortError)
    await expect(guest.exec('sleep', 'x' as never)).rejects.toThrow(TypeError)
  })

  test('knows its file systems, and stops them for a while', async () => {
    const { guest } = domain
    expect(await guest.fileSystems()).toEqual([{ mountpoint: '/mnt', name: 'vdb', type: 'ext4', devices: ['vdb'] }])
    expect(await guest.freeze()).toBe(1)
    try {
      expect(await domain.qemu.agentCommand({ execute: 'guest-fsfreeze-status' })).toBe('frozen')
    } finally {
      expect(await guest.thaw()).toBe(1)
    }
    await guest.trim()
  })

  test('tells of its system, its interfaces, its clock', async () => {
    const { guest } = domain
    const info = await guest.info(['os', 'hostname', 'filesystem'])
    expect(info).toMatchObject({ hostname: 'guest', os: { id: 'cephvirt' } })
    expect(info.fs?.list?.[0]).toMatchObject({ mountpoint: '/mnt', fstype: 'ext4' })
    expect(await guest.hostname({ source: 'agent' })).toBe('guest')
    const eth0 = (await guest.interfaces()).find(({ name }) => name === 'eth0')
    expect(eth0).toMatchObject({ mac: '52:54:00:00:00:0a' })
    expect(eth0?.addresses).toContainEqual({ family: 'ipv4', address: '10.0.2.15', prefix: 24 })
    const time = new Date('2030-01-02T03:04:05Z')
    await guest.setTime(time)
    expect(Math.abs((await guest.time()).getTime() - time.getTime())).toBeLessThan(60_000)
    await guest.setTime('rtc')
  })

  test('tells its load: libvirt 11.2', async () => {
    const told = domain.guest.info(['load'])
    if (version().major < 11) await expect(told).rejects.toMatchObject({ code: 'VIR_ERR_INVALID_ARG' })
    else expect(await told).toMatchObject({ load: { '1m': expect.any(Number), '15m': expect.any(Number) } })
  })

  test('sets passwords and SSH keys', async () => {
    const { guest } = domain
    await guest.setPassword('guest', 'geheim')
    const shadow = await guest.exec('grep', ['^guest:', '/etc/shadow'])
    expect(shadow.stdout.toString()).toMatch(/^guest:\$6\$/)
    await guest.setSshKeys('guest', ['ssh-ed25519 AAAA one'])
    await guest.setSshKeys('guest', ['ssh-ed25519 AAAA two'], { mode: 'append' })
    expect([...(await guest.sshKeys('guest'))].sort()).toEqual(['ssh-ed25519 AAAA one', 'ssh-ed25519 AAAA two'])
    await guest.setSshKeys('guest', ['ssh-ed25519 AAAA one'], { mode: 'remove' })
    expect(await guest.sshKeys('guest')).toEqual(['ssh-ed25519 AAAA two'])
    await guest.setResponseTimeout(20)
    await expect(guest.sshKeys('nobody-there')).rejects.toMatchObject({
      hint: expect.stringContaining('agent'),
    })
  })
})

describe('QEMU', () => {
  test('plugs a CPU in, which the guest takes in use', async () => {
    await domain.vcpus.setCount(2, { live: true })
    expect(await domain.vcpus.count({ live: true })).toBe(2)
    await expect.poll(async () => (await domain.vcpus.inGuest()).vcpus).toEqual([0, 1])
    await domain.vcpus.pin(1, [0])
    expect((await domain.vcpus.pins())[1]).toEqual([0])
    expect((await domain.vcpus.list())[1]).toMatchObject({ number: 1, affinity: [0] })
  })

  test('takes memory from the guest', async () => {
    await domain.memory.set('256MiB', { live: true })
    await expect.poll(async () => (await domain.memory.statistics()).actualBalloon, { timeout: 20_000 }).toBe(2n ** 28n)
    expect((await domain.memory.statistics()).rss).toBeGreaterThan(2n ** 20n)
    await domain.ioThreads.add(1, { live: true })
    expect((await domain.ioThreads.list({ live: true })).map(({ id }) => id)).toEqual([1])
    await domain.ioThreads.remove(1, { live: true })
  })

  test('plugs a disk in and out', async () => {
    const file = join(folder, 'vdc')
    guestDisk(file, { text: 'plugged', size: 2 ** 20 })
    const xml = `<disk type='file'><driver name='qemu' type='raw'/><source file='${file}'/><target dev='vdc' bus='virtio'/><alias name='ua-plugged'/></disk>`
    const events = conn.events('domain.device-removed', { domain })
    await events.ready
    await domain.devices.attach(xml, { live: true })
    const there = async (): Promise<string> => (await domain.guest.exec('ls', ['/sys/block'])).stdout.toString()
    await expect.poll(there, { timeout: 20_000 }).toContain('vdc')
    await domain.devices.detachByAlias('ua-plugged', { live: true })
    expect((await events.next()).value).toMatchObject({ device: 'ua-plugged' })
    await events.return()
    expect(await there()).not.toContain('vdc')
    await expect(domain.devices.detach(xml, { live: true })).rejects.toMatchObject({ name: 'LibvirtError' })
  })

  test('tells its statistics, which are all typed', async () => {
    const { state, cpu, balloon, vcpu, block, net } = await domain.statistics()
    expect(state).toMatchObject({ state: 1 })
    expect(cpu?.time).toBeGreaterThan(0n)
    expect(balloon?.maximum).toBe(512n * 1024n)
    expect(vcpu).toMatchObject({ maximum: 2 })
    expect(vcpu?.list?.length).toBeGreaterThan(0)
    expect(block?.list?.map(({ name }) => name)).toEqual(['vda', 'vdb'])
    expect(block?.list?.[1]?.rd?.bytes).toBeGreaterThan(0n)
    expect(net).toBeDefined()
    const all = await conn.allDomainStats({ stats: ['block'] })
    expect(all.find((entry) => entry.domain.uuid === domain.uuid)?.statistics.block?.list).toHaveLength(2)
  })
})

test('a channel is talked through, both ways', async () => {
  const found = await domain.guest.exec('sh', ['-c', 'grep -l org.cephvirt.test /sys/class/virtio-ports/*/name'])
  const device = /virtio-ports\/(\w+)\/name/.exec(found.stdout.toString())?.[1]
  const channel = await domain.openChannel({ name: 'org.cephvirt.test' })
  let heard = ''
  channel.setEncoding('utf8').on('data', (text: string) => {
    heard += text
  })
  const answering = domain.guest.exec('sh', [
    '-c',
    `exec 3<>/dev/${device}; read line <&3; echo "heard $line" >&3; sleep 1`,
  ])
  channel.write('hello\n')
  await expect.poll(() => heard, { timeout: 20_000 }).toContain('heard hello')
  expect((await answering).exitCode).toBe(0)
  channel.destroy()
}, 60_000)
