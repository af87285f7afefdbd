import net from 'node:net'
import { LabError } from './errors.ts'

/** Ports held by listening on them, so that no one else takes them before the daemon they are meant for. */
export interface ReservedPorts {
  readonly first: number
  /** Lets go of the ports: call right before the daemon binds them. */
  release(): Promise<void>
}

/** Below the range the kernel gives to outgoing connections, above the ports Ceph's daemons choose from (6800–7300). */
const lowest = 10_000
const highest = 32_000
const attempts = 200

/** Reserves `count` consecutive free TCP ports on 127.0.0.1. */
export async function reservePorts(count: number): Promise<ReservedPorts> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const first = lowest + Math.floor(Math.random() * (highest - lowest - count))
    const servers: net.Server[] = []
    const release = async (): Promise<void> => {
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
    }
    try {
      for (let port = first; port < first + count; port++) servers.push(await listen(port))
      return { first, release }
    } catch {
      await release()
    }
  }
  throw new LabError('ERR_CEPHVIRT_LAB_START', `no ${count} consecutive free ports between ${lowest} and ${highest}`)
}

function listen(port: number): Promise<net.Server> {
  return new Promise((resolve, reject) => {
    const server = net.createServer()
    server.once('error', reject)
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => resolve(server))
  })
}
