/** A release of Ceph: its number, and its name in lower case. */
export interface CephRelease {
  readonly number: number
  /** `'pacific'`; `'unknown'` for one that came after this package. */
  readonly name: string
}

const NAMES = [
  'argonaut',
  'bobtail',
  'cuttlefish',
  'dumpling',
  'emperor',
  'firefly',
  'giant',
  'hammer',
  'infernalis',
  'jewel',
  'kraken',
  'luminous',
  'mimic',
  'nautilus',
  'octopus',
  'pacific',
  'quincy',
  'reef',
  'squid',
  'tentacle',
]

/** The release of that number; undefined for none. */
export function releaseOf(number: number): CephRelease | undefined {
  return number <= 0 ? undefined : { number, name: NAMES[number - 1] ?? 'unknown' }
}
