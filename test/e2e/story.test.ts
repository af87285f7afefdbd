import { fileURLToPath } from 'node:url'
import { afterAll, describe, test } from 'vitest'
import { cleanUp, type Stage, steps } from '../../scripts/demo/story.mjs'

// The demo's story, step by step: each step checks itself.
const stage: Stage = {
  cacheDir: fileURLToPath(new URL('../../.cache/guest', import.meta.url)),
  say: (line) => console.log(line),
  bar: () => {},
}

afterAll(() => cleanUp(stage))

describe.sequential('the story', () => {
  let failed: string | undefined
  test.each(steps.map(({ title, run }) => [title, run] as const))('%s', async (title, run) => {
    if (failed !== undefined) throw new Error(`not reached: '${failed}' failed`)
    failed = title
    await run(stage)
    failed = undefined
  })
})
