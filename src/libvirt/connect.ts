import { checkInteger, checkName, checkOptions, type Known, wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { discard } from '../core/handle.ts'
import { revealed, type SecretText } from '../core/secret.ts'
import { native } from '../native/load.ts'
import { Connection } from './connection.ts'
import { nameOf } from './flags.ts'
import { endFollowers } from './followers.ts'
import { ConnectCloseReason } from './generated/enumerations.ts'
import { connectionLost, Loss } from './loss.ts'

/** How to reach a libvirt host. */
export interface ConnectOptions extends CallOptions {
  /** Only for looking: what would change something is refused. Default false. */
  readonly readOnly?: boolean
  /** Who to be, where the other side asks. */
  readonly auth?: { readonly username?: string; readonly password?: SecretText }
  /**
   * How a daemon that hangs is noticed: it is asked for a sign of life every `interval` seconds, and the connection is
   * given up after `count` of them were not answered. Default 5 and 3; `false` waits for ever.
   */
  readonly keepAlive?: { readonly interval: number; readonly count: number } | false
}

const HINT =
  'Is libvirtd (or virtqemud) running there, and may this user use its socket? Without a URI, LIBVIRT_DEFAULT_URI and then libvirt itself decide.'

const CONNECT_OPTIONS: Known<ConnectOptions> = {
  readOnly: true,
  auth: true,
  keepAlive: true,
  signal: true,
  timeout: true,
}

/**
 * Connects to a libvirt host: `'qemu:///system'`, `'qemu+ssh://root@host/system'`, `'test:///default'`. Without a URI:
 * `LIBVIRT_DEFAULT_URI`, or what libvirt finds.
 *
 * @example
 * ```ts
 * await using conn = await libvirt.connect('qemu:///system', { timeout: 5_000 })
 * for await (const domain of conn.domains.list({ active: true })) console.log(domain.name)
 * ```
 * @throws LibvirtError if there is no daemon, or it refuses
 * @throws OperationTimeoutError if it does not answer within `timeout`
 * @throws LibraryNotFoundError if libvirt is not installed
 * @implements virConnectOpen virConnectOpenAuth virConnectOpenReadOnly virConnectSetKeepAlive virConnectRegisterCloseCallback virConnectUnregisterCloseCallback virConnectGetURI virConnectClose virInitialize virSetErrorFunc virGetLastError virEventRegisterDefaultImpl virEventRunDefaultImpl virEventAddTimeout
 */
export async function connect(uri?: string, options: ConnectOptions = {}): Promise<Connection> {
  const target = uri ?? process.env.LIBVIRT_DEFAULT_URI
  if (target !== undefined) checkName(target, 'uri')
  checkOptions(options, CONNECT_OPTIONS)
  const { readOnly = false, auth = {}, keepAlive = { interval: 5, count: 3 } } = options
  if (typeof readOnly !== 'boolean') throw wrongType('options.readOnly', 'a boolean', readOnly)
  if (auth.username !== undefined) checkName(auth.username, 'options.auth.username')
  const password = auth.password === undefined ? undefined : revealed(auth.password, 'options.auth.password')
  if (keepAlive !== false) {
    checkInteger(keepAlive.interval, 'options.keepAlive.interval', 1, 2 ** 31 - 1)
    checkInteger(keepAlive.count, 'options.keepAlive.count', 1, 2 ** 32 - 1)
  }
  const checked = { uri: target, readOnly, username: auth.username, keepAlive: keepAlive || undefined }
  const loss = new Loss()
  // Weak: the notice is there for as long as the connection is, and must not be what keeps it.
  let connection: WeakRef<Connection> | undefined
  const onLost = (number: number): void => {
    const why = { reason: nameOf(ConnectCloseReason, number) }
    loss.resolve(why)
    const lost = connection?.deref()
    if (lost !== undefined) endFollowers(lost, connectionLost(lost.uri, why))
  }
  const record = await call(
    () => native.libvirt.connect(checked, password === undefined ? undefined : Buffer.from(password), onLost),
    options,
    {
      subject: { connection: target },
      hint: HINT,
      late: ({ handle }) => discard(handle),
    },
  )
  const opened = Connection.of(record.handle, record.uri, loss)
  connection = new WeakRef(opened)
  return opened
}
