#!/usr/bin/env node
// The support matrix of the README: what ran, as the tests that ran wrote it down in `.cache/matrix`.
//
//   node scripts/matrix.mjs            writes the table between its markers in README.md
//   node scripts/matrix.mjs --check    fails if it is another than the tests make it, or the tests have not run
//   node scripts/matrix.mjs --here X   writes down that X was seen to work on this machine, by this Node
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const project = dirname(dirname(fileURLToPath(import.meta.url)))
const folder = join(project, '.cache', 'matrix')
const [begin, end] = ['<!-- matrix -->', '<!-- /matrix -->']
const columns = { system: 'system', arch: 'processor', pageSize: 'pages', glibc: 'glibc', node: 'runtime' }

/**
 * What a test has seen work. `{ system, arch, pageSize, glibc, node, ceph?, libvirt?, what: string[] }`: `node` may be
 * another runtime, `ceph` and `libvirt` are versions, `what` says what was done. More of the same is added.
 */
export function record(entry) {
  mkdirSync(folder, { recursive: true })
  const { system, arch, pageSize, node, ceph = 'no', libvirt = 'no' } = entry
  const name = [system, arch, pageSize, node, `ceph-${ceph}`, `libvirt-${libvirt}`].join('_').replace(/[^\w.-]+/g, '-')
  const file = join(folder, `${name}.json`)
  const before = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).what : []
  const what = [...new Set([...before, ...entry.what])].sort()
  writeFileSync(file, `${JSON.stringify({ ...entry, what }, null, 2)}\n`)
}

/** What this machine is: its Debian, or what it says of itself, its libraries, and this Node. */
export function here() {
  const release = readFileSync('/etc/os-release', 'utf8')
  const field = (name) => new RegExp(`^${name}="?([^"\\n]*)`, 'm').exec(release)?.[1] ?? ''
  const codename = field('PRETTY_NAME').endsWith('/sid') ? 'sid' : field('VERSION_CODENAME')
  return {
    system: field('ID') === 'debian' ? `Debian ${codename}` : field('PRETTY_NAME'),
    arch: process.arch,
    pageSize: Number(print('getconf', 'PAGESIZE')),
    glibc: process.report.getReport().header.glibcVersionRuntime,
    node: `Node ${process.versions.node.split('.')[0]}`,
    ceph: packageVersion('librbd1'),
    libvirt: packageVersion('libvirt0'),
  }
}

/** As upstream counts: `16.2.15` of `16.2.15+ds-0+deb12u1`. */
function packageVersion(name) {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own placeholder
  return /^(?:\d+:)?([\d.]+)/.exec(print('dpkg-query', '-W', '-f=${Version}', name))?.[1]
}

function print(program, ...args) {
  return spawnSync(program, args, { encoding: 'utf8' }).stdout ?? ''
}

/** One row for what differs in the runtime only. */
function table() {
  let files
  try {
    files = readdirSync(folder).filter((name) => name.endsWith('.json'))
  } catch {
    return undefined
  }
  if (files.length === 0) return undefined
  const rows = new Map()
  for (const file of files.sort()) {
    const entry = JSON.parse(readFileSync(join(folder, file), 'utf8'))
    const cells = {
      system: entry.system,
      arch: entry.arch,
      pageSize: `${entry.pageSize / 1024} KiB`,
      glibc: entry.glibc ?? '',
      ceph: release(entry.ceph),
      libvirt: release(entry.libvirt),
      what: entry.what.join(', '),
    }
    const key = Object.values(cells).join('|')
    const row = rows.get(key) ?? { ...cells, nodes: new Set() }
    row.nodes.add(entry.node)
    rows.set(key, row)
  }
  const order = (a, b) =>
    b.arch.localeCompare(a.arch) || Number(a.glibc) - Number(b.glibc) || a.system.localeCompare(b.system) || 0
  const lines = [...rows.values()].sort(order).map(({ system, arch, pageSize, glibc, nodes, ceph, libvirt, what }) => {
    const runtimes = [...nodes].sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).join(', ')
    return `| ${[system, arch, pageSize, glibc, runtimes, ceph, libvirt, what].join(' | ')} |`
  })
  const heads = [...Object.values(columns), 'Ceph', 'libvirt', 'what ran']
  return [`| ${heads.join(' | ')} |`, `| ${heads.map(() => '---').join(' | ')} |`, ...lines].join('\n')
}

/** The release of a library: what a table that is kept does not outlive so soon; `–` where there is none. */
function release(version) {
  return version?.split('.')[0] ?? '–'
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const at = process.argv.indexOf('--here')
  if (at >= 0) record({ ...here(), what: process.argv[at + 1].split(', ') })
  else update()
}

function update() {
  const file = join(project, 'README.md')
  const text = readFileSync(file, 'utf8')
  const [from, to] = [text.indexOf(begin), text.indexOf(end)]
  const made = table()
  if (from < 0 || to < from) stop(`README.md has no ${begin} … ${end}`)
  if (made === undefined) stop('no test has written anything down: run `npm run test:package` first')
  const wanted = `${text.slice(0, from + begin.length)}\n\n${made}\n\n${text.slice(to)}`
  if (!process.argv.includes('--check')) writeFileSync(file, wanted)
  else if (text !== wanted) stop('the README says something else than the tests: node scripts/matrix.mjs')
  console.log(made)
}

function stop(message) {
  console.error(`matrix: ${message}`)
  process.exit(1)
}
