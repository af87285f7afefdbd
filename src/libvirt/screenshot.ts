import { checkInteger, checkOptions, type Known } from '../core/arguments.ts'
import { type CallOptions, call, underDeadline } from '../core/call.ts'
import { discard, Handle } from '../core/handle.ts'
import type { Subject } from '../core/subject.ts'
import { native } from '../native/load.ts'
import { NativeStream } from './native-stream.ts'

export interface ScreenshotOptions extends CallOptions {
  /** Which of several screens; the first one without it. */
  readonly screen?: number | undefined
}

/** A picture of what a screen shows. */
export interface Screenshot {
  /** What it is: `'image/png'`, `'image/x-portable-pixmap'`; the hypervisor chooses. */
  readonly mimeType: string
  readonly data: Buffer
}

const OPTIONS: Known<ScreenshotOptions> = { screen: true, signal: true, timeout: true }
/** Most pictures are smaller. */
const CHUNK = 1024 * 1024

export async function takeScreenshot(
  connection: object,
  domain: Handle<'domain'>,
  subject: Subject,
  options: ScreenshotOptions,
): Promise<Screenshot> {
  const { screen = 0 } = checkOptions(options, OPTIONS)
  checkInteger(screen, 'options.screen', 0, 2 ** 32 - 1)
  return await underDeadline(options, subject, async (signal) => {
    const { handle, mimeType } = await call(
      () => native.libvirt.domainScreenshot(Handle.native(domain), screen),
      { signal },
      { subject, late: (late) => discard(late.handle) },
    )
    const stream = new NativeStream(handle, subject, { chunk: CHUNK, fill: true }).heed(connection, signal)
    const pieces: Buffer[] = []
    await stream.whole(async () => {
      for (let piece = await stream.receive(); piece !== undefined; piece = await stream.receive()) {
        pieces.push(piece as Buffer)
      }
    })
    return { mimeType, data: Buffer.concat(pieces) }
  })
}
