import { checkName, checkOptions, type Known } from '../core/arguments.ts'
import { Handle } from '../core/handle.ts'
import type { Subject } from '../core/subject.ts'
import { native } from '../native/load.ts'
import { DomainConsoleFlags } from './generated/enumerations.ts'
import { type OpenStreamOptions, openStream, Stream, yesBits } from './stream.ts'

export interface OpenConsoleOptions extends OpenStreamOptions {
  /** The alias of one of several: `'serial0'`, `'console1'`; the first one without it. */
  readonly device?: string | undefined
  /** Fails if the host cannot keep others from opening it too. Default false. */
  readonly safe?: boolean | undefined
}

const OPTIONS: Known<OpenConsoleOptions> = { device: true, force: true, safe: true, signal: true, timeout: true }

/** A domain's console, as a stream of both directions. */
export class Console extends Stream {}

export async function openConsole(
  connection: object,
  domain: Handle<'domain'>,
  subject: Subject,
  options: OpenConsoleOptions,
): Promise<Console> {
  const { device } = checkOptions(options, OPTIONS)
  if (device !== undefined) checkName(device, 'options.device')
  const flags = yesBits(options, DomainConsoleFlags, ['force', 'safe'])
  const open = () => native.libvirt.domainOpenConsole(Handle.native(domain), device, flags)
  return await openStream(Console, open, connection, { ...subject, device }, options)
}
