import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './tarball.ts'

const folder = join(root, '.github/workflows')
const files = readdirSync(folder)
const text = (name: string) => readFileSync(join(folder, name), 'utf8')

test('the workflows are those that are known', () => {
  expect(files.sort()).toEqual(['ci.yml', 'publish.yml'])
})

test.each(files)('%s: each action is pinned by a whole commit, with the release it is', (name) => {
  const uses = [...text(name).matchAll(/^\s*(?:- )?uses:\s*(.*)$/gm)].map(([, value]) => value)
  expect(uses.length).toBeGreaterThan(0)
  for (const value of uses) expect(value).toMatch(/^actions\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
})

test.each(files)('%s: reads the repository, and nothing more unless a job says so', (name) => {
  expect(text(name)).toMatch(/^permissions:\n {2}contents: read\n\n/m)
  expect(text(name)).not.toMatch(/pull_request_target|write-all|secrets\./)
  for (const checkout of text(name).split('actions/checkout@').slice(1)) {
    expect(checkout.split('- run:')[0]).toContain('persist-credentials: false')
  }
})

test('only the job that publishes may ask for an identity, and it checks nothing out', () => {
  expect(text('ci.yml')).not.toMatch(/: write/)
  const [before = '', job = ''] = text('publish.yml').split(/^ {2}publish:$/m)
  expect(before).not.toMatch(/: write/)
  expect([...job.matchAll(/[\w-]+: write/g)].map(([permission]) => permission)).toEqual(['id-token: write'])
  expect(job).not.toContain('actions/checkout')
  expect(job).toContain('npm publish --provenance')
  expect(job.indexOf('cephvirt.glibc.node')).toBeLessThan(job.indexOf('npm publish'))
})
