import { checkName } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { Handle } from '../core/handle.ts'
import { Listing } from '../core/listing.ts'
import type { DomainCheckpointRecord, DomainHandle } from '../native/contract/libvirt.ts'
import { native } from '../native/load.ts'
import { type Source, toXml } from './description.ts'
import { type CheckpointFilter, checkpointFilterBits, DomainCheckpoint } from './domain-checkpoint.ts'
import { DomainPart } from './domain-part.ts'
import { flagBits } from './flags.ts'
import { DomainCheckpointCreateFlags, DomainCheckpointListFlags } from './generated/enumerations.ts'

export interface ListCheckpointsOptions extends CheckpointFilter {
  /** Only those that come after no other. Default false. */
  readonly roots?: boolean
}

export interface CreateCheckpointOptions extends CallOptions {
  /** Has the guest agent freeze its file systems meanwhile. Default false. */
  readonly quiesce?: boolean
  /** Tells libvirt of one that it has forgotten, by the XML that it gave. Default false. */
  readonly redefine?: boolean
  /** With `redefine`: checks that the bitmaps are there; of a domain that runs. Default false. */
  readonly redefineValidate?: boolean
}

/**
 * The checkpoints of a domain.
 *
 * @example
 * ```ts
 * await domain.checkpoints.create({ name: 'monday' })
 * for await (const { name } of domain.checkpoints.list({ topological: true })) console.log(name)
 * ```
 */
export class DomainCheckpoints extends DomainPart {
  async #one(
    ask: (domain: DomainHandle) => Promise<DomainCheckpointRecord>,
    options: CallOptions | undefined,
    domainCheckpoint?: string,
  ): Promise<DomainCheckpoint> {
    const { domain } = this
    const subject = { connection: domain.connection.uri, domain: domain.name, domainCheckpoint }
    return DomainCheckpoint.of(await call(() => ask(Handle.native(domain)), options, { subject }), domain)
  }

  /**
   * The checkpoints, of one moment.
   *
   * @example
   * ```ts
   * const roots = await domain.checkpoints.list({ roots: true }).toArray()
   * ```
   * @implements virDomainListAllCheckpoints
   */
  list(options: ListCheckpointsOptions = {}): Listing<DomainCheckpoint> {
    const flags = checkpointFilterBits(options) | flagBits(options, { roots: DomainCheckpointListFlags.roots })
    return Listing.of(async () => {
      const records = await this.ask((domain) => native.libvirt.domainListAllCheckpoints(domain, flags), options)
      return records.map((record) => DomainCheckpoint.of(record, this.domain))
    })
  }

  /**
   * One checkpoint, by its name.
   *
   * @example
   * ```ts
   * await domain.checkpoints.create({ name: 'monday' })
   * const monday = await domain.checkpoints.get('monday')
   * ```
   * @throws LibvirtError `VIR_ERR_NO_DOMAIN_CHECKPOINT` if there is none
   * @implements virDomainCheckpointLookupByName
   */
  async get(name: string, options?: CallOptions): Promise<DomainCheckpoint> {
    checkName(name, 'name')
    return await this.#one((domain) => native.libvirt.domainCheckpointLookupByName(domain, name, 0), options, name)
  }

  /**
   * Makes a checkpoint. To begin a backup at the same moment, give it to `domain.backup.begin()` instead.
   *
   * @param description a description (`xml.domainCheckpoint({ … })`), the options of one, or libvirt's XML
   * @example
   * ```ts
   * await domain.checkpoints.create({ name: 'monday', description: 'after the full backup' })
   * ```
   * @throws LibvirtError `VIR_ERR_OPERATION_UNSUPPORTED`, `VIR_ERR_CONFIG_UNSUPPORTED` if a disk cannot: it has to be qcow2, and the domain to run
   * @implements virDomainCheckpointCreateXML
   */
  async create(
    description: Source<'domaincheckpoint'> = {},
    options: CreateCheckpointOptions = {},
  ): Promise<DomainCheckpoint> {
    const text = toXml('domaincheckpoint', description)
    const flags = flagBits(options, {
      quiesce: DomainCheckpointCreateFlags.quiesce,
      redefine: DomainCheckpointCreateFlags.redefine,
      redefineValidate: DomainCheckpointCreateFlags['redefine-validate'],
    })
    return await this.#one((domain) => native.libvirt.domainCheckpointCreateXML(domain, text, flags), options)
  }
}
