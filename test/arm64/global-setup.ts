import { relative } from 'node:path'
import type { TestProject } from 'vitest/node'
import { record } from '../../scripts/matrix.mjs'
import startLab from '../integration/global-setup.ts'
import { makeControls } from './controls.mjs'
import { type Machine, makeMachine } from './machine.ts'
import { major, pageSizes, suite } from './project.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    arm64: {
      readonly machine: Machine
      /** Two small modules of one source: `narrow` is linked for pages of 4 KiB only, `wide` for those of 64 KiB too. */
      readonly controls: { readonly narrow: string; readonly wide: string }
    }
  }
}

/** Makes the machine, and what the tests of the integration suite want: a cluster and a libvirtd, both this machine's own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const machine = makeMachine(suite, major, pageSizes[project.name] ?? 4096)
  // Unit tests want no lab.
  if (project.name === 'arm64-unit') return async () => report(project, machine)
  project.provide('arm64', { machine, controls: makeControls() })
  const stopLab = await startLab(project)
  return async () => {
    await stopLab()
    report(project, machine)
  }
}

/** For the support matrix: what was done on this machine, where all of it passed. */
function report(project: TestProject, { pageSize, system, versions }: Machine): void {
  const files = project.vitest.state.getTestModules().filter((module) => module.project === project)
  if (files.length === 0 || files.some((module) => module.state() !== 'passed')) return
  const what = files.flatMap((module) => {
    const [, of, part = ''] = relative(project.config.root, module.moduleId).split('/')
    if (of === 'arm64') return [] // what is said of the machine
    return of === 'integration' ? part : `${of} suite`
  })
  const { node, ...libraries } = versions
  record({
    system,
    arch: 'arm64',
    pageSize,
    node: `Node ${node?.split('.')[0]}`,
    ...libraries,
    what,
  })
}
