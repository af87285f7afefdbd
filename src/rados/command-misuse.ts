import type { CommandReply } from '../native/contract/rados.ts'

interface Argument {
  readonly name: string
  readonly req?: string
  /** Choices, with bars between. */
  readonly strings?: string
}

/** A command as a daemon describes it: words and arguments. */
interface Description {
  readonly sig: readonly (string | Argument)[]
}

/** How many commands or choices a hint names at most. */
const MOST = 12

/** What every command takes, whatever its description says. */
const ALWAYS = new Set(['format'])

/**
 * What is wrong with a command that a daemon refused as invalid, by the daemon's own description of its commands: that
 * is newer or older than ours. Undefined if it cannot be asked.
 */
export async function misuse(
  send: (command: { readonly prefix: string }) => Promise<CommandReply>,
  prefix: string,
  args: Readonly<Record<string, unknown>>,
): Promise<string | undefined> {
  try {
    const { code, output } = await send({ prefix: 'get_command_descriptions' })
    if (code < 0) return undefined
    const descriptions: Readonly<Record<string, Description>> = JSON.parse(output.toString())
    return misuseOf(Object.values(descriptions), prefix, args)
  } catch {
    // Whoever waits is told of the refusal, not of this.
    return undefined
  }
}

/** The same, by descriptions. */
export function misuseOf(
  descriptions: readonly Description[],
  prefix: string,
  args: Readonly<Record<string, unknown>>,
): string | undefined {
  const forms = descriptions.filter((description) => prefixOf(description) === prefix)
  if (forms.length === 0) return `It knows no such command${similar(descriptions.map(prefixOf), prefix)}.`
  const judged = forms.map(({ sig }) => {
    const known = sig.filter((part) => typeof part !== 'string')
    return { known, unknown: unknownOf(known, args).length, faults: faultsOf(known, args) }
  })
  // The form that is meant knows what is given.
  const [best] = judged.sort((a, b) => a.unknown - b.unknown || a.faults.length - b.faults.length)
  if (best === undefined) return undefined
  const { known, faults } = best
  const takes = known.map(({ name, req }) => (req === 'false' ? `[${name}]` : name)).join(', ')
  const usage = `'${prefix}' takes ${takes === '' ? 'no arguments' : takes}`
  return `${[...faults, usage].join('; ')}.`
}

function faultsOf(known: readonly Argument[], args: Readonly<Record<string, unknown>>): readonly string[] {
  const missing = known.filter(({ name, req }) => req !== 'false' && args[name] === undefined)
  const unknown = unknownOf(known, args)
  return [
    ...unknown.map((name) => {
      const meant = known.find((argument) => plain(argument.name) === plain(name))
      return `'${name}' is unknown${meant === undefined ? '' : `: '${meant.name}' is meant`}`
    }),
    ...missing
      .filter(({ name }) => !unknown.some((other) => plain(other) === plain(name)))
      .map(({ name }) => `'${name}' is missing`),
    ...known.flatMap(({ name, strings }) => {
      const choices = (strings ?? '').split('|').filter((choice) => choice !== '')
      const value = args[name]
      if (choices.length === 0 || typeof value !== 'string' || choices.includes(value)) return []
      return [`'${name}' is one of ${firstOf(choices)}`]
    }),
  ]
}

function unknownOf(known: readonly Argument[], args: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(args).filter(
    (name) => args[name] !== undefined && !ALWAYS.has(name) && !known.some((argument) => argument.name === name),
  )
}

function prefixOf({ sig }: Description): string {
  return sig.filter((part) => typeof part === 'string').join(' ')
}

/** The commands that begin with the most of the same words. */
function similar(prefixes: readonly string[], prefix: string): string {
  const words = prefix.split(' ')
  for (let count = words.length - 1; count > 0; count -= 1) {
    const start = `${words.slice(0, count).join(' ')} `
    const found = [...new Set(prefixes.filter((other) => other.startsWith(start)))]
    if (found.length > 0) return `; there are ${firstOf(found.sort())}`
  }
  return ''
}

function firstOf(names: readonly string[]): string {
  return `${names.slice(0, MOST).join(', ')}${names.length > MOST ? ' …' : ''}`
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}
