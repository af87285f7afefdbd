import {
  checkBuffer,
  checkId,
  checkInteger,
  checkName,
  checkWord,
  outOfRange,
  toBytes,
  wrongType,
} from '../core/arguments.ts'

// What the steps of read and write operations have in common.

/**
 * How two values are compared byte by byte: what the object has on the left, what is given on the right. An attribute
 * that is not there counts as an empty one.
 */
export type Comparison = '==' | '!=' | '>' | '>=' | '<' | '<='

/** The comparisons that OSDs make with a value of the omap. */
export type OmapComparison = '==' | '>' | '<'

/** A key of the omap: text stands for its UTF-8 bytes. Keys are in the order of their bytes. */
export type OmapKey = string | Uint8Array

/**
 * What one step is told on top.
 *
 * - `excl`: a `create` fails if the object exists
 * - `fail-ok`: the others are done though this one fails
 * - `fadvise-…`: what will be done with these data, for the caches of the OSDs
 */
export type StepFlag = keyof typeof STEP_FLAGS

const STEP_FLAGS = {
  excl: 0x1,
  'fail-ok': 0x2,
  'fadvise-random': 0x4,
  'fadvise-sequential': 0x8,
  'fadvise-will-need': 0x10,
  'fadvise-dont-need': 0x20,
  'fadvise-no-cache': 0x40,
  'fadvise-fua': 0x80,
} as const

/**
 * How an operation as a whole is treated.
 *
 * - `balance-reads`, `localize-reads`: another OSD than the primary may answer: any, or the nearest
 * - `order-reads-writes`: a read waits for the writes before it
 * - `full-try`, `full-force`: goes to OSDs that are full: it may free space; by force, it does so in any case
 * - `return-vec`: what class methods return is told for a write too: see `WriteResult`
 * - `skip-rw-locks`, `ignore-cache`, `ignore-overlay`, `ignore-redirect`, `order-snap`: for Ceph's own tools
 */
export type OperationFlag = keyof typeof OPERATION_FLAGS

const OPERATION_FLAGS = {
  'balance-reads': 1,
  'localize-reads': 2,
  'order-reads-writes': 4,
  'ignore-cache': 8,
  'skip-rw-locks': 16,
  'ignore-overlay': 32,
  'full-try': 64,
  'full-force': 128,
  'ignore-redirect': 256,
  'order-snap': 512,
  'return-vec': 1024,
} as const

/** What an object will be used for. */
export type AllocationHintFlag = keyof typeof ALLOCATION_HINTS

const ALLOCATION_HINTS = {
  'sequential-write': 1,
  'random-write': 2,
  'sequential-read': 4,
  'random-read': 8,
  'append-only': 16,
  immutable: 32,
  'short-lived': 64,
  'long-lived': 128,
  compressible: 256,
  incompressible: 512,
  log: 1024,
} as const

export const stepFlags = (flags: readonly StepFlag[]): number => bitsOf(flags, STEP_FLAGS, 'flags')
export const operationFlags = (flags: readonly OperationFlag[]): number =>
  bitsOf(flags, OPERATION_FLAGS, 'options.flags')
export const allocationHints = (flags: readonly AllocationHintFlag[]): number =>
  bitsOf(flags, ALLOCATION_HINTS, 'options.flags')

function bitsOf<Name extends string>(
  names: readonly Name[],
  bits: Readonly<Record<Name, number>>,
  argument: string,
): number {
  if (!Array.isArray(names)) throw wrongType(argument, 'an array of flags', names)
  return names.reduce((all, name) => all | oneOf(name, bits, argument), 0)
}

/** What a name stands for. */
export function oneOf<Name extends string, Value>(
  name: Name,
  values: Readonly<Record<Name, Value>>,
  argument: string,
): Value {
  if (typeof name !== 'string') throw wrongType(argument, 'a string', name)
  return checkWord(name, values, argument)
}

interface Memory {
  readonly kind: string
  readonly data?: Uint8Array
  readonly into?: Uint8Array
  readonly keys?: readonly Uint8Array[]
  readonly values?: readonly Uint8Array[]
}

// librados counts them by 32 bits and is silent about the rest: of 4 GiB it would write nothing.
const MOST_BYTES = 2 ** 31 - 1

/**
 * What steps refer to may have been transferred since they were made: it would be taken for empty. Nor may it be more
 * than librados can count.
 */
export function checkMemory(steps: readonly Memory[]): void {
  let sent = 0
  for (const { data, into, keys = [], values = [] } of steps) {
    if (into !== undefined) checkBuffer(into, 'the data of a step')
    for (const bytes of [data, ...keys, ...values]) {
      if (bytes !== undefined) sent += checkBuffer(bytes, 'the data of a step').byteLength
    }
  }
  if (sent > MOST_BYTES) throw outOfRange('the data of all steps', `of ${MOST_BYTES} bytes at most`, sent)
}

export function keyBytes(key: OmapKey, name = 'key'): Uint8Array {
  return toBytes(key, name)
}

// An OSD compares what it is given with an attribute, in this order; with a value of the omap the other way round.
const XATTR_OPERATORS = { '==': 1, '!=': 2, '>': 5, '>=': 6, '<': 3, '<=': 4 } as const
const OMAP_OPERATORS = { '==': 1, '>': 3, '<': 5 } as const

export const assertExists = { kind: 'assertExists' } as const

export function assertVersion(version: bigint) {
  return { kind: 'assertVersion', version: checkId(version, 'version') } as const
}

export function compareExtent(data: Uint8Array | string, position: number) {
  const bytes = toBytes(data)
  if (bytes.byteLength === 0) throw outOfRange('data', 'of one byte at least', 'none')
  return { kind: 'compareExtent', data: bytes, position: checkInteger(position, 'position') } as const
}

export function compareXattr(name: string, comparison: Comparison, value: Uint8Array | string) {
  const how = oneOf(comparison, XATTR_OPERATORS, 'comparison')
  return { kind: 'compareXattr', name: checkName(name, 'name'), how, data: toBytes(value, 'value') } as const
}

export function compareOmap(key: OmapKey, comparison: OmapComparison, value: Uint8Array | string) {
  const how = oneOf(comparison, OMAP_OPERATORS, 'comparison')
  return { kind: 'compareOmap', keys: [keyBytes(key)], how, data: toBytes(value, 'value') } as const
}

export function exec(objectClass: string, method: string, input: Uint8Array | string) {
  checkName(objectClass, 'objectClass')
  return {
    kind: 'exec',
    name: objectClass,
    method: checkName(method, 'method'),
    data: toBytes(input, 'input'),
  } as const
}
