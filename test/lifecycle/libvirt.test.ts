import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { runFixture } from './child.ts'

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cephvirt-idle-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

// The thread of libvirt's events runs for as long as the process does, and is no reason to.
describe('a process with nothing left to do ends, cleanly', () => {
  test.each([
    ['local', ['nothing left to do']],
    ['remote', ['nothing left to do']],
    ['closed', ['nothing left to do']],
    ['not listening', ['nothing left to do']],
    ['away', ['away', 'nothing left to do']],
    ['away, with a call that waits', ['away', 'nothing left to do', 'ETIMEDOUT']],
  ])('its connection: %s', async (state, lines) => {
    const socket = join(folder, `${state.length}.sock`)
    const { code, signal, output, seconds } = await runFixture('libvirt-idle', [
      inject('lab').libvirtUri,
      socket,
      state,
    ])
    expect({ code, signal }, output).toEqual({ code: 0, signal: null })
    expect(output.trim().split('\n')).toEqual(lines)
    expect(seconds).toBeLessThan(15)
  })
})
