/** A file, folder or device of an initramfs. */
export interface CpioEntry {
  readonly path: string
  /** Type and permissions, as in `stat`: `0o100755` a program, `0o040755` a folder, `0o020600` a character device. */
  readonly mode: number
  readonly data?: Uint8Array
  /** Major and minor number of a device. */
  readonly device?: readonly [number, number]
}

/** A program, or a file of other permissions. */
export function file(path: string, contents: Uint8Array | string, mode = 0o100755): CpioEntry {
  return { path, mode, data: Buffer.from(contents) }
}

/** The entries after the folders that they lie in. */
export function withFolders(entries: readonly CpioEntry[]): CpioEntry[] {
  const folders = new Set<string>()
  for (const { path } of entries) {
    for (let end = path.indexOf('/'); end > 0; end = path.indexOf('/', end + 1)) folders.add(path.slice(0, end))
  }
  return [...[...folders].sort().map((path) => ({ path, mode: 0o040755 })), ...entries]
}

/** A cpio archive in the "newc" form, the one the kernel unpacks. Folders come before what they hold. */
export function cpio(entries: readonly CpioEntry[]): Buffer {
  const parts: Buffer[] = []
  for (const [index, entry] of [...entries, { path: 'TRAILER!!!', mode: 0 }].entries()) {
    const name = Buffer.from(`${entry.path}\0`)
    const data = Buffer.from(entry.data ?? [])
    const [major, minor] = entry.device ?? [0, 0]
    // inode, mode, uid, gid, links, mtime, size, device of the archive (2), device (2), length of the name, checksum
    const header = [index + 1, entry.mode, 0, 0, 1, 0, data.length, 0, 0, major, minor, name.length, 0]
    const fields = header.map((field) => field.toString(16).padStart(8, '0')).join('')
    parts.push(padded(Buffer.concat([Buffer.from(`070701${fields}`), name])), padded(data))
  }
  return Buffer.concat(parts)
}

function padded(bytes: Buffer): Buffer {
  const missing = (4 - (bytes.length % 4)) % 4
  return missing === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(missing)])
}
