import { constants } from 'node:os'
import { checkInteger, checkName, outOfRange, toBytes, wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { cephError } from '../core/ceph-failure.ts'
import type { Subject } from '../core/errors.ts'
import type { ClusterHandle, CommandReply } from '../native/contract/rados.ts'
import { native } from '../native/load.ts'
import { misuse } from './command-misuse.ts'
import { FLOATS } from './generated/commands.ts'

export type { CommandReply } from '../native/contract/rados.ts'

/**
 * Which daemon a command is for: the monitors as a whole, one of them, the active manager, one by its name (for what any
 * daemon answers), or an OSD.
 */
export type CommandTarget = 'mon' | `mon.${string}` | 'mgr' | `mgr.${string}` | `osd.${number}`

export interface RawCommandOptions extends CallOptions {
  /** What the `ceph` program would read from `-i`: a map, a keyring, a text. */
  readonly input?: Uint8Array | string | undefined
}

export interface TargetedCommandOptions extends RawCommandOptions {
  /** One daemon by its name: `'a'` for mon.a. */
  readonly target?: string | undefined
}

export interface CommandOptions extends RawCommandOptions {
  /** Who runs it: `'mon'` if not said. The monitors hand the manager's commands on to it. */
  readonly target?: CommandTarget | undefined
  /** What to do next if it is refused, where that is known beforehand. @internal */
  readonly hint?: string | undefined
}

type Send = (command: string, input: Uint8Array) => Promise<CommandReply>

/** Sends a command as it is and answers what came back, refusals too. */
export async function sendCommand(
  send: Send,
  command: object,
  options: RawCommandOptions = {},
  subject?: Subject,
): Promise<CommandReply> {
  if (typeof command !== 'object' || command === null) throw wrongType('command', 'an object', command)
  const prefix = checkName((command as { prefix?: unknown }).prefix, 'command.prefix')
  const input = toBytes(options.input ?? '', 'options.input')
  return await call(() => send(encoded(prefix, command), input), options, { subject })
}

/** A command as JSON. The monitors refuse `1` for a weight and take `1.0`, which JavaScript does not tell apart. */
export function encoded(prefix: string, command: object): string {
  const floats = Object.hasOwn(FLOATS, prefix) ? FLOATS[prefix] : undefined
  if (floats === undefined) return JSON.stringify(command)
  const fields = Object.entries(command).flatMap(([name, value]) => {
    const text = floats.includes(name) ? floatText(value) : JSON.stringify(value)
    return text === undefined ? [] : [`${JSON.stringify(name)}:${text}`]
  })
  return `{${fields.join(',')}}`
}

function floatText(value: unknown): string | undefined {
  if (Array.isArray(value)) return `[${value.map(floatText).join(',')}]`
  const text = JSON.stringify(value)
  return text !== undefined && /^-?\d+$/.test(text) ? `${text}.0` : text
}

/** How to reach the daemon that a command is for. */
export function sender(cluster: () => ClusterHandle, target: CommandTarget): Send {
  const [daemon, id] = splitTarget(target)
  if (daemon === 'mgr' && id === undefined)
    return (command, input) => native.rados.mgrCommand(cluster(), command, input)
  if (daemon === 'mon' && id === undefined)
    return (command, input) => native.rados.monCommand(cluster(), command, input)
  if (daemon === 'mon' && id !== undefined) {
    return (command, input) => native.rados.monCommandTarget(cluster(), id, command, input)
  }
  if (daemon === 'mgr' && id !== undefined) {
    return (command, input) => native.rados.mgrCommandTarget(cluster(), id, command, input)
  }
  if (daemon === 'osd' && id !== undefined) {
    const osd = checkInteger(Number(id), 'options.target', 0, 2 ** 31 - 1)
    return (command, input) => native.rados.osdCommand(cluster(), osd, command, input)
  }
  throw outOfRange('options.target', "'mon', 'mon.<name>', 'mgr', 'mgr.<name>' or 'osd.<id>'", target)
}

function splitTarget(target: string): [daemon: string, id?: string] {
  checkName(target, 'options.target')
  const dot = target.indexOf('.')
  return dot < 0
    ? [target]
    : [
        target.slice(0, dot),
        checkName(target.slice(dot + 1), `options.target: the name after '${target.slice(0, dot)}.'`),
      ]
}

/** Sends a command and answers its parsed reply. */
export async function runCommand(
  cluster: () => ClusterHandle,
  prefix: string,
  args: Readonly<Record<string, unknown>> = {},
  options: CommandOptions = {},
): Promise<unknown> {
  const subject = commandSubject(prefix, args)
  const send = sender(cluster, options.target ?? 'mon')
  const reply = await sendCommand(send, { ...args, prefix, format: 'json' }, options, subject)
  if (reply.code < 0) {
    const asking = { signal: options.signal, timeout: options.timeout }
    const hint =
      options.hint ??
      (reply.code === -constants.errno.EINVAL
        ? await misuse((command) => sendCommand(send, command, asking), prefix, args)
        : undefined)
    throw refusal(prefix, reply, subject, hint)
  }
  return parsed(reply.output)
}

export function commandSubject(prefix: string, args: Readonly<Record<string, unknown>>): Subject {
  const text = (name: string): string | undefined => {
    const value = args[name]
    return typeof value === 'string' ? value : undefined
  }
  return { command: prefix, pool: text('pool') ?? text('srcpool'), entity: text('entity') }
}

const MISSING_OR_THERE = new Set([-constants.errno.ENOENT, -constants.errno.EEXIST])
// Not all that is missing or there already in a command about a pool is the pool.
const ABOUT_THE_POOL = /unrecognized pool|pool '[^']*' (does not exist|already exists)|no stats for pool/

/** A daemon's refusal as the error that the user gets: with the daemon's own sentence. */
export function refusal(prefix: string, { code, status }: CommandReply, subject: Subject, hint?: string): Error {
  const { pool: _pool, ...others } = subject
  return cephError({
    syscall: prefix,
    errno: code,
    subject: MISSING_OR_THERE.has(code) && !ABOUT_THE_POOL.test(status) ? others : subject,
    sentence: status === '' ? undefined : status,
    hint,
  })
}

// Most commands answer JSON when asked to; some have nothing to say, and a few only ever speak text.
function parsed(output: Buffer): unknown {
  const text = output.toString().trim()
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
