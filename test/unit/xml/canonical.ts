import { DOMParser, type Node } from '@xmldom/xmldom'

/** A document as a tree in which only what counts is left: names by namespace, attributes sorted, no white space between elements. */
export type Canonical = string | readonly unknown[]

export function canonical(text: string): readonly Canonical[] {
  return children(new DOMParser().parseFromString(text, 'text/xml'))
}

function children(node: Node): Canonical[] {
  const nodes = [...node.childNodes]
  const hasElements = nodes.some((one) => one.nodeType === one.ELEMENT_NODE)
  const isBlank = (one: Node) => one.nodeType === one.TEXT_NODE && /^[ \t\r\n]*$/.test(one.nodeValue ?? '')
  const isMixed = nodes.some(
    (one) => (one.nodeType === one.TEXT_NODE || one.nodeType === one.CDATA_SECTION_NODE) && !isBlank(one),
  )
  const between =
    isMixed || (!hasElements && node.nodeType !== node.DOCUMENT_NODE) ? nodes : nodes.filter((one) => !isBlank(one))
  return between.map(fromNode)
}

function fromNode(node: Node): Canonical {
  if (node.nodeType !== node.ELEMENT_NODE) return [node.nodeType, node.nodeName, node.nodeValue]
  const element = node as Node & { attributes: Iterable<{ name: string; value: string; namespaceURI: string | null }> }
  const attributes = [...element.attributes].map(({ name, value, namespaceURI }) => `${namespaceURI}|${name}=${value}`)
  return [node.namespaceURI, node.nodeName, attributes.sort(), children(node)]
}
