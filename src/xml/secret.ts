import { objectName, path, text, uuid, yesNo } from './codec.ts'
import { child, literal, required, value } from './field.ts'
import { object, union } from './object.ts'

/** What a secret is for: `ceph` and the like are found by this name, `usage` of an `<auth>`. */
export type SecretUsage =
  | { readonly type: 'ceph'; readonly name: string }
  | { readonly type: 'volume'; readonly volume: string }
  | { readonly type: 'iscsi'; readonly target: string }
  | { readonly type: 'tls'; readonly name: string }
  | { readonly type: 'vtpm'; readonly name: string }

/** What {@link secret} takes. */
export interface SecretOptions {
  readonly usage?: SecretUsage
  /** The value can be set, never read back. Default false. */
  readonly private?: boolean
  /** Kept in memory only. Default false. */
  readonly ephemeral?: boolean
  /** libvirt makes one if it is not given. */
  readonly uuid?: string
  readonly description?: string
}

/** `<secret>`: never the value itself. */
export interface SecretDescription extends SecretOptions {
  readonly kind: 'secret'
}

type UsageOf<T extends SecretUsage['type']> = Extract<SecretUsage, { readonly type: T }>

const usage = union<SecretUsage>(
  object<UsageOf<'ceph'>>({ type: literal('ceph', '@type'), name: required(value('name', objectName)) }),
  object<UsageOf<'volume'>>({
    type: literal('volume', '@type'),
    volume: required(value('volume', path)),
  }),
  object<UsageOf<'iscsi'>>({
    type: literal('iscsi', '@type'),
    target: required(value('target', objectName)),
  }),
  object<UsageOf<'tls'>>({ type: literal('tls', '@type'), name: required(value('name', objectName)) }),
  object<UsageOf<'vtpm'>>({ type: literal('vtpm', '@type'), name: required(value('name', objectName)) }),
)

export const secretType = object<Omit<SecretDescription, 'kind'>>({
  ephemeral: value('@ephemeral', yesNo),
  private: value('@private', yesNo),
  uuid: value('uuid', uuid),
  description: value('description', text),
  usage: child('usage', usage),
})

export function withSecretDefaults(given: SecretOptions): SecretOptions {
  return { ephemeral: false, private: false, ...given }
}
