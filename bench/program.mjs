// Programs: ours and the peers' are run in the same way, each in a process of its own, and what it took is asked of the
// kernel.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const RUSAGE = fileURLToPath(new URL('peers/rusage.py', import.meta.url))

/**
 * Runs a program to its end and answers what it printed and took: `{ output, seconds, user, system, peak }`, from its
 * start to its end, `user` and `system` in seconds of CPU, `peak` in bytes of resident memory.
 */
export async function run(program, args, { env = {} } = {}) {
  const child = spawn('python3', [RUSAGE, program, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  })
  const ended = new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
  const [output, errors, usage] = await Promise.all([...child.stdio.slice(1).map(textOf), ended])
  if (usage === '') throw new Error(`${program} could not be run: ${errors}`)
  const { status, ...took } = JSON.parse(usage)
  if (status !== 0) throw new Error(`${program} ${args.slice(0, 3).join(' ')} … failed (${status}): ${errors}${output}`)
  return { output, errors, ...took }
}

async function textOf(stream) {
  let text = ''
  for await (const chunk of stream.setEncoding('utf8')) text += chunk
  return text
}
