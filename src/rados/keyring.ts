import { randomBytes } from 'node:crypto'
import { open, rename, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { AuthEntry } from './auth.ts'

/** The text of a keyring file that holds one entry. */
export function keyringText({ entity, key, caps }: AuthEntry): string {
  const lines = Object.entries(caps).map(([daemon, cap]) => `\tcaps ${daemon} = "${cap.replace(/["\\]/g, '\\$&')}"\n`)
  return `[${entity}]\n\tkey = ${key.reveal()}\n${lines.join('')}`
}

/** Writes a file that only its owner can read, whole or not at all: there is no moment at which it is otherwise. */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}`)
  const file = await open(temporary, 'wx', 0o600)
  try {
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await unlink(temporary).catch(() => {})
    throw error
  }
}
