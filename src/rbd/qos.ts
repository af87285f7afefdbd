import { checkInteger, checkOptions, type Known, outOfRange, wrongType } from '../core/arguments.ts'
import { type CallOptions, underDeadline } from '../core/call.ts'
import { NotFoundError } from '../core/errors.ts'
import { parseSize, type Size } from '../core/sizes.ts'
import type { Config } from './config.ts'

/** How fast an image may be: operations a second of any kind, of reads, of writes, and bytes a second of the same. */
export type QosLimitName = keyof typeof LIMITS

/** Operations that limits can be made not to count. */
export type QosOperation = keyof typeof OPERATIONS

/** One limit that counts. */
export interface QosLimit {
  /** Operations or bytes a second; 0 is no limit. */
  readonly limit: number
  /** What may be used at once, after it was not used for a while; 0 is no more than the limit. */
  readonly burst: number
  /** For how many seconds a burst may last. */
  readonly burstSeconds: number
}

/** One limit to be set. What is not given is by Ceph's default. */
export interface QosLimitOptions {
  /** Operations a second, or bytes: `'100MiB'`. 0 is no limit. */
  readonly limit: Size
  /** At least `limit`. */
  readonly burst?: Size
  readonly burstSeconds?: number
}

/** The limits that count. */
export interface QosSettings extends Readonly<Record<QosLimitName, QosLimit>> {
  /** How often what is waiting is looked at, in milliseconds. */
  readonly scheduleTickMin: number
  /** Operations that no limit counts. Ceph 16 has no such option: none. */
  readonly excludeOps: readonly QosOperation[]
}

/** Limits to be set; those not given stay as they are. */
export interface QosChanges extends Partial<Readonly<Record<QosLimitName, QosLimitOptions>>> {
  /** In milliseconds. */
  readonly scheduleTickMin?: number
  /** Not before Ceph 18. */
  readonly excludeOps?: readonly QosOperation[]
}

const LIMITS = {
  iops: 'rbd_qos_iops',
  readIops: 'rbd_qos_read_iops',
  writeIops: 'rbd_qos_write_iops',
  bps: 'rbd_qos_bps',
  readBps: 'rbd_qos_read_bps',
  writeBps: 'rbd_qos_write_bps',
} as const

const OPERATIONS = { read: 1, write: 2, discard: 4, write_same: 8, compare_and_write: 16 } as const

const TICK = 'rbd_qos_schedule_tick_min'
const EXCLUDE = 'rbd_qos_exclude_ops'

const NAMES = Object.keys(LIMITS) as QosLimitName[]
const CHANGES: Known<QosChanges> = {
  iops: true,
  readIops: true,
  writeIops: true,
  bps: true,
  readBps: true,
  writeBps: true,
  scheduleTickMin: true,
  excludeOps: true,
}
const LIMIT_OPTIONS: Known<QosLimitOptions> = { limit: true, burst: true, burstSeconds: true }

/** Options of librbd by name: a value, or undefined to take back what was set. */
type Settings = ReadonlyMap<string, string | undefined>

/**
 * Limits for the images of a pool (`images.qos`) or for one image (`image.qos`), kept by each client that has the image
 * open. An image's own limit counts before its pool's. What is set for an image counts at once where it is open; what is
 * set for a pool, when an image is opened.
 *
 * @example
 * ```ts
 * await image.qos.set({ iops: { limit: 500, burst: 2000, burstSeconds: 10 }, writeBps: { limit: '100MiB' } })
 * const { iops } = await image.qos.get()
 * console.log(iops.limit, iops.burst) // 500 2000
 * await image.qos.clear()
 * ```
 */
export class Qos {
  readonly #config: Config

  /** @internal */
  constructor(config: Config) {
    this.#config = config
  }

  /** The limits that count, wherever they were set. */
  async get(options: CallOptions = {}): Promise<QosSettings> {
    const values = new Map<string, string>()
    for await (const { name, value } of this.#config.list(options)) values.set(name, value)
    const number = (option: string): number => Number(values.get(option) ?? 0)
    const limit = (name: QosLimitName): QosLimit => ({
      limit: number(`${LIMITS[name]}_limit`),
      burst: number(`${LIMITS[name]}_burst`),
      burstSeconds: number(`${LIMITS[name]}_burst_seconds`),
    })
    return {
      iops: limit('iops'),
      readIops: limit('readIops'),
      writeIops: limit('writeIops'),
      bps: limit('bps'),
      readBps: limit('readBps'),
      writeBps: limit('writeBps'),
      scheduleTickMin: number(TICK),
      excludeOps: operationsOf(values.get(EXCLUDE) ?? '0'),
    }
  }

  /**
   * Sets limits, all of those given or none.
   * @throws RangeError `ERR_OUT_OF_RANGE` if a `burst` is below its `limit`
   * @throws CephvirtError `ERR_CEPHVIRT_OPTION` if the installed librbd has no `excludeOps`
   */
  async set(changes: QosChanges, options: CallOptions = {}): Promise<void> {
    await this.#apply(settingsOf(changes), options)
  }

  /** Takes back limits that were set here: all, or those that are named. */
  async clear(names?: readonly (keyof QosChanges)[], options: CallOptions = {}): Promise<void> {
    if (names !== undefined && !Array.isArray(names)) throw wrongType('names', 'an array of limits', names)
    const all = Object.keys(CHANGES) as (keyof QosChanges)[]
    const settings = new Map<string, undefined>()
    for (const name of names ?? all) {
      if (!Object.hasOwn(CHANGES, name)) throw outOfRange('names', `made of ${all.join(', ')}`, String(name))
      for (const option of optionsOf(name)) settings.set(option, undefined)
    }
    await this.#apply(settings, options)
  }

  async #apply(settings: Settings, options: CallOptions): Promise<void> {
    await underDeadline(options, undefined, async (signal) => {
      const before = new Map<string, string | undefined>()
      for (const option of settings.keys()) before.set(option, await this.#config.own(option, { signal }))
      const done: string[] = []
      try {
        for (const [option, value] of settings) {
          if (value === before.get(option)) continue
          // It may happen even if it fails: its caller may have given up.
          done.push(option)
          await this.#put(option, value, { signal })
        }
      } catch (error) {
        for (const option of done) await this.#put(option, before.get(option), {}).catch(() => {})
        throw error
      }
    })
  }

  async #put(option: string, value: string | undefined, options: CallOptions): Promise<void> {
    if (value !== undefined) return await this.#config.set(option, value, options)
    try {
      await this.#config.remove(option, options)
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error
    }
  }
}

function optionsOf(name: keyof QosChanges): readonly string[] {
  if (name === 'scheduleTickMin') return [TICK]
  if (name === 'excludeOps') return [EXCLUDE]
  return ['limit', 'burst', 'burst_seconds'].map((part) => `${LIMITS[name]}_${part}`)
}

function settingsOf(changes: QosChanges): Settings {
  checkOptions(changes, CHANGES, 'limits')
  const settings = new Map<string, string | undefined>()
  for (const name of NAMES) {
    const change = changes[name]
    if (change === undefined) continue
    const { limit, burst, burstSeconds } = checkLimit(change, `limits.${name}`)
    settings.set(`${LIMITS[name]}_limit`, String(limit))
    settings.set(`${LIMITS[name]}_burst`, burst === undefined ? undefined : String(burst))
    settings.set(`${LIMITS[name]}_burst_seconds`, burstSeconds === undefined ? undefined : String(burstSeconds))
  }
  const { scheduleTickMin, excludeOps } = changes
  if (scheduleTickMin !== undefined)
    settings.set(TICK, String(checkInteger(scheduleTickMin, 'limits.scheduleTickMin', 1)))
  if (excludeOps !== undefined) settings.set(EXCLUDE, String(operationBits(excludeOps)))
  return settings
}

function checkLimit(
  change: QosLimitOptions,
  name: string,
): { readonly limit: number; readonly burst: number | undefined; readonly burstSeconds: number | undefined } {
  checkOptions(change, LIMIT_OPTIONS, name)
  const limit = parseSize(change.limit, `${name}.limit`)
  const burst = change.burst === undefined ? undefined : parseSize(change.burst, `${name}.burst`)
  // librbd would take it, and then limit nothing.
  if (burst !== undefined && burst !== 0 && burst < limit) {
    throw outOfRange(`${name}.burst`, `at least the limit, ${limit}`, burst)
  }
  const { burstSeconds } = change
  if (burstSeconds !== undefined) checkInteger(burstSeconds, `${name}.burstSeconds`, 1)
  return { limit, burst, burstSeconds }
}

function operationBits(operations: readonly QosOperation[]): number {
  if (!Array.isArray(operations)) throw wrongType('limits.excludeOps', 'an array of operations', operations)
  return [...new Set<QosOperation>(operations)].reduce((bits, operation) => {
    if (!Object.hasOwn(OPERATIONS, operation)) {
      throw outOfRange('limits.excludeOps', `made of ${Object.keys(OPERATIONS).join(', ')}`, String(operation))
    }
    return bits + OPERATIONS[operation]
  }, 0)
}

/** Ceph has them as bits, or by name. */
function operationsOf(text: string): readonly QosOperation[] {
  const known = Object.keys(OPERATIONS) as QosOperation[]
  const bits = Number(text)
  if (Number.isNaN(bits)) {
    const named = text.split(',').map((name) => name.trim())
    return known.filter((operation) => named.includes(operation))
  }
  return known.filter((operation) => Math.floor(bits / OPERATIONS[operation]) % 2 === 1)
}
