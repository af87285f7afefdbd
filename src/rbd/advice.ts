import { outOfRange } from '../core/arguments.ts'

/**
 * What is known of how data will be used, for the OSDs to heed: read or written here and there, or one after the other;
 * used again soon, or not; not worth a place in a cache.
 */
export type Advice = keyof typeof ADVICE

// LIBRADOS_OP_FLAG_FADVISE_…
const ADVICE = { random: 0x4, sequential: 0x8, willneed: 0x10, dontneed: 0x20, nocache: 0x40 } as const

/** Options of what reads or writes data. */
export interface AdviceOptions {
  /** One, or several. */
  readonly advice?: Advice | readonly Advice[] | undefined
}

/** The flags of it; none, if not said. */
export function adviceFlags(advice: AdviceOptions['advice']): number {
  if (advice === undefined) return 0
  const words: readonly Advice[] = typeof advice === 'string' ? [advice] : advice
  if (!Array.isArray(words)) throw unknown(advice)
  return words.reduce((flags, word: Advice) => {
    if (!Object.hasOwn(ADVICE, word)) throw unknown(word)
    return flags | ADVICE[word]
  }, 0)
}

function unknown(advice: unknown): RangeError {
  return outOfRange('options.advice', `made of ${Object.keys(ADVICE).join(', ')}`, advice)
}
