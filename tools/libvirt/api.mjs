#!/usr/bin/env node
// libvirt's public interface, as the generators and the report know it: its functions, constants and macros, of the
// newest release on record. `node tools/libvirt/api.mjs --record [folder of libvirt-api.xml]` takes it from the
// description that comes with libvirt's headers.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DOMParser } from '@xmldom/xmldom'

const record = fileURLToPath(new URL('api.json', import.meta.url))
const LIBRARIES = ['libvirt', 'libvirt-qemu']
const TYPES = {
  boolean: /VIR_TYPED_PARAM_BOOLEAN|\bas an? bool(?:ean)?\b|\ban? boolean\b/,
  string: /VIR_TYPED_PARAM_STRING|\bas (?:an? )?string\b|\ba string\b/,
  ullong: /VIR_TYPED_PARAM_ULLONG|\bas (?:an? )?(?:ullong|unsigned long long)\b/,
  llong: /VIR_TYPED_PARAM_LLONG|\bas (?:an? )?(?:llong|long long)\b/,
  uint: /VIR_TYPED_PARAM_UINT|\bas (?:an? )?(?:uint|unsigned int)\b/,
  double: /VIR_TYPED_PARAM_DOUBLE|\bas an? double\b/,
  int: /VIR_TYPED_PARAM_INT|\bas (?:an? )?int\b/,
}

/**
 * @typedef {object} Function
 * @property {string} name
 * @property {string} since the release that first has it: '0.9.13'
 * @property {string} module 'libvirt-domain'
 * @property {string} library 'libvirt' or 'libvirt-qemu'
 * @property {string} returns the C type
 * @property {readonly (readonly [name: string, type: string])[]} arguments
 *
 * @typedef {object} Constant
 * @property {string} name
 * @property {string} type the enumeration
 * @property {number} value
 * @property {string} since
 *
 * @typedef {object} Macro
 * @property {string} name
 * @property {string} since
 * @property {string} [text] the string it stands for
 * @property {keyof typeof TYPES} [type] that of the typed parameter it names
 */

/** @returns {{ version: string, functions: Function[], constants: Constant[], macros: Macro[] }} */
export function libvirtApi() {
  return JSON.parse(readFileSync(record, 'utf8'))
}

/** The same, of the description in a folder. */
export function describedIn(folder = '/usr/share/libvirt/api') {
  const api = { version: '', functions: [], constants: [], macros: [] }
  const constants = []
  for (const library of LIBRARIES) {
    const text = readFileSync(join(folder, `${library}-api.xml`), 'utf8')
    const document = new DOMParser().parseFromString(text, 'text/xml')
    const all = (name) => [...document.getElementsByTagName(name)]
    const attribute = (element, name) => element.getAttribute(name) || undefined
    for (const element of all('function')) {
      const [returned] = element.getElementsByTagName('return')
      api.functions.push({
        name: attribute(element, 'name'),
        since: attribute(element, 'version'),
        module: attribute(element, 'file'),
        library,
        returns: attribute(returned, 'type'),
        arguments: [...element.getElementsByTagName('arg')].map((a) => [attribute(a, 'name'), attribute(a, 'type')]),
      })
    }
    constants.push(...all('enum')) // one library's may be named after another's
    for (const element of all('enum')) {
      api.constants.push({
        name: attribute(element, 'name'),
        type: attribute(element, 'type'),
        value: numberOf(constants, attribute(element, 'value')),
        since: attribute(element, 'version'),
      })
    }
    for (const element of all('macro')) {
      const name = attribute(element, 'name')
      if (name === 'LIBVIR_VERSION_NUMBER') api.version = version(Number(attribute(element, 'raw')))
      const info = element.getElementsByTagName('info')[0]?.textContent ?? ''
      const string = attribute(element, 'string')
      const type = string === undefined ? undefined : Object.keys(TYPES).find((key) => TYPES[key].test(info))
      api.macros.push({ name, since: attribute(element, 'version'), text: string, type })
    }
  }
  for (const list of [api.functions, api.constants, api.macros]) list.sort((a, b) => (a.name < b.name ? -1 : 1))
  return api
}

/** A value may be the name of another constant. */
function numberOf(constants, value) {
  if (/^-?(?:0x[0-9a-f]+|\d+)$/i.test(value)) return Number(value)
  const named = constants.find((element) => element.getAttribute('name') === value)
  if (named === undefined) throw new Error(`which number is ${value}?`)
  return numberOf(constants, named.getAttribute('value'))
}

const version = (number) => [1_000_000, 1_000, 1].map((unit) => Math.floor(number / unit) % 1_000).join('.')

if (process.argv[1] === fileURLToPath(import.meta.url) && process.argv.includes('--record')) {
  const api = describedIn(process.argv[process.argv.indexOf('--record') + 1])
  const rows = (list) => `[\n${list.map((row) => JSON.stringify(row)).join(',\n')}\n]`
  const parts = ['functions', 'constants', 'macros'].map((name) => `"${name}": ${rows(api[name])}`)
  writeFileSync(record, `{\n"version": "${api.version}",\n${parts.join(',\n')}\n}\n`)
  console.log(
    `libvirt ${api.version}: ${api.functions.length} functions, ${api.constants.length} constants, ${api.macros.length} macros`,
  )
}
