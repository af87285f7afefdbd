import { afterAll, beforeAll, expect, test } from 'vitest'
import { runFixture } from './child.ts'
import { labArguments, preparePool } from './lab.ts'
import { STAGES } from './stages.ts'

let dispose: () => Promise<void>

beforeAll(async () => {
  ;({ dispose } = await preparePool('lifecycle-worker', ['one', 'two']))
})
afterAll(() => dispose())

test.each(STAGES)(
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
