import { objectName, path, text, uuid, yesNo } from './codec.ts'
import { child, literal, object, required, union, value } from './element.ts'

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

type Named<T extends string> = { readonly type: T; readonly name: string }

function named<const T extends string>(type: T) {
  return object<Named<T>>({ type: literal(type, '@type'), name: required(value('name', objectName)) } as never)
}

const usage = union<SecretUsage>(
  named('ceph'),
  object<{ readonly type: 'volume'; readonly volume: string }>({
    type: literal('volume', '@type'),
    volume: required(value('volume', path)),
  }),
  object<{ readonly type: 'iscsi'; readonly target: string }>({
    type: literal('iscsi', '@type'),
    target: required(value('target', objectName)),
  }),
  named('tls'),
  named('vtpm'),
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
