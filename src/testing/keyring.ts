import { randomBytes } from 'node:crypto'

/** An entity of a cluster, its key and what it may do. */
export interface KeyringEntry {
  readonly entity: string
  readonly key: string
  readonly caps: Readonly<Record<string, string>>
}

/** The kinds of cephx keys: how many random bytes each has. */
const keyBytes = { 1: 16, 2: 32 } as const

/** 1: AES-128, which every release reads; 2: AES-256, since Ceph 20, the only one that a new cluster of that release takes. */
export type KeyType = keyof typeof keyBytes

/** The type of a key that a program of Ceph made. */
export function keyTypeOf(key: string): KeyType {
  return Buffer.from(key, 'base64')[0] === 2 ? 2 : 1
}

/** A fresh cephx key: base64 of the type, the time made (seconds, nanoseconds), the length and the random bytes. */
export function makeKey(type: KeyType): string {
  const length = keyBytes[type]
  const key = Buffer.alloc(12 + length)
  key.writeUInt16LE(type, 0)
  key.writeUInt32LE(Math.floor(Date.now() / 1000), 2)
  key.writeUInt32LE(0, 6)
  key.writeUInt16LE(length, 10)
  randomBytes(length).copy(key, 12)
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
