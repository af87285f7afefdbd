import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterAll, beforeEach, describe, expect, inject, test, vi } from 'vitest'
import { AbortError, CephvirtError, NotFoundError, PermissionError, TimeoutError } from '../../../src/core/errors.ts'
import { Secret } from '../../../src/core/secret.ts'
import { type ConnectOptions, connect } from '../../../src/rados/index.ts'

const lab = inject('lab')
const key = /key = (\S+)/.exec(readFileSync(lab.keyring, 'utf8'))?.[1] ?? ''
const otherKey = 'AQBC7TdlAAAAABAAYg4Q6gk7aTyyWvQFKfl6mA=='
const folder = mkdtempSync(join(tmpdir(), 'cephvirt-connect-'))
const bareConf = join(folder, 'bare.conf')
writeFileSync(bareConf, `[global]\nmon_host = ${lab.monHost}\n`)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

beforeEach(() => {
  vi.stubEnv('CEPH_CONF', undefined)
  vi.stubEnv('CEPH_ARGS', undefined)
  return () => vi.unstubAllEnvs()
})

async function connected(options: ConnectOptions = {}): Promise<string> {
  await using cluster = await connect({ connectTimeout: 20_000, ...options })
  expect(await cluster.fsid()).toMatch(/^[0-9a-f-]{36}$/)
  return cluster.name
}

async function failure(options: ConnectOptions): Promise<Error> {
  try {
    await using _ = await connect({ connectTimeout: 20_000, ...options })
  } catch (error) {
    expect(error).toBeInstanceOf(Error)
    const shown = inspect(error, { depth: 10, showHidden: true }) + JSON.stringify(error) + String(error)
    for (const secret of [key, otherKey]) expect(shown).not.toContain(secret)
    return error as Error
  }
  throw new Error('connected')
}

describe('ways to connect', () => {
  test('by a conf file', async () => {
    expect(await connected({ conf: lab.conf })).toBe('client.admin')
  })

  test('by CEPH_CONF', async () => {
    vi.stubEnv('CEPH_CONF', lab.conf)
    expect(await connected()).toBe('client.admin')
  })

  test.each([
    ['-c and --id', () => `-c ${lab.conf} --id admin`],
    ['--conf= and --name', () => `--conf=${lab.conf} --name client.admin`],
    ['-n, -k and -m', () => `-n client.admin -k ${lab.keyring} -m ${lab.monHost}`],
    ['--user and long options', () => `--user=admin --keyring=${lab.keyring} --mon-host=${lab.monHost}`],
    ['what it does not know', () => `-c ${lab.conf} --no-such-option=1`],
  ])('by CEPH_ARGS: %s', async (_, args) => {
    vi.stubEnv('CEPH_ARGS', args())
    expect(await connected()).toBe('client.admin')
  })

  test('by args', async () => {
    expect(await connected({ args: ['-c', bareConf, '--id', 'admin', '-k', lab.keyring] })).toBe('client.admin')
  })

  test.each([
    ['as text', key],
    ['as a Secret', new Secret(key)],
  ])('by monHost and a key %s', async (_, given) => {
    expect(await connected({ monHost: lab.monHost, key: given })).toBe('client.admin')
  })

  test('by monHost and a keyring, as a user with or without its type', async () => {
    for (const user of ['admin', 'client.admin']) {
      expect(await connected({ monHost: lab.monHost, keyring: lab.keyring, user })).toBe('client.admin')
    }
  })

  test('what is given beats CEPH_ARGS, and config beats the conf file', async () => {
    vi.stubEnv('CEPH_ARGS', '--id nobody --rbd-cache-size=1048576')
    const conf = join(folder, 'cache.conf')
    writeFileSync(conf, `${readFileSync(bareConf, 'utf8')}rbd_cache = true\nrbd_cache_size = 2097152\n`)
    await using cluster = await connect({ conf, user: 'admin', key, config: { rbd_cache: false, rbd_op_threads: 3 } })
    expect(cluster.name).toBe('client.admin')
    expect(await cluster.config.get('rbd_cache')).toBe('false')
    expect(await cluster.config.get('rbd_op_threads')).toBe('3')
    expect(await cluster.config.get('rbd_cache_size')).toBe('1048576')
  })

  test('the cluster name finds its own conf file', async () => {
    const error = await failure({ cluster: 'another' })
    expect(error).toMatchObject({ code: 'ENOENT', syscall: 'rados_conf_read_file' })
    expect(inspect(error)).toContain("cluster 'another'")
  })

  test('opTimeout becomes the timeout of monitors and OSDs, in whole seconds', async () => {
    await using cluster = await connect({ conf: lab.conf, opTimeout: 1_500 })
    expect(Number(await cluster.config.get('rados_osd_op_timeout'))).toBe(2)
    expect(Number(await cluster.config.get('rados_mon_op_timeout'))).toBe(2)
  })
})

describe('failures', () => {
  test('a missing conf file is named', async () => {
    const error = await failure({ conf: '/nonexistent/ceph.conf' })
    expect(error).toBeInstanceOf(NotFoundError)
    expect(error.message).toBe("ENOENT: the conf file '/nonexistent/ceph.conf' does not exist (rados_conf_read_file)")
    expect(error).toMatchObject({
      hint: expect.stringContaining('`conf`'),
      subject: { conf: '/nonexistent/ceph.conf' },
    })
  })

  test('a conf file that makes no sense', async () => {
    const conf = join(folder, 'bad.conf')
    writeFileSync(conf, '[global\nfoo\n = 3')
    const error = await failure({ conf })
    expect(error).toMatchObject({ code: 'EINVAL', syscall: 'rados_conf_read_file' })
    expect(error.message).toContain('cannot be read')
  })

  test('no monitor known', async () => {
    const conf = join(folder, 'empty.conf')
    writeFileSync(conf, '[global]\n')
    const error = await failure({ conf, key })
    expect(error).toBeInstanceOf(NotFoundError)
    expect(error.message).toContain('no monitor is known')
  })

  test('a keyring that is missing is named', async () => {
    for (const conf of [lab.conf, bareConf]) {
      const error = await failure({ conf, keyring: '/nonexistent/keyring' })
      expect(error).toBeInstanceOf(NotFoundError)
      expect(error).toMatchObject({ code: 'ENOENT', syscall: 'rados_connect', subject: { user: 'client.admin' } })
      expect(error.message).toContain("'/nonexistent/keyring' does not exist")
    }
  })

  test('a user whom no keyring knows', async () => {
    const error = await failure({ conf: lab.conf, user: 'nobody' })
    expect(error).toBeInstanceOf(NotFoundError)
    expect(error.message).toContain('no key for client.nobody in /')
  })

  test('a keyring without the user', async () => {
    const error = await failure({ conf: lab.conf, user: 'nobody', keyring: lab.keyring })
    expect(error).toBeInstanceOf(PermissionError)
    expect(error.message).toContain('client.nobody')
  })

  test('a keyring that is none', async () => {
    const keyring = join(folder, 'bad.keyring')
    writeFileSync(keyring, '[client.admin]\n\tkey = garbage!!\n')
    const error = await failure({ conf: bareConf, keyring })
    // Ceph 20 passes over what it cannot read, and is then refused.
    const refused = error instanceof PermissionError
    expect(error).toMatchObject({
      code: refused ? 'EACCES' : 'EIO',
      message: expect.stringContaining(refused ? 'client.admin' : keyring),
    })
  })

  test.each([
    ['a wrong key', 'admin'],
    ['an unknown user', 'nobody'],
  ])('%s is refused with EACCES', async (_, user) => {
    const error = await failure({ conf: bareConf, user, key: otherKey })
    expect(error).toBeInstanceOf(PermissionError)
    expect(error).toMatchObject({ code: 'EACCES', errno: -13, syscall: 'rados_connect' })
    expect(error.message).toContain(`client.${user}`)
  })

  test.each(['not a key', 'AQBC7TdlAAAAABAA', '', 'AQBC7TdlAAAAABAAYg4Q6gk7aTyyWvQF'])(
    'a malformed key (%s) is told at once, and not shown',
    async (malformed) => {
      const error = await failure({ conf: lab.conf, key: malformed })
      expect(error).toBeInstanceOf(RangeError)
      expect(error).toMatchObject({ code: 'ERR_OUT_OF_RANGE', message: expect.stringContaining('options.key') })
      if (malformed !== '') expect(inspect(error, { showHidden: true })).not.toContain(malformed)
    },
  )

  test('monitors that do not answer: TimeoutError within connectTimeout', async () => {
    // Listens and never says a word.
    await using silent = createServer((socket) => socket.resume())
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const address = silent.address()
    const port = typeof address === 'object' ? address?.port : undefined
    for (const monHost of [`127.0.0.1:${port}`, '127.0.0.1:1']) {
      const before = performance.now()
      const error = await failure({ monHost, key, connectTimeout: 700 })
      expect(error).toBeInstanceOf(TimeoutError)
      expect(error).toMatchObject({ code: 'ETIMEDOUT', message: expect.stringContaining('700 ms') })
      expect(performance.now() - before).toBeLessThan(1_500)
    }
  })

  test('a signal ends the attempt at once', async () => {
    const reason = new Error('enough')
    const before = performance.now()
    const error = await failure({ monHost: '127.0.0.1:1', key, signal: AbortSignal.timeout(100) })
    expect(error).toBeInstanceOf(AbortError)
    expect(performance.now() - before).toBeLessThan(1_000)
    expect(await failure({ conf: lab.conf, signal: AbortSignal.abort(reason) })).toMatchObject({ cause: reason })
  })

  test.each([
    ['an unknown option', { config: { rbd_cach: 'true' } }, 'rbd_cach'],
    ['a value that it refuses', { config: { rbd_cache_size: 'many' } }, 'rbd_cache_size'],
    ['an unknown argument', { args: ['--rbd-cach=AQsecret'] }, '--rbd-cach'],
    ['an argument with its value in one piece', { args: ['--kee AQsecret=='] }, '--kee'],
    ['an argument that is no option', { args: ['AQsecret'] }, 'no option'],
  ])('%s', async (_, options, named) => {
    const error = await failure({ conf: lab.conf, ...options })
    expect(error).toBeInstanceOf(CephvirtError)
    expect(error).toMatchObject({ code: 'ERR_CEPHVIRT_OPTION', message: expect.stringContaining(named) })
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('AQsecret')
  })

  test('a monitor address that cannot be', async () => {
    const error = await failure({ monHost: 'no such host', key })
    expect(error).toMatchObject({ code: 'EINVAL', message: expect.stringContaining('no such host') })
  })
})

test('keys do not show in a connected cluster either', async () => {
  await using cluster = await connect({ conf: lab.conf, key: new Secret(key) })
  expect(inspect(cluster, { depth: 10, showHidden: true })).not.toContain(key)
})
