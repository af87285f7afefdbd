/**
 * Why nothing is lost: nothing is rebuilt. Each object that was read carries, under a symbol that object spread copies,
 * the immutable element it came from (the root also its document). Writing starts from that element and patches only the
 * fields whose value differs from what the same row of the table reads there; elements, attributes, comments and values
 * that no row knows are never touched, and lists keep what lies between their members in its place. An object without
 * a source (a literal of yours, or what came through JSON or `structuredClone`, which drop symbols) is written from its
 * fields alone: `{ ...domain.cpu, mode }` changes the mode, `{ mode }` replaces the `<cpu>` whole.
 */
import type { XmlDocument, XmlElement } from './document.ts'

/** Registered, so that a description read by the ES module can be written by the CommonJS one. */
const origin: unique symbol = Symbol.for('cephvirt.xml.origin') as never

/** Looks like an empty object to `util.inspect` and to deep comparison. */
class Origin {
  declare readonly source: XmlElement
  declare readonly document: XmlDocument | undefined
  constructor(source: XmlElement, document?: XmlDocument) {
    Object.defineProperties(this, { source: { value: source }, document: { value: document } })
  }
}

export function withOrigin<T extends object>(value: T, source: XmlElement, document?: XmlDocument): T {
  return { ...value, [origin]: new Origin(source, document) }
}

export function originOf(value: object): { source?: XmlElement; document?: XmlDocument | undefined } {
  return (value as { [origin]?: Origin })[origin] ?? {}
}
