/** Events of every family, on drivers that run in this process. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { Handle } from '../../../src/core/handle.ts'
import {
  type Connection,
  connect,
  type Domain,
  type EventMap,
  type EventName,
  type EventOptions,
  type Events,
  Secret,
  version,
} from '../../../src/libvirt/index.ts'
import { native } from '../../../src/native/load.ts'

const { libvirt } = native

let conn: Connection

beforeEach(async () => {
  conn = await connect('test:///default')
})

afterEach(async () => {
  await conn.close()
})

/** A subscription that stands. */
async function listen<N extends EventName>(
  name: N,
  options?: EventOptions,
  on: Connection = conn,
): Promise<Events<EventMap[N]>> {
  const events = on.events(name, options)
  await events.ready
  return events
}

async function next<T extends { readonly lost: number }>(events: Events<T>): Promise<T> {
  const { value } = await events.next()
  if (value === undefined) throw new Error('The events ended')
  return value
}

const domainXml = (name: string): string =>
  `<domain type='test'><name>${name}</name><memory unit='MiB'>64</memory><os><type>hvm</type></os></domain>`

describe('domains', () => {
  test('every kind that this libvirt knows is taken, for all and for one', async () => {
    const domain = await conn.domains.get('test')
    const newest = version().major >= 12 ? 29 : version().major >= 11 ? 27 : 26
    const { EVENT_KINDS } = await import('../../../src/libvirt/event-kinds.ts')
    for (const [name, { source, id }] of Object.entries(EVENT_KINDS)) {
      if (source !== 'domain') continue
      for (const options of [{}, { domain }]) {
        const events = conn.events(name as EventName, options)
        if (id <= newest) await events.ready
        else await expect(events.ready).rejects.toMatchObject({ code: 'VIR_ERR_INVALID_ARG' })
        await events.return()
      }
    }
  })

  test('defined and undefined', async () => {
    const events = await listen('domain.lifecycle')
    const domain = await conn.domains.define(domainXml('comes'))
    await domain.undefine()
    expect(await next(events)).toMatchObject({ event: 'defined', detail: 'added', domain: { name: 'comes' }, lost: 0 })
    expect(await next(events)).toMatchObject({ event: 'undefined', detail: 'removed' })
    await events.return()
  })

  test('metadata', async () => {
    const domain = await conn.domains.get('test')
    const events = await listen('domain.metadata-change', { domain })
    await libvirt.domainSetMetadata(Handle.native(domain), 1, 'a title', undefined, undefined, 0)
    await libvirt.domainSetMetadata(Handle.native(domain), 2, '<a/>', 'mine', 'urn:mine', 0)
    expect(await next(events)).toMatchObject({ type: 'title', uri: undefined, domain: { name: 'test' } })
    expect(await next(events)).toMatchObject({ type: 'element', uri: 'urn:mine' })
    await events.return()
  })
})

describe('networks', () => {
  test('lifecycle, of all and of one', async () => {
    const events = await listen('network.lifecycle')
    const network = await conn.networks.get('default')
    const ofOne = await listen('network.lifecycle', { network })
    const other = await conn.networks.create(`<network><name>other</name></network>`)
    await other.stop()
    await network.stop()
    await network.start()
    const { name, uuid } = network
    expect(await next(events)).toMatchObject({ event: 'started', network: { name: 'other' }, lost: 0 })
    expect(await next(events)).toMatchObject({ event: 'stopped', network: { name: 'other' } })
    const stopped = await next(events)
    expect(stopped).toMatchObject({ event: 'stopped', network: { name, uuid }, lost: 0 })
    expect(await stopped.network.isActive()).toBe(true)
    expect(await next(ofOne)).toMatchObject({ event: 'stopped', network: { name, uuid } })
    expect(await next(ofOne)).toMatchObject({ event: 'started' })
    await events.return()
    await ofOne.return()
  })
})

describe('node devices', () => {
  test('lifecycle', async () => {
    const events = await listen('node-device.lifecycle')
    const device = await conn.nodeDevices.create(`
      <device><parent>scsi_host1</parent><capability type='scsi_host'>
        <capability type='fc_host'><wwnn>1111222233334444</wwnn><wwpn>5555666677778888</wwpn></capability>
      </capability></device>`)
    const { name } = device
    const ofOne = await listen('node-device.lifecycle', { nodeDevice: device })
    const created = await next(events)
    expect(created).toMatchObject({ event: 'created', nodeDevice: { name }, lost: 0 })
    expect(await created.nodeDevice.parent()).toBe('scsi_host1')
    await device.stop()
    expect(await next(events)).toMatchObject({ event: 'deleted', nodeDevice: { name } })
    expect(await next(ofOne)).toMatchObject({ event: 'deleted', nodeDevice: { name } })
    await events.return()
    await ofOne.return()
    // The test driver raises none of these.
    await (await listen('node-device.update')).return()
  })
})

describe('secrets', () => {
  test('lifecycle and values, of all and of one', async () => {
    await using secrets = await connect(inject('lab').libvirtUri)
    const lifecycle = await listen('secret.lifecycle', {}, secrets)
    const values = await listen('secret.value-changed', {}, secrets)
    const one = await secrets.secrets.define({ usage: { type: 'ceph', name: 'events one' } })
    const two = await secrets.secrets.define({ usage: { type: 'ceph', name: 'events two' } })
    const valuesOfTwo = await listen('secret.value-changed', { secret: two }, secrets)
    await one.setValue(Buffer.from('first'))
    await two.setValue(Buffer.from('second'))
    const defined = await next(lifecycle)
    expect((await defined.secret.value()).toString()).toBe('first')
    await two.undefine()
    await one.undefine()
    const usage = { type: 'ceph', name: 'events one' }
    expect(defined).toMatchObject({ event: 'defined', secret: { uuid: one.uuid, usage }, lost: 0 })
    expect(defined.secret).toBeInstanceOf(Secret)
    expect(await next(lifecycle)).toMatchObject({ event: 'defined', secret: { uuid: two.uuid } })
    expect(await next(lifecycle)).toMatchObject({ event: 'undefined', secret: { uuid: two.uuid } })
    expect((await next(values)).secret.uuid).toBe(one.uuid)
    expect((await next(values)).secret.uuid).toBe(two.uuid)
    expect((await next(valuesOfTwo)).secret.uuid).toBe(two.uuid)
  })
})

describe('bad input', () => {
  test.each<[EventName, (domain: Domain) => object, string]>([
    ['domain.lifecycle', () => ({ limit: 0 }), 'ERR_OUT_OF_RANGE'],
    ['domain.lifecycle', () => ({ limit: '5' }), 'ERR_INVALID_ARG_TYPE'],
    ['domain.lifecycle', () => ({ Domain: 5 }), 'ERR_INVALID_ARG_TYPE'],
    ['domain.lifecycle', () => ({ domain: 'test' }), 'ERR_INVALID_ARG_TYPE'],
    ['domain.lifecycle', () => ({ event: 'STOP' }), 'ERR_OUT_OF_RANGE'],
    ['secret.lifecycle', (domain) => ({ domain }), 'ERR_OUT_OF_RANGE'],
    ['secret.lifecycle', (domain) => ({ secret: domain }), 'ERR_INVALID_ARG_TYPE'],
    ['qemu.monitor', () => ({ event: '' }), 'ERR_OUT_OF_RANGE'],
    ['qemu.monitor', () => ({ event: 5 }), 'ERR_INVALID_ARG_TYPE'],
  ])('%s %o', async (name, options, code) => {
    const domain = await conn.domains.get('test')
    expect(() => conn.events(name, options(domain))).toThrow(expect.objectContaining({ code }))
  })

  test('what the driver does not have', async () => {
    await expect(conn.events('qemu.monitor').ready).rejects.toMatchObject({ code: 'VIR_ERR_NO_SUPPORT' })
    await expect(conn.events('secret.lifecycle').next()).rejects.toMatchObject({ code: 'VIR_ERR_NO_SUPPORT' })
  })
})

describe('many', () => {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  const memory = (): number => {
    collect()
    return process.memoryUsage().rss
  }

  test('20,000 in order, none lost, and memory stays flat', async () => {
    const domain = await conn.domains.get('test')
    const events = await listen('domain.lifecycle', { domain })
    const raise = async (pairs: number): Promise<void> => {
      for (let count = 0; count < pairs; count += 1) {
        await domain.suspend()
        await domain.resume()
      }
    }
    const receive = async (count: number): Promise<number> => {
      let inOrder = 0
      for (let index = 0; index < count; index += 1) {
        const { event, lost } = await next(events)
        if (lost === 0 && event === (index % 2 === 0 ? 'suspended' : 'resumed')) inOrder += 1
      }
      return inOrder
    }
    await Promise.all([raise(1_000), receive(2_000)])
    const before = memory()
    const [, inOrder] = await Promise.all([raise(10_000), receive(20_000)])
    expect(inOrder).toBe(20_000)
    expect(events.lost).toBe(0)
    await expect.poll(memory, { timeout: 10_000 }).toBeLessThan(before + 16 * 2 ** 20)
  })
})
