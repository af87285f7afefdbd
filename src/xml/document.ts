import {
  DOMImplementation,
  DOMParser,
  type Document,
  type Element,
  type Node,
  ParseError,
  XMLSerializer,
} from '@xmldom/xmldom'
import { XmlError } from './error.ts'

/** An attribute as written: `name` carries the prefix, `namespace` what the prefix stands for. */
export interface XmlAttribute {
  readonly name: string
  readonly value: string
  readonly namespace?: string
}

/** An element as plain, immutable data. White space between child elements is not kept; every other node is, in order. */
export interface XmlElement {
  readonly type: 'element'
  readonly name: string
  readonly namespace?: string
  readonly attributes: readonly XmlAttribute[]
  readonly children: readonly XmlNode[]
}

/** Character data: `text`, `cdata` and `comment` differ only in how they are written. */
export interface XmlText {
  readonly type: 'text' | 'cdata' | 'comment'
  readonly text: string
}

/** A processing instruction; the XML declaration is the one named `xml`. */
export interface XmlInstruction {
  readonly type: 'instruction'
  readonly target: string
  readonly text: string
}

export type XmlNode = XmlElement | XmlText | XmlInstruction

/** A document: its root and the comments and instructions around it. */
export interface XmlDocument {
  readonly before: readonly XmlNode[]
  readonly root: XmlElement
  readonly after: readonly XmlNode[]
}

/** As libxml2, which libvirt reads with. */
const maximumDepth = 256

/** What XML 1.0 cannot carry in any form: control characters, lone surrogates, U+FFFE and U+FFFF. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: naming them is the purpose
export const forbiddenCharacter = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uD800-\uDFFF\uFFFE\uFFFF]/u

const reference = '(?:#[0-9]+|#x[0-9a-fA-F]+|amp|lt|gt|quot|apos);'

/** Comments, CDATA and instructions are stepped over whole; what is left to find is what must not be there. */
const suspicious = new RegExp(
  `<!--[^]*?(?:-->|$)|<!\\[CDATA\\[[^]*?(?:\\]\\]>|$)|<\\?[^]*?(?:\\?>|$)|(?<dtd><!DOCTYPE)|(?<bare>&(?!${reference}))`,
  'g',
)

/**
 * Reads a document. DTDs are refused, so there are no entities but the five of XML itself.
 *
 * @throws XmlError if the text is not well-formed, with the line and column.
 */
export function parseDocument(text: string): XmlDocument {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text
  for (const match of source.matchAll(suspicious)) {
    if (match.groups?.dtd !== undefined) {
      throw new XmlError('A DTD (<!DOCTYPE …>) is not accepted: libvirt documents have none', at(source, match.index))
    }
    if (match.groups?.bare !== undefined) {
      throw new XmlError('"&" starts no known reference; write it as "&amp;"', at(source, match.index))
    }
  }
  return fromDocument(parseWithDom(source))
}

function parseWithDom(source: string): Document {
  let reported: string | undefined
  const parser = new DOMParser({
    // Everything is an error: xmldom would go on after, say, an attribute without quotes.
    onError: (_level: string, message: string) => {
      reported = message
      throw new Error(message)
    },
  })
  try {
    return parser.parseFromString(source, 'text/xml')
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause
    const where = cause instanceof ParseError ? cause.locator : undefined
    throw new XmlError(reported ?? cause.message, {
      line: Math.max(1, Number(where?.lineNumber ?? 1)),
      column: Math.max(1, Number(where?.columnNumber ?? 1)),
      cause,
    })
  }
}

function at(source: string, index: number): { line: number; column: number } {
  const before = source.slice(0, index)
  return { line: before.split('\n').length, column: index - before.lastIndexOf('\n') }
}

function fromDocument(document: Document): XmlDocument {
  const root = document.documentElement
  if (root === null) throw new XmlError('missing root element', { line: 1, column: 1 })
  const all = [...document.childNodes]
  const middle = all.indexOf(root)
  const around = (nodes: Node[]) => nodes.flatMap((node) => fromNode(node, 0)).filter((node) => node.type !== 'text')
  return { before: around(all.slice(0, middle)), root: fromElement(root, 1), after: around(all.slice(middle + 1)) }
}

function fromElement(element: Element, depth: number): XmlElement {
  if (depth > maximumDepth) {
    throw new XmlError(`Elements are nested more than ${maximumDepth} deep`, position(element))
  }
  const attributes = [...element.attributes].map((attribute) => ({
    name: attribute.name,
    value: allowed(attribute.value, element),
    ...(attribute.namespaceURI ? { namespace: attribute.namespaceURI } : {}),
  }))
  const children = [...element.childNodes].flatMap((node) => fromNode(node, depth + 1))
  return {
    type: 'element',
    name: element.nodeName,
    ...(element.namespaceURI ? { namespace: element.namespaceURI } : {}),
    attributes,
    children: isMixed(children) ? children : children.filter((node) => node.type !== 'text'),
  }
}

function fromNode(node: Node, depth: number): XmlNode[] {
  const text = node.nodeValue ?? ''
  switch (node.nodeType) {
    case node.ELEMENT_NODE:
      return [fromElement(node as Element, depth)]
    case node.TEXT_NODE:
      return [{ type: 'text', text: allowed(text, node) }]
    case node.CDATA_SECTION_NODE:
      return [{ type: 'cdata', text: allowed(text, node) }]
    case node.COMMENT_NODE:
      return [{ type: 'comment', text: allowed(text, node) }]
    case node.PROCESSING_INSTRUCTION_NODE:
      return [{ type: 'instruction', target: node.nodeName, text: allowed(text, node) }]
    default:
      throw new XmlError(`A node of type ${node.nodeType} (${node.nodeName}) is not accepted`, position(node))
  }
}

function position(node: Node): { line: number; column: number } {
  return { line: node.lineNumber ?? 1, column: node.columnNumber ?? 1 }
}

function allowed(text: string, node: Node): string {
  if (forbiddenCharacter.test(text)) throw new XmlError('A character that XML cannot carry', position(node))
  return text
}

/** Whether white space among the children may mean something: there is other text, or there is nothing else. */
function isMixed(children: readonly XmlNode[]): boolean {
  if (!children.some((node) => node.type === 'element')) return true
  return children.some((node) => node.type === 'cdata' || (node.type === 'text' && /[^ \t\r\n]/.test(node.text)))
}

/**
 * Writes a document, indented by two spaces as libvirt's own.
 *
 * @throws XmlError if it has what XML cannot carry, which only a tree made by hand can.
 */
export function serializeDocument(document: XmlDocument): string {
  const dom = new DOMImplementation().createDocument(null, '')
  const nodes = [...document.before, document.root, ...document.after]
  return nodes.map((node) => `${serializeNode(dom, node)}\n`).join('')
}

function serializeNode(dom: Document, node: XmlNode): string {
  if (node.type === 'instruction' && node.target === 'xml' && /^version=[\w\s"'=.-]*$/.test(node.text)) {
    return `<?xml ${node.text}?>`
  }
  try {
    const parent = dom.createDocumentFragment()
    append(dom, parent, node, 0)
    // xmldom writes a carriage return in text as it is, which reading would make a line feed.
    return new XMLSerializer().serializeToString(parent, { requireWellFormed: true }).replaceAll('\r', '&#xD;')
  } catch (cause) {
    throw new XmlError(cause instanceof Error ? cause.message : String(cause), { cause })
  }
}

function append(dom: Document, parent: Node, node: XmlNode, depth: number): void {
  switch (node.type) {
    case 'text':
      parent.appendChild(dom.createTextNode(node.text))
      return
    case 'cdata':
      parent.appendChild(dom.createCDATASection(node.text))
      return
    case 'comment':
      parent.appendChild(dom.createComment(node.text))
      return
    case 'instruction':
      parent.appendChild(dom.createProcessingInstruction(node.target, node.text))
      return
    case 'element':
      parent.appendChild(toElement(dom, node, depth))
  }
}

function toElement(dom: Document, { name, namespace, attributes, children }: XmlElement, depth: number): Element {
  const element = dom.createElementNS(namespace ?? null, name)
  for (const attribute of attributes) {
    element.setAttributeNS(attribute.namespace ?? null, attribute.name, attribute.value)
  }
  const indented = children.length > 0 && !isMixed(children)
  for (const child of children) {
    if (indented && child.type === 'text') continue
    if (indented) element.appendChild(dom.createTextNode(`\n${'  '.repeat(depth + 1)}`))
    append(dom, element, child, depth + 1)
  }
  if (indented) element.appendChild(dom.createTextNode(`\n${'  '.repeat(depth)}`))
  return element
}
