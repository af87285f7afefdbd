import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { beforeAll, describe, expect, it } from 'vitest'
import { bundle, eventually, processesNaming } from './observe.ts'

let program: string

beforeAll(async () => {
  program = await bundle('test/integration/testing/owner.ts')
}, 30_000)

interface Owned {
  readonly dir: string
  readonly fsid: string
  readonly daemons: ReadonlyArray<{ readonly pid: number }>
}

async function own(ending: string): Promise<{ child: ChildProcess; lab: Owned }> {
  const child = spawn(process.execPath, [program, ending], { stdio: ['ignore', 'pipe', 'ignore'] })
  for await (const line of createInterface({ input: child.stdout })) return { child, lab: JSON.parse(line) as Owned }
  throw new Error('the owner ended before its lab was up')
}

async function gone({ dir, fsid }: { dir: string; fsid?: string }): Promise<void> {
  await eventually(`nothing left of ${dir}`, () => !existsSync(dir) && processesNaming(dir).length === 0)
  if (fsid !== undefined) expect(processesNaming(fsid)).toEqual([])
}

describe('a lab whose owner ends without closing it', () => {
  it.each(['SIGKILL', 'SIGINT', 'SIGTERM'] as const)(
    'is gone after %s, which still has its effect',
    async (signal) => {
      const { child, lab } = await own('wait')
      expect(lab.daemons).toHaveLength(4)
      expect(processesNaming(lab.dir).length).toBeGreaterThanOrEqual(4)
      child.kill(signal)
      expect(await once(child, 'exit')).toEqual([null, signal])
      await gone(lab)
    },
    60_000,
  )

  it.each([
    ['process.exit', 'exit', 3],
    ['an uncaught error', 'throw', 1],
    ['its natural end: an idle lab keeps no program running', 'return', 0],
  ] as const)(
    'is gone after %s',
    async (_what, ending, code) => {
      const { child, lab } = await own(ending)
      expect(child.exitCode === null ? await once(child, 'exit') : [child.exitCode, null]).toEqual([code, null])
      await gone(lab)
    },
    60_000,
  )

  it('is gone when the owner is killed while it starts', async () => {
    const dir = path.join(os.tmpdir(), `cv-early-${process.pid}`)
    const child = spawn(process.execPath, [program, 'wait', dir], { stdio: ['ignore', 'ignore', 'pipe'] })
    for await (const line of createInterface({ input: child.stderr })) if (line.includes('osd.0')) break
    expect(processesNaming(dir).length).toBeGreaterThan(0)
    child.kill('SIGKILL')
    await gone({ dir })
  }, 60_000)
})
