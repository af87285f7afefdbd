import { checkObject, wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import type { Subject } from '../core/errors.ts'
import { discard, Handle } from '../core/handle.ts'
import type { QuiesceWatchHandle } from '../native/contract/rbd-io.ts'
import { native } from '../native/load.ts'
import { checkWatchable } from './changes.ts'
import type { Image } from './image.ts'

/** What is done around a snapshot. */
export interface QuiesceHandlers {
  /**
   * Before one is taken, which waits until this is done: brings the data into order and holds writes back. If it fails,
   * so does the snapshot (unless it was asked for with `quiesce: 'ignore-errors'`), with the `errno` of the error if it
   * has one, as system errors and a `CephError` do, and `EIO` if not.
   */
  readonly quiesce: () => void | Promise<void>
  /** After it was taken, or was not: lets writes go on. */
  readonly unquiesce?: (() => void | Promise<void>) | undefined
  /** Told what the two have thrown; without it that becomes a warning of the process. */
  readonly onError?: ((error: unknown) => void) | undefined
}

const EIO = -5
/** What librbd would try again for, or take for the state of the client itself: ERESTART, ESHUTDOWN, ETIMEDOUT, EROFS. */
const NOT_FOR_LIBRBD: readonly number[] = [-85, -108, -110, -30]

/**
 * A registration to be asked before each snapshot of an image, until it or what it was opened through is closed. A
 * snapshot that still waits for an answer then fails with `ECANCELED`, and nobody waits for the handlers any more;
 * `unquiesce` still follows each `quiesce` that ends.
 */
export class QuiesceWatch extends Handle<'quiesce watch'> {
  readonly #image: Image

  private constructor(image: Image, handle: QuiesceWatchHandle) {
    super('quiesce watch', handle, image)
    this.#image = image
  }

  /** @internal */
  static async of(image: Image, handlers: QuiesceHandlers, options: CallOptions | undefined): Promise<QuiesceWatch> {
    const { quiesce, unquiesce, onError } = checkObject(handlers, 'handlers')
    if (typeof quiesce !== 'function') throw wrongType('handlers.quiesce', 'a function', quiesce)
    for (const [name, value] of Object.entries({ unquiesce, onError })) {
      if (value !== undefined && typeof value !== 'function') throw wrongType(`handlers.${name}`, 'a function', value)
    }
    checkWatchable(image, 'rbd_quiesce_watch')
    const work = new Work({ quiesce, unquiesce, onError })
    const start = (): Promise<QuiesceWatchHandle> => {
      const watch = native.rbd.quiesceWatch(Handle.native(image), (before) => work.ask(before, watch))
      return watch
    }
    return new QuiesceWatch(image, await call(start, options, { subject: image.subject, late: discard }))
  }

  override get subject(): Subject {
    return this.#image.subject
  }
}

/** What is asked, one after the other. */
class Work {
  readonly #handlers: QuiesceHandlers
  #turn: Promise<void> = Promise.resolve()

  constructor(handlers: QuiesceHandlers) {
    this.#handlers = handlers
  }

  ask(before: boolean, watch: Promise<QuiesceWatchHandle>): void {
    this.#turn = this.#turn.then(() => this.#do(before, watch))
  }

  async #do(before: boolean, watch: Promise<QuiesceWatchHandle>): Promise<void> {
    const { quiesce, unquiesce } = this.#handlers
    let result = 0
    try {
      await (before ? quiesce() : unquiesce?.())
    } catch (error) {
      result = errnoOf(error)
      this.#tell(error)
    }
    if (!before) return
    try {
      await native.rbd.quiesceComplete(await watch, result)
    } catch {
      // Where the watch was closed meanwhile, the closing has given an answer.
    }
  }

  #tell(error: unknown): void {
    const { onError } = this.#handlers
    try {
      if (onError === undefined) throw error
      onError(error)
    } catch (thrown) {
      process.emitWarning(`A quiesce handler failed: ${thrown instanceof Error ? thrown.message : thrown}`, {
        type: 'CephvirtWarning',
        code: 'CEPHVIRT_QUIESCE',
      })
    }
  }
}

function errnoOf(error: unknown): number {
  if (typeof error !== 'object' || error === null || !('errno' in error)) return EIO
  const { errno } = error
  if (typeof errno !== 'number' || !Number.isInteger(errno) || errno >= 0 || errno <= -4096) return EIO
  return NOT_FOR_LIBRBD.includes(errno) ? EIO : errno
}
