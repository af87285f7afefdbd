import { checkName, checkOptions, type Known } from '../core/arguments.ts'
import { Handle } from '../core/handle.ts'
import type { Subject } from '../core/subject.ts'
import { native } from '../native/load.ts'
import { DomainChannelFlags } from './generated/enumerations.ts'
import { type OpenStreamOptions, openStream, Stream, yesBits } from './stream.ts'

export interface OpenChannelOptions extends OpenStreamOptions {
  /** The channel's name, `<target name='…'/>`, or its alias; the first one without it. */
  readonly name?: string | undefined
}

const OPTIONS: Known<OpenChannelOptions> = { name: true, force: true, signal: true, timeout: true }

/** A channel to a program in a domain, as a stream of both directions. */
export class Channel extends Stream {}

export async function openChannel(
  connection: object,
  domain: Handle<'domain'>,
  subject: Subject,
  options: OpenChannelOptions,
): Promise<Channel> {
  const { name } = checkOptions(options, OPTIONS)
  if (name !== undefined) checkName(name, 'options.name')
  const flags = yesBits(options, DomainChannelFlags, ['force'])
  const open = () => native.libvirt.domainOpenChannel(Handle.native(domain), name, flags)
  return await openStream(Channel, open, connection, { ...subject, channel: name }, options)
}
