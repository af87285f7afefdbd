import { DOMParser, type Element, XMLSerializer } from '@xmldom/xmldom'
import { checkInteger, checkName, checkOptions, type Known } from '../core/arguments.ts'

/** Where sources are looked for, where that is another machine. */
export interface StoragePoolSourceQuery {
  /** Who serves them: `netfs`, `gluster`, `iscsi`. */
  readonly host?: { readonly name: string; readonly port?: number | undefined } | undefined
  /** Who asks: the IQN of an iSCSI initiator. */
  readonly initiator?: string | undefined
}

/** What a storage pool could be made of. */
export interface StoragePoolSource {
  /** The volume group, the Gluster volume. */
  readonly name: string | undefined
  /** `'lvm2'`, `'nfs'` … */
  readonly format: string | undefined
  /** The folder that is exported. */
  readonly directory: string | undefined
  /** The paths of block devices, the names of iSCSI targets. */
  readonly devices: readonly string[]
  readonly hosts: readonly { readonly name: string; readonly port: number | undefined }[]
  /** libvirt's `<source>`, as the definition of a pool has it. */
  readonly xml: string
}

const QUERY: Known<StoragePoolSourceQuery> = { host: true, initiator: true }

/** The `<source>` that is asked with; undefined for this host. */
export function sourceQuery(query: string | StoragePoolSourceQuery | undefined): string | undefined {
  if (query === undefined || typeof query === 'string') return query
  const { host, initiator } = checkOptions(query, QUERY, 'query')
  const document = new DOMParser().parseFromString('<source/>', 'text/xml')
  const add = (parent: Element | null, name: string, attributes: Readonly<Record<string, string>>): Element => {
    const element = document.createElement(name)
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
    parent?.appendChild(element)
    return element
  }
  if (host !== undefined) {
    const name = checkName(host.name, 'query.host.name')
    const port = host.port === undefined ? {} : { port: String(checkInteger(host.port, 'query.host.port', 1, 65_535)) }
    add(document.documentElement, 'host', { name, ...port })
  }
  if (initiator !== undefined) {
    add(add(document.documentElement, 'initiator', {}), 'iqn', { name: checkName(initiator, 'query.initiator') })
  }
  return new XMLSerializer().serializeToString(document)
}

export function parseSources(xml: string): readonly StoragePoolSource[] {
  const root = new DOMParser().parseFromString(xml, 'text/xml').documentElement
  return root === null ? [] : [...root.getElementsByTagName('source')].map(sourceOf)
}

function sourceOf(source: Element): StoragePoolSource {
  const all = (name: string): Element[] => [...source.getElementsByTagName(name)]
  const attribute = (element: Element | undefined, name: string): string | undefined =>
    element?.getAttribute(name) ?? undefined
  const port = (host: Element): number | undefined => {
    const text = attribute(host, 'port')
    return text === undefined ? undefined : Number(text)
  }
  return {
    name: all('name')[0]?.textContent ?? undefined,
    format: attribute(all('format')[0], 'type'),
    directory: attribute(all('dir')[0], 'path'),
    devices: all('device').map((device) => attribute(device, 'path') ?? ''),
    hosts: all('host').map((host) => ({ name: attribute(host, 'name') ?? '', port: port(host) })),
    xml: new XMLSerializer().serializeToString(source),
  }
}
