import { promisify } from 'node:util'
import * as zlib from 'node:zlib'
import { Window } from '../../core/window.ts'
import { damaged, unsupported } from './qcow2-failure.ts'
import type { Qcow2Header } from './qcow2-header.ts'

/** How many clusters of a file are unpacked at a time: libuv has four threads, and one is left to the program. */
const UNPACKING = 3

/** Unpacks a cluster. What it is given may go on behind the cluster's end: the length is told in whole sectors. */
export type Unpack = (packed: Buffer) => Promise<Buffer>

interface Options {
  readonly maxOutputLength: number
  readonly chunkSize: number
  readonly finishFlush: number
}
type Decompress = (packed: Buffer, options: Options, done: (error: Error | null, unpacked: Buffer) => void) => void

/** Node.js has it since 22.15. */
function isDecompress(value: unknown): value is Decompress {
  return typeof value === 'function'
}

/**
 * How the clusters of a file are unpacked: on libuv's threads, not on that of JavaScript.
 * @throws NotSupportedError if this Node.js cannot
 */
export function unpacker({ compression, clusterSize }: Qcow2Header, path: string): Unpack {
  const zstd: unknown = Reflect.get(zlib, 'zstdDecompress')
  if (compression === 'zstd' && !isDecompress(zstd)) {
    throw unsupported(
      path,
      `is compressed with zstd, which Node.js ${process.version} cannot unpack`,
      'Use Node.js 22.15 or later, or first: qemu-img convert -O qcow2 -o compression_type=zlib.',
    )
  }
  const decompress: Decompress = compression === 'zstd' && isDecompress(zstd) ? zstd : zlib.inflateRaw
  const unpack = promisify(decompress)
  const options: Options = {
    maxOutputLength: clusterSize,
    // With room left at the end, what follows the cluster is not taken for more of it.
    chunkSize: clusterSize + 64,
    // The end may be missing: the length is checked instead.
    finishFlush: compression === 'zstd' ? ZSTD_CONTINUE : zlib.constants.Z_SYNC_FLUSH,
  }
  const window = new Window({ operations: UNPACKING, bytes: Number.POSITIVE_INFINITY })
  return async (packed) => {
    const unpacked = await window
      .run(packed.length, () => unpack(packed, options))
      .catch((cause: unknown) => {
        throw damaged(path, `a compressed cluster cannot be unpacked (${String(cause)})`)
      })
    if (unpacked.length !== clusterSize) throw damaged(path, `a compressed cluster of ${unpacked.length} bytes`)
    return unpacked
  }
}

const ZSTD_CONTINUE = 0
