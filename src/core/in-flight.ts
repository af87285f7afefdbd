import type { NativeRuntime } from '../native/contract.ts'
import { native } from '../native/load.ts'

/** Who hears what became of operations in flight. Told on the JS thread, without any code of the user below it. */
export interface Waiter {
  finished(slot: number, tag: number, result: unknown): void
  failed(slot: number, tag: number, error: unknown): void
}

/**
 * Each operation in flight has a slot of this table: a number that the native side carries, whose waiter keeps what the
 * operation uses (its buffers) from being collected.
 */
interface Table {
  readonly waiters: (Waiter | undefined)[]
  readonly tags: number[]
  readonly free: number[]
}

// How many results are told in one call.
const BURST = 1024
const TABLE = Symbol.for('cephvirt.operations in flight')

/**
 * The table of this thread. It is kept with the native module, of which there is one: this code may be evaluated again
 * (test runners and reloading servers do so) while operations of its former self are in flight.
 */
function tableOf(runtime: NativeRuntime & { [TABLE]?: Table }): Table {
  const existing = runtime[TABLE]
  if (existing !== undefined) return existing
  const table: Table = { waiters: [], tags: [], free: [] }
  const { waiters, tags } = table
  const waiterOf = (slot: number): Waiter => {
    const waiter = waiters[slot]
    if (waiter === undefined) throw new Error(`cephvirt: nothing is in flight in slot ${slot}`)
    return waiter
  }
  const slots = new Uint32Array(BURST)
  const numbers = new Float64Array(BURST)
  runtime.board({
    slots,
    numbers,
    finished(count) {
      for (let index = 0; index < count; index += 1) {
        const slot = slots[index] ?? 0
        waiterOf(slot).finished(slot, tags[slot] ?? 0, numbers[index])
      }
    },
    answered: (slot, value) => waiterOf(slot).finished(slot, tags[slot] ?? 0, value),
    failed: (slot, error) => waiterOf(slot).failed(slot, tags[slot] ?? 0, error),
  })
  runtime[TABLE] = table
  return table
}

const { waiters, tags, free } = tableOf(native.runtime)

/** How many slots are taken in this thread. */
export function operationsInFlight(): number {
  return waiters.length - free.length
}

/** Takes a slot for an operation that is about to be submitted; the tag is what the waiter knows it by. */
export function takeSlot(waiter: Waiter, tag: number): number {
  const slot = free.pop() ?? waiters.length
  waiters[slot] = waiter
  tags[slot] = tag
  return slot
}

/** Gives a slot back: its operation is finished, or was never submitted. */
export function giveSlot(slot: number): void {
  waiters[slot] = undefined
  free.push(slot)
}

/** Tells that an operation was not taken by the library. */
export function failSlot(slot: number, error: unknown): void {
  waiters[slot]?.failed(slot, tags[slot] ?? 0, error)
}

// What is gathered during one turn of JavaScript, to be submitted at its end.
let gathered: (() => void)[] = []

/** Submits later in this turn, when all that runs now has said what it wants: many operations go in one call then. */
export function atEndOfTurn(submit: () => void): void {
  // Called among promise jobs, this comes when all of them have run.
  if (gathered.length === 0) process.nextTick(submitGathered)
  gathered.push(submit)
}

/** Submits at once what was to be submitted at the end of the turn. */
export function submitGathered(): void {
  const all = gathered
  gathered = []
  for (const submit of all) submit()
}
