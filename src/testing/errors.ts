import { CephvirtError } from '../core/errors.ts'

/** What can go wrong with a throwaway cluster. */
export type LabErrorCode =
  | 'ERR_CEPHVIRT_LAB_PREREQUISITES'
  | 'ERR_CEPHVIRT_LAB_START'
  | 'ERR_CEPHVIRT_LAB_STOP'
  | 'ERR_CEPHVIRT_LAB_STATE'
  | 'ERR_CEPHVIRT_LAB_COMMAND'
  | 'ERR_CEPHVIRT_LAB_GUEST'

/** A throwaway cluster or guest could not be made, used or stopped. */
export class LabError extends CephvirtError {
  declare readonly code: LabErrorCode

  constructor(code: LabErrorCode, message: string, options: { readonly hint?: string; readonly cause?: unknown } = {}) {
    super(message, { code, ...options })
  }

  static {
    Object.defineProperty(LabError.prototype, 'name', { value: 'LabError', configurable: true, writable: true })
  }
}
