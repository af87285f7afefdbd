import { outOfRange } from '../core/arguments.ts'

/** What the arguments of a Ceph tool say before any conf file is read, and the rest. */
export interface CephArguments {
  readonly conf?: string
  readonly name?: string
  readonly cluster?: string
  readonly rest: readonly string[]
}

const EARLY: Readonly<Record<string, 'conf' | 'id' | 'name' | 'cluster'>> = {
  '-c': 'conf',
  '--conf': 'conf',
  '-i': 'id',
  '--id': 'id',
  '--user': 'id',
  '-n': 'name',
  '--name': 'name',
  '--cluster': 'cluster',
}

const LONG: Readonly<Record<string, string>> = { '-m': '--mon-host', '-k': '--keyring', '-K': '--keyfile' }

/** Reads arguments as the Ceph tools take them: `['-c', '/etc/ceph/ceph.conf', '--id=libvirt', '--rbd-cache=false']`. */
export function parseCephArguments(args: readonly string[], name: string): CephArguments {
  const early: { conf?: string; name?: string; cluster?: string } = {}
  const rest: string[] = []
  const left = [...args]
  for (let argument = left.shift(); argument !== undefined; argument = left.shift()) {
    const [flag, inline] = argument.startsWith('--') ? splitOnce(argument, '=') : [argument]
    const meaning = EARLY[flag]
    if (meaning === undefined) {
      rest.push(LONG[argument] ?? argument)
      continue
    }
    const value = inline ?? left.shift()
    if (value === undefined || value === '') throw outOfRange(name, `followed by a value after ${flag}`, argument)
    if (meaning === 'id') early.name = `client.${value}`
    else early[meaning] = value
  }
  return { ...early, rest }
}

/** The arguments in `CEPH_ARGS`. */
export function environmentArguments(environment: NodeJS.ProcessEnv = process.env): CephArguments {
  return parseCephArguments(
    (environment.CEPH_ARGS ?? '').split(/\s+/).filter((text) => text !== ''),
    'CEPH_ARGS',
  )
}

/** Whether arguments name the monitors, so that no conf file is needed. */
export function namesMonitors(args: readonly string[]): boolean {
  return args.some((argument) => /^--mon[-_]host(=|$)/.test(argument))
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}
