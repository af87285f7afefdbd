import { expect, test } from 'vitest'
import { runFixture } from './child.ts'

test('two worker threads listen at once, and each hears all', async () => {
  const { code, signal, output } = await runFixture('listeners', [])
  expect({ code, signal }, output).toEqual({ code: 0, signal: null })
  expect(output.match(/heard 2000 in order/g)).toHaveLength(2)
})

test('a subscription that nobody listens to does not keep the process alive', async () => {
  const { code, signal, output } = await runFixture('unheard', ['idle'])
  expect({ code, signal }, output).toEqual({ code: 0, signal: null })
  expect(output).toContain('ended')
})

test('who waits for an event keeps it alive until the event comes', async () => {
  const { code, signal, output } = await runFixture('unheard', ['listening'])
  expect({ code, signal }, output).toEqual({ code: 0, signal: null })
  expect(output).toContain('heard stopped')
  expect(output).toContain('ended')
})
