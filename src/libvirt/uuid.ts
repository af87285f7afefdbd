import { outOfRange } from '../core/arguments.ts'
import { LibvirtError } from '../core/errors.ts'

const PATTERN = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i

export function isUuid(text: string): boolean {
  return PATTERN.test(text)
}

export function checkUuid(value: string, name: string): string {
  if (typeof value === 'string' && isUuid(value)) return value
  throw outOfRange(name, 'a UUID', value)
}

/** Looks for something by its UUID if the key looks like one, and otherwise, or if there is none, by its name. */
export async function byUuidOrName<T>(
  key: string,
  missing: string,
  byUuid: (uuid: string) => Promise<T>,
  byName: (name: string) => Promise<T>,
): Promise<T> {
  if (!isUuid(key)) return await byName(key)
  try {
    return await byUuid(key)
  } catch (error) {
    if (error instanceof LibvirtError && error.code === missing) return await byName(key)
    throw error
  }
}
