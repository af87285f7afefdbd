import { afterAll, beforeAll, expect, test } from 'vitest'
import { runFixture } from './child.ts'
import { labArguments, preparePool } from './lab.ts'

let dispose: () => Promise<void>

beforeAll(async () => {
  ;({ dispose } = await preparePool('lifecycle-worker', ['one', 'two']))
})
afterAll(() => dispose())

test.each([
  'connecting',
  'connected',
  'opening',
  'open',
  'reading',
  'writing',
  'listening',
  'watching',
  'closing',
  'closed',
])(
  'workers terminated while %s harm nobody',
  async (stage) => {
    const rounds = 5
    const { code, signal, output } = await runFixture(
      'worker',
      [...labArguments('lifecycle-worker'), stage, `${rounds}`],
      {
        limit: 60,
      },
    )
    expect({ code, signal }, output).toEqual({ code: 0, signal: null })
    expect(output).toContain('survived')
  },
  90_000,
)
