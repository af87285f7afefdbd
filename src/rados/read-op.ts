import { constants } from 'node:buffer'
import {
  checkBuffer,
  checkInteger,
  checkName,
  checkOptions,
  outOfRange,
  toBytes,
  wrongType,
} from '../core/arguments.ts'
import type { ObjectStat as RawStat, ReadAnswer, ReadStep } from '../native/contract/rados.ts'

export interface ObjectStat {
  /** In bytes. */
  readonly size: number
  /** When it was last written, to the second. */
  readonly mtime: Date
}

export function objectStat({ size, mtime }: RawStat): ObjectStat {
  return { size, mtime: new Date(mtime) }
}

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
  readonly answers: (raw: readonly ReadAnswer[]) => Answers
}

interface Step {
  readonly native: ReadStep
  readonly bytes: number
  readonly answer: (raw: ReadAnswer | undefined) => unknown
}

/**
 * A row of steps that read one object, done by its OSD at one moment: nothing is written in between. It is made step by
 * step and never changes, so one can be used for many objects, at once and again.
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
   * Calls a method of an object class: see `object.exec`. Brings its answer.
   * @implements rados_read_op_exec rados_buffer_free
   */
  exec(objectClass: string, method: string, input: Uint8Array | string = ''): ReadOp<[...Answers, Buffer]> {
    checkName(objectClass, 'objectClass')
    checkName(method, 'method')
    const native = { kind: 'exec', cls: objectClass, method, input: toBytes(input, 'input') } as const
    return this.#with(() => ({ native, bytes: 0, answer: (raw) => raw }))
  }

  /**
   * Looks how large the object is and when it was last written.
   * @implements rados_read_op_stat
   */
  stat(): ReadOp<[...Answers, ObjectStat]> {
    return this.#with(() => ({
      native: { kind: 'stat' },
      bytes: 0,
      answer: (raw) => (isStat(raw) ? objectStat(raw) : raw),
    }))
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
        native: { kind: 'read', into: checkBuffer(into), position },
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

  #with<Answer>(step: () => Step): ReadOp<[...Answers, Answer]> {
    return new ReadOp<[...Answers, Answer]>([...this.#steps, step])
  }

  /** @internal */
  static begin<Answers extends readonly unknown[]>(op: ReadOp<Answers>): Begun<Answers> {
    if (!(op instanceof ReadOp)) throw wrongType('op', 'a ReadOp', op)
    const begun = op.#steps.map((begin) => begin())
    if (begun.length === 0) throw outOfRange('op', 'of one step at least', 'none')
    return {
      steps: begun.map(({ native }) => native),
      bytes: begun.reduce((sum, { bytes }) => sum + bytes, 0),
      // The type has grown step by step, as the row of answers has.
      answers: (raw) => begun.map(({ answer }, index) => answer(raw[index])) as readonly unknown[] as Answers,
    }
  }
}

function isStat(raw: ReadAnswer | undefined): raw is RawStat {
  return typeof raw === 'object' && 'mtime' in raw
}
