import { checkName } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { Handle } from '../core/handle.ts'
import { Listing } from '../core/listing.ts'
import type { DomainHandle, DomainSnapshotRecord } from '../native/contract/libvirt.ts'
import { native } from '../native/load.ts'
import { type Source, toXml } from './description.ts'
import { DomainPart } from './domain-part.ts'
import { DomainSnapshot, ifAny, type SnapshotFilter, snapshotFilterBits } from './domain-snapshot.ts'
import { flagBits } from './flags.ts'
import { DomainSnapshotCreateFlags, DomainSnapshotListFlags } from './generated/enumerations.ts'

export interface ListSnapshotsOptions extends SnapshotFilter {
  /** Only those that come after no other. Default false. */
  readonly roots?: boolean
}

export interface CreateSnapshotOptions extends CallOptions {
  /** Without the guest's memory, even if it runs: as if its plug had been pulled. Default false. */
  readonly diskOnly?: boolean
  /** Has the guest agent freeze its file systems meanwhile; only with `diskOnly`. Default false. */
  readonly quiesce?: boolean
  /** All disks or none. Default false. */
  readonly atomic?: boolean
  /** The guest runs on while its memory is written, to a file. Default false. */
  readonly live?: boolean
  /** The domain is shut off then. Default false. */
  readonly halt?: boolean
  /** The new files are there already. Default false. */
  readonly reuseExternal?: boolean
  /** libvirt does not remember it: it can only be deleted by other means. Default false. */
  readonly noMetadata?: boolean
  /** Tells libvirt of one that it has forgotten, by the XML that it gave; the domain stays as it is. Default false. */
  readonly redefine?: boolean
  /** With `redefine`: the domain is what came of it. Default false. */
  readonly current?: boolean
  /** Has libvirt check the XML against its schema. Default false. */
  readonly validate?: boolean
}

const CREATE_FLAGS = {
  diskOnly: DomainSnapshotCreateFlags['disk-only'],
  quiesce: DomainSnapshotCreateFlags.quiesce,
  atomic: DomainSnapshotCreateFlags.atomic,
  live: DomainSnapshotCreateFlags.live,
  halt: DomainSnapshotCreateFlags.halt,
  reuseExternal: DomainSnapshotCreateFlags['reuse-ext'],
  noMetadata: DomainSnapshotCreateFlags['no-metadata'],
  redefine: DomainSnapshotCreateFlags.redefine,
  current: DomainSnapshotCreateFlags.current,
  validate: DomainSnapshotCreateFlags.validate,
} as const

/**
 * The snapshots of a domain that libvirt takes. Those of its RBD images are another matter: `image.snapshots`.
 *
 * @example
 * ```ts
 * await domain.snapshots.create({ name: 'before-upgrade', description: 'all is well' })
 * for await (const { name } of domain.snapshots.list()) console.log(name)
 * ```
 */
export class DomainSnapshots extends DomainPart {
  async #one(
    ask: (domain: DomainHandle) => Promise<DomainSnapshotRecord>,
    options: CallOptions | undefined,
    domainSnapshot?: string,
  ): Promise<DomainSnapshot> {
    const { domain } = this
    const subject = { connection: domain.connection.uri, domain: domain.name, domainSnapshot }
    return DomainSnapshot.of(await call(() => ask(Handle.native(domain)), options, { subject }), domain)
  }

  /**
   * The snapshots, of one moment.
   *
   * @example
   * ```ts
   * await domain.snapshots.create({ name: 'first' })
   * const roots = await domain.snapshots.list({ roots: true }).toArray()
   * ```
   * @implements virDomainListAllSnapshots virDomainSnapshotListNames virDomainSnapshotNum
   */
  list(options: ListSnapshotsOptions = {}): Listing<DomainSnapshot> {
    const flags = snapshotFilterBits(options) | flagBits(options, { roots: DomainSnapshotListFlags.roots })
    return Listing.of(async () => {
      const records = await this.ask((domain) => native.libvirt.domainListAllSnapshots(domain, flags), options)
      return records.map((record) => DomainSnapshot.of(record, this.domain))
    })
  }

  /**
   * One snapshot, by its name.
   *
   * @example
   * ```ts
   * await domain.snapshots.create({ name: 'before-upgrade' })
   * const snapshot = await domain.snapshots.get('before-upgrade')
   * ```
   * @throws LibvirtError `VIR_ERR_NO_DOMAIN_SNAPSHOT` if there is none
   * @implements virDomainSnapshotLookupByName
   */
  async get(name: string, options?: CallOptions): Promise<DomainSnapshot> {
    checkName(name, 'name')
    return await this.#one((domain) => native.libvirt.domainSnapshotLookupByName(domain, name, 0), options, name)
  }

  /**
   * The snapshot that the domain is what came of; undefined if there is none.
   *
   * @example
   * ```ts
   * await domain.snapshots.create({ name: 'latest' })
   * const current = await domain.snapshots.current()
   * await current?.revert()
   * ```
   * @implements virDomainSnapshotCurrent
   */
  async current(options?: CallOptions): Promise<DomainSnapshot | undefined> {
    return await ifAny(
      'VIR_ERR_NO_DOMAIN_SNAPSHOT',
      this.#one((domain) => native.libvirt.domainSnapshotCurrent(domain, 0), options),
    )
  }

  /**
   * Whether there is a snapshot that the domain is what came of.
   *
   * @example
   * ```ts
   * if (!(await domain.snapshots.hasCurrent())) await domain.snapshots.create()
   * ```
   * @implements virDomainHasCurrentSnapshot
   */
  async hasCurrent(options?: CallOptions): Promise<boolean> {
    return await this.ask((domain) => native.libvirt.domainHasCurrentSnapshot(domain, 0), options)
  }

  /**
   * Takes a snapshot: of the disks, and of the memory if the domain runs, unless `diskOnly`.
   *
   * @param description a description (`xml.domainSnapshot({ … })`), the options of one, or libvirt's XML
   * @example
   * ```ts
   * await domain.snapshots.create({ name: 'before-upgrade', description: 'all is well' })
   * ```
   * @example
   * ```ts
   * const overlay = async (vm: libvirt.Domain) => {
   *   const disks = [{ name: 'vda', snapshot: 'external', file: '/var/lib/vm/overlay.qcow2' }] as const
   *   await vm.snapshots.create({ name: 'overlay', disks }, { diskOnly: true, atomic: true, quiesce: true })
   * }
   * ```
   * @throws LibvirtError `VIR_ERR_OPERATION_UNSUPPORTED` or `VIR_ERR_CONFIG_UNSUPPORTED` if a disk cannot be snapshot in
   * that way: one on RBD only live, to a new file elsewhere; take snapshots of its image instead
   * @implements virDomainSnapshotCreateXML
   */
  async create(
    description: Source<'domainsnapshot'> = {},
    options: CreateSnapshotOptions = {},
  ): Promise<DomainSnapshot> {
    const text = toXml('domainsnapshot', description)
    const flags = flagBits(options, CREATE_FLAGS)
    return await this.#one((domain) => native.libvirt.domainSnapshotCreateXML(domain, text, flags), options)
  }
}
