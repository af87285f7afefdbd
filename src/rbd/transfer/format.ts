import { type Known, outOfRange } from '../../core/arguments.ts'
import { CephvirtError } from '../../core/errors.ts'
import { type AllowedBacking, checkBacking } from './backing.ts'
import { type HostFile, readPadded } from './host-file.ts'
import { hasMagic } from './qcow2-header.ts'

/** What a file holds: a disk's bytes as they are, or a qcow2 image of it. */
export type Format = 'raw' | 'qcow2'

/** What an image is made from, where that is a file or a block device. */
export interface FormatOptions {
  /**
   * What a file or block device holds: the bytes of the disk, or a qcow2 image, whose disk is then imported. If it is
   * not said, a file whose name ends in `.qcow2` and that begins as a qcow2 file does is one. Where but one of the two
   * is so, the import fails and asks, since a guest can write the beginning of a qcow2 file on its raw disk.
   *
   * A qcow2 file is read directly: this works without QEMU installed, needs no second process, and reads many places at
   * a time. A stream cannot be read so: it is always raw. The file must not be in use by a guest that writes.
   */
  readonly format?: Format | undefined
  /**
   * Which files a qcow2 file may have below it (its backing files): those, all of a chain, or `true` for whichever it
   * names. Without, one that has a backing file is refused: a guest that could write the file may have named any file
   * of this host.
   */
  readonly backing?: AllowedBacking | undefined
}

export const FORMAT_OPTIONS: Known<FormatOptions> = { format: true, backing: true }

export function checkFormat({ format, backing }: FormatOptions): void {
  checkBacking(backing)
  if (format === undefined || format === 'raw' || format === 'qcow2') return
  throw outOfRange('options.format', "'raw' or 'qcow2'", format)
}

/** Refuses options that make no sense for what is read from front to back. */
export function checkRawOnly({ format, backing }: FormatOptions, source: string): void {
  if (format === 'qcow2') {
    throw outOfRange('options.format', `'raw' for ${source}: a qcow2 image must be a file or block device`, format)
  }
  checkNoBacking(backing)
}

export function checkNoBacking(backing: AllowedBacking | undefined): void {
  if (backing !== undefined) throw outOfRange('options.backing', 'given for a qcow2 file only', String(backing))
}

/**
 * Which format a file has that was opened by a path. The name is the host's to give, the bytes may be a guest's: a raw
 * disk on which a guest wrote a qcow2 header must not be read as one, so that both have to say the same.
 */
export async function formatOf(file: HostFile, said: Format | undefined): Promise<Format> {
  if (said !== undefined) return said
  const start = Buffer.alloc(4)
  await readPadded(file, start, 0)
  const named = file.path.toLowerCase().endsWith('.qcow2')
  if (named === hasMagic(start)) return named ? 'qcow2' : 'raw'
  throw unclear(
    named ? `'${file.path}' is named as a qcow2 file, but does not begin as one` : `'${file.path}' ${BEGINS}`,
    "Say what it is with the option 'format'. Of a disk that a guest wrote to, take 'raw' unless you know better.",
    file.path,
  )
}

/** Refuses a stream that looks like a file which cannot be read as a stream. */
export function checkRawStart(start: Buffer): void {
  if (!hasMagic(start)) return
  throw unclear(
    `The stream ${BEGINS}`,
    "Import the file by its path, with 'format: \"qcow2\"'; or say 'format: \"raw\"' if these are the disk's own bytes.",
  )
}

const BEGINS = 'begins as a qcow2 file does: it is not clear whether it is one'

function unclear(message: string, hint: string, file?: string): CephvirtError {
  return new CephvirtError(message, {
    code: 'ERR_CEPHVIRT_FORMAT_UNCLEAR',
    subject: file === undefined ? {} : { file },
    hint,
  })
}
