import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildGuest, type Guest, guestDisk, type Lab, startCluster } from '../../../src/testing/index.ts'
import { cache, eventually, processesNaming } from './observe.ts'

const secret = 'c0ffee00-1111-4222-8333-444455556666'
const known = 'known contents, put there before'
const written = 'written by the guest (test)'
let lab: Lab
let guest: Guest

beforeAll(async () => {
  const made = await Promise.all([
    startCluster(),
    buildGuest({ cacheDir: path.join(cache, 'guest-test'), text: written }),
  ])
  lab = made[0]
  guest = made[1]
})

afterAll(async () => {
  await lab?.close()
})

/** The guest's serial console, by a socket. */
async function openConsole(file: string): Promise<{ socket: net.Socket; saw: (text: string) => boolean }> {
  const socket = net.connect(file)
  let seen = ''
  socket.setEncoding('utf8').on('data', (text: string) => {
    seen += text
  })
  await once(socket, 'connect')
  return { socket, saw: (text) => seen.includes(`${text}\r\n`) }
}

it('boots from RBD, reads what is there, writes its own, answers, and obeys the power button', async () => {
  const file = (name: string, text: string) => {
    writeFileSync(path.join(lab.dir, name), text)
    return path.join(lab.dir, name)
  }
  const console = path.join(lab.dir, 'console')
  const disk = path.join(lab.dir, 'disk.img')
  guestDisk(disk, { text: known, size: 16 * 2 ** 20 })
  await lab.exec('ceph', ['osd', 'pool', 'create', 'vms', '8'])
  await lab.exec('rbd', ['pool', 'init', 'vms'])
  await lab.exec('rbd', ['import', '--no-progress', disk, 'vms/guest'])
  const key = (
    await lab.exec('ceph', [
      'auth',
      'get-or-create-key',
      'client.libvirt',
      'mon',
      'profile rbd',
      'osd',
      'profile rbd pool=vms',
    ])
  ).trim()
  await lab.exec('virsh', [
    'secret-define',
    file('secret.xml', `<secret><uuid>${secret}</uuid><usage type='ceph'><name>lab</name></usage></secret>`),
  ])
  await lab.exec('virsh', ['secret-set-value', secret, '--file', file('key', key)])
  const port = /v1:127\.0\.0\.1:(\d+)/.exec(lab.monHost)?.[1]
  const domain = `<domain type='qemu'>
    <name>guest</name><memory unit='MiB'>256</memory><vcpu>1</vcpu><features><acpi/></features>
    <os>
      <type arch='x86_64' machine='q35'>hvm</type>
      <kernel>${guest.kernel}</kernel><initrd>${guest.initrd}</initrd><cmdline>${guest.commandLine}</cmdline>
    </os>
    <devices>
      <disk type='network' device='disk'>
        <auth username='libvirt'><secret type='ceph' uuid='${secret}'/></auth>
        <source protocol='rbd' name='vms/guest'><host name='127.0.0.1' port='${port}'/></source>
        <target dev='vda' bus='virtio'/>
      </disk>
      <serial type='unix'><source mode='bind' path='${console}'/></serial>
    </devices>
  </domain>`
  await lab.exec('virsh', ['define', file('domain.xml', domain)])
  // Paused until someone listens: the console keeps nothing for those who come late.
  await lab.exec('virsh', ['start', '--paused', 'guest'])
  const { socket, saw } = await openConsole(console)
  await lab.exec('virsh', ['resume', 'guest'])

  await eventually('the guest has written', () => saw(`${guest.marker}: wrote ${written}`), 90_000)
  expect(saw(`${guest.marker}: up`)).toBe(true)
  expect(saw(`${guest.marker}: read ${known}`)).toBe(true)
  socket.write('anyone there?\n')
  await eventually('the guest echoes', () => saw(`${guest.marker}: echo anyone there?`))

  const out = path.join(lab.dir, 'out.img')
  await lab.exec('rbd', ['export', '--no-progress', 'vms/guest', out])
  expect(readFileSync(out).toString('utf8', guest.offset, guest.offset + written.length + 1)).toBe(`${written}\n`)

  const state = async () => (await lab.exec('virsh', ['domstate', 'guest'])).trim()
  await lab.exec('virsh', ['shutdown', 'guest', '--mode', 'acpi'])
  await eventually('the guest is off', async () => (await state()) === 'shut off', 60_000)
  socket.destroy()

  // A guest outlives its libvirtd, and is found again, but does not outlive the lab.
  await lab.exec('virsh', ['start', 'guest'])
  const qemu = () =>
    processesNaming(`guest=guest,debug-threads=on`).filter((pid) => processesNaming(lab.fsid).includes(pid))
  expect(qemu()).toHaveLength(1)
  await lab.kill('libvirtd')
  expect(qemu()).toHaveLength(1)
  await lab.start('libvirtd')
  expect(await state()).toBe('running')
  await lab.close()
  expect(processesNaming(lab.fsid)).toEqual([])
})
