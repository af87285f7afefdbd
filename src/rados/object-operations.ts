import { checkOptions, outOfRange, wrongType } from '../core/arguments.ts'
import type { CallOptions } from '../core/call.ts'
import { CephError, ComparisonFailedError, type Subject } from '../core/errors.ts'
import { Handle } from '../core/handle.ts'
import { Operation, submitted } from '../core/operation.ts'
import { describe } from '../core/subject.ts'
import type { PoolHandle } from '../native/contract/rados.ts'
import type { Moment, ReadAnswer, WriteAnswer } from '../native/contract/rados-objects.ts'
import { native } from '../native/load.ts'
import type { Pool } from './pool.ts'
import { ReadOp } from './read-op.ts'
import { type OperationFlag, operationFlags } from './step.ts'
import { WriteOp, type WriteResult } from './write-op.ts'

export interface OperateOptions extends CallOptions {
  readonly flags?: readonly OperationFlag[]
}

export interface OperateWriteOptions extends OperateOptions {
  /** What `stat` then tells as the time of the last write: a date, or nanoseconds since 1970. Now, if not said. */
  readonly mtime?: Date | bigint
}

const OPERATE_OPTIONS = { flags: true, mtime: true, signal: true, timeout: true } as const

/** An object as what operations are done on. */
export abstract class ObjectOperations {
  readonly pool: Pool
  readonly name: string
  /** What its errors are about. @internal */
  readonly subject: Subject

  /**
   * @internal
   * @param subject what its errors are about, if that is another thing to its users than this object
   */
  constructor(pool: Pool, name: string, subject?: Subject) {
    this.pool = pool
    this.name = name
    this.subject = subject ?? { pool: pool.name, namespace: pool.namespace, object: name }
  }

  /**
   * Does all steps of an operation at one moment. Of one that reads it answers what each step brings, of one that writes
   * the object's version then. If one fails, all of it fails, and nothing is changed.
   *
   * @example
   * ```ts
   * const [{ size }, head] = await object.operate(new rados.ReadOp().stat().read({ length: 512 }))
   * await object.operate(new rados.WriteOp().assertExists().append('more').setXattr('state', 'open'))
   * ```
   * @throws ObjectNotFoundError
   * @throws ComparisonFailedError if what it compares or asserts does not hold
   * @implements rados_read_op_operate rados_aio_read_op_operate rados_write_op_operate rados_write_op_operate2 rados_aio_write_op_operate rados_aio_write_op_operate2
   */
  operate<Answers extends readonly unknown[]>(op: ReadOp<Answers>, options?: OperateOptions): Promise<Answers>
  operate(op: WriteOp, options?: OperateWriteOptions): Promise<WriteResult>
  async operate<Answers extends readonly unknown[]>(
    op: ReadOp<Answers> | WriteOp,
    options: OperateWriteOptions = {},
  ): Promise<Answers | WriteResult> {
    const { flags = [], mtime, ...rest } = checkOptions(options, OPERATE_OPTIONS)
    const bits = operationFlags(flags)
    if (op instanceof WriteOp) {
      const { steps, bytes } = WriteOp.begin(op)
      const moment = mtime === undefined ? undefined : momentOf(mtime)
      const write = this.submit<WriteAnswer>(
        bytes,
        (slot, pool) => native.rados.objectOperateWrite(slot, pool, this.name, steps, bits, moment),
        rest,
      )
      return await asserted(write, steps)
    }
    if (mtime !== undefined) throw outOfRange('options.mtime', 'left out: this only reads', mtime)
    const { steps, bytes, answers } = ReadOp.begin(op)
    const read = this.submit<readonly ReadAnswer[]>(
      bytes,
      (slot, pool) => native.rados.objectOperateRead(slot, pool, this.name, steps, bits),
      rest,
    )
    return answers(await asserted(read, steps), this.subject)
  }

  /**
   * Calls a method of an object class, which an OSD runs on the object. Input and answer are in that class's own form,
   * and the answer may be of any length.
   *
   * @example
   * ```ts
   * const answer = await object.exec('lock', 'list_locks')
   * ```
   * @throws ObjectNotFoundError if the method needs the object to exist
   * @throws PermissionError if the OSDs know or allow no such class (their `osd_class_load_list`), or the user may not
   * @throws CephError `EOPNOTSUPP` if the class has no such method; else what the method itself says
   * @implements rados_exec rados_aio_exec
   */
  async exec(
    objectClass: string,
    method: string,
    input: Uint8Array | string = '',
    options?: CallOptions,
  ): Promise<Buffer> {
    const [answer] = await this.operate(new ReadOp().exec(objectClass, method, input), options)
    return answer
  }

  /**
   * All that goes to the OSDs goes through here: within the cluster's window, and recalled if the caller gives up.
   * @internal
   */
  protected async submit<T>(
    bytes: number,
    start: (slot: number, pool: PoolHandle) => void,
    options: CallOptions | undefined,
  ): Promise<T> {
    const pool = Handle.native(this.pool)
    return await submitted<T>(
      () => new Operation(this.pool.window, bytes, (slot) => start(slot, pool)),
      options,
      this.subject,
      (slot) => native.rados.objectRecall(pool, slot),
    )
  }
}

function momentOf(mtime: Date | bigint): Moment {
  if (typeof mtime === 'bigint') {
    if (mtime < 0n || mtime >= 1n << 62n) throw outOfRange('options.mtime', 'nanoseconds since 1970', mtime)
    return { seconds: Number(mtime / 1_000_000_000n), nanoseconds: Number(mtime % 1_000_000_000n) }
  }
  if (!(mtime instanceof Date)) throw wrongType('options.mtime', 'a Date or a bigint of nanoseconds', mtime)
  const milliseconds = mtime.getTime()
  if (!(milliseconds >= 0)) throw outOfRange('options.mtime', 'a valid date since 1970', mtime)
  return { seconds: Math.floor(milliseconds / 1000), nanoseconds: (milliseconds % 1000) * 1e6 }
}

/** Two numbers say that the version is another one, if one was asserted; else they may be a class method's. */
async function asserted<T>(running: Promise<T>, steps: readonly { readonly kind: string }[]): Promise<T> {
  try {
    return await running
  } catch (error) {
    if (!(error instanceof CephError) || (error.code !== 'ERANGE' && error.code !== 'EOVERFLOW')) throw error
    if (!steps.some(({ kind }) => kind === 'assertVersion')) throw error
    const { code, errno, syscall, subject } = error
    const age = code === 'ERANGE' ? 'newer' : 'older'
    throw new ComparisonFailedError(
      `${code}: ${describe(subject ?? {})} is ${age} than the version asserted (${syscall})`,
      {
        code,
        errno,
        syscall,
        subject,
        hint: 'Read the object again, with its version, and decide anew.',
      },
    )
  }
}
