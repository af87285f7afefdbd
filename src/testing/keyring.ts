import { randomBytes } from 'node:crypto'

/** An entity of a cluster, its key and what it may do. */
export interface KeyringEntry {
  readonly entity: string
  readonly key: string
  readonly caps: Readonly<Record<string, string>>
}

/**
 * A fresh cephx key: base64 of type 1 (AES-128), the time made (seconds, nanoseconds), the length and 16 random bytes.
 * Every Ceph release reads this type; newer ones would by themselves make keys that older clients refuse.
 */
export function makeKey(): string {
  const key = Buffer.alloc(28)
  key.writeUInt16LE(1, 0)
  key.writeUInt32LE(Math.floor(Date.now() / 1000), 2)
  key.writeUInt32LE(0, 6)
  key.writeUInt16LE(16, 10)
  randomBytes(16).copy(key, 12)
  return key.toString('base64')
}

/** The text of a keyring file. */
export function keyringText(entries: readonly KeyringEntry[]): string {
  return entries
    .map(({ entity, key, caps }) => {
      const lines = Object.entries(caps).map(([service, cap]) => `\tcaps ${service} = "${cap}"\n`)
      return `[${entity}]\n\tkey = ${key}\n${lines.join('')}`
    })
    .join('')
}
