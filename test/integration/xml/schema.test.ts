/** What the builders make, against libvirt's own schemas and parsers: its test driver needs no daemon and no QEMU. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as xml from '../../../src/xml/index.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cephvirt-xml-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Commands in one connection: the test driver forgets everything with it. */
function virsh(text: string, ...commands: string[]): string {
  const file = join(folder, 'document.xml')
  writeFileSync(file, text)
  const script = commands.map((command) => command.replace('FILE', file)).join('; ')
  return execFileSync('virsh', ['-q', '-c', 'test:///default', script], { encoding: 'utf8', stdio: 'pipe' })
}

const uuid = '6695eb01-f6a4-8304-79aa-97f2502e193f'

const rbd = {
  type: 'network',
  protocol: 'rbd',
  pool: 'libvirt-pool',
  image: 'z-centos9',
  target: 'vda',
  hosts: [
    { name: '192.0.2.1', port: 6789 },
    { name: '2001:db8::2', port: 3300 },
  ],
  auth: { username: 'libvirt', secret: { usage: 'client.libvirt secret' } },
} as const satisfies xml.DiskOptions

const base = { name: 'z', memory: '2GiB', arch: 'x86_64' } as const

const domains: Record<string, xml.DomainOptions> = {
  'nothing but a name and memory': base,
  'rbd, file, block, cdrom': {
    ...base,
    disks: [
      rbd,
      {
        ...rbd,
        target: 'vdb',
        snapshot: 'before',
        config: '/etc/ceph/ceph.conf',
        auth: { username: 'a', secret: { uuid } },
      },
      { ...rbd, target: 'vdc', encryption: { format: 'luks2', engine: 'librbd', secrets: [{ uuid }] } },
      { type: 'file', file: '/var/lib/libvirt/images/a.qcow2', format: 'qcow2', target: 'vdd', io: 'threads' },
      { type: 'block', device: '/dev/vg/a', target: 'vde', serial: 'A-1', detectZeroes: 'unmap', shareable: true },
      { type: 'file', file: '/a.iso', as: 'cdrom', target: 'sda' },
      { type: 'file', as: 'cdrom', target: 'sdb' },
      { type: 'network', protocol: 'nbd', name: 'e', hosts: [{ name: 'h', port: 10809 }], target: 'vdf' },
    ],
  },
  'interfaces of each kind': {
    ...base,
    interfaces: [
      { type: 'network', network: 'default', portGroup: 'lab', mac: '52:54:00:12:34:56' },
      { type: 'bridge', bridge: 'br0', mtu: 9000, link: 'up' },
      { type: 'user' },
      { type: 'direct', device: 'eth0', mode: 'bridge' },
    ],
  },
  'character devices and graphics': {
    ...base,
    serials: [
      { type: 'pty', log: '/var/log/z.log', logAppend: true },
      { type: 'file', path: '/tmp/z.out', append: true },
      { type: 'unix', path: '/run/z.sock', mode: 'bind' },
      { type: 'tcp', host: '127.0.0.1', service: '4555', mode: 'bind' },
      { type: 'null' },
    ],
    consoles: [{ type: 'pty', targetType: 'serial', targetPort: 0 }],
    channels: [{ type: 'unix', targetType: 'virtio', targetName: 'org.qemu.guest_agent.0' }],
    graphics: [
      { type: 'vnc', autoPort: true, listen: '127.0.0.1' },
      { type: 'spice', port: -1 },
    ],
  },
  'a kernel, a cpu, boot order by device': {
    ...base,
    title: 'T',
    description: 'two\nlines <&>',
    kernel: '/boot/vmlinuz',
    initrd: '/boot/initrd.img',
    cmdline: 'console=ttyS0 a="b"',
    vcpus: 4,
    currentVcpus: 2,
    currentMemory: '1GiB',
    cpu: {
      mode: 'host-passthrough',
      check: 'none',
      migratable: true,
      topology: { sockets: 1, dies: 1, cores: 2, threads: 2 },
    },
    onPowerOff: 'destroy',
    onReboot: 'restart',
    onCrash: 'preserve',
    disks: [{ ...rbd, bootOrder: 1 }],
  },
  UEFI: { ...base, firmware: 'efi', features: { acpi: true, smm: true } },
  'a firmware by hand': {
    ...base,
    firmware: {
      loader: '/fw.fd',
      type: 'pflash',
      readOnly: true,
      secure: false,
      nvram: '/nv.fd',
      nvramTemplate: '/t.fd',
    },
  },
  'aarch64 under QEMU, with arguments of its own': {
    ...base,
    arch: 'aarch64',
    virtType: 'qemu',
    qemuArguments: ['-name', 'guest=z'],
  },
}

function byTarget(disks: readonly xml.Disk[] = []): readonly xml.Disk[] {
  return disks.toSorted((a, b) => `${a.target}`.localeCompare(`${b.target}`))
}

/** Without the source that a description carries along. */
function plain(value: object): object {
  return JSON.parse(JSON.stringify(value))
}

describe('domains', () => {
  test.each(Object.entries(domains))('%s', (_name, options) => {
    virsh(xml.build(xml.domain(options)), 'define --validate FILE')
  })

  test.each(Object.entries(domains))('%s: what libvirt gives back is read with the same values', (_name, options) => {
    const made = xml.domain(options)
    const back = xml.parse(virsh(xml.build(made), 'define FILE', 'dumpxml z --inactive'))
    if (back.kind !== 'domain') throw new Error(`a domain, not ${back.kind}`)
    const { memory, vcpus, disks, interfaces } = made
    expect(back).toMatchObject({
      memory,
      vcpus,
      ...(made.kernel ? { kernel: made.kernel, cmdline: made.cmdline } : {}),
    })
    // libvirt orders disks by bus and target.
    expect(plain(byTarget(back.disks))).toMatchObject(plain(byTarget(disks)))
    expect(plain(back.interfaces ?? [])).toMatchObject(plain(interfaces ?? []))
    virsh(xml.build(back), 'define --validate FILE')
  })

  test('a change of what libvirt gave is what libvirt then has', () => {
    const running = xml.parse(virsh('', 'dumpxml test'))
    if (running.kind !== 'domain') throw new Error(`a domain, not ${running.kind}`)
    const changed = xml.build({ ...running, memory: '2GiB', vcpus: 4, title: 'changed' })
    const back = xml.parse(virsh(changed, 'define --validate FILE', 'dumpxml test --inactive'))
    expect(back).toMatchObject({ memory: 2 * 1024 ** 3, vcpus: 4, title: 'changed', disks: [{ target: 'vda' }] })
  })

  test('the schema is really asked', () => {
    const broken = xml.build(xml.domain(base)).replace('<acpi', '<acip')
    expect(() => virsh(broken, 'define --validate FILE')).toThrow(/validate against schema/)
  })
})

describe('storage pools and volumes', () => {
  const auth = { username: 'libvirt', secret: { uuid } }
  const pools: xml.StoragePoolOptions[] = [
    { type: 'rbd', name: 'z', pool: 'libvirt-pool', hosts: rbd.hosts, auth, uuid },
    {
      type: 'rbd',
      name: 'z',
      pool: 'p',
      hosts: [{ name: 'mon-a' }],
      refreshAllocation: 'default',
      config: [{ name: 'client_mount_timeout', value: '45' }],
    },
    { type: 'dir', name: 'z', path: '/images' },
    { type: 'logical', name: 'z', volumeGroup: 'vg', path: '/dev/vg' },
  ]
  test.each(pools)('pool $type', (options) => {
    const made = xml.storagePool(options)
    const back = xml.parse(virsh(xml.build(made), 'pool-define --validate FILE', 'pool-dumpxml z'))
    const { config: _config, ...shown } = plain(made) as xml.RbdPool
    expect(back).toMatchObject(shown)
  })

  test('volume', () => {
    const made = xml.storageVolume({ name: 'v', capacity: '6GiB', allocation: 0, format: 'qcow2' })
    const back = xml.parse(virsh(xml.build(made), 'vol-create default-pool FILE', 'vol-dumpxml v default-pool'))
    expect(back).toMatchObject({
      kind: 'volume',
      name: 'v',
      capacity: 6 * 1024 ** 3,
      format: 'qcow2',
      path: '/default-pool/v',
    })
  })
})
