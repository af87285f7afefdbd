import { outOfRange } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { LibvirtError, type Subject } from '../core/errors.ts'
import { Handle } from '../core/handle.ts'
import { Listing } from '../core/listing.ts'
import type { DomainSnapshotHandle, DomainSnapshotRecord } from '../native/contract/libvirt.ts'
import { native } from '../native/load.ts'
import type { DomainSnapshotDescription } from '../xml/index.ts'
import { fromXml } from './description.ts'
import type { Domain } from './domain.ts'
import { bits, filterBits, flagBits, type NameOf } from './flags.ts'
import {
  DomainSnapshotDeleteFlags,
  DomainSnapshotListFlags,
  DomainSnapshotRevertFlags,
  DomainSnapshotXMLFlags,
} from './generated/enumerations.ts'

/** Which snapshots: each filter that is given must hold. */
export interface SnapshotFilter extends CallOptions {
  /** Whether no other snapshot comes after it. */
  readonly leaves?: boolean
  /** Whether libvirt has to keep something about it: what is in the way of undefining the domain. */
  readonly metadata?: boolean
  /** Whether the disks went on in new files; false: it is kept in the disks' own. */
  readonly external?: boolean
  /** What the domain was when they were taken; `'disk-only'`: its memory is not in it. All, if not said. */
  readonly states?: readonly ('active' | 'inactive' | 'disk-only')[]
  /** Each comes after its parent. Default false: in no order. */
  readonly topological?: boolean
}

export interface SnapshotChildrenOptions extends SnapshotFilter {
  /** Also the children of those. Default false. */
  readonly descendants?: boolean
}

export interface RevertSnapshotOptions extends CallOptions {
  /** What the domain is then; what it was when the snapshot was taken, if not said. */
  readonly state?: 'running' | 'paused'
  /** Also where that loses what cannot be got back: a running guest that has to be started anew. Default false. */
  readonly force?: boolean
  /** Makes the UEFI variables anew from their template. Default false. */
  readonly resetNvram?: boolean
}

export interface DeleteSnapshotOptions extends CallOptions {
  /** It and all that come after it. Default false: they become its parent's. */
  readonly children?: boolean
  /** Only those that come after it. Default false. */
  readonly childrenOnly?: boolean
  /** libvirt forgets it; what it holds stays. Default false. */
  readonly metadataOnly?: boolean
}

export interface SnapshotXmlOptions extends CallOptions {
  /** With passwords. */
  readonly flags?: readonly NameOf<typeof DomainSnapshotXMLFlags>[]
}

const FILTERS = {
  leaves: [DomainSnapshotListFlags.leaves, DomainSnapshotListFlags['no-leaves']],
  metadata: [DomainSnapshotListFlags.metadata, DomainSnapshotListFlags['no-metadata']],
  external: [DomainSnapshotListFlags.external, DomainSnapshotListFlags.internal],
} as const

/** @internal */
export function snapshotFilterBits(options: SnapshotFilter): number {
  return (
    filterBits(options, FILTERS) |
    bits(DomainSnapshotListFlags, options.states, 'options.states') |
    flagBits(options, { topological: DomainSnapshotListFlags.topological })
  )
}

/** @internal */
export function ifAny<T>(code: string, made: Promise<T>): Promise<T | undefined> {
  return made.catch((error: unknown) => {
    if (error instanceof LibvirtError && error.code === code) return undefined
    throw error
  })
}

/**
 * A snapshot of a domain: its disks, its configuration, and its memory if it ran, as they were. A reference to it: it may
 * simply be dropped.
 *
 * @example
 * ```ts
 * const snapshot = await domain.snapshots.create({ name: 'before-upgrade' })
 * await snapshot.revert()
 * await snapshot.delete()
 * ```
 * @implements virDomainSnapshotGetName virDomainSnapshotGetDomain virDomainSnapshotGetConnect virDomainSnapshotFree
 */
export class DomainSnapshot extends Handle<'domain snapshot'> {
  readonly domain: Domain
  readonly name: string

  private constructor({ handle, name }: DomainSnapshotRecord, domain: Domain) {
    super('domain snapshot', handle, domain.connection)
    this.domain = domain
    this.name = name
  }

  /** @internal */
  static of(record: DomainSnapshotRecord, domain: Domain): DomainSnapshot {
    return new DomainSnapshot(record, domain)
  }

  protected override get subject(): Subject {
    return { connection: this.domain.connection.uri, domain: this.domain.name, domainSnapshot: this.name }
  }

  protected override async reopen(): Promise<DomainSnapshotHandle> {
    const { domain, name } = this
    const lookUp = (): Promise<DomainSnapshotRecord> =>
      native.libvirt.domainSnapshotLookupByName(Handle.native(domain), name, 0)
    return (await call(lookUp, {}, { subject: this.subject })).handle
  }

  async #ask<T>(ask: (snapshot: DomainSnapshotHandle) => Promise<T>, options: CallOptions | undefined): Promise<T> {
    return await call(() => ask(Handle.native(this)), options, { subject: this.subject })
  }

  /**
   * Takes the domain back to it. What the disks hold that no other snapshot has is lost.
   *
   * @example
   * ```ts
   * const snapshot = await domain.snapshots.create({ name: 'back' })
   * await snapshot.revert({ state: 'paused' })
   * await domain.resume()
   * ```
   * @throws LibvirtError `VIR_ERR_SNAPSHOT_REVERT_RISKY` if it needs `force`; `VIR_ERR_CONFIG_UNSUPPORTED` for a kind of
   * snapshot that the hypervisor cannot go back to
   * @implements virDomainRevertToSnapshot
   */
  async revert(options: RevertSnapshotOptions = {}): Promise<void> {
    const { state } = options
    if (state !== undefined && state !== 'running' && state !== 'paused') {
      throw outOfRange('options.state', "'running' or 'paused'", state)
    }
    const flags =
      (state === undefined ? 0 : DomainSnapshotRevertFlags[state]) |
      flagBits(options, {
        force: DomainSnapshotRevertFlags.force,
        resetNvram: DomainSnapshotRevertFlags['reset-nvram'],
      })
    await this.#ask((snapshot) => native.libvirt.domainRevertToSnapshot(snapshot, flags), options)
  }

  /**
   * Deletes it. The domain stays as it is now.
   *
   * @example
   * ```ts
   * const snapshot = await domain.snapshots.create({ name: 'one' })
   * await domain.snapshots.create({ name: 'two' })
   * await snapshot.delete({ children: true })
   * ```
   * @implements virDomainSnapshotDelete
   */
  async delete(options: DeleteSnapshotOptions = {}): Promise<void> {
    const flags = flagBits(options, {
      children: DomainSnapshotDeleteFlags.children,
      childrenOnly: DomainSnapshotDeleteFlags['children-only'],
      metadataOnly: DomainSnapshotDeleteFlags['metadata-only'],
    })
    await this.#ask((snapshot) => native.libvirt.domainSnapshotDelete(snapshot, flags), options)
  }

  /**
   * The snapshot that it comes after; undefined if there is none.
   *
   * @example
   * ```ts
   * const first = await domain.snapshots.create({ name: 'first' })
   * const second = await domain.snapshots.create({ name: 'second' })
   * const parent = await second.parent() // first
   * ```
   * @implements virDomainSnapshotGetParent
   */
  async parent(options?: CallOptions): Promise<DomainSnapshot | undefined> {
    const record = await ifAny(
      'VIR_ERR_NO_DOMAIN_SNAPSHOT',
      this.#ask((snapshot) => native.libvirt.domainSnapshotGetParent(snapshot, 0), options),
    )
    if (record !== undefined) return DomainSnapshot.of(record, this.domain)
    // libvirt says the same of one that is gone itself.
    await this.#ask(() => native.libvirt.domainSnapshotLookupByName(Handle.native(this.domain), this.name, 0), options)
    return undefined
  }

  /**
   * The snapshots that come after it, of one moment.
   *
   * @example
   * ```ts
   * const first = await domain.snapshots.create({ name: 'first' })
   * await domain.snapshots.create({ name: 'second' })
   * for await (const { name } of first.children({ descendants: true })) console.log(name)
   * ```
   * @implements virDomainSnapshotListAllChildren virDomainSnapshotListChildrenNames virDomainSnapshotNumChildren
   */
  children(options: SnapshotChildrenOptions = {}): Listing<DomainSnapshot> {
    const flags = snapshotFilterBits(options) | flagBits(options, { descendants: DomainSnapshotListFlags.descendants })
    return Listing.of(async () => {
      const records = await this.#ask(
        (snapshot) => native.libvirt.domainSnapshotListAllChildren(snapshot, flags),
        options,
      )
      return records.map((record) => DomainSnapshot.of(record, this.domain))
    })
  }

  /**
   * Whether the domain is what came of this one: the next one comes after it.
   *
   * @example
   * ```ts
   * const snapshot = await domain.snapshots.create({ name: 'now' })
   * if (await snapshot.isCurrent()) console.log('the domain goes on from it')
   * ```
   * @implements virDomainSnapshotIsCurrent
   */
  async isCurrent(options?: CallOptions): Promise<boolean> {
    return await this.#ask((snapshot) => native.libvirt.domainSnapshotIsCurrent(snapshot, 0), options)
  }

  /**
   * Whether libvirt keeps something about it, which is in the way of undefining the domain.
   *
   * @example
   * ```ts
   * const snapshot = await domain.snapshots.create({ name: 'known' })
   * if (await snapshot.hasMetadata()) await snapshot.delete()
   * ```
   * @implements virDomainSnapshotHasMetadata
   */
  async hasMetadata(options?: CallOptions): Promise<boolean> {
    return await this.#ask((snapshot) => native.libvirt.domainSnapshotHasMetadata(snapshot, 0), options)
  }

  /**
   * libvirt's XML of it.
   *
   * @example
   * ```ts
   * const snapshot = await domain.snapshots.create({ name: 'shown' })
   * console.log(await snapshot.xml())
   * ```
   * @implements virDomainSnapshotGetXMLDesc
   */
  async xml(options: SnapshotXmlOptions = {}): Promise<string> {
    const flags = bits(DomainSnapshotXMLFlags, options.flags, 'options.flags')
    return await this.#ask((snapshot) => native.libvirt.domainSnapshotGetXMLDesc(snapshot, flags), options)
  }

  /**
   * Its XML as typed data, lossless.
   *
   * @example
   * ```ts
   * const snapshot = await domain.snapshots.create({ name: 'described' })
   * const { state, creationTime = 0, parent } = await snapshot.describe()
   * console.log(state, new Date(creationTime * 1000), parent)
   * ```
   */
  async describe(options?: SnapshotXmlOptions): Promise<DomainSnapshotDescription> {
    return fromXml('domainsnapshot', await this.xml(options))
  }
}
