import { closeSync } from 'node:fs'
import { checkInteger, checkName, checkObject, checkOptions, type Known, wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { QemuError, type Subject } from '../core/errors.ts'
import { Handle } from '../core/handle.ts'
import { native } from '../native/load.ts'
import type { Domain } from './domain.ts'
import { type NameOf, numberOf } from './flags.ts'
import { DomainQemuAgentCommandTimeoutValues, DomainQemuMonitorCommandFlags } from './generated/enumerations.ts'

/** A command as QEMU's monitor and its guest agent take it: `{ execute: 'query-block' }`. */
export interface QemuCommand {
  readonly execute: string
  readonly arguments?: Readonly<Record<string, unknown>>
}

export interface MonitorTextOptions extends CallOptions {
  /** The command is one of the monitor for people (`'info status'`), and so is the answer. Default false: JSON. */
  readonly hmp?: boolean
}

export interface AgentCommandOptions extends CallOptions {
  /**
   * How long libvirt waits for the guest's answer: milliseconds, rounded up to whole seconds, or `'default'` (libvirt's
   * choice), `'block'` (for ever), `'nowait'`, `'shutdown'` (as long as for a shutdown). Default `'default'`.
   */
  readonly agentTimeout?: number | NameOf<typeof DomainQemuAgentCommandTimeoutValues>
}

/** What a monitor command that files go with gave. */
export interface MonitorResult {
  /** What QEMU returned. */
  readonly result: unknown
  /** Descriptors of files that QEMU opened: close them (`fs.closeSync`). */
  readonly files: readonly number[]
}

const MONITOR_OPTIONS: Known<MonitorTextOptions> = { signal: true, timeout: true, hmp: true }
const AGENT_OPTIONS: Known<AgentCommandOptions> = { signal: true, timeout: true, agentTimeout: true }

/**
 * QEMU behind a domain, past libvirt: its monitor, and the agent in its guest. For looking, and for what libvirt has no
 * call for; a command that changes something behind libvirt's back is at your own risk, and marks the domain as tainted.
 *
 * @example
 * ```ts
 * const status = await domain.qemu.monitorCommand({ execute: 'query-status' }).catch((error) => error.code)
 * console.log(status) // { status: 'running', … }, or 'VIR_ERR_NO_SUPPORT' from another hypervisor
 * ```
 */
export class DomainQemu {
  readonly domain: Domain

  /** @internal */
  constructor(domain: Domain) {
    this.domain = domain
  }

  get #subject(): Subject {
    return { connection: this.domain.connection.uri, domain: this.domain.name }
  }

  /**
   * Gives QEMU's monitor a command, and what QEMU returns, parsed: numbers beyond 2 ** 53 lose digits
   * (`monitorCommandText` keeps them).
   *
   * @example
   * ```ts
   * const block = await domain.qemu.monitorCommand({ execute: 'query-block' }).catch(() => [])
   * ```
   * @throws QemuError if QEMU refuses it
   * @throws LibvirtError `VIR_ERR_OPERATION_INVALID` if the domain does not run
   * @implements virDomainQemuMonitorCommand
   */
  async monitorCommand(command: QemuCommand, options?: CallOptions): Promise<unknown> {
    const text = jsonOf(command)
    return returned(command.execute, await this.#monitor(text, 0, options), this.#subject)
  }

  /**
   * The same with texts: QEMU's JSON as it is, or the commands for people. Nothing is parsed, and a refusal is an answer.
   *
   * @example
   * ```ts
   * const answer = await domain.qemu.monitorCommandText('info status', { hmp: true }).catch(() => '')
   * ```
   * @implements virDomainQemuMonitorCommand
   */
  async monitorCommandText(command: string, options: MonitorTextOptions = {}): Promise<string> {
    checkName(command, 'command')
    const { hmp = false } = checkOptions(options, MONITOR_OPTIONS)
    if (typeof hmp !== 'boolean') throw wrongType('options.hmp', 'a boolean', hmp)
    return await this.#monitor(command, hmp ? DomainQemuMonitorCommandFlags.hmp : 0, options)
  }

  async #monitor(command: string, flags: number, options: CallOptions | undefined): Promise<string> {
    const { domain } = this
    return await call(() => native.libvirt.domainQemuMonitorCommand(Handle.native(domain), command, flags), options, {
      subject: this.#subject,
    })
  }

  /**
   * Gives QEMU's monitor a command that open files go with (`getfd`, `add-fd`), over a local connection. Say in
   * `opaque` what a file of `add-fd` is: libvirt 11 does, and its daemon crashes over one without when it next saves the
   * domain.
   *
   * @example
   * ```ts
   * const log = fs.openSync(path.join(dir, 'log'), 'w')
   * const command = { execute: 'add-fd', arguments: { opaque: 'log' } }
   * await domain.qemu.monitorCommandWithFiles(command, [log]).catch(console.error)
   * fs.closeSync(log)
   * ```
   * @param files descriptors; they stay the caller's
   * @throws QemuError if QEMU refuses it
   * @throws NotSupportedError if libvirt is older than 8.2
   * @implements virDomainQemuMonitorCommandWithFiles
   */
  async monitorCommandWithFiles(
    command: QemuCommand,
    files: readonly number[],
    options?: CallOptions,
  ): Promise<MonitorResult> {
    const text = jsonOf(command)
    if (!Array.isArray(files)) throw wrongType('files', 'an array of file descriptors', files)
    for (const [index, file] of files.entries()) checkInteger(file, `files[${index}]`, 0, 2 ** 31 - 1)
    const reply = await call(
      () => native.libvirt.domainQemuMonitorCommandWithFiles(Handle.native(this.domain), text, files, 0),
      options,
      { subject: this.#subject, late: ({ files }) => closeAll(files) },
    )
    try {
      return { result: returned(command.execute, reply.text, this.#subject), files: reply.files }
    } catch (error) {
      closeAll(reply.files)
      throw error
    }
  }

  /**
   * Gives QEMU's agent in the guest a command, and what it returns, parsed.
   *
   * @example
   * ```ts
   * const info = await domain.qemu.agentCommand({ execute: 'guest-info' }, { agentTimeout: 5_000 }).catch(() => undefined)
   * ```
   * @throws LibvirtError `VIR_ERR_AGENT_UNRESPONSIVE` if the guest runs no agent, `VIR_ERR_OPERATION_INVALID` if the domain
   * does not run, `VIR_ERR_INTERNAL_ERROR` if the agent refuses it
   * @implements virDomainQemuAgentCommand
   */
  async agentCommand(command: QemuCommand, options: AgentCommandOptions = {}): Promise<unknown> {
    return returned(command.execute, await this.agentCommandText(jsonOf(command), options), this.#subject)
  }

  /**
   * The same with the agent's JSON as it is.
   *
   * @example
   * ```ts
   * const answer = await domain.qemu.agentCommandText('{"execute":"guest-ping"}').catch(() => '{"return":{}}')
   * ```
   * @implements virDomainQemuAgentCommand
   */
  async agentCommandText(command: string, options: AgentCommandOptions = {}): Promise<string> {
    checkName(command, 'command')
    const { agentTimeout = 'default' } = checkOptions(options, AGENT_OPTIONS)
    const seconds =
      typeof agentTimeout === 'string'
        ? numberOf(DomainQemuAgentCommandTimeoutValues, agentTimeout, 'options.agentTimeout')
        : Math.ceil(checkInteger(agentTimeout, 'options.agentTimeout', 1, 2 ** 31 - 1) / 1000)
    const { domain } = this
    return await call(
      () => native.libvirt.domainQemuAgentCommand(Handle.native(domain), command, seconds, 0),
      options,
      {
        subject: this.#subject,
      },
    )
  }
}

function jsonOf(command: QemuCommand): string {
  checkObject(command, 'command')
  checkName(command.execute, 'command.execute')
  if (command.arguments !== undefined) checkObject(command.arguments, 'command.arguments')
  return JSON.stringify(command)
}

interface Reply {
  readonly return?: unknown
  readonly error?: { readonly class?: string; readonly desc?: string }
}

function returned(execute: string, text: string, subject: Subject): unknown {
  const { return: result, error }: Reply = JSON.parse(text)
  if (error === undefined) return result
  const { class: errorClass = 'GenericError', desc = 'it says no reason' } = error
  throw new QemuError(execute, errorClass, desc, { subject })
}

function closeAll(files: readonly number[]): void {
  for (const file of files) closeSync(file)
}
