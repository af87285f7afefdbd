import { checkName, wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { Handle } from '../core/handle.ts'
import { Listing } from '../core/listing.ts'
import type { ConnectionHandle, SecretRecord } from '../native/contract/libvirt.ts'
import { native } from '../native/load.ts'
import type { Connection } from './connection.ts'
import { type Source, toXml } from './description.ts'
import { filterBits, type NameOf, numberOf } from './flags.ts'
import { ConnectListAllSecretsFlags, SecretDefineFlags, SecretUsageType } from './generated/enumerations.ts'
import { Secret } from './secret.ts'
import { checkUuid } from './uuid.ts'

/** Which secrets: each filter that is given must hold. */
export interface ListSecretsOptions extends CallOptions {
  /** Kept in memory only. */
  readonly ephemeral?: boolean
  /** Never given back. */
  readonly private?: boolean
}

export interface DefineSecretOptions extends CallOptions {
  /** Has libvirt check the XML against its schema. Default false. */
  readonly validate?: boolean
}

const FILTERS = {
  ephemeral: [ConnectListAllSecretsFlags.ephemeral, ConnectListAllSecretsFlags['no-ephemeral']],
  private: [ConnectListAllSecretsFlags.private, ConnectListAllSecretsFlags['no-private']],
} as const

/** The secrets of a connection: keys that its domains and storage pools use. */
export class Secrets {
  readonly #connection: Connection

  /** @internal */
  constructor(connection: Connection) {
    this.#connection = connection
  }

  async #one(
    ask: (connection: ConnectionHandle) => Promise<SecretRecord>,
    options: CallOptions | undefined,
    secret?: string,
  ): Promise<Secret> {
    const subject = { connection: this.#connection.uri, secret }
    return Secret.of(await call(() => ask(Handle.native(this.#connection)), options, { subject }), this.#connection)
  }

  /**
   * The secrets, of one moment; their values are not asked for.
   *
   * @example
   * ```ts
   * for await (const { uuid, usage } of conn.secrets.list({ ephemeral: false })) console.log(uuid, usage.name)
   * ```
   * @implements virConnectListAllSecrets virConnectListSecrets virConnectNumOfSecrets virSecretGetUUIDString virSecretGetUUID virSecretGetUsageType virSecretGetUsageID
   */
  list(options: ListSecretsOptions = {}): Listing<Secret> {
    const flags = filterBits(options, FILTERS)
    const connection = this.#connection
    return Listing.of(async () => {
      const records = await call(
        () => native.libvirt.connectListAllSecrets(Handle.native(connection), flags),
        options,
        {
          subject: { connection: connection.uri },
        },
      )
      return records.map((record) => Secret.of(record, connection))
    })
  }

  /**
   * One secret, by its UUID.
   *
   * @example
   * ```ts
   * const { uuid } = await conn.secrets.define({ usage: { type: 'tls', name: 'migration' } })
   * const secret = await conn.secrets.get(uuid)
   * ```
   * @throws LibvirtError `VIR_ERR_NO_SECRET` if there is none
   * @implements virSecretLookupByUUIDString virSecretLookupByUUID
   */
  async get(uuid: string, options?: CallOptions): Promise<Secret> {
    checkUuid(uuid, 'uuid')
    return await this.#one((connection) => native.libvirt.secretLookupByUUIDString(connection, uuid), options, uuid)
  }

  /**
   * One secret, by what it is for.
   *
   * @example
   * ```ts
   * await conn.secrets.define({ usage: { type: 'ceph', name: 'client.libvirt secret' } })
   * const secret = await conn.secrets.getByUsage('ceph', 'client.libvirt secret')
   * ```
   * @throws LibvirtError `VIR_ERR_NO_SECRET` if there is none
   * @implements virSecretLookupByUsage
   */
  async getByUsage(type: NameOf<typeof SecretUsageType>, name: string, options?: CallOptions): Promise<Secret> {
    const number = numberOf(SecretUsageType, type, 'type')
    checkName(name, 'name')
    return await this.#one((connection) => native.libvirt.secretLookupByUsage(connection, number, name), options, name)
  }

  /**
   * Defines a secret, without its value.
   *
   * @param description a description (`xml.secret({ … })`), the options of one, or libvirt's XML
   * @example
   * ```ts
   * const secret = await conn.secrets.define({ usage: { type: 'ceph', name: 'client.mail secret' }, private: true })
   * await secret.setValue(Buffer.from('the key'))
   * await secret.undefine()
   * ```
   * @throws LibvirtError if there is one for that usage already
   * @implements virSecretDefineXML
   */
  async define(description: Source<'secret'>, options: DefineSecretOptions = {}): Promise<Secret> {
    const text = toXml('secret', description)
    const { validate = false } = options
    if (typeof validate !== 'boolean') throw wrongType('options.validate', 'a boolean', validate)
    const flags = validate ? SecretDefineFlags.validate : 0
    return await this.#one((connection) => native.libvirt.secretDefineXML(connection, text, flags), options)
  }
}
