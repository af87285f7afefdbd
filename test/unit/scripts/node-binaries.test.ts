import { expect, it } from 'vitest'
import { nodeBinary, nodeVersions } from '../../../scripts/node-binaries.mjs'

it('knows an exact version of each line of releases', () => {
  for (const [major, version] of Object.entries(nodeVersions))
    expect(version).toMatch(new RegExp(`^${major}\\.\\d+\\.\\d+$`))
})

it('downloads nothing for a release or an architecture it does not know', () => {
  expect(() => nodeBinary({ major: 19 })).toThrow(new RangeError('which Node? 20, 22, 24, 26, not 19'))
  expect(() => nodeBinary({ major: 20, arch: 'mips' })).toThrow('which architecture? x64 or arm64, not mips')
})
