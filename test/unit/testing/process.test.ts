import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { identify, isAlive, Ledger, readLedger, run, signalProcess, tailOf } from '../../../src/testing/process.ts'
import { Reaper, reap } from '../../../src/testing/reaper.ts'

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
    const ledger = new Ledger(path.join(dir, 'processes'))
    const [ours, stranger] = [spawn(...ledger.enrol('ours', 'sleep', ['60'])), spawn('sleep', ['60'])]
    try {
      await expect.poll(() => readLedger(ledger.path)).toEqual([{ ...identify(Number(ours.pid)), name: 'ours' }])
      const other = identify(Number(stranger.pid))
      if (other === undefined) throw new Error('no such process')
      appendFileSync(ledger.path, `${other.pid} ${Number(other.startTime) + 1} gone\n`)
      const exit = once(ours, 'exit')
      await reap({ ledger: ledger.path, marker: 'cephvirt-no-such-mount', remove: dir })
      expect(await exit).toEqual([null, 'SIGKILL'])
      expect(isAlive(other)).toBe(true)
      expect(existsSync(dir)).toBe(false)
    } finally {
      ours.kill('SIGKILL')
      stranger.kill('SIGKILL')
    }
  }))

it('starts nothing once the reaper has begun', () =>
  withFolder(async (dir) => {
    const ledger = new Ledger(path.join(dir, 'processes'))
    await reap({ ledger: ledger.path, marker: 'cephvirt-no-such-mount', remove: undefined })
    await expect(run('touch', [path.join(dir, 'late')], { ledger })).rejects.toThrow()
    expect(existsSync(path.join(dir, 'late'))).toBe(false)
  }))

it('ends its processes even if somebody removed the folder', () =>
  withFolder(async (dir) => {
    const ledger = new Ledger(path.join(dir, 'processes'))
    const reaper = new Reaper({ ledger: ledger.path, marker: 'cephvirt-no-such-mount', remove: dir })
    const child = spawn(...ledger.enrol('sleeper', 'sleep', ['60']))
    try {
      await expect.poll(() => readLedger(ledger.path)).toHaveLength(1)
      rmSync(dir, { recursive: true })
      const exit = once(child, 'exit')
      await reaper.reap()
      expect(await exit).toEqual([null, 'SIGKILL'])
    } finally {
      child.kill('SIGKILL')
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
