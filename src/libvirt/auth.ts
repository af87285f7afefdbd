import { checkName, checkOptions, type Known, wrongType } from '../core/arguments.ts'
import { AuthenticationError } from '../core/errors.ts'
import { revealed, type SecretText } from '../core/secret.ts'
import type { AttemptHandle, CredentialQuestion } from '../native/contract/libvirt.ts'
import { native } from '../native/load.ts'
import { type NameOf, nameOf } from './flags.ts'
import { ConnectCredentialType } from './generated/enumerations.ts'

/** Something that is asked for while a connection is opened. */
export interface Credential {
  /** `'authname'` and `'username'` ask who one is, `'passphrase'` and `'noechoprompt'` for something secret. */
  readonly type: NameOf<typeof ConnectCredentialType> | 'unknown'
  /** What to show a person who is to answer: `"Enter root's password for host"`. */
  readonly prompt: string
  /** What is to be answered to, for some types. */
  readonly challenge?: string
  /** What is taken for granted by who asks. */
  readonly default?: string
}

/** Who to be, where the other side asks. */
export interface AuthOptions {
  readonly username?: string
  readonly password?: SecretText
  /**
   * Asked for all else, one question after the other, while libvirt waits; undefined gives up. What it answers is wiped
   * on the way to libvirt as soon as it was used, as far as it can be: texts of JavaScript stay until they are collected.
   */
  readonly ask?: (credential: Credential) => SecretText | undefined | Promise<SecretText | undefined>
  /**
   * A file of names and passwords for many hosts, in libvirt's format (`auth.conf`), which is looked into before anybody
   * is asked. `LIBVIRT_AUTH_FILE` in the environment goes before it.
   */
  readonly file?: string
}

const AUTH_OPTIONS: Known<AuthOptions> = { username: true, password: true, ask: true, file: true }

type Type = NameOf<typeof ConnectCredentialType>

const NAMES: readonly Type[] = ['username', 'authname']
const SECRETS: readonly Type[] = ['passphrase', 'noechoprompt']

export function checkAuth(auth: AuthOptions): AuthOptions {
  checkOptions(auth, AUTH_OPTIONS, 'options.auth')
  if (auth.username !== undefined) checkName(auth.username, 'options.auth.username')
  if (auth.password !== undefined) checkText(revealed(auth.password, 'options.auth.password'), 'options.auth.password')
  if (auth.file !== undefined) checkName(auth.file, 'options.auth.file')
  if (auth.ask !== undefined && typeof auth.ask !== 'function') {
    throw wrongType('options.auth.ask', 'a function', auth.ask)
  }
  return auth
}

function checkText(text: string, name: string): string {
  if (text.includes('\0')) throw wrongType(name, 'without NUL characters', text.length)
  return text
}

/** The URI of a connection that looks into a file of names and passwords. */
export function withAuthFile(uri: string, file: string): string {
  const [, address = uri, fragment = ''] = /^([^#]*)(#.*)?$/.exec(uri) ?? []
  return `${address}${address.includes('?') ? '&' : '?'}authfile=${encodeURIComponent(file)}${fragment}`
}

/** Answers what is asked during one attempt to connect. */
export class Dialogue {
  readonly attempt: AttemptHandle
  /** The types of what it can answer: libvirt does not try what would need others. */
  readonly credentials: readonly number[]
  readonly #auth: AuthOptions
  #failed: { readonly credential: Credential; readonly cause: unknown } | undefined

  constructor(auth: AuthOptions) {
    this.#auth = auth
    const types = auth.ask === undefined ? [...NAMES, ...SECRETS] : (Object.keys(ConnectCredentialType) as Type[])
    this.credentials = types.map((type) => ConnectCredentialType[type])
    this.attempt = native.libvirt.attempt((question) => void this.#answer(question))
  }

  async #answer({ number, type, prompt, challenge, default: given }: CredentialQuestion): Promise<void> {
    const credential: Credential = {
      type: nameOf(ConnectCredentialType, type),
      prompt: prompt ?? '',
      ...(challenge === undefined ? {} : { challenge }),
      ...(given === undefined ? {} : { default: given }),
    }
    let text: string | undefined
    try {
      const answer = await this.#find(credential)
      text =
        answer === undefined ? undefined : checkText(revealed(answer, 'The answer of options.auth.ask'), 'The answer')
      if (text === undefined) this.#failed = { credential, cause: undefined }
    } catch (cause) {
      this.#failed = { credential, cause }
    }
    const bytes = text === undefined ? undefined : Buffer.from(text)
    try {
      native.libvirt.attemptAnswer(this.attempt, number, bytes)
    } catch {
      // It was given up meanwhile.
    } finally {
      bytes?.fill(0)
    }
  }

  #find(credential: Credential): ReturnType<NonNullable<AuthOptions['ask']>> {
    const { username, password, ask } = this.#auth
    if (username !== undefined && NAMES.some((name) => name === credential.type)) return username
    if (password !== undefined && SECRETS.some((secret) => secret === credential.type)) return password
    return ask?.(credential)
  }

  /** Why the attempt failed, if it is for want of an answer. */
  failure(uri: string | undefined, error: unknown): AuthenticationError | undefined {
    if (this.#failed === undefined) return undefined
    const { credential, cause } = this.#failed
    const asked =
      credential.prompt === '' ? credential.type : `${credential.type} (${JSON.stringify(credential.prompt)})`
    const why = cause === undefined ? 'nobody answered' : 'the answer failed'
    return new AuthenticationError(`Asked for ${asked} to connect, ${why}`, {
      subject: { connection: uri },
      hint: 'Give `auth.username` and `auth.password`, a file of them as `auth.file`, or a function `auth.ask` that answers.',
      cause: cause ?? error,
    })
  }
}
