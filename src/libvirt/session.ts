import { nameOf } from './flags.ts'
import { ConnectCloseReason } from './generated/enumerations.ts'
import type { ConnectionLoss } from './loss.ts'

/** Who hears of the end of a session. */
export interface SessionListener {
  /** It broke, or ended, for the reason that it says. */
  heard(session: Session): void
}

/** A call found it broken; why is to follow. */
const SUSPECTED = -1

/** One life of a connection, from its opening to its loss. */
export class Session {
  /** A call found it broken. */
  broken = false
  reason: ConnectionLoss['reason'] | undefined
  // Weak: the notice is there for as long as the connection is, and must not be what keeps it.
  #listener: WeakRef<SessionListener> | undefined

  /** What the native side tells. */
  readonly notice = (number: number): void => {
    this.broken = true
    if (number !== SUSPECTED) this.reason ??= nameOf(ConnectCloseReason, number)
    this.#listener?.deref()?.heard(this)
  }

  follow(listener: SessionListener): void {
    this.#listener = new WeakRef(listener)
    if (this.broken) listener.heard(this)
  }
}
