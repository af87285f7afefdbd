/** What can go wrong with a throwaway cluster. */
export type LabErrorCode =
  | 'ERR_CEPHVIRT_LAB_PREREQUISITES'
  | 'ERR_CEPHVIRT_LAB_START'
  | 'ERR_CEPHVIRT_LAB_STOP'
  | 'ERR_CEPHVIRT_LAB_STATE'
  | 'ERR_CEPHVIRT_LAB_GUEST'

/** A throwaway cluster or guest could not be made, used or stopped. */
export class LabError extends Error {
  override readonly name = 'LabError'
  readonly code: LabErrorCode
  /** What to do next, where we know. */
  readonly hint: string | undefined

  constructor(code: LabErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.hint = options.hint
  }
}
