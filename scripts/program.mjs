import { spawnSync } from 'node:child_process'

/** Runs a program without showing what it prints, which is returned, or the end of it thrown. */
export function run(command, args, options = {}) {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    ...options,
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  })
  if (error === undefined && status === 0) return stdout
  const printed = `${stdout ?? ''}${stderr ?? ''}`.trimEnd().split('\n').slice(-30).join('\n')
  throw new Error(`${printed}\n${command}: ${error?.message ?? `exit code ${status}`}`)
}
