import { constants } from 'node:buffer'
import { checkBuffer, checkInteger, checkOptions, outOfRange, wrongType } from '../core/arguments.ts'
import { cephError } from '../core/ceph-failure.ts'
import type { CephError, Subject } from '../core/errors.ts'
import type { OmapAnswer, ObjectStat as RawStat, ReadAnswer, ReadStep } from '../native/contract/rados-objects.ts'
import { type Checksum, type ChecksumOptions, type ChecksumType, checksumStep } from './checksum.ts'
import { type ObjectStat, objectStat } from './object-stat.ts'
import {
  KEYS_PAGE,
  type OmapKeysPage,
  type OmapPage,
  type OmapPageOptions,
  type OmapValuesPageOptions,
  omapPage,
  VALUES_PAGE,
  withoutNul,
} from './omap-page.ts'
import {
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

export interface ReadStepOptions {
  /** Where to begin, in bytes; 0 if not said. */
  readonly position?: number
  /** How many bytes at most. */
  readonly length: number
}

/** An operation on its way: what the native module is asked, and what its answer means. */
interface Begun<Answers> {
  readonly steps: readonly ReadStep[]
  /** What it may bring, for the cluster's window. */
  readonly bytes: number
  readonly answers: (raw: readonly ReadAnswer[], subject: Subject) => Answers
}

interface Step {
  readonly native: ReadStep
  readonly bytes: number
  /** Left out by a step that brings nothing. */
  readonly answer?: (raw: ReadAnswer) => unknown
  /** Its failure is its answer. */
  readonly failOk?: boolean
}

/** Answers whose last one may be a failure. */
export type LastMayFail<Answers extends readonly unknown[]> = Answers extends readonly [...infer Others, infer Last]
  ? [...Others, Last | CephError]
  : Answers

/**
 * A row of steps that read one object, done by its OSD at one moment: nothing is written in between. It is made step by
 * step and never changes, so one can be used for many objects, at once and again.
 *
 * Steps that read bring an answer. Those that compare or assert bring none: if what they say does not hold, the whole
 * operation fails.
 *
 * @example
 * ```ts
 * const look = new rados.ReadOp().stat().read({ length: 512 })
 * const [{ size, mtime }, head] = await pool.operate('greeting', look)
 * ```
 * @implements rados_create_read_op rados_release_read_op
 */
export class ReadOp<Answers extends readonly unknown[] = []> {
  // Each use begins its own steps: the memory that they read into is new.
  readonly #steps: readonly (() => Step)[]

  constructor()
  /** @internal */
  constructor(steps: readonly (() => Step)[])
  constructor(steps: readonly (() => Step)[] = []) {
    this.#steps = steps
  }

  /**
   * Goes on only if the object exists: otherwise the operation fails with `ENOENT`.
   *
   * @example
   * ```ts
   * await object.operate(new rados.ReadOp().assertExists())
   * ```
   * @implements rados_read_op_assert_exists
   */
  assertExists(): ReadOp<Answers> {
    return this.#check(assertExists)
  }

  /**
   * Goes on only if the object has this version: otherwise the operation fails with a `ComparisonFailedError`, `ERANGE`
   * if the object is newer, `EOVERFLOW` if it is older.
   *
   * @example
   * ```ts
   * const version = await object.version()
   * const [text] = await object.operate(new rados.ReadOp().assertVersion(version).read({ length: 512 }))
   * ```
   * @implements rados_read_op_assert_version
   */
  assertVersion(version: bigint): ReadOp<Answers> {
    return this.#check(assertVersion(version))
  }

  /**
   * Goes on only if the object has these bytes at `position`: otherwise the operation fails with an
   * `ExtentMismatchError`.
   *
   * @example
   * ```ts
   * const [stat] = await object.operate(new rados.ReadOp().compareExtent('hell').stat())
   * ```
   * @implements rados_read_op_cmpext
   */
  compareExtent(data: Uint8Array | string, position = 0): ReadOp<Answers> {
    return this.#check(compareExtent(data, position))
  }

  /**
   * Goes on only if an extended attribute compares like that with a value: otherwise the operation fails with a
   * `ComparisonFailedError`.
   *
   * @example
   * ```ts
   * await object.setXattr('lang', 'en')
   * const [text] = await object.operate(new rados.ReadOp().compareXattr('lang', '==', 'en').read({ length: 512 }))
   * ```
   * @implements rados_read_op_cmpxattr
   */
  compareXattr(name: string, comparison: Comparison, value: Uint8Array | string): ReadOp<Answers> {
    return this.#check(compareXattr(name, comparison, value))
  }

  /**
   * Goes on only if the value of a key of the omap compares like that with a value: otherwise the operation fails with a
   * `ComparisonFailedError`.
   *
   * @example
   * ```ts
   * await object.omap.set({ state: 'open' })
   * const [all] = await object.operate(new rados.ReadOp().compareOmap('state', '==', 'open').omapGetValues())
   * ```
   * @implements rados_read_op_omap_cmp rados_read_op_omap_cmp2
   */
  compareOmap(key: OmapKey, comparison: OmapComparison, value: Uint8Array | string): ReadOp<Answers> {
    return this.#check(compareOmap(key, comparison, value))
  }

  /**
   * Calls a method of an object class: see `object.exec`. Brings its answer.
   *
   * @example
   * ```ts
   * const [answer] = await object.operate(new rados.ReadOp().exec('lock', 'list_locks'))
   * ```
   * @implements rados_read_op_exec rados_read_op_exec_user_buf rados_buffer_free
   */
  exec(objectClass: string, method: string, input: Uint8Array | string = ''): ReadOp<[...Answers, Buffer]> {
    const native = exec(objectClass, method, input)
    return this.#with(() => ({ native, bytes: 0, answer: (raw) => raw }))
  }

  /**
   * Looks how large the object is and when it was last written.
   * @implements rados_read_op_stat rados_read_op_stat2
   */
  stat(): ReadOp<[...Answers, ObjectStat]> {
    return this.#with(() => ({ native: { kind: 'stat' }, bytes: 0, answer: (raw) => objectStat(raw as RawStat) }))
  }

  /**
   * Brings the version of the object: a number that grows with each change. With `assertVersion`, what was read can be
   * changed without losing what others write meanwhile.
   *
   * @example
   * ```ts
   * const [text, version] = await object.operate(new rados.ReadOp().read({ length: 512 }).version())
   * await object.operate(new rados.WriteOp().assertVersion(version).writeFull(`${text} world`))
   * ```
   * @implements rados_aio_get_version rados_get_last_version
   */
  version(): ReadOp<[...Answers, bigint]> {
    return this.#with(() => ({ native: { kind: 'version' }, bytes: 0, answer: (raw) => raw }))
  }

  /**
   * Reads into a buffer, from `position` on. Brings how many bytes: fewer than the buffer holds at the object's end.
   * The buffer is in use until the operation settles, and after an abort until librados lets go of it.
   * @implements rados_read_op_read
   */
  read(buffer: Uint8Array, position?: number): ReadOp<[...Answers, number]>
  /**
   * Reads a part of the object into a new buffer.
   * @implements rados_read_op_read
   */
  read(part: ReadStepOptions): ReadOp<[...Answers, Buffer]>
  read(target: Uint8Array | ReadStepOptions, position = 0): ReadOp<[...Answers, number | Buffer]> {
    if (typeof target !== 'object' || target === null) throw wrongType('buffer', 'a Uint8Array or Buffer', target)
    if (ArrayBuffer.isView(target)) {
      const into = checkBuffer(target)
      checkInteger(position, 'position')
      return this.#with(() => ({
        native: { kind: 'read', into, position },
        bytes: into.byteLength,
        answer: (raw) => raw,
      }))
    }
    const { position: start = 0, length } = checkOptions(target, { position: true, length: true }, 'part')
    checkInteger(start, 'part.position')
    checkInteger(length, 'part.length', 0, constants.MAX_LENGTH)
    return this.#with(() => {
      const into = Buffer.allocUnsafeSlow(length)
      return {
        native: { kind: 'read', into, position: start },
        bytes: length,
        answer: (raw) => (typeof raw === 'number' ? into.subarray(0, raw) : raw),
      }
    })
  }

  /**
   * Brings all extended attributes, by name.
   *
   * @example
   * ```ts
   * const [xattrs] = await object.operate(new rados.ReadOp().getXattrs())
   * for (const [name, value] of xattrs) console.log(name, String(value))
   * ```
   * @implements rados_read_op_getxattrs rados_getxattrs_next rados_getxattrs_end
   */
  getXattrs(): ReadOp<[...Answers, ReadonlyMap<string, Buffer>]> {
    return this.#with(() => ({
      native: { kind: 'xattrs' },
      bytes: 0,
      answer: (raw) => {
        const all = raw as readonly (string | Buffer)[]
        return new Map(all.flatMap((name, index) => (index % 2 === 0 ? [[name, all[index + 1]] as const] : [])))
      },
    }))
  }

  /**
   * Brings checksums of the object's bytes, which the OSD computes.
   *
   * @example
   * ```ts
   * const [[sum]] = await object.operate(new rados.ReadOp().checksum('crc32c'))
   * ```
   * @implements rados_read_op_checksum
   */
  checksum<Type extends ChecksumType>(
    type: Type,
    options: ChecksumOptions<Type> = {},
  ): ReadOp<[...Answers, readonly Checksum<Type>[]]> {
    const begin = checksumStep(type, options)
    return this.#with(() => {
      const { native, checksums } = begin()
      return { native, bytes: 0, answer: checksums }
    })
  }

  /**
   * Brings a part of the omap. `object.omap.entries()` brings all of it, part by part, and takes any bytes as a key.
   *
   * @example
   * ```ts
   * await object.omap.set({ 'user.1': 'alice', 'user.2': 'bob' })
   * const [{ entries, more }] = await object.operate(new rados.ReadOp().omapGetValues({ prefix: 'user.', limit: 1 }))
   * ```
   * @implements rados_read_op_omap_get_vals rados_read_op_omap_get_vals2 rados_omap_get_next rados_omap_get_next2 rados_omap_iter_size rados_omap_get_end
   */
  omapGetValues(
    options: OmapValuesPageOptions & { readonly encoding: 'buffer' },
  ): ReadOp<[...Answers, OmapPage<Buffer>]>
  omapGetValues(options?: OmapValuesPageOptions & { readonly encoding?: 'utf8' }): ReadOp<[...Answers, OmapPage]>
  omapGetValues(options: OmapValuesPageOptions = {}): ReadOp<[...Answers, OmapPage<string | Buffer>]> {
    const { prefix = '' } = checkOptions(options, VALUES_PAGE)
    const { after, most, keyOf } = omapPage(options)
    const native = { kind: 'omapValues', after, prefix: withoutNul(prefix, 'options.prefix'), most } as const
    return this.#with(() => ({
      native,
      bytes: 0,
      answer: (raw) => {
        const { keys, values, more } = raw as OmapAnswer
        return { entries: keys.map((key, index) => ({ key: keyOf(key), value: values[index] })), more }
      },
    }))
  }

  /**
   * Brings a part of the omap's keys.
   *
   * @example
   * ```ts
   * await object.omap.set({ a: '1', b: '2' })
   * const [{ keys }] = await object.operate(new rados.ReadOp().omapGetKeys({ after: 'a' }))
   * ```
   * @implements rados_read_op_omap_get_keys rados_read_op_omap_get_keys2
   */
  omapGetKeys(options: OmapPageOptions & { readonly encoding: 'buffer' }): ReadOp<[...Answers, OmapKeysPage<Buffer>]>
  omapGetKeys(options?: OmapPageOptions & { readonly encoding?: 'utf8' }): ReadOp<[...Answers, OmapKeysPage]>
  omapGetKeys(options: OmapPageOptions = {}): ReadOp<[...Answers, OmapKeysPage<string | Buffer>]> {
    checkOptions(options, KEYS_PAGE)
    const { after, most, keyOf } = omapPage(options)
    return this.#with(() => ({
      native: { kind: 'omapKeys', after, most },
      bytes: 0,
      answer: (raw) => {
        const { keys, more } = raw as OmapAnswer
        return { keys: keys.map(keyOf), more }
      },
    }))
  }

  /**
   * Brings the values of these keys of the omap, in the order asked for; undefined for one that is not there.
   *
   * @example
   * ```ts
   * await object.omap.set({ a: '1' })
   * const [[a, b]] = await object.operate(new rados.ReadOp().omapGetValuesByKeys(['a', 'b']))
   * ```
   * @implements rados_read_op_omap_get_vals_by_keys rados_read_op_omap_get_vals_by_keys2
   */
  omapGetValuesByKeys(keys: readonly OmapKey[]): ReadOp<[...Answers, readonly (Buffer | undefined)[]]> {
    if (!Array.isArray(keys)) throw wrongType('keys', 'an array of keys', keys)
    const asked = keys.map((key) => keyBytes(key))
    return this.#with(() => ({
      native: { kind: 'omapValuesByKeys', keys: asked },
      bytes: 0,
      answer: (raw) => {
        const found = raw as OmapAnswer
        const values = new Map(found.keys.map((key, index) => [key.toString('latin1'), found.values[index]]))
        return asked.map((key) => values.get(Buffer.from(key).toString('latin1')))
      },
    }))
  }

  /**
   * Sets flags of the step before. With `fail-ok`, the answer of that step may be the error that it failed with, and the
   * others go on.
   *
   * @example
   * ```ts
   * const op = new rados.ReadOp().exec('lock', 'get_info', 'nonsense').setFlags('fail-ok').stat()
   * const [answer, { size }] = await object.operate(op)
   * if (answer instanceof Error) console.log(answer.code, size)
   * ```
   * @implements rados_read_op_set_flags
   */
  setFlags<Flag extends StepFlag>(
    ...flags: readonly Flag[]
  ): ReadOp<'fail-ok' extends Flag ? LastMayFail<Answers> : Answers> {
    const bits = stepFlags(flags)
    const failOk = flags.some((flag) => flag === 'fail-ok')
    const last = this.#steps.at(-1)
    if (last === undefined) throw outOfRange('flags', 'set after a step', 'none')
    if (failOk && last().answer === undefined) {
      throw outOfRange('flags', 'without fail-ok for a step that brings nothing', 'fail-ok')
    }
    const flagged = (): Step => {
      const step = last()
      return { ...step, native: { ...step.native, flags: bits }, failOk }
    }
    return new ReadOp([...this.#steps.slice(0, -1), flagged])
  }

  #with<Answer>(step: () => Step): ReadOp<[...Answers, Answer]> {
    return new ReadOp<[...Answers, Answer]>([...this.#steps, step])
  }

  #check(native: ReadStep): ReadOp<Answers> {
    return new ReadOp<Answers>([...this.#steps, () => ({ native, bytes: 0 })])
  }

  /** @internal */
  static begin<Answers extends readonly unknown[]>(op: ReadOp<Answers>): Begun<Answers> {
    if (!(op instanceof ReadOp)) throw wrongType('op', 'a ReadOp', op)
    const begun = op.#steps.map((begin) => begin())
    if (begun.length === 0) throw outOfRange('op', 'of one step at least', 'none')
    const steps = begun.map(({ native }) => native)
    checkMemory(steps)
    return {
      steps,
      bytes: begun.reduce((sum, { bytes }) => sum + bytes, 0),
      // The type has grown step by step, as the row of answers has.
      answers: (raw, subject) =>
        begun.flatMap((step, index) => answersOf(step, raw[index], subject)) as readonly unknown[] as Answers,
    }
  }
}

function answersOf({ answer, failOk }: Step, raw: ReadAnswer, subject: Subject): unknown[] {
  if (typeof raw === 'number' && raw < 0) {
    const error = cephError({ syscall: 'rados_aio_read_op_operate', errno: raw, subject })
    if (failOk !== true) throw error
    return [error]
  }
  return answer === undefined ? [] : [answer(raw)]
}
