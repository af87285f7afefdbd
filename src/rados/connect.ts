import { access } from 'node:fs/promises'
import { constants } from 'node:os'
import { checkInteger, checkName, checkOptions, type Known, outOfRange, wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { cephError } from '../core/ceph-failure.ts'
import { discard } from '../core/handle.ts'
import { revealed, type SecretText } from '../core/secret.ts'
import type { ConnectOptions as NativeConnectOptions } from '../native/contract/rados.ts'
import { native } from '../native/load.ts'
import { environmentArguments, namesMonitors, parseCephArguments } from './ceph-arguments.ts'
import { Cluster } from './cluster.ts'

/**
 * How to reach a cluster, and as whom. All of it is optional: what is not given comes from `args`, `CEPH_ARGS`,
 * `CEPH_CONF`, the conf file and Ceph's defaults, in that order.
 */
export interface ConnectOptions extends CallOptions {
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
  /** How long a call waits for monitors and OSDs, in milliseconds; Ceph counts whole seconds, so it is rounded up. Ceph's default is to wait for ever. */
  readonly opTimeout?: number
}

const CONNECT_OPTIONS: Known<ConnectOptions> = {
  conf: true,
  user: true,
  keyring: true,
  key: true,
  monHost: true,
  cluster: true,
  config: true,
  args: true,
  connectTimeout: true,
  opTimeout: true,
  signal: true,
  timeout: true,
}

function userName(user: string): string {
  const name = checkName(user, 'options.user')
  // A name may have dots of its own: `libvirt.host1` is client.libvirt.host1.
  return /^(client|osd|mon|mgr|mds|auth)\./.test(name) ? name : `client.${name}`
}

/** Ceph reads these options as whole seconds from release 17 on. */
const seconds = (milliseconds: number): number => Math.ceil(milliseconds / 1000)

const KEY_HEADER = 12

/** A key as keyrings hold it: base64 of a type, a time of creation, a length and the key itself. */
function checkKey(key: SecretText): string {
  const text = revealed(key, 'options.key').trim()
  const bytes = Buffer.from(text, 'base64')
  const wellFormed =
    /^[A-Za-z0-9+/]+={0,2}$/.test(text) &&
    bytes.length > KEY_HEADER &&
    bytes.readUInt16LE(KEY_HEADER - 2) === bytes.length - KEY_HEADER
  if (!wellFormed) throw outOfRange('options.key', 'a key in base64, as in a keyring', '[redacted]')
  return text
}

/** Whether there is any of the keyrings. Without one librados tries with no key at all, and is refused with `EACCES`. */
async function anyExists(keyrings: string): Promise<boolean> {
  const paths = keyrings.split(/[,;\s]+/).filter((path) => path !== '')
  // What Ceph fills in itself, Ceph shall look for.
  if (keyrings.includes('$')) return true
  const found = await Promise.allSettled(paths.map((path) => access(path)))
  return found.some(({ status }) => status === 'fulfilled')
}

type Setting = [option: string, value: string]

function settings(options: ConnectOptions): Setting[] {
  const config: Setting[] = []
  const set = (option: string, value: string | number | boolean | undefined): void => {
    if (value !== undefined) config.push([option, String(value)])
  }
  set('mon_host', options.monHost === undefined ? undefined : checkName(options.monHost, 'options.monHost'))
  set('keyring', options.keyring === undefined ? undefined : checkName(options.keyring, 'options.keyring'))
  set('key', options.key === undefined ? undefined : checkKey(options.key))
  if (options.connectTimeout !== undefined) {
    // connect() itself keeps to the millisecond. This ends the attempt behind it, a little later.
    set('client_mount_timeout', seconds(checkInteger(options.connectTimeout, 'options.connectTimeout', 1)) + 1)
  }
  if (options.opTimeout !== undefined) {
    const timeout = seconds(checkInteger(options.opTimeout, 'options.opTimeout', 1))
    set('rados_mon_op_timeout', timeout)
    set('rados_osd_op_timeout', timeout)
  }
  const { config: further = {} } = options
  if (typeof further !== 'object' || further === null) throw wrongType('options.config', 'an object', further)
  for (const [option, value] of Object.entries(further)) {
    if (!['string', 'number', 'boolean'].includes(typeof value)) {
      throw wrongType(`options.config.${option}`, 'a string, number or boolean', value)
    }
    set(checkName(option, 'options.config'), value)
  }
  return config
}

function nativeOptions(options: ConnectOptions): NativeConnectOptions {
  checkOptions(options, CONNECT_OPTIONS)
  const given = options.args ?? []
  if (!Array.isArray(given) || given.some((argument) => typeof argument !== 'string')) {
    throw wrongType('options.args', 'an array of strings', given)
  }
  const environment = environmentArguments()
  const args = parseCephArguments(given, 'options.args')
  const config = settings(options)

  const conf = options.conf ?? args.conf ?? environment.conf ?? process.env.CEPH_CONF
  if (conf !== undefined) checkName(conf, 'options.conf')
  const monitorsNamed =
    config.some(([option]) => /^mon[ _-]host$/.test(option)) || namesMonitors([...environment.rest, ...args.rest])
  return {
    cluster: checkName(options.cluster ?? args.cluster ?? environment.cluster ?? 'ceph', 'options.cluster'),
    name: options.user === undefined ? (args.name ?? environment.name ?? 'client.admin') : userName(options.user),
    conf,
    confRequired: conf !== undefined || !monitorsNamed,
    environment: environment.rest,
    args: args.rest,
    config,
  }
}

/** What to do about an attempt that failed; the message says what was missing or refused. */
function hintFor({ conf, cluster, name }: NativeConnectOptions, { monHost }: ConnectOptions): string {
  const file = conf ?? `the conf file of cluster '${cluster}' on Ceph's search path`
  const place = monHost === undefined ? `by ${file}` : `to the monitors ${monHost}`
  return `Connecting as ${name} ${place}. Are these the monitors, and do they run? \`conf\` or \`monHost\` says where they are, \`user\` with \`keyring\` or \`key\` who asks.`
}

/**
 * Connects to a cluster.
 *
 * @example
 * ```ts
 * await using cluster = await rados.connect({ user: 'admin', connectTimeout: 5_000 })
 * console.log(await cluster.fsid())
 * ```
 * @throws NotFoundError if the conf file is missing, names no monitor, or there is no key for the user
 * @throws PermissionError (`EACCES`) if the cluster does not know the user, or under another key
 * @throws CephvirtError `ERR_CEPHVIRT_OPTION` if Ceph does not know an option, or refuses its value
 * @throws RangeError if `key` is not one
 * @throws TimeoutError if no monitor answers within `connectTimeout`
 * @throws LibraryNotFoundError if librados is not installed
 * @implements rados_create rados_create2 rados_conf_read_file rados_conf_parse_env rados_conf_parse_argv rados_conf_parse_argv_remainder rados_conf_set rados_connect rados_shutdown
 */
export async function connect(options: ConnectOptions = {}): Promise<Cluster> {
  const checked = nativeOptions(options)
  const { connectTimeout = Number.POSITIVE_INFINITY, signal } = options
  const limit = Math.min(connectTimeout, options.timeout ?? Number.POSITIVE_INFINITY)
  const timeout = limit === Number.POSITIVE_INFINITY ? undefined : limit
  const subject = { cluster: checked.cluster, user: checked.name, conf: checked.conf }
  const hint = hintFor(checked, options)
  if (options.keyring !== undefined && options.key === undefined && !(await anyExists(options.keyring))) {
    const sentence = `no key for ${checked.name}: the keyring '${options.keyring}' does not exist`
    throw cephError({ syscall: 'rados_connect', errno: -constants.errno.ENOENT, subject, sentence, hint })
  }
  const handle = await call(
    () => native.rados.connect(checked),
    { signal, timeout },
    {
      subject,
      hint,
      timedOut: () =>
        cephError({
          syscall: 'rados_connect',
          errno: -constants.errno.ETIMEDOUT,
          subject,
          sentence: `no answer from the monitors within ${timeout} ms`,
          hint,
        }),
      late: discard,
    },
  )
  return Cluster.of(handle, checked.name)
}
