import { integer, oneOf, onOff, path, text, yesNo } from './codec.ts'
import { literal, required, type Table, value } from './field.ts'
import { object, union } from './object.ts'

/** What every serial port, console and channel has. */
export interface CharacterDeviceCommon {
  /** What the guest sees: `isa-serial`, `serial`, `virtio` …; libvirt's choice if not given. */
  readonly targetType?: string
  readonly targetPort?: number
  /** Of a channel: `org.qemu.guest_agent.0`. */
  readonly targetName?: string
  /** A file on the host that is given a copy of all output. */
  readonly log?: string
  readonly logAppend?: boolean
}

/** A pseudo-terminal: what `domain.openConsole()` needs. */
export interface PtyDevice extends CharacterDeviceCommon {
  readonly type: 'pty'
  /** Of a running domain: `/dev/pts/3`. */
  readonly path?: string
}

/** Output to a file on the host. */
export interface FileDevice extends CharacterDeviceCommon {
  readonly type: 'file'
  readonly path: string
  readonly append?: boolean
}

/** A UNIX socket on the host; for a guest agent's channel libvirt chooses the path. */
export interface UnixDevice extends CharacterDeviceCommon {
  readonly type: 'unix'
  readonly path?: string
  readonly mode?: 'bind' | 'connect'
}

/** A TCP socket. */
export interface TcpDevice extends CharacterDeviceCommon {
  readonly type: 'tcp'
  readonly host: string
  readonly service: string
  readonly mode: 'bind' | 'connect'
}

/** Nothing on the host. */
export interface NullDevice extends CharacterDeviceCommon {
  readonly type: 'null'
}

/** A device of a kind that has no description here yet (spicevmc, udp …). */
export interface OtherCharacterDevice extends CharacterDeviceCommon {
  readonly type: 'other'
}

/** `<serial>`, `<console>` or `<channel>` as a builder takes it. */
export type CharacterDeviceOptions = PtyDevice | FileDevice | UnixDevice | TcpDevice | NullDevice

/** `<serial>`, `<console>` or `<channel>` as read. */
export type CharacterDevice = CharacterDeviceOptions | OtherCharacterDevice

const common: Table<CharacterDeviceCommon> = {
  targetType: value('target/@type', text),
  targetPort: value('target/@port', integer()),
  targetName: value('target/@name', text),
  log: value('log/@file', path),
  logAppend: value('log/@append', onOff),
}

const socketMode = oneOf('bind', 'connect')

export const characterDevice = union<CharacterDevice>(
  object<PtyDevice>({ type: literal('pty', '@type'), path: value('source/@path', path), ...common }),
  object<FileDevice>({
    type: literal('file', '@type'),
    path: required(value('source/@path', path)),
    append: value('source/@append', onOff),
    ...common,
  }),
  object<UnixDevice>({
    type: literal('unix', '@type'),
    mode: value('source/@mode', socketMode),
    path: value('source/@path', path),
    ...common,
  }),
  object<TcpDevice>(
    {
      type: literal('tcp', '@type'),
      mode: required(value('source/@mode', socketMode)),
      host: required(value('source/@host', text)),
      service: required(value('source/@service', text)),
      ...common,
    },
    { fixed: { 'protocol/@type': 'raw' } },
  ),
  object<NullDevice>({ type: literal('null', '@type'), ...common }),
  object<OtherCharacterDevice>({ type: literal('other'), ...common }, { foundOnly: true }),
)

/** What every graphical console has. */
interface GraphicsCommon {
  /** -1, or not given: libvirt's choice at start. */
  readonly port?: number
  readonly autoPort?: boolean
  /** The address to listen on; libvirt's default is 127.0.0.1. */
  readonly listen?: string
}

export interface VncGraphics extends GraphicsCommon {
  readonly type: 'vnc'
}

export interface SpiceGraphics extends GraphicsCommon {
  readonly type: 'spice'
  readonly tlsPort?: number
}

/** Graphics of a kind that has no description here yet (sdl, rdp, egl-headless …). */
export interface OtherGraphics {
  readonly type: 'other'
}

/** `<graphics>` as a builder takes it. */
export type GraphicsOptions = VncGraphics | SpiceGraphics

/** `<graphics>` as read. */
export type Graphics = GraphicsOptions | OtherGraphics

const graphicsPort = integer(-1, 65535)

const graphicsCommon: Table<GraphicsCommon> = {
  port: value('@port', graphicsPort),
  autoPort: value('@autoport', yesNo),
  listen: value('@listen', text),
}

export const graphics = union<Graphics>(
  object<VncGraphics>({ type: literal('vnc', '@type'), ...graphicsCommon }),
  object<SpiceGraphics>({
    type: literal('spice', '@type'),
    tlsPort: value('@tlsPort', graphicsPort),
    ...graphicsCommon,
  }),
  object<OtherGraphics>({ type: literal('other') }, { foundOnly: true }),
)
