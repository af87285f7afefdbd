import { mkdtempSync, rmSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Stands between a client and a libvirtd: lets everything pass, stops passing anything, or breaks the connection. */
export class Relay {
  readonly uri: string
  /** Whether who connects is turned away. */
  refuses = false
  /** How many messages came from clients since it hangs. */
  unanswered = 0
  readonly #folder: string
  readonly #server: net.Server
  readonly #pairs = new Set<readonly [net.Socket, net.Socket]>()

  private constructor(uri: string, folder: string, server: net.Server) {
    this.uri = uri
    this.#folder = folder
    this.#server = server
  }

  static async to(libvirtUri: string): Promise<Relay> {
    const target = new URL(libvirtUri).searchParams.get('socket') ?? ''
    const folder = mkdtempSync(join(tmpdir(), 'cephvirt-relay-'))
    const path = join(folder, 'socket')
    const server = net.createServer()
    const relay = new Relay(`qemu:///system?socket=${path}`, folder, server)
    server.on('connection', (client) => {
      if (relay.refuses) {
        client.destroy()
        return
      }
      const daemon = net.connect(target)
      client.pipe(daemon).pipe(client)
      for (const socket of [client, daemon]) socket.on('error', () => {})
      relay.#pairs.add([client, daemon])
    })
    await new Promise<void>((resolve) => server.listen(path, resolve))
    return relay
  }

  /** From now on the daemon seems to hang. */
  hang(): void {
    for (const [client, daemon] of this.#pairs) {
      client.unpipe(daemon)
      daemon.unpipe(client)
      // What comes is read, and goes nowhere. Each message begins with its length.
      let rest = Buffer.alloc(0)
      client.on('data', (bytes: Buffer) => {
        rest = Buffer.concat([rest, bytes])
        while (rest.length >= 4 && rest.length >= rest.readUInt32BE()) {
          rest = rest.subarray(rest.readUInt32BE())
          this.unanswered += 1
        }
      })
      client.resume()
      daemon.resume()
    }
  }

  break(): void {
    for (const sockets of this.#pairs) for (const socket of sockets) socket.destroy()
    this.#pairs.clear()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.break()
    await new Promise((resolve) => this.#server.close(resolve))
    rmSync(this.#folder, { recursive: true })
  }
}
