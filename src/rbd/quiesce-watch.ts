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
 * A registration to be asked before each snapshot of an image, until it or the image is closed. A handler must not wait
 * for that: closing waits for the handler.
 */
export class QuiesceWatch extends Handle<'quiesce watch'> {
  readonly #image: Image

  readonly #work: Work

  private constructor(image: Image, handle: QuiesceWatchHandle, work: Work) {
    super('quiesce watch', handle, image)
    this.#image = image
    this.#work = work
  }

  /** A snapshot that is waiting for an answer gets it: closing the watch, or the image, waits for that. */
  protected override get queued(): Promise<void> {
    return this.#work.wait()
  }

  override close(): Promise<void> {
    const closing = super.close()
    const forget = (): void => void this.#image.underWay.delete(this.#work.wait)
    closing.then(forget, forget)
    return closing
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
    const start = (): Promise<QuiesceWatchHandle> =>
      native.rbd.quiesceWatch(Handle.native(image), (before) => work.ask(before))
    const handle = await call(start, options, { subject: image.subject, late: discard })
    work.begin(handle)
    image.underWay.add(work.wait)
    return new QuiesceWatch(image, handle, work)
  }

  override get subject(): Subject {
    return this.#image.subject
  }
}

/** What is asked, one after the other. */
class Work {
  readonly #handlers: QuiesceHandlers
  readonly #handle: Promise<QuiesceWatchHandle>
  #turn: Promise<void> = Promise.resolve()
  #over: Promise<void> = Promise.resolve()
  #end: () => void = () => {}
  #begin: (handle: QuiesceWatchHandle) => void = () => {}

  constructor(handlers: QuiesceHandlers) {
    this.#handlers = handlers
    this.#handle = new Promise((resolve) => {
      this.#begin = resolve
    })
  }

  begin(handle: QuiesceWatchHandle): void {
    this.#begin(handle)
  }

  /** When what was asked is done, and the snapshot taken: librbd does not bear a watch that goes in between. */
  readonly wait = async (): Promise<void> => {
    await this.#over
    await this.#turn
  }

  ask(before: boolean): void {
    if (before) {
      this.#over = new Promise((resolve) => {
        this.#end = resolve
      })
    } else {
      this.#end()
    }
    this.#turn = this.#turn.then(() => this.#do(before))
  }

  async #do(before: boolean): Promise<void> {
    const { quiesce, unquiesce } = this.#handlers
    let result = 0
    try {
      await (before ? quiesce() : unquiesce?.())
    } catch (error) {
      result = errnoOf(error)
      this.#tell(error)
    }
    if (!before) return
    const handle = await this.#handle
    // Where the cluster was closed meanwhile, the closing has given an answer.
    await native.rbd.quiesceComplete(handle, result).catch(() => {})
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
