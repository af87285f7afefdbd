#!/usr/bin/env node
// Writes the calls of libvirt that need no judgement, from the record of its interface (tools/libvirt/api.json): the
// table of its symbols, one line for each function whose C types say all (native/libvirt/direct.h has the shapes), and
// their types in TypeScript. With --check it only says whether the committed files are current.
//
// A call is named as its function, without `vir`: virNetworkSetAutostart is `networkSetAutostart`. What is not here is
// bound by hand in native/libvirt/*.cc.
import { libvirtApi } from './libvirt/api.mjs'
import { byHand, nullable, olderForms, truths, unneeded, urgent } from './libvirt/calls.mjs'
import { write } from './libvirt/output.mjs'

// The header that a build needs at least; what is newer is declared in generated/symbols.h.
const HEADER = [7, 0, 0]

const functions = libvirtApi().functions.filter(({ library }) => library === 'libvirt')
const isNewer = ({ since }) => {
  const parts = since.split('.').map(Number)
  const index = parts.findIndex((part, i) => part !== HEADER[i])
  return index >= 0 && parts[index] > HEADER[index]
}
const types = new Map(functions.map((entry) => [entry.name, entry]))
for (const name of [...olderForms, ...unneeded, ...byHand, ...truths, ...nullable, ...urgent]) {
  if (!types.has(name)) throw new Error(`tools/libvirt/calls.mjs names ${name}: libvirt has no such function`)
}

// ── C types ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** Pointers to objects: the handle, and the record that is made of one. */
const OBJECTS = {
  virConnectPtr: ['ConnectionHandle'],
  virDomainPtr: ['DomainHandle', 'DomainRecord'],
  virDomainCheckpointPtr: ['DomainCheckpointHandle', 'DomainCheckpointRecord'],
  virDomainSnapshotPtr: ['DomainSnapshotHandle', 'DomainSnapshotRecord'],
  virInterfacePtr: ['InterfaceHandle', 'InterfaceRecord'],
  virNetworkPtr: ['NetworkHandle', 'NetworkRecord'],
  virNetworkPortPtr: ['NetworkPortHandle', 'NetworkPortRecord'],
  virNodeDevicePtr: ['NodeDeviceHandle', 'NodeDeviceRecord'],
  virNWFilterPtr: ['NwFilterHandle', 'NwFilterRecord'],
  virNWFilterBindingPtr: ['NwFilterBindingHandle', 'NwFilterBindingRecord'],
  virSecretPtr: ['SecretHandle', 'SecretRecord'],
  virStoragePoolPtr: ['StoragePoolHandle', 'StoragePoolRecord'],
  virStorageVolPtr: ['StorageVolumeHandle', 'StorageVolumeRecord'],
}
const NUMBERS = ['int', 'unsigned int', 'long long', 'unsigned long', 'unsigned long long']

/** The TypeScript type of an argument that goes in as it is, or undefined. */
function typeIn(type) {
  if (NUMBERS.includes(type)) return 'number'
  if (type === 'const char *') return 'string | undefined'
  return OBJECTS[type]?.[0]
}

/** The same of a result. */
function typeOut(type) {
  if (NUMBERS.includes(type)) return 'number'
  if (type === 'char *' || type === 'const char *') return 'string'
  return OBJECTS[type]?.[1]
}

// ── shapes ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** How a function is bound: the shape of direct.h, its arguments in TypeScript, and what it resolves with. */
function shapeOf({ name, returns, arguments: args }) {
  const given = args.map(([argument, type]) => [argument, typeIn(type)])
  const kinds = args.map(([, type]) => type.replace(/ const$/, ''))
  const strange = args.findIndex(([, type]) => typeIn(type) === undefined)
  if (strange < 0) {
    const result = typeOut(returns)
    if (result === undefined) return undefined
    if (truths.includes(name)) return ['truth', given, 'boolean']
    if (nullable.includes(name)) return ['ifAny', given, `${result} | undefined`]
    return ['direct', given, result]
  }
  const others = args.filter((_, index) => index !== strange).every(([, type]) => typeIn(type) !== undefined)
  const without = (count) => given.filter((_, index) => index < strange || index >= strange + count)
  const kind = kinds[strange]
  if (strange === 1 && others && NUMBERS.some((number) => kind === `${number} *`)) {
    return truths.includes(name) ? ['answerTruth', without(1), 'boolean'] : ['answer', without(1), 'number']
  }
  const listed = /^(vir\w+Ptr) \*\*$/.exec(kind)?.[1]
  if (strange === 1 && args.length === 3 && listed in OBJECTS) {
    return ['list', without(1), `readonly ${OBJECTS[listed][1]}[]`]
  }
  if (kind === 'char ***' && others) return ['texts', without(1), 'readonly string[]']
  const [next] = kinds.slice(strange + 1)
  const isLast = strange + 3 === args.length
  if (kind === 'const char **' && strange <= 2 && isLast) {
    given[strange][1] = 'readonly string[]'
    return ['withTexts', given.toSpliced(strange + 1, 1), typeOut(returns)]
  }
  if (/^virTypedParameterPtr(?: \*)?$/.test(kind) && isLast && strange <= 3) {
    if (next.endsWith('*')) return ['parameters', without(2), 'ParameterValues']
    given[strange][1] = 'readonly ParameterRow[]'
    return ['setParameters', given.toSpliced(strange + 1, 1), 'void']
  }
  return undefined
}

const called = functions.filter(({ name }) => !olderForms.includes(name) && !unneeded.includes(name))
const calls = called.flatMap((entry) => {
  if (byHand.includes(entry.name)) return []
  const shape = shapeOf(entry)
  if (shape === undefined) throw new Error(`${entry.name} has no shape of direct.h: bind it by hand`)
  return [{ ...entry, shape, call: callName(entry.name) }]
})

/** virNWFilterGetName → nwFilterGetName */
function callName(name) {
  return name
    .slice('vir'.length)
    .replace(/^NWF/, 'nwF')
    .replace(/^\w/, (letter) => letter.toLowerCase())
}

// ── output ───────────────────────────────────────────────────────────────────────────────────────────────────────

const modules = [...new Set(calls.map(({ module }) => module))]
const noun = (module) => module.replace('libvirt-', '').replaceAll('-', '_')
const binder = (module) => `bind${noun(module).replace(/(?:^|_)(\w)/g, (_, letter) => letter.toUpperCase())}Calls`

const row = ({ name, since }) => `  X(${name}, "${since}", nullptr)`
const rows = (macro, list) => [`#define ${macro}(X)`, ...list.map(row)].join(' \\\n')
const cType = (type) => type.replace(/ \*/g, '*')

const symbols = [
  '// The functions of libvirt that are called: name, the release that first has it, and the version of the symbol where\n// the library exports several (none does).',
  rows(
    'CEPHVIRT_LIBVIRT_SYMBOLS',
    called.filter((entry) => !isNewer(entry)),
  ),
  rows('CEPHVIRT_LIBVIRT_NEWER_SYMBOLS', called.filter(isNewer)),
  `// Those that are newer than libvirt ${HEADER.join('.')}, whose headers are enough for a build.`,
  ['namespace cephvirt::libvirt::newer {'].join('\n'),
  called
    .filter(isNewer)
    .map(({ name, returns, arguments: args }) => {
      return `using ${name} = ${cType(returns)}(${args.map(([, type]) => cType(type)).join(', ')});`
    })
    .join('\n'),
  '}  // namespace cephvirt::libvirt::newer',
]

function source(module) {
  const lines = calls
    .filter((entry) => entry.module === module)
    .map(({ name, call, shape: [shape] }) => {
      const verb = urgent.includes(name) ? 'urgent' : 'blocking'
      return `  libvirt.${verb}("${call}", ${shape}(symbols().${name}));`
    })
  return [
    '#include "libvirt/direct.h"',
    'namespace cephvirt::libvirt {',
    [`void ${binder(module)}(Library& libvirt) {`, ...lines, '}'].join('\n'),
    '}  // namespace cephvirt::libvirt',
  ]
}

const binders = [
  '#pragma once',
  '#include "libvirt/calls.h"',
  'namespace cephvirt::libvirt {',
  modules.map((module) => `void ${binder(module)}(Library& libvirt);`).join('\n'),
  ['inline void bindGeneratedCalls(Library& libvirt) {', ...modules.map((m) => `  ${binder(m)}(libvirt);`), '}'].join(
    '\n',
  ),
  '}  // namespace cephvirt::libvirt',
]

const parameterName = (name) => {
  const camel = name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase())
  return ['interface', 'default', 'function', 'new', 'delete'].includes(camel) ? `${camel}_` : camel
}
const handles = Object.values(OBJECTS).flat()
const contract = [
  `import type {\n${[...handles, 'ParameterRow', 'ParameterValues']
    .sort()
    .map((name) => `  ${name},`)
    .join('\n')}\n} from '../libvirt-records.ts'`,
  '/** The calls of libvirt that are bound by their C types alone. */',
]
const members = calls.map(({ name, call, shape: [, args, result] }) => {
  const list = args.map(([argument, type]) => `${parameterName(argument)}: ${type}`).join(', ')
  return `  /** ${name} */\n  ${call}(${list}): Promise<${result}>`
})
contract.push(['export interface NativeLibvirtCalls {', ...members, '}'].join('\n'))

write(import.meta.url, {
  'native/libvirt/generated/symbols.h': [
    '#pragma once',
    '#include <libvirt/libvirt.h>\n#include <libvirt/virterror.h>',
    ...symbols,
  ],
  'native/libvirt/generated/calls.h': binders,
  ...Object.fromEntries(modules.map((module) => [`native/libvirt/generated/${noun(module)}.cc`, source(module)])),
  'src/native/contract/generated/libvirt-calls.ts': contract,
})
if (process.argv.includes('--list')) console.log(`${calls.length} calls; sources: ${modules.map(noun).join(' ')}`)
