import { setTimeout as sleep } from 'node:timers/promises'
import { checkName, checkOptions, type Known, toBytes, wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import type { Domain } from './domain.ts'

export interface GuestExecOptions extends CallOptions {
  /** What it reads on its standard input. */
  readonly input?: string | Uint8Array
  /** Its environment: `{ LANG: 'C' }`; the agent's own without. */
  readonly env?: Readonly<Record<string, string>>
}

/** How a program in a guest ended. */
export interface GuestExecResult {
  /** Undefined if a signal ended it. */
  readonly exitCode: number | undefined
  /** The number of the signal that ended it. */
  readonly signal: number | undefined
  readonly stdout: Buffer
  readonly stderr: Buffer
  /** Whether the agent kept only the beginning of what it wrote. */
  readonly truncated: boolean
}

const EXEC_OPTIONS: Known<GuestExecOptions> = { input: true, env: true, signal: true, timeout: true }

/** Between two questions whether it has ended, in milliseconds: more and more. */
const FIRST_WAIT = 10
const LONGEST_WAIT = 500

interface Status {
  readonly exited: boolean
  readonly exitcode?: number
  readonly signal?: number
  readonly 'out-data'?: string
  readonly 'err-data'?: string
  readonly 'out-truncated'?: boolean
  readonly 'err-truncated'?: boolean
}

/** Runs a program in a guest and waits for its end. */
export async function guestExec(
  domain: Domain,
  path: string,
  args: readonly string[],
  options: GuestExecOptions,
): Promise<GuestExecResult> {
  checkName(path, 'path')
  if (!Array.isArray(args) || args.some((arg) => typeof arg !== 'string')) {
    throw wrongType('args', 'an array of strings', args)
  }
  checkOptions(options, EXEC_OPTIONS)
  const { input, env } = options
  const bytes = typeof input === 'string' ? Buffer.from(input) : input && toBytes(input, 'options.input')
  const program = {
    path,
    arg: [...args],
    'capture-output': true,
    ...(bytes === undefined ? {} : { 'input-data': Buffer.from(bytes).toString('base64') }),
    ...(env === undefined ? {} : { env: Object.entries(env).map(([name, value]) => `${name}=${value}`) }),
  }
  const given = new AbortController()
  try {
    const subject = { connection: domain.connection.uri, domain: domain.name }
    return await call(() => run(domain, program, given.signal), options, { subject })
  } finally {
    given.abort() // nobody asks any more; the program goes on
  }
}

async function run(domain: Domain, program: object, given: AbortSignal): Promise<GuestExecResult> {
  const started = await domain.qemu.agentCommand({ execute: 'guest-exec', arguments: { ...program } })
  const { pid } = started as { readonly pid: number }
  for (let wait = FIRST_WAIT; ; wait = Math.min(wait * 2, LONGEST_WAIT)) {
    const status = (await domain.qemu.agentCommand({ execute: 'guest-exec-status', arguments: { pid } })) as Status
    if (status.exited) {
      return {
        exitCode: status.exitcode,
        signal: status.signal,
        stdout: Buffer.from(status['out-data'] ?? '', 'base64'),
        stderr: Buffer.from(status['err-data'] ?? '', 'base64'),
        truncated: status['out-truncated'] === true || status['err-truncated'] === true,
      }
    }
    await sleep(wait, undefined, { signal: given })
  }
}
