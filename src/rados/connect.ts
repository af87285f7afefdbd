import { constants } from 'node:os'
import { checkInteger, checkName, outOfRange, wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { cephError } from '../core/ceph-failure.ts'
import { revealed, type SecretText } from '../core/secret.ts'
import type { ConnectOptions as NativeConnectOptions } from '../native/contract/rados.ts'
import { native } from '../native/load.ts'
import { Cluster } from './cluster.ts'

/** How to reach a cluster, and as whom. All of it is optional: what is not given comes from `CEPH_CONF`, `CEPH_ARGS`, the conf file and Ceph's defaults, in that order. */
export interface ConnectOptions extends Pick<CallOptions, 'signal'> {
  /** The conf file. Without it: `CEPH_CONF`, then Ceph's own search path (`/etc/ceph/ceph.conf` first). */
  readonly conf?: string
  /** The user, with or without `client.`: `'admin'`, `'client.libvirt'`. */
  readonly user?: string
  /** The file that holds the user's key. */
  readonly keyring?: string
  /** The user's key itself, instead of a keyring. */
  readonly key?: SecretText
  /** The monitors, instead of those of the conf file: `'10.0.0.1,10.0.0.2'`, `'[v2:10.0.0.1:3300,v1:10.0.0.1:6789]'`. */
  readonly monHost?: string
  /** The cluster's name, which is the name of its conf file: `'ceph'`. */
  readonly cluster?: string
  /** Further options of ceph.conf, over all others. */
  readonly config?: Readonly<Record<string, string | number | boolean>>
  /** Arguments as the Ceph tools take them: `['--id', 'libvirt', '--rbd-cache=false']`. */
  readonly args?: readonly string[]
  /** How long to try to reach a monitor, in milliseconds. Ceph's default is 300,000. */
  readonly connectTimeout?: number
  /** How long a call waits for monitors and OSDs, in milliseconds. Ceph's default is to wait for ever. */
  readonly opTimeout?: number
}

/** What the arguments of a Ceph tool say before any conf file is read, and the rest. */
interface EarlyArguments {
  readonly conf?: string
  readonly name?: string
  readonly cluster?: string
  readonly rest: readonly string[]
}

const EARLY: Readonly<Record<string, 'conf' | 'id' | 'name' | 'cluster'>> = {
  '-c': 'conf',
  '--conf': 'conf',
  '--id': 'id',
  '--user': 'id',
  '-n': 'name',
  '--name': 'name',
  '--cluster': 'cluster',
}

const RENAMED: Readonly<Record<string, string>> = { '-m': '--mon-host', '-k': '--keyring', '-K': '--keyfile' }

function earlyArguments(args: readonly string[]): EarlyArguments {
  const early: { conf?: string; name?: string; cluster?: string } = {}
  const rest: string[] = []
  const left = [...args]
  for (let argument = left.shift(); argument !== undefined; argument = left.shift()) {
    const [flag, inline] = argument.startsWith('--') ? splitOnce(argument, '=') : [argument]
    const meaning = EARLY[flag]
    if (meaning === undefined) {
      rest.push(RENAMED[argument] ?? argument)
      continue
    }
    const value = inline ?? left.shift()
    if (value === undefined) throw outOfRange('options.args', `followed by a value after ${flag}`, args.join(' '))
    if (meaning === 'id') early.name = `client.${value}`
    else early[meaning] = value
  }
  return { ...early, rest }
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}

function userName(user: string): string {
  const name = checkName(user, 'options.user')
  return name.includes('.') ? name : `client.${name}`
}

const seconds = (milliseconds: number): string => String(milliseconds / 1000)

function nativeOptions(options: ConnectOptions): NativeConnectOptions {
  if (typeof options !== 'object' || options === null) throw wrongType('options', 'an object', options)
  const given = options.args ?? []
  if (!Array.isArray(given) || given.some((argument) => typeof argument !== 'string')) {
    throw wrongType('options.args', 'an array of strings', given)
  }
  const fromEnvironment = earlyArguments((process.env.CEPH_ARGS ?? '').split(/\s+/).filter((text) => text !== ''))
  const args = earlyArguments(given)

  const config: [string, string][] = []
  const set = (option: string, value: string | number | boolean | undefined): void => {
    if (value !== undefined) config.push([option, String(value)])
  }
  set('mon_host', options.monHost === undefined ? undefined : checkName(options.monHost, 'options.monHost'))
  set('keyring', options.keyring === undefined ? undefined : checkName(options.keyring, 'options.keyring'))
  set('key', options.key === undefined ? undefined : revealed(options.key, 'options.key'))
  if (options.connectTimeout !== undefined) {
    const timeout = checkInteger(options.connectTimeout, 'options.connectTimeout', 1)
    // connect() itself keeps to the millisecond. This ends the attempt behind it: in whole seconds, a little later.
    set('client_mount_timeout', Math.ceil(timeout / 1000) + 1)
  }
  if (options.opTimeout !== undefined) {
    const timeout = checkInteger(options.opTimeout, 'options.opTimeout', 1)
    set('rados_mon_op_timeout', seconds(timeout))
    set('rados_osd_op_timeout', seconds(timeout))
  }
  for (const [option, value] of Object.entries(options.config ?? {})) set(checkName(option, 'options.config'), value)

  const conf = options.conf ?? args.conf ?? fromEnvironment.conf ?? process.env.CEPH_CONF
  if (conf !== undefined) checkName(conf, 'options.conf')
  const monitorsGiven = [...config.map(([option]) => option), ...args.rest, ...fromEnvironment.rest].some((text) =>
    /^(--)?mon[-_]host/.test(text),
  )
  return {
    cluster: options.cluster ?? args.cluster ?? fromEnvironment.cluster ?? 'ceph',
    name: options.user === undefined ? (args.name ?? fromEnvironment.name ?? 'client.admin') : userName(options.user),
    conf,
    confRequired: conf !== undefined || !monitorsGiven,
    args: args.rest,
    config,
  }
}

function hintFor(options: NativeConnectOptions): string {
  return `Looked for ${options.conf ?? `the conf file of cluster '${options.cluster}' on Ceph's search path`}, as ${options.name}: give \`conf\`, or \`monHost\` with \`key\` or \`keyring\`.`
}

/**
 * Connects to a cluster.
 *
 * @example
 * ```ts
 * await using cluster = await rados.connect({ conf: '/etc/ceph/ceph.conf', user: 'libvirt', connectTimeout: 5_000 })
 * console.log(await cluster.fsid())
 * ```
 * @throws NotFoundError if the conf file or the keyring is missing
 * @throws PermissionError if the key is wrong
 * @throws TimeoutError if no monitor answers within `connectTimeout`
 * @throws LibraryNotFoundError if librados is not installed
 * @implements rados_create2 rados_conf_read_file rados_conf_parse_env rados_conf_parse_argv_remainder rados_conf_set rados_connect rados_shutdown
 */
export async function connect(options: ConnectOptions = {}): Promise<Cluster> {
  const checked = nativeOptions(options)
  const { connectTimeout: timeout, signal } = options
  const subject = { cluster: checked.cluster, user: checked.name, conf: checked.conf }
  const hint = hintFor(checked)
  const handle = await call(
    () => native.rados.connect(checked),
    { signal, timeout },
    {
      subject,
      hint,
      timedOut: () => cephError({ syscall: 'rados_connect', errno: -constants.errno.ETIMEDOUT, subject, hint }),
      late: (unwanted) => void native.runtime.close(unwanted),
    },
  )
  return Cluster.of(handle, checked.name)
}
