import { rmSync } from 'node:fs'
import type { TestProject } from 'vitest/node'
import { installTarball, type Tarball } from './tarball.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    readonly tarball: Tarball
  }
}

/** The package is packed and installed once, and every file of these tests looks at the same. */
export default function setup(project: TestProject): () => void {
  const tarball = installTarball()
  project.provide('tarball', tarball)
  return () => rmSync(tarball.folder, { recursive: true, force: true })
}
