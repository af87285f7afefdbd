import type { XmlElement, XmlNode } from './document.ts'

/** The prefixes that paths may use. */
const namespaces: Readonly<Record<string, string>> = {
  qemu: 'http://libvirt.org/schemas/domain/qemu/1.0',
  rbd: 'http://libvirt.org/schemas/storagepool/rbd/1.0',
}

export function emptyElement(name: string): XmlElement {
  const [prefix, local] = name.split(':')
  const namespace = local === undefined || prefix === undefined ? undefined : namespaces[prefix]
  return { type: 'element', name, ...(namespace ? { namespace } : {}), attributes: [], children: [] }
}

export function isNamed(node: XmlNode, name: string): node is XmlElement {
  if (node.type !== 'element') return false
  const [prefix, local] = name.split(':')
  if (local === undefined || prefix === undefined) return node.name === name && node.namespace === undefined
  return node.namespace === namespaces[prefix] && node.name.split(':').at(-1) === local
}

export function isEmpty(element: XmlElement): boolean {
  return element.attributes.length === 0 && element.children.length === 0
}

export function childrenNamed(element: XmlElement | undefined, name: string): XmlElement[] {
  return (element?.children ?? []).filter((node) => isNamed(node, name))
}

export function textOf(element: XmlElement): string {
  return element.children.map((node) => (node.type === 'text' || node.type === 'cdata' ? node.text : '')).join('')
}

export function withText(element: XmlElement, text: string): XmlElement {
  const kept = element.children.filter((node) => node.type !== 'text' && node.type !== 'cdata')
  return { ...element, children: text === '' ? kept : [...kept, { type: 'text', text }] }
}

export function attributeOf(element: XmlElement, name: string): string | undefined {
  return element.attributes.find((attribute) => attribute.name === name)?.value
}

export function withAttribute(element: XmlElement, name: string, value: string | undefined): XmlElement {
  const index = element.attributes.findIndex((attribute) => attribute.name === name)
  if (value === undefined) return { ...element, attributes: element.attributes.filter((_, i) => i !== index) }
  if (index < 0) return { ...element, attributes: [...element.attributes, { name, value }] }
  return { ...element, attributes: element.attributes.map((a, i) => (i === index ? { ...a, value } : a)) }
}

/** `a/b/@c` as steps and attribute; of `x|y` the first that exists in the element, else the first. */
export interface Path {
  readonly steps: readonly string[]
  readonly attribute: string | undefined
}

export function parsePath(path: string): (element: XmlElement) => Path {
  const paths = path.split('|').map((alternative): Path => {
    const steps = alternative.split('/')
    const last = steps.at(-1) ?? ''
    return last.startsWith('@')
      ? { steps: steps.slice(0, -1), attribute: last.slice(1) }
      : { steps, attribute: undefined }
  })
  const [first = { steps: [], attribute: undefined }] = paths
  return (element) => (paths.length === 1 ? first : (paths.find(({ steps }) => find(element, steps)) ?? first))
}

export function find(element: XmlElement, steps: readonly string[]): XmlElement | undefined {
  return steps.reduce<XmlElement | undefined>((at, step) => childrenNamed(at, step)[0], element)
}

/** Changes the element at the steps, making what is missing on the way and removing what the change leaves empty. */
export function update(
  element: XmlElement,
  steps: readonly string[],
  change: (found: XmlElement) => XmlElement | undefined,
): XmlElement | undefined {
  const [step, ...rest] = steps
  if (step === undefined) return change(element)
  const index = element.children.findIndex((node) => isNamed(node, step))
  const before = childrenNamed(element, step)[0]
  const after = update(before ?? emptyElement(step), rest, change)
  if (after === before) return element
  const children = [...element.children]
  if (after !== undefined && before === undefined) children.push(after)
  else if (after !== undefined) children.splice(index, 1, after)
  else if (before !== undefined) children.splice(index, 1)
  const changed = { ...element, children }
  return after === undefined && isEmpty(changed) ? undefined : changed
}

export function updated(
  element: XmlElement,
  steps: readonly string[],
  change: (found: XmlElement) => XmlElement | undefined,
): XmlElement {
  return update(element, steps, change) ?? { ...element, attributes: [], children: [] }
}

export function readAt(element: XmlElement, { steps, attribute }: Path): string | undefined {
  const found = find(element, steps)
  if (found === undefined) return undefined
  return attribute === undefined ? textOf(found).trim() : attributeOf(found, attribute)
}

export function writeAt(element: XmlElement, { steps, attribute }: Path, text: string | undefined): XmlElement {
  return updated(element, steps, (found) => {
    if (attribute === undefined) return text === undefined ? undefined : withText(found, text)
    const changed = withAttribute(found, attribute, text)
    return text === undefined && isEmpty(changed) ? undefined : changed
  })
}
