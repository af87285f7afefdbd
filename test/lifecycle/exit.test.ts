import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runFixture } from './child.ts'
import { labArguments, preparePool } from './lab.ts'
import { STAGES } from './stages.ts'

const WAYS: Readonly<Record<string, { readonly code: number | null; readonly signal: NodeJS.Signals | null }>> = {
  naturally: { code: 0, signal: null },
  exit: { code: 7, signal: null },
  throw: { code: 1, signal: null },
  signal: { code: null, signal: 'SIGTERM' },
}

// An image for each: who ends without closing leaves the exclusive lock to time out.
const imageOf = (stage: string, way: string) => `${stage}-${way}`
// A snapshot whose handler never returns keeps a process that does not mean to end.
const ABRUPT = Object.keys(WAYS).filter((way) => way !== 'naturally')
let dispose: () => Promise<void>

beforeAll(async () => {
  const images = STAGES.flatMap((stage) => Object.keys(WAYS).map((way) => imageOf(stage, way)))
  images.push('waiting', 'twice', ...ABRUPT.map((way) => imageOf('quiescing', way)))
  ;({ dispose } = await preparePool('lifecycle-exit', images))
})
afterAll(() => dispose())

describe.each(STAGES)('a process that ends while %s', (stage) => {
  test.each(Object.entries(WAYS))('%s: no crash, no hang', async (way, expected) => {
    const { code, signal, output, seconds } = await runFixture('exit', [
      ...labArguments('lifecycle-exit', imageOf(stage, way)),
      stage,
      way,
    ])
    expect({ code, signal }, output).toEqual(expected)
    expect(seconds, output).toBeLessThan(15)
    if (way === 'throw') expect(output).toContain('thrown on purpose')
    else expect(output).not.toMatch(/Segmentation|terminate called|FATAL ERROR/)
  })
})

test.each(ABRUPT)('a process that ends while its snapshot waits for a handler that never returns, %s', async (way) => {
  const { code, signal, output, seconds } = await runFixture('exit', [
    ...labArguments('lifecycle-exit', imageOf('quiescing', way)),
    'quiescing',
    way,
  ])
  expect({ code, signal }, output).toEqual(WAYS[way])
  expect(seconds, output).toBeLessThan(15)
  expect(output).not.toMatch(/Segmentation|terminate called|FATAL ERROR/)
})

test('a write that waits for its window keeps the process alive', async () => {
  const ending = await runFixture('waiting', labArguments('lifecycle-exit', 'waiting'))
  expect(ending).toMatchObject({ code: 0, signal: null })
  expect(ending.output).toContain('flushed')
})

test('code that is evaluated again shares the native module with its former self', async () => {
  const ending = await runFixture('twice', labArguments('lifecycle-exit', 'twice'))
  expect(ending).toMatchObject({ code: 0, signal: null })
  expect(ending.output).toContain(`read ${2 * 2000 * 512} bytes`)
})
