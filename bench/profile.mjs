// Where our time goes: CPU by thread, and by function with perf where it is installed, else with Node's own profiler,
// which sees the JavaScript thread only.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { short } from './figures.mjs'
import { table } from './table.mjs'

const FUNCTIONS = 25

/** Runs each of ours once under a profiler, and reports. The figures of such a run are not those of another. */
export async function profile(site, comparisons, report) {
  const folder = mkdtempSync(join(tmpdir(), 'cephvirt-profile-'))
  const profiler = spawnSync('perf', ['--version']).status === 0 ? perf(folder) : cpuProfile(folder)
  try {
    for (const comparison of comparisons) {
      await comparison.prepare(site)
      for (const contender of comparison.contenders.filter(({ ours }) => ours)) {
        await site.settle()
        site.profiler = profiler
        const sample = await contender.run(site)
        site.profiler = undefined
        await contender.after?.(site)
        report(
          `\n# ${comparison.title}: ${contender.name}\n\n${threadsOf(sample)}\n\n${profiler.summary(sample.process)}`,
        )
      }
      await comparison.cleanUp(site)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function threadsOf({ threads, elapsed, operations }) {
  const lines = Object.entries(threads)
    .filter(([, seconds]) => seconds > 0)
    .sort(([, one], [, other]) => other - one)
    .map(([name, seconds]) => [
      name,
      seconds.toFixed(2),
      `${Math.round((seconds / elapsed) * 100)} %`,
      short((seconds * 1e6) / operations),
    ])
  return table(['thread', 'CPU s', 'of one processor', 'µs per operation'], lines, [1, 2, 3])
}

function perf(folder) {
  const data = join(folder, 'perf.data')
  return {
    wrap: (args) => ({
      program: 'perf',
      args: [
        ...['record', '--quiet', '--freq', '999', '--output', data, '--', process.execPath],
        ...['--perf-basic-prof-only-functions', '--interpreted-frames-native-stack', ...args],
      ],
    }),
    /** The functions of all threads with the largest shares of the processor, and the shares of the libraries. */
    summary({ pid }) {
      const largest = (keys, count) =>
        execFileSync('perf', ['report', '--stdio', '--input', data, '--no-children', '--sort', keys], {
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'ignore'],
          maxBuffer: 64 << 20,
        })
          .split('\n')
          .filter((line) => /^\s+[\d.]+%/.test(line))
          .sort((one, other) => Number.parseFloat(other) - Number.parseFloat(one))
          .slice(0, count)
          .map((line) => line.replace(/(\s+-)+\s*$/, '').slice(0, 150))
          .join('\n')
      const parts = [
        `Libraries (perf, all threads):\n${largest('dso', 10)}`,
        `Functions:\n${largest('comm,dso,symbol', FUNCTIONS)}`,
      ]
      rmSync(data)
      rmSync(`/tmp/perf-${pid}.map`, { force: true }) // the names of what V8 compiled, where perf looks for them
      return parts.join('\n\n')
    },
  }
}

function cpuProfile(folder) {
  return {
    wrap: (args) => ({ program: process.execPath, args: ['--cpu-prof', `--cpu-prof-dir=${folder}`, ...args] }),
    summary() {
      const [name] = readdirSync(folder)
      const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(join(folder, name), 'utf8'))
      rmSync(join(folder, name))
      const lines = selfTimes(nodes, samples, timeDeltas)
        .slice(0, FUNCTIONS)
        .map(({ share, name: called, place }) => `${(share * 100).toFixed(1).padStart(6)} %  ${called}  ${place}`)
      return `Functions of the JavaScript thread (perf is not installed: no other thread, no native function):\n${lines.join('\n')}`
    },
  }
}

/** The share of time in each function itself, of a profile of V8's, largest first. */
export function selfTimes(nodes, samples, timeDeltas) {
  const functions = new Map()
  const byId = new Map(nodes.map((node) => [node.id, node.callFrame]))
  let total = 0
  for (const [index, id] of samples.entries()) {
    const frame = byId.get(id)
    const place = frame.url === '' ? '' : `${frame.url.split('/').at(-1)}:${frame.lineNumber + 1}`
    const name = frame.functionName || '(anonymous)'
    const key = `${name} ${place}`
    const found = functions.get(key) ?? { name, place, time: 0 }
    found.time += timeDeltas[index]
    total += timeDeltas[index]
    functions.set(key, found)
  }
  return [...functions.values()]
    .sort((one, other) => other.time - one.time)
    .map(({ name, place, time }) => ({ name, place, share: time / total }))
}
