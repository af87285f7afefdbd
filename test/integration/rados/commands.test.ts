import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, expectTypeOf, inject, test } from 'vitest'
import { type Cluster, type CommandArgumentsByPrefix, connect } from '../../../src/rados/index.ts'
import { commandsModule, releaseOfModule } from '../../../tools/ceph-commands.mjs'

const GENERATED = new URL('../../../src/rados/generated/commands.ts', import.meta.url)
const HAND_WRITTEN = new URL('../../../src/rados/mon-commands.ts', import.meta.url)

let cluster: Cluster

beforeAll(async () => {
  cluster = await connect({ conf: inject('lab').conf })
})
afterAll(() => cluster.close())

/** Each field of each command, one a line: what the formatter does to it does not matter. */
function entries(text: string): string {
  return text
    .replaceAll(/\/\*\*.*?\*\//gs, '')
    .replaceAll(/\b(readonly|export|type|interface)\b/g, '\n$1')
    .replaceAll(/['\s;|]/g, '')
}

describe('the descriptions of the commands', () => {
  test('are those of this cluster, where it is of the release that they are from', async () => {
    const ask = { prefix: 'get_command_descriptions' }
    const replies = [await cluster.monCommand(ask), await cluster.mgrCommand(ask), await cluster.osdCommand(0, ask)]
    const [mon, mgr, osd] = replies.map(({ output }) => JSON.parse(output.toString()))
    const committed = readFileSync(GENERATED, 'utf8')
    const { version } = await cluster.command('version')
    const release = /^ceph version (\S+)/.exec(version)?.[1] ?? ''
    const current = commandsModule({ mon, mgr, osd }, release)
    if (releaseOfModule(committed) === release) {
      // Run tools/generate-ceph-commands.mjs if it is not.
      expect(entries(committed)).toBe(entries(current))
    }
    // Of any release: the commands whose replies we describe by hand are there.
    const known = new Set([...current.matchAll(/^ {2}'?([a-z][^':]*)'?: /gim)].map(([, prefix]) => prefix))
    const described = /export interface MonCommands \{\n(.*?)\n\}/s.exec(readFileSync(HAND_WRITTEN, 'utf8'))?.[1] ?? ''
    const ours = [...described.matchAll(/^ {2}'?([a-z][^':]*)'?: (?:Told|Command)</gm)].map(([, prefix]) => prefix)
    expect(ours.length).toBeGreaterThan(25)
    expect(ours.filter((prefix) => !known.has(prefix))).toEqual([])
  })

  test('are types', () => {
    type Create = CommandArgumentsByPrefix['osd pool create']
    expectTypeOf<Create['pool']>().toEqualTypeOf<string>()
    expectTypeOf<Create['pool_type']>().toEqualTypeOf<'replicated' | 'erasure' | undefined>()
    expectTypeOf<CommandArgumentsByPrefix['osd crush link']['args']>().toEqualTypeOf<readonly string[]>()
    expectTypeOf<CommandArgumentsByPrefix['osd reweight']>().toEqualTypeOf<{
      readonly id: number
      readonly weight: number
    }>()
  })
})

describe('commands by their descriptions', () => {
  test('of monitors, manager and OSDs', async () => {
    await cluster.command('config-key set', { key: 'cephvirt/typed', val: 'yes' })
    expect(await cluster.command('config-key get', { key: 'cephvirt/typed' })).toBe('yes')
    await cluster.command('config-key rm', { key: 'cephvirt/typed' })
    expect(await cluster.command('osd metadata', { id: 1 })).toMatchObject({ id: 1 })
    expect(await cluster.command('osd find', { id: 0 })).toMatchObject({ osd: 0 })
    expect(await cluster.command('pg dump', { dumpcontents: ['osds'] })).toBeInstanceOf(Object)
    const shown = await cluster.command('config get', { var: 'osd_max_backfills' }, { target: 'osd.0' })
    expect(shown).toMatchObject({ osd_max_backfills: expect.any(String) })
  })

  test('with numbers that have to be floats', async () => {
    await cluster.command('osd primary-affinity', { id: 0, weight: 1 })
    await cluster.command('osd primary-affinity', { id: 0, weight: 0.5 })
    expect((await cluster.command('osd tree')).nodes).toContainEqual(expect.objectContaining({ primary_affinity: 0.5 }))
    const { code } = await cluster.monCommand({ prefix: 'osd primary-affinity', id: 0, weight: 1 })
    expect(code).toBe(0)
  })

  test('are checked when they are compiled', async () => {
    // @ts-expect-error: the id is a number
    await expect(cluster.command('osd find', { id: 'x' })).rejects.toMatchObject({ code: 'EINVAL' })
    // @ts-expect-error: the id is missing
    await expect(cluster.command('osd find')).rejects.toMatchObject({ code: 'EINVAL' })
    // @ts-expect-error: it takes none, and passes over what it is given
    expect(await cluster.command('fsid', { more: 1 })).toMatchObject({ fsid: expect.any(String) })
  })

  test('that are refused as invalid say why', async () => {
    // @ts-expect-error: the id is missing
    await expect(cluster.command('osd find')).rejects.toMatchObject({
      code: 'EINVAL',
      syscall: 'osd find',
      hint: "'id' is missing; 'osd find' takes id.",
    })
    await expect(cluster.command('osd pool crate', { pool: 'x' })).rejects.toMatchObject({
      code: 'EINVAL',
      hint: expect.stringMatching(/no such command; there are osd pool .*osd pool create/),
    })
    await expect(cluster.command('config shout', {}, { target: 'osd.0' })).rejects.toMatchObject({
      hint: expect.stringContaining('config show'),
    })
  })
})
