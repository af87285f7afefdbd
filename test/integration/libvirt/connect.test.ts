/** Opening a connection: who one is, where that is looked up, on whose behalf calls are made. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { AuthenticationError, LibvirtError, Secret } from '../../../src/core/index.ts'
import { type Credential, connect, version } from '../../../src/libvirt/index.ts'
import { native } from '../../../src/native/load.ts'

let folder: string
let uri: string

// libvirt's test driver asks for these before it opens.
const NODE = `<node>
  <auth><user password='wood'>astrochicken</user><user>nobody</user></auth>
  <memory>1024</memory>
</node>`

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'cephvirt-auth-'))
  writeFileSync(path.join(folder, 'node.xml'), NODE)
  uri = `test://${folder}/node.xml`
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('auth', () => {
  test('a user name and a password', async () => {
    await using conn = await connect(uri, { auth: { username: 'astrochicken', password: new Secret('wood') } })
    expect(await conn.hypervisor()).toBe('TEST')
    await expect(connect(uri, { auth: { username: 'astrochicken', password: 'stone' } })).rejects.toMatchObject({
      name: 'LibvirtError',
      code: 'VIR_ERR_AUTH_FAILED',
      hint: expect.stringMatching(/^Something answers there, .*options\.auth/),
    })
    await expect(connect(`test://${folder}/missing.xml`)).rejects.toMatchObject({
      hint: expect.stringMatching(/^Is libvirtd .* running/),
    })
  })

  test('a function is asked for one after the other, as libvirt asks', async () => {
    const asked: Credential[] = []
    const ask = async (credential: Credential): Promise<string | Secret> => {
      asked.push(credential)
      await sleep(5)
      return credential.type === 'authname' ? 'astrochicken' : new Secret('wood')
    }
    await using conn = await connect(uri, { auth: { ask } })
    expect(conn.closed).toBe(false)
    // Who is to answer the second question is in its prompt: libvirt 11 names no challenge any more.
    const challenge = version().major < 11 ? { challenge: 'localhost' } : {}
    expect(asked).toEqual([
      { type: 'authname', prompt: expect.stringContaining('localhost'), challenge: 'localhost' },
      { type: 'passphrase', prompt: expect.stringContaining('astrochicken'), ...challenge },
    ])
  })

  test('what is given is not asked for', async () => {
    const asked: string[] = []
    const ask = ({ type }: Credential): string => {
      asked.push(type)
      return 'wood'
    }
    await (await connect(uri, { auth: { username: 'astrochicken', ask } })).close()
    await (await connect(uri, { auth: { username: 'nobody', ask } })).close()
    expect(asked).toEqual(['passphrase'])
  })

  test('no answer, and one that cannot be, fail typed', async () => {
    const failure = async (ask?: () => unknown): Promise<unknown> =>
      await connect(uri, { auth: { ask: ask as () => string } }).catch((error) => error)
    const unanswered = await connect(uri).catch((error) => error)
    expect(unanswered).toBeInstanceOf(AuthenticationError)
    expect(unanswered).toMatchObject({
      code: 'ERR_CEPHVIRT_AUTHENTICATION',
      message: expect.stringMatching(/authname .*nobody answered/),
      hint: expect.stringContaining('auth.ask'),
      subject: { connection: uri },
      cause: expect.any(LibvirtError),
    })
    expect(await failure(async () => undefined)).toBeInstanceOf(AuthenticationError)
    const thrown = new Error('no')
    for (const ask of [
      async () => await Promise.reject(thrown),
      () => {
        throw thrown
      },
    ]) {
      expect(await failure(ask)).toMatchObject({ name: 'AuthenticationError', cause: thrown })
    }
    expect(await failure(() => 7)).toMatchObject({ name: 'AuthenticationError', cause: expect.any(TypeError) })
    expect(await failure(() => 'wo\0od')).toMatchObject({ name: 'AuthenticationError', cause: expect.any(TypeError) })
    expect(JSON.stringify(await failure(() => 'geheim\0'))).not.toContain('geheim')
  })

  test('who never answers is given up with the timeout or the signal, and holds nothing up', async () => {
    const before = native.runtime.counters().openHandles
    let answer: (text: string) => void = () => {}
    const ask = (): Promise<string> =>
      new Promise((resolve) => {
        answer = resolve
      })
    await expect(connect(uri, { auth: { ask }, timeout: 50 })).rejects.toMatchObject({ code: 'ETIMEDOUT' })
    answer('too late')
    const controller = new AbortController()
    const aborted = connect(uri, { auth: { ask }, signal: controller.signal })
    setTimeout(() => controller.abort(), 50)
    await expect(aborted).rejects.toMatchObject({ code: 'ABORT_ERR' })
    await expect.poll(() => native.runtime.counters().openHandles).toBe(before)
  })

  test('a file of names and passwords, and the URI of others', async () => {
    const file = path.join(folder, 'auth file.conf')
    writeFileSync(
      file,
      '[credentials-one]\nusername=astrochicken\npassword=wood\n[auth-test-localhost]\ncredentials=one\n',
    )
    await using conn = await connect(uri, { auth: { file } })
    expect(await conn.hypervisor()).toBe('TEST')
    await expect(connect(uri, { auth: { file: path.join(folder, 'none.conf') } })).rejects.toBeInstanceOf(Error)
  })

  test('arguments are checked first', async () => {
    const bad = (auth: object): Promise<unknown> => connect(uri, { auth })
    await expect(bad({ user: 'x' })).rejects.toThrow(TypeError)
    await expect(bad({ username: 7 })).rejects.toThrow(TypeError)
    await expect(bad({ username: '' })).rejects.toThrow(RangeError)
    await expect(bad({ password: 7 })).rejects.toThrow(TypeError)
    await expect(bad({ ask: 'me' })).rejects.toThrow(TypeError)
    await expect(bad({ file: '' })).rejects.toThrow(RangeError)
    await expect(connect(uri, { aliases: 1 as unknown as boolean })).rejects.toThrow(TypeError)
    await expect(connect(uri, { reconnect: 1 as unknown as boolean })).rejects.toThrow(TypeError)
    await expect(connect(uri, { reconnect: { attempts: 0 } })).rejects.toThrow(RangeError)
    await expect(connect(uri, { reconnect: { minDelay: 10, maxDelay: 5 } })).rejects.toThrow(RangeError)
  })
})

test('aliases of the configuration are for those who want them', async () => {
  await using conn = await connect(inject('lab').libvirtUri, { aliases: false, readOnly: true })
  await expect(conn.domains.define('<domain/>')).rejects.toMatchObject({ code: 'VIR_ERR_OPERATION_DENIED' })
})

test('a local connection is secure, and one in this process alive', async () => {
  await using conn = await connect(inject('lab').libvirtUri)
  expect([await conn.isAlive(), await conn.isSecure(), await conn.isEncrypted()]).toEqual([true, true, false])
  await using local = await connect('test:///default')
  expect([await local.isAlive(), await local.isSecure(), await local.isEncrypted()]).toEqual([true, true, false])
})

describe('identity', () => {
  test('is taken by a daemon, all of it', async () => {
    await using conn = await connect(inject('lab').libvirtUri)
    await conn.setIdentity({
      userName: 'alice',
      unixUserId: 1000,
      groupName: 'users',
      unixGroupId: 100,
      processId: process.pid,
      processTime: 12_345n,
      saslUserName: 'alice@EXAMPLE',
      x509DistinguishedName: 'CN=alice',
      selinuxContext: 'system_u:system_r:svirt_t:s0',
    })
    expect(await conn.hostname()).not.toBe('')
  })

  test('not by what has none, and not any', async () => {
    await using conn = await connect('test:///default')
    await expect(conn.setIdentity({ userName: 'alice' })).rejects.toMatchObject({ code: 'VIR_ERR_NO_SUPPORT' })
    const bad = (identity: object): Promise<unknown> => conn.setIdentity(identity)
    await expect(bad({ user: 'alice' })).rejects.toThrow(TypeError)
    await expect(bad({ unixUserId: -1 })).rejects.toThrow(RangeError)
    await expect(bad({ unixUserId: '1000' })).rejects.toThrow(TypeError)
    await expect(bad({ userName: 1000 })).rejects.toThrow(TypeError)
  })
})
