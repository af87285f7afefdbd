import { constants } from 'node:os'
import { getSystemErrorName } from 'node:util'

// What Linux has and Node's tables lack.
const OTHERS: Readonly<Record<number, string>> = {
  52: 'EBADE',
  85: 'ERESTART',
  117: 'EUCLEAN',
  129: 'EKEYREJECTED',
}

const NAMES: ReadonlyMap<number, string> = new Map([
  ...Object.entries(constants.errno).map(([name, number]): [number, string] => [number, name]),
  // Two names share a number: the one that people write.
  [constants.errno.EAGAIN, 'EAGAIN'],
  [constants.errno.EOPNOTSUPP, 'EOPNOTSUPP'],
])

/** The POSIX name of a negative errno: `errnoName(-2)` is `'ENOENT'`. */
export function errnoName(errno: number): string {
  const number = -errno
  const name = NAMES.get(number) ?? OTHERS[number]
  if (name !== undefined) return name
  return errno < 0 ? getSystemErrorName(errno) : `ERRNO_${number}`
}
