import type { PoolRunnerInitializer } from 'vitest/node'
import { ForksPoolWorker } from 'vitest/node'
import { launcher } from './machine.ts'

/** What is asked of the whole run: `npm run test:arm64 -- --suite trixie --node 22`. */
export const suite = process.env.CEPHVIRT_ARM64_SUITE ?? 'bookworm'
export const major = process.env.CEPHVIRT_ARM64_NODE ?? '20'

/** By project, the page size of its machine. */
export const pageSizes: Readonly<Record<string, number>> = {
  'arm64-unit': 16_384,
  arm64: 16_384,
  'arm64-4k': 4096,
}

/**
 * Runs test files as `forks` does, each in a process of its own, on an arm64 machine. Vitest itself, what transforms the
 * files and the global setup stay here.
 */
export function onArm64(project: string): PoolRunnerInitializer {
  const node = launcher(suite, pageSizes[project] ?? 4096)
  class Arm64 extends ForksPoolWorker {
    override readonly name = 'arm64'
    override start(): Promise<void> {
      const here = process.execPath
      // What fork() starts. It is called before the first await.
      process.execPath = node
      try {
        return super.start()
      } finally {
        process.execPath = here
      }
    }
  }
  return {
    name: 'arm64',
    // The binary that is shipped, not the one that was built here.
    createPoolWorker: (options) => new Arm64({ ...options, env: { ...options.env, PREBUILDS_ONLY: '1' } }),
  }
}
