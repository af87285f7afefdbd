import { inspect } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import { CephError, NotSupportedError, WrongPassphraseError } from '../../../src/core/errors.ts'
import { type Images, supports } from '../../../src/rbd/index.ts'
import { failure, MiB, newImages } from './fixture.ts'

let images: Images

beforeAll(async () => {
  images = await newImages()
})

const text = Buffer.from('what nobody else may read')

test.each([
  ['luks1', 'aes-128', 'short'],
  ['luks2', 'aes-256', Buffer.from([0, 255, 10, 1, 2, 3])],
] as const)('%s with %s: what is stored is not what is written', async (format, algorithm, passphrase) => {
  await images.create(format, { size: 64 * MiB })
  const image = await images.open(format)
  await image.encryption.format({ format, algorithm, passphrase })
  const size = await image.size()
  expect(size).toBeLessThan(64 * MiB)
  await image.write(text, 4096)
  expect(await failure(image.read(Buffer.alloc(1), size))).toBeInstanceOf(RangeError)
  await image.close()

  await using again = await images.open(format)
  expect(await again.size()).toBe(64 * MiB)
  const raw = Buffer.alloc(64 * MiB)
  await again.read(raw, 0)
  expect(raw.subarray(0, 4).toString()).toBe('LUKS')
  expect(raw.includes(text)).toBe(false)

  const wrong = await failure(again.encryption.load({ format, passphrase: 'no idea at all' }))
  expect(wrong).toBeInstanceOf(WrongPassphraseError)
  expect(wrong).toMatchObject({ code: 'EPERM', subject: { image: format } })
  expect(inspect(wrong)).not.toContain('no idea')
  const other = format === 'luks1' ? 'luks2' : 'luks1'
  expect(await failure(again.encryption.load({ format: other, passphrase }))).toBeInstanceOf(CephError)

  const any = again.encryption.load({ format: 'luks', passphrase })
  if (supports('rbd_encryption_load2')) {
    await any
  } else {
    expect(await failure(any)).toBeInstanceOf(NotSupportedError)
    await again.encryption.load({ format, passphrase })
  }
  const twice = await failure(again.encryption.load({ format, passphrase }))
  expect(twice).toMatchObject({ code: 'EEXIST', name: 'CephError' })
  expect(await again.size()).toBe(size)
  const read = Buffer.alloc(text.length)
  await again.read(read, 4096)
  expect(read).toEqual(text)
})

test('a clone with a passphrase of its own', async () => {
  await images.create('base', { size: 64 * MiB })
  const base = await images.open('base')
  await base.encryption.format({ format: 'luks2', passphrase: 'of the base' })
  await base.write(text, 0)
  await base.snapshots.create('clean')
  await base.close()
  await images.clone('base', 'clean', 'layered', { cloneFormat: 2 })
  const layers = [
    { format: 'luks2', passphrase: 'of the clone' },
    { format: 'luks2', passphrase: 'of the base' },
  ] as const
  await using formatted = await images.open('layered')
  if (!supports('rbd_encryption_load2')) {
    await using same = await images.open('layered')
    await same.encryption.load({ format: 'luks2', passphrase: 'of the base' })
    const read = Buffer.alloc(text.length)
    await same.read(read, 0)
    expect(read).toEqual(text)
    expect(await failure(formatted.encryption.load(layers))).toBeInstanceOf(NotSupportedError)
    return
  }
  await formatted.encryption.format({ format: 'luks2', passphrase: 'of the clone' })
  await formatted.close()
  await using clone = await images.open('layered')
  await clone.encryption.load(layers)
  const read = Buffer.alloc(text.length)
  await clone.read(read, 0)
  expect(read).toEqual(text)
})

test('bad input is refused before librbd is asked', async () => {
  await images.create('plain', { size: 32 * MiB })
  await using image = await images.open('plain')
  const { encryption } = image
  const options = { format: 'luks1', passphrase: 'x' } as const
  expect(await failure(encryption.format({ ...options, format: 'luks' as never }))).toBeInstanceOf(RangeError)
  expect(await failure(encryption.format({ ...options, algorithm: 'rot13' as never }))).toBeInstanceOf(RangeError)
  expect(await failure(encryption.format({ ...options, passphrase: '' }))).toBeInstanceOf(RangeError)
  const wrong = await failure(encryption.format({ ...options, passphrase: 12345 as never }))
  expect(wrong).toBeInstanceOf(TypeError)
  expect(wrong.message).not.toContain('12345')
  expect(await failure(encryption.load([]))).toBeInstanceOf(RangeError)
  expect(await failure(encryption.load(undefined as never))).toBeInstanceOf(TypeError)
  expect(await failure(encryption.load(options))).toBeInstanceOf(CephError)
  expect(await image.size()).toBe(32 * MiB)
})
