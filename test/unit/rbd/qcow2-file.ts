/** What of a qcow2 file a test writes by hand; the rest is as QEMU writes it. */
export interface Sketch {
  readonly version?: number
  readonly clusterBits?: number
  readonly size?: number
  readonly l1Entries?: number
  readonly l1Offset?: number
  readonly crypt?: number
  readonly incompatible?: bigint
  readonly headerLength?: number
  readonly compression?: number
  readonly backing?: { readonly name: string; readonly format?: string }
  /** Clusters by their number: those of tables as entries, those of data as bytes. */
  readonly clusters?: Readonly<Record<number, readonly bigint[] | Buffer>>
  /** How many clusters the file has, if it is more than those. */
  readonly length?: number
}

/** A qcow2 file: header in cluster 0, L1 table in cluster 1, unless it is said otherwise. */
export function sketch(given: Sketch): Buffer {
  const { version = 3, clusterBits = 9, size = 512, backing, clusters = {} } = given
  const cluster = 2 ** clusterBits
  const count = Math.max(2, given.length ?? 0, ...Object.keys(clusters).map((number) => Number(number) + 1))
  const file = Buffer.alloc(count * cluster)
  file.write('QFI\xfb', 'latin1')
  file.writeUInt32BE(version, 4)
  file.writeUInt32BE(clusterBits, 20)
  file.writeBigUInt64BE(BigInt(size), 24)
  file.writeUInt32BE(given.crypt ?? 0, 32)
  file.writeUInt32BE(given.l1Entries ?? 1, 36)
  file.writeBigUInt64BE(BigInt(given.l1Offset ?? cluster), 40)
  const headerLength = given.headerLength ?? (version === 2 ? 72 : 112)
  if (version !== 2) {
    file.writeBigUInt64BE(given.incompatible ?? 0n, 72)
    file.writeUInt32BE(4, 96)
    file.writeUInt32BE(headerLength, 100)
    file.writeUInt8(given.compression ?? 0, 104)
  }
  if (backing !== undefined) {
    let at = headerLength
    const extension = (type: number, data: string): void => {
      file.writeUInt32BE(type, at)
      file.writeUInt32BE(data.length, at + 4)
      file.write(data, at + 8)
      at += 8 + Math.ceil(data.length / 8) * 8
    }
    extension(0x6803f857, 'a table that nobody needs')
    if (backing.format !== undefined) extension(0xe2792aca, backing.format)
    at += 8 // the end of the extensions
    file.writeBigUInt64BE(BigInt(at), 8)
    file.writeUInt32BE(Buffer.byteLength(backing.name), 16)
    file.write(backing.name, at)
  }
  for (const [number, content] of Object.entries(clusters)) {
    const at = Number(number) * cluster
    if (Buffer.isBuffer(content)) content.copy(file, at)
    else for (const [index, entry] of content.entries()) file.writeBigUInt64BE(entry, at + index * 8)
  }
  return file
}

/** An entry of an L2 table for a compressed cluster. */
export function compressedEntry(clusterBits: number, offset: number, length: number): bigint {
  const sectors = Math.floor((offset + length - 1) / 512) - Math.floor(offset / 512)
  return (1n << 62n) | (BigInt(sectors) << BigInt(70 - clusterBits)) | BigInt(offset)
}
