#!/usr/bin/env node
// `npm run api`: which functions of the C libraries the package makes reachable, by what method, and why the others
// need none. Writes docs/api-coverage.md; fails if a function is left out without a reason, if a tag or a reason names
// nothing, or if a row of a symbol table is not called.
//
//   --check                     writes nothing: fails if the page is not current
//   --record 20 [--include DIR] takes the functions of the headers in DIR as those of that release
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { declaredIn, libraries, record, recorded } from './headers.mjs'
import { examineLibvirt, libvirtSummary, libvirtTable } from './libvirt.mjs'
import { membersOf, root } from './members.mjs'
import { reasons } from './reasons.mjs'

const MOST_REASONS = 24
const page = join(root, 'docs', 'api-coverage.md')
const option = (name) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined)

if (option('--record') !== undefined) {
  record(option('--record'), option('--include'))
  process.exit()
}

const failures = []

/** The rows of a library's symbol table, and what its calls call. */
function symbolsOf(part) {
  const folder = join(root, 'native', part)
  const table = readFileSync(join(folder, 'symbols.h'), 'utf8')
  const rows = [...table.matchAll(/\bX\((\w+), "/g)].map(([, name]) => name)
  const calls = readdirSync(folder)
    .filter((name) => name !== 'symbols.h' && name !== 'newer.h')
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n')
  const called = new Set([...calls.matchAll(/\.((?:rados|rbd)_\w+)/g)].map(([, name]) => name))
  return { rows, called }
}

/** What becomes of every function of a library. */
function examine(library) {
  const { prefix, part } = libraries[library]
  const releases = recorded(library)
  let installed = []
  try {
    installed = declaredIn(library)
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
  }
  const known = new Set([...releases.values(), installed].flatMap((names) => [...names]))

  const members = new Map()
  for (const member of membersOf(part)) {
    for (const name of member.functions) {
      if (!known.has(name) && name.startsWith(`${prefix}_`)) {
        failures.push(`${member.file}:${member.line}: @implements ${name}: ${library} has no such function`)
      }
      members.set(name, [...(members.get(name) ?? []), member])
    }
  }
  const { rows, called } = symbolsOf(part)
  for (const name of rows) {
    if (!known.has(name)) failures.push(`native/${part}/symbols.h: ${name}: ${library} has no such function`)
    else if (!called.has(name)) failures.push(`native/${part}/symbols.h: ${name} is never called`)
  }
  const ours = Object.keys(reasons).filter((name) => name.startsWith(`${prefix}_`))
  for (const name of ours) {
    if (!known.has(name)) failures.push(`a reason names ${name}: ${library} has no such function`)
    if (members.has(name)) failures.push(`${name} has a reason, and a method: ${members.get(name)[0].name}`)
  }
  if (ours.length > MOST_REASONS) failures.push(`${library} has ${ours.length} reasons: ${MOST_REASONS} at most`)

  const functions = [...known].sort().map((name) => {
    const reachedBy = members.get(name) ?? []
    const reason = reasons[name]
    if (reachedBy.length === 0 && reason === undefined) failures.push(`${name} is neither reachable nor reasoned`)
    return { name, reachedBy, reason, called: rows.includes(name) }
  })
  return { library, releases, functions }
}

function summary({ library, releases, functions }) {
  return [...releases].map(([release, names]) => {
    const declared = functions.filter(({ name }) => names.has(name))
    const reachable = declared.filter(({ reachedBy }) => reachedBy.length > 0)
    const called = reachable.filter((entry) => entry.called)
    const reasoned = declared.filter(({ reachedBy, reason }) => reachedBy.length === 0 && reason !== undefined)
    const covered = ((100 * (reachable.length + reasoned.length)) / declared.length).toFixed(1).replace('.0', '')
    const counts = [declared.length, reachable.length, called.length, reasoned.length]
    return `| ${library} | ${release} | ${counts.join(' | ')} | ${covered} % |`
  })
}

function table({ library, releases, functions }) {
  const [oldest] = releases.keys()
  const since = (name) => [...releases].find(([, names]) => names.has(name))?.[0]
  const rows = functions.map(({ name, reachedBy, reason, called }) => {
    const release = since(name) === oldest ? '' : (since(name) ?? 'later')
    const how =
      reachedBy.length > 0
        ? [...new Set(reachedBy.map((member) => `\`${member.name}\``))].join(', ')
        : `— ${reason ?? ''}`
    return `| \`${name}\` | ${release} | ${called ? 'itself' : reachedBy.length > 0 ? 'another form' : ''} | ${how} |`
  })
  return [`## ${library}`, '', '| function | from Ceph | calls | reached by |', '| --- | --- | --- | --- |', ...rows]
}

const examined = Object.keys(libraries).map(examine)
const libvirt = examineLibvirt(failures)
const summaries = [...examined.flatMap(summary), ...libvirtSummary(libvirt)]
const text = `${[
  '# What of the C libraries is reachable',
  '',
  'Written by `npm run api` from the C headers, the `@implements` tags of the sources and the symbol tables in `native/`.',
  'A function is *reachable* if a method does what it does: by calling the function itself, or another form of it that does',
  'the same and more (`rbd_resize2` for `rbd_resize`, an asynchronous form for a blocking one). The few that need no method',
  'have a reason.',
  '',
  '| library | release | declared | reachable | called itself | reasoned | together |',
  '| --- | --- | --- | --- | --- | --- | --- |',
  ...summaries,
  '',
  ...examined.flatMap((library) => [...table(library), '']),
  ...libvirtTable(libvirt),
  '',
].join('\n')}`

for (const line of summaries) console.log(line)
const current = (() => {
  try {
    return readFileSync(page, 'utf8')
  } catch {
    return undefined
  }
})()
if (process.argv.includes('--check')) {
  if (current !== text) failures.push('docs/api-coverage.md is not current: npm run api')
} else {
  writeFileSync(page, text)
}
for (const failure of failures) console.error(failure)
if (failures.length > 0) {
  console.error(`${failures.length} failures`)
  process.exitCode = 1
}
