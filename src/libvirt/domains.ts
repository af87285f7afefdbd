import { checkInteger, checkName, checkObject, checkOptions, type Known } from '../core/arguments.ts'
import { type CallOptions, call, underDeadline } from '../core/call.ts'
import { Handle } from '../core/handle.ts'
import { Listing } from '../core/listing.ts'
import type { ConnectionHandle, DomainListRecord, DomainRecord, DomainSlice } from '../native/contract/libvirt.ts'
import { native } from '../native/load.ts'
import type { Connection } from './connection.ts'
import { fromXml, type Source, toXml } from './description.ts'
import { Domain, type DomainInfo, infoIn } from './domain.ts'
import { checkFiles } from './domain-controls.ts'
import { domainIn, fromSlices, statisticsIn } from './domain-list.ts'
import { type AllStatisticsOptions, type DomainStatistics, groupBits, statisticsBits } from './domain-statistics.ts'
import { bits, checkFlag, filterBits, type NameOf } from './flags.ts'
import {
  ConnectListAllDomainsFlags,
  DomainCreateFlags,
  DomainDefineFlags,
  DomainSaveImageXMLFlags,
  DomainXMLFlags,
} from './generated/enumerations.ts'
import {
  type DefineSavedOptions,
  definingSaved,
  type RestoreOptions,
  restoring,
  type SavedXmlOptions,
} from './saving.ts'
import { byUuidOrName } from './uuid.ts'

/** Which domains: each filter that is given must hold. */
export interface ListDomainsOptions extends CallOptions {
  /** Running, paused or the like: whether it has a process. */
  readonly active?: boolean
  /** Whether it stays defined when it is stopped. */
  readonly persistent?: boolean
  readonly autostart?: boolean
  /** Whether there is a saved image of its memory that the next start resumes. */
  readonly managedSave?: boolean
  readonly snapshots?: boolean
  readonly checkpoints?: boolean
  /** Only those in one of these states. */
  readonly states?: readonly ('running' | 'paused' | 'shutoff' | 'other')[]
}

export interface ReadDomainsOptions extends ListDomainsOptions {
  /** With their XML: true, or with flags. Default false. */
  readonly xml?: boolean | readonly NameOf<typeof DomainXMLFlags>[]
  /** With what they use. Default false. */
  readonly info?: boolean
}

/** A domain and what was read of it. */
export interface DomainDetails {
  readonly domain: Domain
  readonly xml?: string
  readonly info?: DomainInfo
}

export interface DefineDomainOptions extends CallOptions {
  /** Has libvirt check the XML against its schema: what it does not know is then refused, not ignored. Default false. */
  readonly validate?: boolean
}

export interface CreateDomainOptions extends DefineDomainOptions {
  /** Leaves it paused before its first instruction. Default false. */
  readonly paused?: boolean
  /** Destroys it when this connection ends. Default false. */
  readonly autodestroy?: boolean
  /** File descriptors of this process, which its first process gets; they stay the caller's. Only for containers. */
  readonly files?: readonly number[]
}

const FILTERS = {
  active: [ConnectListAllDomainsFlags.active, ConnectListAllDomainsFlags.inactive],
  persistent: [ConnectListAllDomainsFlags.persistent, ConnectListAllDomainsFlags.transient],
  autostart: [ConnectListAllDomainsFlags.autostart, ConnectListAllDomainsFlags['no-autostart']],
  managedSave: [ConnectListAllDomainsFlags.managedsave, ConnectListAllDomainsFlags['no-managedsave']],
  snapshots: [ConnectListAllDomainsFlags['has-snapshot'], ConnectListAllDomainsFlags['no-snapshot']],
  checkpoints: [ConnectListAllDomainsFlags['has-checkpoint'], ConnectListAllDomainsFlags['no-checkpoint']],
} as const

const LIST_OPTIONS: Known<ListDomainsOptions> = {
  active: true,
  persistent: true,
  autostart: true,
  managedSave: true,
  snapshots: true,
  checkpoints: true,
  states: true,
  signal: true,
  timeout: true,
}

const READ_OPTIONS: Known<ReadDomainsOptions> = { ...LIST_OPTIONS, xml: true, info: true }

function listBits(options: ListDomainsOptions): number {
  const { running, paused, shutoff, other } = ConnectListAllDomainsFlags
  return filterBits(options, FILTERS) | bits({ running, paused, shutoff, other }, options.states, 'options.states')
}

/** A domain and its statistics. */
export interface StatisticsOfDomain {
  readonly domain: Domain
  readonly statistics: DomainStatistics
}

/** The domains of a connection. */
export class Domains {
  readonly #connection: Connection

  /** @internal */
  constructor(connection: Connection) {
    this.#connection = connection
  }

  async #one(
    ask: (connection: ConnectionHandle) => Promise<DomainRecord>,
    options: CallOptions | undefined,
    domain?: string | number,
  ): Promise<Domain> {
    const subject = { connection: this.#connection.uri, domain }
    return Domain.of(await call(() => ask(Handle.native(this.#connection)), options, { subject }), this.#connection)
  }

  /** Those of a list, each as `make` makes it of a domain and its place in a slice. */
  async #many<T>(
    ask: (connection: ConnectionHandle) => Promise<DomainListRecord>,
    options: CallOptions | undefined,
    make: (slice: DomainSlice) => (domain: Domain, index: number) => T,
  ): Promise<T[]> {
    const connection = this.#connection
    const subject = { connection: connection.uri }
    const found = await call(() => ask(Handle.native(connection)), options, { subject })
    return await fromSlices(found, (slice) => {
      const one = make(slice)
      return (index) => one(Domain.of(domainIn(slice, index), connection), index)
    })
  }

  /**
   * The domains, of one moment.
   *
   * @example
   * ```ts
   * for await (const domain of conn.domains.list({ active: true })) console.log(domain.name, domain.uuid)
   * ```
   * @implements virConnectListAllDomains
   */
  list(options: ListDomainsOptions = {}): Listing<Domain> {
    checkOptions(options, LIST_OPTIONS)
    const flags = listBits(options)
    const wanted = { xml: undefined, info: false }
    return Listing.of(
      async () =>
        await this.#many(
          (connection) => native.libvirt.domainsRead(connection, flags, wanted),
          options,
          () => (domain) => domain,
        ),
    )
  }

  /**
   * The domains of one moment with their XML and what they use, in one call: hundreds of them cost little more than
   * libvirt itself needs. What goes in the meantime is left out.
   *
   * @example
   * ```ts
   * for (const { domain, info, xml } of await conn.domains.read({ info: true, xml: ['inactive'] })) {
   *   console.log(domain.name, info?.memory, xml?.length)
   * }
   * ```
   * @implements virConnectListAllDomains virConnectListDomains virConnectListDefinedDomains virConnectNumOfDomains virConnectNumOfDefinedDomains
   */
  async read(options: ReadDomainsOptions = {}): Promise<readonly DomainDetails[]> {
    checkOptions(options, READ_OPTIONS)
    const flags = listBits(options)
    const { xml = false, info = false } = options
    const xmlFlags = typeof xml === 'boolean' ? (xml ? 0 : undefined) : bits(DomainXMLFlags, xml, 'options.xml')
    const wanted = { xml: xmlFlags, info: checkFlag(info, 'info') }
    return await this.#many(
      (connection) => native.libvirt.domainsRead(connection, flags, wanted),
      options,
      (slice) => (domain, index) => {
        const [text, used] = [slice.xml?.[index], infoIn(slice, index)]
        if (text === undefined) return used === undefined ? { domain } : { domain, info: used }
        return used === undefined ? { domain, xml: text } : { domain, xml: text, info: used }
      },
    )
  }

  /**
   * The statistics of all domains, of one moment: `conn.allDomainStats` is the same.
   *
   * @example
   * ```ts
   * for (const { domain, statistics } of await conn.domains.statistics({ stats: ['cpu-total', 'block'] })) {
   *   console.log(domain.name, statistics.cpu?.time)
   * }
   * ```
   * @implements virConnectGetAllDomainStats virDomainStatsRecordListFree
   */
  async statistics(options: AllStatisticsOptions = {}): Promise<readonly StatisticsOfDomain[]> {
    const groups = groupBits(options.stats)
    const flags = statisticsBits(options)
    return await this.#many(
      (connection) => native.libvirt.domainsStatistics(connection, groups, flags),
      options,
      (slice) => {
        const statistics = statisticsIn<DomainStatistics>(slice)
        return (domain, index) => ({ domain, statistics: statistics(index) })
      },
    )
  }

  /**
   * One domain: by its name, its UUID, or the number of its run.
   *
   * @example
   * ```ts
   * const domain = await conn.domains.get('test')
   * ```
   * @throws LibvirtError `VIR_ERR_NO_DOMAIN` if there is none
   * @implements virDomainLookupByName virDomainLookupByUUIDString virDomainLookupByUUID virDomainLookupByID
   */
  async get(key: string | number, options?: CallOptions): Promise<Domain> {
    if (typeof key === 'number') {
      const id = checkInteger(key, 'id', 0, 2 ** 31 - 1)
      return await this.#one((connection) => native.libvirt.domainLookupByID(connection, id), options, id)
    }
    checkName(key, 'name')
    return await byUuidOrName(
      key,
      'VIR_ERR_NO_DOMAIN',
      (uuid) => this.#one((connection) => native.libvirt.domainLookupByUUIDString(connection, uuid), options, uuid),
      (name) => this.#one((connection) => native.libvirt.domainLookupByName(connection, name), options, name),
    )
  }

  /**
   * Defines a domain, or redefines the one of the same name and UUID; it is not started.
   *
   * @param description a description (`xml.domain({ … })`), the options of one, or libvirt's XML
   * @example
   * ```ts
   * const domain = await conn.domains.define({ name: 'z-centos9', virtType: 'test', memory: '2GiB' })
   * ```
   * @implements virDomainDefineXML virDomainDefineXMLFlags
   */
  async define(description: Source<'domain'>, options: DefineDomainOptions = {}): Promise<Domain> {
    const text = toXml('domain', description)
    const flags = checkFlag(options.validate, 'validate') ? DomainDefineFlags.validate : 0
    return await this.#one((connection) => native.libvirt.domainDefineXMLFlags(connection, text, flags), options)
  }

  /**
   * Starts a transient domain, which is gone when it stops.
   *
   * @example
   * ```ts
   * const domain = await conn.domains.create({ name: 'trial', virtType: 'test', memory: '1GiB' })
   * ```
   * @implements virDomainCreateXML virDomainCreateLinux virDomainCreateXMLWithFiles
   */
  async create(description: Source<'domain'>, options: CreateDomainOptions = {}): Promise<Domain> {
    const text = toXml('domain', description)
    const flags =
      (checkFlag(options.paused, 'paused') ? DomainCreateFlags.paused : 0) |
      (checkFlag(options.autodestroy, 'autodestroy') ? DomainCreateFlags.autodestroy : 0) |
      (checkFlag(options.validate, 'validate') ? DomainCreateFlags.validate : 0)
    const { files } = options
    if (files !== undefined) checkFiles(files, 'options.files')
    const { domainCreateXML, domainCreateXMLWithFiles } = native.libvirt
    return await this.#one(
      (connection) =>
        files === undefined
          ? domainCreateXML(connection, text, flags)
          : domainCreateXMLWithFiles(connection, text, files, flags),
      options,
    )
  }

  /**
   * The XML of a domain, out of another configuration: an argument list of QEMU, a Xen or VMware file.
   *
   * @param format `'xen-xl'`, `'vmware-vmx'`, `'bhyve-argv'` …: those that the connection's hypervisor knows
   * @example
   * ```ts
   * declare const xen: libvirt.Connection
   * const text = await xen.domains.fromNative('xen-xl', await fs.promises.readFile('/etc/xen/mail.cfg', 'utf8'))
   * ```
   * @implements virConnectDomainXMLFromNative
   */
  async fromNative(format: string, configuration: string, options?: CallOptions): Promise<string> {
    checkName(format, 'format')
    checkName(configuration, 'configuration')
    return await this.#text(
      (conn) => native.libvirt.connectDomainXMLFromNative(conn, format, configuration, 0),
      options,
    )
  }

  /**
   * The hypervisor's own configuration that a domain's XML comes to: for QEMU, its command line.
   *
   * @example
   * ```ts
   * declare const qemu: libvirt.Connection
   * const command = await qemu.domains.toNative('qemu-argv', await domain.xml())
   * ```
   * @implements virConnectDomainXMLToNative
   */
  async toNative(format: string, description: Source<'domain'>, options?: CallOptions): Promise<string> {
    checkName(format, 'format')
    const text = toXml('domain', description)
    return await this.#text((conn) => native.libvirt.connectDomainXMLToNative(conn, format, text, 0), options)
  }

  async #text(
    ask: (connection: ConnectionHandle) => Promise<string>,
    options: CallOptions | undefined,
  ): Promise<string> {
    const subject = { connection: this.#connection.uri }
    return await call(() => ask(Handle.native(this.#connection)), options, { subject })
  }

  /**
   * Takes over a QEMU that was started without libvirt. Releases of libvirt from 5.5 on have no such domains any more.
   *
   * @example
   * ```ts
   * const domain = await conn.domains.attachQemu(process.pid).catch((error) => error.code) // 'VIR_ERR_NO_SUPPORT'
   * ```
   * @param pid the process
   * @throws LibvirtError `VIR_ERR_NO_SUPPORT`
   * @implements virDomainQemuAttach
   */
  async attachQemu(pid: number, options?: CallOptions): Promise<Domain> {
    checkInteger(pid, 'pid', 1, 2 ** 31 - 1)
    return await this.#one((connection) => native.libvirt.domainQemuAttach(connection, pid, 0), options)
  }

  /**
   * Has a domain go on that `domain.save()` wrote to a file.
   *
   * @param file on the host
   * @returns the domain
   * @example
   * ```ts
   * declare const vm: libvirt.Domain
   * await vm.save('/var/lib/vm/vm.save')
   * await conn.domains.restore('/var/lib/vm/vm.save', { state: 'paused' })
   * ```
   * @throws LibvirtError `VIR_ERR_OPERATION_FAILED` if the file cannot be read or is none
   * @implements virDomainRestore virDomainRestoreFlags virDomainRestoreParams
   */
  async restore(file: string, options: RestoreOptions = {}): Promise<Domain> {
    const restore = restoring(file, options)
    const connection = this.#connection
    const subject = { connection: connection.uri, file }
    return await underDeadline(options, subject, async (signal) => {
      // libvirt does not say which one it was.
      const { uuid } = fromXml('domain', await this.saveImageXml(file, { signal }))
      await call(() => restore(Handle.native(connection)), { signal }, { subject })
      return await this.get(uuid ?? '', { signal })
    })
  }

  /**
   * The XML of the domain that a file holds.
   *
   * @example
   * ```ts
   * const file = path.join(dir, 'test.save')
   * await (await conn.domains.get('test')).save(file)
   * console.log(await conn.domains.saveImageXml(file))
   * ```
   * @implements virDomainSaveImageGetXMLDesc
   */
  async saveImageXml(file: string, options: SavedXmlOptions = {}): Promise<string> {
    checkName(file, 'file')
    const flags = checkFlag(checkObject(options).secure, 'secure') ? DomainSaveImageXMLFlags.secure : 0
    const connection = this.#connection
    return await call(() => native.libvirt.domainSaveImageGetXMLDesc(Handle.native(connection), file, flags), options, {
      subject: { connection: connection.uri, file },
    })
  }

  /**
   * Changes what the domain in a file will be: its XML, with other paths on the host.
   *
   * @example
   * ```ts
   * const file = path.join(dir, 'test.save')
   * await (await conn.domains.get('test')).save(file)
   * await conn.domains.saveImageDefine(file, await conn.domains.saveImageXml(file), { state: 'paused' })
   * ```
   * @implements virDomainSaveImageDefineXML
   */
  async saveImageDefine(file: string, xml: Source<'domain'>, options: DefineSavedOptions = {}): Promise<void> {
    checkName(file, 'file')
    const flags = definingSaved(options)
    const text = toXml('domain', xml)
    const connection = this.#connection
    await call(() => native.libvirt.domainSaveImageDefineXML(Handle.native(connection), file, text, flags), options, {
      subject: { connection: connection.uri, file },
    })
  }
}
