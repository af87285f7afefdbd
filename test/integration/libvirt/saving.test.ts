/** Domains saved to files and dumped: of the test driver, and real ones. */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { type Connection, connect, type Domain, version } from '../../../src/libvirt/index.ts'
import { buildGuest, type Guest } from '../../../src/testing/index.ts'
import { domain as describeDomain } from '../../../src/xml/index.ts'

let folder: string
let file: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cephvirt-saving-'))
  file = join(folder, 'saved')
})

afterAll(() => {
  rmSync(folder, { recursive: true })
})

describe('a real guest', () => {
  let guest: Guest
  let conn: Connection
  let domain: Domain

  beforeAll(async () => {
    guest = await buildGuest({ cacheDir: fileURLToPath(new URL('../../../.cache/guest', import.meta.url)) })
    conn = await connect(inject('lab').libvirtUri)
  })
  afterAll(() => conn.close())

  beforeEach(async () => {
    const { kernel, initrd, commandLine: cmdline } = guest
    domain = await conn.domains.define(
      describeDomain({ name: 'saver', virtType: 'qemu', memory: '128MiB', kernel, initrd, cmdline }),
    )
    await domain.start()
  })
  afterEach(async () => {
    await domain.destroy().catch(() => {})
    await domain.undefine({ flags: ['managed-save'] })
    rmSync(file, { force: true })
  })

  test('is saved to a file and restored', async () => {
    const progress: [number, number][] = []
    await domain.save(file, { bypassCache: false, onProgress: (done, total) => void progress.push([done, total]) })
    expect(await domain.state()).toEqual({ state: 'shutoff', reason: 'saved' })
    expect(statSync(file).size).toBeGreaterThan(2 ** 18)
    expect(progress.at(-1)?.[0]).toBe(progress.at(-1)?.[1])
    expect(progress.at(-1)?.[1]).toBeGreaterThan(100 * 2 ** 20)
    expect(await domain.job.statsCompleted()).toMatchObject({ type: 'completed', operation: 'save' })

    const xml = await conn.domains.saveImageXml(file)
    expect(xml).toContain(domain.uuid)
    expect(await conn.domains.saveImageXml(file, { secure: true })).toContain(domain.uuid)
    await conn.domains.saveImageDefine(file, xml.replace('<domain ', '<!-- changed --><domain '), { state: 'paused' })
    const restored = await conn.domains.restore(file)
    expect(restored.uuid).toBe(domain.uuid)
    expect(await domain.state()).toMatchObject({ state: 'paused' })
    await expect(conn.domains.restore(file)).rejects.toMatchObject({ name: 'LibvirtError' })
    await domain.destroy()
    const again = await conn.domains.restore(file, { state: 'running', bypassCache: false, xml })
    expect(await again.state()).toEqual({ state: 'running', reason: 'restored' })
  })

  test('is saved for its next start', async () => {
    expect(await domain.hasManagedSaveImage()).toBe(false)
    await expect(domain.managedSaveXml()).rejects.toMatchObject({ name: 'LibvirtError' })
    await domain.managedSave({ state: 'paused' })
    expect(await domain.hasManagedSaveImage()).toBe(true)
    expect(await domain.managedSaveXml()).toContain(domain.uuid)
    await domain.start()
    expect(await domain.state()).toMatchObject({ state: 'paused' })
    expect(await domain.hasManagedSaveImage()).toBe(false)
    await domain.managedSave()
    await domain.managedSaveDefine(await domain.managedSaveXml({ secure: true }), { state: 'running' })
    await domain.start()
    expect(await domain.state()).toMatchObject({ state: 'running' })
    await domain.managedSave()
    await domain.managedSaveRemove()
    expect(await domain.hasManagedSaveImage()).toBe(false)
  })

  test('is dumped, and goes on', async () => {
    const progress: [number, number][] = []
    const onProgress = (done: number, total: number) => void progress.push([done, total])
    await domain.coreDump(file, { memoryOnly: true, onProgress })
    expect(readFileSync(file).subarray(0, 4).toString('latin1')).toBe('\x7fELF')
    expect(progress.at(-1)?.[0]).toBe(progress.at(-1)?.[1])
    expect(await domain.state()).toMatchObject({ state: 'running' })
    rmSync(file)
    await domain.coreDump(file, { memoryOnly: true, format: 'kdump-zlib', live: true })
    expect(readFileSync(file).subarray(0, 8).toString('latin1')).toBe('makedump')
    rmSync(file)
    await domain.coreDump(file)
    expect(statSync(file).size).toBeGreaterThan(2 ** 18)
    await expect(domain.coreDump(file, { format: 'kdump-zlib' })).rejects.toMatchObject({ name: 'LibvirtError' })
    await domain.coreDump(file, { crash: true, memoryOnly: true })
    expect(await domain.state()).toEqual({ state: 'shutoff', reason: 'crashed' })
  })

  test('is left alone by who gave up before', async () => {
    const signal = AbortSignal.abort(new Error('no'))
    await expect(domain.save(file, { signal })).rejects.toMatchObject({ name: 'AbortError' })
    await expect(domain.managedSave({ signal })).rejects.toMatchObject({ name: 'AbortError' })
    await expect(domain.coreDump(file, { signal })).rejects.toMatchObject({ name: 'AbortError' })
    expect(await domain.state()).toMatchObject({ state: 'running' })
    expect(existsSync(file)).toBe(false)
  })

  test('is written as the newest libvirt can, or it says that it cannot', async () => {
    const { major, minor } = version()
    const saving = domain.save(file, { imageFormat: 'gzip' })
    if (major > 11 || (major === 11 && minor >= 2)) {
      await saving
      expect((await conn.domains.restore(file, { state: 'paused' })).uuid).toBe(domain.uuid)
    } else {
      await expect(saving).rejects.toMatchObject({ code: 'VIR_ERR_ARGUMENT_UNSUPPORTED' })
      expect(await domain.state()).toMatchObject({ state: 'running' })
    }
  })
})

describe('the test driver', () => {
  let conn: Connection
  let domain: Domain

  beforeAll(async () => {
    conn = await connect('test:///default')
    domain = await conn.domains.get('test')
  })
  afterAll(() => conn.close())

  test('saves, restores and dumps', async () => {
    await domain.save(file)
    expect(await domain.isActive()).toBe(false)
    const restored = await conn.domains.restore(file)
    expect(restored.name).toBe('test')
    expect(await restored.isActive()).toBe(true)
    await domain.coreDump(file)
    expect(existsSync(file)).toBe(true)
    await domain.managedSave()
    expect(await domain.hasManagedSaveImage()).toBe(true)
    await domain.start()
    expect(await domain.hasManagedSaveImage()).toBe(false)
  })

  test('of what does not run, or is not there', async () => {
    await domain.destroy()
    for (const call of [domain.save(file), domain.managedSave(), domain.coreDump(file)]) {
      await expect(call).rejects.toMatchObject({ code: 'VIR_ERR_OPERATION_INVALID', subject: { domain: 'test' } })
    }
    await domain.start()
    await expect(conn.domains.restore(join(folder, 'none'))).rejects.toMatchObject({
      name: 'LibvirtError',
      syscall: 'virDomainSaveImageGetXMLDesc',
      subject: { file: join(folder, 'none') },
    })
  })

  test('refuses what cannot be', async () => {
    await expect(domain.save('')).rejects.toThrow(RangeError)
    await expect(domain.save(5 as never)).rejects.toThrow(TypeError)
    await expect(domain.save(file, { state: 'sleepy' as never })).rejects.toThrow(RangeError)
    await expect(domain.save(file, { bypass: true } as never)).rejects.toThrow(TypeError)
    await expect(domain.save(file, { parallelChannels: 0 })).rejects.toThrow(RangeError)
    await expect(domain.save(file, { imageFormat: '' })).rejects.toThrow(RangeError)
    await expect(domain.managedSave({ file } as never)).rejects.toThrow(TypeError)
    await expect(domain.managedSaveXml({ secure: 1 as never })).rejects.toThrow(TypeError)
    await expect(domain.coreDump(file, { format: 'zip' as never })).rejects.toThrow(RangeError)
    await expect(domain.coreDump(file, { memoryOnly: 1 as never })).rejects.toThrow(TypeError)
    await expect(conn.domains.restore('')).rejects.toThrow(RangeError)
    await expect(conn.domains.restore(file, { paused: true } as never)).rejects.toThrow(TypeError)
    await expect(conn.domains.saveImageXml('')).rejects.toThrow(RangeError)
    await expect(conn.domains.saveImageDefine(file, '<domain/>', { state: 'odd' as never })).rejects.toThrow(RangeError)
  })
})
