import { DOMParser, type Element } from '@xmldom/xmldom'

/** One type of storage pool, as the libvirt of a host supports it. */
export interface StoragePoolType {
  /** `'dir'`, `'logical'`, `'rbd'` … */
  readonly type: string
  /** Whether the host has the backend for it. */
  readonly supported: boolean
  /** What `<source><format type>` of a pool may be. */
  readonly sourceFormats: readonly string[]
  /** What `<target><format type>` of a volume may be. */
  readonly volumeFormats: readonly string[]
}

/** What storage pools a host can have. */
export interface StoragePoolCapabilities {
  readonly pools: readonly StoragePoolType[]
  /** The document itself. */
  readonly xml: string
}

function elements(parent: Element, name: string): Element[] {
  return [...parent.getElementsByTagName(name)]
}

function values(pool: Element, name: string): readonly string[] {
  return elements(pool, 'enum')
    .filter((element) => element.getAttribute('name') === name)
    .flatMap((element) => elements(element, 'value').map((value) => value.textContent ?? ''))
}

export function parseStoragePoolCapabilities(xml: string): StoragePoolCapabilities {
  const root = new DOMParser().parseFromString(xml, 'text/xml').documentElement
  const pools = root === null ? [] : elements(root, 'pool')
  return {
    pools: pools.map((pool) => ({
      type: pool.getAttribute('type') ?? '',
      supported: pool.getAttribute('supported') === 'yes',
      sourceFormats: values(pool, 'sourceFormatType'),
      volumeFormats: values(pool, 'targetFormatType'),
    })),
    xml,
  }
}
