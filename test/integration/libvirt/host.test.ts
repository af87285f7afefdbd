/** What a host says of itself: libvirt's test driver for what is always the same, a real libvirtd for what is real. */
import { readFileSync } from 'node:fs'
import os from 'node:os'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { type Connection, connect } from '../../../src/libvirt/index.ts'

let fake: Connection
let real: Connection

beforeAll(async () => {
  fake = await connect('test:///default')
  real = await connect(inject('lab').libvirtUri)
})
afterAll(async () => {
  await Promise.all([fake.close(), real.close()])
})

const UNSUPPORTED = { name: 'LibvirtError', code: 'VIR_ERR_NO_SUPPORT', subject: { connection: 'test:///default' } }
const model = (name: string): string => `<cpu><arch>x86_64</arch><model>${name}</model></cpu>`

describe('CPUs', () => {
  test('which are online', async () => {
    expect(await fake.host.cpuMap()).toEqual({ cpus: 8, online: 3, numbers: [0, 2, 4] })
    const { cpus, online, numbers } = await real.host.cpuMap()
    expect(cpus).toBeGreaterThanOrEqual(online)
    expect(numbers).toHaveLength(online)
  })

  test('what they spend their time with', async () => {
    const all = await real.host.cpuStats()
    expect(all.idle).toBeGreaterThan(0n)
    expect(all.user).toBeGreaterThan(0n)
    const one = await real.host.cpuStats(0)
    expect(one.idle).toBeLessThanOrEqual(all.idle ?? 0n)
    await expect(real.host.cpuStats(100_000)).rejects.toMatchObject({ code: 'VIR_ERR_INVALID_ARG' })
    await expect(real.host.cpuStats(-1)).rejects.toThrow(RangeError)
    await expect(real.host.cpuStats('0' as unknown as number)).rejects.toThrow(TypeError)
  })

  test('models, and what two have in common', async () => {
    expect(await fake.host.cpuModels('x86_64')).toContain('Penryn')
    await expect(fake.host.cpuModels('pdp11')).rejects.toMatchObject({ name: 'LibvirtError' })
    const common = await fake.host.baselineCpu([model('Penryn'), model('Conroe')])
    expect(common).toContain('>Conroe<')
    expect(await fake.host.baselineCpu([model('Penryn')], { flags: ['expand-features'] })).toContain('<feature')
    await expect(fake.host.baselineCpu([])).rejects.toThrow(RangeError)
    await expect(fake.host.baselineCpu('x' as unknown as string[])).rejects.toThrow(TypeError)
    await expect(fake.host.baselineCpu(['<cpu>'])).rejects.toMatchObject({ code: 'VIR_ERR_XML_DETAIL' })
    await expect(fake.host.baselineHypervisorCpu([model('Penryn')])).rejects.toMatchObject(UNSUPPORTED)
  })

  test('whether this host, and its hypervisor, have one', async () => {
    const capabilities = await real.capabilities()
    const own = /<host>[\s\S]*?(<cpu>[\s\S]*?<\/cpu>)/.exec(capabilities)?.[1] ?? ''
    expect(['identical', 'superset']).toContain(await real.host.compareCpu(own))
    const impossible = model('486').replace(
      '</cpu>',
      "<vendor>VIA</vendor><feature policy='require' name='pmm-en'/></cpu>",
    )
    expect(await real.host.compareCpu(impossible)).toBe('incompatible')
    await expect(real.host.compareCpu(impossible, { flags: ['fail-incompatible'] })).rejects.toMatchObject({
      code: 'VIR_ERR_CPU_INCOMPATIBLE',
    })
    await expect(fake.host.compareCpu(own)).rejects.toMatchObject(UNSUPPORTED)
    const hypervisor = { arch: 'x86_64', virtType: 'qemu' }
    const qemu64 = "<cpu mode='custom' match='exact'><model>qemu64</model></cpu>"
    expect(['superset', 'identical', 'incompatible']).toContain(
      await real.host.compareHypervisorCpu(qemu64, hypervisor),
    )
    expect(await real.host.baselineHypervisorCpu([qemu64], hypervisor)).toContain('<cpu')
    await expect(real.host.compareHypervisorCpu(qemu64, { arch: '' })).rejects.toThrow(RangeError)
  })

  test('how many a domain can have', async () => {
    expect(await fake.host.maxVcpus()).toBe(32)
    expect(await real.host.maxVcpus('qemu')).toBeGreaterThan(0)
    await expect(real.host.maxVcpus('no-such')).rejects.toMatchObject({ code: 'VIR_ERR_INVALID_ARG' })
  })
})

describe('memory', () => {
  test('of the host, in bytes', async () => {
    const stats = await real.host.memoryStats()
    expect(stats.total).toBeGreaterThan(0.5 * os.totalmem())
    expect(stats.total).toBeLessThan(2 * os.totalmem())
    expect(stats.free).toBeLessThanOrEqual(stats.total ?? 0)
    expect(stats).toMatchObject({ buffers: expect.any(Number), cached: expect.any(Number), extra: {} })
    expect(await real.host.freeMemory()).toBeGreaterThan(2 ** 20)
    expect(await fake.host.freeMemory()).toBe(3 * 2 ** 20)
    await expect(real.host.memoryStats(10_000)).rejects.toMatchObject({ name: 'LibvirtError' })
    await expect(fake.host.memoryStats()).rejects.toMatchObject(UNSUPPORTED)
  })

  test('of its cells', async () => {
    expect(await fake.host.cellsFreeMemory({ cells: 2 })).toEqual([
      { cell: 0, free: 2 * 2 ** 20 },
      { cell: 1, free: 4 * 2 ** 20 },
    ])
    expect(await fake.host.cellsFreeMemory({ first: 1 })).toEqual([{ cell: 1, free: 4 * 2 ** 20 }])
    await expect(fake.host.cellsFreeMemory({ first: 99 })).rejects.toMatchObject({ code: 'VIR_ERR_INVALID_ARG' })
    await expect(fake.host.cellsFreeMemory({ cells: 0 })).rejects.toThrow(RangeError)
    await expect(fake.host.cellsFreeMemory({ count: 1 } as object)).rejects.toThrow(TypeError)
  })

  test('in pages', async () => {
    const pages = await fake.host.freePages([4096, 2 ** 21], { cells: 2 })
    expect(pages.map(({ cell, free }) => [cell, [...free.keys()]])).toEqual([
      [0, [4096, 2 ** 21]],
      [1, [4096, 2 ** 21]],
    ])
    for (const { free } of pages) for (const count of free.values()) expect(count).toBeGreaterThan(0)
    const [cell] = await real.host.freePages([4096])
    expect(cell?.free.get(4096)).toBeGreaterThan(0)
    await expect(real.host.freePages([3 * 1024])).rejects.toMatchObject({ name: 'LibvirtError' })
    await expect(real.host.freePages([4097])).rejects.toThrow(RangeError)
    await expect(real.host.freePages([])).rejects.toThrow(RangeError)
    await expect(fake.host.allocatePages(new Map([[2 ** 21, 1]]))).rejects.toMatchObject(UNSUPPORTED)
    // There are none of that size: nothing is allocated on the machine that runs the tests.
    await expect(real.host.allocatePages(new Map([[3 * 1024, 1]]), { mode: 'add' })).rejects.toMatchObject({
      name: 'LibvirtError',
      syscall: 'virNodeAllocPages',
    })
    await expect(real.host.allocatePages(new Map())).rejects.toThrow(RangeError)
    await expect(real.host.allocatePages([] as unknown as Map<number, number>)).rejects.toThrow(TypeError)
  })

  test('and how the kernel merges it', async () => {
    const ksm = '/sys/kernel/mm/ksm/pages_to_scan'
    const pages = Number(readFileSync(ksm, 'utf8'))
    const { pagesToScan, pagesShared } = await real.host.memoryTuning()
    expect(pagesToScan).toBe(pages)
    expect(pagesShared).toEqual(expect.any(BigInt))
    await expect(fake.host.memoryTuning()).rejects.toMatchObject(UNSUPPORTED)
    await expect(fake.host.setMemoryTuning({ pagesToScan: pages })).rejects.toMatchObject(UNSUPPORTED)
    // libvirt refuses what only the kernel counts.
    await expect(real.host.setMemoryTuning({ pagesShared: 1n })).rejects.toMatchObject({
      code: 'VIR_ERR_ARGUMENT_UNSUPPORTED',
    })
    await expect(real.host.setMemoryTuning({ scan: 1 } as object)).rejects.toThrow(RangeError)
  })
})

test('what confines its guests', async () => {
  expect(await fake.host.securityModel()).toEqual({ model: 'testSecurity', domainOfInterpretation: '' })
  // security_driver = "none"
  const confined = await real.host.securityModel().catch((error) => error.code)
  expect(['VIR_ERR_NO_SUPPORT', { model: 'none', domainOfInterpretation: '0' }]).toContainEqual(confined)
})

test('its firmware', async () => {
  expect(await fake.host.sysinfo()).toContain("<sysinfo type='smbios'>")
})

test('encrypted guests of AMD: none here, and libvirt says so', async () => {
  await expect(fake.host.sevInfo()).rejects.toMatchObject(UNSUPPORTED)
})

test('a domain in the words of its hypervisor', async () => {
  const xml = `<domain type='qemu'><name>words</name><memory unit='MiB'>64</memory><os><type arch='x86_64'>hvm</type></os></domain>`
  expect(await real.domains.toNative('qemu-argv', xml)).toContain('-name guest=words')
  await expect(real.domains.toNative('klingon', xml)).rejects.toMatchObject({ code: 'VIR_ERR_INVALID_ARG' })
  await expect(real.domains.fromNative('qemu-argv', '/usr/bin/qemu')).rejects.toMatchObject({ name: 'LibvirtError' })
  await expect(fake.domains.fromNative('vmware-vmx', 'x')).rejects.toMatchObject(UNSUPPORTED)
  await expect(real.domains.toNative('', xml)).rejects.toThrow(RangeError)
})

test('sleep is not for those who only look, nor for a moment', async () => {
  await using looking = await connect(inject('lab').libvirtUri, { readOnly: true })
  await expect(looking.host.suspendFor(60)).rejects.toMatchObject({ code: 'VIR_ERR_OPERATION_DENIED' })
  await expect(looking.host.suspendFor(1)).rejects.toThrow(RangeError)
  await expect(looking.host.suspendFor(60, { target: 'bed' as 'mem' })).rejects.toThrow(RangeError)
  await expect(looking.host.setMemoryTuning({ pagesToScan: 1 })).rejects.toMatchObject({
    code: 'VIR_ERR_OPERATION_DENIED',
  })
})
