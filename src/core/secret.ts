import { inspect } from 'node:util'
import { wrongType } from './arguments.ts'

/**
 * A key or passphrase that does not show itself: printing, inspecting or serialising it gives `[redacted]`. Call
 * `reveal()` for the text.
 */
export class Secret {
  readonly #text: string

  constructor(text: string) {
    if (typeof text !== 'string') throw wrongType('secret', 'a string', text)
    this.#text = text
  }

  /** The text itself. */
  reveal(): string {
    return this.#text
  }

  toString(): string {
    return '[redacted]'
  }

  toJSON(): string {
    return '[redacted]'
  }

  [inspect.custom](): string {
    return '[redacted]'
  }
}

/** A key as it may be given: the text, or a `Secret` of it. */
export type SecretText = string | Secret

/** The text of a key. */
export function revealed(secret: SecretText, name = 'key'): string {
  if (secret instanceof Secret) return secret.reveal()
  if (typeof secret !== 'string') throw wrongType(name, 'a string or Secret', secret)
  return secret
}
