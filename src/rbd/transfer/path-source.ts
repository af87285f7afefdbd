import { open } from 'node:fs/promises'
import type { Pool } from '../../rados/index.ts'
import { checkBacking, openChain } from './backing.ts'
import { FileSource } from './file-source.ts'
import { checkNoBacking, checkRawOnly, type FormatOptions, formatOf } from './format.ts'
import { hostFileSize } from './host-file.ts'
import type { Source } from './source.ts'
import { StreamSource } from './stream-source.ts'

/** Opens a file or a block device. What can only be read from front to back (a pipe, a terminal) becomes a stream. */
export async function openSource(
  path: string,
  pool: Pool,
  options: FormatOptions,
  signal?: AbortSignal,
): Promise<Source> {
  const handle = await open(path, 'r')
  try {
    const found = await handle.stat()
    if (found.isDirectory()) {
      throw Object.assign(new Error(`EISDIR: '${path}' is a directory`), { code: 'EISDIR', syscall: 'read', path })
    }
    const size = await hostFileSize(found)
    if (size === undefined) {
      checkRawOnly(options, `'${path}'`)
      return new StreamSource(handle.createReadStream(), undefined, signal)
    }
    const file = { path, handle, size }
    if ((await formatOf(file, options.format)) === 'qcow2') {
      return await openChain(file, checkBacking(options.backing), (raw) => new FileSource(raw, pool))
    }
    checkNoBacking(options.backing)
    return new FileSource(file, pool)
  } catch (error) {
    await handle.close()
    throw error
  }
}
