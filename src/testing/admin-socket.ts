import net from 'node:net'

/**
 * Asks a Ceph daemon by its admin socket, which answers long before the `ceph` program has started its Python.
 * The daemon reads JSON up to a zero byte and replies with a 32 bit big-endian length and that many bytes of JSON.
 */
export function askDaemon(socketPath: string, prefix: string, timeout = 5_000): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(socketPath)
    const chunks: Buffer[] = []
    socket.setTimeout(timeout, () => socket.destroy(new Error(`no answer from ${socketPath} in ${timeout} ms`)))
    socket.once('error', reject)
    socket.once('connect', () => socket.write(`${JSON.stringify({ prefix, format: 'json' })}\0`))
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.once('close', () => {
      const reply = Buffer.concat(chunks)
      try {
        if (reply.length < 4 || reply.length < 4 + reply.readUInt32BE(0))
          throw new Error(`${socketPath}: reply cut short`)
        resolve(JSON.parse(reply.toString('utf8', 4, 4 + reply.readUInt32BE(0))))
      } catch (error) {
        reject(error)
      }
    })
  })
}

/** One field of what a daemon answers, `undefined` while it does not answer. */
export async function askField(socketPath: string, prefix: string, field: string): Promise<unknown> {
  try {
    const answer = await askDaemon(socketPath, prefix)
    return typeof answer === 'object' && answer !== null ? (answer as Record<string, unknown>)[field] : undefined
  } catch {
    return undefined
  }
}
