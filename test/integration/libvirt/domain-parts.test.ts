import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { LibvirtError } from '../../../src/core/errors.ts'
import { type Connection, connect, type Domain, supports, version } from '../../../src/libvirt/index.ts'

// libvirt's test driver: a host of its own with one domain, whose numbers it makes up.
let conn: Connection
let domain: Domain

beforeEach(async () => {
  conn = await connect('test:///default')
  await conn.domains.define(DOMAIN)
  domain = await conn.domains.get('parts')
  await domain.start()
})

afterEach(async () => {
  if (await domain.isActive()) await domain.destroy()
  await domain.undefine()
  await conn.close()
})

const DOMAIN = `
<domain type='test'>
  <name>parts</name>
  <memory unit='GiB'>8</memory>
  <currentMemory unit='GiB'>2</currentMemory>
  <vcpu current='2'>4</vcpu>
  <os><type arch='i686'>hvm</type></os>
  <devices>
    <disk type='file' device='disk'><source file='/guest/disk'/><target dev='vda' bus='virtio'/></disk>
    <interface type='network'>
      <mac address='aa:bb:cc:dd:ee:01'/><source network='default'/><target dev='partsnet0'/>
    </interface>
    <memballoon model='virtio'/>
  </devices>
</domain>`

/** What the driver does not have; that it is asked for right is seen on QEMU. */
const unsupported = { code: 'VIR_ERR_NO_SUPPORT' }

describe('virtual CPUs', () => {
  test('are listed, counted, set', async () => {
    const vcpus = await domain.vcpus.list()
    expect(vcpus).toHaveLength(2)
    expect(vcpus[0]).toMatchObject({ number: 0, state: 'running', cpu: expect.any(Number) })
    expect(vcpus[0]?.cpuTime).toBeTypeOf('bigint')
    expect(await domain.vcpus.count()).toBe(2)
    expect(await domain.vcpus.count({ maximum: true, config: true })).toBe(4)
    await domain.vcpus.setCount(3, { live: true })
    expect(await domain.vcpus.count({ live: true })).toBe(3)
    expect(await domain.vcpus.count({ config: true })).toBe(2)
    await expect(domain.vcpus.setCount(5, { live: true })).rejects.toMatchObject({ code: 'VIR_ERR_INVALID_ARG' })
  })

  test('are pinned, and so is the emulator', async () => {
    await domain.vcpus.pin(1, [0, 2])
    const pins = await domain.vcpus.pins()
    expect(pins[1]).toEqual([0, 2])
    expect(pins[0]?.length).toBeGreaterThan(2)
    await domain.vcpus.pinEmulator([1])
    expect(await domain.vcpus.emulatorPin()).toEqual([1])
    await expect(domain.vcpus.set([1], true)).rejects.toMatchObject(unsupported)
    await expect(domain.vcpus.inGuest()).rejects.toMatchObject(unsupported)
    await expect(domain.vcpus.setInGuest([1], false)).rejects.toMatchObject(unsupported)
  })

  test('bad arguments', async () => {
    await expect(domain.vcpus.setCount(0)).rejects.toThrow(RangeError)
    await expect(domain.vcpus.pin(0, [-1])).rejects.toThrow(RangeError)
    await expect(domain.vcpus.pin(0, 1 as never)).rejects.toThrow(TypeError)
    await expect(domain.vcpus.count({ live: 1 as never })).rejects.toThrow(TypeError)
    await expect(domain.vcpus.set([0], 1 as never)).rejects.toThrow(TypeError)
  })
})

describe('memory', () => {
  test('is set, within its maximum', async () => {
    expect(await domain.memory.maximum()).toBe(8 * 2 ** 30)
    await domain.memory.set('1GiB', { live: true })
    expect((await domain.info()).memory).toBe(2 ** 30)
    await expect(domain.memory.set('9GiB')).rejects.toMatchObject({ code: 'VIR_ERR_INVALID_ARG' })
    await domain.memory.setMaximum('16GiB', { config: true })
    expect(await domain.xml({ flags: ['inactive'] })).toContain("<memory unit='KiB'>16777216</memory>")
    await expect(domain.memory.set(1000)).rejects.toThrow(RangeError)
  })

  test('its statistics are in bytes, their time a date', async () => {
    const { actualBalloon, majorFault, lastUpdate } = await domain.memory.statistics()
    expect(actualBalloon).toBe(2n * 2n ** 30n)
    expect(majorFault).toBe(0n)
    expect(lastUpdate).toBeInstanceOf(Date)
    await domain.memory.setStatisticsPeriod(5)
    expect(await domain.xml()).toContain("period='5'")
  })

  test('its limits', async () => {
    await domain.memory.setLimits({ hardLimit: '8GiB', softLimit: '4GiB' })
    await domain.memory.setLimits({ softLimit: 'unlimited' })
    expect(await domain.memory.limits()).toEqual({
      hardLimit: 8 * 2 ** 30,
      softLimit: 'unlimited',
      swapHardLimit: 'unlimited',
    })
    await expect(domain.memory.setLimits({ hardlimit: 1024 } as never)).rejects.toThrow(/one of hardLimit/)
  })
})

test('I/O threads', async () => {
  await domain.ioThreads.add(1)
  await domain.ioThreads.pin(1, [0, 1])
  expect(await domain.ioThreads.list()).toEqual([{ id: 1, affinity: [0, 1] }])
  await domain.ioThreads.tune(1, { pollMaxNs: 1000n })
  await expect(domain.ioThreads.add(1)).rejects.toMatchObject({ code: 'VIR_ERR_INVALID_ARG' })
  await domain.ioThreads.remove(1)
  expect(await domain.ioThreads.list()).toEqual([])
  await expect(domain.ioThreads.add(0)).rejects.toThrow(RangeError)
})

describe('tuning', () => {
  test('the scheduler', async () => {
    expect(await domain.tuning.schedulerType()).toEqual({ name: 'fair', parameters: 1 })
    await domain.tuning.setScheduler({ weight: 100 })
    expect(await domain.tuning.scheduler()).toEqual({ weight: 50, extra: {} }) // the driver's answer, always
    await expect(domain.tuning.setScheduler({ weight: -1 })).rejects.toThrow(RangeError)
    await expect(domain.tuning.setScheduler({ vcpuQuota: 'much' as never })).rejects.toThrow(TypeError)
  })

  test('disks, NUMA nodes, interfaces, performance events', async () => {
    await domain.tuning.setBlkio({ weight: 700 })
    expect(await domain.tuning.blkio()).toMatchObject({ weight: 700, deviceWeight: '' })
    await domain.tuning.setNuma({ mode: 'preferred', nodeset: '0' }, { config: true })
    expect(await domain.tuning.numa({ config: true })).toEqual({ mode: 'preferred', nodeset: '0' })
    await domain.tuning.setInterface('aa:bb:cc:dd:ee:01', { inAverage: 1000, inPeak: 2000, inBurst: 64 })
    expect(await domain.tuning.interface('partsnet0')).toMatchObject({ inAverage: 1000, inPeak: 2000, outAverage: 0 })
    await domain.tuning.setPerfEvents({ cpuCycles: true })
    expect(await domain.tuning.perfEvents()).toMatchObject({ cpuCycles: true, cacheMisses: false })
  })
})

test('metadata', async () => {
  expect(await domain.metadata.title()).toBeUndefined()
  await domain.metadata.setTitle('the mail server')
  await domain.metadata.setDescription('two\nlines')
  expect([await domain.metadata.title(), await domain.metadata.description()]).toEqual([
    'the mail server',
    'two\nlines',
  ])
  const namespace = 'https://example.org/backup'
  await domain.metadata.setElement(namespace, 'backup', "<policy keep='7'/>")
  expect(await domain.metadata.element(namespace)).toBe('<policy keep="7"/>')
  expect(await domain.xml()).toContain(`xmlns:backup="${namespace}"`)
  await domain.metadata.setElement(namespace, 'backup', undefined)
  expect(await domain.metadata.element(namespace)).toBeUndefined()
  await domain.metadata.setTitle(undefined)
  expect(await domain.metadata.title()).toBeUndefined()
  await expect(domain.metadata.setTitle('two\nlines')).rejects.toMatchObject({ code: 'VIR_ERR_INVALID_ARG' })
})

describe('statistics', () => {
  test('of one domain, of all', async () => {
    expect(await domain.statistics()).toEqual({ state: { state: 1, reason: expect.any(Number) } })
    const all = await conn.allDomainStats({ stats: ['state'], states: ['running'] })
    expect(all.map((entry) => entry.domain.name)).toContain('parts')
    expect(await conn.allDomainStats({ active: false })).toEqual([])
    await expect(domain.statistics({ stats: ['cpu.total'], enforce: true })).rejects.toMatchObject({
      code: 'VIR_ERR_ARGUMENT_UNSUPPORTED',
    })
    await expect(domain.statistics({ stats: ['cpus' as never] })).rejects.toThrow(/'cpu-total'/)
    await expect(conn.allDomainStats({ states: ['off' as never] })).rejects.toThrow(RangeError)
  })

  test('CPU times, of the domain and of each CPU', async () => {
    const { cputime, systemtime } = await domain.cpuTimes()
    expect(cputime).toBeGreaterThan(systemtime ?? 0n)
    const all = await domain.cpuTimesByCpu()
    expect(all.length).toBeGreaterThan(0)
    expect(await domain.cpuTimesByCpu({ start: 0, count: 1 })).toHaveLength(1)
    await expect(domain.cpuTimesByCpu({ count: 0 })).rejects.toThrow(RangeError)
  })

  test('of an interface', async () => {
    const { rxBytes, txPackets } = await domain.interfaceStatistics('partsnet0')
    expect(Math.min(rxBytes, txPackets)).toBeGreaterThan(0)
    await expect(domain.interfaceStatistics('none0')).rejects.toMatchObject({ code: 'VIR_ERR_INVALID_ARG' })
  })

  test('domains with their XML and what they use, in one call', async () => {
    for (let index = 0; index < 40; index++) {
      await conn.domains.define(
        `<domain type='test'><name>many${index}</name><memory>1024</memory><os><type>hvm</type></os></domain>`,
      )
    }
    try {
      const read = await conn.domains.read({ xml: ['inactive'], info: true })
      const many = read.filter((details) => details.domain.name.startsWith('many'))
      expect(many).toHaveLength(40)
      for (const details of many) {
        expect(details.xml).toContain(`<name>${details.domain.name}</name>`)
        expect(details.info).toMatchObject({ state: 'shutoff', maxMemory: 2 ** 20 })
      }
      const [plain] = await conn.domains.read({ states: ['running'] })
      expect(plain).toEqual({ domain: expect.anything() })
      await expect(conn.domains.read({ xml: ['inactiv' as never] })).rejects.toThrow(RangeError)
    } finally {
      for await (const entry of conn.domains.list({ active: false })) {
        if (entry.name.startsWith('many')) await entry.undefine()
      }
    }
  })
})

describe('the guest, as its agent sees it', () => {
  test('file systems freeze and thaw', async () => {
    expect(await domain.guest.freeze(['/'])).toBe(1)
    expect(await domain.guest.thaw()).toBe(1)
    await domain.guest.trim({ minimum: '1MiB' })
    expect(await domain.guest.fileSystems()).toContainEqual({
      mountpoint: '/',
      name: 'vda1',
      type: 'ext4',
      devices: ['vda'],
    })
    await expect(domain.guest.freeze([1 as never])).rejects.toThrow(TypeError)
  })

  test('addresses, host name, clock, password', async () => {
    expect(await domain.guest.interfaces({ source: 'lease' })).toEqual([
      {
        name: 'partsnet0',
        mac: 'aa:bb:cc:dd:ee:01',
        addresses: [{ family: 'ipv4', address: expect.stringMatching(/^192\.168\.122\./), prefix: 24 }],
      },
    ])
    expect(await domain.guest.hostname()).toBe('partshost')
    await domain.guest.setTime(new Date(1_234_567))
    expect(await domain.guest.time()).toEqual(new Date(1_234_567))
    await domain.guest.setPassword('root', 'secret')
    await expect(domain.guest.setTime('now' as never)).rejects.toThrow(TypeError)
    await expect(domain.guest.setTime(new Date(Number.NaN))).rejects.toThrow(RangeError)
    await expect(domain.guest.setPassword('root', 'sec\0ret')).rejects.toThrow(RangeError)
    await expect(domain.guest.interfaces({ source: 'dns' as never })).rejects.toThrow(RangeError)
  })

  test('what is plugged in and out: the driver has that from libvirt 11 on', async () => {
    const disk = `
      <disk type='file'>
        <source file='/guest/more'/><target dev='vdb' bus='virtio'/><alias name='ua-more'/>
      </disk>`
    if (version().major < 11) {
      for (const call of [
        () => domain.devices.attach(disk, { live: true }),
        () => domain.devices.detachByAlias('ua-more', { live: true }),
      ]) {
        await expect(call(), String(call)).rejects.toMatchObject(unsupported)
      }
      return
    }
    await domain.devices.attach(disk, { live: true })
    expect(await domain.xml()).toContain("<source file='/guest/more'/>")
    await domain.devices.detachByAlias('ua-more', { live: true })
    expect(await domain.xml()).not.toContain('/guest/more')
    await expect(domain.devices.detachByAlias('ua-more', { live: true })).rejects.toBeInstanceOf(LibvirtError)
  })

  test('what this driver does not have', async () => {
    for (const call of [
      () => domain.guest.info(['os']),
      () => domain.guest.sshKeys('root'),
      () => domain.guest.setSshKeys('root', ['ssh-ed25519 AAAA'], { mode: 'append' }),
      () => domain.guest.setResponseTimeout('nowait'),
      () => domain.pmSuspend('mem'),
      () => domain.pmWakeup(),
      () => domain.openGraphics(),
      () => domain.connectGraphics(0),
    ]) {
      await expect(call(), String(call)).rejects.toMatchObject(unsupported)
    }
    await expect(domain.launchSecurity()).rejects.toBeInstanceOf(LibvirtError)
    await expect(domain.guest.setResponseTimeout('never' as never)).rejects.toThrow(RangeError)
  })
})

describe('controls', () => {
  test('what it is and how it is', async () => {
    expect(await domain.osType()).toBe('linux') // the driver's answer, always
    expect(await domain.isUpdated()).toBe(false)
    expect(await domain.controlInfo()).toEqual({ state: 'ok', reason: 'none', since: 0 })
    expect(await domain.securityLabel()).toEqual({ label: 'libvirt-test', enforcing: true })
    if (supports('virDomainGetMessages')) expect(await domain.messages(['tainting'])).toEqual([])
    else await expect(domain.messages()).rejects.toMatchObject({ code: 'ERR_CEPHVIRT_NOT_SUPPORTED' })
  })

  test('keys, interrupts, what happens on a crash', async () => {
    await domain.sendKey([29, 56, 111], { hold: 10 })
    await domain.injectNmi()
    await domain.setLifecycleAction('crash', 'restart', { config: true })
    expect(await domain.xml({ flags: ['inactive'] })).toContain('<on_crash>restart</on_crash>')
    await expect(domain.sendKey([])).rejects.toThrow(RangeError)
    await expect(domain.sendKey(Array.from({ length: 17 }, () => 1))).rejects.toThrow(RangeError)
    await expect(domain.sendKey([1], { set: 'dvorak' as never })).rejects.toThrow(RangeError)
  })

  test('a signal to its first process, the only one that this driver has', async () => {
    await domain.sendSignal(1, 'term')
    await expect(domain.sendSignal(2, 'term')).rejects.toMatchObject({ name: 'LibvirtError' })
    await expect(domain.sendSignal(1, 'terminate' as never)).rejects.toThrow(RangeError)
    await expect(domain.sendSignal(1.5, 'kill')).rejects.toThrow(RangeError)
  })

  test('is renamed', async () => {
    await domain.destroy()
    await domain.rename('renamed')
    domain = await conn.domains.get('renamed')
    expect(domain.name).toBe('renamed')
    await domain.start()
    await expect(domain.rename('running')).rejects.toMatchObject({ code: 'VIR_ERR_OPERATION_INVALID' })
  })
})
