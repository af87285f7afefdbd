import { describe, expect, test } from 'vitest'
import * as xml from '../../../src/xml/index.ts'

const rbd = {
  type: 'network',
  protocol: 'rbd',
  pool: 'libvirt-pool',
  image: 'z-centos9',
  target: 'vda',
  hosts: [{ name: '192.0.2.1', port: 6789 }],
  auth: { username: 'libvirt', secret: { usage: 'client.libvirt secret' } },
} as const satisfies xml.DiskOptions

const uuid = '6695eb01-f6a4-8304-79aa-97f2502e193f'

const minimal = { name: 'z', memory: '2GiB', arch: 'x86_64' } as const

/** A value as a program without types may give it. */
function domain(options: object): xml.DomainDescription {
  return xml.domain({ ...minimal, ...options } as never)
}

describe('domain', () => {
  test('what an expert would choose where nothing is said', () => {
    expect(
      xml.domain({ ...minimal, disks: [rbd], interfaces: [{ type: 'network', network: 'default' }] }),
    ).toMatchObject({
      kind: 'domain',
      virtType: 'kvm',
      machine: 'q35',
      memory: 2 * 1024 ** 3,
      vcpus: 1,
      boot: ['hd'],
      features: { acpi: true, apic: true },
      cpu: { mode: 'host-model' },
      disks: [{ ...rbd, as: 'disk', format: 'raw', bus: 'virtio', cache: 'none', discard: 'unmap' }],
      interfaces: [{ type: 'network', network: 'default', model: 'virtio' }],
      serials: [{ type: 'pty' }],
      consoles: [{ type: 'pty' }],
    })
    expect(xml.build(xml.domain(minimal))).not.toContain('graphics')
    expect(xml.build(xml.domain(minimal))).toContain('<type arch="x86_64" machine="q35">hvm</type>')
  })

  test('on aarch64: virt, UEFI; ACPI only with it', () => {
    expect(domain({ arch: 'aarch64' })).toMatchObject({ machine: 'virt', firmware: 'efi', features: { acpi: true } })
    const direct = domain({ arch: 'aarch64', kernel: '/k' })
    expect(direct).not.toHaveProperty('firmware')
    expect(direct).not.toHaveProperty('features')
  })

  test('a cdrom, a snapshot, an own boot order, direct boot, TCG', () => {
    expect(domain({ disks: [{ type: 'file', file: '/a.iso', as: 'cdrom', target: 'sda' }] }).disks).toMatchObject([
      { bus: 'sata', readOnly: true },
    ])
    expect(domain({ disks: [{ ...rbd, snapshot: 's' }] }).disks).toMatchObject([{ snapshot: 's', readOnly: true }])
    expect(domain({ disks: [{ ...rbd, bootOrder: 1 }] })).not.toHaveProperty('boot')
    expect(domain({ kernel: '/k', initrd: '/i', cmdline: 'a' })).not.toHaveProperty('boot')
    expect(domain({ virtType: 'qemu' }).cpu).toMatchObject({ mode: 'maximum' })
  })

  test('what is said is what is taken', () => {
    const said = {
      machine: 'pc',
      vcpus: 3,
      features: {},
      cpu: { mode: 'custom', model: 'qemu64' },
      serials: [],
      consoles: [],
    }
    const built = domain({ ...said, disks: [{ ...rbd, cache: 'writeback', bus: 'scsi', target: 'sda' }] })
    expect(built).toMatchObject({ machine: 'pc', vcpus: 3, cpu: { mode: 'custom', model: 'qemu64' } })
    expect(built.disks).toMatchObject([{ cache: 'writeback', bus: 'scsi' }])
    expect(built).not.toHaveProperty('serials')
    expect(xml.build(built)).not.toContain('<acpi')
  })

  test('a builder gives what parsing its text gives', () => {
    const built = domain({ disks: [rbd], graphics: [{ type: 'vnc', autoPort: true }], qemuArguments: ['-d'] })
    expect(xml.parse(xml.build(built))).toEqual(built)
    expect(JSON.parse(JSON.stringify(built))).toEqual(JSON.parse(JSON.stringify(xml.parse(xml.build(built)))))
    expect(xml.build(JSON.parse(JSON.stringify(built)))).toContain('libvirt-pool/z-centos9')
  })

  const wrongTypes: [object, string][] = [
    [{ name: 7 }, 'name'],
    [{ name: undefined }, 'name'],
    [{ memory: undefined }, 'memory'],
    [{ memory: true }, 'memory'],
    [{ vcpus: '2' }, 'vcpus'],
    [{ colour: 'red' }, 'colour'],
    [{ features: { acpi: 'yes' } }, 'features.acpi'],
    [{ features: 'acpi' }, 'features'],
    [{ disks: rbd }, 'disks'],
    [{ disks: [null] }, 'disks[0]'],
    [{ disks: [rbd, { ...rbd, target: undefined }] }, 'disks[1].target'],
    [{ disks: [{ ...rbd, pool: undefined }] }, 'disks[0].pool'],
    [{ disks: [{ ...rbd, readOnly: 'yes' }] }, 'disks[0].readOnly'],
    [{ disks: [{ ...rbd, file: '/a' }] }, 'disks[0].file'],
    [{ disks: [{ ...rbd, hosts: [{ name: 'a', port: '1' }] }] }, 'disks[0].hosts[0].port'],
    [{ disks: [{ ...rbd, auth: { username: 'a' } }] }, 'disks[0].auth.secret'],
    [{ disks: [{ ...rbd, auth: { username: 'a', secret: { uuid, usage: 'b' } } }] }, 'disks[0].auth.secret.usage'],
    [{ disks: [{ type: 'other', target: 'vda' }] }, 'disks[0]'],
    [{ initrd: '/i' }, 'kernel'],
    [{ graphics: 'vnc' }, 'graphics'],
    [{ title: 'a\u0000b' }, 'title'],
    [{ cmdline: '\u001b[0m' }, 'cmdline'],
    [{ description: 'lone \ud800 surrogate' }, 'description'],
    [{ firmware: { nvram: '/a' } }, 'firmware.loader'],
    [{ serials: [{ type: 'file' }] }, 'serials[0].path'],
  ]
  test.each(wrongTypes)('TypeError %#: %j', (options, path) => {
    expect(() => domain(options)).toThrow(TypeError)
    expect(() => domain(options)).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE', message: expect.stringMatching(startsWith(path)) }),
    )
  })

  const outOfRange: [object, string][] = [
    [{ name: 'a/b' }, 'name'],
    [{ name: ' ' }, 'name'],
    [{ uuid: 'x' }, 'uuid'],
    [{ memory: -1 }, 'memory'],
    [{ memory: 0 }, 'memory'],
    [{ memory: '2 gigs' }, 'memory'],
    [{ memory: 2 ** 60 }, 'memory'],
    [{ currentMemory: '3GiB' }, 'currentMemory'],
    [{ vcpus: 0 }, 'vcpus'],
    [{ vcpus: 1.5 }, 'vcpus'],
    [{ currentVcpus: 2 }, 'currentVcpus'],
    [{ firmware: 'uefi' }, 'firmware'],
    [{ boot: ['disk'] }, 'boot[0]'],
    [{ kernel: 'vmlinuz' }, 'kernel'],
    [{ disks: [rbd, { ...rbd, image: 'b' }] }, 'disks[1].target'],
    [{ disks: [{ ...rbd, target: 'disk one' }] }, 'disks[0].target'],
    [{ disks: [{ ...rbd, pool: 'a/b' }] }, 'disks[0].pool'],
    [{ disks: [{ ...rbd, pool: '' }] }, 'disks[0].pool'],
    [{ disks: [{ ...rbd, image: 'tenant/b' }] }, 'disks[0].image'],
    [{ disks: [{ ...rbd, image: 'b@snap' }] }, 'disks[0].image'],
    [{ disks: [{ ...rbd, namespace: 'tenant' }] }, 'disks[0].namespace'],
    [{ disks: [{ ...rbd, protocol: 'rdb' }] }, 'disks[0].protocol'],
    [{ disks: [{ ...rbd, type: 'disk' }] }, 'disks[0].type'],
    [{ disks: [{ ...rbd, cache: 'always' }] }, 'disks[0].cache'],
    [{ disks: [{ ...rbd, hosts: [{ name: 'a', port: 65536 }] }] }, 'disks[0].hosts[0].port'],
    [{ disks: [{ ...rbd, bootOrder: 1 }], interfaces: [{ type: 'user', bootOrder: 1 }] }, 'interfaces[0].bootOrder'],
    [{ disks: [{ ...rbd, bootOrder: 1 }], boot: ['hd'] }, 'boot'],
    [{ interfaces: [{ type: 'user', mac: '01:00:00:00:00:00' }] }, 'interfaces[0].mac'],
    [{ interfaces: [{ type: 'wifi' }] }, 'interfaces[0].type'],
  ]
  test.each(outOfRange)('RangeError %#: %j', (options, path) => {
    expect(() => domain(options)).toThrow(RangeError)
    expect(() => domain(options)).toThrow(
      expect.objectContaining({ code: 'ERR_OUT_OF_RANGE', message: expect.stringMatching(startsWith(path)) }),
    )
  })

  test('namespaces: the error says why', () => {
    expect(() => domain({ disks: [{ ...rbd, namespace: 'tenant' }] })).toThrow(/no RADOS namespace/)
    expect(() => domain({ disks: [{ ...rbd, image: 'tenant/b' }] })).toThrow(/cannot express a RADOS namespace/)
    expect(domain({ disks: [{ ...rbd, namespace: '' }] }).disks).toHaveLength(1)
  })

  test('whatever text is given stays text', () => {
    const evil = `'"/><disk/>]]>--><!-- &amp; <![CDATA[ \r\n\t é 😀`
    const built = domain({ description: evil, cmdline: evil, kernel: '/k', qemuArguments: [evil] })
    const again = xml.parse(xml.build(built))
    expect(again).toMatchObject({ description: evil, cmdline: evil, qemuArguments: [evil] })
    expect(again).not.toHaveProperty('disks')
  })
})

function startsWith(path: string): RegExp {
  return new RegExp(`^${path.replace(/[[\].]/g, '\\$&')} must be`)
}

describe('storage pool, volume, secret', () => {
  const hosts = [{ name: 'mon-a' }]

  test('an rbd pool does not count every extent at refresh', () => {
    const pool = xml.storagePool({ type: 'rbd', name: 'images_rbd', pool: 'libvirt-pool', hosts: [{ name: 'mon-a' }] })
    expect(pool).toMatchObject({ kind: 'pool', refreshAllocation: 'capacity' })
    expect(xml.build(pool)).toMatch(/<refresh>\s*<volume allocation="capacity"\/>/)
    const counted = xml.storagePool({ type: 'rbd', name: 'a', pool: 'b', hosts, refreshAllocation: 'default' })
    expect(counted.refreshAllocation).toBe('default')
  })

  test('a pool’s auth says that it is Ceph’s, a disk’s secret does', () => {
    const auth = { username: 'libvirt', secret: { usage: 's' } }
    const pool = xml.build(xml.storagePool({ type: 'rbd', name: 'a', pool: 'b', hosts, auth }))
    expect(pool).toMatch(/<auth (?=[^>]*type="ceph")[^>]*>\s*<secret usage="s"\/>/)
    expect(xml.build(domain({ disks: [{ ...rbd, auth }] }))).toMatch(
      /<auth username="libvirt">\s*<secret (?=[^>]*type="ceph")[^>]*usage="s"/,
    )
  })

  test('what is refused', () => {
    expect(() => xml.storagePool({ type: 'rbd', name: 'a/b', pool: 'p', hosts })).toThrow(/^name must be/)
    expect(() => xml.storagePool({ type: 'rbd', name: 'a', hosts } as never)).toThrow(/^pool must be given/)
    expect(() => xml.storagePool({ type: 'rbd', name: 'a', pool: 'p', hosts, namespace: 'n' } as never)).toThrow(
      /^namespace/,
    )
    expect(() => xml.storagePool({ type: 'zfs', name: 'a' } as never)).toThrow(
      /^type must be one of 'rbd', 'dir', 'logical'/,
    )
    expect(() => xml.storagePool({ type: 'rbd', name: 'a', pool: 'p', hosts: [] })).toThrow(/^hosts must be not empty/)
    expect(() => xml.storageVolume({ name: 'a/b', capacity: 1 })).toThrow(/^name must be/)
    expect(() => xml.storageVolume({ name: 'a' } as never)).toThrow(/^capacity must be/)
    expect(() => xml.secret({ usage: { type: 'ceph' } } as never)).toThrow(/^usage.name must be given/)
    expect(() => xml.secret({ usage: { type: 'rbd', name: 'a' } } as never)).toThrow(
      /^usage.type must be one of 'ceph'/,
    )
    expect(() => xml.secret({ private: 'yes' } as never)).toThrow(/^private must be a boolean/)
    expect(() => xml.secret(undefined as never)).toThrow(TypeError)
  })

  test('a volume and a secret', () => {
    expect(xml.build(xml.storageVolume({ name: 'v', capacity: '6GiB' }))).toContain(
      '<capacity unit="bytes">6442450944</capacity>',
    )
    expect(xml.build(xml.secret({ usage: { type: 'ceph', name: 'client.libvirt secret' }, private: true }))).toMatch(
      /<secret ephemeral="no" private="yes">\s*<usage type="ceph">\s*<name>client.libvirt secret</,
    )
  })
})
