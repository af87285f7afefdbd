import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { throwIfAborted } from '../core/abort.ts'
import { AbortError } from '../core/errors.ts'
import { LabError } from './errors.ts'

/** A process and the moment it started, in clock ticks since boot: together they name one process for ever, a pid alone does not. */
export interface ProcessIdentity {
  readonly pid: number
  readonly startTime: string
}

/** What `/proc/PID/stat` says; `undefined` when there is no such process, or only its unreaped remains. */
export function identify(pid: number): ProcessIdentity | undefined {
  let stat: string
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  } catch {
    return undefined
  }
  // The second field is the program's name in parentheses and may hold blanks, so count from its end: field 3 comes first.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const state = fields[0]
  const startTime = fields[19]
  return startTime === undefined || state === 'Z' || state === 'X' ? undefined : { pid, startTime }
}

export function isAlive(process: ProcessIdentity): boolean {
  return identify(process.pid)?.startTime === process.startTime
}

/** Whether all threads of a process have come to a stop: they do not at the moment that SIGSTOP is sent. */
export function isStopped({ pid }: ProcessIdentity): boolean {
  try {
    return readdirSync(`/proc/${pid}/task`).every((thread) =>
      /^State:\s+T/m.test(readFileSync(`/proc/${pid}/task/${thread}/status`, 'utf8')),
    )
  } catch {
    return false
  }
}

/** Signals the process if it still is that process: a pid that was given to a stranger is left alone. */
export function signalProcess(target: ProcessIdentity, signal: NodeJS.Signals): boolean {
  if (!isAlive(target)) return false
  try {
    return process.kill(target.pid, signal)
  } catch {
    return false
  }
}

/** Every process that lives in a mount namespace in which something named `marker` is mounted. */
export function processesInNamespace(marker: string): ProcessIdentity[] {
  const own = readlinkSync('/proc/self/ns/mnt')
  const found: ProcessIdentity[] = []
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    try {
      if (readlinkSync(`/proc/${entry}/ns/mnt`) === own) continue
      if (!readFileSync(`/proc/${entry}/mountinfo`, 'utf8').includes(marker)) continue
    } catch {
      continue
    }
    const identity = identify(Number(entry))
    if (identity !== undefined) found.push(identity)
  }
  return found
}

/**
 * The list of what a lab started, in its folder: one line a process, `pid startTime name`. The reaper goes by it.
 *
 * A process writes its own line, as a shell that then becomes the program: were it for us to write, we could be killed
 * between the two. If the reaper has begun meanwhile, the program does not: either it sees the line or we see its mark.
 */
export class Ledger {
  constructor(readonly path: string) {
    writeFileSync(path, '', { flag: 'a', mode: 0o600 })
  }

  /** The command line that starts a program with its line in the ledger. */
  enrol(name: string, command: string, args: readonly string[]): [string, string[]] {
    return ['/bin/sh', ['-c', enrolment, 'cephvirt-lab', this.path, name, command, ...args]]
  }
}

const enrolment = `
ledger=$1 name=$2
shift 2
read -r stat <"/proc/$$/stat" || exit 1
start() { shift 19; echo "$1"; }
echo "$$ $(start \${stat##*) }) $name" >>"$ledger" || exit 1
[ ! -e "$ledger.closed" ] || exit 1
exec "$@"
`

/** What a ledger says. */
export function readLedger(path: string): Array<ProcessIdentity & { readonly name: string }> {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return []
  }
  return text.split('\n').flatMap((line) => {
    const [pid, startTime, name] = line.split(' ')
    return pid && startTime && name ? [{ pid: Number(pid), startTime, name }] : []
  })
}

export interface DaemonOptions {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
  /** Takes what the daemon prints. */
  readonly output: string
  /** The daemon's own log; its end goes into the error when the daemon dies. */
  readonly log: string
  readonly ledger: Ledger
}

/** A program that runs in the foreground as our child, in a session of its own so that a terminal's Ctrl-C does not reach it. */
export class Daemon {
  readonly name: string
  readonly #options: DaemonOptions
  #identity: ProcessIdentity | undefined
  #exited: Promise<string> = Promise.resolve('was never started')

  constructor(options: DaemonOptions) {
    this.name = options.name
    this.#options = options
  }

  get pid(): number | undefined {
    return this.running ? this.#identity?.pid : undefined
  }

  get running(): boolean {
    return this.#identity !== undefined && isAlive(this.#identity)
  }

  /** Settles when the program ends, and says how. */
  get exited(): Promise<string> {
    return this.#exited
  }

  /** Starts the program, with other arguments or environment than last time if given. */
  start(changes: { env?: NodeJS.ProcessEnv } = {}): void {
    if (this.running) throw new LabError('ERR_CEPHVIRT_LAB_START', `${this.name} is running already`)
    const { name, command, args, env, output, ledger } = this.#options
    const fd = openSync(output, 'a', 0o600)
    let child: ChildProcess
    try {
      child = spawn(...ledger.enrol(name, command, args), {
        detached: true,
        stdio: ['ignore', fd, fd],
        env: { ...env, ...changes.env },
      })
    } finally {
      closeSync(fd)
    }
    this.#exited = new Promise((resolve) => {
      child.once('error', (error) => resolve(`could not be started: ${error.message}`))
      child.once('exit', (code, signal) =>
        resolve(signal === null ? `exited with code ${code}` : `was ended by ${signal}`),
      )
    })
    child.unref()
    this.#identity = child.pid === undefined ? undefined : identify(child.pid)
  }

  /** Sends a signal; for one that ends or stops the program, waits until it has. */
  async signal(signal: NodeJS.Signals, timeout = 10_000): Promise<void> {
    const identity = this.#identity
    if (identity === undefined || !signalProcess(identity, signal)) {
      throw new LabError('ERR_CEPHVIRT_LAB_STATE', `${this.name} is not running`)
    }
    const stops = signal === 'SIGSTOP'
    if (!stops && !ending.has(signal)) return
    const deadline = Date.now() + timeout
    while (stops ? isAlive(identity) && !isStopped(identity) : isAlive(identity)) {
      if (Date.now() > deadline) {
        throw new LabError(
          'ERR_CEPHVIRT_LAB_STOP',
          `${this.name} (pid ${identity.pid}) still runs ${timeout} ms after ${signal}`,
        )
      }
      await sleep(stops ? 2 : 20)
    }
    // Its first thread may be gone before the others, which still hold its files and locks: our child ends with the last.
    if (!stops) await Promise.race([this.#exited, sleep(Math.max(0, deadline - Date.now()), undefined, { ref: false })])
  }

  /** Waits until `ready` answers true; fails at once, with the end of the log, when the program dies meanwhile. */
  async waitUntil(
    ready: () => Promise<boolean>,
    what: string,
    options: { timeout: number; signal: AbortSignal },
  ): Promise<void> {
    const deadline = Date.now() + options.timeout
    while (!(await ready())) {
      throwIfAborted(options.signal)
      if (!this.running) throw this.#failure(`${this.name} ${await this.#exited}`)
      if (Date.now() > deadline)
        throw this.#failure(`${this.name}: ${what} took longer than ${options.timeout / 1000} s`)
      await sleep(50)
    }
  }

  #failure(message: string): LabError {
    const tail = tailOf(this.#options.output, 10) || tailOf(this.#options.log, 20)
    return new LabError('ERR_CEPHVIRT_LAB_START', tail === '' ? message : `${message}\n${tail}`)
  }
}

const ending: ReadonlySet<NodeJS.Signals> = new Set([
  'SIGKILL',
  'SIGTERM',
  'SIGINT',
  'SIGQUIT',
  'SIGABRT',
  'SIGSEGV',
  'SIGHUP',
])

/** The last lines of a file, indented, keys blotted out; '' when there is none. */
export function tailOf(path: string, count: number): string {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return ''
  }
  // A daemon complains of our asking for its state before it knows the question: that is no news.
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.includes('AdminSocket: request'))
  if (lines.length === 0) return ''
  const tail = lines.slice(-count).map((line) => `\n  ${line}`)
  return `the end of ${path}:${tail.join('')}`.replace(/\bA[Qg][A-Za-z0-9+/]{36,}={0,2}/g, '[key]')
}

export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv
  readonly input?: string
  readonly cwd?: string
  readonly signal?: AbortSignal
  /** Milliseconds; a minute if not said. */
  readonly timeout?: number
  /** Where to note the process, so that it does not outlive the lab. */
  readonly ledger?: Ledger
  /** How to read what it prints: `latin1` keeps every byte. */
  readonly encoding?: 'utf8' | 'latin1'
}

/** Runs a program to its end; what it printed on success, a {@link LabError} with what it complained about otherwise. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { env, input, cwd, signal, timeout = 60_000, ledger, encoding = 'utf8' } = options
  return new Promise((resolve, reject) => {
    const settings = { encoding, maxBuffer: 64 << 20, timeout, env, cwd, signal } as const
    const [program, rest] = ledger?.enrol(path.basename(command), command, args) ?? [command, args]
    const child = execFile(program, rest, settings, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout)
      if (signal?.aborted) return reject(new AbortError({ cause: signal.reason }))
      const said = (stderr.trim() || stdout.trim() || error.message).slice(-2000)
      reject(new LabError('ERR_CEPHVIRT_LAB_COMMAND', `${[command, ...args].join(' ')}: ${said}`, { cause: error }))
    })
    child.stdin?.on('error', () => {})
    child.stdin?.end(input)
  })
}
