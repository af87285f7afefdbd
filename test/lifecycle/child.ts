import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface Ending {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly output: string
  readonly seconds: number
}

/** Runs one of the fixtures in a process of its own, against the lab, and says how it ended. */
export async function runFixture(
  name: string,
  args: readonly string[],
  options: { readonly env?: NodeJS.ProcessEnv; readonly flags?: readonly string[]; readonly limit?: number } = {},
): Promise<Ending> {
  const file = fileURLToPath(new URL(`./fixtures/${name}.mjs`, import.meta.url))
  const began = performance.now()
  const child = spawn(process.execPath, [...(options.flags ?? []), file, ...args], {
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  // A hang shows as a SIGKILL that nobody expects.
  const killer = setTimeout(() => child.kill('SIGKILL'), (options.limit ?? 30) * 1000)
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (exitCode, exitSignal) => resolve([exitCode, exitSignal]))
  })
  clearTimeout(killer)
  return { code, signal, output, seconds: (performance.now() - began) / 1000 }
}
