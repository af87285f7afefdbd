import { mkdtempSync, rmSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runFixture } from './child.ts'

const WAYS = { naturally: 0, exit: 7, throw: 1 } as const

let folder: string
let server: net.Server
const sockets = new Set<net.Socket>()

// A libvirtd that accepts connections and never says a word.
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cephvirt-mute-'))
  server = net.createServer((socket) => sockets.add(socket))
  await new Promise<void>((resolve) => server.listen(join(folder, 'socket'), resolve))
})

afterAll(async () => {
  for (const socket of sockets) socket.destroy()
  await new Promise((resolve) => server.close(resolve))
  rmSync(folder, { recursive: true })
})

describe('a process whose libvirtd never answers', () => {
  test.each(Object.entries(WAYS))('goes on unharmed, and ends %s', async (way, expected) => {
    const uri = `qemu:///system?socket=${join(folder, 'socket')}`
    const { code, signal, output, seconds } = await runFixture('unresponsive', [uri, way])
    expect({ code, signal }, output).toEqual({ code: expected, signal: null })
    expect(seconds, output).toBeLessThan(10)
    const { attempts, aborted, reading, late } = JSON.parse(output.split('\n')[0] ?? '')
    expect({ attempts, aborted }).toEqual({ attempts: ['ETIMEDOUT'], aborted: 'ABORT_ERR' })
    expect(reading).toBeLessThan(200)
    expect(late).toBeLessThan(200)
  })
})
