/** What the compiler must accept and refuse; `tsc` is the test. */
import * as xml from '../../../src/xml/index.ts'

const base = { name: 'a', memory: '1GiB' } as const
const rbd = { type: 'network', protocol: 'rbd', pool: 'p', image: 'i', target: 'vda' } as const

xml.domain({
  ...base,
  disks: [rbd, { type: 'file', file: '/a', target: 'vdb' }, { type: 'block', device: '/dev/a', target: 'vdc' }],
})
xml.domain({ ...base, firmware: { loader: '/fw', nvram: '/nv' }, graphics: 'none', memory: 1024 ** 3 })
xml.storagePool({ type: 'rbd', name: 'a', pool: 'b', hosts: [{ name: 'h' }] }).refreshAllocation
xml.secret({ usage: { type: 'ceph', name: 'a' } })

// @ts-expect-error a domain has memory
xml.domain({ name: 'a' })
// @ts-expect-error booleans are booleans
xml.domain({ ...base, disks: [{ ...rbd, readOnly: 'yes' }] })
// @ts-expect-error an rbd disk has an image
xml.domain({ ...base, disks: [{ type: 'network', protocol: 'rbd', pool: 'p', target: 'vda' }] })
// @ts-expect-error a file disk has no pool
xml.domain({ ...base, disks: [{ type: 'file', file: '/a', pool: 'p', target: 'vda' }] })
// @ts-expect-error libvirt has no RADOS namespace
xml.domain({ ...base, disks: [{ ...rbd, namespace: 'tenant' }] })
// @ts-expect-error what has no description is read, never made
xml.domain({ ...base, disks: [{ type: 'other', target: 'vda' }] })
// @ts-expect-error one of the known boot devices
xml.domain({ ...base, boot: ['disk'] })
// @ts-expect-error a direct interface has a device
xml.domain({ ...base, interfaces: [{ type: 'direct' }] })
// @ts-expect-error a volume has a capacity
xml.storageVolume({ name: 'a' })
// @ts-expect-error an iscsi secret has a target
xml.secret({ usage: { type: 'iscsi', name: 'a' } })
// @ts-expect-error a folder pool has a path
xml.storagePool({ type: 'dir', name: 'a' })

const parsed = xml.parse('<domain/>')
// @ts-expect-error not before it is known to be a domain
parsed.memory
if (parsed.kind === 'domain') {
  parsed.memory satisfies number | undefined
  xml.build({ ...parsed, memory: '2GiB' })
  // @ts-expect-error not a size
  xml.build({ ...parsed, memory: true })
  // @ts-expect-error descriptions are read-only
  parsed.name = 'b'
  for (const disk of parsed.disks ?? []) {
    if (disk.type === 'network' && disk.protocol === 'rbd') disk.pool satisfies string
    // @ts-expect-error only a network disk may have a pool
    disk.pool
  }
} else if (parsed.kind === 'other') {
  parsed.root satisfies xml.XmlElement
}
