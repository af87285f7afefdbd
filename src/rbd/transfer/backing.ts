import { realpath } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { checkName, wrongType } from '../../core/arguments.ts'
import { CephvirtError } from '../../core/errors.ts'
import { type HostFile, openHostFile } from './host-file.ts'
import { openQcow2 } from './qcow2.ts'
import { damaged, unsupported } from './qcow2-failure.ts'
import type { Qcow2Header } from './qcow2-header.ts'
import type { PositionalSource } from './source.ts'

/**
 * Which files a qcow2 file may have below it: those, or with `true` whichever it names. A guest that could write to the
 * file once may have named any file of this host.
 */
export type AllowedBacking = true | readonly string[]

export function checkBacking(backing: unknown): AllowedBacking {
  if (backing === undefined) return []
  if (backing === true) return true
  if (!Array.isArray(backing)) throw wrongType('options.backing', 'true or an array of paths', backing)
  return backing.map((path, index) => checkName(path, `options.backing[${index}]`))
}

/** Opens a qcow2 file with what is below it. If it fails, the file stays open. */
export async function openChain(
  file: HostFile,
  allowed: AllowedBacking,
  openRaw: (file: HostFile) => PositionalSource,
): Promise<PositionalSource> {
  const above = new Set<string>()
  const open = async (overlay: HostFile): Promise<PositionalSource> => {
    above.add(await identity(overlay))
    return await openQcow2(overlay, async (backing, from) => {
      const path = await allowedPath(backing.name, from.path, allowed)
      const format = formatOf(backing, from.path, path)
      const file = await openHostFile(path)
      try {
        if (above.has(await identity(file)))
          throw damaged(from.path, `its backing file ${JSON.stringify(path)} lies above it`)
        return format === 'raw' ? openRaw(file) : await open(file)
      } catch (error) {
        await file.handle.close()
        throw error
      }
    })
  }
  return await open(file)
}

/** Which file of the host it is, whatever its path. */
async function identity({ handle }: HostFile): Promise<string> {
  const { dev, ino, rdev } = await handle.stat()
  return `${dev}:${ino}:${rdev}`
}

/** The path of a backing file, from the name in the header of the file above. Nothing is opened to find it. */
async function allowedPath(name: string, overlay: string, allowed: AllowedBacking): Promise<string> {
  const plain = name.startsWith('file:') ? name.slice('file:'.length) : name
  // As QEMU tells them apart: a protocol, before any slash.
  if (/^[^/]*:/.test(plain)) {
    throw unsupported(overlay, `has a backing file that is no file of this host: ${JSON.stringify(name)}`, FLATTEN)
  }
  const path = resolve(dirname(overlay), plain)
  if (allowed === true) return path
  for (const one of allowed) {
    if (resolve(one) === path || (await sameFile(one, path))) return path
  }
  throw new CephvirtError(
    `The qcow2 file '${overlay}' names a backing file that was not allowed: ${JSON.stringify(path)}`,
    {
      code: 'ERR_CEPHVIRT_QCOW2_BACKING',
      subject: { file: overlay },
      hint:
        `A guest may have written that name. If it is right, allow it with the option 'backing: [${JSON.stringify(path)}]', ` +
        "or with 'backing: true' all that are named.",
    },
  )
}

async function sameFile(one: string, other: string): Promise<boolean> {
  const [first, second] = await Promise.all([one, other].map((path) => realpath(path).catch(() => undefined)))
  return first !== undefined && first === second
}

/** A format that is not told is not guessed: the file below may be the disk of a guest, which may pretend to be a qcow2. */
function formatOf({ format }: NonNullable<Qcow2Header['backing']>, overlay: string, path: string): 'raw' | 'qcow2' {
  if (format === 'raw' || format === 'qcow2') return format
  if (format !== undefined)
    throw unsupported(overlay, `has a backing file of the format ${JSON.stringify(format)}`, FLATTEN)
  throw new CephvirtError(
    `The qcow2 file '${overlay}' does not say which format its backing file has: ${JSON.stringify(path)}`,
    {
      code: 'ERR_CEPHVIRT_QCOW2_BACKING',
      subject: { file: overlay },
      hint: `Tell it: qemu-img rebase -u, with -F raw or -F qcow2 and -b.`,
    },
  )
}

const FLATTEN = 'Bring both together first: qemu-img convert -O qcow2.'
