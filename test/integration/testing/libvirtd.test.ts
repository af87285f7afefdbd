/** Two libvirtds of one lab, and a guest with an agent that goes from one to the other. */
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  buildGuest,
  type Guest,
  guestDisk,
  type Lab,
  type LabLibvirtd,
  startCluster,
} from '../../../src/testing/index.ts'
import { cache, eventually, processesNaming } from './observe.ts'

let lab: Lab
let other: LabLibvirtd
let guest: Guest

beforeAll(async () => {
  const made = await Promise.all([
    startCluster({ osds: 1 }).then(async (lab) => ({ lab, other: await lab.startLibvirtd() })),
    buildGuest({ cacheDir: path.join(cache, 'guest-test'), agent: true }),
  ])
  lab = made[0].lab
  other = made[0].other
  guest = made[1]
})

afterAll(async () => {
  await lab?.close()
})

const here = (...args: string[]) => lab.exec('virsh', args)
const there = (...args: string[]) => lab.exec('virsh', ['-c', other.uri, ...args])

/** What the guest agent answers. */
async function ask(virsh: typeof here, command: string, args?: object): Promise<unknown> {
  const request = JSON.stringify(args === undefined ? { execute: command } : { execute: command, arguments: args })
  return JSON.parse(await virsh('qemu-agent-command', 'guest', request)).return
}

it('a further libvirtd takes itself for another host', async () => {
  expect(lab.daemons.map(({ name }) => name)).toEqual(['mon.a', 'mgr.x', 'osd.0', 'libvirtd', 'libvirtd.2'])
  expect(other.name).toBe('libvirtd.2')
  expect(other.uri).not.toBe(lab.libvirtUri)
  const names = [await here('hostname'), await there('hostname')]
  expect(names[1]?.trim()).toBe('libvirtd.2.cephvirt.test')
  expect(names[0]).not.toBe(names[1])
  const uuid = async (virsh: typeof here) => /<uuid>(.*)<\/uuid>/.exec(await virsh('capabilities'))?.[1]
  expect(await uuid(here)).toBe(lab.fsid)
  expect(await uuid(there)).toMatch(/^[0-9a-f-]{36}$/)
  expect(await uuid(there)).not.toBe(lab.fsid)
})

it('a guest with an agent is moved from one to the other and back, and ends with the lab', async () => {
  const console = path.join(lab.dir, 'console')
  const files = ['vda', 'vdb'].map((name) => path.join(lab.dir, name))
  for (const file of files) guestDisk(file, { text: '', size: 16 * 2 ** 20 })
  const disk = (file: string) =>
    `<disk type='file'><driver name='qemu' type='raw' discard='unmap'/><source file='${file}'/><target dev='${path.basename(file)}' bus='virtio'/></disk>`
  const text = `<domain type='qemu'>
    <name>guest</name><memory unit='MiB'>256</memory><vcpu>1</vcpu><features><acpi/></features>
    <os>
      <type arch='x86_64' machine='q35'>hvm</type>
      <kernel>${guest.kernel}</kernel><initrd>${guest.initrd}</initrd><cmdline>${guest.commandLine}</cmdline>
    </os>
    <devices>
      ${files.map(disk).join('\n')}
      <interface type='user'><model type='virtio'/></interface>
      <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
      <serial type='unix'><source mode='bind' path='${console}'/></serial>
    </devices>
  </domain>`
  const xml = path.join(lab.dir, 'domain.xml')
  writeFileSync(xml, text)
  await here('create', '--paused', xml)
  const socket = net.connect(console)
  let seen = ''
  socket.setEncoding('utf8').on('data', (text: string) => {
    seen += text
  })
  await once(socket, 'connect')
  await here('resume', 'guest')
  await eventually('the agent is started', () => seen.includes(`${guest.marker}: agent\r\n`), 90_000)
  socket.destroy()
  await eventually(
    'the agent answers',
    async () => (await ask(here, 'guest-ping').catch(() => false)) !== false,
    30_000,
  )

  expect(await ask(here, 'guest-get-osinfo')).toMatchObject({ id: 'cephvirt' })
  expect(await ask(here, 'guest-get-host-name')).toEqual({ 'host-name': 'guest' })
  expect(await ask(here, 'guest-get-fsinfo')).toMatchObject([{ name: 'vdb', mountpoint: '/mnt', type: 'ext4' }])
  expect(await ask(here, 'guest-network-get-interfaces')).toMatchObject([
    { name: 'lo' },
    { name: 'eth0', 'ip-addresses': expect.arrayContaining([expect.objectContaining({ 'ip-address': '10.0.2.15' })]) },
  ])
  expect(await ask(here, 'guest-fsfreeze-freeze')).toBe(1)
  expect(await ask(here, 'guest-fsfreeze-status')).toBe('frozen')
  expect(await ask(here, 'guest-fsfreeze-thaw')).toBe(1)
  expect(await ask(here, 'guest-fstrim')).toMatchObject({ paths: [{ path: '/mnt', trimmed: expect.any(Number) }] })
  const password = Buffer.from('geheim').toString('base64')
  expect(await ask(here, 'guest-set-user-password', { username: 'guest', password, crypted: false })).toEqual({})
  const { pid } = (await ask(here, 'guest-exec', { path: 'cat', arg: ['/etc/shadow'], 'capture-output': true })) as {
    pid: number
  }
  type Ended = { exited: boolean; exitcode: number; 'out-data': string }
  let ended = {} as Ended
  await eventually('the program ends', async () => {
    ended = (await ask(here, 'guest-exec-status', { pid })) as Ended
    return ended.exited
  })
  expect(ended.exitcode).toBe(0)
  expect(Buffer.from(ended['out-data'], 'base64').toString()).toMatch(/^root:\*:.*\nguest:\$6\$[^:]+:/)
  expect(
    await ask(here, 'guest-ssh-add-authorized-keys', { username: 'guest', keys: ['ssh-ed25519 AAAA one'] }),
  ).toEqual({})
  expect(await ask(here, 'guest-ssh-get-authorized-keys', { username: 'guest' })).toEqual({
    keys: ['ssh-ed25519 AAAA one'],
  })
  expect(await ask(here, 'guest-get-time')).toBeGreaterThan(Date.now() * 1e6 - 600e9)

  // The files are on this machine's disk, which libvirt does not take for shared.
  await here('migrate', '--live', '--p2p', '--unsafe', 'guest', other.uri)
  expect((await there('list', '--name')).trim()).toBe('guest')
  expect((await here('list', '--name')).trim()).toBe('')
  await eventually('the agent answers there', async () => (await ask(there, 'guest-ping').catch(() => false)) !== false)
  await lab.kill(other.name)
  await lab.start(other.name)
  await there('migrate', '--live', '--unsafe', 'guest', String(lab.libvirtUri))
  expect(await ask(here, 'guest-get-host-name')).toEqual({ 'host-name': 'guest' })
  await here('migrate', '--live', '--p2p', '--unsafe', 'guest', other.uri)

  expect(processesNaming('guest=guest,debug-threads=on').some((pid) => processesNaming(lab.fsid).includes(pid))).toBe(
    true,
  )
  await lab.close()
  expect(processesNaming(lab.fsid)).toEqual([])
})
