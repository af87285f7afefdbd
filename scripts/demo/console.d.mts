import type { Readable } from 'node:stream'

export declare function guestLines(
  console: Readable,
  guest: { readonly marker: string; readonly text: string },
  say?: (line: string) => void,
  /** Milliseconds. */
  timeout?: number,
): Promise<readonly string[]>
