import { constants, type Stats } from 'node:fs'
import { type FileHandle, open, readFile } from 'node:fs/promises'

/** A regular file or block device of this host, opened for reading. */
export interface HostFile {
  readonly path: string
  readonly handle: FileHandle
  /** In bytes. */
  readonly size: number
}

/** Opens what can be read anywhere, and nothing else: a pipe is not waited for. */
export async function openHostFile(path: string): Promise<HostFile> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const size = await hostFileSize(await handle.stat())
    if (size === undefined) throw new Error(`'${path}' is neither a file nor a block device`)
    return { path, handle, size }
  } catch (error) {
    await handle.close()
    throw error
  }
}

/** The size of a file or block device; undefined for what is neither. */
export async function hostFileSize(found: Stats): Promise<number | undefined> {
  if (found.isFile()) return found.size
  return found.isBlockDevice() ? await deviceSize(found.rdev) : undefined
}

/** The size of a block device, by its number; Linux tells it in sectors of 512 bytes, whatever the device's own are. */
export async function deviceSize(device: number): Promise<number> {
  const number = BigInt(device)
  const major = ((number >> 8n) & 0xfffn) | ((number >> 32n) & 0xfffff000n)
  const minor = (number & 0xffn) | ((number >> 12n) & 0xffffff00n)
  return Number(await readFile(`/sys/dev/block/${major}:${minor}/size`, 'utf8')) * 512
}

/** Fills a buffer from a position on. */
export async function readWhole({ path, handle }: HostFile, buffer: Buffer, position: number): Promise<void> {
  for (let done = 0; done < buffer.length; ) {
    const { bytesRead } = await handle.read(buffer, done, buffer.length - done, position + done)
    if (bytesRead === 0) throw new Error(`'${path}' ended at ${position + done}: it became shorter while it was read`)
    done += bytesRead
  }
}

/** Fills a buffer from a position on; what lies past the end of the file is zeros. */
export async function readPadded(file: HostFile, buffer: Buffer, position: number): Promise<void> {
  const length = Math.max(0, Math.min(buffer.length, file.size - position))
  await readWhole(file, buffer.subarray(0, length), position)
  buffer.fill(0, length)
}
