/** A real guest, on a libvirtd of its own: its life, its events, its console. */
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { type Connection, connect, type Domain, type DomainLifecycleEvent } from '../../../src/libvirt/index.ts'
import { buildGuest, type Guest, guestDisk } from '../../../src/testing/index.ts'
import { domain as describeDomain } from '../../../src/xml/index.ts'

let guest: Guest
let conn: Connection
let domain: Domain
let folder: string

beforeAll(async () => {
  guest = await buildGuest({ cacheDir: fileURLToPath(new URL('../../../.cache/guest', import.meta.url)) })
  folder = mkdtempSync(join(tmpdir(), 'cephvirt-guest-'))
  guestDisk(join(folder, 'disk.raw'), { text: 'hello from outside' })
})

afterAll(() => {
  rmSync(folder, { recursive: true })
})

beforeEach(async () => {
  conn = await connect(inject('lab').libvirtUri)
  domain = await conn.domains.define(
    describeDomain({
      name: 'libvirt-test',
      virtType: 'qemu',
      memory: '256MiB',
      kernel: guest.kernel,
      initrd: guest.initrd,
      cmdline: guest.commandLine,
      disks: [{ type: 'file', file: join(folder, 'disk.raw'), format: 'raw', target: 'vda' }],
    }),
  )
})

afterEach(async () => {
  if (conn.closed) conn = await connect(inject('lab').libvirtUri)
  const left = await conn.domains.get('libvirt-test')
  // It may end by itself meanwhile.
  await left.destroy().catch(() => {})
  await left.undefine()
  await conn.close()
})

/** Reads a console until a line is there; says what was there if it ends before. */
class Screen {
  #text = ''
  #ended = false
  #changed = () => {}

  constructor(tty: Duplex) {
    const end = () => {
      this.#ended = true
      this.#changed()
    }
    tty.on('close', end).on('end', end)
    tty.on('data', (chunk: Buffer) => {
      this.#text += chunk.toString('latin1')
      this.#changed()
    })
  }

  async shows(text: string): Promise<string> {
    while (!this.#text.includes(text)) {
      if (this.#ended) throw new Error(`No '${text}' in:\n${this.#text}`)
      await new Promise<void>((resolve) => {
        this.#changed = resolve
      })
    }
    return this.#text
  }
}

async function until(events: AsyncIterable<DomainLifecycleEvent>, last: string): Promise<readonly string[]> {
  const seen: string[] = []
  for await (const { event, detail } of events) {
    seen.push(`${event} ${detail}`)
    if (event === last) break
  }
  return seen
}

test('starts, is followed, is talked to, is shut down by its power button', async () => {
  expect(await domain.isPersistent()).toBe(true)
  expect(await domain.describe({ flags: ['inactive'] })).toMatchObject({ name: 'libvirt-test', memory: 256 * 2 ** 20 })
  const events = conn.events('domain.lifecycle', { domain })
  await domain.start({ paused: true })
  expect(await domain.state()).toEqual({ state: 'paused', reason: 'user' })
  // Opened before its first instruction, the console shows everything.
  const tty = await domain.openConsole()
  const screen = new Screen(tty)
  await domain.resume()
  expect(await domain.state()).toMatchObject({ state: 'running' })
  expect(await domain.id()).toBeGreaterThan(0)
  expect(await until(events, 'resumed')).toEqual(['started booted', 'suspended paused', 'resumed unpaused'])

  await screen.shows(`${guest.marker}: wrote ${guest.text}`)
  expect(await screen.shows(`${guest.marker}: read hello from outside`)).toContain(`${guest.marker}: up`)
  tty.write('conversation one\n')
  await screen.shows(`${guest.marker}: echo conversation one`)
  tty.write('and two\n')
  await screen.shows(`${guest.marker}: echo and two`)

  const stopping = conn.events('domain.lifecycle')
  await stopping.ready
  await domain.shutdown({ mode: 'acpi-power-btn' })
  const seen = await until(stopping, 'stopped')
  expect(seen).toEqual(['shutdown guest', 'stopped shutdown'])
  // The guest's end is the console's end.
  if (!tty.readableEnded) await once(tty, 'end')
  if (!tty.closed) await once(tty, 'close')
  expect(tty.errored).toBeNull()
  expect(await domain.state()).toEqual({ state: 'shutoff', reason: 'shutdown' })
  expect(await domain.id()).toBeUndefined()
  await expect(domain.shutdown()).rejects.toMatchObject({ code: 'VIR_ERR_OPERATION_INVALID', domain: 'VIR_FROM_QEMU' })
})

test('is destroyed, paused, watched by two', async () => {
  const iterations = [conn.events('domain.lifecycle'), conn.events('domain.lifecycle', { domain })] as const
  await Promise.all(iterations.map(({ ready }) => ready))
  await domain.start()
  await domain.suspend()
  expect(await domain.state()).toEqual({ state: 'paused', reason: 'user' })
  await domain.resume()
  await domain.destroy()
  const [all, own] = await Promise.all(iterations.map((events) => until(events, 'stopped')))
  expect(own).toEqual([
    'resumed unpaused',
    'started booted',
    'suspended paused',
    'resumed unpaused',
    'shutdown host',
    'stopped destroyed',
  ])
  expect(all).toEqual(own)
  expect(await domain.state()).toEqual({ state: 'shutoff', reason: 'destroyed' })
})

describe('the console', () => {
  test('of a domain that does not run', async () => {
    await expect(domain.openConsole()).rejects.toMatchObject({
      code: 'VIR_ERR_OPERATION_INVALID',
      syscall: 'virDomainOpenConsole',
      subject: { domain: 'libvirt-test' },
    })
  })

  test('is one at a time, unless by force', async () => {
    await domain.start({ paused: true })
    const first = await domain.openConsole()
    await expect(domain.openConsole()).rejects.toMatchObject({ name: 'LibvirtError' })
    await expect(domain.openConsole({ device: 'nonsense' })).rejects.toMatchObject({ code: 'VIR_ERR_INTERNAL_ERROR' })
    const closed = new Promise((resolve) => first.once('close', resolve))
    first.on('error', () => {}).resume()
    const second = await domain.openConsole({ force: true, device: 'serial0' })
    await closed
    second.destroy()
    await once(second, 'close')
    const third = await domain.openConsole()
    third.destroy()
  })

  test('what nobody reads waits; nothing of it is lost', async () => {
    await domain.start()
    const tty = await domain.openConsole()
    const screen = new Screen(tty)
    await screen.shows(`${guest.marker}: wrote`)
    tty.pause()
    // Little to write, much to read: each of these is answered by three lines.
    for (let count = 0; count < 200; count += 1) if (!tty.write('status\n')) await once(tty, 'drain')
    tty.write('done\n')
    await sleep(1_000)
    tty.resume()
    const text = await screen.shows(`${guest.marker}: echo done`)
    expect(text.split(`${guest.marker}: wrote`)).toHaveLength(202)
  })

  test('end() ends the writing; reading goes on to the end', async () => {
    await domain.start()
    const tty = await domain.openConsole()
    const screen = new Screen(tty)
    await screen.shows(`${guest.marker}: wrote`)
    tty.end('poweroff\n')
    await once(tty, 'end')
    await once(tty, 'close')
    expect(tty.errored).toBeNull()
  })

  test('closing the connection ends it', async () => {
    await domain.start({ paused: true })
    const tty = await domain.openConsole()
    tty.resume()
    const closed = once(tty, 'close')
    await conn.close()
    await closed
    expect(tty.destroyed).toBe(true)
  })
})
