/** Snapshots and checkpoints of domains, on libvirt's test driver. */
import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Connection, connect, type Domain, DomainCheckpoint, DomainSnapshot } from '../../../src/libvirt/index.ts'
import { domainCheckpoint, domainSnapshot } from '../../../src/xml/index.ts'

let conn: Connection
let domain: Domain

beforeEach(async () => {
  conn = await connect('test:///default')
  domain = await conn.domains.define(
    `<domain type='test'><name>snap-${randomUUID()}</name><memory unit='MiB'>64</memory><os><type>hvm</type></os>` +
      `<devices><disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='/guest/vda.qcow2'/>` +
      `<target dev='vda' bus='virtio'/></disk></devices></domain>`,
  )
  await domain.start()
})

afterEach(async () => {
  for (const checkpoint of await domain.checkpoints.list({ roots: true }).toArray()) {
    await checkpoint.delete({ children: true })
  }
  if (await domain.isActive()) await domain.destroy()
  await domain.undefine({ flags: ['snapshots-metadata'] })
  await conn.close()
})

const names = (all: readonly { readonly name: string }[]) => all.map(({ name }) => name).sort()

describe('snapshots', () => {
  test('none at first', async () => {
    expect(await domain.snapshots.list().toArray()).toEqual([])
    expect(await domain.snapshots.current()).toBeUndefined()
    expect(await domain.snapshots.hasCurrent()).toBe(false)
    await expect(domain.snapshots.get('nothing')).rejects.toMatchObject({
      code: 'VIR_ERR_NO_DOMAIN_SNAPSHOT',
      domain: 'VIR_FROM_TEST',
      syscall: 'virDomainSnapshotLookupByName',
      subject: { connection: 'test:///default', domain: domain.name, domainSnapshot: 'nothing' },
    })
  })

  test('are made, found, shown', async () => {
    const snapshot = await domain.snapshots.create({ name: 'one', description: 'the first' })
    expect(snapshot).toBeInstanceOf(DomainSnapshot)
    expect(snapshot).toMatchObject({ name: 'one', domain })
    expect(await domain.snapshots.hasCurrent()).toBe(true)
    expect((await domain.snapshots.current())?.name).toBe('one')
    expect((await domain.snapshots.get('one')).name).toBe('one')
    expect(await snapshot.isCurrent()).toBe(true)
    expect(await snapshot.hasMetadata()).toBe(true)
    expect(await snapshot.parent()).toBeUndefined()
    expect(await snapshot.xml({ flags: ['secure'] })).toContain('<domainsnapshot>')
    const described = await snapshot.describe()
    expect(described).toMatchObject({
      kind: 'domainsnapshot',
      name: 'one',
      description: 'the first',
      state: 'running',
      domain: { name: domain.name },
    })
    expect(Math.abs((described.creationTime ?? 0) * 1000 - Date.now())).toBeLessThan(60_000)
    // Without a name, libvirt finds one.
    expect((await domain.snapshots.create()).name).toMatch(/^\d+$/)
    expect((await domain.snapshots.create(domainSnapshot({ name: 'described' }))).name).toBe('described')
    expect((await domain.snapshots.create('<domainsnapshot><name>xml</name></domainsnapshot>')).name).toBe('xml')
    await expect(domain.snapshots.create({ name: 'one' })).rejects.toMatchObject({ name: 'LibvirtError' })
  })

  test('come one after the other', async () => {
    const one = await domain.snapshots.create({ name: 'one' })
    const two = await domain.snapshots.create({ name: 'two' })
    const three = await domain.snapshots.create({ name: 'three' })
    expect((await three.parent())?.name).toBe('two')
    expect((await three.describe()).parent).toBe('two')
    expect(await one.isCurrent()).toBe(false)
    expect(names(await one.children().toArray())).toEqual(['two'])
    expect(names(await one.children({ descendants: true }).toArray())).toEqual(['three', 'two'])
    expect(names(await one.children({ descendants: true, leaves: true }).toArray())).toEqual(['three'])
    const listed = async (options: Parameters<typeof domain.snapshots.list>[0]) =>
      names(await domain.snapshots.list(options).toArray())
    expect(await listed({})).toEqual(['one', 'three', 'two'])
    expect(await listed({ roots: true })).toEqual(['one'])
    expect(await listed({ leaves: true })).toEqual(['three'])
    expect(await listed({ leaves: false })).toEqual(['one', 'two'])
    expect(await listed({ metadata: false })).toEqual([])
    expect(await listed({ states: ['active'] })).toEqual(['one', 'three', 'two'])
    expect(await listed({ states: ['inactive', 'disk-only'] })).toEqual([])
    const order = (await domain.snapshots.list({ topological: true }).toArray()).map(({ name }) => name)
    expect(order).toEqual(['one', 'two', 'three'])

    await two.delete()
    expect((await three.parent())?.name).toBe('one')
    await expect(two.parent()).rejects.toMatchObject({ code: 'VIR_ERR_NO_DOMAIN_SNAPSHOT' })
    await expect(two.xml()).rejects.toMatchObject({
      code: 'VIR_ERR_NO_DOMAIN_SNAPSHOT',
      subject: { domainSnapshot: 'two' },
    })
    await one.delete({ childrenOnly: true })
    expect(await listed({})).toEqual(['one'])
    await domain.snapshots.create({ name: 'four' })
    await one.delete({ children: true })
    expect(await listed({})).toEqual([])
  })

  test('the domain goes back to one', async () => {
    const running = await domain.snapshots.create({ name: 'running' })
    await domain.destroy()
    const off = await domain.snapshots.create({ name: 'off' })
    expect((await off.describe()).state).toBe('shutoff')
    await running.revert()
    expect(await domain.state()).toEqual({ state: 'running', reason: 'from-snapshot' })
    expect(await running.isCurrent()).toBe(true)
    await off.revert()
    expect((await domain.state()).state).toBe('shutoff')
    await running.revert({ state: 'paused' })
    expect(await domain.state()).toMatchObject({ state: 'paused' })
    await running.revert({ state: 'running', force: true })
    expect(await domain.state()).toMatchObject({ state: 'running' })
  })

  test('one that libvirt had forgotten is told to it again', async () => {
    const snapshot = await domain.snapshots.create({ name: 'forgotten' })
    const text = await snapshot.xml()
    await snapshot.delete()
    expect(await domain.snapshots.list().toArray()).toEqual([])
    const again = await domain.snapshots.create(text, { redefine: true, current: true })
    expect(await again.isCurrent()).toBe(true)
  })

  test('bad input', async () => {
    const snapshot = await domain.snapshots.create({ name: 'fine' })
    const bad = { code: expect.stringMatching(/^ERR_(INVALID_ARG_TYPE|OUT_OF_RANGE)$/) }
    await expect(domain.snapshots.get('')).rejects.toMatchObject(bad)
    await expect(domain.snapshots.create(5 as never)).rejects.toMatchObject(bad)
    await expect(domain.snapshots.create({ nome: 'x' } as never)).rejects.toMatchObject(bad)
    await expect(domain.snapshots.create({}, { diskOnly: 1 } as never)).rejects.toMatchObject(bad)
    await expect(snapshot.revert({ state: 'off' } as never)).rejects.toMatchObject(bad)
    await expect(snapshot.delete({ children: 'yes' } as never)).rejects.toMatchObject(bad)
    await expect(snapshot.xml({ flags: ['insecure'] } as never)).rejects.toMatchObject(bad)
    expect(() => domain.snapshots.list({ states: ['on'] } as never)).toThrow(RangeError)
    expect(() => domain.snapshots.list({ roots: 'all' } as never)).toThrow(TypeError)
    expect(() => snapshot.children({ leaves: 0 } as never)).toThrow(TypeError)
  })

  test('closed with their connection', async () => {
    await using other = await connect('test:///default')
    const snapshot = await (await other.domains.get(domain.name)).snapshots.create({ name: 'closed' })
    await other.close()
    expect(snapshot.closed).toBe(true)
    await expect(snapshot.xml()).rejects.toMatchObject({ code: 'ERR_CEPHVIRT_CLOSED' })
  })
})

describe('checkpoints', () => {
  test('a whole life', async () => {
    expect(await domain.checkpoints.list().toArray()).toEqual([])
    const monday = await domain.checkpoints.create({ name: 'monday', description: 'after the full backup' })
    expect(monday).toBeInstanceOf(DomainCheckpoint)
    expect(monday).toMatchObject({ name: 'monday', domain })
    const tuesday = await domain.checkpoints.create(domainCheckpoint({ name: 'tuesday' }))
    const wednesday = await domain.checkpoints.create('<domaincheckpoint><name>wednesday</name></domaincheckpoint>')
    expect((await domain.checkpoints.get('monday')).name).toBe('monday')
    expect(await monday.parent()).toBeUndefined()
    expect((await tuesday.parent())?.name).toBe('monday')
    expect(await tuesday.describe()).toMatchObject({
      kind: 'domaincheckpoint',
      name: 'tuesday',
      parent: 'monday',
      disks: [{ name: 'vda', checkpoint: 'bitmap', bitmap: 'tuesday' }],
      domain: { name: domain.name },
    })
    expect(await tuesday.describe({ noDomain: true })).not.toHaveProperty('domain')
    expect(await tuesday.xml({ secure: true })).toContain('<domaincheckpoint>')
    expect(names(await monday.children().toArray())).toEqual(['tuesday'])
    expect(names(await monday.children({ descendants: true }).toArray())).toEqual(['tuesday', 'wednesday'])
    const listed = async (options: Parameters<typeof domain.checkpoints.list>[0]) =>
      (await domain.checkpoints.list(options).toArray()).map(({ name }) => name)
    expect(await listed({ topological: true })).toEqual(['monday', 'tuesday', 'wednesday'])
    expect(await listed({ roots: true })).toEqual(['monday'])
    expect(await listed({ leaves: true })).toEqual(['wednesday'])

    const text = await wednesday.xml()
    await wednesday.delete({ metadataOnly: true })
    await domain.checkpoints.create(text, { redefine: true })
    expect(await listed({ leaves: true })).toEqual(['wednesday'])
    await tuesday.delete()
    await expect(tuesday.parent()).rejects.toMatchObject({ code: 'VIR_ERR_NO_DOMAIN_CHECKPOINT' })
    expect((await wednesday.parent())?.name).toBe('monday')
    await monday.delete({ childrenOnly: true })
    expect(await listed({})).toEqual(['monday'])
    await monday.delete({ children: true })
    expect(await listed({})).toEqual([])
  })

  test('failures and bad input', async () => {
    await expect(domain.checkpoints.get('nothing')).rejects.toMatchObject({
      code: 'VIR_ERR_NO_DOMAIN_CHECKPOINT',
      subject: { domain: domain.name, domainCheckpoint: 'nothing' },
    })
    const bad = { code: expect.stringMatching(/^ERR_(INVALID_ARG_TYPE|OUT_OF_RANGE)$/) }
    await expect(domain.checkpoints.get('')).rejects.toMatchObject(bad)
    await expect(domain.checkpoints.create({ name: '.hidden' })).rejects.toMatchObject(bad)
    await expect(domain.checkpoints.create({}, { quiesce: 'please' } as never)).rejects.toMatchObject(bad)
    expect(() => domain.checkpoints.list({ leaves: 'some' } as never)).toThrow(TypeError)
    await domain.destroy()
    await expect(domain.checkpoints.create({ name: 'off' })).rejects.toMatchObject({ name: 'LibvirtError' })
  })
})
