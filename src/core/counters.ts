import type { Counters } from '../native/contract.ts'
import { native } from '../native/load.ts'

export type { Counters } from '../native/contract.ts'

/**
 * What this thread has done so far: to see how many operations one wake-up of the event loop brought, and that no data
 * was copied on the way.
 *
 * @example
 * ```ts
 * const before = counters()
 * await image.read(buffer, 0)
 * console.log(counters().copiedBytes - before.copiedBytes) // 0
 * ```
 */
export function counters(): Counters {
  return native.runtime.counters()
}
