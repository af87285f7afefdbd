/** What an image is made from. */
export type Source = PositionalSource | SequentialSource

/** A stretch of bytes. */
export interface Stretch {
  readonly offset: number
  readonly length: number
}

/** Can be read anywhere: blocks are read side by side, and what holds no data is passed over. */
export interface PositionalSource {
  readonly kind: 'positional'
  /** In bytes. */
  readonly size: number
  /** Where there may be data: in order, not overlapping. The rest reads as zeros. */
  data(signal: AbortSignal | undefined): AsyncIterable<Stretch>
  /** Fills the buffer. May be called while other calls are under way. */
  read(buffer: Buffer, position: number): Promise<void>
  close(): Promise<void>
}

/** Can only be read from front to back. */
export interface SequentialSource {
  readonly kind: 'sequential'
  /** In bytes, if that is known beforehand. */
  readonly size: number | undefined
  /** Fills a buffer with the next block; undefined at the end. May be called while other calls are under way. */
  next(buffer: Buffer): Promise<SourceBlock | undefined>
  close(): Promise<void>
}

export interface SourceBlock {
  readonly position: number
  readonly length: number
}
