import { checkWord } from '../core/arguments.ts'

/**
 * What becomes of clients that asked to be told of snapshots, so that they can bring their data into order: told and
 * waited for; told, and not obeyed when they fail; or not told.
 */
export type Quiesce = keyof typeof QUIESCE

const QUIESCE = { required: 0, skip: 1, 'ignore-errors': 2 } as const

/** The flags of it; `required`, if not said. */
export function quiesceFlags(quiesce: Quiesce = 'required'): number {
  return checkWord(quiesce, QUIESCE, 'options.quiesce')
}
