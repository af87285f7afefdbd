import { checkInteger, checkName, checkOptions, type Known, wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { LibvirtError } from '../core/errors.ts'
import { discard, discardInBackground } from '../core/handle.ts'
import type { ConnectionRecord } from '../native/contract/libvirt.ts'
import { native } from '../native/load.ts'
import { type AuthOptions, checkAuth, Dialogue, withAuthFile } from './auth.ts'
import { Connection } from './connection.ts'
import { ConnectFlags } from './generated/enumerations.ts'
import { checkReconnect, type ReconnectOptions } from './reconnect.ts'
import { Session } from './session.ts'

/** How to reach a libvirt host. */
export interface ConnectOptions extends CallOptions {
  /** Only for looking: what would change something is refused. Default false. */
  readonly readOnly?: boolean
  /** Who to be, where the other side asks. */
  readonly auth?: AuthOptions
  /** Whether the URI may be one of the aliases of libvirt's own configuration (`uri_aliases`). Default true. */
  readonly aliases?: boolean
  /**
   * How a daemon that hangs is noticed: it is asked for a sign of life every `interval` seconds, and the connection is
   * given up after `count` of them were not answered. Default 5 and 3; `false` waits for ever.
   */
  readonly keepAlive?: { readonly interval: number; readonly count: number } | false
  /**
   * Whether a connection that is lost is made anew, with all event subscriptions: after libvirtd was restarted, say. Calls
   * in flight fail (`ERR_CEPHVIRT_CONNECTION_LOST`), those made meanwhile wait, and domains, pools and the like that were
   * got before go on working. Streams end. Default false.
   */
  readonly reconnect?: boolean | ReconnectOptions
}

function hint(code: string): string {
  if (code.startsWith('VIR_ERR_AUTH_')) {
    return 'Something answers there, but does not let this user in: see `options.auth`; over a socket of this machine it asks polkit, or for a group such as libvirt.'
  }
  return 'Is libvirtd (or virtqemud) running there, and may this user use its socket? Without a URI, LIBVIRT_DEFAULT_URI and then libvirt itself decide.'
}

const CONNECT_OPTIONS: Known<ConnectOptions> = {
  readOnly: true,
  auth: true,
  aliases: true,
  keepAlive: true,
  reconnect: true,
  signal: true,
  timeout: true,
}

/**
 * Connects to a libvirt host: `'qemu:///system'`, `'qemu+ssh://root@host/system'`, `'test:///default'`. Without a URI:
 * `LIBVIRT_DEFAULT_URI`, or what libvirt finds.
 *
 * @example
 * ```ts
 * await using conn = await libvirt.connect('test:///default', { timeout: 5_000 })
 * for await (const domain of conn.domains.list({ active: true })) console.log(domain.name)
 * ```
 * @example
 * ```ts
 * const auth = { ask: async ({ prompt }: libvirt.Credential) => fs.readFileSync(`/run/secrets/${prompt}`, 'utf8') }
 * await using conn = await libvirt.connect('test:///default', { auth, reconnect: true, keepAlive: { interval: 5, count: 3 } })
 * ```
 * @throws LibvirtError if there is no daemon, or it refuses
 * @throws AuthenticationError if it asks for what nobody answers, or `auth.ask` throws
 * @throws OperationTimeoutError if it does not answer within `timeout`
 * @throws LibraryNotFoundError if libvirt is not installed
 * @implements virConnectOpen virConnectOpenAuth virConnectOpenReadOnly virConnectSetKeepAlive virConnectRegisterCloseCallback virConnectUnregisterCloseCallback virConnectGetURI virConnectClose virInitialize virSetErrorFunc virGetLastError virEventRegisterImpl
 */
export async function connect(uri?: string, options: ConnectOptions = {}): Promise<Connection> {
  const target = uri ?? process.env.LIBVIRT_DEFAULT_URI
  if (target !== undefined) checkName(target, 'uri')
  checkOptions(options, CONNECT_OPTIONS)
  const { readOnly = false, aliases = true, keepAlive = { interval: 5, count: 3 } } = options
  if (typeof readOnly !== 'boolean') throw wrongType('options.readOnly', 'a boolean', readOnly)
  if (typeof aliases !== 'boolean') throw wrongType('options.aliases', 'a boolean', aliases)
  const auth = checkAuth(options.auth ?? {})
  if (auth.file !== undefined && target === undefined) throw wrongType('uri', 'a string where auth.file is given', uri)
  if (keepAlive !== false) {
    checkInteger(keepAlive.interval, 'options.keepAlive.interval', 1, 2 ** 31 - 1)
    checkInteger(keepAlive.count, 'options.keepAlive.count', 1, 2 ** 32 - 1)
  }
  const reconnect = checkReconnect(options.reconnect)
  const checked = {
    uri: target === undefined || auth.file === undefined ? target : withAuthFile(target, auth.file),
    flags: (readOnly ? ConnectFlags.ro : 0) | (aliases ? 0 : ConnectFlags['no-aliases']),
    keepAlive: keepAlive || undefined,
  }

  const dial = async (session: Session, limits: CallOptions, begun?: (running: Promise<unknown>) => void) => {
    const dialogue = new Dialogue(auth)
    const giveUp = (): void => discardInBackground(dialogue.attempt)
    const start = (): Promise<ConnectionRecord> => {
      const { attempt, credentials } = dialogue
      const running = native.libvirt.connect(attempt, { ...checked, credentials }, session.notice)
      begun?.(running)
      return running
    }
    try {
      return await call(start, limits, {
        subject: { connection: target },
        hint,
        cancel: giveUp,
        late: ({ handle }) => discard(handle),
      })
    } catch (error) {
      throw (error instanceof LibvirtError ? dialogue.failure(target, error) : undefined) ?? error
    } finally {
      giveUp()
    }
  }

  const session = new Session()
  const record = await dial(session, { signal: options.signal, timeout: options.timeout })
  return Connection.of(record, session, reconnect === undefined ? undefined : { ...reconnect, dial })
}
