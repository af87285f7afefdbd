import { expect, test } from 'vitest'
import { NotFoundError, ReadOnlyError } from '../../../src/core/errors.ts'
import { collect, failure, MiB, newImages } from './fixture.ts'

test('texts are kept with an image, by key', async () => {
  const images = await newImages()
  await images.create('described', { size: MiB })
  await using image = await images.open('described')
  expect(await image.metadata.get('owner')).toBeUndefined()
  await image.metadata.set('owner', 'team-a')
  await image.metadata.set('owner', 'team-ä')
  await image.metadata.set('empty', '')
  const long = 'x'.repeat(100_000)
  await image.metadata.set('long', long)
  expect(await image.metadata.get('owner')).toBe('team-ä')
  expect(await image.metadata.get('empty')).toBe('')
  expect(await image.metadata.get('long')).toBe(long)
  await image.metadata.remove('owner')
  const missing = await failure(image.metadata.remove('owner'))
  expect(missing).toBeInstanceOf(NotFoundError)
  expect(missing.message).toContain("'owner'")
  expect(await collect(image.metadata.list())).toEqual([
    { key: 'empty', value: '' },
    { key: 'long', value: long },
  ])

  // More than a page of them.
  const keys = Array.from({ length: 300 }, (_, index) => `key-${String(index).padStart(3, '0')}`)
  for (const key of keys) await image.metadata.set(key, key)
  const listed = (await collect(image.metadata.list())).filter(({ key }) => key.startsWith('key-'))
  expect(listed).toEqual(keys.map((key) => ({ key, value: key })))

  for (const [key, value] of [
    ['', 'x'],
    ['a\0b', 'x'],
    ['a', 'b\0'],
  ] as const) {
    expect(await failure(image.metadata.set(key, value))).toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
  }
  await using reader = await images.open('described', { readOnly: true })
  expect(await reader.metadata.get('empty')).toBe('')
  expect(await failure(reader.metadata.set('a', 'b'))).toBeInstanceOf(ReadOnlyError)
})
