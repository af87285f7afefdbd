import { integer, macAddress, oneOf, text } from './codec.ts'
import { literal, required, type Table, value } from './field.ts'
import { object, union } from './object.ts'

/** What every network interface has. */
export interface InterfaceCommon {
  /** libvirt makes one if it is not given. */
  readonly mac?: string
  /** Builders choose `virtio`. */
  readonly model?: string
  /** The name on the host, `vnet0`: libvirt's choice if not given. */
  readonly target?: string
  readonly mtu?: number
  /** Whether the cable is plugged in. */
  readonly link?: 'up' | 'down'
  readonly bootOrder?: number
}

/** On a libvirt network. */
export interface NetworkInterface extends InterfaceCommon {
  readonly type: 'network'
  readonly network: string
  readonly portGroup?: string
}

/** On a bridge of the host. */
export interface BridgeInterface extends InterfaceCommon {
  readonly type: 'bridge'
  readonly bridge: string
}

/** User-mode networking: outgoing connections only, needs no privilege. */
export interface UserInterface extends InterfaceCommon {
  readonly type: 'user'
}

/** On a network device of the host (macvtap). */
export interface DirectInterface extends InterfaceCommon {
  readonly type: 'direct'
  readonly device: string
  readonly mode?: 'vepa' | 'bridge' | 'private' | 'passthrough'
}

/** An interface of a kind that has no description here yet (hostdev, vhostuser …). */
export interface OtherInterface extends InterfaceCommon {
  readonly type: 'other'
}

/** `<interface>` as a builder takes it. */
export type InterfaceOptions = NetworkInterface | BridgeInterface | UserInterface | DirectInterface

/** `<interface>` as read. */
export type Interface = InterfaceOptions | OtherInterface

const common: Table<InterfaceCommon> = {
  mac: value('mac/@address', macAddress),
  target: value('target/@dev', text),
  model: value('model/@type', text),
  mtu: value('mtu/@size', integer(1, 65535)),
  link: value('link/@state', oneOf('up', 'down')),
  bootOrder: value('boot/@order', integer(1)),
}

export const networkInterface = union<Interface>(
  object<NetworkInterface>({
    type: literal('network', '@type'),
    network: required(value('source/@network', text)),
    portGroup: value('source/@portgroup', text),
    ...common,
  }),
  object<BridgeInterface>({
    type: literal('bridge', '@type'),
    bridge: required(value('source/@bridge', text)),
    ...common,
  }),
  object<UserInterface>({ type: literal('user', '@type'), ...common }),
  object<DirectInterface>({
    type: literal('direct', '@type'),
    device: required(value('source/@dev', text)),
    mode: value('source/@mode', oneOf('vepa', 'bridge', 'private', 'passthrough')),
    ...common,
  }),
  object<OtherInterface>({ type: literal('other'), ...common }, { foundOnly: true }),
)

export function withInterfaceDefaults(given: InterfaceOptions): InterfaceOptions {
  return { model: 'virtio', ...given }
}
