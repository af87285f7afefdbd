import { LabError } from './errors.ts'
import type { Layout } from './layout.ts'
import { type DaemonOptions, type Ledger, run } from './process.ts'
import { markerOf } from './state.ts'

/** What the parts of a lab share: its place, its name, its environment. */
export class Site {
  constructor(
    readonly fsid: string,
    readonly layout: Layout,
    readonly ledger: Ledger,
    readonly env: NodeJS.ProcessEnv,
    readonly signal: AbortSignal,
  ) {}

  /** The name of a mount that only this lab's libvirtd and what it starts can see. */
  get marker(): string {
    return markerOf(this.fsid)
  }

  /** Runs a program in the lab's environment to its end. */
  readonly exec = (command: string, args: readonly string[], input?: string): Promise<string> => {
    const { env, signal, ledger } = this
    return run(command, args, { env, signal, ledger, ...(input === undefined ? {} : { input }) })
  }

  daemon(name: string): Omit<DaemonOptions, 'command' | 'args'> {
    const { layout, ledger, env } = this
    return { name, env, ledger, output: layout.output(name), log: layout.log(name) }
  }
}

export function unknownDaemon(name: string, known: readonly string[]): LabError {
  return new LabError('ERR_CEPHVIRT_LAB_STATE', `no daemon ${name}`, { hint: `there are ${known.join(', ')}` })
}
