import { VerifyError } from '../../core/errors.ts'
import type { Subject } from '../../core/subject.ts'
import { BLOCK, blocksOf, dataRuns, sideBySide } from './blocks.ts'
import { type Checksums, checksumOf } from './checksums.ts'
import type { Meter } from './meter.ts'
import type { PositionalSource } from './source.ts'

/**
 * Reads back what was moved and compares it with the checksums taken on the way. Answers the checksum of all.
 * @throws VerifyError at the first block that differs
 */
export async function verify(
  target: PositionalSource,
  checksums: Checksums,
  size: number,
  subject: Subject,
  meter: Meter,
  signal: AbortSignal | undefined,
): Promise<string> {
  const blocks = blocksOf(target.data(signal), 0, size)
  await sideBySide(async (buffer) => {
    const { value: block, done } = await blocks.next()
    if (done === true || block === undefined) return false
    const { position, length, exists } = block
    if (exists) {
      const data = buffer.subarray(0, length)
      await target.read(data, position)
      if (!(await matches(data, checksums.at(position)))) throw new VerifyError(position, length, subject)
    } else {
      // What is not there reads as zeros.
      const missing = checksums.firstData(position, position + length)
      if (missing !== undefined) throw new VerifyError(missing, Math.min(BLOCK, size - missing), subject)
    }
    meter.compared(length, exists ? length : 0)
    return true
  }, signal)
  return await checksums.total(size)
}

async function matches(data: Buffer, checksum: Buffer | undefined): Promise<boolean> {
  if (checksum === undefined) return dataRuns(data).next().done === true
  return (await checksumOf(data)).equals(checksum)
}
