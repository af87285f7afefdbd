import { type CallOptions, call } from '../core/call.ts'
import type { Subject } from '../core/errors.ts'
import { Handle } from '../core/handle.ts'
import { Listing } from '../core/listing.ts'
import type { DomainCheckpointHandle, DomainCheckpointRecord } from '../native/contract/libvirt.ts'
import { native } from '../native/load.ts'
import type { DomainCheckpointDescription } from '../xml/index.ts'
import { fromXml } from './description.ts'
import type { Domain } from './domain.ts'
import { ifAny } from './domain-snapshot.ts'
import { filterBits, flagBits } from './flags.ts'
import {
  DomainCheckpointDeleteFlags,
  DomainCheckpointListFlags,
  DomainCheckpointXMLFlags,
} from './generated/enumerations.ts'

/** Which checkpoints: each filter that is given must hold. */
export interface CheckpointFilter extends CallOptions {
  /** Whether no other checkpoint comes after it. */
  readonly leaves?: boolean
  /** Each comes after its parent. Default false: in no order. */
  readonly topological?: boolean
}

export interface CheckpointChildrenOptions extends CheckpointFilter {
  /** Also the children of those. Default false. */
  readonly descendants?: boolean
}

export interface DeleteCheckpointOptions extends CallOptions {
  /** It and all that come after it. Default false: they become its parent's, and what it knows is added to theirs. */
  readonly children?: boolean
  /** Only those that come after it. Default false. */
  readonly childrenOnly?: boolean
  /** libvirt forgets it; its bitmaps stay. Default false. */
  readonly metadataOnly?: boolean
}

export interface CheckpointXmlOptions extends CallOptions {
  /** With passwords. Default false. */
  readonly secure?: boolean
  /** Without the domain as it was. Default false. */
  readonly noDomain?: boolean
  /** With how much was written to each disk since, in bytes; of a domain that runs. Default false. */
  readonly size?: boolean
}

/** @internal */
export function checkpointFilterBits(options: CheckpointFilter): number {
  return (
    filterBits(options, { leaves: [DomainCheckpointListFlags.leaves, DomainCheckpointListFlags['no-leaves']] }) |
    flagBits(options, { topological: DomainCheckpointListFlags.topological })
  )
}

/**
 * A checkpoint of a domain: from then on it is known which blocks of its disks are written, for incremental backups. A
 * reference to it: it may simply be dropped.
 *
 * @example
 * ```ts
 * const checkpoint = await domain.checkpoints.create({ name: 'monday' })
 * console.log(await checkpoint.xml())
 * await checkpoint.delete()
 * ```
 * @implements virDomainCheckpointGetName virDomainCheckpointGetDomain virDomainCheckpointGetConnect virDomainCheckpointFree
 */
export class DomainCheckpoint extends Handle<'domain checkpoint'> {
  readonly domain: Domain
  readonly name: string

  private constructor({ handle, name }: DomainCheckpointRecord, domain: Domain) {
    super('domain checkpoint', handle, domain.connection)
    this.domain = domain
    this.name = name
  }

  /** @internal */
  static of(record: DomainCheckpointRecord, domain: Domain): DomainCheckpoint {
    return new DomainCheckpoint(record, domain)
  }

  protected override get subject(): Subject {
    return { connection: this.domain.connection.uri, domain: this.domain.name, domainCheckpoint: this.name }
  }

  protected override async reopen(): Promise<DomainCheckpointHandle> {
    const { domain, name } = this
    const lookUp = (): Promise<DomainCheckpointRecord> =>
      native.libvirt.domainCheckpointLookupByName(Handle.native(domain), name, 0)
    return (await call(lookUp, {}, { subject: this.subject })).handle
  }

  async #ask<T>(ask: (checkpoint: DomainCheckpointHandle) => Promise<T>, options: CallOptions | undefined): Promise<T> {
    return await call(() => ask(Handle.native(this)), options, { subject: this.subject })
  }

  /**
   * Deletes it. The disks stay as they are.
   *
   * @example
   * ```ts
   * const checkpoint = await domain.checkpoints.create({ name: 'monday' })
   * await checkpoint.delete({ children: true })
   * ```
   * @implements virDomainCheckpointDelete
   */
  async delete(options: DeleteCheckpointOptions = {}): Promise<void> {
    const flags = flagBits(options, {
      children: DomainCheckpointDeleteFlags.children,
      childrenOnly: DomainCheckpointDeleteFlags['children-only'],
      metadataOnly: DomainCheckpointDeleteFlags['metadata-only'],
    })
    await this.#ask((checkpoint) => native.libvirt.domainCheckpointDelete(checkpoint, flags), options)
  }

  /**
   * The checkpoint that it comes after; undefined if there is none.
   *
   * @example
   * ```ts
   * await domain.checkpoints.create({ name: 'monday' })
   * const tuesday = await domain.checkpoints.create({ name: 'tuesday' })
   * const monday = await tuesday.parent()
   * ```
   * @implements virDomainCheckpointGetParent
   */
  async parent(options?: CallOptions): Promise<DomainCheckpoint | undefined> {
    const record = await ifAny(
      'VIR_ERR_NO_DOMAIN_CHECKPOINT',
      this.#ask((checkpoint) => native.libvirt.domainCheckpointGetParent(checkpoint, 0), options),
    )
    if (record !== undefined) return DomainCheckpoint.of(record, this.domain)
    // libvirt says the same of one that is gone itself.
    await this.#ask(
      () => native.libvirt.domainCheckpointLookupByName(Handle.native(this.domain), this.name, 0),
      options,
    )
    return undefined
  }

  /**
   * The checkpoints that come after it, of one moment.
   *
   * @example
   * ```ts
   * const monday = await domain.checkpoints.create({ name: 'monday' })
   * await domain.checkpoints.create({ name: 'tuesday' })
   * for await (const { name } of monday.children({ descendants: true })) console.log(name)
   * ```
   * @implements virDomainCheckpointListAllChildren
   */
  children(options: CheckpointChildrenOptions = {}): Listing<DomainCheckpoint> {
    const flags =
      checkpointFilterBits(options) | flagBits(options, { descendants: DomainCheckpointListFlags.descendants })
    return Listing.of(async () => {
      const records = await this.#ask(
        (checkpoint) => native.libvirt.domainCheckpointListAllChildren(checkpoint, flags),
        options,
      )
      return records.map((record) => DomainCheckpoint.of(record, this.domain))
    })
  }

  /**
   * libvirt's XML of it.
   *
   * @example
   * ```ts
   * const checkpoint = await domain.checkpoints.create({ name: 'monday' })
   * console.log(await checkpoint.xml({ noDomain: true }))
   * ```
   * @throws LibvirtError `VIR_ERR_OPERATION_INVALID` with `size` if the domain does not run
   * @implements virDomainCheckpointGetXMLDesc
   */
  async xml(options: CheckpointXmlOptions = {}): Promise<string> {
    const flags = flagBits(options, {
      secure: DomainCheckpointXMLFlags.secure,
      noDomain: DomainCheckpointXMLFlags['no-domain'],
      size: DomainCheckpointXMLFlags.size,
    })
    return await this.#ask((checkpoint) => native.libvirt.domainCheckpointGetXMLDesc(checkpoint, flags), options)
  }

  /**
   * Its XML as typed data, lossless.
   *
   * @example
   * ```ts
   * const written = async (checkpoint: libvirt.DomainCheckpoint) => {
   *   const { disks = [] } = await checkpoint.describe({ size: true })
   *   for (const { name, size = 0 } of disks) console.log(`${name}: ${size} bytes to back up`)
   * }
   * ```
   * @example
   * ```ts
   * const checkpoint = await domain.checkpoints.create({ name: 'described' })
   * const { creationTime = 0 } = await checkpoint.describe()
   * console.log(new Date(creationTime * 1000))
   * ```
   */
  async describe(options?: CheckpointXmlOptions): Promise<DomainCheckpointDescription> {
    return fromXml('domaincheckpoint', await this.xml(options))
  }
}
