import {
  checkInteger,
  checkName,
  checkObject,
  checkOptions,
  type Known,
  outOfRange,
  toBytes,
  wrongType,
} from '../core/arguments.ts'
import { parseSize, type Size } from '../core/sizes.ts'
import type { WriteStep } from '../native/contract/rados-objects.ts'
import {
  type AllocationHintFlag,
  allocationHints,
  assertExists,
  assertVersion,
  type Comparison,
  checkMemory,
  compareExtent,
  compareOmap,
  compareXattr,
  exec,
  keyBytes,
  type OmapComparison,
  type OmapKey,
  type StepFlag,
  stepFlags,
} from './step.ts'

export interface CreateStepOptions {
  /** Fails with `EEXIST` if there is such an object already. */
  readonly exclusive?: boolean
}

/** What OSDs are told of an object before it is written. */
export interface AllocationHint {
  /** How large the object will be. */
  readonly objectSize?: Size
  /** How large the writes to it will be. */
  readonly writeSize?: Size
  readonly flags?: readonly AllocationHintFlag[]
}

/** What is set in an omap: a value for each key. */
export type OmapEntries =
  | Iterable<readonly [key: OmapKey, value: Uint8Array | string]>
  | Readonly<Record<string, Uint8Array | string>>

/** What became of a write. */
export interface WriteResult {
  /** The object's version now: see `assertVersion`. */
  readonly version: bigint
  /**
   * What each step says of itself: 0, or what the class method of an `exec` returned, which is sure to be told if the
   * operation has the flag `return-vec`.
   */
  readonly results: readonly number[]
}

/**
 * A row of steps that change one object, done by its OSD as one: all of them, or none if one fails. It is made step by
 * step and never changes, so one can be used for many objects, at once and again. What it is given to write is not
 * copied until it is used.
 *
 * @example
 * ```ts
 * const publish = new rados.WriteOp().create({ exclusive: true }).writeFull('goodbye').setXattr('lang', 'en')
 * await pool.operate('farewell', publish)
 * ```
 * @implements rados_create_write_op rados_release_write_op
 */
export class WriteOp {
  readonly #steps: readonly WriteStep[]

  constructor()
  /** @internal */
  constructor(steps: readonly WriteStep[])
  constructor(steps: readonly WriteStep[] = []) {
    this.#steps = steps
  }

  /**
   * Makes the object, if there is none.
   * @implements rados_write_op_create
   */
  create(options: CreateStepOptions = {}): WriteOp {
    const { exclusive = false } = checkOptions(options, { exclusive: true })
    if (typeof exclusive !== 'boolean') throw wrongType('options.exclusive', 'a boolean', exclusive)
    return this.#with({ kind: 'create', exclusive })
  }

  /**
   * Goes on only if the object exists: otherwise the operation fails with `ENOENT`.
   *
   * @example
   * ```ts
   * await object.operate(new rados.WriteOp().assertExists().append('!'))
   * ```
   * @implements rados_write_op_assert_exists
   */
  assertExists(): WriteOp {
    return this.#with(assertExists)
  }

  /**
   * Goes on only if the object has this version: otherwise the operation fails with a `ComparisonFailedError`, `ERANGE`
   * if the object is newer, `EOVERFLOW` if it is older.
   *
   * @example
   * ```ts
   * const [text, version] = await object.operate(new rados.ReadOp().read({ length: 512 }).version())
   * await object.operate(new rados.WriteOp().assertVersion(version).writeFull(`${text} world`))
   * ```
   * @implements rados_write_op_assert_version
   */
  assertVersion(version: bigint): WriteOp {
    return this.#with(assertVersion(version))
  }

  /**
   * Goes on only if the object has these bytes at `position`: otherwise the operation fails with an
   * `ExtentMismatchError`.
   *
   * @example
   * ```ts
   * await object.operate(new rados.WriteOp().compareExtent('hello').write('HELLO'))
   * ```
   * @implements rados_write_op_cmpext
   */
  compareExtent(data: Uint8Array | string, position = 0): WriteOp {
    return this.#with(compareExtent(data, position))
  }

  /**
   * Goes on only if an extended attribute compares like that with a value: otherwise the operation fails with a
   * `ComparisonFailedError`.
   *
   * @example
   * ```ts
   * await object.setXattr('state', 'open')
   * await object.operate(new rados.WriteOp().compareXattr('state', '==', 'open').setXattr('state', 'taken'))
   * ```
   * @implements rados_write_op_cmpxattr
   */
  compareXattr(name: string, comparison: Comparison, value: Uint8Array | string): WriteOp {
    return this.#with(compareXattr(name, comparison, value))
  }

  /**
   * Goes on only if the value of a key of the omap compares like that with a value: otherwise the operation fails with a
   * `ComparisonFailedError`.
   *
   * @example
   * ```ts
   * await object.omap.set({ state: 'open' })
   * await object.operate(new rados.WriteOp().compareOmap('state', '==', 'open').omapSet({ state: 'taken' }))
   * ```
   * @implements rados_write_op_omap_cmp rados_write_op_omap_cmp2
   */
  compareOmap(key: OmapKey, comparison: OmapComparison, value: Uint8Array | string): WriteOp {
    return this.#with(compareOmap(key, comparison, value))
  }

  /**
   * Writes at `position`; the object grows, and is made, as needed.
   *
   * @example
   * ```ts
   * await object.operate(new rados.WriteOp().write('HE').write('LLO', 2))
   * ```
   * @implements rados_write_op_write
   */
  write(data: Uint8Array | string, position = 0): WriteOp {
    return this.#with({ kind: 'write', data: toBytes(data), position: checkInteger(position, 'position') })
  }

  /**
   * Makes these bytes all of the object.
   * @implements rados_write_op_write_full
   */
  writeFull(data: Uint8Array | string): WriteOp {
    return this.#with({ kind: 'writeFull', data: toBytes(data) })
  }

  /**
   * Adds to the end of the object.
   *
   * @example
   * ```ts
   * await object.operate(new rados.WriteOp().append(' world').setXattr('state', 'longer'))
   * ```
   * @implements rados_write_op_append
   */
  append(data: Uint8Array | string): WriteOp {
    return this.#with({ kind: 'append', data: toBytes(data) })
  }

  /**
   * Writes the same bytes again and again from `position` on, `length` bytes in all. They are carried there once.
   *
   * @example
   * ```ts
   * await object.operate(new rados.WriteOp().writeSame('-=', 64).truncate(64))
   * ```
   * @implements rados_write_op_writesame
   */
  writeSame(data: Uint8Array | string, length: number, position = 0): WriteOp {
    const bytes = toBytes(data)
    checkInteger(length, 'length')
    if (bytes.byteLength === 0) throw outOfRange('data', 'of one byte at least', 'none')
    if (length === 0 || length % bytes.byteLength !== 0) {
      throw outOfRange('length', `a multiple of the ${bytes.byteLength} bytes of data`, length)
    }
    return this.#with({ kind: 'writeSame', data: bytes, length, position: checkInteger(position, 'position') })
  }

  /**
   * Writes zeros without carrying them there.
   *
   * @example
   * ```ts
   * await object.operate(new rados.WriteOp().write('hello').zero(1, 3))
   * ```
   * @implements rados_write_op_zero
   */
  zero(position: number, length: number): WriteOp {
    return this.#with({
      kind: 'zero',
      position: checkInteger(position, 'position'),
      length: checkInteger(length, 'length'),
    })
  }

  /**
   * Cuts the object to a size, or extends it with zeros.
   * @implements rados_write_op_truncate
   */
  truncate(size: Size): WriteOp {
    return this.#with({ kind: 'truncate', length: parseSize(size) })
  }

  /**
   * Removes the object.
   *
   * @example
   * ```ts
   * await object.operate(new rados.WriteOp().compareExtent('hello').remove())
   * ```
   * @implements rados_write_op_remove
   */
  remove(): WriteOp {
    return this.#with({ kind: 'remove' })
  }

  /**
   * Sets an extended attribute of the object.
   * @implements rados_write_op_setxattr
   */
  setXattr(name: string, value: Uint8Array | string): WriteOp {
    return this.#with({ kind: 'setXattr', name: checkName(name, 'name'), data: toBytes(value, 'value') })
  }

  /**
   * Takes an extended attribute away. There need not be any of that name.
   *
   * @example
   * ```ts
   * await object.operate(new rados.WriteOp().removeXattr('lang').truncate(0))
   * ```
   * @implements rados_write_op_rmxattr
   */
  removeXattr(name: string): WriteOp {
    return this.#with({ kind: 'removeXattr', name: checkName(name, 'name') })
  }

  /**
   * Sets values of the omap, beside those that are there.
   *
   * @example
   * ```ts
   * await object.operate(new rados.WriteOp().omapSet({ name: 'z-centos9', size: '64' }))
   * ```
   * @implements rados_write_op_omap_set rados_write_op_omap_set2
   */
  omapSet(entries: OmapEntries): WriteOp {
    const all = [...pairsOf(entries)]
    return this.#with({
      kind: 'omapSet',
      keys: all.map(([key]) => keyBytes(key)),
      values: all.map(([, value]) => toBytes(value, 'value')),
    })
  }

  /**
   * Takes keys out of the omap. They need not be there.
   *
   * @example
   * ```ts
   * await object.operate(new rados.WriteOp().omapSet({ b: '2' }).omapRemoveKeys(['a']))
   * ```
   * @implements rados_write_op_omap_rm_keys rados_write_op_omap_rm_keys2
   */
  omapRemoveKeys(keys: readonly OmapKey[]): WriteOp {
    if (!Array.isArray(keys)) throw wrongType('keys', 'an array of keys', keys)
    return this.#with({ kind: 'omapRemoveKeys', keys: keys.map((key) => keyBytes(key)) })
  }

  /**
   * Takes the keys from one up to another, without that one, out of the omap.
   *
   * @example
   * ```ts
   * await object.operate(new rados.WriteOp().omapRemoveRange('2025-', '2026-'))
   * ```
   * @implements rados_write_op_omap_rm_range2
   */
  omapRemoveRange(from: OmapKey, to: OmapKey): WriteOp {
    const keys = [keyBytes(from, 'from'), keyBytes(to, 'to')] as const
    if (Buffer.compare(...keys) > 0) throw outOfRange('to', 'a key after `from`', String(to))
    return this.#with({ kind: 'omapRemoveRange', keys })
  }

  /**
   * Empties the omap.
   *
   * @example
   * ```ts
   * await object.operate(new rados.WriteOp().omapClear().omapSet({ only: 'this' }))
   * ```
   * @implements rados_write_op_omap_clear
   */
  omapClear(): WriteOp {
    return this.#with({ kind: 'omapClear' })
  }

  /**
   * Calls a method of an object class that changes the object: see `object.exec`.
   *
   * @example
   * ```ts
   * await pool.operate('visitor', new rados.WriteOp().exec('hello', 'record_hello', 'world').setXattr('seen', 'once'))
   * ```
   * @implements rados_write_op_exec
   */
  exec(objectClass: string, method: string, input: Uint8Array | string = ''): WriteOp {
    return this.#with(exec(objectClass, method, input))
  }

  /**
   * Tells the OSDs what to expect of the object, so that they lay it out well.
   *
   * @example
   * ```ts
   * const hint = { objectSize: '4MiB', writeSize: '64KiB', flags: ['append-only', 'incompressible'] } as const
   * await pool.operate('log', new rados.WriteOp().setAllocationHint(hint).append('first line\n'))
   * ```
   * @implements rados_write_op_set_alloc_hint rados_write_op_set_alloc_hint2
   */
  setAllocationHint(hint: AllocationHint): WriteOp {
    const { objectSize = 0, writeSize = 0, flags = [] } = checkOptions(hint, HINT, 'hint')
    return this.#with({
      kind: 'setAllocationHint',
      objectSize: parseSize(objectSize, 'hint.objectSize'),
      writeSize: parseSize(writeSize, 'hint.writeSize'),
      how: allocationHints(flags),
    })
  }

  /**
   * Sets flags of the step before. With `fail-ok`, the others are done though that one fails.
   *
   * @example
   * ```ts
   * await object.operate(new rados.WriteOp().create().setFlags('excl', 'fail-ok').append('!'))
   * ```
   * @implements rados_write_op_set_flags
   */
  setFlags(...flags: readonly StepFlag[]): WriteOp {
    const bits = stepFlags(flags)
    const last = this.#steps.at(-1)
    if (last === undefined) throw outOfRange('flags', 'set after a step', 'none')
    return new WriteOp([...this.#steps.slice(0, -1), { ...last, flags: bits }])
  }

  #with(step: WriteStep): WriteOp {
    return new WriteOp([...this.#steps, step])
  }

  /** @internal */
  static begin(op: WriteOp): { readonly steps: readonly WriteStep[]; readonly bytes: number } {
    const steps = op.#steps
    if (steps.length === 0) throw outOfRange('op', 'of one step at least', 'none')
    checkMemory(steps)
    return { steps, bytes: steps.reduce((sum, step) => sum + bytesOf(step), 0) }
  }
}

const HINT: Known<AllocationHint> = { objectSize: true, writeSize: true, flags: true }

function bytesOf(step: WriteStep): number {
  if ('data' in step) return step.data.byteLength
  return step.kind === 'omapSet' ? step.values.reduce((sum, { byteLength }) => sum + byteLength, 0) : 0
}

function pairsOf(entries: OmapEntries): Iterable<readonly [OmapKey, Uint8Array | string]> {
  checkObject(entries, 'entries')
  if (!(Symbol.iterator in entries)) return Object.entries(entries)
  return [...entries].map((pair) => {
    if (!Array.isArray(pair) || pair.length !== 2) throw wrongType('entries', 'pairs of a key and a value', pair)
    return pair as [OmapKey, Uint8Array | string]
  })
}
