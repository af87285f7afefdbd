import { defineConfig } from 'vitest/config'
import { onArm64 } from './test/arm64/project.ts'

/** Of the suites that need daemons, what is run on an arm64 machine; and what of that is enough for its other page size. */
const cut = [
  'test/integration/rados/pools.test.ts',
  'test/integration/rbd/{clone,image,snapshots}.test.ts',
  'test/integration/libvirt/connect.test.ts',
]
const smallCut = ['test/integration/rbd/snapshots.test.ts']

// One run of a project starts what it needs once (`globalSetup`); each test file has a process of its own.
export default defineConfig({
  test: {
    pool: 'forks',
    reporters: ['default'],
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], pool: 'forks' } },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          exclude: ['test/integration/testing/**'],
          globalSetup: 'test/integration/global-setup.ts',
          pool: 'forks',
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'lab',
          include: ['test/integration/testing/**/*.test.ts'],
          pool: 'forks',
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'lifecycle',
          include: ['test/lifecycle/**/*.test.ts'],
          globalSetup: 'test/integration/global-setup.ts',
          pool: 'forks',
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          pool: 'forks',
          testTimeout: 240_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'package',
          include: ['test/package/**/*.test.ts'],
          globalSetup: 'test/package/global-setup.ts',
          pool: 'forks',
          testTimeout: 120_000,
        },
      },
      // The files of the other suites, in processes of an arm64 machine (test/arm64/machine.ts): its pages are of 16 KiB.
      {
        test: {
          name: 'arm64-unit',
          include: ['test/unit/**/*.test.ts'],
          globalSetup: 'test/arm64/global-setup.ts',
          pool: onArm64('arm64-unit'),
          // One process for all: to start takes an emulated one longer than most files run.
          isolate: false,
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'arm64',
          include: ['test/arm64/*.test.ts', ...cut],
          globalSetup: 'test/arm64/global-setup.ts',
          pool: onArm64('arm64'),
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          name: 'arm64-4k',
          include: ['test/arm64/*.test.ts', ...smallCut],
          globalSetup: 'test/arm64/global-setup.ts',
          pool: onArm64('arm64-4k'),
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
})
