import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { CephvirtError } from '../../../src/core/errors.ts'
import * as xml from '../../../src/xml/index.ts'
import { canonical } from './canonical.ts'
import { directBootDomain, domainOfAllKinds, rbdPool, secrets, volume } from './documents.ts'

function parseDomain(text: string): xml.DomainDescription {
  const description = xml.parse(text)
  if (description.kind !== 'domain') throw new Error(`a domain, not ${description.kind}`)
  return description
}

describe('what is read', () => {
  test('a domain', () => {
    const domain = parseDomain(domainOfAllKinds)
    expect(domain).toMatchObject({
      virtType: 'kvm',
      id: 7,
      name: 'z-centos9',
      title: 'A <title> & more',
      description: 'a < b && c and text',
      memory: 4 * 1024 ** 3,
      currentMemory: 2 * 1024 ** 3,
      vcpus: 4,
      currentVcpus: 2,
      firmware: 'efi',
      boot: ['hd', 'network'],
      features: { acpi: true, smm: true },
      cpu: { mode: 'host-passthrough', migratable: true, topology: { sockets: 1, dies: 1, cores: 2, threads: 2 } },
      qemuArguments: ['-name', 'guest=x,y'],
    })
    expect(domain.disks).toMatchObject([
      {
        type: 'network',
        protocol: 'rbd',
        pool: 'libvirt-pool',
        image: 'z-centos9',
        snapshot: 'before',
        config: '/etc/ceph/ceph.conf',
        hosts: [
          { name: '192.0.2.1', port: 6789 },
          { name: '2001:db8::2', port: 3300 },
        ],
        auth: { username: 'libvirt', secret: { usage: 'client.libvirt secret' } },
        encryption: { format: 'luks2', engine: 'librbd', secrets: [{ uuid: expect.any(String) }, { usage: 'parent' }] },
        target: 'vda',
        cache: 'none',
        discard: 'unmap',
        readOnly: true,
      },
      { type: 'file', file: '/var/lib/libvirt/images/data.qcow2', format: 'qcow2', target: 'vdb' },
      { type: 'block', device: '/dev/vg-libvirt/z-ubuntu20', as: 'lun', target: 'sdc' },
      { type: 'file', as: 'cdrom', target: 'sda' },
      { type: 'network', protocol: 'nbd', name: 'export', target: 'vdd' },
      { type: 'other', target: 'vde' },
    ])
    expect(domain.interfaces?.map(({ type }) => type)).toEqual(['network', 'bridge', 'user', 'direct', 'other'])
    expect(domain.serials?.map(({ type }) => type)).toEqual(['pty', 'file', 'tcp'])
    expect(domain.channels?.map(({ type }) => type)).toEqual(['unix', 'other'])
    expect(domain.graphics?.map(({ type }) => type)).toEqual(['vnc', 'spice', 'other'])
  })

  test('direct boot, a firmware named by hand, memory in libvirt’s default unit', () => {
    expect(parseDomain(directBootDomain)).toMatchObject({
      memory: 512 * 1024 ** 2,
      kernel: '/boot/vmlinuz',
      initrd: '/boot/initrd.img',
      cmdline: 'console=ttyS0 root="/dev/vda"\tquiet',
      firmware: { loader: '/usr/share/OVMF/OVMF_CODE.fd', type: 'pflash', readOnly: true },
    })
  })

  test('a pool, whatever the prefix of its namespace; a volume; secrets', () => {
    expect(xml.parse(rbdPool)).toMatchObject({
      kind: 'pool',
      type: 'rbd',
      pool: 'libvirt-pool',
      capacity: 107374182400,
      hosts: [{ name: '192.0.2.1', port: 6789 }, { name: 'mon-b' }],
      auth: { username: 'libvirt', secret: { uuid: '6695eb01-f6a4-8304-79aa-97f2502e193f' } },
      refreshAllocation: 'capacity',
      config: [{ name: 'client_mount_timeout', value: '45' }],
    })
    expect(xml.parse(volume)).toMatchObject({ capacity: 6 * 1024 ** 3, allocation: 200_000_000, format: 'qcow2' })
    expect(secrets.map((text) => xml.parse(text))).toMatchObject([
      { kind: 'secret', private: true, ephemeral: false, usage: { type: 'ceph', name: 'client.libvirt secret' } },
      { usage: { type: 'volume', volume: '/var/lib/libvirt/images/z.img' } },
      { usage: { type: 'iscsi', target: 'libvirtiscsi' } },
      { usage: { type: 'tls', name: 'tls' } },
      { usage: { type: 'vtpm', name: 'vtpm' } },
      { kind: 'secret' },
    ])
  })

  test('another root, and a domain of another namespace, as elements', () => {
    expect(xml.parse('<network><name>a</name></network>')).toMatchObject({
      kind: 'other',
      name: 'network',
      root: { children: [{ name: 'name', children: [{ type: 'text', text: 'a' }] }] },
    })
    expect(xml.parse('<domain xmlns="http://example.com/"/>').kind).toBe('other')
  })

  test('what cannot be a number stays as it is', () => {
    const text = "<domain type='kvm'><name>a</name><memory unit='EiB'>9999</memory><vcpu>many</vcpu></domain>"
    const domain = parseDomain(text)
    expect(domain).not.toHaveProperty('memory')
    expect(domain).not.toHaveProperty('vcpus')
    expect(canonical(xml.build({ ...domain, title: 'T' }))).toEqual(
      canonical(text.replace('</domain>', '<title>T</title></domain>')),
    )
  })

  test('a description is short in util.inspect', () => {
    expect(inspect(parseDomain(domainOfAllKinds), { depth: 10 })).not.toContain('mixed text')
  })
})

describe('what is changed', () => {
  const domain = parseDomain(domainOfAllKinds)
  const disks = domain.disks ?? []
  const [rbd, file] = disks
  if (rbd?.type !== 'network' || rbd.protocol !== 'rbd' || file === undefined) throw new Error('not as described')

  test('the memory: its other attribute stays', () => {
    expect(xml.build({ ...domain, memory: '2GiB' })).toContain('<memory unit="KiB" dumpCore="off">2097152</memory>')
  })

  test('one field of a disk: the rest of the disk and the other disks stay', () => {
    const changed = { ...domain, disks: [{ ...rbd, image: 'other' }, ...disks.slice(1)] }
    expect(canonical(xml.build(changed))).toEqual(
      canonical(domainOfAllKinds.replace('libvirt-pool/z-centos9', 'libvirt-pool/other')),
    )
  })

  test('auth stays where the document has it, never in both places', () => {
    const auth = { username: 'admin', secret: { uuid: '11111111-2222-3333-4444-555555555555' } }
    const built = xml.build({ ...domain, disks: [{ ...rbd, auth }, ...disks.slice(1)] })
    expect(built.match(/<auth /g)).toHaveLength(1)
    expect(built.indexOf('<auth')).toBeLessThan(built.indexOf('<source protocol="rbd"'))
  })

  test('a disk removed, one added, two swapped: comments and other devices stay where they are', () => {
    const added: xml.Disk = { type: 'file', file: '/a.img', target: 'vdz' }
    const names = (text: string) =>
      [
        ...text.matchAll(/<target dev="([^"]+)" bus|<!-- (the data|the system) -->|<target dev="(vdz)"|<(controller)/g),
      ].map((match) => match.slice(1).find((one) => one !== undefined))
    expect(names(xml.build({ ...domain, disks: disks.slice(1) }))).toEqual([
      'the system',
      'the data',
      'vdb',
      'sdc',
      'sda',
      'vdd',
      'vde',
      'controller',
    ])
    expect(names(xml.build({ ...domain, disks: [...disks, added] }))).toEqual([
      'the system',
      'vda',
      'the data',
      'vdb',
      'sdc',
      'sda',
      'vdd',
      'vde',
      'vdz',
      'controller',
    ])
    expect(names(xml.build({ ...domain, disks: [file, rbd, ...disks.slice(2)] }))).toEqual([
      'the system',
      'vdb',
      'vda',
      'the data',
      'sdc',
      'sda',
      'vdd',
      'vde',
      'controller',
    ])
    const noDisks = xml.build({ ...domain, disks: [] })
    expect(noDisks).not.toContain('<disk')
    expect(noDisks).toContain('<controller')
  })

  test('a copied disk brings along what it was read with', () => {
    const built = xml.build({ ...domain, disks: [...disks, { ...rbd, target: 'vdq' }] })
    expect(built.match(/<total_iops_sec>100</g)).toHaveLength(2)
    expect(parseDomain(built).disks).toHaveLength(disks.length + 1)
  })

  test('a disk of one kind becomes another: nothing of the first kind is left, the unknown is', () => {
    const {
      protocol: _p,
      pool: _o,
      image: _i,
      snapshot: _s,
      hosts: _h,
      config: _c,
      auth: _a,
      encryption: _e,
      ...rest
    } = rbd
    const built = xml.build({ ...domain, disks: [{ ...rest, type: 'file', file: '/b.img' }] })
    expect(parseDomain(built).disks).toMatchObject([{ type: 'file', file: '/b.img', target: 'vda', readOnly: true }])
    expect(built).toContain('virtio-disk0')
    for (const gone of ['protocol=', '<auth', '<host', 'snapshot', 'encryption']) expect(built).not.toContain(gone)
  })

  test('boot devices: those that stay keep what they have', () => {
    const built = xml.build({ ...domain, boot: ['cdrom', 'hd'] })
    expect(built).toMatch(/<boot dev="cdrom"\/>\s*<boot dev="hd" note="unknown"\/>/)
    expect(built).not.toContain('"network"/>')
  })

  test('firmware: every way into every other', () => {
    const loader = { loader: '/fw.fd', nvram: '/nv.fd' } as const
    for (const from of [domain, parseDomain(directBootDomain)]) {
      expect(xml.build({ ...from, firmware: 'bios' })).not.toMatch(/firmware|<loader|<nvram/)
      expect(parseDomain(xml.build({ ...from, firmware: 'efi' })).firmware).toBe('efi')
      expect(parseDomain(xml.build({ ...from, firmware: loader })).firmware).toMatchObject(loader)
    }
  })

  test('a new object replaces the element, a spread one patches it', () => {
    expect(xml.build({ ...domain, cpu: { mode: 'host-model' } })).not.toContain('vmx')
    expect(xml.build({ ...domain, cpu: { ...domain.cpu, mode: 'host-model' } })).toContain('vmx')
  })

  test('spreading every object, at any depth, loses nothing', () => {
    const spread = <T>(value: T): T => {
      if (Array.isArray(value)) return value.map(spread) as T
      if (typeof value !== 'object' || value === null) return value
      const copy = { ...value }
      for (const [key, item] of Object.entries(value)) Object.assign(copy, { [key]: spread(item) })
      return copy
    }
    expect(xml.build(spread(domain))).toBe(xml.build(domain))
  })

  test('what was read is never changed', () => {
    const before = xml.build(domain)
    xml.build({ ...domain, memory: 1024, disks: [] })
    expect(xml.build(domain)).toBe(before)
  })

  test('only what is changed is checked', () => {
    const odd = parseDomain("<domain type='kvm'><name>a/b</name><vcpu>0</vcpu></domain>")
    expect(xml.build(odd)).toContain('a/b')
    expect(() => xml.build({ ...odd, name: 'c/d' })).toThrow(RangeError)
    expect(() => xml.build({ ...domain, disks: [...disks, rbd] })).toThrow(/^disks\[6\].target must be another than/)
    const twice = parseDomain(xml.build(domain).replace('dev="vdb"', 'dev="vda"'))
    expect(parseDomain(xml.build({ ...twice, title: 'T' })).title).toBe('T')
  })
})

describe('what is refused', () => {
  test.each([
    ['', 1, 1],
    ['hello', 1, 1],
    ['<a>', 1, 1],
    ['<a>\n  <b></a>', 2, 3],
    ['<a/><b/>', 1, 5],
    ['<a b=c/>', 1, 1],
    ['<a b="1" b="2"/>', 1, 1],
    ['<a>\n x &nope; </a>', 2, 4],
    ['<a>x & y</a>', 1, 6],
    ['<a b="<"/>', 1, 1],
    ['<a>\n<b>\u0001</b></a>', 2, 4],
    ['<a>&#1;</a>', 1, 4],
    ['<q:a/>', 1, 1],
  ])('%j', (text, line, column) => {
    let error: unknown
    try {
      xml.parse(text)
    } catch (caught) {
      error = caught
    }
    expect(error).toBeInstanceOf(xml.XmlError)
    expect(error).toBeInstanceOf(CephvirtError)
    expect(error).toMatchObject({ name: 'XmlError', code: 'ERR_CEPHVIRT_XML', line, column })
  })

  test.each([
    '<!DOCTYPE domain><domain/>',
    '<?xml version="1.0"?>\n<!-- x -->\n<!DOCTYPE a [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;">]><a>&b;</a>',
    '<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><a>&f;</a>',
  ])('a DTD: %s', (text) => {
    expect(() => xml.parse(text)).toThrow(/DTD/)
  })

  test('what only looks like a DTD or an entity is not', () => {
    const text = '<a><!-- <!DOCTYPE b> & --><![CDATA[<!DOCTYPE c> & &x;]]>&lt;!DOCTYPE&gt;</a>'
    expect(canonical(xml.build(xml.parse(text)))).toEqual(canonical(text))
  })

  test('nesting without end', () => {
    expect(() => xml.parse('<a>'.repeat(5000) + '</a>'.repeat(5000))).toThrow(xml.XmlError)
  })

  test('hostile input is refused in no time', () => {
    const started = performance.now()
    for (const text of ['<!--'.repeat(50_000), '<![CDATA['.repeat(50_000), '&'.repeat(200_000), '<?'.repeat(50_000)]) {
      expect(() => xml.parse(text)).toThrow(xml.XmlError)
    }
    expect(performance.now() - started).toBeLessThan(2000)
  })

  test('a domain without a name; what is not text', () => {
    expect(() => xml.parse("<domain type='kvm'/>")).toThrow(/<domain> has no readable name/)
    expect(() => xml.parse(7 as never)).toThrow(TypeError)
    expect(() => xml.build(null as never)).toThrow(TypeError)
    expect(() => xml.build({ kind: 'nothing' } as never)).toThrow(/kind must be one of 'domain'/)
  })

  test('a hand-made tree that is no XML', () => {
    const root = (children: xml.XmlNode[], name = 'a'): xml.OtherDescription => ({
      kind: 'other',
      name,
      root: { type: 'element', name, attributes: [], children },
    })
    expect(() => xml.build(root([{ type: 'comment', text: 'a --> <b/>' }]))).toThrow(xml.XmlError)
    expect(() => xml.build(root([{ type: 'cdata', text: ']]><b/>' }]))).toThrow(xml.XmlError)
    expect(() => xml.build(root([{ type: 'text', text: '\u0000' }]))).toThrow(xml.XmlError)
    expect(() => xml.build(root([], 'a b="1"'))).toThrow(xml.XmlError)
  })
})
