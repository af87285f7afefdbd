import { checkInteger, checkName, checkOptions, outOfRange, toBytes, wrongType } from '../core/arguments.ts'
import { parseSize, type Size } from '../core/sizes.ts'
import type { WriteStep } from '../native/contract/rados.ts'

export interface CreateStepOptions {
  /** Fails with `EEXIST` if there is such an object already. */
  readonly exclusive?: boolean
}

/**
 * A row of steps that change one object, done by its OSD as one: all of them, or none if one fails. It is made step by
 * step and never changes, so one can be used for many objects, at once and again. What it is given to write is not
 * copied until it is used.
 *
 * @example
 * ```ts
 * const publish = new rados.WriteOp().create({ exclusive: true }).writeFull('hello').setXattr('lang', 'en')
 * await pool.operate('greeting', publish)
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
   * @implements rados_write_op_assert_exists
   */
  assertExists(): WriteOp {
    return this.#with({ kind: 'assertExists' })
  }

  /**
   * Writes at `position`; the object grows, and is made, as needed.
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
   * @implements rados_write_op_append
   */
  append(data: Uint8Array | string): WriteOp {
    return this.#with({ kind: 'append', data: toBytes(data) })
  }

  /**
   * Writes zeros without carrying them there.
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
   * @implements rados_write_op_rmxattr
   */
  removeXattr(name: string): WriteOp {
    return this.#with({ kind: 'removeXattr', name: checkName(name, 'name') })
  }

  #with(step: WriteStep): WriteOp {
    return new WriteOp([...this.#steps, step])
  }

  /** @internal */
  static begin(op: WriteOp): { readonly steps: readonly WriteStep[]; readonly bytes: number } {
    const steps = op.#steps
    if (steps.length === 0) throw outOfRange('op', 'of one step at least', 'none')
    return { steps, bytes: steps.reduce((sum, step) => sum + ('data' in step ? step.data.byteLength : 0), 0) }
  }
}
