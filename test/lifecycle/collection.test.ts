import { afterAll, beforeAll, expect, test } from 'vitest'
import { runFixture } from './child.ts'
import { labArguments, preparePool } from './lab.ts'

let dispose: () => Promise<void>

beforeAll(async () => {
  ;({ dispose } = await preparePool('lifecycle-collection', ['three']))
})
afterAll(() => dispose())

test.each(['cluster,pool,image', 'image,pool,cluster', 'pool,image,cluster'])(
  'handles dropped in the order %s are released',
  async (order) => {
    const { code, signal, output } = await runFixture('collect', [...labArguments('lifecycle-collection'), order], {
      flags: ['--expose-gc'],
    })
    expect({ code, signal }, output).toEqual({ code: 0, signal: null })
    expect(output).toContain('watchers 0, contents kept')
    // Once for each class, with what to do about it.
    expect(output.match(/CEPHVIRT_DROPPED/g), output).toHaveLength(3)
    expect(output).toMatch(/An? image was dropped without being closed/)
  },
)
