import { chmodSync, cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, inject, test, vi } from 'vitest'
import { here, record } from '../../scripts/matrix.mjs'
import { nodeBinary } from '../../scripts/node-binaries.mjs'
import { npmPackage } from '../../scripts/npm-package.mjs'
import { type Consumed, NODES } from './consumer.ts'
import { output, root } from './tarball.ts'

const tarball = inject('tarball')
// The first time each is downloaded.
vi.setConfig({ testTimeout: 300_000 })
const program = join(tarball.user, 'runtime-consumer.mjs')
cpSync(join(root, 'test/package/consumer.mjs'), program)
afterAll(() => rmSync(program))

/** Everything a user's first program does works. */
function consume(runtime: string, args: readonly string[] = []): Consumed {
  const result = JSON.parse(output(runtime, [...args, program], { cwd: tarball.user })) as Consumed
  expect(result).toMatchObject({
    same: true,
    rados: { value: { major: 3 } },
    rbd: { value: { major: 1 } },
    connect: { error: { name: 'NotFoundError', code: 'ENOENT' } },
    domains: { value: ['test'] },
  })
  return result
}

function note({ runtime }: Consumed): void {
  record({ ...here(), node: runtime.replace(/\.\d+\.\d+$/, ''), what: ['package suite'] })
}

const [bunName, denoName] = {
  x64: ['@oven/bun-linux-x64', '@deno/linux-x64-glibc'],
  arm64: ['@oven/bun-linux-aarch64', '@deno/linux-arm64-glibc'],
}[process.arch as string] as [string, string]

describe('runs on', () => {
  test.each(NODES)('Node %d', (major) => {
    const result = consume(nodeBinary({ major }))
    expect(result.runtime).toMatch(new RegExp(`^Node ${major}\\.`))
    note(result)
  })

  test('Bun', () => {
    const bun = join(npmPackage(bunName, '1.4.5'), 'bin', 'bun')
    chmodSync(bun, 0o755)
    const result = consume(bun)
    expect(result.runtime).toBe('Bun 1.4.5')
    note(result)
  })

  test('Deno', () => {
    const deno = join(npmPackage(denoName, '2.9.6'), 'deno')
    chmodSync(deno, 0o755)
    const result = consume(deno, ['run', '--allow-all', '--node-modules-dir=manual'])
    expect(result.runtime).toBe('Deno 2.9.6')
    note(result)
  })
})
