import { CephvirtError } from '../core/errors.ts'
import type { NameOf } from './flags.ts'
import type { ConnectCloseReason } from './generated/enumerations.ts'

/** Why a connection ended: `'eof'` if the other side closed it, `'keepalive'` if it gave no sign of life, `'client'` if it was closed here. */
export interface ConnectionLoss {
  readonly reason: NameOf<typeof ConnectCloseReason> | 'unknown'
}

/** The end of a connection, when it comes; the first reason counts. */
export class Loss {
  readonly promise: Promise<ConnectionLoss>
  resolve: (loss: ConnectionLoss) => void = () => {}

  constructor() {
    this.promise = new Promise((resolve) => {
      this.resolve = resolve
    })
  }
}

const LOSSES: Readonly<Record<ConnectionLoss['reason'], string>> = {
  error: 'an input/output error',
  eof: 'the other side closed it',
  keepalive: 'the other side gave no sign of life',
  client: 'it was closed here',
  unknown: 'for an unknown reason',
}

const AGAIN = 'Close it and connect again, and subscribe to its events again; or connect with `reconnect: true`.'

/** What iterations and streams of a lost connection throw. */
export function connectionLost(
  uri: string,
  { reason }: ConnectionLoss,
  { hint = AGAIN, cause }: { readonly hint?: string; readonly cause?: unknown } = {},
): CephvirtError {
  return new CephvirtError(`The connection to ${uri} was lost: ${LOSSES[reason]}`, {
    code: 'ERR_CEPHVIRT_CONNECTION_LOST',
    subject: { connection: uri },
    hint,
    cause,
  })
}
