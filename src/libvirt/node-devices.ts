import { checkName, wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import type { Subject } from '../core/errors.ts'
import { Handle } from '../core/handle.ts'
import { Listing } from '../core/listing.ts'
import type { ConnectionHandle, NodeDeviceRecord } from '../native/contract/libvirt.ts'
import { native } from '../native/load.ts'
import type { Connection } from './connection.ts'
import { type Source, toXml } from './description.ts'
import { bits, filterBits, type NameOf } from './flags.ts'
import {
  NodeDeviceCreateXMLFlags,
  NodeDeviceDefineXMLFlags,
  ConnectListAllNodeDeviceFlags as Which,
} from './generated/enumerations.ts'
import { NodeDevice } from './node-device.ts'

/** By libvirt's own words for them, those of its XML and of {@link NodeDevice.capabilities}. */
const CAPABILITIES = {
  system: Which['cap-system'],
  pci: Which['cap-pci-dev'],
  usb_device: Which['cap-usb-dev'],
  usb: Which['cap-usb-interface'],
  net: Which['cap-net'],
  scsi_host: Which['cap-scsi-host'],
  scsi_target: Which['cap-scsi-target'],
  scsi: Which['cap-scsi'],
  storage: Which['cap-storage'],
  fc_host: Which['cap-fc-host'],
  vports: Which['cap-vports'],
  scsi_generic: Which['cap-scsi-generic'],
  drm: Which['cap-drm'],
  mdev_types: Which['cap-mdev-types'],
  mdev: Which['cap-mdev'],
  ccw: Which['cap-ccw-dev'],
  css: Which['cap-css-dev'],
  vdpa: Which['cap-vdpa'],
  ap_card: Which['cap-ap-card'],
  ap_queue: Which['cap-ap-queue'],
  ap_matrix: Which['cap-ap-matrix'],
  vpd: Which['cap-vpd'],
  ccwgroup_dev: Which['cap-ccwgroup-dev'],
  ccwgroup_member: Which['cap-ccwgroup-member'],
} as const

/** What a device is, in libvirt's words. */
export type NodeDeviceCapability = NameOf<typeof CAPABILITIES>

/** Which devices: each filter that is given must hold. */
export interface ListNodeDevicesOptions extends CallOptions {
  /** What they are: one of these at least. */
  readonly capability?: NodeDeviceCapability | readonly NodeDeviceCapability[]
  /** Whether they are there, rather than only defined. Those that are, if not given (libvirt 7.3 or later knows others). */
  readonly active?: boolean
  /** Whether they have a definition; from libvirt 10.1 on. */
  readonly persistent?: boolean
}

export interface CreateNodeDeviceOptions extends CallOptions {
  /** Has libvirt (9.10 or later) check the XML against its schema. Default false. */
  readonly validate?: boolean
}

export interface DefineNodeDeviceOptions extends CallOptions {
  /** Has libvirt (9.10 or later) check the XML against its schema. Default false. */
  readonly validate?: boolean
}

const FILTERS = {
  active: [Which.active, Which.inactive],
  persistent: [Which.persistent, Which.transient],
} as const

/** The devices of a host. */
export class NodeDevices {
  readonly #connection: Connection

  /** @internal */
  constructor(connection: Connection) {
    this.#connection = connection
  }

  async #one(
    ask: (connection: ConnectionHandle) => Promise<NodeDeviceRecord>,
    options: CallOptions | undefined,
    about: Subject = {},
    hint?: string,
  ): Promise<NodeDevice> {
    const subject = { connection: this.#connection.uri, ...about }
    const record = await call(() => ask(Handle.native(this.#connection)), options, { subject, hint })
    return NodeDevice.of(record, this.#connection)
  }

  /**
   * The devices, of one moment.
   *
   * @example
   * ```ts
   * for await (const device of conn.nodeDevices.list({ capability: ['scsi_host', 'pci'] })) console.log(device.name)
   * ```
   * @implements virConnectListAllNodeDevices virNodeListDevices virNodeNumOfDevices
   */
  list(options: ListNodeDevicesOptions = {}): Listing<NodeDevice> {
    const { capability } = options
    const capabilities = typeof capability === 'string' ? [capability] : capability
    const flags = (bits(CAPABILITIES, capabilities, 'options.capability') | filterBits(options, FILTERS)) >>> 0
    const connection = this.#connection
    return Listing.of(async () => {
      const records = await call(
        () => native.libvirt.connectListAllNodeDevices(Handle.native(connection), flags),
        options,
        { subject: { connection: connection.uri } },
      )
      return records.map((record) => NodeDevice.of(record, connection))
    })
  }

  /**
   * One device, by its name.
   * @throws LibvirtError `VIR_ERR_NO_NODE_DEVICE` if there is none
   * @implements virNodeDeviceLookupByName
   */
  async get(name: string, options?: CallOptions): Promise<NodeDevice> {
    checkName(name, 'name')
    return await this.#one((connection) => native.libvirt.nodeDeviceLookupByName(connection, name), options, {
      nodeDevice: name,
    })
  }

  /**
   * A Fibre Channel host adapter, by its two names.
   *
   * @param wwnn its node's World Wide Name, `'2000000012341234'`
   * @param wwpn its port's World Wide Name
   * @example
   * ```ts
   * await using host = await libvirt.connect()
   * const adapter = await host.nodeDevices.getScsiHost('2000000012341234', '1000000012341234').catch(() => undefined)
   * if (adapter !== undefined) console.log(adapter.name)
   * ```
   * @throws LibvirtError if there is none: `VIR_ERR_INTERNAL_ERROR`, as libvirt gives no account of that
   * @implements virNodeDeviceLookupSCSIHostByWWN
   */
  async getScsiHost(wwnn: string, wwpn: string, options?: CallOptions): Promise<NodeDevice> {
    checkName(wwnn, 'wwnn')
    checkName(wwpn, 'wwpn')
    return await this.#one(
      (connection) => native.libvirt.nodeDeviceLookupSCSIHostByWWN(connection, wwnn, wwpn, 0),
      options,
      { nodeDevice: wwpn },
      'libvirt gives no cause if the host has no adapter of these two names: list those it has by their capability `fc_host`.',
    )
  }

  /**
   * Defines a mediated device; it is not started.
   *
   * @param description libvirt's XML, or a description of it (`xml.parse(text)`)
   * @example
   * ```ts
   * await using host = await libvirt.connect()
   * const [parent] = await host.nodeDevices.list({ capability: 'mdev_types' }).toArray()
   * if (parent !== undefined) {
   *   const device = await host.nodeDevices.define(`
   *     <device>
   *       <parent>${parent.name}</parent>
   *       <capability type='mdev'><type id='i915-GVTg_V5_4'/></capability>
   *     </device>`)
   *   await device.setAutostart(true)
   *   await device.start()
   * }
   * ```
   * @throws NotSupportedError if libvirt is older than 7.3
   * @implements virNodeDeviceDefineXML
   */
  async define(description: Source<'device'>, options: DefineNodeDeviceOptions = {}): Promise<NodeDevice> {
    const text = toXml('device', description)
    const { validate = false } = options
    if (typeof validate !== 'boolean') throw wrongType('options.validate', 'a boolean', validate)
    const flags = validate ? NodeDeviceDefineXMLFlags.validate : 0
    return await this.#one((connection) => native.libvirt.nodeDeviceDefineXML(connection, text, flags), options)
  }

  /**
   * Makes a device that is gone when it stops: a virtual HBA, a mediated device.
   *
   * @param description libvirt's XML, or a description of it (`xml.parse(text)`)
   * @implements virNodeDeviceCreateXML
   */
  async create(description: Source<'device'>, options: CreateNodeDeviceOptions = {}): Promise<NodeDevice> {
    const text = toXml('device', description)
    const { validate = false } = options
    if (typeof validate !== 'boolean') throw wrongType('options.validate', 'a boolean', validate)
    const flags = validate ? NodeDeviceCreateXMLFlags.validate : 0
    return await this.#one((connection) => native.libvirt.nodeDeviceCreateXML(connection, text, flags), options)
  }
}
