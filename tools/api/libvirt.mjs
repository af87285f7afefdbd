// What becomes of libvirt's functions, constants and macros: compared with the record of its interface and, where its
// headers are installed, with their description.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describedIn, libvirtApi } from '../libvirt/api.mjs'
import { membersOf, root } from './members.mjs'
import { reasons } from './reasons.mjs'

const MOST_REASONS = 59
/** Releases of libvirt that distributions have. */
const RELEASES = ['7.0.0', '8.0.0', '9.0.0', '10.0.0', '11.3.0']

const read = (...path) => readFileSync(join(root, ...path), 'utf8')
const sources = (folder, pattern) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => pattern.test(name))
    .map((name) => [name, read(folder, name)])

const order = (version) => version.split('.').reduce((sum, part) => sum * 1000 + Number(part), 0)
const union = (lists) => [...new Map(lists.flat().map((entry) => [entry.name, entry])).values()]

/**
 * @param {string[]} failures is told what is missing, and what names nothing
 */
export function examineLibvirt(failures) {
  const recorded = libvirtApi()
  const installed = existsSync('/usr/share/libvirt/api/libvirt-api.xml') ? [describedIn()] : []
  const all = (kind) =>
    union([...installed, recorded].map((api) => api[kind])).sort((a, b) => (a.name < b.name ? -1 : 1))
  const functions = all('functions')
  const known = new Set(functions.map(({ name }) => name))

  const members = new Map()
  for (const member of membersOf('libvirt')) {
    for (const name of member.functions) {
      if (!known.has(name) && name.startsWith('vir')) {
        failures.push(`${member.file}:${member.line}: @implements ${name}: libvirt has no such function`)
      }
      members.set(name, [...(members.get(name) ?? []), member])
    }
  }
  const called = checkCalls(known, failures)
  const ours = Object.keys(reasons).filter((name) => name.startsWith('vir'))
  for (const name of ours) {
    if (!known.has(name)) failures.push(`a reason names ${name}: libvirt has no such function`)
    if (members.has(name)) failures.push(`${name} has a reason, and a method: ${members.get(name)[0].name}`)
  }
  if (ours.length > MOST_REASONS) failures.push(`libvirt has ${ours.length} reasons: ${MOST_REASONS} at most`)

  const examined = functions.map((entry) => {
    const reachedBy = members.get(entry.name) ?? []
    const reason = reasons[entry.name]
    if (reachedBy.length === 0 && reason === undefined) failures.push(`${entry.name} is neither reachable nor reasoned`)
    return { ...entry, reachedBy, reason, called: called.has(entry.name) }
  })
  const names = checkNames(all('constants'), all('macros'), failures)
  return { functions: examined, releases: [...RELEASES, recorded.version], names }
}

/** The rows of the symbol tables are called, and the generated calls are used. */
function checkCalls(known, failures) {
  const native = sources('native/libvirt', /\.(?:cc|h)$/)
  const rows = native.flatMap(([, text]) => [...text.matchAll(/\bX\((vir\w+), "/g)].map(([, name]) => name))
  const called = new Set(
    native.flatMap(([, text]) =>
      [...text.matchAll(/(?:symbols\(\)\.|\bS(?:ymbols)?::)(vir\w+)/g)].map(([, name]) => name),
    ),
  )
  for (const name of rows) {
    if (!known.has(name)) failures.push(`native/libvirt: ${name}: libvirt has no such function`)
    else if (!called.has(name)) failures.push(`native/libvirt: ${name} is never called`)
  }
  const used = sources('src/libvirt', /\.ts$/)
    .map(([, text]) => text)
    .join('\n')
  for (const [, name] of read('src/native/contract/generated/libvirt-calls.ts').matchAll(/^ {2}(\w+)\(/gm)) {
    if (!new RegExp(`\\b${name}\\b`).test(used)) failures.push(`native.libvirt.${name} is never used`)
  }
  return called
}

/** Constants and macros are in a generated table, or have a reason. */
function checkNames(constants, macros, failures) {
  const enumerations = read('src/libvirt/generated/enumerations.ts')
  const tables = new Map(
    [...enumerations.matchAll(/^\/\*\* (vir\w+) \*\/\nexport const \w+ = \{\n([\s\S]*?)^\}/gm)].map(
      ([, type, body]) => [type, new Set([...body.matchAll(/: (-?\d+),$/gm)].map(([, value]) => Number(value)))],
    ),
  )
  const errors = read('src/core/generated/libvirt-names.ts')
  const counts = { constants: 0, ends: 0, macros: 0, reasoned: 0 }
  for (const { name, type, value } of constants) {
    if (tables.get(type)?.has(value) || errors.includes(`'${name}'`)) counts.constants++
    // Not a value: how many there were when libvirt was compiled.
    else if (name.endsWith('_LAST')) counts.ends++
    else if (reasons[name] !== undefined) counts.reasoned++
    else failures.push(`${name} is in no table of generated/enumerations.ts`)
  }
  const texts = new Set(
    [...read('src/libvirt/generated/parameters.ts').matchAll(/\['([^']+)', '/g)].map(([, text]) => text),
  )
  for (const { name, text } of macros) {
    if (reasons[name] !== undefined) counts.reasoned++
    // Statistics are nested by their paths, whatever they are: `nested()` needs no table of them.
    else if (/^VIR_DOMAIN_(?:STATS|GUEST_INFO)_/.test(name) || texts.has(text)) counts.macros++
    else failures.push(`the macro ${name} is in no generated table, and has no reason`)
  }
  for (const name of Object.keys(reasons).filter((key) => /^_?(?:VIR|LIBVIR)_?/.test(key))) {
    if (![...constants, ...macros].some((entry) => entry.name === name))
      failures.push(`a reason names ${name}: libvirt has none`)
  }
  return counts
}

export function libvirtSummary({ functions, releases }) {
  return releases.map((release) => {
    const declared = functions.filter(({ since }) => order(since) <= order(release))
    const reachable = declared.filter(({ reachedBy }) => reachedBy.length > 0)
    const called = reachable.filter((entry) => entry.called)
    const reasoned = declared.filter(({ reachedBy, reason }) => reachedBy.length === 0 && reason !== undefined)
    const covered = ((100 * (reachable.length + reasoned.length)) / declared.length).toFixed(1).replace('.0', '')
    const counts = [declared.length, reachable.length, called.length, reasoned.length]
    return `| libvirt | ${release} | ${counts.join(' | ')} | ${covered} % |`
  })
}

export function libvirtTable({ functions, names }) {
  const rows = functions.map(({ name, since, reachedBy, reason, called }) => {
    const how =
      reachedBy.length > 0
        ? [...new Set(reachedBy.map((member) => `\`${member.name}\``))].join(', ')
        : `— ${reason ?? ''}`
    return `| \`${name}\` | ${since} | ${called ? 'itself' : reachedBy.length > 0 ? 'another form' : ''} | ${how} |`
  })
  return [
    '## libvirt',
    '',
    `Of its ${names.constants + names.ends} constants, ${names.constants} are words of a union or names of errors; the other ${names.ends} only count them (\`…_LAST\`).`,
    `Of its macros, ${names.macros} name typed parameters or statistics, which are properties here; ${names.reasoned} constants and macros have a reason.`,
    '',
    '| function | from libvirt | calls | reached by |',
    '| --- | --- | --- | --- |',
    ...rows,
  ]
}
