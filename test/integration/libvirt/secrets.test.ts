/**
 * Secrets of libvirt's own driver, in this process, with a folder of their own; and of a daemon, where one is ephemeral
 * or ends: in a process libvirt 9 crashes then, virsh too.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { type Connection, connect } from '../../../src/libvirt/index.ts'
import { secret as describeSecret } from '../../../src/xml/index.ts'

let conn: Connection
let root: string

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'cephvirt-secrets-'))
  conn = await connect(`secret:///embed?root=${root}`, { keepAlive: false })
})

afterAll(async () => {
  await conn.close()
  rmSync(root, { recursive: true })
})

const USAGES = [
  { type: 'ceph', name: 'client.embedded secret' },
  { type: 'iscsi', target: 'iqn.2026-11.org.example:target' },
  { type: 'volume', volume: '/var/lib/libvirt/images/luks.img' },
  { type: 'tls', name: 'migration key' },
  { type: 'vtpm', name: 'state of a TPM' },
] as const

test.each(USAGES)('of every use is defined, found, given a value: $type', async (usage) => {
  const name = Object.values(usage)[1] ?? ''
  const secret = await conn.secrets.define({ usage, description: 'kept here' })
  expect(secret.usage).toEqual({ type: usage.type, name })
  expect(inspect(secret)).toBe(`Secret { '${name}', open }`)
  expect(await secret.describe()).toMatchObject({ usage, description: 'kept here', private: false, ephemeral: false })
  expect((await conn.secrets.get(secret.uuid.toUpperCase())).uuid).toBe(secret.uuid)
  expect((await conn.secrets.getByUsage(usage.type, name)).uuid).toBe(secret.uuid)
  const given = Buffer.from([0, 1, 2, 255, 0])
  await secret.setValue(given)
  expect(given).toEqual(Buffer.from([0, 1, 2, 255, 0])) // the caller's own is left alone
  expect(await secret.value()).toEqual(given)
  await secret.setValue('AAEC/wA=')
  expect(await secret.value()).toEqual(given)
  expect(readdirSync(join(root, 'etc', 'secrets')).sort()).toContain(`${secret.uuid}.base64`)
})

test('that is not there', async () => {
  const uuid = 'b09f06ed-4166-4c8f-b97a-4d852eaa5ae3'
  await expect(conn.secrets.get(uuid)).rejects.toMatchObject({ code: 'VIR_ERR_NO_SECRET', subject: { secret: uuid } })
  await expect(conn.secrets.getByUsage('tls', 'none')).rejects.toMatchObject({ code: 'VIR_ERR_NO_SECRET' })
  await expect(conn.secrets.getByUsage('tls', '')).rejects.toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
})

test('without a use', async () => {
  const secret = await conn.secrets.define(describeSecret({ description: 'for whoever knows its UUID' }))
  expect(secret.usage).toEqual({ type: 'none', name: '' })
  expect(inspect(secret)).toBe(`Secret { '${secret.uuid}', open }`)
})

test('are listed by what they are, until they are undefined', async () => {
  const daemon = await connect(inject('lab').libvirtUri)
  const made = []
  for (const ephemeral of [true, false]) {
    for (const isPrivate of [true, false]) {
      const usage = { type: 'tls', name: `listed: ${ephemeral} ${isPrivate}` } as const
      made.push(await daemon.secrets.define({ ephemeral, private: isPrivate, usage }))
    }
  }
  const names = async (filter: { ephemeral?: boolean; private?: boolean }) =>
    (await daemon.secrets.list(filter).toArray())
      .flatMap(({ usage: { name } }) => (name.startsWith('listed: ') ? [name.slice('listed: '.length)] : []))
      .sort()
  expect(await names({})).toEqual(['false false', 'false true', 'true false', 'true true'])
  expect(await names({ ephemeral: true })).toEqual(['true false', 'true true'])
  expect(await names({ ephemeral: true, private: false })).toEqual(['true false'])
  expect(await names({ private: true })).toEqual(['false true', 'true true'])
  expect(() => daemon.secrets.list({ private: 1 as never })).toThrow(TypeError)
  for (const secret of made) await secret.undefine()
  expect(await names({})).toEqual([])
  for (const secret of made) await expect(secret.xml()).rejects.toMatchObject({ code: 'VIR_ERR_NO_SECRET' })
  await daemon.close()
})

test('the same one is defined again, another one of its use is not', async () => {
  const usage = { type: 'ceph', name: 'one of a kind' } as const
  const first = await conn.secrets.define({ usage })
  const again = await conn.secrets.define({ usage, uuid: first.uuid, description: 'described now' })
  expect(again.uuid).toBe(first.uuid)
  expect(await first.describe()).toMatchObject({ description: 'described now' })
  await expect(conn.secrets.define({ usage })).rejects.toMatchObject({ name: 'LibvirtError' })
})

test('is checked against the schema, if that is asked for', async () => {
  const odd = '<secret ephemeral="no"><nonsense/><usage type="tls"><name>odd</name></usage></secret>'
  await expect(conn.secrets.define(odd, { validate: true })).rejects.toMatchObject({
    code: expect.stringMatching(/^VIR_ERR_(XML_INVALID_SCHEMA|INTERNAL_ERROR)$/),
  })
  expect((await conn.secrets.define(odd)).usage.name).toBe('odd')
  await expect(conn.secrets.define(odd, { validate: 'yes' as never })).rejects.toMatchObject({
    code: 'ERR_INVALID_ARG_TYPE',
  })
})

test('a large value; its text shows nowhere', async () => {
  const secret = await conn.secrets.define({ usage: { type: 'tls', name: 'large' } })
  const value = Buffer.alloc(60_000, 'topsecret')
  await secret.setValue(value)
  expect((await secret.value()).equals(value)).toBe(true)
  expect(inspect(secret, { depth: 9, showHidden: true })).not.toContain('topsecret')
  const file = readFileSync(join(root, 'etc', 'secrets', `${secret.uuid}.base64`), 'latin1')
  expect(Buffer.from(file, 'base64').equals(value)).toBe(true)
})
