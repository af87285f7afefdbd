// What Ceph's daemons say of their commands (`get_command_descriptions`), as TypeScript: one type of arguments for each
// command.

/**
 * @typedef {Readonly<{ name: string, type: string, req?: string, n?: string, strings?: string, range?: string }>} Argument
 * @typedef {Readonly<{ sig: readonly (string | Argument)[], help?: string, flags?: number }>} Description
 * @typedef {Readonly<Record<string, Description>>} Descriptions
 * @typedef {'mon' | 'mgr' | 'osd'} Daemon
 */

const FLAG = { obsolete: 2, deprecated: 4, mgr: 8, hidden: 32 }
const NUMBERS = new Set(['CephInt', 'CephFloat', 'CephOsdName'])

/** What `cluster.command` gives itself. */
const OURS = new Set(['format', 'prefix'])

/**
 * @param {Readonly<Record<Daemon, Descriptions>>} daemons
 * @param {string} release as `ceph version` tells it: `'16.2.15'`
 */
export function commandsModule(daemons, release) {
  const commands = new Map()
  for (const daemon of /** @type {const} */ (['mon', 'mgr', 'osd'])) {
    for (const description of Object.values(daemons[daemon])) {
      const command = commandOf(daemon, description)
      if (command === undefined) continue
      const { prefix } = command
      const forms = commands.get(prefix) ?? []
      // The monitors tell those of the manager too.
      if (daemon !== 'mgr' || forms.length === 0) commands.set(prefix, [...forms, command])
    }
  }
  const rows = [...commands].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, forms]) => row(forms))
  return [
    `// Written by tools/generate-ceph-commands.mjs from what the daemons of Ceph ${release} tell. Do not edit.`,
    '',
    'export type NoArguments = Readonly<Record<string, never>>',
    '',
    '/** The arguments of the commands, by prefix. */',
    'export interface CommandArgumentsByPrefix {',
    ...rows,
    '}',
    '',
    '/** The arguments that daemons take only with a decimal point, by prefix. */',
    'export const FLOATS: Readonly<Record<string, readonly string[]>> = {',
    ...[...commands].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([prefix, forms]) => floatRow(prefix, forms)),
    '}',
    '',
  ].join('\n')
}

/** The release that a module was made from. */
export function releaseOfModule(text) {
  return /from what the daemons of Ceph (\S+) tell/.exec(text)?.[1]
}

function commandOf(daemon, { sig, help = '', flags = 0 }) {
  const prefix = sig.filter((part) => typeof part === 'string').join(' ')
  // Obsolete ones are refused; a number is no command, but what OSDs have made of one whose name is missing.
  if ((flags & FLAG.obsolete) !== 0 || !/^[a-z]/i.test(prefix)) return undefined
  return {
    prefix,
    // The manager's modules give all that they say in their code.
    help: help.trim().split(/\n\s*\n/)[0],
    target: (flags & FLAG.mgr) !== 0 ? 'mgr' : daemon,
    deprecated: (flags & FLAG.deprecated) !== 0,
    hidden: (flags & FLAG.hidden) !== 0,
    args: sig.filter((part) => typeof part !== 'string' && !OURS.has(part.name)),
  }
}

function row(forms) {
  const types = [...new Set(forms.map(({ args }) => typeOfArguments(args)))]
  const helps = [...new Set(forms.map(({ help }) => help).filter((help) => help !== ''))]
  const targets = new Set(forms.map(({ target }) => target))
  const sentences = helps.map(sentence)
  if (forms.every(({ hidden }) => hidden)) sentences.push('Hidden: for those who know what they do.')
  const ranges = new Set(forms.flatMap(({ args }) => args.flatMap(rangeOf)))
  if (ranges.size > 0) sentences.push(`${[...ranges].join(', ')}.`)
  if (targets.has('osd')) {
    sentences.push(targets.size > 1 ? "Also a command of OSDs: `target: 'osd.0'`." : "For an OSD: `target: 'osd.0'`.")
  }
  if (targets.has('mgr')) sentences.push('Run by the manager.')
  const deprecated = forms.every((form) => form.deprecated) ? ['@deprecated Ceph may drop it.'] : []
  const lines = [sentences.join(' '), ...deprecated].filter((line) => line !== '')
  const text = lines.length > 1 ? `  /**\n   * ${lines.join('\n   * ')}\n   */` : `  /** ${lines.join('')} */`
  return [...(lines.length > 0 ? [text] : []), `  ${key(forms[0].prefix)}: ${types.join(' | ')}`].join('\n')
}

function floatRow(prefix, forms) {
  const floats = forms.flatMap(({ args }) => args.filter(({ type }) => type === 'CephFloat').map(({ name }) => name))
  return floats.length === 0 ? [] : [`  ${key(prefix)}: [${[...new Set(floats)].map(quoted).join(', ')}],`]
}

function typeOfArguments(args) {
  if (args.length === 0) return 'NoArguments'
  // The same name twice is the same argument.
  const fields = new Map(args.map((argument) => [argument.name, argument]))
  return `{ ${[...fields.values()].map(field).join('; ')} }`
}

function field({ name, type, req, n, strings }) {
  const one = typeOf(type, strings)
  const many = n === 'N'
  return `readonly ${key(name)}${req === 'false' ? '?' : ''}: ${many ? `readonly ${one.includes('|') ? `(${one})` : one}[]` : one}`
}

function typeOf(type, strings) {
  if (type === 'CephBool') return 'boolean'
  if (NUMBERS.has(type)) return 'number'
  const choices = (strings ?? '').split('|').filter((choice) => choice !== '')
  if (type !== 'CephChoices' || choices.length === 0) return 'string'
  return [...new Set(choices)].map((choice) => quoted(choice)).join(' | ')
}

/** `0|20` is from 0 to 20; `1` is 1 and more. */
function rangeOf({ name, range }) {
  if (range === undefined) return []
  const [least, most] = range.split('|')
  return [most === undefined ? `\`${name}\` is ${least} or more` : `\`${name}\` is from ${least} to ${most}`]
}

function sentence(help) {
  const text = help.replaceAll(/\s+/g, ' ').replaceAll('*/', '* /').replaceAll('@', '(at)')
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`
}

function key(name) {
  return /^[a-z_]\w*$/i.test(name) ? name : quoted(name)
}

function quoted(text) {
  return `'${text.replaceAll("'", "\\'")}'`
}
