import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { bundle, eventually, processesNaming, root } from './observe.ts'

let program: string
let parent: string
let dir: string

beforeAll(async () => {
  program = await bundle('src/cli/main.ts')
  parent = mkdtempSync(path.join(os.tmpdir(), 'cv-'))
  dir = path.join(parent, 'lab')
})

afterAll(async () => {
  await cephvirt('cluster', 'down', '--dir', dir)
  rmSync(parent, { recursive: true, force: true })
})

interface Outcome {
  readonly code: number | string | null | undefined
  readonly stdout: string
  readonly stderr: string
}

function cephvirt(...args: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : error.code, stdout, stderr }),
    )
  })
}

it('says how it is used, and refuses what it does not know', async () => {
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string }
  expect(await cephvirt('--version')).toMatchObject({ code: 0, stdout: `${version}\n` })
  expect(await cephvirt('--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('cluster up') })
  for (const args of [
    [],
    ['clutser'],
    ['cluster'],
    ['cluster', 'sideways'],
    ['cluster', 'up', '--osds', 'many'],
    ['cluster', 'up', '--what'],
    ['cluster', 'up', 'now'],
  ]) {
    expect(await cephvirt(...args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('Usage:') })
  }
})

it('has nothing to show or stop where no cluster is', async () => {
  expect(await cephvirt('cluster', 'env', '--dir', dir)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('cephvirt cluster up'),
  })
  expect(await cephvirt('cluster', 'down', '--dir', dir)).toMatchObject({ code: 0, stdout: `no cluster in ${dir}\n` })
})

it('starts a cluster that outlives it, refuses a second one, tells a shell about it and ends it', async () => {
  const up = await cephvirt('cluster', 'up', '--osds', '2', '--json', '--dir', dir)
  expect(up).toMatchObject({ code: 0, stderr: '' })
  const lab = JSON.parse(up.stdout) as {
    fsid: string
    conf: string
    libvirtUri: string
    daemons: Array<{ name: string; pid: number }>
  }
  expect(lab.daemons.map(({ name }) => name)).toEqual(['mon.a', 'mgr.x', 'osd.0', 'osd.1', 'libvirtd'])

  expect(await cephvirt('cluster', 'up', '--dir', dir)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('up already'),
  })

  const env = await cephvirt('cluster', 'env', '--dir', dir)
  const shell = spawn('/bin/sh', ['-c', `${env.stdout}\nceph fsid && virsh uri`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines: string[] = []
  for await (const line of createInterface({ input: shell.stdout })) lines.push(line)
  expect(lines.filter(Boolean)).toEqual([lab.fsid, lab.libvirtUri])

  expect(await cephvirt('cluster', 'down', '--dir', dir)).toMatchObject({ code: 0, stdout: `down: ${dir}\n` })
  expect(existsSync(dir)).toBe(false)
  expect(processesNaming(lab.fsid)).toEqual([])
  expect(processesNaming(dir)).toEqual([])
  expect(await cephvirt('cluster', 'down', '--dir', dir)).toMatchObject({ code: 0 })
})

it('leaves nothing when interrupted while it starts', async () => {
  const child = spawn(process.execPath, [program, 'cluster', 'up', '--osds', '1', '--dir', dir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface({ input: child.stdout })) if (line.includes('osd.0')) break
  child.kill('SIGINT')
  expect(await once(child, 'exit')).toEqual([null, 'SIGINT'])
  await eventually('nothing left', () => !existsSync(dir) && processesNaming(dir).length === 0)
})
