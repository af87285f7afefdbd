import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { NotFoundError, PermissionError } from '../../../src/core/errors.ts'
import { Secret } from '../../../src/core/secret.ts'
import { type Cluster, connect } from '../../../src/rados/index.ts'

const lab = inject('lab')
const folder = mkdtempSync(join(tmpdir(), 'cephvirt-auth-'))
const entity = 'client.auth-test'
let cluster: Cluster

beforeAll(async () => {
  cluster = await connect({ conf: lab.conf })
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await cluster.auth.remove(entity).catch(() => {})
  await cluster.close()
})

test('ensure makes a user, changes its caps, and says which', async () => {
  const created = await cluster.auth.ensure(entity, { mon: 'profile rbd', osd: 'profile rbd pool=one' })
  expect(created).toMatchObject({
    entity,
    outcome: 'created',
    caps: { mon: 'profile rbd', osd: 'profile rbd pool=one' },
  })
  expect(created.key).toBeInstanceOf(Secret)
  const same = await cluster.auth.ensure(entity, { osd: 'profile rbd pool=one', mon: 'profile rbd' })
  expect(same.outcome).toBe('unchanged')
  const updated = await cluster.auth.ensure(entity, { mon: 'allow r' })
  expect(updated).toMatchObject({ outcome: 'updated', caps: { mon: 'allow r' } })
  expect(updated.caps).not.toHaveProperty('osd')
  expect(updated.key.reveal()).toBe(created.key.reveal())
})

test('get, key and list tell of it, and do not show the key', async () => {
  await cluster.auth.ensure(entity, { mon: 'allow r' })
  const entry = await cluster.auth.get(entity)
  const key = (await cluster.auth.key(entity)).reveal()
  expect(key).toMatch(/^[A-Za-z0-9+/]{38,60}={1,2}$/)
  expect(entry.key.reveal()).toBe(key)
  const listed = await cluster.auth.list().toArray()
  expect(listed.map((one) => one.entity)).toEqual(expect.arrayContaining([entity, 'client.admin', 'osd.0']))
  for (const shown of [
    inspect([entry, listed], { depth: 10, showHidden: true }),
    JSON.stringify([entry, listed]),
    String(entry.key),
    `${entry.key}`,
  ]) {
    expect(shown).not.toContain(key)
    expect(shown).toContain('[redacted]')
  }
})

test('the key lets its user in, with its caps only', async () => {
  await cluster.auth.ensure(entity, { mon: 'allow r' })
  await using user = await connect({ conf: lab.conf, user: entity, key: await cluster.auth.key(entity) })
  expect(user.name).toBe(entity)
  expect(await user.fsid()).toBe(await cluster.fsid())
  await expect(user.auth.list().toArray()).rejects.toBeInstanceOf(PermissionError)
  await expect(user.pools.create('x', { pgNum: 1 })).rejects.toBeInstanceOf(PermissionError)
})

test('a user of one pool is refused another', async () => {
  await cluster.pools.create('auth-mine', { pgNum: 1 })
  await cluster.pools.create('auth-other', { pgNum: 1 })
  await cluster.auth.ensure(entity, { mon: 'profile rbd', osd: 'profile rbd pool=auth-mine' })
  await using user = await connect({ conf: lab.conf, user: entity, key: await cluster.auth.key(entity) })
  await using mine = await user.openPool('auth-mine')
  await mine.object('x').writeFull('y')
  expect((await user.pools.list().toArray()).map(({ name }) => name)).toContain('auth-other')
  await using other = await user.openPool('auth-other')
  const refused = other.object('x').writeFull('y')
  await expect(refused).rejects.toBeInstanceOf(PermissionError)
  await expect(refused).rejects.toMatchObject({
    code: 'EPERM',
    syscall: 'rados_aio_write_full',
    subject: { pool: 'auth-other', object: 'x' },
  })
  await cluster.pools.delete('auth-mine')
  await cluster.pools.delete('auth-other')
})

test('a keyring file is private, whole, and works', async () => {
  await cluster.auth.ensure(entity, { mon: 'allow r', osd: 'allow rw pool=x namespace="a b"' })
  const path = join(folder, 'ceph.keyring')
  writeFileSync(path, 'something else', { mode: 0o644 })
  const umask = process.umask(0)
  try {
    await cluster.auth.writeKeyring(entity, path)
  } finally {
    process.umask(umask)
  }
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(readdirSync(folder)).toEqual(['ceph.keyring'])
  const key = (await cluster.auth.key(entity)).reveal()
  expect(readFileSync(path, 'utf8')).toBe(
    `[${entity}]\n\tkey = ${key}\n\tcaps mon = "allow r"\n\tcaps osd = "allow rw pool=x namespace=\\"a b\\""\n`,
  )
  await using user = await connect({ monHost: lab.monHost, user: entity, keyring: path })
  expect(await user.fsid()).toBe(await cluster.fsid())
  // What Ceph's own tools make of it.
  const imported = await cluster.monCommand({ prefix: 'auth import' }, { input: readFileSync(path) })
  expect(imported.code).toBe(0)
  expect((await cluster.auth.get(entity)).caps).toEqual({ mon: 'allow r', osd: 'allow rw pool=x namespace="a b"' })
})

test('a keyring that cannot be written leaves nothing behind', async () => {
  await expect(cluster.auth.writeKeyring(entity, join(folder, 'no', 'such', 'folder'))).rejects.toMatchObject({
    code: 'ENOENT',
  })
  // A folder is in the way of the rename.
  await expect(cluster.auth.writeKeyring(entity, folder)).rejects.toMatchObject({ syscall: 'rename' })
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith(`.${folder.split('/').at(-1)}`))).toEqual([])
  await expect(cluster.auth.writeKeyring('client.no-such', join(folder, 'x'))).rejects.toBeInstanceOf(NotFoundError)
  expect(readdirSync(folder)).not.toContain('x')
})

test('remove takes it away', async () => {
  await cluster.auth.ensure(entity, { mon: 'allow r' })
  await cluster.auth.remove(entity)
  const calls = [cluster.auth.get(entity), cluster.auth.key(entity), cluster.auth.remove(entity)]
  for (const result of await Promise.allSettled(calls)) {
    expect(result).toMatchObject({ status: 'rejected', reason: { code: 'ENOENT', subject: { entity } } })
    if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(NotFoundError)
  }
})

test('caps that make no sense are told in the monitor’s own words', async () => {
  await expect(cluster.auth.ensure(entity, { mon: 'no such cap' })).rejects.toMatchObject({
    code: 'EINVAL',
    syscall: 'auth get-or-create',
    message: expect.stringContaining('no such cap'),
  })
  await expect(cluster.auth.get(entity)).rejects.toBeInstanceOf(NotFoundError)
  await expect(cluster.auth.ensure('admin', { mon: 'allow r' })).rejects.toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
  // @ts-expect-error: not text
  await expect(cluster.auth.ensure(entity, { mon: 1 })).rejects.toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' })
})
