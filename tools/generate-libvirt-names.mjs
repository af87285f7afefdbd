#!/usr/bin/env node
// Writes the names of libvirt's error numbers and of its parts (virErrorNumber, virErrorDomain) from the API
// description that comes with libvirt's headers. With --check it only says whether the committed file is current: that
// it knows every name of the installed libvirt (a newer file than the installed libvirt is fine).
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { DOMParser } from '@xmldom/xmldom'

const source = process.env.LIBVIRT_API_XML ?? '/usr/share/libvirt/api/libvirt-api.xml'
const target = fileURLToPath(new URL('../src/core/generated/libvirt-names.ts', import.meta.url))

const api = new DOMParser().parseFromString(readFileSync(source, 'utf8'), 'text/xml')
const enums = [...api.getElementsByTagName('enum')]

function names(type) {
  return enums
    .filter((element) => element.getAttribute('type') === type)
    .map((element) => [Number(element.getAttribute('value')), element.getAttribute('name')])
    .filter(([, name]) => !name.endsWith('_LAST'))
    .sort(([a], [b]) => a - b)
}

function table(name, type) {
  const rows = names(type).map(([number, text]) => `  ${number}: '${text}',`)
  return [`export const ${name}: Readonly<Record<number, string>> = {`, ...rows, '}'].join('\n')
}

const text = `// Written by tools/generate-libvirt-names.mjs from libvirt's API description. Do not edit.

${table('ERROR_NAMES', 'virErrorNumber')}

${table('DOMAIN_NAMES', 'virErrorDomain')}
`

if (!process.argv.includes('--check')) {
  writeFileSync(target, text)
} else {
  const committed = new Set(readFileSync(target, 'utf8').split('\n'))
  const missing = text.split('\n').filter((line) => line.includes('VIR_') && !committed.has(line))
  if (missing.length > 0) {
    console.error(`${target} is not current; run tools/generate-libvirt-names.mjs. Missing:\n${missing.join('\n')}`)
    process.exitCode = 1
  }
}
