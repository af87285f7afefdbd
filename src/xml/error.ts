import { CephvirtError } from '../core/errors.ts'

/** A document that is not well-formed, or not what it should be. `code` is `'ERR_CEPHVIRT_XML'`. */
export class XmlError extends CephvirtError {
  /** From 1; undefined if the trouble has no one place. */
  readonly line: number | undefined
  /** From 1. */
  readonly column: number | undefined

  constructor(message: string, where: { line?: number; column?: number; cause?: unknown } = {}) {
    const place = where.line === undefined ? '' : ` (line ${where.line}, column ${where.column})`
    super(`${message}${place}`, { code: 'ERR_CEPHVIRT_XML', cause: where.cause })
    this.line = where.line
    this.column = where.column
  }

  static {
    Object.defineProperty(XmlError.prototype, 'name', { value: 'XmlError', configurable: true, writable: true })
  }
}
