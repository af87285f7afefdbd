import { outOfRange, toBytes } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import type { Subject } from '../core/errors.ts'
import { Handle } from '../core/handle.ts'
import { Secret as Redacted, revealed, type SecretText } from '../core/secret.ts'
import type { SecretHandle, SecretRecord } from '../native/contract/libvirt.ts'
import { native } from '../native/load.ts'
import type { SecretDescription } from '../xml/index.ts'
import type { Connection } from './connection.ts'
import { fromXml } from './description.ts'
import { type NameOf, nameOf } from './flags.ts'
import { SecretUsageType } from './generated/enumerations.ts'

/**
 * A key that libvirt keeps for domains and storage pools. A reference to it: it may simply be dropped.
 *
 * @example
 * ```ts
 * const secret = await conn.secrets.getByUsage('ceph', 'client.example secret')
 * await secret.setValue(await cluster.auth.key('client.admin'))
 * ```
 * @implements virSecretGetConnect virSecretFree
 */
export class Secret extends Handle<'secret'> {
  readonly connection: Connection
  readonly uuid: string
  /** What it is for. */
  readonly usage: { readonly type: NameOf<typeof SecretUsageType> | 'unknown'; readonly name: string }

  private constructor({ handle, uuid, usageType, usageId }: SecretRecord, connection: Connection) {
    super('secret', handle, connection)
    this.connection = connection
    this.uuid = uuid
    this.usage = { type: nameOf(SecretUsageType, usageType), name: usageId }
  }

  /** @internal */
  static of(record: SecretRecord, connection: Connection): Secret {
    return new Secret(record, connection)
  }

  protected override get subject(): Subject {
    return { connection: this.connection.uri, secret: this.usage.name === '' ? this.uuid : this.usage.name }
  }

  protected override async reopen(): Promise<SecretHandle> {
    const { connection, uuid } = this
    const lookUp = (): Promise<SecretRecord> => native.libvirt.secretLookupByUUIDString(Handle.native(connection), uuid)
    return (await call(lookUp, {}, { subject: this.subject })).handle
  }

  async #ask<T>(ask: (secret: SecretHandle) => Promise<T>, options: CallOptions | undefined): Promise<T> {
    return await call(() => ask(Handle.native(this)), options, { subject: this.subject })
  }

  /**
   * Sets its value.
   *
   * @example
   * ```ts
   * await secret.setValue('AQBSoRtnAAAAABAAc2VjcmV0IGtleSBoZXJlAA==')
   * await secret.setValue(new Uint8Array([1, 2, 3]))
   * ```
   * @param value base64 text, as Ceph's keyrings and `cluster.auth.key()` have it, or the bytes themselves. libvirt
   * keeps the bytes.
   * @throws RangeError if the text is not base64
   * @implements virSecretSetValue
   */
  async setValue(value: SecretText | Uint8Array, options?: CallOptions): Promise<void> {
    const isText = typeof value === 'string' || value instanceof Redacted
    // A copy of our own either way, which is wiped: the native side has taken its own by then.
    const bytes = isText ? decoded(revealed(value, 'value')) : Buffer.from(toBytes(value, 'value'))
    try {
      await this.#ask((secret) => native.libvirt.secretSetValue(secret, bytes), options)
    } finally {
      bytes.fill(0)
    }
  }

  /**
   * Its value: the bytes.
   *
   * @example
   * ```ts
   * await secret.setValue(Buffer.from('the key'))
   * const bytes = await secret.value()
   * bytes.fill(0)
   * ```
   * @throws LibvirtError `VIR_ERR_INVALID_SECRET` if it is private, `VIR_ERR_NO_SECRET` if it has none
   * @implements virSecretGetValue
   */
  async value(options?: CallOptions): Promise<Buffer> {
    return await this.#ask(native.libvirt.secretGetValue, options)
  }

  /**
   * libvirt's XML of it, without the value.
   *
   * @example
   * ```ts
   * const text = await secret.xml()
   * ```
   * @implements virSecretGetXMLDesc
   */
  async xml(options?: CallOptions): Promise<string> {
    return await this.#ask((secret) => native.libvirt.secretGetXMLDesc(secret, 0), options)
  }

  /**
   * Its XML as typed data, lossless.
   *
   * @example
   * ```ts
   * const { usage } = await secret.describe()
   * ```
   */
  async describe(options?: CallOptions): Promise<SecretDescription> {
    return fromXml('secret', await this.xml(options))
  }

  /**
   * Removes it and its value.
   *
   * @example
   * ```ts
   * await secret.undefine()
   * ```
   * @implements virSecretUndefine
   */
  async undefine(options?: CallOptions): Promise<void> {
    await this.#ask(native.libvirt.secretUndefine, options)
  }
}

function decoded(text: string): Buffer {
  const trimmed = text.trim()
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(trimmed) || trimmed === '') {
    throw outOfRange('value', 'base64 text as a keyring has it (give other values as bytes)', new Redacted(text))
  }
  return Buffer.from(trimmed, 'base64')
}
