import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { identify, isAlive, Ledger, run, signalProcess, tailOf } from '../../../src/testing/process.ts'
import { reap } from '../../../src/testing/reaper.ts'

async function withFolder(work: (dir: string) => Promise<void> | void): Promise<void> {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'cv-unit-'))
  try {
    await work(dir)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

it('tells a process from another one that got its pid', async () => {
  const child = spawn('sleep', ['60'])
  try {
    const identity = identify(Number(child.pid))
    if (identity === undefined) throw new Error('no such process')
    expect(isAlive(identity)).toBe(true)
    const stranger = { pid: identity.pid, startTime: String(Number(identity.startTime) + 1) }
    expect(isAlive(stranger)).toBe(false)
    expect(signalProcess(stranger, 'SIGKILL')).toBe(false)
    expect(signalProcess(identity, 'SIGTERM')).toBe(true)
    expect(await once(child, 'exit')).toEqual([null, 'SIGTERM'])
    expect(isAlive(identity)).toBe(false)
  } finally {
    child.kill('SIGKILL')
  }
})

it('reaps the processes of a ledger and spares a stranger with a pid of one of them', () =>
  withFolder(async (dir) => {
    const [ours, stranger] = [spawn('sleep', ['60']), spawn('sleep', ['60'])]
    try {
      const ledger = new Ledger(path.join(dir, 'processes'))
      const identity = identify(Number(ours.pid))
      const other = identify(Number(stranger.pid))
      if (identity === undefined || other === undefined) throw new Error('no such process')
      ledger.add(identity, 'ours')
      ledger.add({ pid: other.pid, startTime: String(Number(other.startTime) + 1) }, 'gone')
      const exit = once(ours, 'exit')
      await reap({ ledger: ledger.path, marker: 'cephvirt-no-such-mount', remove: path.join(dir) })
      expect(await exit).toEqual([null, 'SIGKILL'])
      expect(isAlive(other)).toBe(true)
    } finally {
      ours.kill('SIGKILL')
      stranger.kill('SIGKILL')
    }
  }))

it('shows the end of a log with the keys blotted out', () =>
  withFolder((dir) => {
    const file = path.join(dir, 'log')
    writeFileSync(file, 'one\n\ntwo\nkey = AQBxMgNrd+4fFBAAQwLGgASPoxITfNHhnyIH+w== bad\n')
    expect(tailOf(file, 2)).toBe(`the end of ${file}:\n  two\n  key = [key] bad`)
    expect(tailOf(path.join(dir, 'none'), 2)).toBe('')
  }))

it('says what a failed program complained about', async () => {
  await expect(run('sh', ['-c', 'echo why >&2; exit 3'])).rejects.toMatchObject({
    code: 'ERR_CEPHVIRT_LAB_COMMAND',
    message: expect.stringMatching(/: why$/),
  })
  await expect(run('cat', [], { input: 'in and out' })).resolves.toBe('in and out')
})
